"""All entries of the catalogue in memory, as sets that are counted, narrowed and ordered at once.

A set of entries is a whole number (`Bits`): its bit n stands for the n-th entry by title, the entry's *position*. The
entries of a venue are one such number, the unread entries another. To count the unread entries of a venue takes one
`&` and one count of bits: microseconds in a library of tens of thousands, where SQL takes tens of milliseconds. A
set takes one bit an entry, 3 KB for 23,000 entries.

Nothing is read before it is needed. What a first look at all entries needs has been kept by a sync (`kept_sets`). There
are too many keywords for sets; they are counted entry by entry. An `EntrySets` shows the catalogue as it was when it was made; `version` tells
when that is out of date.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache, cached_property
from itertools import chain, compress
from typing import Any

from papernotes.notes.catalogue import kept_sets
from papernotes.notes.catalogue.labels import page_topics
from papernotes.notes.catalogue.rows import Selection

Bits = int
"""A set of entries: bit n stands for the n-th entry by title."""

Counts = tuple[int, int, int, int]
"""How many entries there are, and how many of them are unread, starred, and new and unread."""

_ALL = """
SELECT json_group_array(id), json_group_array(paper) FROM (SELECT id, paper FROM entry ORDER BY folded, id)
"""
"""One row of JSON: reading it takes a third of the time of a row for each entry."""

SINCE = """
SELECT id FROM entry WHERE added > :moment UNION SELECT id FROM entry WHERE revised > :moment
UNION SELECT id FROM entry WHERE date > :day
"""
"""The entries that came to the library or were revised after a moment; `since` gives the parameters.

