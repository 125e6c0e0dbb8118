"""Small files written so that they are whole or not there."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def write_atomically(path: Path, text: str) -> None:
    """Replace the file's text: after a crash at any instant it holds the old or the new one. OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Not `mkstemp`, whose files none but their owner may read: an export is to be like any other file.
    part = path.with_name(f".{os.urandom(8).hex()}.part")
    try:
        with part.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder_entry(path.parent)


def sync_folder_entry(folder: Path) -> None:
    """Put renames and new names in the folder on disk; a no-op where folders cannot be synced."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
