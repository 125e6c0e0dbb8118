"""The manifest: whether the index in a folder can be used. It must be private, of this version, and its files whole.

Each generation has a list of its files with their sizes, times and checksums, written before Whoosh's table of contents
names them. Whoosh unpickles what it reads, so the files are compared with the list before Whoosh reads them; torn and
truncated files are noticed. A file with the listed size and time is assumed to be whole, since computing the checksums of a
large index takes longer than opening it. For other files, such as those of a copied folder, the checksum is computed, and if
it is right they are listed with their new time.

This loads neither Whoosh nor numpy, unless checksums must be computed.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from papernotes.index import tokenizer
from papernotes.index.errors import IndexCorrupt, IndexForeign, IndexMissing, IndexStale
from papernotes.index.startup import UNUSED
from papernotes.notes import FORMATS_EDITION, lazy_pattern
from papernotes.startup import left_out

VERSION = 6
"""Raise it when fields or files change their meaning, or when a class that Whoosh pickles into its table of contents is
moved or renamed. An index of another version is rebuilt."""

MANIFEST = "papernotes-index.json"
LOCK = "MAIN_WRITELOCK"
TOC = lazy_pattern(r"_MAIN_(\d+)\.toc")
_CHUNK_BYTES = 1 << 22
_TICK_NANOSECONDS = 40_000_000
"""The coarsest clock that we expect of a file system."""


def versions() -> dict[str, int]:
    """The versions that an index must have been made with to be used."""
    return {"schema": VERSION, "analysis": tokenizer.VERSION, "formats": FORMATS_EDITION}


def check(folder: Path) -> None:
    """Raises the `IndexUnusable` that keeps the index in `folder` from being opened."""
    check_owner(folder)
    try:
        found = json.loads(_text(folder / MANIFEST))
    except FileNotFoundError:
        raise IndexMissing(f"There is no index in {folder}") from None
    except (OSError, ValueError) as error:
        raise IndexCorrupt(
            f"The index's versions cannot be read: {getattr(error, 'strerror', '') or error}"
        ) from error
    if not isinstance(found, dict) or {name: found.get(name) for name in versions()} != versions():
        raise IndexStale("The index was made by another version")
    lock = folder / LOCK
    if os.path.lexists(lock) and (lock.is_symlink() or not lock.is_file()):
        # A pipe would keep us waiting, and a folder would refuse every change.
        raise IndexCorrupt(f"The index's {LOCK} is not a file")
    check_files(folder)


def _text(file: Path) -> str:
    if file.exists() and not file.is_file():  # a pipe would keep us waiting
        raise OSError(f"{file.name} is not a file")
    return file.read_text(encoding="utf-8")


def is_whole(folder: Path) -> bool:
    """Whether the index in `folder` has the texts too. It is not opened; raises `IndexUnusable` if it could not be."""
    check(folder)
    return built(folder)[1]


def built(folder: Path) -> tuple[int, bool]:
    """When the index was built, in nanoseconds, and whether the texts are in it."""
    try:
        found = json.loads(_text(folder / MANIFEST))
        return int(found["built"]), bool(found["whole"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexCorrupt(f"The index's versions cannot be read: {error}") from error


def check_owner(folder: Path) -> None:
    """Raises `IndexUnusable` if other users could have written to the folder, since Whoosh unpickles what it opens."""
    try:
        status = folder.stat()
    except FileNotFoundError:
        raise IndexMissing(f"There is no folder {folder}") from None
    except OSError as error:
        raise IndexCorrupt(f"{folder} cannot be read: {error.strerror}") from error
    if not folder.is_dir():
        raise IndexCorrupt(f"{folder} is not a folder")
    if hasattr(os, "getuid") and status.st_uid != os.getuid():
        raise IndexForeign(f"{folder} belongs to somebody else: remove it, and the index will be rebuilt")
    if os.name == "posix" and status.st_mode & 0o022:
        raise IndexCorrupt(f"Others may write to {folder}")


# The list of a generation's files


class Listed(NamedTuple):
    """A file as it was written: its size in bytes, its checksum, and its time of change in nanoseconds."""

    size: int
    total: int
    changed: int


Files = dict[str, Listed]


def check_files(folder: Path, thoroughly: bool = False) -> None:
    """Raises `IndexCorrupt` unless the files of the newest generation are as they were written.

    `thoroughly` computes all checksums, also of files that seem unchanged.
    """
    generation, summed_up = newest(folder), False
    files = files_of(folder, generation)
    for name, listed in files.items():
        try:
            found = (folder / name).stat()
            whole = found.st_size == listed.size
            if whole and (thoroughly or not _untouched(folder, generation, found, listed)):
                whole, summed_up = sum_of(folder / name) == listed.total, True
        except OSError as error:
            raise IndexCorrupt(f"The index's {name} cannot be read: {error.strerror}") from error
        if not whole:
            raise IndexCorrupt(f"The index's {name} is not as it was written")
        files[name] = listed._replace(changed=found.st_mtime_ns)
    if summed_up:
        with suppress(OSError):  # in a read-only folder the checksums are computed each time
            write_list(folder, generation, files)


def _untouched(folder: Path, generation: int, found: os.stat_result, listed: Listed) -> bool:
    """Whether a file is certainly unchanged since it was listed.

    A file that was written just before that cannot be trusted, since the clocks of file systems are coarse.
    """
    written = (folder / list_name(generation)).stat().st_mtime_ns
    return found.st_mtime_ns == listed.changed < written - _TICK_NANOSECONDS


def newest(folder: Path) -> int:
    """The number of the newest generation. Raises `IndexCorrupt` when there is none."""
    try:
        numbers = [int(match[1]) for path in folder.iterdir() if (match := TOC.fullmatch(path.name))]
    except OSError as error:
        raise IndexCorrupt(f"{folder} cannot be read: {error.strerror}") from error
    if not numbers:
        raise IndexCorrupt("The index has no table of contents")
    return max(numbers)


def last_written(folder: Path) -> tuple[int, int]:
    """What tells whether another process has written the index anew: the number of the newest generation, and when its
    table of contents was written (nanoseconds). Zeros where there is no index."""
    with suppress(IndexCorrupt, OSError):
        number = newest(folder)
        return number, (folder / f"_MAIN_{number}.toc").stat().st_mtime_ns
    return 0, 0


def files_of(folder: Path, generation: int) -> Files:
    """The files of a generation as they were written."""
    try:
        listed = json.loads(_text(folder / list_name(generation)))
        return {
            str(name): Listed(*map(int, (size, total, changed)))
            for name, (size, total, changed) in listed.items()
        }
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise IndexCorrupt(f"The list of the index's files cannot be read: {error}") from error


def write_list(folder: Path, generation: int, files: Files) -> None:
    """Replaces the list of a generation. It is on the disk when this returns."""
    fresh = folder / f"{list_name(generation)}.{os.getpid()}.new"
    try:
        with fresh.open("w", encoding="utf-8") as stream:
            json.dump(files, stream)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(folder / list_name(generation))
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def list_name(generation: int) -> str:
    return f"generation-{generation}.json"


def sum_of(path: Path) -> int:
    """A checksum of a file: the sum of its 64-bit words. Takes half a second for a gigabyte."""
    with left_out(UNUSED):
        import numpy as np  # seldom needed

    total = 0
    buffer = np.zeros(_CHUNK_BYTES // 8, dtype=np.uint64)
    with path.open("rb", buffering=0) as stream:
        while count := stream.readinto(buffer.view(np.uint8).data):
            if count % 8:
                buffer.view(np.uint8)[count : count + 8 - count % 8] = 0
            total += int(np.add.reduce(buffer[: -(-count // 8)], dtype=np.uint64))
    return total & 0xFFFFFFFFFFFFFFFF
