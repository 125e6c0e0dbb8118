"""A Whoosh searcher that evaluates on arrays: any Whoosh query, on the index's files, with Whoosh's own statistics."""

from __future__ import annotations

from typing import Any

import numpy as np
from whoosh.collectors import Collector
from whoosh.query import Query
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from papernotes.index.query.bm25 import Statistics
from papernotes.index.search.evaluator import Evaluation
from papernotes.index.storage.segment import Mask, Segment


class WhooshStatistics(Statistics):
    """As a Whoosh searcher with the weighting model `BM25F` counts."""

    def __init__(self, searcher: Any) -> None:
        weighting = searcher.weighting
        own_b = weighting._field_B  # noqa: SLF001  # Whoosh has no other way to ask
        super().__init__(weighting.K1, lambda field: float(own_b.get(field, weighting.B)))
        self._searcher = searcher

    def documents(self) -> int:
        return int(self._searcher.doc_count_all())

    def frequency(self, field: str, term: bytes) -> int:
        return int(self._searcher.doc_frequency(field, term))

    def average_length(self, field: str) -> float:
        return float(self._searcher.avg_field_length(field) or 1)


class ColumnCollector(Collector):  # type: ignore[misc]
    """Evaluates the query on each segment as a whole; documents come by score, then by number."""

    def __init__(self, limit: int | None, allowed: Any = None, denied: Any = None) -> None:
        self._limit = limit
        self._allowed = allowed
        self._denied = denied
        self._found: list[int] = []

    def run(self) -> None:
        try:
            searcher = self.top_searcher
            statistics = WhooshStatistics(searcher)
            numbers: list[Any] = [np.zeros(0, dtype=np.int64)]
            scores: list[Any] = [np.zeros(0)]
            for sub, base in searcher.leaf_searchers():
                segment = Segment(sub, base)
                evaluation = Evaluation(segment, statistics)
                mask = evaluation.match(self.q) & segment.live
                if self._allowed is not None:
                    mask &= _mask(evaluation, self._allowed)
                if self._denied is not None:
                    mask &= ~_mask(evaluation, self._denied)
                documents = np.flatnonzero(mask)
                numbers.append(documents + base)
                scores.append(evaluation.score(self.q, documents))
            number, score = np.concatenate(numbers), np.concatenate(scores)
            self._found = number.tolist()
            best = np.lexsort((number, -score))[: self._limit]
            self.items = list(zip(score[best].tolist(), number[best].tolist(), strict=True))
        finally:
            self.finish()

    def count(self) -> int:
        return len(self._found)

    def all_ids(self) -> list[int]:
        return self._found

    def results(self) -> Any:
        return self._results(self.items)


def _mask(evaluation: Evaluation, documents: Any) -> Mask:
    """A filter, a query or document numbers, as a mask of a segment."""
    segment = evaluation.segment
    if isinstance(documents, Query):
        return evaluation.match(documents)
    mask = np.zeros(segment.size, dtype=bool)
    for number in documents.docs() if hasattr(documents, "docs") else documents:
        if segment.base <= number < segment.base + segment.size:
            mask[number - segment.base] = True
    return mask


class ColumnSearcher(Searcher):  # type: ignore[misc]
    """A Whoosh searcher that evaluates on arrays what it can, and is Whoosh's own for the rest."""

    def collector(
        self,
        limit: int | None = 10,
        sortedby: Any = None,
        reverse: bool = False,
        groupedby: Any = None,
        collapse: Any = None,
        filter: Any = None,
        mask: Any = None,
        terms: bool = False,
        scored: bool = True,
        **options: Any,
    ) -> Any:
        simple = scored and type(self.weighting) is BM25F
        if simple and not (sortedby or reverse or groupedby or collapse or terms):
            return ColumnCollector(limit, filter, mask)
        return super().collector(
            limit=limit,
            sortedby=sortedby,
            reverse=reverse,
            groupedby=groupedby,
            collapse=collapse,
            filter=filter,
            mask=mask,
            terms=terms,
            scored=scored,
            **options,
        )
