"""One generation of an index, opened: its segments, words, keys and orders."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import numpy as np

from index.evaluate import Leaf, Mask, Numbers, Scores
from index.schema import LENGTH_NORM, ORDERS
from index.vocabulary import ReaderTerms

_MASKS_KEPT = 8


class View:
    """A snapshot for searching. Nothing in it changes but what it remembers for speed."""

    def __init__(self, whoosh_index: Any) -> None:
        from whoosh.scoring import BM25F

        weighting = BM25F(**{f"{name}_B": value for name, value in LENGTH_NORM.items()})
        self._searcher = whoosh_index.searcher(weighting=weighting)
        self.generation = int(whoosh_index.latest_generation())
        self.terms = ReaderTerms(self._searcher.reader())
        self.leaves = [Leaf(searcher, base) for searcher, base in self._searcher.leaf_searchers()]
        self._keys = self._all_keys()
        self._places = {key: place for place, key in enumerate(self._keys) if key}
        self._masks: OrderedDict[frozenset[str], Mask] = OrderedDict()

    def _all_keys(self) -> list[str]:
        keys = [""] * sum(leaf.size for leaf in self.leaves)
        for leaf in self.leaves:
            for number in np.flatnonzero(leaf.live).tolist():
                keys[leaf.base + number] = leaf.searcher.stored_fields(number)["key"]
        return keys

    def count(self) -> int:
        return sum(int(leaf.live.sum()) for leaf in self.leaves)

    def keys(self, places: Numbers) -> list[str]:
        """The keys of documents by their numbers in the whole index."""
        return [self._keys[place] for place in places.tolist()]

    def mask(self, leaf: Leaf, keys: frozenset[str]) -> Mask:
        """Which documents of a segment have one of these keys."""
        if keys not in self._masks:
            whole = np.zeros(len(self._keys), dtype=bool)
            known = [self._places[key] for key in keys if key in self._places]
            whole[known] = True
            self._masks[keys] = whole
            while len(self._masks) > _MASKS_KEPT:
                self._masks.popitem(last=False)
        return self._masks[keys][leaf.base : leaf.base + leaf.size]

    def ordered(self, rank: Numbers, score: Scores, place: Numbers, sort: str, wanted: int | None) -> Numbers:
        """The order of documents as places in the arrays: by `sort`, else by rank and score.

        Ties go to the newer, then to the key that comes first.
        """
        keys = np.array([self._keys[number] for number in place.tolist()], dtype=object)
        dates = self._values("dates", place)
        chosen = np.arange(len(place))
        chosen = chosen[np.argsort(keys[chosen], kind="stable")]
        chosen = chosen[_descending(dates[chosen])]
        chosen = chosen[np.argsort(-score[chosen], kind="stable")]
        chosen = chosen[np.argsort(rank[chosen], kind="stable")]
        name = sort.removeprefix("-")
        if name in ORDERS:
            values = self._values(ORDERS[name], place)
            newest_first = (name in ("date", "year")) != sort.startswith("-")
            chosen = chosen[
                _descending(values[chosen]) if newest_first else np.argsort(values[chosen], kind="stable")
            ]
        return chosen

    def _values(self, field: str, places: Numbers) -> Any:
        values = [""] * len(self._keys)
        for leaf in self.leaves:
            for value, documents in leaf.labels(field):
                for number in documents:
                    values[leaf.base + number] = value
        return np.array([values[number] for number in places.tolist()], dtype=object)

    def close(self) -> None:
        self._searcher.close()


def _descending(values: Any) -> Numbers:
    """A stable order of values, greatest first."""
    backwards = np.argsort(values[::-1], kind="stable")
    result: Numbers = len(values) - 1 - backwards[::-1]
    return result
