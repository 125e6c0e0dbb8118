"""What entries are counted, narrowed and ordered by: of all of them at once, in memory.

A set of entries is a whole number whose bit n stands for the n-th entry by title. To count the
unread entries of a venue is then one `&` and one count of bits: microseconds in a library of tens
of thousands, where SQL takes tens of milliseconds.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache, cached_property
from itertools import chain, compress
from typing import Any

from papernotes.notes.catalogue.labels import page_topics
from papernotes.notes.catalogue.rows import Selection

Bits = int
Counts = tuple[int, int, int, int]
"""How many entries there are, and how many of them are unread, starred and new."""

_ALL = """
SELECT json_group_array(id), json_group_array(paper) FROM (SELECT id, paper FROM entry ORDER BY folded, id)
"""
"""One row of JSON: it is read in a third of the time that a row for each entry takes."""

SINCE = """
SELECT id FROM entry WHERE added > :moment UNION SELECT id FROM entry WHERE revised > :moment
UNION SELECT id FROM entry WHERE date > :day
"""
"""The entries that came to the library or were written anew after a moment; `since` gives its parameters.

A union, as each part has an index of its own, and SQLite would look through all entries for one condition.
"""

YES = "yes"
"""The one value of a facet that an entry has or has not."""

FACETS: dict[str, Callable[[Listing], Iterable[tuple[str, Iterable[int]]]]] = {
    "venue": lambda listing: listing.grouped(listing.column("venue")),
    "topic": lambda listing: listing.of_topics(),
    "keyword": lambda listing: (),  # there are so many that no set is kept for each
    "year": lambda listing: listing.grouped(str(year or "") for year in listing.column("year")),
    "award": lambda listing: listing.grouped(listing.column("award")),
    "code": lambda listing: listing.grouped(YES if code else "" for code in listing.column("code")),
}
"""What entries can be narrowed and counted by → the places of the entries that have each of its values."""

_TALLIES = {"venue": ("entry", "id"), "topic": ("entry_topic", "entry")}
"""Facets that are counted before anything is narrowed to them → the table that has them, and its column of entries."""

_MANY = "keyword"
"""The facet that is counted entry by entry."""

_KEYWORDS = 200
"""How many keywords are remembered with the entries that have them."""

Order = tuple[Callable[[int], Any], bool]
"""What the entry at a place is ordered by, and whether the largest comes first."""

ORDERS: dict[str, tuple[Callable[[Listing], Order], ...]] = {
    "title": (),
    "venue": (lambda listing: _column(listing, "venue", ""), lambda listing: _column(listing, "year", 0, True)),
    "date": (lambda listing: _column(listing, "date", "", True),),
    "added": (lambda listing: _column(listing, "added", "", True),),
    "rating": (lambda listing: _column(listing, "stars", -1.0, True),),
    "year": (lambda listing: _column(listing, "year", 0, True),),
    "unread": (lambda listing: (listing.flags(listing.read).__getitem__, False),),
}  # fmt: skip
"""What a list can be ordered by → by what, the last deciding; what is level stays in the order of titles."""

_LACKS: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "date": ("date", lambda date: not date),
    "rating": ("stars", lambda stars: stars is None),
    "year": ("year", lambda year: not year),
}
"""Orders that some entries have no place in → which these are; they come last, whichever way it goes."""


def since(moment: str) -> dict[str, str]:
    """The parameters of SINCE for a moment (ISO 8601, UTC)."""
    return {"moment": moment, "day": moment[:10]}


def is_order(name: str) -> bool:
    """Whether it names an order; `-date` is `date` the other way round."""
    return name.removeprefix("-") in ORDERS


class Listing:
    """All entries of a catalogue as they were when it was made."""

    def __init__(self, connection: sqlite3.Connection, since: str = "") -> None:
        self._connection = connection
        self._since = since
        self.version = data_version(connection)
        ids, papers = map(json.loads, connection.execute(_ALL).fetchone())
        self.ids: list[int] = ids
        self.papers: list[int] = papers
        self.everything: Bits = (1 << len(self.ids)) - 1
        self.read: Bits = 0
        self.starred: Bits = 0
        self._columns: dict[str, list[Any]] = {}
        self._facets: dict[str, dict[str, Bits]] = {}
        self._keyword_bits: dict[str, Bits] = {}
        self._orders: dict[str, list[int]] = {}
        self._tallies: dict[str, dict[str, Counts]] = {}

    # Sets

    def of_ids(self, ids: Collection[int]) -> Bits:
        """These entries; unknown ones are left out."""
        if not ids:
            return 0
        # Of every entry whether it is one is quicker to ask than where each of many is, or than to look up all places.
        if len(ids) > len(self.ids) // 8 or "places" not in vars(self):
            return self._of(ids, self.ids)
        places = self.places
        return self._bits(places[id_] for id_ in ids if id_ in places)

    def of_papers(self, papers: Collection[int]) -> Bits:
        """All entries of these papers."""
        if not papers:
            return 0
        if len(papers) > len(self.papers) // 8 or "paper_places" not in vars(self):
            return self._of(papers, self.papers)
        places = self.paper_places
        return self._bits(place for paper in papers for place in places.get(paper, ()))

    def set_marks(self, read: Collection[int], starred: Collection[int]) -> None:
        """Tell which papers are read and starred."""
        self.read, self.starred = self.of_papers(read), self.of_papers(starred)
        self._orders.pop("unread", None)
        self._tallies.clear()

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
        """How many there are, and how many of them are unread, starred and new."""
        return (
            bits.bit_count(), (bits & ~self.read).bit_count(), (bits & self.starred).bit_count(),
            (bits & self.news).bit_count(),
        )  # fmt: skip

    def values(self, facet: str, bits: Bits) -> Iterator[tuple[str, Counts]]:
        """Each value of a facet that some of the entries have, and the counts of these."""
        if facet == _MANY:
            yield from self._keyword_values(bits)
            return
        if facet in _TALLIES and facet not in self._facets and bits == self.everything:
            yield from self._tallied(facet).items()
            return
        for value, having in self._facet(facet).items():
            if here := having & bits:
                yield value, self.counts(here)

    def in_order(self, bits: Bits, order: str) -> list[int]:
        """The ids of these entries in an order of ORDERS, the other way round after a hyphen."""
        flags = self.flags(bits)
        if order == "title":
            return list(compress(self.ids, flags))
        ids = self.ids
        return [ids[place] for place in self._ordered(order) if flags[place]]

    def among(self, ids: Iterable[int], bits: Bits) -> list[int]:
        """Those of some entries' ids, in their order, that are in a set."""
        if bits == self.everything:
            return list(ids)
        flags, places = self.flags(bits), self.places
        return [id_ for id_ in ids if id_ in places and flags[places[id_]]]

    def _having(self, facet: str, value: str) -> Bits:
        if facet != _MANY:
            return self._facet(facet).get(value, 0)
        word = value.casefold()
        if word not in self._keyword_bits:
            if len(self._keyword_bits) >= _KEYWORDS:
                self._keyword_bits.clear()
            self._keyword_bits[word] = self._bits(
                place for place, words in enumerate(self._folded_keywords) if word in words
            )
        return self._keyword_bits[word]

    def _facet(self, facet: str) -> dict[str, Bits]:
        if facet not in self._facets:
            self._facets[facet] = {value: self._bits(places) for value, places in FACETS[facet](self)}
        return self._facets[facet]

    def ready(self) -> None:
        """Make the sets that a first look at all entries does without."""
        for facet in _TALLIES:
            self._facet(facet)
        self.paper_places  # noqa: B018

    def _tallied(self, facet: str) -> dict[str, Counts]:
        """The counts of all entries by a facet, told by SQLite."""
        if facet not in self._tallies:
            total, read, starred, news = (
                self._tally(facet, bits) for bits in (self.everything, self.read, self.starred, self.news)
            )
            self._tallies[facet] = {
                value: (count, count - read.get(value, 0), starred.get(value, 0), news.get(value, 0))
                for value, count in total.items()
            }
        return self._tallies[facet]

    def _tally(self, facet: str, bits: Bits) -> dict[str, int]:
        """How many of these entries have each value. In one row: for each the thread would wait for the others."""
        if not bits:
            return {}
        table, column = _TALLIES[facet]
        within = ""
        ids: tuple[str, ...] = ()
        if bits != self.everything:
            within = f"WHERE {column} IN (SELECT value FROM json_each(?))"
            ids = (json.dumps(list(compress(self.ids, self.flags(bits)))),)
        counts = f"SELECT {facet}, count(*) AS number FROM {table} {within} GROUP BY {facet}"
        found = f"SELECT json_group_object({facet}, number) FROM ({counts}) WHERE {facet} != ''"
        return dict(json.loads(self._connection.execute(found, ids).fetchone()[0]))

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
        """The places where a column has one of these."""
        members = wanted if isinstance(wanted, dict | set | frozenset) else set(wanted)
        flags = bytes(map(members.__contains__, column))
        return int(flags[::-1].translate(_AS_DIGITS) or b"0", 2)

    def _bits(self, places: Iterable[int]) -> Bits:
        digits = bytearray(b"0" * len(self.ids))
        last = len(digits) - 1
        for place in places:
            digits[last - place] = 49  # the digit 1
        return int(digits or b"0", 2)

    def flags(self, bits: Bits) -> bytes:
        """A byte for each entry by title: 1 for those in the set."""
        return f"{bits:0{len(self.ids)}b}"[::-1].encode().translate(_DIGITS)

    @cached_property
    def labels(self) -> dict[str, dict[str, tuple[str, str]]]:
        """Facet → name and icon of each of its values that has some."""
        found: dict[str, dict[str, tuple[str, str]]] = {}
        for facet, name in (("venue", "slug"), ("topic", "name")):
            rows = f"SELECT json_group_array(json_array(slug, {name}, icon)) FROM {facet}"
            labels = json.loads(self._connection.execute(rows).fetchone()[0])
            found[facet] = {slug: (name, icon) for slug, name, icon in labels}
        return found

    @cached_property
    def page_topics(self) -> dict[str, str]:
        """Slugs that pages make of a topic's name → the slug under which trees file it."""
        return page_topics(self._connection)

    # Columns

    @cached_property
    def places(self) -> dict[int, int]:
        """The place of each entry by title."""
        return {id_: place for place, id_ in enumerate(self.ids)}

    @cached_property
    def paper_places(self) -> dict[int, list[int]]:
        """The places of each paper's entries."""
        found: dict[int, list[int]] = {}
        for place, paper in enumerate(self.papers):
            found.setdefault(paper, []).append(place)
        return found

    @cached_property
    def news(self) -> Bits:
        """The entries that came or were written anew since the moment to count from; none where there is none."""
        if not self._since:
            return 0
        ids = f"SELECT json_group_array(id) FROM ({SINCE})"
        return self.of_ids(json.loads(self._connection.execute(ids, since(self._since)).fetchone()[0]))

    def column(self, name: str) -> list[Any]:
        """What the catalogue has in a column, for each entry; None for one that has gone since."""
        if name not in self._columns:
            # Entry by entry, as the catalogue may have changed since the ids were read.
            values = dict(self._connection.execute(f"SELECT id, {name} FROM entry").fetchall())
            same: dict[Any, Any] = {}  # each value is there once, whatever number of entries has it
            self._columns[name] = [same.setdefault(value, value) for value in map(values.get, self.ids)]
        return self._columns[name]

    @staticmethod
    def grouped(values: Iterable[str]) -> Iterable[tuple[str, list[int]]]:
        """The places of each value in a column; those of none are left out."""
        found: dict[str, list[int]] = {}
        for place, value in enumerate(values):
            if value:
                found.setdefault(value, []).append(place)
        return found.items()

    def of_topics(self) -> Iterator[tuple[str, list[int]]]:
        """The places of each topic."""
        places = self.places
        columns = "SELECT json_group_array(entry), json_group_array(topic) FROM entry_topic"
        entries, topics = map(json.loads, self._connection.execute(columns).fetchone())
        found: dict[str, list[int]] = {}
        for entry, topic in zip(entries, topics, strict=True):
            if entry in places:
                found.setdefault(topic, []).append(places[entry])
        yield from found.items()

    @cached_property
    def keywords(self) -> list[tuple[str, ...]]:
        """The keywords of each entry as it spells them."""
        # Each word is there once, whatever number of entries has it: a third of the memory.
        known: dict[str, str] = {}
        rows = dict(self._connection.execute("SELECT id, keywords FROM entry").fetchall())
        found = (json.loads(rows.get(id_) or "[]") for id_ in self.ids)
        return [tuple(known.setdefault(word, word) for word in words) for words in found]

    @cached_property
    def _folded_keywords(self) -> list[tuple[str, ...]]:
        """The keywords of each entry, each of them once, folded."""
        fold = cache(str.casefold)
        return [tuple(dict.fromkeys(map(fold, words))) for words in self.keywords]

    @cached_property
    def _spellings(self) -> dict[str, str]:
        """The commonest spelling of each keyword, by its folded form."""
        uses = Counter(chain.from_iterable(self.keywords))
        best: dict[str, str] = {}
        for word, _ in sorted(uses.items(), key=lambda use: (-use[1], use[0])):
            best.setdefault(word.casefold(), word)
        return best

    # Orders

    def _ordered(self, order: str) -> list[int]:
        """The places of all entries in an order."""
        if order not in self._orders:
            name = order.removeprefix("-")
            places = list(range(len(self.ids)))
            for column in ORDERS[name]:
                key, largest_first = column(self)
                places.sort(key=key, reverse=largest_first)
            if order != name:
                places = self._reversed(name, places)
            if name == "unread":
                return places  # changes with every mark
            self._orders[order] = places
        return self._orders[order]

    def _reversed(self, name: str, places: list[int]) -> list[int]:
        places = places[::-1]
        if name not in _LACKS:
            return places
        column, lacks = _LACKS[name]
        values = self.column(column)
        lacking = [lacks(values[place]) for place in places]
        return [place for place, lacks in zip(places, lacking, strict=True) if not lacks] + list(
            compress(places, lacking)
        )


_DIGITS = bytes.maketrans(b"01", b"\x00\x01")
_AS_DIGITS = bytes.maketrans(b"\x00\x01", b"01")


def data_version(connection: sqlite3.Connection) -> int:
    """A number that changes when another connection changes the catalogue."""
    return int(connection.execute("PRAGMA data_version").fetchone()[0])


def _column(listing: Listing, name: str, missing: object, largest_first: bool = False) -> Order:
    column = [missing if value is None else value for value in listing.column(name)]
    return column.__getitem__, largest_first
