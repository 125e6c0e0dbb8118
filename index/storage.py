"""The index's folder: private, stamped with a version, its files known to be whole.

Every generation has a list of its files with their sizes, times and sums, written before Whoosh's
table of contents names them. Whoosh unpickles what it reads, so nothing is handed to it before
the list has been compared with the files: a torn or truncated file is known for one. Files whose
size and time are those of the list are taken to be whole, since adding up a large index would
take longer than opening it; others, such as those of a copied folder, are added up.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import FileIndex

from index import analysis, schema
from index.errors import IndexCorrupt, IndexForeign, IndexMissing, IndexStale

STAMP = "papernotes-index.json"
_TOC = re.compile(r"_MAIN_(\d+)\.toc")
_CHUNK = 1 << 22
_TICK = 40_000_000
"""The coarsest clock of a file system that is reckoned with, in nanoseconds."""


def stamp() -> dict[str, int]:
    """The versions that an index must have been made with to be used."""
    return {"schema": schema.VERSION, "analysis": analysis.VERSION}


def check(folder: Path) -> None:
    """Raises the `IndexUnusable` that keeps the index in `folder` from being opened."""
    check_owner(folder)
    try:
        found = json.loads((folder / STAMP).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise IndexMissing(f"There is no index in {folder}") from None
    except (OSError, ValueError) as error:
        raise IndexCorrupt(f"The index's stamp cannot be read: {error}") from error
    if not isinstance(found, dict) or {name: found.get(name) for name in stamp()} != stamp():
        raise IndexStale("The index was made by another version")
    check_files(folder)


def built(folder: Path) -> tuple[int, bool]:
    """When the index was built, in nanoseconds (of two in one folder the later has more), and if it is whole."""
    try:
        found = json.loads((folder / STAMP).read_text(encoding="utf-8"))
        return int(found["built"]), bool(found["whole"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexCorrupt(f"The index's stamp cannot be read: {error}") from error


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
        raise IndexForeign(f"{folder} belongs to somebody else")
    if os.name == "posix" and status.st_mode & 0o022:
        raise IndexForeign(f"Others may write to {folder}")


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
    generation = newest(folder)
    for name, listed in files_of(folder, generation).items():
        try:
            found = (folder / name).stat()
            whole = found.st_size == listed.size
            if whole and (thoroughly or not _untouched(folder, generation, found, listed)):
                whole = sum_of(folder / name) == listed.total
        except OSError as error:
            raise IndexCorrupt(f"The index's {name} cannot be read: {error.strerror}") from error
        if not whole:
            raise IndexCorrupt(f"The index's {name} is not as it was written")


def _untouched(folder: Path, generation: int, found: os.stat_result, listed: Listed) -> bool:
    """Whether a file was certainly not changed since it was listed.

    Of a file written just before the list that cannot be told, as clocks of file systems are coarse.
    """
    written = (folder / _list_name(generation)).stat().st_mtime_ns
    return found.st_mtime_ns == listed.changed < written - _TICK


def newest(folder: Path) -> int:
    """The number of the newest generation. Raises `IndexCorrupt` when there is none."""
    numbers = [int(match[1]) for path in folder.iterdir() if (match := _TOC.fullmatch(path.name))]
    if not numbers:
        raise IndexCorrupt("The index has no table of contents")
    return max(numbers)


def files_of(folder: Path, generation: int) -> Files:
    """The files of a generation as they were written."""
    try:
        listed = json.loads((folder / _list_name(generation)).read_text(encoding="utf-8"))
        return {
            str(name): Listed(*map(int, (size, total, changed)))
            for name, (size, total, changed) in listed.items()
        }
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise IndexCorrupt(f"The list of the index's files cannot be read: {error}") from error


def _list_name(generation: int) -> str:
    return f"generation-{generation}.json"


def sum_of(path: Path) -> int:
    """The sum of a file's bytes, eight at a time: half a second for a gigabyte."""
    total = 0
    buffer = np.zeros(_CHUNK // 8, dtype=np.uint64)
    with path.open("rb", buffering=0) as stream:
        while count := stream.readinto(buffer.view(np.uint8).data):
            if count % 8:
                buffer.view(np.uint8)[count : count + 8 - count % 8] = 0
            total += int(np.add.reduce(buffer[: -(-count // 8)], dtype=np.uint64))
    return total & 0xFFFFFFFFFFFFFFFF


class DurableStorage(FileStorage):  # type: ignore[misc]
    """Whoosh's folder of files, each on the disk before the table of contents names it."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.segments: Callable[[], list[Any]] = list
        """Called when a table of contents is about to be named: the segments in it."""

    def create_file(self, name: str, excl: bool = False, mode: str = "wb", **options: Any) -> Any:
        made = super().create_file(name, excl=excl, mode=mode, **options)
        made.onclose = _flushed
        return made

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        match = _TOC.fullmatch(newname)
        if match:
            self._write_list(int(match[1]), oldname, newname)
        super().rename_file(oldname, newname, safe=safe)
        sync(Path(self.folder))
        if match:
            for path in Path(self.folder).glob("generation-*.json"):
                if path.name != _list_name(int(match[1])):
                    path.unlink(missing_ok=True)

    def _write_list(self, generation: int, toc: str, toc_name: str) -> None:
        folder = Path(self.folder)
        before: Files = {}
        with suppress(IndexCorrupt):
            before = files_of(folder, generation - 1)
        listed: Files = {toc_name: _measured(folder / toc)}
        for segment in self.segments():
            for name in segment.list_files(self):
                listed[name] = before[name] if name in before else _measured(folder / name)
        fresh = folder / f"{_list_name(generation)}.new"
        fresh.write_text(json.dumps(listed), encoding="utf-8")
        sync(fresh)
        fresh.replace(folder / _list_name(generation))


def open_whoosh(folder: Path) -> FileIndex:
    """Whoosh's own index object of the folder."""
    return FileIndex(DurableStorage(str(folder)))


def copy(folder: Path, target: Path) -> None:
    """Puts the index in `folder`, which is as it was committed, into another folder as well."""
    for path in folder.iterdir():
        if path.is_file() and not path.name.endswith("LOCK"):
            try:
                (target / path.name).hardlink_to(path)  # no file of an index is ever written to again
            except OSError:
                shutil.copy2(path, target)
                sync(target / path.name)


def _measured(path: Path) -> Listed:
    status = path.stat()
    return Listed(status.st_size, sum_of(path), status.st_mtime_ns)


def _flushed(stream: StructFile) -> None:
    stream.flush()
    os.fsync(stream.file.fileno())


# Replacing the folder


@contextmanager
def replacing(folder: Path, whole: bool = True) -> Iterator[Path]:
    """A new private folder to build in; it takes the place of `folder` when the block ends well.

    `whole` says whether what is built is all of an index, or only to search in until that is there.

    Raises `IndexForeign` when `folder` is somebody else's.
    """
    with suppress(IndexMissing, IndexCorrupt):
        check_owner(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-new-", dir=folder.parent))
    try:
        yield fresh
        (fresh / STAMP).write_text(
            json.dumps(stamp() | {"built": time.time_ns(), "whole": whole}), encoding="utf-8"
        )
        sync(fresh / STAMP)
        sync(fresh)
        _swap(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _swap(fresh: Path, folder: Path) -> None:
    if folder.is_dir() and not folder.is_symlink():
        old = Path(tempfile.mkdtemp(prefix=f".{folder.name}-old-", dir=folder.parent))
        folder.rename(old / "index")
        fresh.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    else:
        folder.unlink(missing_ok=True)
        fresh.rename(folder)
    sync(folder.parent)


def sync(path: Path) -> None:
    """Waits until a file or folder is on the disk, where the system can say so."""
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
