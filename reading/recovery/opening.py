"""Opens `reading.db`, whatever its condition.

A damaged file is set aside, the newest sound copy takes its place, and what can still be read of the damaged file is
added. A file that seemed damaged while it was open is examined first, since it may be sound.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from papernotes.reading.errors import ReadingError, explain, in_words, is_damage, is_doubtful
from papernotes.reading.log import event_table
from papernotes.reading.recovery import journal
from papernotes.reading.storage import copies, local_table
from papernotes.reading.storage.access import open_to_read, open_to_write
from papernotes.reading.storage.connection import connect
from papernotes.reading.storage.database import (
    Database,
    RestoredFile,
    has_damaged_header,
    identity_of,
    suspicion_file,
)
from papernotes.reading.storage.network import InUseError
from papernotes.reading.storage.versions import newer_error, refuse_newer


def open_database(path: Path, now: Callable[[], datetime], *, force: bool = False) -> Database:
    """Open or create the database at the path.

    A damaged file is set aside (with `force`, any file), and the newest copy is restored; also if there are copies but no
    file. A file that cannot be written is opened for reading. Raises ReadingError if nothing can be read, or if a newer
    papernotes wrote the file.
    """
    try:
        if path.exists() and not path.is_file():  # a folder, or a pipe, on which we would wait for ever
            return _restored(path, now)
        refuse_newer(path)
        if force:
            return _restored(path, now)
        if suspicion_file(path).is_file():
            return _examined(path, now)
        if _is_emptied(path):
            return _restored(path, now)
        try:
            return open_to_write(path)
        except sqlite3.Error as error:
            if not is_damage(error) and not has_damaged_header(path):
                raise
            return _restored(path, now) if not is_doubtful(error) else _examined(path, now)
    except InUseError as error:
        return open_to_read(path, ReadingError(f"reading state {path}: {error}"))
    except sqlite3.Error as error:
        return open_to_read(path, ReadingError(str(explain(error, path))))
    except OSError as error:
        return open_to_read(path, ReadingError(f"reading state {path}: {in_words(error)}"))


def _is_emptied(path: Path) -> bool:
    """Whether the file is missing or empty although there are copies of it."""
    return not (path.exists() and path.stat().st_size) and bool(copies.copies(path) or journal.files(path))


def _examined(path: Path, now: Callable[[], datetime]) -> Database:
    """Open a file that seemed damaged before. If damage is found again, the file is set aside."""
    if has_damaged_header(path):
        return _restored(path, now)
    try:
        database = open_to_write(path)
        is_sound = copies.is_sound(database.connection, thorough=True) and event_table.is_readable(
            database.connection
        )
    except sqlite3.Error as error:
        if not is_damage(error) or (is_doubtful(error) and _is_sound(path)):
            raise
        return _restored(path, now)
    if is_sound:
        local_table.forget_derived(database.connection)  # rebuilt from the log
        suspicion_file(path).unlink(missing_ok=True)
        database.notices.append(
            f"The reading state {path} was examined, since reading it had failed: its log is whole; "
            "what is derived from the log is rebuilt, and nothing is missing."
        )
        return database
    database.close()
    return _restored(path, now)


def _is_sound(path: Path) -> bool:
    """Whether a file is sound although it cannot be opened for writing."""
    with closing(connect(path)) as connection:
        return copies.is_sound(connection, thorough=True)


def _restored(path: Path, now: Callable[[], datetime]) -> Database:
    """Set the damaged file aside, restore the newest copy, and add what can still be read of the damaged file."""
    damaged = identity_of(str(path))
    try:
        if newer := copies.newer_version(path):
            raise newer_error(path, newer)
        with copies.folder_locked(path.parent):
            if identity_of(str(path)) != damaged:
                return open_database(path, now)  # another program did it first
            existed = os.path.lexists(path)
            aside = copies.set_aside(path, now())
            copy = copies.restore_newest(path)
            database = open_to_write(path)
        suspicion_file(path).unlink(missing_ok=True)
    except (OSError, sqlite3.Error) as error:
        raise ReadingError(
            f"reading state {path}: the file is damaged and no copy could be put in its place "
            f"({error}): move it away, or restore one of {copies.folder_of(path)}"
        ) from error
    if aside.is_file():
        from papernotes.reading.recovery.device_tables import copy_rows  # hardly ever

        database.salvaged = list({row[0]: row for row in copies.salvage(aside)}.values())
        with suppress(sqlite3.Error), closing(copies.reading(aside)) as source:
            copy_rows(source, database, ["place"])
    database.restored = RestoredFile(aside if existed else None, copy)
    return database
