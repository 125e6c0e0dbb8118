"""The connection to `reading.db`: opened whatever state the file is in, locked briefly, errors in words."""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING, Any, TypeVar

from papernotes.reading.errors import (
    NO_SHARED_MEMORY,
    ReadingError,
    damage,
    explain,
    in_words,
    is_busy,
    is_damage,
    is_doubtful,
    primary_code,
)
from papernotes.reading.log import event_table
from papernotes.reading.recovery import journal
from papernotes.reading.recovery.restore_report import RestoredFile
from papernotes.reading.storage import copies, schema
from papernotes.reading.storage.device import fingerprint, host_name
from papernotes.reading.storage.files import make_private_file, make_private_folder, sync_folder_entry
from papernotes.reading.storage.network import InUseError, Lease, is_networked

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

PATIENCE_SECONDS = 30.0
"""Seconds that a change waits for other programs to finish theirs."""
T = TypeVar("T")
_BUSY_MILLISECONDS = 2_000
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
        self.restored: RestoredFile | None = None
        self._scratch: TemporaryDirectory[str] | None = None
        self._files = _files(path) if self.writable else ()
        self._lease: Lease | None = None
        self._part: Path | None = None
        """Where all there is was copied to, when it could not be written back: what is then open."""

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
        return _files(self.path) == self._files

    def put_back(self, now: Callable[[], datetime]) -> str:
        """Write what is known to where the database should be; what happened, for the person. ReadingError.

        Where there is a database now, somebody else's or an older one, it is opened, and what is known here is
        `salvaged`, for the log is a set of events. The caller adds it, and loads the state anew.
        """
        part = self.path.with_name(f"{self.path.name}.{os.getpid()}-{os.urandom(3).hex()}.part")
        gone = not self.path.parent.is_dir()
        try:
            self._copy_whole(part)
            restored = event_table.get_local(self.connection, event_table.RESTORED)
            left = self._left_beside()
            self.connection.close()  # SQLite leaves alone what is now under the path, if that is another file
            try:
                for file in left:
                    file.unlink(missing_ok=True)
                replaced = not _put_in_place(part, self.path)
                other = Database.open(self.path, now)
                if replaced:
                    _bring_along(part, other)
            except BaseException:
                self.connection = _connect(part if part.exists() else self.path)
                raise
            part.unlink(missing_ok=True)
            if self._part:
                self._part.unlink(missing_ok=True)
        except (OSError, sqlite3.Error, ReadingError) as error:
            self._part = part if part.exists() else None
            reason = (error.strerror if isinstance(error, OSError) else None) or error
            raise ReadingError(
                f"reading state {self.path}: it was deleted or replaced, and cannot be written back "
                f"({reason}): nothing is kept until it can be"
            ) from error
        self.__dict__.update({**other.__dict__, "notices": [*self.notices, *other.notices]})
        if gone:
            return f"The folder {self.path.parent} was deleted or moved away: the reading state was written there anew, whole."
        if replaced and event_table.get_local(self.connection, event_table.RESTORED) != restored:
            return f"The reading state {self.path} was restored from a copy elsewhere: that is what is shown now."
        if replaced:
            return (
                f"The reading state {self.path} was replaced by another file, or lost a part of its own: what it "
                "holds and what was known here were put together; nothing is missing of either."
            )
        return f"The reading state {self.path} was deleted or moved away: it was written back, whole."

    def _left_beside(self) -> list[Path]:
        """The parts of the file that has gone which lie beside another one now: SQLite would read them into that."""
        own, *parts = self._files
        if _identity(str(self.path)) == own:
            return []
        beside = (Path(f"{self.path}{suffix}") for suffix in ("-wal", "-shm"))
        return [file for file, part in zip(beside, parts, strict=True) if _identity(str(file)) == part]

    def open_anew(self, now: Callable[[], datetime]) -> None:
        """Open what is under the path anew: if damage was met, it is examined, and mended. ReadingError."""
        self.connection.close()
        try:
            other = Database.open(self.path, now)
        except ReadingError as error:
            self.reason = str(error)
            raise
        self.__dict__.update({**other.__dict__, "notices": [*self.notices, *other.notices]})

    def _copy_whole(self, part: Path) -> None:
        """Copy all there is to a file, or leave nothing there. OSError, sqlite3.Error."""
        try:
            make_private_folder(part.parent)
            copies.copy_into(self.connection, part)
        except BaseException:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise

    def demand_writable(self) -> None:
        """Raise ReadingError where the database can only be read."""
        if not self.writable:
            raise ReadingError(f"nothing was changed: {self.reason}")

    def failed(self, error: sqlite3.Error) -> ReadingError:
        """The error in words; damage is noted beside the file, for the next opening to act on."""
        if primary_code(error) == sqlite3.SQLITE_READONLY and _has_damaged_header(self.path):
            error = damage()
        if is_damage(error) and self.writable:
            with suppress(OSError):
                make_private_file(_suspicion(self.path))
        return explain(error, self.path)

    def damaged(self) -> ReadingError:
        """Note that the file is damaged, for the next opening to act on; the error that says so."""
        return self.failed(damage())

    def keep_lease(self) -> None:
        """Say, where several computers may share the file, that this one changes it. ReadingError if another does."""
        if self._lease is not None and self.writable:
            try:
                self._lease.take()
            except InUseError as error:
                raise ReadingError(f"reading state {self.path}: {error}; nothing was changed") from error
            except OSError as error:
                raise ReadingError(
                    f"reading state {self.path}: {in_words(error)}; nothing was changed"
                ) from error

    def close(self) -> None:
        self.connection.close()
        if self._lease is not None:
            self._lease.give_back()
        if self._scratch:
            self._scratch.cleanup()

    @classmethod
    def open(cls, path: Path, now: Callable[[], datetime], *, force: bool = False) -> Database:
        """Open or create the database at the path.

        A damaged file is set aside and the newest copy restored, as where there is none, but copies;
        with `force` it is set aside whatever it looks like. One that cannot be written is opened to be
        read. Raises ReadingError where nothing can be read, or a newer papernotes wrote it.
        """
        try:
            _refuse_newer(path)
            if force or path.is_dir():
                return _restored(path, now)
            if _suspicion(path).exists():
                return _examined(path, now)
            if _is_emptied(path):
                return _restored(path, now)
            try:
                return cls._open_to_write(path)
            except sqlite3.Error as error:
                if not is_damage(error) and not _has_damaged_header(path):
                    raise
                return _restored(path, now) if not is_doubtful(error) else _examined(path, now)
        except InUseError as error:
            return cls._open_to_read(path, ReadingError(f"reading state {path}: {error}"))
        except sqlite3.Error as error:
            return cls._open_to_read(path, ReadingError(str(explain(error, path))))
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
        lease = _lease(path)
        connection = _connect(path)
        try:
            if lease is None:
                retry_while_busy(lambda: _check_version(connection, path))
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
        database = cls(path, connection)
        database._lease = lease
        return database

    @classmethod
    def _open_to_read(cls, path: Path, problem: ReadingError) -> Database:
        reason = str(problem).removesuffix("; nothing was changed")  # nothing was to be
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


