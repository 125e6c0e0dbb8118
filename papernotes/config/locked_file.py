"""Changing a file of the configuration folder, one copy of the program at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from papernotes.errors import UserError
from papernotes.reading import in_words, lock_file, make_private_folder


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Within a `with` block, no other copy of the program changes the file. Raises UserError, also for an OSError within."""
    lock = path.with_suffix(".lock")
    try:
        make_private_folder(path.parent)
        with lock_file(lock):
            yield
    except OSError as error:
        file = lock if error.filename == str(lock) else path
        raise UserError(f"cannot write {file}: {in_words(error)}") from error
