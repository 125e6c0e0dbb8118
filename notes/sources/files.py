"""Open and read the files of a source: only regular files inside it, of limited size, and never through a link.

Between the walk and the reading, a file may have become something else: a link that leads out of the source, a pipe
that nobody writes into, a device without an end. So may any folder above it. Therefore each part of a path is opened
relative to the folder before it, without following links, and what was opened is examined before it is read.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from papernotes.notes.model import NoteError

MAXIMUM_BYTES = 20 * 1024 * 1024
"""A file that is larger than this is not a note."""
_CHUNK_BYTES = 1 << 18

# Nonblocking: opening a pipe would otherwise wait until somebody writes into it.
_READ = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC

LINK = "a symbolic link, not followed"


class UnreadableError(NoteError):
    """A file or folder of a source is not read. `reason` says why, without naming it."""


def read_file(root: Path, path: str = "") -> bytes:
    """The bytes of the file at `path` (`/` between folders) below the folder `root`; without `path`, of the file `root`.

    `root` may be reached through links, since the person named it, but the file itself must not be one.
    Raises UnreadableError.
    """
    folders, name = (path.split("/")[:-1], path.split("/")[-1]) if path else ([], root.name)
    try:
        with open_folder(root if path else root.parent, folders) as folder:
            return _read_in(folder, name)
    except OSError as error:
        raise UnreadableError(error.strerror or str(error)) from error


@contextmanager
def open_folder(root: Path, names: Sequence[str] = ()) -> Iterator[int]:
    """A descriptor of the folder that `names` lead to, one after another from `root`. Raises OSError, UnreadableError."""
    folder = os.open(root, _FOLDER)
    try:
        for name in names:
            outer, folder = folder, _inner(folder, name)
            os.close(outer)
        yield folder
    finally:
        os.close(folder)


def _inner(folder: int, name: str) -> int:
    try:
        return os.open(_checked(name), _FOLDER | os.O_NOFOLLOW, dir_fd=folder)
    except OSError:
        found = os.stat(name, dir_fd=folder, follow_symlinks=False)
        if stat.S_ISDIR(found.st_mode):
            raise
        what = LINK if stat.S_ISLNK(found.st_mode) else "no folder"
        raise UnreadableError(f"the folder {name} is now {what}") from None


def _read_in(folder: int, name: str) -> bytes:
    # Opening a device can already trigger it, so the file is examined before it is opened, and once more after.
    refuse(os.stat(_checked(name), dir_fd=folder, follow_symlinks=False))
    file = os.open(name, _READ | os.O_NOFOLLOW, dir_fd=folder)
    try:
        refuse(os.fstat(file))
        parts: list[bytes] = []
        size = 0
        while part := os.read(file, _CHUNK_BYTES):
            parts.append(part)
            size += len(part)
            if size > MAXIMUM_BYTES:  # it grows while we read it
                raise UnreadableError(too_large(size))
        return b"".join(parts)
    finally:
        os.close(file)


def _checked(name: str) -> str:
    if name in ("", ".", "..") or "/" in name or "\0" in name:
        raise UnreadableError("its name leads out of the source")
    return name


def refuse(found: os.stat_result) -> None:
    """Raise UnreadableError unless this is the stat of a regular file that is small enough to be a note."""
    if stat.S_ISREG(found.st_mode) and found.st_size <= MAXIMUM_BYTES:
        return
    if stat.S_ISLNK(found.st_mode):
        raise UnreadableError(LINK)
    if stat.S_ISDIR(found.st_mode):
        raise UnreadableError("a folder, not a file")
    if not stat.S_ISREG(found.st_mode):
        raise UnreadableError("neither a file nor a folder")
    if found.st_size > MAXIMUM_BYTES:
        raise UnreadableError(too_large(found.st_size))


def too_large(size: int) -> str:
    """The reason why a file of `size` bytes is not read."""
    return f"{size / 1e6:.0f} MB is too large for a note"
