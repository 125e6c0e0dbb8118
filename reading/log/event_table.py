"""The event table: rows to events and back, and the derived tables beside it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from json.encoder import encode_basestring_ascii as quoted
from typing import Any

from papernotes.reading.errors import damage, is_damage
from papernotes.reading.log.events import (
    KNOWN,
    RENAMED,
    VERDICTS,
    Event,
    PreviousValue,
    as_json,
    compact,
    digest_of,
    list_as_json,
    stamped,
    ticks_of,
)
from papernotes.reading.storage.schema import COLUMNS

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


def append(connection: sqlite3.Connection, events: Iterable[Event]) -> int:
    """Add the events that the log does not have yet; how many that were."""
    return connection.executemany(_NEW, map(as_row, events)).rowcount


def read(connection: sqlite3.Connection, where: str = "1", *values: Any) -> Iterator[Event]:
    """The events that fulfil an SQL condition, in the order of their ids."""
    for row in connection.execute(f"SELECT {COLUMNS} FROM event WHERE {where} ORDER BY id", values):
        yield from_row(row)


def read_few(connection: sqlite3.Connection, where: str) -> Iterator[Event]:
    """As `read`, for few events: all of them in one row. Where other threads compute, each row that is read waits for them."""
    events = f"SELECT {COLUMNS} FROM event WHERE {where} ORDER BY id"
    try:
        (rows,) = connection.execute(
            f"SELECT json_group_array(json_array({COLUMNS})) FROM ({events})"
        ).fetchone()
    except sqlite3.OperationalError:  # JSON cannot hold a row that is damaged
        yield from read(connection, where)
    else:
        yield from map(from_row, json.loads(rows))


def read_all(connection: sqlite3.Connection) -> Iterator[Event]:
    """All events as they came, whatever the indexes say."""
    return map(from_row, connection.execute(f"SELECT {COLUMNS} FROM event NOT INDEXED"))


def readable(rows: Iterable[Sequence[object]]) -> Iterator[Event]:
    """The events of rows from a damaged file, those left out that are no longer what was written."""
    for row in rows:
        with suppress(sqlite3.DatabaseError):
            yield from_row([str(column) for column in row])


def is_readable(connection: sqlite3.Connection) -> bool:
    """Whether every event in the log is what was written: a quarter of a second for 60,000."""
    try:
        rows = connection.execute(f"SELECT {COLUMNS} FROM event NOT INDEXED")
        while some := rows.fetchmany(1000):
            if not all(_is_as_stamped(row) or any(readable([row])) for row in some):
                return False
    except UnicodeDecodeError:
        return False
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return False
    return True


def _is_as_stamped(row: Sequence[str]) -> bool:
    """Whether a row is plainly what was written, without parsing its JSON. If this says no, the row must be read to tell."""
    id, device, time, step, identifiers, what, name, value, before = row
    try:
        content = (
            f"[{quoted(device)},{quoted(time)},{quoted(step)},{identifiers},{quoted(what)},{quoted(name)},"
            f"{value},{before}]"
        )
        return f"{ticks_of(id):016x}-{digest_of(content)}" == id
    except (TypeError, ValueError):  # a number or bytes in place of a text, or an id without a time
        return False


def steps_of(connection: sqlite3.Connection, device: str) -> tuple[list[str], list[tuple[str, str, str]]]:
    """The device's steps in order, and its marks of undo and redo as `reading.undo_history.stacks` takes them."""
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

    None where they are more than `most`, the log was never at that moment, or any paper may be another one now: events
    came that are older than what was there, or change which papers are one.
    """
    seq, _, id = since.partition(":")
    if since and not connection.execute("SELECT 1 FROM event WHERE seq = ? AND id = ?", (seq, id)).fetchone():
        return None
    verdict = "SELECT 1 FROM event WHERE what IN (SELECT value FROM json_each(:verdicts))"
    projected_anew = f"""SELECT EXISTS ({verdict} AND seq > :seq)
        OR EXISTS (SELECT 1 FROM event WHERE seq > :seq AND what = :known AND name = :renamed) AND EXISTS ({verdict})
        OR (SELECT min(id) FROM event WHERE seq > :seq)
         < (SELECT id FROM event WHERE seq <= :seq ORDER BY id DESC LIMIT 1)"""
    asked = {"seq": int(seq or 0), "verdicts": json.dumps(VERDICTS), "known": KNOWN, "renamed": RENAMED}
    if connection.execute(projected_anew, asked).fetchone()[0]:
        return None
    rows = connection.execute(
        "SELECT DISTINCT identifiers FROM event WHERE seq > ? AND identifiers <> '[]' LIMIT ?",
        (int(seq or 0), most + 1),
    ).fetchall()
    return [tuple(json.loads(row[0])) for row in rows] if len(rows) <= most else None


def name_both(connection: sqlite3.Connection, one: Collection[str], other: Collection[str]) -> bool:
    """Whether an event names one of these identifiers and one of those. An event that tells of a rename does
    not count: since then another paper may have got the former key."""
    named = (
        "EXISTS (SELECT 1 FROM json_each(event.identifiers) AS own JOIN json_each(?) AS asked USING (value))"
    )
    row = connection.execute(
        f"SELECT 1 FROM event WHERE NOT (what = ? AND name = ?) AND {named} AND {named} LIMIT 1",
        (KNOWN, RENAMED, json.dumps(list(one)), json.dumps(list(other))),
    )
    return row.fetchone() is not None


_SIMPLE: dict[str, bool | None] = {"true": True, "false": False, "null": None}


def last_list(connection: sqlite3.Connection, device: str) -> str | None:
    """The id of the list that the device put a paper on last."""
    row = connection.execute(
        "SELECT name FROM event WHERE what = 'list' AND value <> 'null' AND device = ? "
        "ORDER BY id DESC LIMIT 1",
        (device,),
    ).fetchone()
    return str(row[0]) if row else None
