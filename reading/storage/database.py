"""An open `reading.db`: queries, transactions that lock it briefly, and errors in words.

`reading.storage.access` opens it, `reading.recovery` where something is wrong with it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from papernotes.reading.errors import (
    ReadingError,
    damage,
    explain,
    in_words,
    is_damage,
    primary_code,
)
from papernotes.reading.storage.connection import retry_while_busy
from papernotes.reading.storage.files import make_private_file
from papernotes.reading.storage.network import InUseError, Lease

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

T = TypeVar("T")


class RestoredFile(NamedTuple):
    """What was put where the database is: which copy, if any; and the damaged file's new place, if there was one."""

    aside: Path | None
    copy: Path | None


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
        self.restored: RestoredFile | None = None
        self.scratch: TemporaryDirectory[str] | None = None
        self.files = files_of(path) if self.writable else ()
        self.lease: Lease | None = None
        self.rescued: Path | None = None
        """Where everything was copied to when it could not be written back; this copy is then open."""

    @property
    def writable(self) -> bool:
        return not self.reason

    def rows(self, sql: str, *values: Any) -> list[Any]:
        """All rows of a query; raises ReadingError."""
        try:
            return retry_while_busy(lambda: self.connection.execute(sql, values).fetchall())
        except sqlite3.Error as error:
            raise self.failed(error) from error

    def read_consistently(self, act: Callable[[], T]) -> T:
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

        return retry_while_busy(reading)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A write transaction: on disk when the block ends, undone if it raises. Raises ReadingError."""
        self.demand_writable()
        self.keep_lease()
        try:
            retry_while_busy(lambda: self.connection.execute("BEGIN IMMEDIATE"))
            yield self.connection
            self.connection.execute("COMMIT")
        except UnicodeDecodeError as error:
            raise self.damaged() from error
        except sqlite3.Error as error:
            raise self.failed(error) from error
        finally:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")

    def is_in_place(self) -> bool:
        """Whether the files under the path are still those that are open: nobody deleted, moved or replaced them."""
        return files_of(self.path) == self.files

    def demand_writable(self) -> None:
        """Raise ReadingError where the database can only be read."""
        if not self.writable:
            raise ReadingError(f"nothing was changed: {self.reason}")

    def failed(self, error: sqlite3.Error) -> ReadingError:
        """The error in words; damage is noted beside the file, for the next opening to act on."""
        if primary_code(error) == sqlite3.SQLITE_READONLY and has_damaged_header(self.path):
            error = damage()
        if is_damage(error) and self.writable:
            with suppress(OSError):
                make_private_file(suspicion_file(self.path))
        return explain(error, self.path)

    def damaged(self) -> ReadingError:
        """Note that the file is damaged, for the next opening to act on; the error that says so."""
        return self.failed(damage())

    def keep_lease(self) -> None:
        """Say, where several computers may share the file, that this one changes it. ReadingError if another does."""
        if self.lease is not None and self.writable:
            try:
                self.lease.take()
            except InUseError as error:
                raise ReadingError(f"reading state {self.path}: {error}; nothing was changed") from error
            except OSError as error:
                raise ReadingError(
                    f"reading state {self.path}: {in_words(error)}; nothing was changed"
                ) from error

    def close(self) -> None:
        self.connection.close()
        if self.lease is not None:
            self.lease.give_back()
        if self.scratch:
            self.scratch.cleanup()


def suspicion_file(path: Path) -> Path:
    return path.with_name(f"{path.name}.suspect")


def has_damaged_header(path: Path) -> bool:
    """Whether the file calls itself one that only newer versions of SQLite may write: no version ever did.

    See "file format version numbers" in https://www.sqlite.org/fileformat.html.
    """
    with suppress(OSError), path.open("rb") as file:
        return not set(file.read(20)[18:]) <= {1, 2}
    return False


def files_of(path: Path) -> tuple[tuple[int, int] | None, ...]:
    """Which files the database is in: itself, its write-ahead log, and the memory shared by who has it open."""
    return tuple(identity_of(f"{path}{suffix}") for suffix in ("", "-wal", "-shm"))


def identity_of(path: str) -> tuple[int, int] | None:
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
