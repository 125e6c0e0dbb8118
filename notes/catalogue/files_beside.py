"""The files that SQLite keeps beside the library: its log, shared memory, and the journal of a change."""

from __future__ import annotations

import os
import stat
from pathlib import Path

_SUFFIXES = ("-wal", "-shm", "-journal")


def special_files_beside(library: Path) -> list[Path]:
    """What stands where such a file belongs and is not a file. SQLite would wait for the other end of a pipe, and refuse the rest. OSError."""
    beside = (library.with_name(f"{library.name}{suffix}") for suffix in _SUFFIXES)
    return [file for file in beside if os.path.lexists(file) and not stat.S_ISREG(file.lstat().st_mode)]
