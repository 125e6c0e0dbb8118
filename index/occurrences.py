"""Where the terms that a query's words stand for occur in a segment, end to end, to be scored in one go."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.columns import Array
from index.leaf import Leaf, Scores
from index.statistics import Statistics


class Occurrences:
    """Postings of terms, each term with what a match of it is worth."""

    def __init__(self, leaf: Leaf) -> None:
        self._leaf = leaf
        self._docs: list[Array] = []
        self._freqs: list[Array] = []
        # Of each term, in the order of the postings: its field and number there, its worth, how many it has.
        self._fields: list[str] = []
        self._numbers: list[int] = []
        self._worths: list[float] = []
        self._counts: list[int] = []
        # And of fields that are not scored, where each match counts the same.
        self._flat: list[tuple[Array, Array]] = []

    def add(self, name: str, terms: Sequence[tuple[int, float]]) -> list[Array]:
        """Adds terms of a scored field by number, each with its worth; returns the documents that have each."""
        field = self._leaf.scored[name]
        starts, docs, freqs = field.starts.data, field.docs, field.freqs
        first = len(self._docs)
        for number, worth in terms:
            start, end = starts[number], starts[number + 1]
            self._docs.append(docs[start:end])
            self._freqs.append(freqs[start:end])
            self._numbers.append(number)
            self._worths.append(worth)
            self._counts.append(end - start)
        self._fields += [name] * len(terms)
        return self._docs[first:]

    def add_range(self, name: str, first: int, last: int, worth: float) -> Array:
        """Adds the terms of a field from number `first` up to, not including, `last`, likewise."""
        field = self._leaf.fields[name]
        here = field.postings(first, last)
        if name not in self._leaf.scored:
            self._flat.append((field.docs[here], field.freqs[here] * worth))
            return field.docs[here]
        self._docs.append(field.docs[here])
        self._freqs.append(field.freqs[here])
        self._fields += [name] * (last - first)
        self._numbers += range(first, last)
        self._worths += [worth] * (last - first)
        self._counts += np.diff(field.starts[first : last + 1]).tolist()
        return self._docs[-1]

    def score(self, place: Array, documents: int, statistics: Statistics) -> Scores:
        """What all the postings score so many documents; `place` is where among them each of the segment's
        documents stands, -1 where it does not."""
        scores = self._scored(place, documents, statistics) if self._docs else np.zeros(documents)
        for docs, weights in self._flat:
            at = place.take(docs)
            keep = np.flatnonzero(at >= 0)
            scores += np.bincount(at[keep], weights[keep], documents)
        return scores

    def _scored(self, place: Array, documents: int, statistics: Statistics) -> Scores:
        docs = np.concatenate(self._docs)
        at = place.take(docs)
        keep = np.flatnonzero(at >= 0)
        # How many of each term's postings are kept says to which term each belongs.
        kept = np.diff(np.searchsorted(keep, np.cumsum(self._counts)), prepend=0)
        names = sorted(set(self._fields))
        numbers = np.array(self._numbers)
        of_field = {name: number for number, name in enumerate(names)}
        which = np.array([of_field[name] for name in self._fields])
        worth = np.array(self._worths)
        bases = np.empty(len(which), dtype=np.int64)
        for name, number in of_field.items():
            here = np.flatnonzero(which == number)
            worth[here] *= statistics.idfs(self._leaf, name, numbers[here])
            bases[here] = statistics.first_norm(self._leaf, name)
        freqs = np.concatenate(self._freqs).take(keep).astype(np.float64)
        norms = statistics.norms(self._leaf).take(docs.take(keep) + np.repeat(bases, kept))
        weights = statistics.saturated(freqs, norms) * np.repeat(worth, kept)
        return np.bincount(at.take(keep), weights=weights, minlength=documents).astype(np.float64, copy=False)
