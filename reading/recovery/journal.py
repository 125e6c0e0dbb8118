"""The journal: what came into the log, once more, as JSON Lines beside the copies of the database.

A copy of the whole database is made by the day and renewed by the hour; the journal holds every
event in between, so that a copy and the journal together lack nothing. It has a file a day, which
goes when the oldest copy kept is younger. A change is written here after it is on disk in the
database, in one append that is put on disk as well: 0.3 ms on a solid-state disk, half of that to
wait for it. The program may be killed in between: each writing begins by looking what the last
line holds, and adds all that came into the log after that, whichever program brought it.

A journal that cannot be written stops no change; the person is told, once. What is cut off or
altered in it is found by the checks of `reading.log.events.from_line`, line by line.
"""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from papernotes.reading.errors import ReadingError
from papernotes.reading.log import event_table
from papernotes.reading.log.events import Event, as_line
from papernotes.reading.storage.copies import folder_of
from papernotes.reading.storage.files import make_private_file, make_private_folder, sync_folder_entry
from papernotes.reading.storage.schema import COLUMNS

SUFFIX = ".jsonl"
_TAIL_BYTES = 4096
_ID = re.compile(rb'\{"id":"([0-9a-f]{16}-[0-9a-f]{12})".*\}')


class JournalContent(NamedTuple):
    """What is in the journal: its events, and how many of its lines are none any more."""

    events: list[Event]
    unreadable: int


def files(database: Path) -> list[Path]:
    """The files of the journal, the oldest first."""
    return sorted(folder_of(database).glob(f"{database.stem}-[0-9]*{SUFFIX}"))


def last_id(database: Path) -> str:
    """The id of the event that came last; empty where the journal has none. OSError."""
    return next(filter(None, (_end(file)[0] for file in reversed(files(database)))), "")


def catch_up(connection: sqlite3.Connection, database: Path, today: datetime) -> int:
    """Write what came into the log and is not in the journal yet; how many events. OSError, sqlite3.Error."""
    known = connection.execute("SELECT seq FROM event WHERE id = ?", (last_id(database),)).fetchone()
    after = known[0] if known else 0
    rows = connection.execute(f"SELECT {COLUMNS} FROM event WHERE seq > ? ORDER BY seq", (after,))
    lines = [as_line(event) + "\n" for event in event_table.readable(rows)]
    if lines:
        _append(database, today.strftime("%Y-%m-%d"), "".join(lines).encode())
    return len(lines)


def read(database: Path) -> JournalContent:
    """All that is in the journal, the oldest file first; files that cannot be read count as a line each."""
    from papernotes.reading.log.exchange import EventFile  # only where something was lost

    events: dict[str, Event] = {}
    unreadable = 0
    for file in files(database):
        try:
            found = EventFile(file, events)
        except ReadingError:
            unreadable += 1
        else:
            events.update((event.id, event) for event in found.events)
            unreadable += len(found.problems)
    return JournalContent(list(events.values()), unreadable)


def drop_before(database: Path, label: str) -> None:
    """Drop the files of the days before the label of the oldest copy, which has all that is in them. OSError."""
    for file in files(database)[:-1]:
        if file.name < f"{database.stem}-{label}":
            file.unlink(missing_ok=True)


def _append(database: Path, day: str, text: bytes) -> None:
    """Add lines to the file of the day, or to one of a later day, where the clock was put back."""
    folder = folder_of(database)
    make_private_folder(folder)
    newest = files(database)[-1:]
    file = max([folder / f"{database.stem}-{day}{SUFFIX}", *newest])
    is_new = not file.exists()
    if not is_new and not _end(file)[1]:
        text = b"\n" + text  # what was cut off is one bad line, and no more than that
    make_private_file(file)
    handle = os.open(file, os.O_WRONLY | os.O_APPEND)
    try:
        while text:
            text = text[os.write(handle, text) :]
        os.fsync(handle)
    finally:
        os.close(handle)
    if is_new:
        sync_folder_entry(folder)


def _end(file: Path) -> tuple[str, bool]:
    """The id in the last whole line of a file, empty if there is none; and whether the file ends with a line."""
    length = _TAIL_BYTES
    with file.open("rb") as journal:
        size = journal.seek(0, os.SEEK_END)
        while True:
            journal.seek(max(0, size - length))
            tail = journal.read()
            lines = tail.split(b"\n")[0 if length >= size else 1 :]
            whole = filter(None, map(_ID.fullmatch, reversed(lines[:-1])))
            with suppress(StopIteration):
                return next(whole)[1].decode(), tail.endswith(b"\n")
            if length >= size:
                return "", not tail or tail.endswith(b"\n")
            length *= 16
