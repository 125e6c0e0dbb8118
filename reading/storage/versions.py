"""Which version of papernotes wrote a database: one that is newer than this program is left alone, unread and untouched."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from papernotes.reading.errors import ReadingError, damage
from papernotes.reading.storage import copies, schema
from papernotes.reading.storage.connection import connect, immutable_uri


def refuse_newer(path: Path) -> None:
    """Raise ReadingError for a database, or where there is none a copy, of a newer papernotes; touch nothing."""
    if path.is_file():
        # Only files are read: nothing is locked, no file is made beside them, and no log is written into the database.
        with (
            suppress(sqlite3.DatabaseError, UnicodeDecodeError),
            closing(connect(immutable_uri(path), uri=True)) as connection,
        ):
            check_version(connection, path)
        if schema.NEWEST < (found := _version_in_log(Path(f"{path}-wal"))) < schema.IMPOSSIBLE_VERSION:
            raise newer_error(path, found)
    elif newer := copies.newer_version(path):
        raise newer_error(path, newer)


def _version_in_log(file: Path) -> int:
    """The greatest version in the first pages that a write-ahead log holds; 0 where it holds none.

    Its format, and that of the first page: https://www.sqlite.org/fileformat.html.
    """
    found = 0
    if not file.is_file():  # opening a pipe would wait for its other end
        return found
    with suppress(OSError), file.open("rb") as log_file:
        size = log_file.seek(0, os.SEEK_END)
        log_file.seek(8)
        page = int.from_bytes(log_file.read(4), "big")
        frame = 24 + page
        for start in range(32, size - frame + 1, frame) if 512 <= page <= 65536 else ():
            log_file.seek(start)
            if log_file.read(4) == b"\0\0\0\1":
                log_file.seek(start + 24 + 60)
                found = max(found, int.from_bytes(log_file.read(4), "big", signed=True))
    return found


def check_version(connection: sqlite3.Connection, path: Path) -> None:
    found = schema.version(connection)
    if not 0 <= found < schema.IMPOSSIBLE_VERSION:
        raise damage()
    if found > schema.NEWEST:
        raise newer_error(path, found)


def newer_error(path: Path, found: int) -> ReadingError:
    return ReadingError(
        f"reading state {path}: written by a newer papernotes (schema {found}, this one knows "
        f"{schema.NEWEST}): update papernotes; nothing was changed. If there never was a newer one, the file is "
        "damaged: `papernotes state restore` sets it aside and restores the newest copy"
    )
