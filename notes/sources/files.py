"""Opening what lies in a source: regular files only, inside it, no larger than a note can be, never through a link.

A file may have become another thing since it was last looked at: a link that leads elsewhere, a pipe that nobody
writes into, a device without an end; and so may any folder above it. So each name is opened in the folder before it,
without following links, and nothing is read before it is known what was opened.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from papernotes.notes.parts import NoteError

MAXIMUM_BYTES = 20 * 1024 * 1024
"""A larger file is no note."""
_AT_ONCE_BYTES = 1 << 18

# Not blocking: to open a pipe would be to wait for who writes into it.
_READ = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC

LINK = "a symbolic link, not followed"


class UnreadableError(NoteError):
    """A file or folder of a source that is not read; `reason` says why, without its name."""


def read_file(root: Path, path: str = "") -> bytes:
    """The bytes of the file at `path` (`/` between folders) in the folder `root`; without a path, of the file `root`.

    `root` itself may be reached through links, as the reader named it, but a file may not be one.
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
    """A descriptor of a folder: from `root`, each of `names` in the one before. Raises OSError, UnreadableError."""
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
    # To open a device can be to use it: so it is looked at before, and what was opened once more.
    refuse(os.stat(_checked(name), dir_fd=folder, follow_symlinks=False))
    file = os.open(name, _READ | os.O_NOFOLLOW, dir_fd=folder)
    try:
        refuse(os.fstat(file))
        parts: list[bytes] = []
        size = 0
        while part := os.read(file, _AT_ONCE_BYTES):
            parts.append(part)
            size += len(part)
            if size > MAXIMUM_BYTES:  # it grows while it is read
                raise UnreadableError(too_large(size))
        return b"".join(parts)
    finally:
        os.close(file)


def _checked(name: str) -> str:
    if name in ("", ".", "..") or "/" in name or "\0" in name:
        raise UnreadableError("its name leads out of the source")
    return name


def refuse(found: os.stat_result) -> None:
    """Raise UnreadableError for what is not read: all that is no regular file, and files that are too large."""
    if stat.S_ISLNK(found.st_mode):
        raise UnreadableError(LINK)
    if stat.S_ISDIR(found.st_mode):
        raise UnreadableError("a folder, not a file")
    if not stat.S_ISREG(found.st_mode):
        raise UnreadableError("neither a file nor a folder")
    if found.st_size > MAXIMUM_BYTES:
        raise UnreadableError(too_large(found.st_size))


def too_large(size: int) -> str:
    """Why a file of so many bytes is not read."""
    return f"{size / 1e6:.0f} MB is too large for a note"
