"""The folder of the index: private, and replaced as a whole. Files are on the disk before anything names them.

`index.storage.manifest` has what is recorded about the files.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import FileIndex

from papernotes.index.errors import IndexCorrupt, IndexMissing
from papernotes.index.storage.manifest import (
    MANIFEST,
    TOC,
    Files,
    Listed,
    check_owner,
    files_of,
    list_name,
    sum_of,
    versions,
    write_list,
)


class DurableStorage(FileStorage):  # type: ignore[misc]
    """Whoosh's folder of files. Each is on the disk before the table of contents names it."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.segments: Callable[[], list[Any]] = list
        """Called just before a table of contents gets its name; returns the segments in it."""

    def create_file(self, name: str, excl: bool = False, mode: str = "wb", **options: Any) -> Any:
        made = super().create_file(name, excl=excl, mode=mode, **options)
        made.onclose = _flushed
        return made

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        match = TOC.fullmatch(newname)
        if match:
            self._write_list(int(match[1]), oldname, newname)
        super().rename_file(oldname, newname, safe=safe)
        sync(Path(self.folder))
        if match:
            for path in Path(self.folder).glob("generation-*.json"):
                if path.name != list_name(int(match[1])):
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
        write_list(folder, generation, listed)


def open_whoosh(folder: Path) -> FileIndex:
    """Whoosh's own index object of the folder."""
    return FileIndex(DurableStorage(str(folder)))


def copy(folder: Path, target: Path) -> None:
    """Copies the index in `folder`, as it was committed, into another folder."""
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


# Folders to work in

_ABANDONED_AFTER_SECONDS = 60
"""An unlocked folder of this age was left by a killed process. A younger one may be about to be locked."""


@contextmanager
def working_folder(folder: Path, purpose: str) -> Iterator[Path]:
    """A new private folder beside the index, removed at the end. Folders that killed processes left are removed first."""
    for left in folder.parent.glob(f".{folder.name}-*-*"):
        _remove_left(left)
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-{purpose}-", dir=folder.parent))
    held = os.open(made, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_SH)
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
        os.close(held)


def _remove_left(folder: Path) -> None:
    with suppress(OSError):
        if folder.is_symlink() or time.time() - folder.stat().st_mtime < _ABANDONED_AFTER_SECONDS:
            return
        held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(held)


# Replacing the folder


@contextmanager
def replacing(folder: Path, whole: bool = True) -> Iterator[Path]:
    """A new private folder to build in. It replaces `folder` when the `with` block ends without an error.

    `whole` says whether it has the texts too. Without them the index is only used until a whole one is built.

    Raises `IndexForeign` when `folder` belongs to another user.
    """
    with suppress(IndexMissing, IndexCorrupt):
        check_owner(folder)
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with working_folder(folder, "new") as fresh:
        yield fresh
        (fresh / MANIFEST).write_text(
            json.dumps(versions() | {"built": time.time_ns(), "whole": whole}), encoding="utf-8"
        )
        sync(fresh / MANIFEST)
        sync(fresh)
        _swap(fresh, folder)


def _swap(fresh: Path, folder: Path) -> None:
    if folder.is_dir() and not folder.is_symlink():
        with working_folder(folder, "old") as old:
            folder.rename(old / "index")
            fresh.rename(folder)
    else:
        folder.unlink(missing_ok=True)
        fresh.rename(folder)
    sync(folder.parent)


def sync(path: Path) -> None:
    """Waits until a file or folder is on the disk, if the system can tell."""
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
