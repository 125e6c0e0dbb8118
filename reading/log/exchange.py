"""The log as JSON Lines: exported, read back, and exchanged between devices through a folder.

Merging is the union of sets of events, so it is commutative, associative and idempotent, and files
may be exchanged in any order and as often as one likes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from papernotes.reading.errors import ReadingError
from papernotes.reading.log.events import Event, as_line, from_line
from papernotes.reading.storage.files import refuse_special, sync_folder_entry, to_disk, write_atomically

SUFFIX = ".jsonl"
MAXIMUM_LINE_CHARACTERS = 1_000_000
_ID = re.compile(r'\{"id":"([0-9a-f]{16}-[0-9a-f]{12})"')


class ExchangeProblem(NamedTuple):
    """A line that is not a sound event, counted from 1, and why."""

    path: Path
    line: int
    reason: str


class MergeResult(NamedTuple):
    """What merging found: events, how many of them were new, and lines that could not be read.

    `remarks` are the files of remarks that were written again; `divided` those of them that hold
    what several devices wrote without knowing of each other.
    """

    events: int = 0
    new: int = 0
    problems: tuple[ExchangeProblem, ...] = ()
    remarks: tuple[Path, ...] = ()
    divided: tuple[Path, ...] = ()


class ExchangeResult(NamedTuple):
    """What a sync through a folder did: events taken in and given out; the rest as in MergeResult."""

    received: int = 0
    sent: int = 0
    problems: tuple[ExchangeProblem, ...] = ()
    remarks: tuple[Path, ...] = ()
    divided: tuple[Path, ...] = ()


class EventFile:
    """A file of events, read once: `ids` of all in it, the `events` of ids not known before, `problems`."""

    def __init__(self, path: Path, known: Collection[str] = ()) -> None:
        self.path = path
        self.ids: set[str] = set()
        self.events: list[Event] = []
        self.problems: list[ExchangeProblem] = []
        try:
            for number, line in enumerate(_lines(path), 1):
                self._take(number, line, known)
        except OSError as error:
            raise ReadingError(f"{path} cannot be read: {error.strerror or error}") from error

    def _take(self, number: int, line: str, known: Collection[str]) -> None:
        start = _ID.match(line)
        if start and start[1] in known and line.endswith("}"):
            self.ids.add(start[1])
        elif line.strip():
            try:
                event = from_line(line)
            except ValueError as error:
                self.problems.append(ExchangeProblem(self.path, number, str(error)))
            else:
                self.ids.add(event.id)
                self.events.append(event)


def write_file(path: Path, events: Iterable[Event]) -> int:
    """Write events to a file, whole or not at all; how many there were. ReadingError."""
    lines = [as_line(event) + "\n" for event in events]
    try:
        refuse_special(path)
        write_atomically(path, "".join(lines))
    except OSError as error:
        raise ReadingError(f"{path} cannot be written: {error.strerror or error}") from error
    return len(lines)


def files_in(folder: Path) -> list[Path]:
    """The devices' files in a folder of exchange; ReadingError if it is not a folder."""
    if not folder.is_dir():
        raise ReadingError(f"{folder} is not a folder: make it first, or check that it is mounted")
    return sorted(path for path in folder.glob(f"*{SUFFIX}") if path.is_file())


def append_to(folder: Path, device: str, events: Iterable[Event]) -> int:
    """Add events at the end of the device's own file, on disk before returning; how many. ReadingError."""
    path = folder / f"{device}{SUFFIX}"
    lines = [as_line(event) + "\n" for event in events]
    if not lines:
        return 0
    try:
        refuse_special(path)
        with path.open("ab") as file:
            if file.tell() and not _ends_line(path):
                file.write(b"\n")  # what was cut off while writing becomes one bad line, not more
            file.write("".join(lines).encode())
            file.flush()
            to_disk(file.fileno())
        sync_folder_entry(folder)
    except OSError as error:
        raise ReadingError(f"{path} cannot be written: {error.strerror or error}") from error
    return len(lines)


def _ends_line(path: Path) -> bool:
    with path.open("rb") as file:
        with suppress(OSError):
            file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _lines(path: Path) -> Iterator[str]:
    """The lines of a file, without their ends; of one that is too long to be an event, the start."""
    with path.open("r", encoding="utf-8", errors="surrogateescape", newline="\n") as file:
        while line := file.readline(MAXIMUM_LINE_CHARACTERS):
            start = line
            while line and not line.endswith("\n"):
                line = file.readline(MAXIMUM_LINE_CHARACTERS)
            yield start.rstrip("\r\n")
