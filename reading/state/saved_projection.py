"""The projection as `reading.db` keeps it, so that opening does not read the whole log: saved, loaded, compared."""

from __future__ import annotations

import sqlite3
from zlib import crc32

from papernotes.reading.errors import damage
from papernotes.reading.log.event_table import ends, read, read_all, read_few
from papernotes.reading.log.events import KNOWN, REFERENCE, RENAMED, VERDICTS
from papernotes.reading.state import lookup_tables, projection
from papernotes.reading.state.identity import clean
from papernotes.reading.state.projection import Projection
from papernotes.reading.state.verdicts import Verdicts
from papernotes.reading.storage.local_table import LOOKUP_TABLES, PROJECTED, get_local, set_local


def load(connection: sqlite3.Connection, stored: lookup_tables.StoredPapers) -> Projection | None:
    """The projection as the derived tables have it; None where they do not belong to the log as it is.

    Its papers are read from `stored` later, when they are asked for.
    """
    arrived, last = ends(connection)
    if not is_derived(connection, arrived):
        return None
    state = Projection(stored)
    try:
        for event in read_few(connection, f"identifiers = '[]' AND what <> '{REFERENCE}'"):
            state.add(event)
    except ValueError:
        return None  # not in their order: the index that they are read by is damaged
    if any(what in VERDICTS for what, _ in state.named):
        renames = read(connection, "what = ? AND name = ?", KNOWN, RENAMED)
        state.verdicts = Verdicts.held_by(state.named, [clean(event.identifiers) for event in renames])
    state.last = last
    return state if _projected_until(connection)[1] == _sum_of_named(state) else None


def is_derived(connection: sqlite3.Connection, arrived: int) -> bool:
    """Whether the derived tables are there, and are the projection of the log up to the arrival."""
    return (
        _projected_until(connection)[0] == f"{projection.VERSION}:{arrived}"
        and get_local(connection, LOOKUP_TABLES) == lookup_tables.VERSION
        and lookup_tables.are_there(connection)
    )


def is_altered(connection: sqlite3.Connection) -> bool:
    """Whether derived tables that do not fit were made of this log or of a longer one: then something is damaged."""
    version, _, arrived = _projected_until(connection)[0].partition(":")
    return version == str(projection.VERSION) and arrived.isdecimal() and int(arrived) >= ends(connection)[0]


def _projected_until(connection: sqlite3.Connection) -> tuple[str, str]:
    """Up to where, and by which rules, the derived tables were made; and the sum of lists' and views' names."""
    until, _, total = get_local(connection, PROJECTED).rpartition(":")
    return until, total


def _sum_of_named(state: Projection) -> str:
    """A number that differs where a list or view is missing or another."""
    held = (f"{what} {name} {held}" for (what, name), held in state.named.items())
    return f"{sum(crc32(text.encode()) for text in held):x}"


def save(connection: sqlite3.Connection, state: Projection) -> None:
    """Bring derived tables that were right before the `touched` papers changed up to the projection of the log."""
    touched = sorted(
        state.touched
    )  # in the order of the table, whose pages are then written one after another
    papers = {id: state.paper(id) for id in touched}
    gone = [(id,) for id, paper in papers.items() if paper is None]
    here = ((id, paper.as_document()) for id, paper in papers.items() if paper is not None)
    connection.executemany("DELETE FROM paper WHERE id = ?", gone)
    connection.executemany("INSERT OR REPLACE INTO paper (id, document) VALUES (?, ?)", here)
    set_local(connection, PROJECTED, f"{projection.VERSION}:{ends(connection)[0]}:{_sum_of_named(state)}")


def rebuild_tables(connection: sqlite3.Connection, state: Projection) -> None:
    """Make the derived tables again from the projection of the whole log."""
    if get_local(connection, LOOKUP_TABLES) != lookup_tables.VERSION or not lookup_tables.are_there(
        connection
    ):
        lookup_tables.make(connection)
        set_local(connection, LOOKUP_TABLES, lookup_tables.VERSION)
    lookup_tables.clear(connection)
    state.touched = set(state.papers)
    save(connection, state)


def differences(connection: sqlite3.Connection, state: Projection) -> list[str]:
    """What is wrong with a projection and with the derived tables, compared with the whole log projected again."""
    rebuilt = projection_of(connection)
    stored = dict(connection.execute("SELECT id, document FROM paper"))
    right = {id: paper.as_document() for id, paper in rebuilt.papers.items()}
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
        lookup_tables.rows_of(rebuilt.papers.values()),
        strict=True,
    ):
        if wrong := len(rows ^ wanted_rows):
            found.append(f"{wrong} rows of the {table} of papers differ from what the log says")
    if state.named != rebuilt.named:
        found.append("lists or views in memory differ from what the log says")
    return found


def projection_of(connection: sqlite3.Connection) -> Projection:
    """The projection of the whole log; sqlite3.DatabaseError if it is no longer a set of events."""
    try:
        return projection.project(read_all(connection))
    except ValueError as error:
        raise damage() from error
