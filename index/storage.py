"""The index's folder: private, stamped with a version, its files known to be whole.

Every generation has a list of its files with their sizes and sums, written before Whoosh's
table of contents names them. Whoosh unpickles what it reads, so nothing is handed to it before
the list has been compared with the files: a torn or truncated file is known for one.
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
from typing import Any

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile

from index import analysis, schema
from index.errors import IndexCorrupt, IndexForeign, IndexMissing, IndexStale

STAMP = "papernotes-index.json"
_TOC = re.compile(r"_MAIN_(\d+)\.toc")
_CHUNK = 1 << 22


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


def built(folder: Path) -> int:
    """When the index was built, in nanoseconds: of two indexes in one folder the later has more."""
    try:
        return int(json.loads((folder / STAMP).read_text(encoding="utf-8"))["built"])
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

Files = dict[str, tuple[int, int]]


def check_files(folder: Path) -> None:
    """Raises `IndexCorrupt` unless the files of the newest generation are as they were written."""
    generation = newest(folder)
    for name, (size, total) in files_of(folder, generation).items():
        try:
            whole = (folder / name).stat().st_size == size and sum_of(folder / name) == total
        except OSError as error:
            raise IndexCorrupt(f"The index's {name} cannot be read: {error.strerror}") from error
        if not whole:
            raise IndexCorrupt(f"The index's {name} is not as it was written")


def newest(folder: Path) -> int:
    """The number of the newest generation. Raises `IndexCorrupt` when there is none."""
    numbers = [int(match[1]) for path in folder.iterdir() if (match := _TOC.fullmatch(path.name))]
    if not numbers:
        raise IndexCorrupt("The index has no table of contents")
    return max(numbers)


def files_of(folder: Path, generation: int) -> Files:
    """The files of a generation with their sizes and sums."""
    try:
        listed = json.loads((folder / _list_name(generation)).read_text(encoding="utf-8"))
        return {str(name): (int(size), int(total)) for name, (size, total) in listed.items()}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise IndexCorrupt(f"The list of the index's files cannot be read: {error}") from error


def _list_name(generation: int) -> str:
    return f"generation-{generation}.json"


def sum_of(path: Path) -> int:
    """The sum of a file's bytes, eight at a time: fast enough to be taken at every opening."""
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


def _measured(path: Path) -> tuple[int, int]:
    return path.stat().st_size, sum_of(path)


def _flushed(stream: StructFile) -> None:
    stream.flush()
    os.fsync(stream.file.fileno())


# Replacing the folder


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """A new private folder to build in; it takes the place of `folder` when the block ends well.

    Raises `IndexForeign` when `folder` is somebody else's.
    """
    with suppress(IndexMissing, IndexCorrupt):
        check_owner(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-new-", dir=folder.parent))
    try:
        yield fresh
        (fresh / STAMP).write_text(json.dumps(stamp() | {"built": time.time_ns()}), encoding="utf-8")
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
