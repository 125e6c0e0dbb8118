"""Where the terms that a query's words stand for occur in a segment, end to end, to be scored in one go."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.columns import Array, ranges
from index.leaf import Leaf, Numbers, Scores
from index.statistics import Statistics


class Occurrences:
    """Postings of terms, each term with what a match of it is worth."""

    def __init__(self, leaf: Leaf) -> None:
        self._leaf = leaf
        # Of some terms of a field that follow one another: their postings, the field, the number of
        # the first, how many they are, and what each is worth.
        self._docs: list[Array] = []
        self._freqs: list[Array] = []
        self._fields: list[str] = []
        self._firsts: list[int] = []
        self._terms: list[int] = []
        self._worths: list[float] = []
        # And of fields that are not scored, where each match counts the same.
        self._flat: list[tuple[Array, Array]] = []

    def add(self, name: str, terms: Sequence[tuple[int, float]]) -> list[Array]:
        """Adds terms of a scored field by number, each with its worth; returns the documents that have each."""
        field = self._leaf.scored[name]
        starts, docs, freqs = field.starts.data, field.docs, field.freqs
        found = []
        for number, worth in terms:
            start, end = starts[number], starts[number + 1]
            found.append(docs[start:end])
            self._freqs.append(freqs[start:end])
            self._firsts.append(number)
            self._worths.append(worth)
        self._docs += found
        self._fields += [name] * len(terms)
        self._terms += [1] * len(terms)
        return found

    def add_range(self, name: str, first: int, last: int, worth: float) -> Array:
        """Adds the terms of a field from number `first` up to, not including, `last`, likewise."""
        field = self._leaf.fields[name]
        here = field.postings(first, last)
        docs, freqs = field.docs[here], field.freqs[here]
        if name not in self._leaf.scored:
            self._flat.append((docs, freqs * worth))
            return docs
        self._docs.append(docs)
        self._freqs.append(freqs)
        self._fields.append(name)
        self._firsts.append(first)
        self._terms.append(last - first)
        self._worths.append(worth)
        return docs

    def score(self, documents: Numbers, statistics: Statistics) -> Scores:
        """What all the postings score these documents, which ascend."""
        scores = np.zeros(len(documents))
        place = np.full(self._leaf.size, -1, dtype=np.int32)
        place[documents] = np.arange(len(documents), dtype=np.int32)
        if self._docs:
            scores += self._scored(documents, place, statistics)
        for docs, weights in self._flat:
            at = place.take(docs)
            keep = np.flatnonzero(at >= 0)
            scores += np.bincount(at[keep], weights[keep], len(documents))
        return scores

    def _scored(self, documents: Numbers, place: Array, statistics: Statistics) -> Scores:
        wanted = np.zeros(self._leaf.size, dtype=bool)
        wanted[documents] = True
        docs = np.concatenate(self._docs)
        keep = np.flatnonzero(wanted.take(docs))
        docs = docs.take(keep)
        worth, bases, counts = self._of_terms(statistics)
        # How many of each term's postings are kept says to which term each belongs.
        kept = np.diff(np.searchsorted(keep, np.cumsum(counts)), prepend=0)
        freqs = np.concatenate(self._freqs).take(keep).astype(np.float64)
        norms = statistics.norms(self._leaf).take(docs + np.repeat(bases, kept))
        weights = statistics.saturated(freqs, norms) * np.repeat(worth, kept)
        scores: Scores = np.bincount(place.take(docs), weights, len(documents)).astype(np.float64, copy=False)
        return scores

    def _of_terms(self, statistics: Statistics) -> tuple[Array, Array, Array]:
        """Of each term: what a match is worth, where the norms of its field begin, and how many postings it has."""
        terms = np.array(self._terms)
        numbers = ranges(np.array(self._firsts), terms)
        worth = np.repeat(self._worths, terms)
        bases, counts = np.zeros((2, len(numbers)), dtype=np.int64)
        names = sorted(set(self._fields))
        field_of = np.repeat([names.index(name) for name in self._fields], terms)
        for place, name in enumerate(names):
            here = np.flatnonzero(field_of == place)
            starts = self._leaf.scored[name].starts
            counts[here] = starts[numbers[here] + 1].astype(np.int64) - starts[numbers[here]]
            worth[here] *= statistics.idfs(self._leaf, name, numbers[here])
            bases[here] = statistics.first_norm(self._leaf, name)
        return worth, bases, counts
