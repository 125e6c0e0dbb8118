"""What entries are counted, narrowed and ordered by: of all of them at once, in memory.

A set of entries is a whole number whose bit n stands for the n-th entry by title. To count the
unread entries of a venue is then one `&` and one count of bits: microseconds in a library of tens
of thousands, where SQL takes tens of milliseconds.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, compress
from typing import Any

from notes.rows import Selection

Bits = int

_ROWS = """
SELECT id, paper, venue, year, award, code IS NOT NULL AS code, date, added, stars
FROM entry ORDER BY folded, id
"""

YES = "yes"
"""The one value of a facet that an entry has or has not."""

FACETS: dict[str, Callable[[Listing], Sequence[Iterable[str]]]] = {
    "venue": lambda listing: [(row["venue"],) for row in listing.rows],
    "topic": lambda listing: listing.topics,
    "keyword": lambda listing: listing.keywords,
    "year": lambda listing: [(str(row["year"]),) if row["year"] else () for row in listing.rows],
    "award": lambda listing: [(row["award"],) if row["award"] else () for row in listing.rows],
    "code": lambda listing: [(YES,) if row["code"] else () for row in listing.rows],
}
"""What entries can be narrowed and counted by → the values that each of them has, in the order of titles."""

MANY = 8
"""One in so many entries is many."""
_EVERY_VALUE = "keyword"
"""Of this facet there are so many values that no set is kept for each."""

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

_NOTHING: dict[str, Callable[[Any], bool]] = {
    "date": lambda row: not row["date"], "rating": lambda row: row["stars"] is None, "year": lambda row: not row["year"],
}  # fmt: skip
"""Orders that some entries have no place in → which these are; they come last, whichever way it goes."""


def is_order(name: str) -> bool:
    """Whether it names an order; `-date` is `date` the other way round."""
    return name.removeprefix("-") in ORDERS


class Listing:
    """All entries of a catalogue as they were when it was made."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.version = data_version(connection)
        self.rows: list[sqlite3.Row] = connection.execute(_ROWS).fetchall()
        self.ids = [row["id"] for row in self.rows]
        self.everything: Bits = (1 << len(self.ids)) - 1
        self.read: Bits = 0
        self.starred: Bits = 0
        self._facets: dict[str, dict[str, Bits]] = {}
        self._keyword_bits: dict[str, Bits] = {}
        self._orders: dict[str, list[int]] = {}

    # Sets

    def of_ids(self, ids: Collection[int]) -> Bits:
        """These entries; unknown ones are left out."""
        if (
            len(ids) > len(self.ids) // MANY
        ):  # to ask of every entry whether it is one of them is quicker then
            wanted = ids if isinstance(ids, dict | set | frozenset) else set(ids)
            flags = bytes(map(wanted.__contains__, self.ids))
            return int(flags[::-1].translate(_AS_DIGITS) or b"0", 2)
        places = self.places
        return self._bits(places[id_] for id_ in ids if id_ in places)

    def of_papers(self, papers: Collection[int]) -> Bits:
        """All entries of these papers."""
        return self._bits(place for paper in papers for place in self._places_of_papers.get(paper, ()))

    def set_marks(self, read: Collection[int], starred: Collection[int]) -> None:
        """Tell which papers are read and starred."""
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
        if selection.papers is not None:
            found &= self.of_papers(selection.papers)
        return found

    def counts(self, bits: Bits) -> tuple[int, int, int]:
        """How many there are, how many of them are unread, and how many starred."""
        return bits.bit_count(), (bits & ~self.read).bit_count(), (bits & self.starred).bit_count()

    def values(self, facet: str, bits: Bits) -> Iterator[tuple[str, tuple[int, int, int]]]:
        """Each value of a facet that some of the entries have, and the counts of these."""
        if facet == _EVERY_VALUE:
            yield from self._keyword_values(bits)
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
        if facet != _EVERY_VALUE:
            return self._facet(facet).get(value, 0)
        word = value.casefold()
        if word not in self._keyword_bits:
            self._keyword_bits[word] = self._bits(
                place for place, words in enumerate(self._folded_keywords) if word in words
            )
        return self._keyword_bits[word]

    def _facet(self, facet: str) -> dict[str, Bits]:
        if facet not in self._facets:
            places: dict[str, list[int]] = {}
            for place, values in enumerate(FACETS[facet](self)):
                for value in values:
                    places.setdefault(value, []).append(place)
            self._facets[facet] = {value: self._bits(found) for value, found in places.items()}
        return self._facets[facet]

    def _keyword_values(self, bits: Bits) -> Iterator[tuple[str, tuple[int, int, int]]]:
        total, unread, starred = (
            Counter(chain.from_iterable(compress(self._folded_keywords, self.flags(some))))
            for some in (bits, bits & ~self.read, bits & self.starred)
        )
        spelling = self._spellings
        for word, count in total.items():
            yield spelling[word], (count, unread[word], starred[word])

    def _bits(self, places: Iterable[int]) -> Bits:
        digits = bytearray(b"0" * len(self.ids))
        last = len(digits) - 1
        for place in places:
            digits[last - place] = 49  # the digit 1
        return int(digits or b"0", 2)

    def flags(self, bits: Bits) -> bytes:
        """A byte for each entry by title: 1 for those in the set."""
        return f"{bits:0{len(self.ids)}b}"[::-1].encode().translate(_DIGITS)

    # Columns

    @cached_property
    def places(self) -> dict[int, int]:
        """The place of each entry by title."""
        return {id_: place for place, id_ in enumerate(self.ids)}

    @cached_property
    def _places_of_papers(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for place, row in enumerate(self.rows):
            found.setdefault(row["paper"], []).append(place)
        return found

    @cached_property
    def topics(self) -> list[list[str]]:
        """The topics of each entry."""
        found: list[list[str]] = [[] for _ in self.ids]
        places = self.places
        for topic, entry in self._connection.execute("SELECT topic, entry FROM entry_topic"):
            if entry in places:
                found[places[entry]].append(topic)
        return found

    @cached_property
    def keywords(self) -> list[list[str]]:
        """The keywords of each entry as it spells them."""
        words = dict(self._connection.execute("SELECT id, keywords FROM entry").fetchall())
        return [json.loads(words.get(id_, "[]")) for id_ in self.ids]

    @cached_property
    def _folded_keywords(self) -> list[set[str]]:
        return [{word.casefold() for word in words} for words in self.keywords]

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
        without = _NOTHING.get(name)
        if without is None:
            return places
        lacking = [bool(without(self.rows[place])) for place in places]
        return [place for place, lacks in zip(places, lacking, strict=True) if not lacks] + list(
            compress(places, lacking)
        )


_DIGITS = bytes.maketrans(b"01", b"\x00\x01")
_AS_DIGITS = bytes.maketrans(b"\x00\x01", b"01")


def data_version(connection: sqlite3.Connection) -> int:
    """A number that changes when another connection changes the catalogue."""
    return int(connection.execute("PRAGMA data_version").fetchone()[0])


def _column(listing: Listing, name: str, missing: object, largest_first: bool = False) -> Order:
    column = [missing if row[name] is None else row[name] for row in listing.rows]
    return column.__getitem__, largest_first