def retry_while_busy(act: Callable[[], T]) -> T:
    """Do it, again and again for a while if another connection is in the way."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return act()
        except UnicodeDecodeError as error:  # what SQLite says of damage quotes what is damaged
            raise damage() from error
        except sqlite3.OperationalError as error:
            if not is_busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _connect(path: Path | str, *, uri: bool = False) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, uri=uri)
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
    connection.execute("PRAGMA temp_store = MEMORY")  # there may be no room for temporary files
    return connection


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
    # Alone with the file SQLite reads a write-ahead log without shared memory. For who else has it open it is not
    # waited long: that program keeps the write-ahead log, and does so until it ends.
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    _check_version(connection, path)
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


def _refuse_newer(path: Path) -> None:
    """Raise ReadingError for a database, or where there is none a copy, of a newer papernotes; touch nothing."""
    if path.is_file():
        # Only files are read: nothing is locked, nothing comes to be beside them, and no log is written into the file.
        with (
            suppress(sqlite3.DatabaseError, UnicodeDecodeError),
            closing(_connect(_immutable(path), uri=True)) as connection,
        ):
            _check_version(connection, path)
        if schema.NEWEST < (found := _version_in_log(Path(f"{path}-wal"))) < schema.IMPOSSIBLE_VERSION:
            raise _newer(path, found)
    elif newer := copies.newer_version(path):
        raise _newer(path, newer)


def _version_in_log(file: Path) -> int:
    """The greatest version in the first pages that a write-ahead log holds; 0 where it holds none.

    Its format, and that of the first page: https://www.sqlite.org/fileformat.html.
    """
    found = 0
    with suppress(OSError), file.open("rb") as log_file:
        size = log_file.seek(0, os.SEEK_END)
        log_file.seek(8)
        page = int.from_bytes(log_file.read(4), "big")
        frame = 24 + page
        for start in range(32, size - frame + 1, frame) if 512 <= page <= 65536 else ():
            log_file.seek(start)
            if log_file.read(4) == b"\0\0\0\1":
                log_file.seek(start + 24 + 60)
                found = max(found, int.from_bytes(log_file.read(4), "big", signed=True))
    return found


def _immutable(path: Path) -> str:
    return f"{path.absolute().as_uri()}?immutable=1"


def _check_version(connection: sqlite3.Connection, path: Path) -> None:
    found = schema.version(connection)
    if not 0 <= found < schema.IMPOSSIBLE_VERSION:
        raise damage()
    if found > schema.NEWEST:
        raise _newer(path, found)


def _newer(path: Path, found: int) -> ReadingError:
    return ReadingError(
        f"reading state {path}: written by a newer papernotes (schema {found}, this one knows "
        f"{schema.NEWEST}): update papernotes; nothing was changed. If there never was a newer one, the file is "
        "damaged: `papernotes state restore` sets it aside and restores the newest copy"
    )


def _readable(path: Path) -> tuple[sqlite3.Connection, TemporaryDirectory[str] | None]:
    """A connection that reads the file where it cannot be written, with what its write-ahead log holds.

    SQLite reads a write-ahead log only where it may write beside it, so the files are copied.
    """
    wal = Path(f"{path}-wal")
    if not wal.exists() or wal.stat().st_size == 0:
        connection = _connect(_immutable(path), uri=True)
        connection.execute("SELECT 1 FROM sqlite_schema").fetchone()
        return connection, None
    from tempfile import TemporaryDirectory  # with much that is of no use to who need not copy

    *others, last = (None, *(folder for folder in _IN_MEMORY if os.access(folder, os.W_OK)))
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
    """Whether the file has gone or lost its content, going by the copies there are of it."""
    return not (path.exists() and path.stat().st_size) and bool(copies.copies(path) or journal.files(path))


def _has_damaged_header(path: Path) -> bool:
    """Whether the file calls itself one that only newer versions of SQLite may write: no version ever did.

    See "file format version numbers" in https://www.sqlite.org/fileformat.html.
    """
    with suppress(OSError), path.open("rb") as file:
        return not set(file.read(20)[18:]) <= {1, 2}
    return False


def _files(path: Path) -> tuple[tuple[int, int] | None, ...]:
    """Which files the database is in: itself, its write-ahead log, and the memory shared by who has it open."""
    return tuple(_identity(f"{path}{suffix}") for suffix in ("", "-wal", "-shm"))


def _identity(path: str) -> tuple[int, int] | None:
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _put_in_place(part: Path, path: Path) -> bool:
    """Give a whole database its name; False where there is something of that name. OSError."""
    if path.exists():
        return False
    for suffix in ("-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(
            missing_ok=True
        )  # of the file that has gone: never read it into this one
    try:
        os.link(part, path)  # which, other than renaming, never replaces what came there meanwhile
    except FileExistsError:
        return False
    except OSError:
        part.replace(path)  # a file system without links
    part.unlink(missing_ok=True)
    sync_folder_entry(path.parent)
    return True


def _bring_along(part: Path, other: Database) -> None:
    """Take what is known in a whole database along into another: events as salvaged, the rest at once. sqlite3.Error."""
    with closing(copies.reading(part)) as source:
        since = event_table.get_local(other.connection, event_table.RESTORED)
        if since == event_table.get_local(source, event_table.RESTORED):
            since = ""
        rows = {row[0]: row for row in copies.salvage(part) if row[0] > since}
        other.salvaged += rows.values()
        _copy_rows(source, other, _OF_DEVICE)


def _copy_rows(source: sqlite3.Connection, other: Database, tables: Iterable[str]) -> None:
    """Copy what can be read of tables over what another database has in them. ReadingError."""
    kept: dict[str, list[tuple[str, ...]]] = {}
    for table in tables:
        columns, which = _OF_DEVICE[table]
        with suppress(sqlite3.Error, UnicodeDecodeError):
            kept[table] = source.execute(f"SELECT {columns} FROM {table} WHERE {which}").fetchall()
    with other.transaction() as connection:
        for table, rows in kept.items():
            columns, _ = _OF_DEVICE[table]
            places = ", ".join("?" for _ in columns.split(","))
            connection.executemany(f"INSERT OR REPLACE INTO {table} ({columns}) VALUES ({places})", rows)


_OF_DEVICE = {
    "local": ("name, value", "name LIKE 'device of %'"),
    "place": ("key, document", "typeof(key) = 'text' AND json_valid(document)"),
    "remark": ("key, digest, revisions", "1"),
}
"""The tables with what is in no event: their columns, and which rows hold for another file as well."""


def _examined(path: Path, now: Callable[[], datetime]) -> Database:
    """Open a file in which damage was met before: set aside if it is found again."""
    if _has_damaged_header(path):
        return _restored(path, now)
    try:
        database = Database._open_to_write(path)
        is_sound = copies.is_sound(database.connection, thorough=True) and event_table.is_readable(
            database.connection
        )
    except sqlite3.Error as error:
        if not is_damage(error) or (is_doubtful(error) and _is_sound(path)):
            raise
        return _restored(path, now)
    if is_sound:
        event_table.forget_derived(database.connection)  # made anew from the log
        _suspicion(path).unlink(missing_ok=True)
        database.notices.append(
            f"The reading state {path} was examined, for reading it had failed: its log is whole; "
            "what repeats the log is made anew, and nothing is missing."
        )
        return database
    database.close()
    return _restored(path, now)


def _is_sound(path: Path) -> bool:
    """Whether a file that cannot be opened is sound all the same."""
    with closing(_connect(path)) as connection:
        return copies.is_sound(connection, thorough=True)


def _restored(path: Path, now: Callable[[], datetime]) -> Database:
    """Set the damaged file aside, restore the newest copy, and take along what can still be read elsewhere."""
    damaged = _identity(str(path))
    try:
        if newer := copies.newer_version(path):
            raise _newer(path, newer)
        with copies.folder_locked(path.parent):
            if _identity(str(path)) != damaged:
                return Database.open(path, now)  # another program was quicker
            there = os.path.lexists(path)
            aside = copies.set_aside(path, now())
            copy = copies.restore_newest(path)
            database = Database._open_to_write(path)
        _suspicion(path).unlink(missing_ok=True)
    except (OSError, sqlite3.Error) as error:
        raise ReadingError(
            f"reading state {path}: the file is damaged and no copy could be put in its place "
            f"({error}): move it away, or restore one of {copies.folder_of(path)}"
        ) from error
    if aside.is_file():
        database.salvaged = list({row[0]: row for row in copies.salvage(aside)}.values())
        with suppress(sqlite3.Error), closing(copies.reading(aside)) as source:
            _copy_rows(source, database, ["place"])
    database.restored = RestoredFile(aside if there else None, copy)
    return database
