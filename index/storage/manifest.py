"""Whether the index in a folder can be used: it is private, of this version, and its files are whole.

Every generation has a list of its files with their sizes, times and sums, written before Whoosh's
table of contents names them. Whoosh unpickles what it reads, so nothing is handed to it before
the list has been compared with the files: a torn or truncated file is known for one. Files whose
size and time are those of the list are taken to be whole, since adding up a large index would
take longer than opening it; others, such as those of a copied folder, are added up, and listed
anew if they are whole.

Neither Whoosh nor numpy is loaded for this.
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
from papernotes.notes import lazy_pattern
from papernotes.startup import left_out

VERSION = 5
"""Raise it whenever fields or files change their meaning, or a class that Whoosh pickles into its table of contents is moved or
renamed: an index of another version is rebuilt."""

MANIFEST = "papernotes-index.json"
TOC = lazy_pattern(r"_MAIN_(\d+)\.toc")
_CHUNK = 1 << 22
_TICK = 40_000_000
"""The coarsest clock of a file system that is reckoned with, in nanoseconds."""


def versions() -> dict[str, int]:
    """The versions that an index must have been made with to be used."""
    return {"schema": VERSION, "analysis": tokenizer.VERSION}


def check(folder: Path) -> None:
    """Raises the `IndexUnusable` that keeps the index in `folder` from being opened."""
    check_owner(folder)
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise IndexMissing(f"There is no index in {folder}") from None
    except (OSError, ValueError) as error:
        raise IndexCorrupt(
            f"The index's versions cannot be read: {getattr(error, 'strerror', '') or error}"
        ) from error
    if not isinstance(found, dict) or {name: found.get(name) for name in versions()} != versions():
        raise IndexStale("The index was made by another version")
    check_files(folder)


def is_whole(folder: Path) -> bool:
    """Whether the index in `folder` has the texts too, without opening it. Raises the `IndexUnusable` that
    keeps it from being opened."""
    check(folder)
    return built(folder)[1]


def built(folder: Path) -> tuple[int, bool]:
    """When the index was built, in nanoseconds (of two in one folder the later has more), and if it is whole."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return int(found["built"]), bool(found["whole"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexCorrupt(f"The index's versions cannot be read: {error}") from error


def check_owner(folder: Path) -> None:
    """Whoosh unpickles what it opens, so a folder that others could have written is not opened."""
    try:
        status = folder.stat()
    except FileNotFoundError:
        raise IndexMissing(f"There is no folder {folder}") from None
    except OSError as error:
        raise IndexCorrupt(f"{folder} cannot be read: {error.strerror}") from error
    if not folder.is_dir():
        raise IndexCorrupt(f"{folder} is not a folder")
    if hasattr(os, "getuid") and status.st_uid != os.getuid():
        raise IndexForeign(f"{folder} belongs to somebody else: remove it, and the index is built anew")
    if os.name == "posix" and status.st_mode & 0o022:
        raise IndexCorrupt(f"Others may write to {folder}")


# The list of a generation's files


class Listed(NamedTuple):
    """What a file was when it was written: its size, its sum, and when it was last changed."""

    size: int
    total: int
    changed: int


Files = dict[str, Listed]


def check_files(folder: Path, thoroughly: bool = False) -> None:
    """Raises `IndexCorrupt` unless the files of the newest generation are as they were written.

    `thoroughly` adds up all of them, also those that nobody is known to have changed.
    """
    generation, added_up = newest(folder), False
    files = files_of(folder, generation)
    for name, listed in files.items():
        try:
            found = (folder / name).stat()
            whole = found.st_size == listed.size
            if whole and (thoroughly or not _untouched(folder, generation, found, listed)):
                whole, added_up = sum_of(folder / name) == listed.total, True
        except OSError as error:
            raise IndexCorrupt(f"The index's {name} cannot be read: {error.strerror}") from error
        if not whole:
            raise IndexCorrupt(f"The index's {name} is not as it was written")
        files[name] = listed._replace(changed=found.st_mtime_ns)
    if added_up:
        with suppress(OSError):  # of a folder that may only be read, they are added up each time
            write_list(folder, generation, files)


def _untouched(folder: Path, generation: int, found: os.stat_result, listed: Listed) -> bool:
    """Whether a file was certainly not changed since it was listed, or found to be as listed.

    Of a file written just before that cannot be told, as clocks of file systems are coarse.
    """
    written = (folder / list_name(generation)).stat().st_mtime_ns
    return found.st_mtime_ns == listed.changed < written - _TICK


def newest(folder: Path) -> int:
    """The number of the newest generation. Raises `IndexCorrupt` when there is none."""
    try:
        numbers = [int(match[1]) for path in folder.iterdir() if (match := TOC.fullmatch(path.name))]
    except OSError as error:
        raise IndexCorrupt(f"{folder} cannot be read: {error.strerror}") from error
    if not numbers:
        raise IndexCorrupt("The index has no table of contents")
    return max(numbers)


def files_of(folder: Path, generation: int) -> Files:
    """The files of a generation as they were written."""
    try:
        listed = json.loads((folder / list_name(generation)).read_text(encoding="utf-8"))
        return {
            str(name): Listed(*map(int, (size, total, changed)))
            for name, (size, total, changed) in listed.items()
        }
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise IndexCorrupt(f"The list of the index's files cannot be read: {error}") from error


def write_list(folder: Path, generation: int, files: Files) -> None:
    """Keep the list of a generation, in the place of the one before, on the disk when this returns."""
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
    """The sum of a file's bytes, eight at a time: half a second for a gigabyte."""
    with left_out(UNUSED):
        import numpy as np  # seldom needed

    total = 0
    buffer = np.zeros(_CHUNK // 8, dtype=np.uint64)
    with path.open("rb", buffering=0) as stream:
        while count := stream.readinto(buffer.view(np.uint8).data):
            if count % 8:
                buffer.view(np.uint8)[count : count + 8 - count % 8] = 0
            total += int(np.add.reduce(buffer[: -(-count // 8)], dtype=np.uint64))
    return total & 0xFFFFFFFFFFFFFFFF
