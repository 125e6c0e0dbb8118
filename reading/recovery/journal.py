"""The journal: every event of the log a second time, as JSON Lines beside the copies of the database.

A copy of the whole database is made every day and renewed every hour. The journal has every event in between, so that a
copy and the journal together are complete. It has one file a day, which is deleted once all copies are newer. A change is
written to the journal after it is on disk in the database, by one append that waits for the disk too: 0.3 ms on a
solid-state disk, half of it waiting. The program may be killed in between. So each write first reads the last line, and
adds all events that came into the log after it, whichever program wrote them.

If the journal cannot be written, changes go on, and the person is told once. Damaged lines are found by the checks of
`reading.log.events.from_line`.
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
from papernotes.reading.storage.files import (
    make_private_file,
    make_private_folder,
    refuse_special,
    sync_folder_entry,
    to_disk,
)
from papernotes.reading.storage.schema import COLUMNS

SUFFIX = ".jsonl"
_TAIL_BYTES = 4096
_ID = re.compile(rb'\{"id":"([0-9a-f]{16}-[0-9a-f]{12})".*\}')


class JournalContent(NamedTuple):
    """The content of the journal: its events, and how many of its lines cannot be read."""

    events: list[Event]
    unreadable: int


def files(database: Path) -> list[Path]:
    """The files of the journal, the oldest first."""
    found = folder_of(database).glob(f"{database.stem}-[0-9]*{SUFFIX}")
    return sorted(filter(Path.is_file, found))


def last_id(database: Path) -> str:
    """The id of the last event; empty if the journal has none. Raises OSError."""
    return next(filter(None, (_end(file)[0] for file in reversed(files(database)))), "")


def catch_up(connection: sqlite3.Connection, database: Path, today: datetime) -> int:
    """Write the events that are not in the journal yet; returns how many. Raises OSError and sqlite3.Error."""
    known = connection.execute("SELECT seq FROM event WHERE id = ?", (last_id(database),)).fetchone()
    after = known[0] if known else 0
    rows = connection.execute(f"SELECT {COLUMNS} FROM event WHERE seq > ? ORDER BY seq", (after,))
    lines = [as_line(event) + "\n" for event in event_table.readable(rows)]
    if lines:
        _append(database, today.strftime("%Y-%m-%d"), "".join(lines).encode())
    return len(lines)


def read(database: Path) -> JournalContent:
    """The whole content, the oldest file first. A file that cannot be read counts as one unreadable line."""
    from papernotes.reading.log.exchange import EventFile  # needed only when something was lost

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
    """Delete the files of days before the label of the oldest copy, which has all their events. Raises OSError."""
    for file in files(database)[:-1]:
        if file.name < f"{database.stem}-{label}":
            file.unlink(missing_ok=True)


def _append(database: Path, day: str, text: bytes) -> None:
    """Append lines to the file of the day; to the newest file if that is of a later day, since the clock was set back."""
    folder = folder_of(database)
    make_private_folder(folder)
    newest = files(database)[-1:]
    file = max([folder / f"{database.stem}-{day}{SUFFIX}", *newest])
    is_new = not file.exists()
    refuse_special(file)
    if not is_new and not _end(file)[1]:
        text = b"\n" + text  # so that only the truncated line is unreadable
    make_private_file(file)
    handle = os.open(file, os.O_WRONLY | os.O_APPEND)
    try:
        while text:
            text = text[os.write(handle, text) :]
        to_disk(handle)
    finally:
        os.close(handle)
    if is_new:
        sync_folder_entry(folder)


def _end(file: Path) -> tuple[str, bool]:
    """The id in the last complete line of a file, empty if there is none; and whether the file ends with a line end."""
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
