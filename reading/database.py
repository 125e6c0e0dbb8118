"""The connection to `reading.db`: opened whatever state the file is in, locked briefly, errors in words."""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING, Any, TypeVar

from reading import copies, log, schema
from reading.errors import ReadingError, damage, explain, in_words, is_busy, is_damage
from reading.files import make_private_file, make_private_folder

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

PATIENCE = 30.0
"""Seconds that a change waits for other programs to finish theirs."""
T = TypeVar("T")
_BUSY_MS = 2_000
_IN_MEMORY = ("/dev/shm",)
"""Folders that have room where the disk has none."""


class Database:
    """An open `reading.db`. `writable` is False where it could only be read; `reason` then says why.

    `notices` are words for the person about what happened on opening (damage, restored copies).
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, reason: str = "") -> None:
        self.path = path
        self.connection = connection
        self.reason = reason
        self.notices: list[str] = []
        self.salvaged: list[tuple[str, ...]] = []
        self._scratch: TemporaryDirectory[str] | None = None

    @property
    def writable(self) -> bool:
        return not self.reason

    def rows(self, sql: str, *values: Any) -> list[Any]:
        """All rows of a query; raises ReadingError."""
        try:
            return patiently(lambda: self.connection.execute(sql, values).fetchall())
        except sqlite3.Error as error:
            raise self.failed(error) from error

    def at_one_moment(self, act: Callable[[], T]) -> T:
        """Do what reads, with all of it seeing the database as it is now. Raises sqlite3.Error."""
        if self.connection.in_transaction:
            return act()

        def reading() -> T:
            self.connection.execute("BEGIN")
            try:
                return act()
            finally:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")

        return patiently(reading)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A write transaction: on disk when the block ends, undone if it raises. Raises ReadingError."""
        self.demand_writable()
        try:
            patiently(lambda: self.connection.execute("BEGIN IMMEDIATE"))
            yield self.connection
            self.connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise self.failed(error) from error
        finally:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")

    def demand_writable(self) -> None:
        """Raise ReadingError where the database can only be read."""
        if not self.writable:
            raise ReadingError(f"nothing was changed: {self.reason}")

    def failed(self, error: sqlite3.Error) -> ReadingError:
        """The error in words; damage is noted beside the file, for the next opening to act on."""
        if is_damage(error) and self.writable:
            with suppress(OSError):
                make_private_file(_suspicion(self.path))
        return explain(error, self.path)

    def damaged(self) -> ReadingError:
        """Note that the file is damaged, for the next opening to act on; the error that says so."""
        return self.failed(damage())

    def close(self) -> None:
        self.connection.close()
        if self._scratch:
            self._scratch.cleanup()

    @classmethod
    def open(cls, path: Path, now: Callable[[], datetime]) -> Database:
        """Open or create the database at the path.

        A damaged file is set aside and the newest copy restored; one that cannot be written is
        opened to be read. Raises ReadingError where nothing can be read, or a newer papernotes wrote it.
        """
        try:
            if _suspicion(path).exists():
                return _examined(path, now)
            if _is_emptied(path):
                return _restored(path, now)
            return cls._open_to_write(path)
        except sqlite3.Error as error:
            if is_damage(error):
                return _restored(path, now)
            return cls._open_to_read(path, explain(error, path))
        except OSError as error:
            return cls._open_to_read(path, ReadingError(f"reading state {path}: {in_words(error)}"))

    @classmethod
    def _open_to_write(cls, path: Path) -> Database:
        make_private_folder(path.parent)
        if path.exists() and not os.access(path, os.W_OK):
            raise PermissionError(errno.EACCES, "the file cannot be written")
        if not os.access(path.parent, os.W_OK):
            raise PermissionError(errno.EACCES, "the folder cannot be written")
        make_private_file(path)  # its log and shared memory take over its mode
        connection = _connect(path)
        database = cls(path, connection)
        try:
            patiently(lambda: connection.execute("PRAGMA journal_mode = WAL"))
            connection.execute("PRAGMA synchronous = FULL")
            _check_version(connection, path)
            if schema.version(connection) < schema.NEWEST:
                _migrate(database)
        except BaseException:
            connection.close()
            raise
        return database

    @classmethod
    def _open_to_read(cls, path: Path, problem: ReadingError) -> Database:
        reason = str(problem)
        if not _holds_anything(path):
            database = cls(path, _connect(":memory:"), reason)
            schema.migrate(database.connection)
            return database
        try:
            connection, scratch = _readable(path)
        except (OSError, sqlite3.Error) as error:
            raise problem from error
        database = cls(path, connection, reason)
        database._scratch = scratch
        try:
            _check_version(connection, path)
            if schema.version(connection) < schema.NEWEST:
                # What cannot be written anew there is so in memory, to be read.
                database.connection = _connect(":memory:")
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


