"""Copies of the database: one a day, renewed by the hour, a few kept; one before each migration; the way back from damage."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from reading.errors import damage
from reading.files import make_private_file, make_private_folder, sync_folder_entry

KEPT = 3
RENEWED_AFTER = 3600
"""Seconds after which the day's copy is made anew, where something has changed."""
COLUMNS = "id, device, time, step, identifiers, what, name, value, before"


def folder_of(database: Path) -> Path:
    """Where the copies of a database are."""
    return database.parent / "copies"


def copies(database: Path) -> list[Path]:
    """The copies there are, the newest first."""
    found = folder_of(database).glob(f"{database.stem}-*.db")
    return sorted(found, key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)


def make_copy(connection: sqlite3.Connection, database: Path, label: str) -> Path:
    """Copy what is committed to `copies/NAME-LABEL.db`, whole or not at all. OSError, sqlite3.Error."""
    folder = folder_of(database)
    make_private_folder(folder)
    target = folder / f"{database.stem}-{label}.db"
    part = target.with_suffix(f".{os.getpid()}.part")
    try:
        make_private_file(part)
        with closing(sqlite3.connect(part)) as copy:
            connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    sync_folder_entry(folder)
    return target


def daily_copy(connection: sqlite3.Connection, database: Path, today: datetime) -> Path | None:
    """Make today's copy if there is none or an old one, and drop all but the newest few.

    No copy is made, nor dropped, of a database that is damaged: sqlite3.DatabaseError.
    """
    label = today.strftime("%Y-%m-%d")
    with suppress(FileNotFoundError):
        copied = (folder_of(database) / f"{database.stem}-{label}.db").stat().st_mtime
        if today.timestamp() < copied + RENEWED_AFTER or not _changed_since(database, copied):
            return None
    if not is_sound(connection):
        raise damage()
    made = make_copy(connection, database, label)
    daily = sorted(folder_of(database).glob(f"{database.stem}-[0-9]*.db"), reverse=True)
    for old in daily[KEPT:]:
        old.unlink(missing_ok=True)
    return made


def _changed_since(database: Path, moment: float) -> bool:
    """Whether the database, or its write-ahead log, was written after a moment (seconds since 1970)."""
    files = (database, Path(f"{database}-wal"))
    return any(file.stat().st_mtime > moment for file in files if file.exists())


def is_sound(connection: sqlite3.Connection) -> bool:
    """Whether SQLite finds no damage in the whole file."""
    try:
        return [row[0] for row in connection.execute("PRAGMA quick_check(1)")] == ["ok"]
    except sqlite3.DatabaseError:
        return False


def set_aside(database: Path, now: datetime) -> Path:
    """Rename a damaged database, with its write-ahead log, out of the way; return its new path."""
    aside = database.with_name(f"{database.name}.damaged-{now.strftime('%Y%m%d-%H%M%S')}")
    number = 1
    while aside.exists():
        number += 1
        aside = database.with_name(f"{database.name}.damaged-{now.strftime('%Y%m%d-%H%M%S')}-{number}")
    for suffix in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            Path(f"{database}{suffix}").rename(f"{aside}{suffix}")
    database.rename(aside)
    return aside


def restore_newest(database: Path) -> Path | None:
    """Put the newest sound copy in the (absent) database's place; None if there is none."""
    for copy in copies(database):
        with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(copy)) as source:
            if not is_sound(source):
                continue
            part = database.with_name(f"{database.name}.{os.getpid()}.part")
            try:
                make_private_file(part)
                with closing(sqlite3.connect(part)) as target:
                    source.backup(target)
                part.replace(database)
            finally:
                part.unlink(missing_ok=True)
            return copy
    return None


def salvage(damaged: Path) -> Iterator[tuple[str, ...]]:
    """The rows of the log that can still be read in a damaged database, from its start and from its end."""
    uri = f"{damaged.absolute().as_uri()}?mode=ro"
    for order in ("ASC", "DESC"):  # damage in the middle ends the one way; the other leads to its far side
        with suppress(sqlite3.Error), closing(sqlite3.connect(uri, uri=True)) as connection:
            yield from connection.execute(f"SELECT {COLUMNS} FROM event ORDER BY seq {order}")
