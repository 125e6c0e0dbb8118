"""Copies of the database: one a day, renewed every hour, the last few kept; and one before each migration.

Events since the last copy are in the journal (`reading.recovery.journal`).
"""

from __future__ import annotations

import fcntl
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from papernotes.reading.errors import damage
from papernotes.reading.storage import schema
from papernotes.reading.storage.files import (
    drop_left_parts,
    make_private_file,
    make_private_folder,
    sync_folder_entry,
    to_disk,
)
from papernotes.reading.storage.schema import COLUMNS

KEPT_COPIES = 3
RENEWED_AFTER_SECONDS = 3600
"""Seconds after which the copy of the day is made again, if something has changed."""


def folder_of(database: Path) -> Path:
    """Where the copies of a database are."""
    return database.parent / "copies"


def copies(database: Path) -> list[Path]:
    """The copies, newest first."""
    found = folder_of(database).glob(f"{database.stem}-*.db")
    return sorted(
        filter(Path.is_file, found), key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True
    )


def make_copy(connection: sqlite3.Connection, database: Path, label: str) -> Path:
    """Copy what is committed to `copies/NAME-LABEL.db`, whole or not at all. OSError, sqlite3.Error."""
    folder = folder_of(database)
    make_private_folder(folder)
    drop_left_parts(folder, re.compile(rf"{re.escape(database.stem)}-.*\.part(-journal)?"))
    target = folder / f"{database.stem}-{label}.db"
    _copy_whole(connection, target.with_suffix(f".{os.getpid()}.part"), target)
    return target


def _copy_whole(connection: sqlite3.Connection, part: Path, target: Path) -> None:
    """Copy what is committed to `part`, and put it in the place of `target` when it is on disk."""
    try:
        copy_into(connection, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    sync_folder_entry(target.parent)


def copy_into(connection: sqlite3.Connection, target: Path) -> None:
    """Copy what is committed to a file, on disk when this returns. OSError, sqlite3.Error."""
    target.unlink(missing_ok=True)
    make_private_file(target)
    with closing(sqlite3.connect(target)) as copy:
        connection.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
    with target.open("rb+") as file:
        to_disk(file.fileno())


def is_due(database: Path, today: datetime) -> bool:
    """Whether there is no copy of today, or an old one of what has changed since. OSError."""
    try:
        copied = _of_day(database, today).stat().st_mtime
    except FileNotFoundError:
        return True
    return today.timestamp() >= copied + RENEWED_AFTER_SECONDS and _changed_since(database, copied)


def daily_copy(connection: sqlite3.Connection, database: Path, today: datetime) -> Path:
    """Make today's copy, and drop all but the newest few.

    No copy is made, nor dropped, of a database that is damaged: sqlite3.DatabaseError.
    """
    if not is_sound(connection):
        raise damage()
    made = make_copy(connection, database, _label(today))
    for old in daily(database)[KEPT_COPIES:]:
        old.unlink(missing_ok=True)
    return made


def has_copy_of(database: Path, day: datetime) -> bool:
    """Whether there is a copy of the day."""
    return _of_day(database, day).exists()


def _label(day: datetime) -> str:
    return day.strftime("%Y-%m-%d")


def _of_day(database: Path, day: datetime) -> Path:
    return folder_of(database) / f"{database.stem}-{_label(day)}.db"


def daily(database: Path) -> list[Path]:
    """The copies made by the day, that of the latest day first."""
    return sorted(folder_of(database).glob(f"{database.stem}-[0-9]*.db"), reverse=True)


def _changed_since(database: Path, moment: float) -> bool:
    """Whether the database, or its write-ahead log, was written after a moment (seconds since 1970)."""
    files = (database, Path(f"{database}-wal"))
    return any(file.stat().st_mtime > moment for file in files if file.exists())


def is_sound(connection: sqlite3.Connection, *, thorough: bool = False) -> bool:
    """Whether SQLite finds no damage in the whole file, and our tables; `thorough` compares indexes with tables."""
    check = "integrity_check" if thorough else "quick_check"
    try:
        return schema.fits(connection) and [row[0] for row in connection.execute(f"PRAGMA {check}(1)")] == [
            "ok"
        ]
    except (sqlite3.DatabaseError, UnicodeError):
        return False


def set_aside(database: Path, now: datetime, why: str = "damaged") -> Path:
    """Rename a database, with its write-ahead log, out of the way; return its new path. OSError."""
    stamp = f"{database.name}.{why}-{now.strftime('%Y%m%d-%H%M%S')}"
    aside, number = database.with_name(stamp), 1
    while os.path.lexists(aside):
        number += 1
        aside = database.with_name(f"{stamp}-{number}")
    for suffix in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            Path(f"{database}{suffix}").rename(f"{aside}{suffix}")
    with suppress(FileNotFoundError):
        database.rename(aside)
    return aside


def take_back(aside: Path, database: Path) -> None:
    """Undo `set_aside`. OSError."""
    for suffix in ("-wal", "-shm", ""):
        with suppress(FileNotFoundError):
            Path(f"{aside}{suffix}").rename(f"{database}{suffix}")


def restore_newest(database: Path) -> Path | None:
    """Put the newest sound copy in the (absent) database's place; None if there is none."""
    for copy in copies(database):
        if put_in_place(copy, database):
            return copy
    return None


def put_in_place(copy: Path, database: Path) -> bool:
    """Put a copy in the (absent) database's place, whole or not at all; False if it is damaged. OSError."""
    try:
        with closing(reading(copy)) as source:
            if not 0 < schema.version(source) <= schema.NEWEST or not is_sound(source, thorough=True):
                return False
            # Not those of `Database.put_back`, which may be what a program works on.
            drop_left_parts(database.parent, re.compile(rf"{re.escape(database.name)}\.\d+\.part(-journal)?"))
            _copy_whole(source, database.with_name(f"{database.name}.{os.getpid()}.part"), database)
    except sqlite3.DatabaseError:
        return False
    return True


def newer_version(database: Path) -> int:
    """The version of the newest copy, where this program is too old to know it; else 0."""
    for copy in copies(database):
        with suppress(sqlite3.Error), closing(reading(copy)) as source:
            found = schema.version(source)
            return found if schema.NEWEST < found < schema.IMPOSSIBLE_VERSION else 0
    return 0


def reading(path: Path) -> sqlite3.Connection:
    """A connection that reads a file and leaves nothing beside it."""
    beside = Path(f"{path}-wal")
    has_log = beside.is_file() and beside.stat().st_size > 0
    return sqlite3.connect(f"{path.absolute().as_uri()}?{'mode=ro' if has_log else 'immutable=1'}", uri=True)


def salvage(damaged: Path) -> Iterator[tuple[str, ...]]:
    """The rows of the log that can still be read in a damaged database, from its start and from its end."""
    uri = f"{damaged.absolute().as_uri()}?mode=ro"
    for order in (
        "ASC",
        "DESC",
    ):  # damage in the middle ends the reading from one side; the other side is read from the end
        with suppress(sqlite3.Error, ValueError), closing(sqlite3.connect(uri, uri=True)) as connection:
            connection.text_factory = lambda text: text.decode("utf-8", "replace")
            yield from connection.execute(f"SELECT {COLUMNS} FROM event NOT INDEXED ORDER BY seq {order}")


@contextmanager
def folder_locked(folder: Path) -> Iterator[None]:
    """Keep other programs from restoring in the same folder meanwhile, where the system can."""
    with ExitStack() as stack:
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            stack.callback(os.close, handle)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
