"""The table `local`: what this device keeps for itself, under names. It is not part of the log."""

from __future__ import annotations

import sqlite3

from papernotes.reading.errors import damage
from papernotes.reading.storage.device import host_name

LOOKUP_TABLES = "lookup tables"
"""The name under which it holds the version of the lookup tables: see `reading.state.lookup_tables`."""


RESTORED = "restored"
"""The name under which the table `local` holds when the person last restored a copy, as an event's id begins."""


PROJECTED = "folded"
"""The name under which the table `local` holds how far the derived tables go, and by which rules."""


def forget_derived(connection: sqlite3.Connection) -> None:
    """Have the derived tables rebuilt at the next opening."""
    connection.execute("DELETE FROM local WHERE name IN (?, ?)", (PROJECTED, LOOKUP_TABLES))


def get_local(connection: sqlite3.Connection, name: str) -> str:
    """What this device keeps under the name; empty if it keeps nothing."""
    row = connection.execute("SELECT value FROM local WHERE name = ?", (name,)).fetchone()
    if row and not isinstance(row[0], str):
        raise damage()
    return row[0] if row else ""


def set_local(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Keep a value for this device alone."""
    connection.execute("INSERT OR REPLACE INTO local (name, value) VALUES (?, ?)", (name, value))


def locals_beginning(connection: sqlite3.Connection, start: str) -> list[tuple[str, str]]:
    """All that this device keeps under names with this beginning: (name, value)."""
    return connection.execute(
        "SELECT name, value FROM local WHERE substr(name, 1, ?) = ? ORDER BY name", (len(start), start)
    ).fetchall()


def forget_local(connection: sqlite3.Connection, name: str) -> None:
    """Keep nothing under the name."""
    connection.execute("DELETE FROM local WHERE name = ?", (name,))


def former_device(connection: sqlite3.Connection) -> str:
    """The device's name from before it was kept for each computer, if this may be the computer; it is forgotten."""
    name = get_local(connection, "device")
    connection.execute("DELETE FROM local WHERE name = 'device'")
    return name if name.rpartition("-")[0] == host_name() else ""
