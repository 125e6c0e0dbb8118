"""Whoosh queries evaluated on whole arrays: which documents of a segment match, and their scores."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]
Scores = NDArray[np.float64]


class Leaf:
    """One segment of an index: `base` is the number of its first document among all."""

    def __init__(self, searcher: Any, base: int) -> None:
        self.searcher = searcher
        self.base = base
        self.reader = searcher.reader()
        self.size: int = self.reader.doc_count_all()
        self.live: Mask = np.ones(self.size, dtype=bool)
        for number in range(self.size):
            if self.reader.is_deleted(number):
                self.live[number] = False
        self._done: dict[Any, tuple[Mask, Scores]] = {}

    def match(self, query: Any) -> Mask:
        """Which documents match."""
        return self._run(query)[0]

    def score(self, query: Any, documents: Numbers) -> Scores:
        """The scores of `documents`, 0 where they do not match."""
        scores: Scores = self._run(query)[1][documents]
        return scores

    def _run(self, query: Any) -> tuple[Mask, Scores]:
        key = repr(query)
        if key not in self._done:
            mask, scores = np.zeros(self.size, dtype=bool), np.zeros(self.size)
            matcher = query.matcher(self.searcher, self.searcher.boolean_context())
            scored = query.matcher(self.searcher)
            while matcher.is_active():
                mask[matcher.id()] = True
                matcher.next()
            while scored.is_active():
                scores[scored.id()] = scored.score()
                scored.next()
            self._done[key] = mask, scores
        return self._done[key]

    def labels(self, field: str) -> list[tuple[str, list[int]]]:
        """The terms of a field of labels, each with its documents."""
        found = []
        for term in self.reader.lexicon(field):
            matcher = self.reader.postings(field, term)
            found.append((term.decode(), list(matcher.all_ids())))
        return found

    def counts(self, field: str, documents: Numbers) -> dict[str, int]:
        """How many of `documents` have each label of a field."""
        wanted = set(documents.tolist())
        counted = {label: len(wanted.intersection(numbers)) for label, numbers in self.labels(field)}
        return {label: count for label, count in counted.items() if count}
