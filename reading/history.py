"""What was opened when, and how far a note was read."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime
from typing import NamedTuple

from papernotes.reading.log.event_table import read
from papernotes.reading.log.events import Event

MAXIMUM_POSITIONS = 1_000
"""How many reading positions are kept: those of the notes left last."""


class OpenedEntry(NamedTuple):
    """An entry was opened: when, its key, and what the paper was known by then."""

    time: datetime
    entry: str
    identifiers: tuple[str, ...]


class ReadingPosition(NamedTuple):
    """How far a note was read: the share of it above the top of the screen, 0 to 1, and the block
    of the note that stands there, as the caller numbers them, which is surer when the width has changed."""

    share: float
    block: int = 0
    time: datetime | None = None


def history(connection: sqlite3.Connection, limit: int) -> list[OpenedEntry]:
    """What was opened, the latest first."""
    ids = connection.execute("SELECT id FROM event WHERE what = 'opened' ORDER BY id DESC LIMIT ?", (limit,))
    oldest = min((row[0] for row in ids), default=None)
    if oldest is None:
        return []
    found = read(connection, "what = 'opened' AND id >= ?", oldest)
    return [_opened(event) for event in found][::-1]


def get_position(connection: sqlite3.Connection, note: str) -> ReadingPosition | None:
    """Where the note was left; None if nothing sound is known."""
    row = connection.execute("SELECT document FROM place WHERE key = ?", (note,)).fetchone()
    if row is None:
        return None
    try:
        share, block, time = json.loads(row[0])
        return ReadingPosition(min(1.0, max(0.0, float(share))), int(block), datetime.fromisoformat(time))
    except (ValueError, TypeError, OverflowError):
        return None


def set_position(connection: sqlite3.Connection, note: str, position: ReadingPosition, now: datetime) -> None:
    """Keep where the note was left, and drop the oldest positions."""
    document = json.dumps([position.share, position.block, now.isoformat()])
    connection.execute("DELETE FROM place WHERE key = ?", (note,))
    connection.execute("INSERT INTO place (key, document) VALUES (?, ?)", (note, document))
    connection.execute(
        "DELETE FROM place WHERE number <= (SELECT max(number) FROM place) - ?",
        (MAXIMUM_POSITIONS,),
    )


def _opened(event: Event) -> OpenedEntry:
    return OpenedEntry(datetime.fromisoformat(event.time), str(event.value), event.identifiers)
