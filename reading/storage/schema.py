"""The tables of `reading.db` and how older ones become newer ones.

`event` is the log: rows are only ever added (triggers see to it). `paper` is derived from it, one
row a paper, so that opening does not read the whole log, and so are the tables of `reading.state.lookup_tables`; `local` and `place` belong to this device
alone and are not part of the log, nor is `remark`: what each remark's file was last known to hold.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE event (
             seq INTEGER PRIMARY KEY,      -- the order of arrival in this file
             id TEXT NOT NULL UNIQUE,      -- sorts by the time of recording
             device TEXT NOT NULL,
             time TEXT NOT NULL,
             step TEXT NOT NULL,
             identifiers TEXT NOT NULL,    -- JSON
             what TEXT NOT NULL,
             name TEXT NOT NULL,
             value TEXT NOT NULL,          -- JSON
             before TEXT NOT NULL          -- JSON
           )""",
        "CREATE INDEX event_step ON event(device, step) WHERE step <> ''",
        "CREATE INDEX event_mark ON event(device, step) WHERE what IN ('undo', 'redo')",
        "CREATE INDEX event_opened ON event(id) WHERE what = 'opened'",
        "CREATE INDEX event_listed ON event(id) WHERE what = 'list'",
        "CREATE INDEX event_named ON event(id) WHERE identifiers = '[]'",
        """CREATE TRIGGER event_stays BEFORE DELETE ON event
             BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END""",
        """CREATE TRIGGER event_is_fixed BEFORE UPDATE ON event
             BEGIN SELECT RAISE(ABORT, 'events are never altered'); END""",
        "CREATE TABLE paper (id TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID",
        "CREATE TABLE local (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        "CREATE TABLE place (number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, document TEXT NOT NULL)",
    ),
    (
        "CREATE TABLE remark (key TEXT PRIMARY KEY, digest TEXT NOT NULL, revisions TEXT NOT NULL) WITHOUT ROWID",
        "CREATE INDEX event_remark ON event(name) WHERE what = 'remark'",
    ),
)
"""Statement lists; the n-th leads from `user_version` n to n + 1. Published ones are never edited."""

NEWEST = len(MIGRATIONS)
IMPOSSIBLE_VERSION = 1000
"""A version that no program will ever have: what is from here on, or negative, is damage."""
COLUMNS = "id, device, time, step, identifiers, what, name, value, before"
"""The columns of an event."""


def version(connection: sqlite3.Connection) -> int:
    """The version of the tables in the database, 0 for an empty one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def fits(connection: sqlite3.Connection) -> bool:
    """Whether the tables, indexes and triggers are those of the version that the database gives.

    Others beside them are no damage: `foreign` finds those that could change what is written.
    """
    number = version(connection)
    found = {sql for (sql,) in connection.execute("SELECT sql FROM sqlite_schema")}
    if number == 0 and found:
        return False  # a database of another program
    encoding = connection.execute("PRAGMA encoding").fetchone()[0]
    return encoding == "UTF-8" and all(
        (statement in found) == (step < number)
        for step, statements in enumerate(MIGRATIONS)
        for statement in statements
    )


def foreign(connection: sqlite3.Connection, own: Collection[str] = ()) -> list[tuple[str, str]]:
    """The triggers, views and indexes that are not in this schema nor among `own`, as (type, name).

    One trigger or unique index of another program can refuse all that we write, or drop it without an error.
    """
    rows = connection.execute(
        "SELECT type, name, sql FROM sqlite_schema WHERE type IN ('trigger', 'view', 'index') AND sql IS NOT NULL"
    )
    ours = {statement for statements in MIGRATIONS for statement in statements}
    return [(type, name) for type, name, sql in rows if sql not in ours and name not in own]


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables up to the newest version. The caller holds a write transaction."""
    for number in range(version(connection), NEWEST):
        for statement in MIGRATIONS[number]:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number + 1}")
