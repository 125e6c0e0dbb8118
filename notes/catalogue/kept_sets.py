"""What a first look at all entries needs, kept in the catalogue: their order, papers, venues and topics.

To put tens of thousands of entries in order and to group them takes a tenth of the time to the first frame. So a sync
writes both down, in one row. Any change of an entry deletes the row (`notes.catalogue.schema`): where it is, it is right.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

NUMBER = "q"
"""The type of ids in an array: 8 bytes, with a sign."""


class KeptSets(NamedTuple):
    """All entries by title: their ids and papers; and, for each facet that is kept, the set of each of its values.

    A set is a number as in `notes.catalogue.entry_sets`.
    """

    ids: list[int]
    papers: list[int]
    facets: dict[str, dict[str, int]]


def read(connection: sqlite3.Connection) -> KeptSets | None:
    """What the last sync has kept; None if entries have changed since, or nothing was kept."""
    row = None
    with suppress(sqlite3.OperationalError):  # a file that can only be read may lack the table
        row = connection.execute("SELECT ids, papers, facet_values, sets FROM kept_sets").fetchone()
    if row is None:
        return None
    ids, papers = (array(NUMBER, column).tolist() for column in row[:2])
    size = _bytes_of_a_set(ids)
    sets = (int.from_bytes(row[3][start : start + size], "little") for start in range(0, len(row[3]), size))
    facets = {facet: {value: next(sets) for value in values} for facet, values in json.loads(row[2]).items()}
    return KeptSets(ids, papers, facets)


def write(
    connection: sqlite3.Connection,
    ids: Sequence[int],
    papers: Sequence[int],
    facets: Mapping[str, Mapping[str, int]],
) -> None:
    """Keep these. Call it within the transaction in which they were read."""
    size = _bytes_of_a_set(ids)
    sets = b"".join(bits.to_bytes(size, "little") for values in facets.values() for bits in values.values())
    names = json.dumps({facet: list(values) for facet, values in facets.items()})
    connection.execute("DELETE FROM kept_sets")
    connection.execute(
        "INSERT INTO kept_sets VALUES (?, ?, ?, ?)",
        (array(NUMBER, ids).tobytes(), array(NUMBER, papers).tobytes(), names, sets),
    )


def are_there(connection: sqlite3.Connection) -> bool:
    """Whether what is kept is that of the entries as they are."""
    return connection.execute("SELECT 1 FROM kept_sets").fetchone() is not None


def _bytes_of_a_set(ids: Sequence[int]) -> int:
    return len(ids) // 8 + 1
