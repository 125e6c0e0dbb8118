"""The event table: rows to events and back, and the derived tables beside it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any
from zlib import crc32

from papernotes.reading.errors import damage, is_damage
from papernotes.reading.log.events import (
    Event,
    PreviousValue,
    as_json,
    compact,
    list_as_json,
    stamped,
    ticks_of,
)
from papernotes.reading.state import lookup_tables, projection
from papernotes.reading.state.projection import Projection
from papernotes.reading.storage.device import host_name
from papernotes.reading.storage.schema import COLUMNS

RESTORED = "restored"
"""The name under which the table `local` holds when the person last restored a copy, as an event's id begins."""
PROJECTED = "folded"
"""The name under which the table `local` holds how far the derived tables go, and by which rules."""
_NEW = f"INSERT INTO event ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING"


def as_row(event: Event) -> tuple[str, ...]:
    """The event's columns."""
    return (
        event.id,
        event.device,
        event.time,
        event.step,
        list_as_json(event.identifiers),
        event.what,
        event.name,
        as_json(event.value),
        compact(event.before) if event.before else "null",
    )


def from_row(row: Sequence[str]) -> Event:
    """The event of a row with the columns `COLUMNS`; sqlite3.DatabaseError if it is not what was written."""
    id, device, time, step, identifiers, what, name, value, before = row
    try:
        event = Event(
            device=device,
            time=time,
            step=step,
            identifiers=tuple(json.loads(identifiers)),
            what=what,
            name=name,
            value=_SIMPLE[value] if value in _SIMPLE else json.loads(value),
            before=None if before == "null" else PreviousValue(*json.loads(before)),
            id=id,
        )
        if stamped(event, ticks_of(id)).id == id:
            return event
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise damage() from error
    raise damage()


def append(connection: sqlite3.Connection, events: Iterable[Event]) -> None:
    """Add the events that the log does not have yet."""
    connection.executemany(_NEW, map(as_row, events))


def read(connection: sqlite3.Connection, where: str = "1", *values: Any) -> Iterator[Event]:
    """The events that fulfil an SQL condition, in the order of their ids."""
    for row in connection.execute(f"SELECT {COLUMNS} FROM event WHERE {where} ORDER BY id", values):
        yield from_row(row)


def read_all(connection: sqlite3.Connection) -> Iterator[Event]:
    """All events as they came, whatever the indexes say."""
    return map(from_row, connection.execute(f"SELECT {COLUMNS} FROM event NOT INDEXED"))


def readable(rows: Iterable[Sequence[object]]) -> Iterator[Event]:
    """The events of rows from a damaged file, those left out that are no longer what was written."""
    for row in rows:
        with suppress(sqlite3.DatabaseError):
            yield from_row([str(column) for column in row])


def is_readable(connection: sqlite3.Connection) -> bool:
    """Whether every event in the log is what was written."""
    try:
        rows = connection.execute(f"SELECT {COLUMNS} FROM event").fetchall()
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return False
    return sum(1 for _ in readable(rows)) == len(rows)


def steps_of(connection: sqlite3.Connection, device: str) -> tuple[list[str], list[tuple[str, str, str]]]:
    """The device's steps in order, and its marks of undo and redo as `reading.log.undo.stacks` takes them."""
    steps = connection.execute(
        "SELECT DISTINCT step FROM event WHERE device = ? AND step <> '' ORDER BY step", (device,)
    )
    marks = connection.execute(
        "SELECT step, what, value FROM event WHERE device = ? AND what IN ('undo', 'redo')", (device,)
    )
    return [row[0] for row in steps], [(step, what, json.loads(value)) for step, what, value in marks]


def step(connection: sqlite3.Connection, device: str, name: str) -> list[Event]:
    """The events of one step, in order."""
    return list(read(connection, "device = ? AND step = ? AND step <> ''", device, name))


def ids(connection: sqlite3.Connection) -> set[str]:
    """The ids of all events."""
    return {row[0] for row in connection.execute("SELECT id FROM event")}


def ends(connection: sqlite3.Connection) -> tuple[int, str]:
    """The number of the newest arrival and the greatest id; 0 and empty where there is no event."""
    arrived, last = connection.execute(
        "SELECT (SELECT max(seq) FROM event), (SELECT max(id) FROM event)"
    ).fetchone()
    try:
        ticks_of(last or "")
    except (ValueError, TypeError) as error:
        raise damage() from error
    return arrived or 0, last or ""


def moment(connection: sqlite3.Connection) -> str:
    """How far the log goes here, for `sightings_since`."""
    row = connection.execute("SELECT seq || ':' || id FROM event ORDER BY seq DESC LIMIT 1").fetchone()
    return row[0] if row else ""


def sightings_since(connection: sqlite3.Connection, since: str, most: int) -> list[tuple[str, ...]] | None:
    """By what papers were known in events that arrived after a moment.

    None where they are more than `most`, or the log was never at that moment.
    """
    seq, _, id = since.partition(":")
    if since and not connection.execute("SELECT 1 FROM event WHERE seq = ? AND id = ?", (seq, id)).fetchone():
        return None
    rows = connection.execute(
        "SELECT DISTINCT identifiers FROM event WHERE seq > ? AND identifiers <> '[]' LIMIT ?",
        (int(seq or 0), most + 1),
    ).fetchall()
    return [tuple(json.loads(row[0])) for row in rows] if len(rows) <= most else None