A union, because each part has an index of its own; for a single condition SQLite would go through all entries.
"""

YES = "yes"
"""The only value of a facet that an entry either has or lacks."""

FACETS: dict[str, Callable[[EntrySets], Iterable[tuple[str, Iterable[int]]]]] = {
    "venue": lambda sets: sets.grouped(sets.column("venue")),
    "topic": lambda sets: sets.topic_positions(),
    "keyword": lambda sets: (),  # too many values: no set is kept for each
    "year": lambda sets: sets.grouped(str(year or "") for year in sets.column("year")),
    "award": lambda sets: sets.grouped(sets.column("award")),
    "code": lambda sets: sets.grouped(YES if code else "" for code in sets.column("code")),
    "unwritten": lambda sets: sets.unwritten_positions(),
}
"""What entries can be narrowed and counted by → each of its values with the positions of the entries that have it."""

_KEPT_FACETS = ("venue", "topic")
"""Facets that have a pane: their sets are kept in the catalogue, so that they can be counted in the first frame."""

_COUNTED_BY_ENTRY = "keyword"
"""The facet that is counted entry by entry."""

_MAXIMUM_KEYWORD_SETS = 200
"""How many keywords are remembered with their sets of entries."""

_PAGE_PLACES = """
SELECT entry, min((document << 32) + ordinal) FROM note WHERE text IS NOT NULL AND entry IS NOT NULL GROUP BY entry
"""
"""Where the entries of pages stand: pages in the order in which they were added, notes in that of their page."""

_BELOW_ALL_PAGES = 1 << 63

Order = tuple[Callable[[int], Any], bool]
"""The value that the entry at a position is sorted by, and whether the largest value comes first."""

ORDERS: dict[str, tuple[Callable[[EntrySets], Order], ...]] = {
    "title": (),
    "venue": (lambda sets: _column(sets, "venue", ""), lambda sets: _column(sets, "year", 0, True)),
    "date": (lambda sets: _column(sets, "date", "", True),),
    "added": (lambda sets: _column(sets, "added", "", True),),
    "rating": (lambda sets: _column(sets, "stars", -1.0, True),),
    "year": (lambda sets: _column(sets, "year", 0, True),),
    "unread": (lambda sets: (sets.flags(sets.read).__getitem__, False),),
    "page": (lambda sets: _column(sets, "page", _BELOW_ALL_PAGES),),
}  # fmt: skip
"""The orders of a list → what to sort by in turn, the last deciding. Entries that are equal stay in order of title."""

_MISSING: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "date": ("date", lambda date: not date),
    "rating": ("stars", lambda stars: stars is None),
    "year": ("year", lambda year: not year),
    "page": ("page", lambda place: place is None),
}
"""Orders → which entries have no value to sort by. They come last in both directions."""


def since(moment: str) -> dict[str, str]:
    """The parameters of SINCE for a moment (ISO 8601, UTC)."""
    return {"moment": moment, "day": moment[:10]}


class EntrySets:
    """All entries of a catalogue as they were when this was made."""

    def __init__(self, connection: sqlite3.Connection, since: str = "") -> None:
        """`since` is the moment (ISO 8601, UTC) after which an entry counts as new; if empty, none does."""
        self._connection = connection
        self._since = since
        self.version = data_version(connection)
        kept = kept_sets.read(connection)
        if kept is None:
            ids, papers = map(json.loads, connection.execute(_ALL).fetchone())
            kept = kept_sets.KeptSets(ids, papers, {})
        self.ids, self.papers = kept.ids, kept.papers
        self.everything: Bits = (1 << len(self.ids)) - 1
        self.read: Bits = 0
        self.starred: Bits = 0
        self._columns: dict[str, list[Any]] = {}
        self._facets: dict[str, dict[str, Bits]] = kept.facets
        self._keyword_bits: dict[str, Bits] = {}
        self._orders: dict[str, list[int]] = {}

    # Sets

    def of_ids(self, ids: Collection[int]) -> Bits:
        """The set of these entries; unknown ids are left out."""
        if not ids:
            return 0
        # For many ids it is faster to test every entry than to look up each position, or to make all positions first.
        if len(ids) > len(self.ids) // 8 or "positions" not in vars(self):
            return self._of(ids, self.ids)
        positions = self.positions
        return self._bits(positions[id_] for id_ in ids if id_ in positions)

    def of_papers(self, papers: Collection[int]) -> Bits:
        """The set of all entries of these papers."""
        if not papers:
            return 0
        if len(papers) > len(self.papers) // 8 or "paper_positions" not in vars(self):
            return self._of(papers, self.papers)
        positions = self.paper_positions
        return self._bits(position for paper in papers for position in positions.get(paper, ()))

    def set_marks(self, read: Collection[int], starred: Collection[int]) -> None:
        """Set which papers are read and which are starred."""
        self.read, self.starred = self.of_papers(read), self.of_papers(starred)
        self._orders.pop("unread", None)

    def selected(self, selection: Selection) -> Bits:
        """The entries of a selection."""
        found = self.everything
        for facet, value in selection.facets:
            found &= self._having(facet, value)
        for wanted, marked in ((selection.read, self.read), (selection.starred, self.starred)):
            if wanted is not None:
                found &= marked if wanted else ~marked
        if selection.new:
            found &= self.news
        if selection.papers is not None:
            found &= self.of_papers(selection.papers)
        return found

    def counts(self, bits: Bits) -> Counts:
        """How many entries a set has, and how many of them are unread, starred, and new and unread."""
        unread = bits & ~self.read
        return (
            bits.bit_count(), unread.bit_count(), (bits & self.starred).bit_count(),
            (unread & self.news).bit_count(),
        )  # fmt: skip

    def counts_of(self, groups: Iterable[Collection[int]], bits: Bits) -> Iterator[Counts]:
        """`counts` of a set's entries of each of some groups of papers; takes as long as there are papers in them."""
        positions = self.paper_positions
        here, unread, starred, new = (
            self.flags(some).__getitem__
            for some in (bits, bits & ~self.read, bits & self.starred, bits & ~self.read & self.news)
        )
        for papers in groups:
            own = [position for paper in papers for position in positions.get(paper, ())]
            yield sum(map(here, own)), sum(map(unread, own)), sum(map(starred, own)), sum(map(new, own))

    def values(self, facet: str, bits: Bits) -> Iterator[tuple[str, Counts]]:
        """Each value of a facet that some entry of a set has, with the counts of those entries."""
        if facet == _COUNTED_BY_ENTRY:
            yield from self._keyword_values(bits)
            return
        for value, having in self._facet(facet).items():
            if here := having & bits:
                yield value, self.counts(here)

    def shared(self, facet: str) -> str:
        """The value of a facet where all entries have it and no other one; else empty."""
        values = self._facet(facet)
        return (
            next((value for value, having in values.items() if having == self.everything), "")
            if len(values) == 1
            else ""
        )

    def in_order(self, bits: Bits, order: str) -> list[int]:
        """The ids of a set's entries in an order of ORDERS, which a hyphen before its name reverses."""
        flags = self.flags(bits)
        if order == "title":
            return list(compress(self.ids, flags))
        ids = self.ids
        return [ids[position] for position in self._ordered(order) if flags[position]]

    def among(self, ids: Iterable[int], bits: Bits) -> list[int]:
        """Those of `ids` that are in a set, in their order."""
        if bits == self.everything:
            return list(ids)
        flags, positions = self.flags(bits), self.positions
        return [id_ for id_ in ids if id_ in positions and flags[positions[id_]]]

    def flags(self, bits: Bits) -> bytes:
        """A byte for each entry by title: 1 if it is in the set, else 0."""
        return f"{bits:0{len(self.ids)}b}"[::-1].encode().translate(_DIGITS)

    def prepare(self) -> None:
        """Make what narrowing needs and a first look at all entries may do without."""
        for facet in _KEPT_FACETS:
            self._facet(facet)
        self.paper_positions  # noqa: B018

    def keep(self) -> None:
        """Keep in the catalogue what a first look needs. Call it within the transaction in which this was made."""
        kept_sets.write(
            self._connection, self.ids, self.papers, {facet: self._facet(facet) for facet in _KEPT_FACETS}
        )

    def _having(self, facet: str, value: str) -> Bits:
        if facet != _COUNTED_BY_ENTRY:
            return self._facet(facet).get(value, 0)
        word = value.casefold()
        if word not in self._keyword_bits:
            if len(self._keyword_bits) >= _MAXIMUM_KEYWORD_SETS:
                self._keyword_bits.clear()
            self._keyword_bits[word] = self._bits(
                position for position, words in enumerate(self._folded_keywords) if word in words
            )
        return self._keyword_bits[word]

    def _facet(self, facet: str) -> dict[str, Bits]:
        if facet not in self._facets:
            self._facets[facet] = {value: self._bits(positions) for value, positions in FACETS[facet](self)}
        return self._facets[facet]

    def _keyword_values(self, bits: Bits) -> Iterator[tuple[str, Counts]]:
        total, unread, starred = (
            Counter(chain.from_iterable(compress(self._folded_keywords, self.flags(some))))
            for some in (bits, bits & ~self.read, bits & self.starred)
        )
        spelling = self._spellings
        for word, count in total.items():
            yield spelling[word], (count, unread[word], starred[word], 0)

    @staticmethod
    def _of(wanted: Collection[int], column: Iterable[int]) -> Bits:
        """The entries whose value in a column is one of the wanted."""
        members = wanted if isinstance(wanted, dict | set | frozenset) else set(wanted)
        flags = bytes(map(members.__contains__, column))
        return int(flags[::-1].translate(_AS_DIGITS) or b"0", 2)

    def _bits(self, positions: Iterable[int]) -> Bits:
        digits = bytearray(b"0" * len(self.ids))
        last = len(digits) - 1
        for position in positions:
            digits[last - position] = 49  # the digit 1
        return int(digits or b"0", 2)

    # Columns

    @cached_property
    def labels(self) -> dict[str, dict[str, tuple[str, str]]]:
        """Facet → the name and icon of each of its values that has them."""
        found: dict[str, dict[str, tuple[str, str]]] = {}
        for facet, name in (("venue", "slug"), ("topic", "name")):
            rows = f"SELECT json_group_array(json_array(slug, {name}, icon)) FROM {facet}"
            labels = json.loads(self._connection.execute(rows).fetchone()[0])
            found[facet] = {slug: (name, icon) for slug, name, icon in labels}
        return found

    @cached_property
    def page_topics(self) -> dict[str, str]:
        """See `notes.catalogue.labels.page_topics`."""
        return page_topics(self._connection)

    @cached_property
    def positions(self) -> dict[int, int]:
        """The position of each entry, by its id."""
        return {id_: position for position, id_ in enumerate(self.ids)}

    @cached_property
    def paper_positions(self) -> dict[int, list[int]]:
        """The positions of each paper's entries."""
        found: dict[int, list[int]] = {}
        for position, paper in enumerate(self.papers):
            found.setdefault(paper, []).append(position)
        return found

    @cached_property
    def news(self) -> Bits:
        """The entries that came or were revised after the moment given; none if no moment was given."""
        if not self._since:
            return 0
        ids = f"SELECT json_group_array(id) FROM ({SINCE})"
        return self.of_ids(json.loads(self._connection.execute(ids, since(self._since)).fetchone()[0]))

    def column(self, name: str) -> list[Any]:
        """The value of a column for each entry, or its place on a page (`page`); None where there is none."""
        if name not in self._columns:
            # By id, since the catalogue may have changed after the ids were read.
            rows = _PAGE_PLACES if name == "page" else f"SELECT id, {name} FROM entry"
            values = dict(self._connection.execute(rows).fetchall())
            same: dict[Any, Any] = {}  # keeps one object for each value, however many entries share it
            self._columns[name] = [same.setdefault(value, value) for value in map(values.get, self.ids)]
        return self._columns[name]

    @staticmethod
    def grouped(values: Iterable[str]) -> Iterable[tuple[str, list[int]]]:
        """The positions of each value in a column; empty values are left out."""
        found: dict[str, list[int]] = {}
        for position, value in enumerate(values):
            if value:
                found.setdefault(value, []).append(position)
        return found.items()

    def topic_positions(self) -> Iterator[tuple[str, list[int]]]:
        """The positions of each topic's entries."""
        positions = self.positions
        columns = "SELECT json_group_array(entry), json_group_array(topic) FROM entry_topic"
        entries, topics = map(json.loads, self._connection.execute(columns).fetchone())
        found: dict[str, list[int]] = {}
        for entry, topic in zip(entries, topics, strict=True):
            if entry in positions:
                found.setdefault(topic, []).append(positions[entry])
        yield from found.items()

    def unwritten_positions(self) -> Iterator[tuple[str, list[int]]]:
        """The positions of all entries whose paper has no note."""
        rows = self._connection.execute(
            """SELECT id FROM entry WHERE written = 0
               AND NOT EXISTS (SELECT 1 FROM entry AS other WHERE other.paper = entry.paper AND other.written)"""
        )
        yield YES, [self.positions[row[0]] for row in rows if row[0] in self.positions]

    @cached_property
    def keywords(self) -> list[tuple[str, ...]]:
        """The keywords of each entry, spelled as it spells them."""
        known: dict[str, str] = {}  # keeps one object for each word: a third of the memory
        rows = dict(self._connection.execute("SELECT id, keywords FROM entry").fetchall())
        found = (json.loads(rows.get(id_) or "[]") for id_ in self.ids)
        return [tuple(known.setdefault(word, word) for word in words) for words in found]

    @cached_property
    def _folded_keywords(self) -> list[tuple[str, ...]]:
        """The keywords of each entry, folded, each once."""
        fold = cache(str.casefold)
        return [tuple(dict.fromkeys(map(fold, words))) for words in self.keywords]

    @cached_property
    def _spellings(self) -> dict[str, str]:
        """Each folded keyword → its commonest spelling."""
        uses = Counter(chain.from_iterable(self.keywords))
        best: dict[str, str] = {}
        for word, _ in sorted(uses.items(), key=lambda use: (-use[1], use[0])):
            best.setdefault(word.casefold(), word)
        return best

    # Orders

    def _ordered(self, order: str) -> list[int]:
        """The positions of all entries in an order."""
        if order not in self._orders:
            name = order.removeprefix("-")
            positions = list(range(len(self.ids)))
            for column in ORDERS[name]:
                value_at, largest_first = column(self)
                positions.sort(key=value_at, reverse=largest_first)
            if order != name:
                positions = self._reversed(name, positions)
            if name == "unread":
                return positions  # not kept: it changes with every mark
            self._orders[order] = positions
        return self._orders[order]

    def _reversed(self, name: str, positions: list[int]) -> list[int]:
        positions = positions[::-1]
        if name not in _MISSING:
            return positions
        column, is_missing = _MISSING[name]
        values = self.column(column)
        missing = [is_missing(values[position]) for position in positions]
        present = [position for position, lacks in zip(positions, missing, strict=True) if not lacks]
        return present + list(compress(positions, missing))


_DIGITS = bytes.maketrans(b"01", b"\x00\x01")
_AS_DIGITS = bytes.maketrans(b"\x00\x01", b"01")


def data_version(connection: sqlite3.Connection) -> int:
    """A number that changes when another connection changes the catalogue."""
    return int(connection.execute("PRAGMA data_version").fetchone()[0])


def _column(sets: EntrySets, name: str, missing: object, largest_first: bool = False) -> Order:
    column = [missing if value is None else value for value in sets.column(name)]
    return column.__getitem__, largest_first