def patiently(act: Callable[[], T]) -> T:
    """Do it, again and again for a while if another connection is in the way."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return act()
        except sqlite3.OperationalError as error:
            if not is_busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _connect(path: Path | str, *, uri: bool = False) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, uri=uri)
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    connection.execute("PRAGMA temp_store = MEMORY")  # there may be no room for temporary files
    return connection


def _migrate(database: Database) -> None:
    connection = database.connection
    old = schema.version(connection)
    if old:
        copies.make_copy(connection, database.path, f"before-schema-{schema.NEWEST}")
    patiently(lambda: connection.execute("BEGIN IMMEDIATE"))
    try:
        schema.migrate(connection)
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _check_version(connection: sqlite3.Connection, path: Path) -> None:
    found = schema.version(connection)
    if found > schema.NEWEST:
        raise ReadingError(
            f"reading state {path}: written by a newer papernotes (schema {found}, this one knows "
            f"{schema.NEWEST}): update papernotes; nothing was changed"
        )


def _readable(path: Path) -> tuple[sqlite3.Connection, TemporaryDirectory[str] | None]:
    """A connection that reads the file where it cannot be written, with what its write-ahead log holds.

    SQLite reads a write-ahead log only where it may write beside it, so the files are copied.
    """
    log = Path(f"{path}-wal")
    if not log.exists() or log.stat().st_size == 0:
        connection = _connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)
        connection.execute("SELECT 1 FROM sqlite_schema").fetchone()
        return connection, None
    from tempfile import TemporaryDirectory  # with much that is of no use to who need not copy

    *others, last = (None, *(folder for folder in _IN_MEMORY if os.access(folder, os.W_OK)))
    for folder in others:
        with suppress(OSError, sqlite3.Error):  # there may be no room there either
            return _copied(path, log, TemporaryDirectory(prefix="papernotes-", dir=folder))
    return _copied(path, log, TemporaryDirectory(prefix="papernotes-", dir=last))


def _copied(
    path: Path, log: Path, scratch: TemporaryDirectory[str]
) -> tuple[sqlite3.Connection, TemporaryDirectory[str]]:
    try:
        copyfile(path, Path(scratch.name, path.name))
        copyfile(log, Path(scratch.name, log.name))
        connection = _connect(Path(scratch.name, path.name))
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


def _suspicion(path: Path) -> Path:
    return path.with_name(f"{path.name}.suspect")


def _is_emptied(path: Path) -> bool:
    """Whether the file has lost its content, going by the copies there are of it."""
    return path.exists() and path.stat().st_size == 0 and bool(copies.copies(path))


def _examined(path: Path, now: Callable[[], datetime]) -> Database:
    """Open a file in which damage was met before: set aside if it is found again."""
    database = Database._open_to_write(path)
    if copies.is_sound(database.connection) and log.is_readable(database.connection):
        log.set_local(database.connection, log.FOLDED, "")  # what was derived is made anew from the log
        _suspicion(path).unlink(missing_ok=True)
        return database
    database.close()
    return _restored(path, now)


def _restored(path: Path, now: Callable[[], datetime]) -> Database:
    """Set the damaged file aside, restore the newest copy, and take along what can still be read."""
    try:
        aside = copies.set_aside(path, now())
        copy = copies.restore_newest(path)
        database = Database._open_to_write(path)
        _suspicion(path).unlink(missing_ok=True)
    except (OSError, sqlite3.Error) as error:
        raise ReadingError(
            f"reading state {path}: the file is damaged and no copy could be put in its place "
            f"({error}): move it away, or restore one of {copies.folder_of(path)}"
        ) from error
    database.salvaged = list({row[0]: row for row in copies.salvage(aside)}.values())
    source = f"the copy {copy.name} was restored" if copy else "there was no copy to restore"
    database.notices.append(f"The reading state was damaged: {source}; the damaged file is kept as {aside}.")
    return database
