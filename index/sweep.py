"""Words side by side, looked up in a segment all at once: which documents have them, how and where.

Every word stands for dozens of terms in half a dozen fields. Their postings are put end to end
and gone over twice, once for all words: to note how well each document has each word in each
place, and to score the documents that can be among the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

import numpy as np

from index.columns import Array
from index.evaluate import Evaluation
from index.grades import AnyOf, Grade, Place
from index.leaf import Mask, Numbers, Scores

_NOT = np.uint8(len(Grade))
"""Worse than any grade: a document does not have the word there."""
_ABBREVIATED = len(Place)
"""The row after those of the places: an abbreviation counts only where all words are in the title."""
_ROWS = len(Place) + 1


class Sweep:
    """Some words in one segment."""

    def __init__(self, evaluation: Evaluation, words: Sequence[AnyOf]) -> None:
        self._evaluation = evaluation
        self._words = words
        # Of each term its field and number, what it is worth, its postings, and where they are noted.
        self._terms: list[tuple[str, int]] = []
        self._worths: list[float] = []
        self._spans: list[tuple[Array, Array]] = []
        self._noted: list[tuple[int, Grade]] = []
        # And of what is no term, such as a phrase: its worth, and where it is noted.
        self._others: list[tuple[Any, float, int, Grade]] = []
        for number, word in enumerate(words):
            # The best grade is noted last, and stays.
            for choice in sorted(word.choices, key=attrgetter("grade"), reverse=True):
                for place, query in choice.queries:
                    row = _ABBREVIATED if choice.grade is Grade.ABBREVIATION else place
                    self._take(query, number * _ROWS + row, choice.grade)
        self._counts = np.array([len(docs) for docs, _ in self._spans], dtype=np.int64)
        self._docs: Array = np.zeros(0, dtype=np.int64)
        if self._spans:
            self._docs = np.concatenate([docs for docs, _ in self._spans], dtype=np.int64)
        self._table = self._filled()

    def _take(self, query: Any, row: int, grade: Grade) -> None:
        found = self._evaluation.terms(query)
        for name, terms in found.fields.items():
            field = self._evaluation.leaf.scored[name]
            for term, worth in terms:
                here = field.postings(term, term + 1)
                self._spans.append((field.docs[here], field.freqs[here]))
                self._terms.append((name, term))
                self._worths.append(worth)
                self._noted.append((row, grade))
        self._others += [(other, worth, row, grade) for other, worth in found.others]

    def _filled(self) -> Array:
        """The least grade of each word in each place of each document."""
        size = self._evaluation.leaf.size
        table = np.full((len(self._words) * _ROWS, size), _NOT)
        if self._noted:
            rows, grades = np.array(self._noted).T
            where = self._docs + np.repeat(rows * size, self._counts)
            table.reshape(-1)[where] = np.repeat(grades.astype(np.uint8), self._counts)
        for other, _, row, grade in self._others:
            # Many times quicker than `where=mask`.
            noted = _NOT - self._evaluation.match(other).view(np.uint8) * (_NOT - np.uint8(grade))
            np.minimum(table[row], noted, out=table[row])
        return table.reshape(len(self._words), _ROWS, size)

    def matching(self) -> Mask:
        """Which documents have every word; or have every word in the title, as an abbreviation at least."""
        worst = self._table[:, :_ABBREVIATED].min(axis=1).max(axis=0, initial=0)
        all_of_them: Mask = worst < _NOT
        if len(self._words) > 1:
            in_title = [
                np.minimum(rows[_first_place(word)], rows[_ABBREVIATED])
                for word, rows in zip(self._words, self._table, strict=True)
            ]
            all_of_them |= np.maximum.reduce(in_title) < _NOT
        return all_of_them

    def graded(self, documents: Numbers) -> list[tuple[Array, Array]]:
        """Of each word: the grade in which each of the documents has it, and how far it is from the best
        place in which it is looked for."""
        found = []
        for word, rows in zip(self._words, self._table, strict=True):
            here = rows.take(documents, axis=1)
            grade = np.minimum(here.min(axis=0), Grade.GUESS)
            found.append((grade, _distance(word, here)))
        return found

    def coarse(self) -> tuple[Array, Mask]:
        """Of all documents that have every word: how far the farthest of the words is from the best place,
        and whether any is but guessed."""
        size = self._table.shape[2]
        farthest, guessed = np.zeros(size, dtype=np.uint8), np.zeros(size, dtype=bool)
        for word, rows in zip(self._words, self._table, strict=True):
            np.maximum(farthest, _distance(word, rows), out=farthest)
            guessed |= rows.min(axis=0) >= Grade.GUESS
        return farthest, guessed

    def score(self, documents: Numbers) -> Scores:
        """The sum of what all words score the documents, which ascend."""
        evaluation = self._evaluation
        scores = np.zeros(len(documents))
        if len(self._docs) and len(documents):
            scores += self._score_terms(documents)
        for other, worth, _, _ in self._others:
            scores += evaluation.score(other, documents) * worth
        return scores

    def _score_terms(self, documents: Numbers) -> Scores:
        leaf, statistics = self._evaluation.leaf, self._evaluation.statistics
        at = self._evaluation.place(documents).take(self._docs)
        keep = np.flatnonzero(at >= 0)
        term = np.searchsorted(np.cumsum(self._counts), keep, side="right")
        freqs = np.concatenate([freqs for _, freqs in self._spans]).take(keep).astype(np.float64)
        worth = (statistics.idfs_of(leaf, self._terms) * self._worths).take(term)
        fields = tuple(sorted({name for name, _ in self._terms}))
        base = {name: place * leaf.size for place, name in enumerate(fields)}
        bases = np.array([base[name] for name, _ in self._terms]).take(term)
        norms = statistics.norms(leaf, fields).take(self._docs.take(keep) + bases)
        weights = worth * statistics.saturated(freqs, norms)
        return np.bincount(at.take(keep), weights=weights, minlength=len(documents)).astype(
            np.float64, copy=False
        )


def _first_place(word: AnyOf) -> Place:
    """The best place in which a word is looked for at all."""
    return min((place for choice in word.choices for place, _ in choice.queries), default=Place.TITLE)


def _distance(word: AnyOf, rows: Array) -> Array:
    """How far from the best place documents have a word, from their columns of its part of the table."""
    first = _first_place(word)
    missed = (rows[first] == _NOT) & (rows[_ABBREVIATED] == _NOT)
    distance = missed.astype(np.uint8) if first < Place.BODY else np.zeros(rows.shape[1], dtype=np.uint8)
    for nearer in rows[first + 1 : Place.BODY]:
        missed &= nearer == _NOT
        distance += missed
    return distance
