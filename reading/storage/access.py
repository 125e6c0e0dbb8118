"""Opens `reading.db` to write, or where that cannot be, to read.

On a disk of this computer the database keeps a write-ahead log. Where several computers may share the folder, or there
is no memory to share, it keeps a rollback journal. Where nothing can be written, the files are read as they are, or
copied where SQLite would have to write beside them.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING

from papernotes.reading.errors import NO_SHARED_MEMORY, ReadingError, damage
from papernotes.reading.storage import copies, schema
from papernotes.reading.storage.connection import connect, immutable_uri, retry_while_busy
from papernotes.reading.storage.database import Database
from papernotes.reading.storage.device import fingerprint, host_name
from papernotes.reading.storage.files import make_private_file, make_private_folder, move_special_aside
from papernotes.reading.storage.network import Lease, is_networked
from papernotes.reading.storage.versions import check_version

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory


IN_MEMORY = ("/dev/shm",)
"""Folders that have room where the disk has none."""


def open_to_write(path: Path) -> Database:
    make_private_folder(path.parent)
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, "the file cannot be written")
    if not os.access(path.parent, os.W_OK):
        raise PermissionError(errno.EACCES, "the folder cannot be written")
    notices = _make_way_beside(path)
    make_private_file(path)  # its log and shared memory take over its mode
    lease = _lease(path)
    connection = connect(path)
    try:
        if lease is None:
            retry_while_busy(lambda: check_version(connection, path))
        if lease is not None or not _keeps_log(connection):
            _keep_rollback_journal(connection, path)
        if schema.version(connection) < schema.NEWEST:
            _migrate(connection, path)
        if not retry_while_busy(lambda: schema.fits(connection)):
            raise damage()
    except BaseException:
        connection.close()
        if lease is not None:
            lease.give_back()
        raise
    database = Database(path, connection)
    database.lease = lease
    database.notices += notices
    return database


def open_to_read(path: Path, problem: ReadingError) -> Database:
    reason = str(problem).removesuffix("; nothing was changed")  # nothing should be written
    if not _holds_anything(path):
        database = Database(path, connect(":memory:"), reason)
        schema.migrate(database.connection)
        if not next(filter(os.path.lexists, path.parents)).is_dir():  # all that is known is out of reach
            database.notices.append(f"{reason[:1].upper()}{reason[1:]}.")
        return database
    try:
        connection, scratch = _readable(path)
    except (OSError, sqlite3.Error) as error:
        raise problem from error
    database = Database(path, connection, reason)
    database.scratch = scratch
    try:
        check_version(connection, path)
        if schema.version(connection) < schema.NEWEST:
            # What cannot be written again there is so in memory, to be read.
            database.connection = connect(":memory:")
            with closing(connection):
                connection.backup(database.connection)
            schema.migrate(database.connection)
    except sqlite3.Error as error:
        database.close()
        raise problem from error
    except BaseException:
        database.close()
        raise
    return database


def _make_way_beside(path: Path) -> list[str]:
    """Move away what is in the place of the files beside the database, and is not a file; notices of it. OSError.

    SQLite would wait for the other end of a pipe, and open no database beside anything else.
    """
    beside = (Path(f"{os.path.realpath(path)}{suffix}") for suffix in ("-wal", "-shm", "-journal"))
    return [
        f"{file} was not a file; it was moved to {aside.name} beside it."
        for file in beside
        if (aside := move_special_aside(file))
    ]


def _lease(path: Path) -> Lease | None:
    """The lease on a database that several computers may share; None for one on a disk of this computer's own."""
    if not is_networked(path.parent):
        return None
    lease = Lease(path, f"{host_name()} {fingerprint(path.parent)}")
    lease.take()
    return lease


def _keeps_log(connection: sqlite3.Connection) -> bool:
    """Whether the database keeps a write-ahead log from now on: not where there is no memory to share."""
    try:
        (mode,) = retry_while_busy(lambda: connection.execute("PRAGMA journal_mode = WAL").fetchone())
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) not in NO_SHARED_MEMORY:
            raise
        return False
    connection.execute("PRAGMA synchronous = FULL")
    return bool(mode == "wal")


def _keep_rollback_journal(connection: sqlite3.Connection, path: Path) -> None:
    """Have the database keep a rollback journal, which needs no shared memory, and see whether it can be locked."""
    # Alone with the file, SQLite reads a write-ahead log without shared memory. We do not wait long for another program
    # that has the file open: it keeps the write-ahead log until it ends.
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    check_version(connection, path)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA locking_mode = NORMAL")
    connection.execute("PRAGMA synchronous = EXTRA")
    retry_while_busy(lambda: connection.execute("BEGIN IMMEDIATE"))
    connection.execute("ROLLBACK")


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    if not retry_while_busy(lambda: schema.fits(connection)):
        raise damage()
    if schema.version(connection):
        copies.make_copy(connection, path, f"before-schema-{schema.NEWEST}")
    retry_while_busy(lambda: connection.execute("BEGIN IMMEDIATE"))
    try:
        schema.migrate(connection)
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _readable(path: Path) -> tuple[sqlite3.Connection, TemporaryDirectory[str] | None]:
    """A connection that reads the file where it cannot be written, with what its write-ahead log holds.

    SQLite reads a write-ahead log only where it may write beside it, so the files are copied.
    """
    wal = Path(f"{path}-wal")
    if not wal.is_file() or wal.stat().st_size == 0:
        connection = connect(immutable_uri(path), uri=True)
        connection.execute("SELECT 1 FROM sqlite_schema").fetchone()
        return connection, None
    from tempfile import TemporaryDirectory  # loads much that is not needed without a copy

    *others, last = (None, *(folder for folder in IN_MEMORY if os.access(folder, os.W_OK)))
    for folder in others:
        with suppress(OSError, sqlite3.Error):  # there may be no room there either
            return _copied(path, wal, TemporaryDirectory(prefix="papernotes-", dir=folder))
    return _copied(path, wal, TemporaryDirectory(prefix="papernotes-", dir=last))


def _copied(
    path: Path, wal: Path, scratch: TemporaryDirectory[str]
) -> tuple[sqlite3.Connection, TemporaryDirectory[str]]:
    try:
        copyfile(path, Path(scratch.name, path.name))
        copyfile(wal, Path(scratch.name, wal.name))
        connection = connect(Path(scratch.name, path.name))
        connection.execute("SELECT 1 FROM sqlite_schema").fetchone()
    except BaseException:
        scratch.cleanup()
        raise
    return connection, scratch


def _holds_anything(path: Path) -> bool:
    """Whether there is a file that is not empty; one of which that cannot be told is taken to hold something."""
    try:
        return path.stat().st_size > 0
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        return error.errno != errno.ENAMETOOLONG
