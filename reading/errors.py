"""What goes wrong with the reading state, in words for the person at the keyboard."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path


class ReadingError(Exception):
    """The reading state could not be read or changed; the message says what, where and what to do."""


class DamagedError(ReadingError):
    """The database file itself is damaged."""


_MEANINGS = {
    sqlite3.SQLITE_FULL: "the disk is full: make room and try again; nothing was changed",
    sqlite3.SQLITE_IOERR: "the disk cannot be written: make room if it is full, else it is failing; nothing was changed",
    sqlite3.SQLITE_READONLY: "it cannot be written: check the rights of the file and its folder",
    sqlite3.SQLITE_PERM: "it cannot be opened: check the rights of the file and its folder",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened: check the rights of the file and its folder, and the disk",
    sqlite3.SQLITE_BUSY: "another program has kept it busy for too long: close that program and try again",
    sqlite3.SQLITE_LOCKED: "another program has kept it busy for too long: close that program and try again",
}
NO_SHARED_MEMORY = {
    sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_IOERR_SHMOPEN, sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_IOERR_SHMLOCK,
    sqlite3.SQLITE_IOERR_SHMMAP,
}  # fmt: skip
"""What SQLite says of a write-ahead log where a file system gives no memory to share."""
_NO_LOCKS = {
    sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_NOLFS, sqlite3.SQLITE_IOERR_LOCK, sqlite3.SQLITE_IOERR_RDLOCK,
    sqlite3.SQLITE_IOERR_UNLOCK, sqlite3.SQLITE_IOERR_CHECKRESERVEDLOCK,
}  # fmt: skip
_UNLOCKED = (
    "its file system cannot lock files, so that two programs might destroy it: it can only be read there; "
    "put PAPERNOTES_HOME on a disk of this computer, or mount it with locks"
)
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_DOUBTFUL = {
    sqlite3.SQLITE_ERROR, sqlite3.SQLITE_INTERNAL, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_CONSTRAINT,
    sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_RANGE, 0,
}  # fmt: skip
"""What sound tables never answer to our statements: one is missing, or holds what we never write. 0 stands for
what Python itself refuses, such as text that is not UTF-8."""
_DAMAGED = "the file is damaged: open papernotes again, which sets it aside and restores the last copy"


_ADVICE = {
    errno.EACCES: "check the rights of the file and its folders",
    errno.EPERM: "check the rights of the file and its folders",
    errno.EROFS: "what is mounted there can only be read",
    errno.ENOSPC: "make room on the disk",
    errno.EDQUOT: "make room: your share of the disk is used up",
    errno.EFBIG: "make room, or raise the limit of a file's size",
    errno.ENAMETOOLONG: "give it a shorter name",
    errno.EEXIST: "something else is in its place: move that away",
    errno.ENOTDIR: "a file, or a link that leads nowhere, is where a folder should be: move it away",
    errno.EISDIR: "a folder is where a file should be: move it away",
    errno.ELOOP: "links there lead in a circle: remove one",
    errno.ENOENT: "make the folder, or check that it is mounted",
    errno.EMFILE: "too many files are open: close some programs",
    errno.ENFILE: "too many files are open: close some programs",
    errno.EIO: "the disk, or the way to it, is failing",
    errno.ESTALE: "the disk, or the way to it, is failing: mount it again",
}
"""What to do about what a system says of a file."""


def in_words(error: OSError) -> str:
    """What a system says of a file, and what to do about it; the file itself is not named."""
    said = error.strerror or str(error)
    advice = _ADVICE.get(error.errno or 0)
    return f"{said}: {advice}" if advice else said


def primary_code(error: sqlite3.Error) -> int:
    """SQLite's primary result code of an error (https://www.sqlite.org/rescode.html), 0 where it has none."""
    code = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF if isinstance(code, int) else 0


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the error says, or may come from it, that the file is not a sound database of ours."""
    return primary_code(error) in _DAMAGE or is_doubtful(error)


def is_doubtful(error: sqlite3.Error) -> bool:
    """Whether the file must be examined before one can say whether it is damaged."""
    return primary_code(error) in _DOUBTFUL and not isinstance(error, sqlite3.ProgrammingError)


def damage() -> sqlite3.DatabaseError:
    """The error of SQLite for a damaged file, for damage that SQLite itself does not see."""
    error = sqlite3.DatabaseError("damaged")
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


def is_busy(error: sqlite3.Error) -> bool:
    """Whether the error says that another connection holds the database."""
    return primary_code(error) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def explain(error: sqlite3.Error, path: Path) -> ReadingError:
    """The error in words for a person."""
    if is_doubtful(error):
        return DamagedError(
            f"reading state {path}: {error} (SQLite): open papernotes again, which examines it"
        )
    if is_damage(error):
        return DamagedError(f"reading state {path}: {_DAMAGED}")
    if getattr(error, "sqlite_errorcode", 0) in _NO_LOCKS:
        return ReadingError(f"reading state {path}: {_UNLOCKED}")
    meaning = _MEANINGS.get(primary_code(error), f"{error} (SQLite); nothing was changed")
    return ReadingError(f"reading state {path}: {meaning}")
