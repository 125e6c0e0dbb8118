"""Connections to SQLite files, as every part of the reading state opens them, and patience with busy ones."""

from __future__ import annotations

import fcntl
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from papernotes.reading.errors import damage, is_busy

T = TypeVar("T")


PATIENCE_SECONDS = 30.0
"""Seconds that a change waits for other programs to finish theirs."""


_BUSY_MILLISECONDS = 2_000


def retry_while_busy(act: Callable[[], T]) -> T:
    """Do it, again and again for a while if another connection is in the way."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return act()
        except UnicodeDecodeError as error:  # what SQLite says of damage quotes what is damaged
            raise damage() from error
        except sqlite3.OperationalError as error:
            if not is_busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def connect(path: Path | str, *, uri: bool = False) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, uri=uri)
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
    connection.execute("PRAGMA temp_store = MEMORY")  # there may be no room for temporary files
    if hasattr(fcntl, "F_FULLFSYNC"):  # on macOS, where a disk keeps in its memory what `fsync` wrote
        connection.execute("PRAGMA fullfsync = ON")
    return connection


def immutable_uri(path: Path) -> str:
    return f"{path.absolute().as_uri()}?immutable=1"
