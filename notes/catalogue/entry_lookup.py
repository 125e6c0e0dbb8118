"""Entries by their ids, keys and papers: see the methods of the same names of `notes.catalogue.library.Library`."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from papernotes.notes.catalogue.rows import Entry, entry_from
from papernotes.notes.catalogue.schema import chunks, placeholders
from papernotes.notes.model import Topic
from papernotes.notes.text import composed

_FROM_NOTES = """(SELECT summary FROM note WHERE note.entry = entry.id AND summary != '' ORDER BY rank LIMIT 1) AS summary,
(SELECT paper_url FROM note WHERE note.entry = entry.id AND paper_url != '' ORDER BY rank LIMIT 1) AS page,
iif(written, written, (SELECT sum(written) FROM entry AS other WHERE other.paper = entry.paper)) AS notes_to_read"""


def entries(connection: sqlite3.Connection, ids: Sequence[int]) -> list[Entry]:
    """The entries with these ids, in their order; unknown ids are left out."""
    found: dict[int, Entry] = {}
    for chunk in chunks(ids):
        topics = _topics_of(connection, chunk)
        for row in connection.execute(
            f"""SELECT entry.*, venue.icon AS icon, {_FROM_NOTES} FROM entry LEFT JOIN venue ON venue.slug = entry.venue
                WHERE id IN {placeholders(chunk)}""",
            chunk,
        ):
            found[row["id"]] = entry_from(row, topics.get(row["id"], ()))
    return [found[id_] for id_ in ids if id_ in found]


def _topics_of(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, tuple[Topic, ...]]:
    found: dict[int, tuple[Topic, ...]] = {}
    for entry, *topic in connection.execute(
        f"""SELECT entry, topic.slug, topic.name, topic.icon FROM entry_topic
            JOIN topic ON topic.slug = entry_topic.topic WHERE entry IN {placeholders(ids)} ORDER BY topic.slug""",
        ids,
    ):
        found[entry] = (*found.get(entry, ()), Topic(*topic))
    return found


def find(connection: sqlite3.Connection, key: str) -> int | None:
    """The id of the entry with this key, or of the one that has a note with it, or a paper with this arXiv id."""
    key = composed(key.encode(errors="replace").decode())  # an argument may hold bytes that are not text
    for sql in (
        "SELECT id FROM entry WHERE key = ?",
        "SELECT entry FROM entry_key WHERE key = ? ORDER BY entry",
        "SELECT id FROM entry WHERE arxiv = ? ORDER BY year DESC, id",
    ):
        if row := connection.execute(sql, (key,)).fetchone():
            return int(row[0])
    return None


def similar_keys(connection: sqlite3.Connection, key: str, limit: int) -> list[str]:
    """Keys that resemble `key`, for a suggestion."""
    from rapidfuzz import process

    keys = [row[0] for row in connection.execute("SELECT key FROM entry")]
    return [found for found, _, _ in process.extract(key, keys, limit=limit, score_cutoff=60)]


def ids_of(connection: sqlite3.Connection, keys: Sequence[str]) -> list[int]:
    """The ids of the entries with these keys, in their order; unknown keys are left out."""
    found = dict(_matching(connection, "key, id", "key", keys))
    return [found[key] for key in keys if key in found]


def papers_of(connection: sqlite3.Connection, ids: Sequence[int]) -> list[int]:
    """The paper of each entry, in the order of `ids`; unknown entries are left out."""
    found = dict(_matching(connection, "id, paper", "id", ids))
    return [found[id_] for id_ in ids if id_ in found]


def known_keys(connection: sqlite3.Connection, keys: Collection[str]) -> set[str]:
    """Those of `keys` that an entry has."""
    return {key for (key,) in _matching(connection, "key", "key", list(keys))}


def keys_of_papers(connection: sqlite3.Connection, papers: Collection[int]) -> frozenset[str]:
    """The keys of all entries of these papers."""
    return frozenset(key for (key,) in _matching(connection, "key", "paper", list(papers)))


def keys_by_paper(connection: sqlite3.Connection, papers: Collection[int]) -> dict[int, tuple[str, ...]]:
    """The keys of each paper's entries."""
    found: dict[int, tuple[str, ...]] = {}
    for paper, key in _matching(connection, "paper, key", "paper", list(papers), order="ORDER BY id"):
        found[paper] = (*found.get(paper, ()), key)
    return found


def _matching(
    connection: sqlite3.Connection, columns: str, column: str, values: Sequence[object], order: str = ""
) -> Iterator[Any]:
    """These columns of all entries that have one of the values in a column."""
    for chunk in chunks(values):
        yield from connection.execute(
            f"SELECT {columns} FROM entry WHERE {column} IN {placeholders(chunk)} {order}", chunk
        )
