"""Notes of one paper and why they are, papers that look like one and why they are not, and what tells a note apart."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import NamedTuple

from papernotes.notes.catalogue.affected import NOTES, identity, note_names, rows_of, stored_judgement
from papernotes.notes.catalogue.identity import families_of, reasons, told_families
from papernotes.notes.catalogue.judgement import Judgement
from papernotes.paper_facts import PaperFacts, similar_titles
from papernotes.titles import is_generic


class LikelyDuplicate(NamedTuple):
    """Two papers, by the keys of an entry of each, that look like one, and `why` they are not: `hand` (the reader split
    them), `arxiv`, `doi`, `authors`, `years`, or empty where their titles only resemble each other."""

    key: str
    other: str
    why: str


def join_reasons(connection: sqlite3.Connection, notes: Collection[int]) -> dict[int, str]:
    """Why each of these notes (ids) is of its paper: `hand`, `arxiv`, `doi`, `page`, `title`, `name` or `edition`.

    The first note of a paper has no reason.
    """
    judgement = stored_judgement(connection) or Judgement()
    rows = rows_of(connection, f"{NOTES} WHERE note.id IN", notes)
    found: dict[int, str] = {}
    for one, other, why in reasons([identity(row, judgement) for row in rows]):
        found[other if other not in found else one] = why
    return found


def likely_duplicates(connection: sqlite3.Connection) -> list[LikelyDuplicate]:
    """Papers that are taken for several although they share an id or a title, or nearly the same title."""
    found: dict[frozenset[int], tuple[sqlite3.Row, sqlite3.Row]] = {}
    for one, other in pairwise(_entries_by(connection, "folded")):
        alike = one["paper"] != other["paper"] and similar_titles(one["folded"], other["folded"])
        if alike and not is_generic(one["folded"]):
            found.setdefault(frozenset((one["paper"], other["paper"])), (one, other))
    for kind in ("arxiv", "doi"):
        for one, other in pairwise(_entries_by(connection, kind)):
            if one[kind] == other[kind] and one["paper"] != other["paper"]:
                found.setdefault(frozenset((one["paper"], other["paper"])), (one, other))
    parts = _parts(connection, {row["id"] for pair in found.values() for row in pair})
    return [
        LikelyDuplicate(
            one["key"], other["key"], "hand" if parts[one["id"]] != parts[other["id"]] else _why(one, other)
        )
        for one, other in found.values()
    ]


def _entries_by(connection: sqlite3.Connection, column: str) -> Iterator[sqlite3.Row]:
    """The entries with a title that have something in a column, in its order; one by one, as there may be many."""
    return connection.execute(
        f"""SELECT id, key, paper, folded, arxiv, doi, year, authors FROM entry
            WHERE folded <> '' AND {column} <> '' ORDER BY {column}, id"""
    )


def _parts(connection: sqlite3.Connection, entries: Collection[int]) -> dict[int, set[str]]:
    """The parts of papers, split by the reader, that the notes of each of these entries (ids) are of."""
    judgement = stored_judgement(connection) or Judgement()
    found: dict[int, set[str]] = {entry: set() for entry in entries}
    for row in rows_of(connection, f"{NOTES} WHERE note.entry IN", entries) if judgement.names else ():
        found[row["entry"]].add(identity(row, judgement).part)
    return found


def _why(one: sqlite3.Row, other: sqlite3.Row) -> str:
    for kind in ("arxiv", "doi"):
        if one[kind] and other[kind] and one[kind] != other[kind]:
            return kind
    people = [PaperFacts(families=families_of(json.loads(row["authors"]))) for row in (one, other)]
    if people[0].authorship_contradicts(people[1]):
        return "authors"
    years = [PaperFacts(years=frozenset(filter(None, (row["year"],)))) for row in (one, other)]
    return "years" if years[0].authorship_contradicts(years[1]) else ""


def own_names(connection: sqlite3.Connection, part: Collection[int], paper: int) -> tuple[str, ...]:
    """What tells some notes (ids) of a paper from its other notes, the surest first."""
    in_paper = connection.execute(
        f"{NOTES} WHERE entry IN (SELECT id FROM entry WHERE paper = ?) ORDER BY note.id", (paper,)
    ).fetchall()
    others = {name for row in in_paper if row["id"] not in part for name in note_names(row)}
    own = dict.fromkeys(name for row in in_paper if row["id"] in part for name in note_names(row))
    return tuple(name for name in own if name not in others)


def known_names(connection: sqlite3.Connection, notes: Collection[int]) -> tuple[str, ...]:
    """All that some notes (ids) are known by, the surest first, and what tells them from others with their titles."""
    rows = rows_of(connection, f"{NOTES} WHERE note.id IN", notes)
    people = [f"by:{family}" for row in rows for family in told_families(row["authors"])]
    years = [f"year:{row['year']}" for row in rows if row["year"]]
    names = [name for row in rows for name in note_names(row)]
    return tuple(dict.fromkeys((*names, *people, *years)))
