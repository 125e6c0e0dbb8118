"""Puts `reading.db` back where it was deleted, moved away or replaced while it was open.

What is open is still whole, whatever has become of its name. It is copied, and the copy gets the name. Where there is
another database by now, that one is opened, and what was known here is added to it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from papernotes.reading.errors import ReadingError
from papernotes.reading.recovery.device_tables import DEVICE_TABLES, copy_rows
from papernotes.reading.recovery.opening import open_database
from papernotes.reading.storage import copies, local_table
from papernotes.reading.storage.connection import connect
from papernotes.reading.storage.database import Database, identity_of
from papernotes.reading.storage.files import make_private_folder, sync_folder_entry


def put_back(database: Database, now: Callable[[], datetime]) -> tuple[Database, str]:
    """Write the reading state back to where the database should be. Raises ReadingError.

    Returns the database that is open from now on, and a notice for the person about what happened.

    If another database is there now, that one is opened, and the events that are known here become its `salvaged` ones,
    since a log is a set of events. The caller adds them, and loads the state again.
    """
    part = database.path.with_name(f"{database.path.name}.{os.getpid()}-{os.urandom(3).hex()}.part")
    gone = not database.path.parent.is_dir()
    try:
        _copy_whole(database.connection, part)
        restored = local_table.get_local(database.connection, local_table.RESTORED)
        left = _left_beside(database)
        database.connection.close()  # SQLite leaves alone what is now under the path, if that is another file
        try:
            for file in left:
                file.unlink(missing_ok=True)
            replaced = not _put_in_place(part, database.path)
            other = open_database(database.path, now)
            if replaced:
                _bring_along(part, other)
        except BaseException:
            database.connection = connect(part if part.exists() else database.path)
            raise
        part.unlink(missing_ok=True)
        if database.rescued:
            database.rescued.unlink(missing_ok=True)
    except (OSError, sqlite3.Error, ReadingError) as error:
        database.rescued = part if part.exists() else None
        reason = (error.strerror if isinstance(error, OSError) else None) or error
        raise ReadingError(
            f"reading state {database.path}: it was deleted or replaced, and cannot be written back "
            f"({reason}): nothing is kept until it can be"
        ) from error
    other.notices = [*database.notices, *other.notices]
    restored_elsewhere = local_table.get_local(other.connection, local_table.RESTORED) != restored
    return other, _notice(database.path, gone=gone, replaced=replaced, restored_elsewhere=restored_elsewhere)


def _notice(path: Path, *, gone: bool, replaced: bool, restored_elsewhere: bool) -> str:
    """What happened, for the person. `gone`: the folder was missing too; `replaced`: another database was there."""
    if gone:
        return f"The folder {path.parent} was deleted or moved away: all of the reading state was written there again."
    if replaced and restored_elsewhere:
        return (
            f"The reading state {path} was restored from a copy by another program: that copy is shown now."
        )
    if replaced:
        return (
            f"The reading state {path} was replaced by another file, or lost a part of its content: what it has and "
            "what was known here were merged; nothing of either is missing."
        )
    return f"The reading state {path} was deleted or moved away: all of it was written back."


def _left_beside(database: Database) -> list[Path]:
    """The parts of the missing file that are now beside another file, into which SQLite would read them."""
    own, *parts = database.files
    if identity_of(str(database.path)) == own:
        return []
    beside = (Path(f"{database.path}{suffix}") for suffix in ("-wal", "-shm"))
    return [file for file, part in zip(beside, parts, strict=True) if identity_of(str(file)) == part]


def _copy_whole(connection: sqlite3.Connection, part: Path) -> None:
    """Copy the whole database to a file, or leave no file. Raises OSError and sqlite3.Error."""
    try:
        make_private_folder(part.parent)
        copies.copy_into(connection, part)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def _put_in_place(part: Path, path: Path) -> bool:
    """Give a complete database its name; False if there is something with that name. Raises OSError."""
    if path.exists():
        return False
    for suffix in ("-wal", "-shm"):
        # It belongs to the missing file, and must never be read into this one.
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    try:
        os.link(part, path)  # unlike renaming, this never replaces a file that came meanwhile
    except FileExistsError:
        return False
    except OSError:
        part.replace(path)  # a file system without links
    part.unlink(missing_ok=True)
    sync_folder_entry(path.parent)
    return True


def _bring_along(part: Path, other: Database) -> None:
    """Bring the content of a database into another one: events as `salvaged`, other tables directly. Raises sqlite3.Error."""
    with closing(copies.reading(part)) as source:
        since = local_table.get_local(other.connection, local_table.RESTORED)
        if since == local_table.get_local(source, local_table.RESTORED):
            since = ""
        rows = {row[0]: row for row in copies.salvage(part) if row[0] > since}
        other.salvaged += rows.values()
        copy_rows(source, other, DEVICE_TABLES)
