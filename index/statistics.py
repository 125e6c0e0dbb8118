"""What BM25F needs to know of the whole index: document counts, frequencies and average lengths.

`LiveStatistics` counts only documents that are not deleted, so that an index that was changed
scores as one built anew. `WhooshStatistics` counts as Whoosh does, deleted ones included.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from math import log
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.columns import Array, FieldView
from index.postings import LENGTHS

K1 = 1.2
B = 0.75
_FEW = 200
"""For more terms than this the frequencies of all terms of the field are counted, once."""


Scored = NDArray[np.floating[Any]]


class Segment(Protocol):
    """What statistics look at of a segment (`index.leaf.Leaf`)."""

    searcher: Any
    size: int
    live: Array
    scored: dict[str, FieldView]

    def field(self, name: str) -> FieldView | None: ...
    def find(self, name: str, term: bytes) -> int: ...


class Statistics(ABC):
    """BM25F over some segments, with the counts that a subclass makes."""

    def __init__(self, k1: float, b: Callable[[str], float]) -> None:
        self._k1 = k1
        self._b = b
        self._idf: dict[tuple[str, bytes], float] = {}
        self._norms: dict[Segment, Scored] = {}

    @abstractmethod
    def documents(self) -> int:
        """How many documents there are."""

    @abstractmethod
    def frequency(self, field: str, term: bytes) -> int:
        """In how many documents a term is."""

    @abstractmethod
    def average_length(self, field: str) -> float:
        """The length of a field on average, in words."""

    def idf(self, field: str, term: bytes) -> float:
        """How much a term says, by how few documents have it (`whoosh.scoring.WeightingModel.idf`)."""
        known = self._idf.get((field, term))
        if known is None:
            known = log(self.documents() / (self.frequency(field, term) + 1)) + 1
            self._idf[field, term] = known
        return known

    def idfs(self, leaf: Segment, field: str, numbers: Array) -> Array:
        """The same of several terms of a segment, by their numbers there."""
        columns = leaf.field(field)
        if columns is None:
            return np.zeros(len(numbers))
        return np.array([self.idf(field, columns.term(number)) for number in numbers.tolist()])

    def bm25(self, leaf: Segment, field: str, docs: Array, freqs: Array) -> Scored:
        """What postings of one segment and field are worth, but for their idf (`whoosh.scoring.bm25`)."""
        norms = self.norms(leaf)[self.first_norm(leaf, field) :]
        return self.saturated(freqs.astype(np.float64), norms[docs])

    def saturated(self, freqs: Array, norms: Array) -> Scored:
        """What so many matches are worth in documents with these `norms`."""
        worth: Scored = (freqs * (self._k1 + 1)) / (freqs + norms)
        return worth

    def norms(self, leaf: Segment) -> Scored:
        """The part of BM25 that only depends on the length of each document, for one scored field after another."""
        known = self._norms.get(leaf)
        if known is None:
            tables = [self._norms_of(leaf, name) for name in leaf.scored]
            known = self._norms[leaf] = np.concatenate(tables) if tables else np.zeros(0)
        return known

    def first_norm(self, leaf: Segment, field: str) -> int:
        """Where in `norms` those of a field begin."""
        return list(leaf.scored).index(field) * leaf.size

    def _norms_of(self, leaf: Segment, field: str) -> Scored:
        b = self._b(field)
        table = self._k1 * ((1 - b) + b * LENGTHS / (self.average_length(field) or 1))
        # Whoosh takes a document without a length to be one word long.
        table[0] = self._k1 * ((1 - b) + b * 1 / (self.average_length(field) or 1))
        lengths = leaf.scored[field].lengths
        return table[np.zeros(leaf.size, np.uint8) if lengths is None else lengths]


class WhooshStatistics(Statistics):
    """As a Whoosh searcher with the weighting model `BM25F` counts."""

    def __init__(self, searcher: Any) -> None:
        weighting = searcher.weighting
        super().__init__(weighting.K1, lambda field: float(weighting._field_B.get(field, weighting.B)))
        self._searcher = searcher

    def documents(self) -> int:
        return int(self._searcher.doc_count_all())

    def frequency(self, field: str, term: bytes) -> int:
        return int(self._searcher.doc_frequency(field, term))

    def average_length(self, field: str) -> float:
        return float(self._searcher.avg_field_length(field) or 1)


class LiveStatistics(Statistics):
    """Of the documents that are there."""

    def __init__(self, leaves: Sequence[Segment], b: Mapping[str, float]) -> None:
        super().__init__(K1, lambda field: b.get(field, B))
        self._leaves = leaves
        self._documents = sum(int(np.count_nonzero(leaf.live)) for leaf in leaves)
        self._whole = [bool(leaf.live.all()) for leaf in leaves]
        self._averages: dict[str, float] = {}
        self._counted: dict[tuple[Segment, str], Array] = {}

    def documents(self) -> int:
        return self._documents

    def frequency(self, field: str, term: bytes) -> int:
        found = 0
        for leaf, whole in zip(self._leaves, self._whole, strict=True):
            columns = leaf.field(field)
            number = leaf.find(field, term)
            if columns is None or number < 0:
                continue
            here = columns.postings(number, number + 1)
            if whole:
                found += here.stop - here.start
            else:
                found += int(np.count_nonzero(leaf.live[columns.docs[here]]))
        return found

    def idfs(self, leaf: Segment, field: str, numbers: Array) -> Array:
        columns = leaf.field(field)
        if len(self._leaves) == 1 and self._whole[0] and columns is not None:
            frequencies = columns.starts[numbers + 1].astype(np.int64) - columns.starts[numbers]
        elif len(numbers) <= _FEW:
            return super().idfs(leaf, field, numbers)
        else:
            frequencies = self._frequencies(leaf, field)[numbers]
        worth: Array = np.log(self._documents / (frequencies + 1)) + 1
        return worth

    def _frequencies(self, leaf: Segment, field: str) -> Array:
        """In how many live documents of all segments each term of this one is."""
        known = self._counted.get((leaf, field))
        if known is not None:
            return known
        columns = leaf.field(field)
        known = np.zeros(0 if columns is None else columns.size, dtype=np.int64)
        if columns is not None:
            known += _live_counts(leaf, columns)
            for other in self._leaves:
                theirs = other.field(field)
                if other is leaf or theirs is None:
                    continue
                counts = _live_counts(other, theirs)
                small, large = sorted((columns, theirs), key=lambda one: one.size)
                pairs = [(number, large.find(term)) for number, term in enumerate(small.terms())]
                both = np.array([pair for pair in pairs if pair[1] >= 0], dtype=np.int64).reshape(-1, 2)
                mine, other_numbers = both.T if small is columns else both.T[::-1]
                known[mine] += counts[other_numbers]
        self._counted[leaf, field] = known
        return known

    def average_length(self, field: str) -> float:
        if field not in self._averages:
            total = 0
            for leaf in self._leaves:
                columns = leaf.field(field)
                if columns is not None and columns.lengths is not None:
                    total += int(LENGTHS[columns.lengths[leaf.live]].sum())
            self._averages[field] = total / self._documents if self._documents else 0.0
        return self._averages[field]


def _live_counts(leaf: Segment, columns: FieldView) -> Array:
    """In how many live documents of its segment each term is."""
    counts: Array = np.diff(columns.starts.astype(np.int64))
    if not leaf.live.all() and len(columns.docs):
        counts = np.add.reduceat(
            leaf.live[columns.docs], columns.starts[:-1].astype(np.int64), dtype=np.int64
        )
    return counts