def load(connection: sqlite3.Connection, stored: lookup_tables.StoredPapers) -> Projection | None:
    """The fold as the derived tables have it; None where they do not belong to the log as it is.

    Its papers are read from `stored` later, when they are asked for.
    """
    arrived, last = ends(connection)
    if not is_derived(connection, arrived):
        return None
    state = Projection(stored)
    try:
        for event in read(connection, "identifiers = '[]'"):
            state.add(event)
    except ValueError:
        return None  # not in their order: the index that they are read by is damaged
    state.last = last
    return state if _projected_until(connection)[1] == _sum_of_named(state) else None


def is_derived(connection: sqlite3.Connection, arrived: int) -> bool:
    """Whether the derived tables are there, and are the fold of the log up to the arrival."""
    return (
        _projected_until(connection)[0] == f"{projection.VERSION}:{arrived}"
        and get_local(connection, lookup_tables.TABLES_VERSION) == lookup_tables.VERSION
        and lookup_tables.are_there(connection)
    )


def is_altered(connection: sqlite3.Connection) -> bool:
    """Whether derived tables that do not fit were made of this log or of a longer one: then something is damaged."""
    version, _, arrived = _projected_until(connection)[0].partition(":")
    return version == str(projection.VERSION) and arrived.isdecimal() and int(arrived) >= ends(connection)[0]


def forget_derived(connection: sqlite3.Connection) -> None:
    """Have the derived tables made anew at the next opening."""
    connection.execute("DELETE FROM local WHERE name IN (?, ?)", (PROJECTED, lookup_tables.TABLES_VERSION))


def _projected_until(connection: sqlite3.Connection) -> tuple[str, str]:
    """Up to where, and by which rules, the derived tables were made; and the sum of lists' and views' names."""
    until, _, total = get_local(connection, PROJECTED).rpartition(":")
    return until, total


def _sum_of_named(state: Projection) -> str:
    """A number that differs where a list or view is missing or another."""
    held = (f"{what} {name} {held}" for (what, name), held in state.named.items())
    return f"{sum(crc32(text.encode()) for text in held):x}"


def save(connection: sqlite3.Connection, state: Projection) -> None:
    """Bring derived tables that were right before the `touched` papers changed up to the fold of the log."""
    touched = sorted(
        state.touched
    )  # in the order of the table, whose pages are then written one after another
    papers = {id: state.paper(id) for id in touched}
    gone = [(id,) for id, paper in papers.items() if paper is None]
    here = ((id, paper.as_document()) for id, paper in papers.items() if paper is not None)
    connection.executemany("DELETE FROM paper WHERE id = ?", gone)
    connection.executemany("INSERT OR REPLACE INTO paper (id, document) VALUES (?, ?)", here)
    set_local(connection, PROJECTED, f"{projection.VERSION}:{ends(connection)[0]}:{_sum_of_named(state)}")


def save_anew(connection: sqlite3.Connection, state: Projection) -> None:
    """Make the derived tables anew from the fold of the whole log."""
    if get_local(
        connection, lookup_tables.TABLES_VERSION
    ) != lookup_tables.VERSION or not lookup_tables.are_there(connection):
        lookup_tables.make(connection)
        set_local(connection, lookup_tables.TABLES_VERSION, lookup_tables.VERSION)
    lookup_tables.clear(connection)
    state.touched = set(state.papers)
    save(connection, state)


def differences(connection: sqlite3.Connection, state: Projection) -> list[str]:
    """What is wrong with a fold and with the derived tables, compared with the whole log folded anew."""
    anew = projection_of(connection)
    stored = dict(connection.execute("SELECT id, document FROM paper"))
    right = {id: paper.as_document() for id, paper in anew.papers.items()}
    shown = {id: paper.as_document() for id, paper in state.papers_in_memory.items()}
    expected = right if state.is_whole else {id: right.get(id) for id in shown}
    found = []
    for place, papers, wanted in (("in the derived tables", stored, right), ("in memory", shown, expected)):
        wrong = sum(papers.get(id) != wanted.get(id) for id in papers.keys() | wanted.keys())
        if wrong:
            found.append(f"{wrong} of {len(right)} papers differ {place} from what the log says")
    for table, rows, wanted_rows in zip(
        ("identifiers", "marks"),
        lookup_tables.stored_rows(connection),
        lookup_tables.rows_of(anew.papers.values()),
        strict=True,
    ):
        if wrong := len(rows ^ wanted_rows):
            found.append(f"{wrong} rows of the {table} of papers differ from what the log says")
    if state.named != anew.named:
        found.append("lists or views in memory differ from what the log says")
    return found


def projection_of(connection: sqlite3.Connection) -> Projection:
    """The whole log folded; sqlite3.DatabaseError if it is no set of events any more."""
    try:
        return projection.fold(read_all(connection))
    except ValueError as error:
        raise damage() from error


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
    """All that this device keeps under names that begin so: (name, value)."""
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


_SIMPLE: dict[str, bool | None] = {"true": True, "false": False, "null": None}


def last_list(connection: sqlite3.Connection, device: str) -> str | None:
    """The id of the list that the device put a paper on last."""
    row = connection.execute(
        "SELECT name FROM event WHERE what = 'list' AND value <> 'null' AND device = ? "
        "ORDER BY id DESC LIMIT 1",
        (device,),
    ).fetchone()
    return str(row[0]) if row else None
