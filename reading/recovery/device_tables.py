"""Tables that belong to this device and are not in the log, and copying them from one database to another."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import suppress

from papernotes.reading.storage.database import Database

DEVICE_TABLES = {
    "local": ("name, value", "name LIKE 'device of %'"),
    "place": ("key, document", "typeof(key) = 'text' AND json_valid(document)"),
    "remark": ("key, digest, revisions", "1"),
}
"""Table that is not derived from the log → its columns, and which rows are valid in another file too."""


def copy_rows(source: sqlite3.Connection, other: Database, tables: Iterable[str]) -> None:
    """Copy what can be read of these tables into another database, over its own rows. Raises ReadingError."""
    kept: dict[str, list[tuple[str, ...]]] = {}
    for table in tables:
        columns, which = DEVICE_TABLES[table]
        with suppress(sqlite3.Error, UnicodeDecodeError):
            kept[table] = source.execute(f"SELECT {columns} FROM {table} WHERE {which}").fetchall()
    with other.transaction() as connection:
        for table, rows in kept.items():
            columns, _ = DEVICE_TABLES[table]
            placeholders = ", ".join("?" for _ in columns.split(","))
            connection.executemany(
                f"INSERT OR REPLACE INTO {table} ({columns}) VALUES ({placeholders})", rows
            )
