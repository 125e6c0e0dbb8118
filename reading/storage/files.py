"""Small files written so that they are whole or not there, and private where they are the reader's own."""

from __future__ import annotations

import errno
import fcntl
import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

FILE = "reading.db"
"""The file of the reading state in the data folder."""
PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
"""Modes of what the program makes for itself: only the reader gets in, whatever the umask."""

LEFT_AFTER_SECONDS = 600
"""A part that nobody has written to for so long was left by a program that was killed."""
_PART = re.compile(r"\.[0-9a-f]{16}\.part")


def write_atomically(path: Path, text: str, *, private: bool = False) -> None:
    """Replace the file's text: after a crash at any instant it holds the old or the new one. OSError.

    A file that is there keeps its mode, and its owner where that may be done; a link stays, and leads
    to the new text. A new file, with its folder, is as the umask says, or for the reader alone if `private`.
    A link to a device, or into a folder that is missing, such as a disk that is not mounted, is refused.
    """
    if path.is_symlink():
        path = Path(os.path.realpath(path))
        refuse_special(path)
        path.parent.stat()
    elif private:
        make_private_folder(path.parent)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
    replaced = _status(path)
    _look_for_left_parts(path.parent)
    # Not `mkstemp`, whose files none but their owner may read: an export is to be like any other file.
    part = path.with_name(f".{os.urandom(8).hex()}.part")
    mode = PRIVATE_FILE if private or replaced else 0o666
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            if replaced:
                _keep_access(handle, replaced)
            elif private:
                _set_mode(handle, PRIVATE_FILE)
            to_disk(handle)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder_entry(path.parent)


def read_regular_file(path: Path, maximum_bytes: int, errors: str = "strict") -> str:
    """The text, in UTF-8, of a regular file, which a link may lead to. UnicodeDecodeError, as `errors` says.

    OSError for anything else: opening a pipe would wait for its other end, a device may have no end, and a file larger
    than `maximum_bytes` would fill the memory.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    try:
        status = os.fstat(handle)
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(status.st_mode):
            raise OSError("it is a pipe or a device, not a file: move it away")
        if status.st_size > maximum_bytes:
            raise OSError(f"it is larger than {maximum_bytes / 1e6:g} MB: move it away")
        with os.fdopen(handle, encoding="utf-8", errors=errors, closefd=False) as file:
            return file.read()
    finally:
        os.close(handle)


def drop_left_parts(folder: Path, name: re.Pattern[str] = _PART) -> None:
    """Delete what programs that were killed left in a folder, half-written, under names like these."""
    left_before = time.time() - LEFT_AFTER_SECONDS
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if name.fullmatch(entry.name) and entry.stat(follow_symlinks=False).st_mtime < left_before:
                Path(entry.path).unlink(missing_ok=True)


@lru_cache(maxsize=1000)
def _look_for_left_parts(folder: Path) -> None:
    """Once in each folder: to list a large one for every file that is written to it would take long."""
    drop_left_parts(folder)


def make_private_folder(folder: Path) -> None:
    """Make a folder, with those above it that are missing, for the reader alone; one that is there stays as it is."""
    if folder.is_dir():
        return
    if folder.parent != folder:
        make_private_folder(folder.parent)
    try:
        folder.mkdir(PRIVATE_FOLDER)
    except FileExistsError:
        if not folder.is_dir():
            raise
    else:
        _set_mode(folder, PRIVATE_FOLDER)


def refuse_special(path: Path) -> None:
    """OSError where a pipe, a device or a folder is in the place of a file: opening a pipe would wait for its other end."""
    if path.exists() and not path.is_file():
        raise OSError(errno.EEXIST, "it is not a file, but a pipe, a device or a folder", str(path))


def move_special_aside(path: Path) -> Path | None:
    """Rename what is in the place of a file, and is none, nor missing; its new name, or None. A link is not a file here. OSError."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISREG(mode):
        return None
    number = 1
    while os.path.lexists(aside := path.with_name(f"{path.name}.aside-{number}")):
        number += 1
    path.rename(aside)
    return aside


def make_private_file(path: Path) -> None:
    """Make an empty file for the reader alone, for what then opens it; one that is there stays as it is."""
    with suppress(FileExistsError):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
        _set_mode(handle, PRIVATE_FILE)
        os.close(handle)


@contextmanager
def lock_file(path: Path) -> Iterator[None]:
    """Within a `with` block, no other program has the lock of this file, which is made where it is missing. OSError.

    A pipe in place of the file can be locked too, and nothing waits for its other end.
    """
    make_private_file(path)
    handle = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def lock_number(path: Path, number: int) -> int | None:
    """Lock a number (up to 2^63) in a file, which is made where it is missing, for this process: a handle to close.

    None where the file system has no locks. BlockingIOError if another process has the number; OSError.
    """
    make_private_file(path)
    handle = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number)
    except OSError as error:
        os.close(handle)
        if error.errno in (errno.EACCES, errno.EAGAIN):  # POSIX allows either error
            raise BlockingIOError(error.errno, "another program has it", str(path)) from error
        return None
    return handle


def sync_folder_entry(folder: Path) -> None:
    """Put renames and new names in the folder on disk; a no-op where folders cannot be synced."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def to_disk(handle: int) -> None:
    """Have the disk write what was written to an open file. OSError.

    On macOS `fsync` leaves it in the disk's own memory, as fsync(2) says there; F_FULLFSYNC does not, but some file systems
    lack it.
    """
    full = getattr(fcntl, "F_FULLFSYNC", None)
    if full is not None:
        with suppress(OSError):
            fcntl.fcntl(handle, full)
            return
    os.fsync(handle)


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _keep_access(handle: int, replaced: os.stat_result) -> None:
    """Give a new file the mode and the owner of the one that it replaces.

    Where it cannot have the same group, that of ours gets no rights that were meant for another.
    """
    mode = stat.S_IMODE(replaced.st_mode) & 0o777
    with suppress(OSError):
        os.fchown(handle, replaced.st_uid, -1)
    try:
        os.fchown(handle, -1, replaced.st_gid)
    except OSError:
        mode &= ~stat.S_IRWXG
    _set_mode(handle, mode)


def _set_mode(file: int | Path, mode: int) -> None:
    with suppress(OSError):  # a file system that has no modes
        os.fchmod(file, mode) if isinstance(file, int) else file.chmod(mode)
