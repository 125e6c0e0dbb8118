"""Homes that earlier versions wrote, kept as SQL so that they can be read in a review."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from papernotes.reading.storage.device import fingerprint


def restore_database(data: Path) -> None:
    """Make `reading.db` of the `reading.sql` in a data folder, as if written on this computer, and remove that."""
    dump = data / "reading.sql"
    with closing(sqlite3.connect(data / "reading.db")) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.executescript(dump.read_text("utf-8").replace("@FINGERPRINT@", fingerprint(data)))
    dump.unlink()
