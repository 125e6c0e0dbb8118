"""Papers without a note that were imported, in the log, so that every device has them.

An event `reference` holds one row of the file that keeps such papers: `value` is the row's cells as JSON, None where the
row was taken out, and `name` a digest of them. It names no paper, as nothing else follows from it: the library puts rows
of one paper together. Of the events of one name the latest holds. There may be thousands, so they are not part of the
projection; a program that does not know them leaves them alone.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from typing import NamedTuple

from papernotes.reading.log.event_table import read
from papernotes.reading.log.events import MAXIMUM_REFERENCE_CHARACTERS, REFERENCE, compact
from papernotes.reading.storage.local_table import get_local, set_local

Row = tuple[str, ...]
_TAKEN = "references"
"""The name under which the table `local` holds which rows this device's file and the log both had."""


class ReferenceChanges(NamedTuple):
    """What must be done so that log and file have the same rows. For the log: `news`, digests with values or None; for
    the file: the rows that are `absent` from it, and those that were `removed` on another device."""

    news: tuple[tuple[str, str | None], ...] = ()
    absent: tuple[Row, ...] = ()
    removed: frozenset[Row] = frozenset()


def compare(connection: sqlite3.Connection, rows: Iterable[Row], *, whole: bool) -> ReferenceChanges:
    """Compare the log with the rows of this device's file. Where there was no file (`whole` is False), nothing was taken
    out of it."""
    here = {digest: row for row in rows if (digest := _digest(row))}
    held = _held(connection)
    taken = set(get_local(connection, _TAKEN).split())
    left = taken - here.keys() if whole else set[str]()
    new = {digest for digest in here if held.get(digest) is None and not (digest in held and digest in taken)}
    gone = {digest for digest in left if held.get(digest)}
    absent = [row for digest, row in held.items() if row and digest not in here and digest not in gone]
    removed = [row for digest, row in here.items() if digest not in new and held[digest] is None]
    return ReferenceChanges(
        (
            *((digest, _value(row)) for digest, row in here.items() if digest in new),
            *((digest, None) for digest in sorted(gone)),
        ),
        tuple(absent),
        frozenset(removed),
    )


def take(connection: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """Remember that this device's file and the log have these rows."""
    set_local(connection, _TAKEN, _digests(rows))


def are_taken(connection: sqlite3.Connection, rows: Iterable[Row]) -> bool:
    """Whether `take` was told of these rows last."""
    return get_local(connection, _TAKEN) == _digests(rows)


def _digests(rows: Iterable[Row]) -> str:
    return " ".join(sorted(filter(None, map(_digest, rows))))


def _held(connection: sqlite3.Connection) -> dict[str, Row | None]:
    """The rows that the log has by their digests, in the order in which they came first; None for those taken out."""
    found: dict[str, Row | None] = {}
    for event in read(connection, "identifiers = '[]' AND what = ?", REFERENCE):
        if event.value is None:
            found[event.name] = None
        with suppress(ValueError, TypeError):  # of a newer version, perhaps
            cells = tuple(json.loads(str(event.value)))
            if all(isinstance(cell, str) for cell in cells) and _digest(cells) == event.name:
                found[event.name] = cells
    return found


def _value(row: Row) -> str:
    value = compact(row)
    return value if value.isprintable() else json.dumps(row, separators=(",", ":"))


def _digest(row: Row) -> str:
    """The name of a row; empty for one that is too long for the log, which stays on this device."""
    if len(_value(row)) > MAXIMUM_REFERENCE_CHARACTERS:
        return ""
    return sha256(json.dumps(row).encode()).hexdigest()[:16]
