"""Changing a file of the configuration folder, one copy of the program at a time."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from papernotes.errors import UserError
from papernotes.reading import in_words, make_private_file, make_private_folder


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Within a `with` block, no other copy of the program changes the file. Raises UserError, also for an OSError within."""
    try:
        make_private_folder(path.parent)
        own = path.with_suffix(".lock")
        make_private_file(own)
        with own.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
    except OSError as error:
        raise UserError(f"cannot write {path}: {in_words(error)}") from error
