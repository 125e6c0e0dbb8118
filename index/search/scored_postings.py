"""Collects postings of many terms of a segment and scores them all at once: a few calls of numpy instead of several for each term."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from papernotes.index.query.bm25 import Statistics
from papernotes.index.storage.columns import Array, ranges
from papernotes.index.storage.segment import Mask, Numbers, Scores, Segment, counts

_MANY_TERMS = 12
"""From this many terms on, taking all postings at once is quicker than term by term."""


@dataclass(slots=True)
class _Range:
    """Terms of a field that follow one another, from number `first` up to, not including, `last`."""

    name: str
    first: int
    last: int
    boost: float
    docs: Array
    freqs: Array


class ScoredPostings:
    """Postings of terms, each term with the boost of a match."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        # Of each single term its postings, how many they are, its boost and where the norms
        # of its field begin; and, field by field, the numbers of the terms.
        self._docs: list[Array] = []
        self._freqs: list[Array] = []
        self._counts: list[int] = []
        self._boosts: list[float] = []
        self._norms: list[int] = []
        self._numbers: list[tuple[str, Sequence[int]]] = []
        self._ranges: list[_Range] = []
        # And of fields that are not scored, where each match counts the same.
        self._flat: list[tuple[Array, Array]] = []

    def add(self, name: str, numbers: Sequence[int], boost: float) -> list[Array]:
        """Adds terms of a scored field by number, all with this boost; returns the documents that have them, in one array or
        several."""
        field = self._segment.scored[name]
        if len(numbers) >= _MANY_TERMS:
            chosen = np.array(numbers)
            number_of_each = counts(field, chosen)
            here = ranges(field.starts[chosen], number_of_each)
            found = [field.docs[here]]
            self._freqs.append(field.freqs[here])
            self._counts += number_of_each.tolist()
        else:
            starts, docs, freqs = field.starts.data, field.docs, field.freqs
            found = []
            for number in numbers:
                start, end = starts[number], starts[number + 1]
                found.append(docs[start:end])
                self._freqs.append(freqs[start:end])
                self._counts.append(end - start)
        self._docs += found
        self._boosts += [boost] * len(numbers)
        self._norms += [self._segment.first_norm[name]] * len(numbers)
        self._numbers.append((name, numbers))
        return found

    def add_range(self, name: str, first: int, last: int, boost: float) -> Array:
        """Adds the terms of a field from number `first` up to, not including, `last`, in the same way."""
        field = self._segment.fields[name]
        here = field.postings(first, last)
        docs, freqs = field.docs[here], field.freqs[here]
        if name in self._segment.scored:
            self._ranges.append(_Range(name, first, last, boost, docs, freqs))
        else:
            self._flat.append((docs, freqs * boost))
        return docs

    def score(self, documents: Numbers, statistics: Statistics) -> Scores:
        """What all the postings score these documents, which ascend."""
        scores = np.zeros(len(documents))
        row_of: Array = np.empty(self._segment.size, dtype=np.int32)
        row_of[documents] = np.arange(len(documents), dtype=np.int32)
        wanted: Mask = np.zeros(self._segment.size, dtype=bool)
        wanted[documents] = True
        for docs, weights in self._flat:
            keep = wanted.take(docs).nonzero()[0]
            scores += np.bincount(row_of.take(docs.take(keep)), weights.take(keep), len(documents))
        if self._docs or self._ranges:
            scores += self._scored(len(documents), row_of, wanted, statistics)
        return scores

    def _scored(self, size: int, row_of: Array, wanted: Mask, statistics: Statistics) -> Scores:
        counts, elsewhere, boost, norms = self._terms(statistics)
        docs = np.concatenate([*self._docs, *(one.docs for one in self._ranges)])
        ends = counts.cumsum()
        uncounted = statistics.uncounted(self._segment)
        if len(uncounted):
            noted = np.zeros(self._segment.size, dtype=bool)
            noted[uncounted] = True
            keep = (noted | wanted).take(docs).nonzero()[0]
            here = docs.take(keep)
            counts = counts - _each(keep[noted.take(here)], ends)
            keep = keep[wanted.take(here)]
        else:
            keep = wanted.take(docs).nonzero()[0]
        boost = boost * statistics.idf_of(counts + elsewhere)
        # How many of each term's postings are kept says to which term each belongs.
        kept = _each(keep, ends)
        docs = docs.take(keep)
        freqs = np.concatenate([*self._freqs, *(one.freqs for one in self._ranges)]).take(keep)
        lengths = statistics.norms(self._segment).take(docs + norms.repeat(kept))
        weights = statistics.saturated(freqs.astype(np.float64), lengths) * boost.repeat(kept)
        return np.bincount(row_of.take(docs), weights, size).astype(np.float64, copy=False)

    def _terms(self, statistics: Statistics) -> tuple[Array, Array, Array, Array]:
        """Of each term: in how many documents it is here and in other segments, how much a match counts,
        and where the norms of its field begin."""
        elsewhere: list[int] = []
        for name, numbers in self._numbers:
            elsewhere += statistics.elsewhere(self._segment, name, numbers)
        columns = [[np.array(values)] for values in (self._counts, elsewhere, self._boosts, self._norms)]
        for one in self._ranges:
            starts = self._segment.scored[one.name].starts[one.first : one.last + 1].astype(np.int64)
            more = (
                starts[1:] - starts[:-1],
                statistics.elsewhere_between(self._segment, one.name, one.first, one.last),
                np.full(one.last - one.first, one.boost),
                np.full(one.last - one.first, self._segment.first_norm[one.name]),
            )
            for column, values in zip(columns, more, strict=True):
                column.append(values)
        counts, others, boost, norms = (
            column[0] if len(column) == 1 else np.concatenate(column[not len(column[0]) :])
            for column in columns
        )
        return counts, others, boost, norms


def _each(places: Array, ends: Array) -> Array:
    """How many of these indices, which ascend, lie in each of the stretches that end at `ends`."""
    found: Array = places.searchsorted(ends)
    found[1:] -= found[:-1].copy()
    return found
