"""The index's folder: private, stamped with a version, built beside the old one and swapped in."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index import analysis, schema
from index.errors import IndexCorrupt, IndexForeign, IndexMissing, IndexStale

STAMP = "papernotes-index.json"


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
    if found != stamp():
        raise IndexStale("The index was made by another version")


def check_owner(folder: Path) -> None:
    """Whoosh unpickles what it opens, so a folder that others could have written is not opened."""
    if folder.is_symlink() and not folder.exists():
        raise IndexMissing(f"{folder} points nowhere")
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


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """A new private folder to build in; it takes the place of `folder` when the block ends well."""
    if folder.exists():
        with suppress(IndexCorrupt):
            check_owner(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-new-", dir=folder.parent))
    try:
        yield fresh
        (fresh / STAMP).write_text(json.dumps(stamp()), encoding="utf-8")
        sync(fresh / STAMP)
        sync(fresh)
        _swap(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _swap(fresh: Path, folder: Path) -> None:
    if not (folder.exists() or folder.is_symlink()):
        fresh.rename(folder)
    elif not folder.is_dir() or folder.is_symlink():
        folder.unlink()
        fresh.rename(folder)
    else:
        old = Path(tempfile.mkdtemp(prefix=f".{folder.name}-old-", dir=folder.parent))
        folder.rename(old / "index")
        fresh.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    sync(folder.parent)


def sync(path: Path) -> None:
    """Waits until a file or folder is on the disk, where the system can say so."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        return
    finally:
        os.close(descriptor)
