"""A snapshot: one generation of an index, opened, with its segments, words, keys and orders."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from papernotes.index.query.bm25 import LiveStatistics
from papernotes.index.query.vocabulary import Vocabulary
from papernotes.index.schema import LENGTH_NORM, ORDERS
from papernotes.index.search.evaluator import Evaluation
from papernotes.index.search.proximity import RERANKED_HITS
from papernotes.index.storage.columns import Array, FieldReader, numbered
from papernotes.index.storage.segment import Mask, Numbers, Scores, Segment

_MAXIMUM_MASKS = 8
_MAXIMUM_TITLES = 4000
_MANY = 2000
"""From this many documents on, it is faster to number their ranks and scores before sorting."""
_FEW = 100
"""The keys of more documents than this are taken from a table of all keys, which is read once."""


class Snapshot:
    """An index as it is at one moment. Later changes do not show in it; it only remembers results for speed."""

    def __init__(self, whoosh_index: Any, built: int, whole: bool) -> None:
        self.whole = whole
        self._searcher = whoosh_index.searcher()
        self.generation = built + int(whoosh_index.latest_generation())
        self.segments = [Segment(searcher, base) for searcher, base in self._searcher.leaf_searchers()]
        self.statistics = LiveStatistics(self.segments, LENGTH_NORM)
        self.terms = Vocabulary(self.segments)
        self._size = sum(segment.size for segment in self.segments)
        self._masks: OrderedDict[frozenset[str], Mask] = OrderedDict()
        self._titles: dict[int, str] = {}
        self._ranks: dict[str, Numbers] = {}

    def evaluations(self) -> list[Evaluation]:
        """New evaluations, one for each segment, for the queries of one search."""
        return [Evaluation(segment, self.statistics) for segment in self.segments]

    def count(self) -> int:
        return self.statistics.documents()

    # Keys

    def keys(self, documents: Numbers) -> list[str]:
        """The keys of documents by their numbers in the whole index."""
        if len(documents) <= _FEW:
            return self.labels(documents, "key")
        keys: list[str] = self._keys.take(documents).tolist()
        return keys

    def labels(self, documents: Numbers, name: str) -> list[str]:
        """The labels that documents have in a field, empty where there is none."""
        found = [""] * len(documents)
        for segment in self.segments:
            field = segment.field(name)
            if field is None:
                continue
            numbers = _label_numbers(segment, name)
            if len(self.segments) == 1 and (all_of := numbers.take(documents)).min(initial=0) >= 0:
                return field.words(all_of)
            inside = np.flatnonzero((documents >= segment.base) & (documents < segment.base + segment.size))
            numbers = numbers.take(documents[inside] - segment.base)
            if numbers.min(initial=0) < 0:
                inside, numbers = inside[numbers >= 0], numbers[numbers >= 0]
            for place, word in zip(inside.tolist(), field.words(numbers), strict=True):
                found[place] = word
        return found

    def titles(self, documents: Numbers) -> list[str]:
        """The words of documents' titles, as they are indexed, with blanks between."""
        known = self._titles
        wanted = documents.tolist()
        missing = [place for place in wanted if place not in known]
        if missing:
            if len(known) + len(missing) > _MAXIMUM_TITLES:
                known.clear()
                missing = wanted
            known.update(zip(missing, self.labels(np.array(missing), "titles"), strict=True))
        return [known[place] for place in wanted]

    @cached_property
    def _keys(self) -> Array:
        """The key of every document in the whole index."""
        keys: list[str] = []
        for segment in self.segments:
            field = segment.field("key")
            terms = [] if field is None else [term.decode() for term in field.terms()]
            keys += [
                terms[number] if number >= 0 else "" for number in _label_numbers(segment, "key").tolist()
            ]
        return np.array(keys, dtype=object)

    @cached_property
    def _by_key(self) -> dict[str, int]:
        """The document of each key, by its number in the whole index."""
        documents: dict[str, int] = {}
        for segment in self.segments:
            field = segment.field("key")
            if field is None:
                continue
            for term, number in zip(field.terms(), field.docs.tolist(), strict=True):
                if segment.live[number]:
                    documents[term.decode()] = segment.base + number
        return documents

    def mask(self, segment: Segment, keys: frozenset[str]) -> Mask:
        """Which documents of a segment have one of these keys."""
        whole = self._masks.get(keys)
        if whole is None:
            whole = np.zeros(self._size, dtype=bool)
            documents = self._by_key
            whole[[documents[key] for key in keys if key in documents]] = True
            self._masks[keys] = whole
            while len(self._masks) > _MAXIMUM_MASKS:
                self._masks.popitem(last=False)
        return whole[segment.base : segment.base + segment.size]

    # Order

    def best(self, rank: Numbers, score: Scores, place: Numbers, wanted: int | None) -> Numbers:
        """At least the first `wanted` of the documents (None for all) by rank and score, as indices of the arrays.

        Ties go to the newer, then to the key that comes first.
        """
        kept = _candidates(rank, score, None if wanted is None else max(wanted, RERANKED_HITS))
        if len(kept) < _MANY:
            return kept[np.lexsort((self._tie[place[kept]], -score[kept], rank[kept]))]
        # One number for each says where it belongs: for many documents, three times as fast as sorting by several values.
        level, boost = numbered(rank[kept]), numbered(-score[kept])
        order = np.argsort((level * len(kept) + boost) * self._size + self._tie[place[kept]])
        chosen: Numbers = kept[order]
        return chosen

    @cached_property
    def _tie(self) -> Numbers:
        """For each document, where it comes among equally good ones: the newer before the older, then by key."""
        documents = np.empty(self._size, dtype=np.int64)
        documents[np.lexsort((self.ranks("key"), -self.ranks("dates")))] = np.arange(self._size)
        return documents

    def sorted(self, rank: Numbers, place: Numbers, sort: str) -> Numbers:
        """The documents in the order that is called `sort` (see `ORDERS`), ties by rank and key."""
        name = sort.removeprefix("-")
        values = self.ranks(ORDERS[name])[place]
        backwards = (name in ("date", "year")) != sort.startswith("-")
        return np.lexsort((self.ranks("key")[place], rank, -values if backwards else values))

    def ranks(self, field: str) -> Numbers:
        """For each document, the rank of its label among all labels of the field, -1 without one."""
        if field not in self._ranks:
            ranks = np.full(self._size, -1, dtype=np.int64)
            columns = [segment.field(field) for segment in self.segments]
            for segment, table in zip(self.segments, _ranks_of_terms(columns), strict=True):
                ranks[segment.base : segment.base + segment.size] = table[_label_numbers(segment, field)]
            self._ranks[field] = ranks
        return self._ranks[field]

    def close(self) -> None:
        self._searcher.close()


def _ranks_of_terms(columns: Sequence[FieldReader | None]) -> list[Numbers]:
    """For each segment, the ranks of a field's terms among those of all segments, with -1 after the last.

    All but the largest are expected to be small: only their terms are looked at one by one.
    """
    fields = [field for field in columns if field is not None]
    if not fields:
        return [np.array([-1]) for _ in columns]
    largest = max(fields, key=lambda field: field.size)
    more = sorted(
        {term for field in fields if field is not largest for term in field.terms() if largest.find(term) < 0}
    )
    before = np.array([largest.at_least(term) for term in more], dtype=np.int64)
    own = np.arange(largest.size)
    own += before.searchsorted(own, side="right")
    others = dict(zip(more, (before + np.arange(len(more))).tolist(), strict=True))
    tables = []
    for field in columns:
        if field is None or field is largest:
            ranks = own if field is largest else own[:0]
        else:
            numbers = [(others.get(term), largest.find(term)) for term in field.terms()]
            ranks = np.array(
                [own[place] if rank is None else rank for rank, place in numbers], dtype=np.int64
            )
        tables.append(np.append(ranks, -1))
    return tables


def _label_numbers(segment: Segment, name: str) -> Numbers:
    """For each document of a segment, the number of its label, -1 without one; the last if it has several."""
    known = segment.labels.get(name)
    if known is None:
        known = np.full(segment.size, -1, dtype=np.int64)
        field = segment.field(name)
        if field is not None:
            counts: Array = np.diff(field.starts.astype(np.int64))
            known[field.docs] = np.repeat(np.arange(field.size), counts)
        segment.labels[name] = known
    return known


def label_counts(segment: Segment, name: str, wanted: Mask) -> dict[str, int]:
    """How many of the documents of a segment that are wanted have each label of a field."""
    field = segment.field(name)
    if field is None:
        return {}
    sums: Array = np.zeros(len(field.docs) + 1, dtype=np.int64)
    np.cumsum(wanted[field.docs], out=sums[1:])
    counts = sums[field.starts[1:]] - sums[field.starts[:-1]]
    return {field.term(number).decode(): int(counts[number]) for number in np.flatnonzero(counts).tolist()}


def first_by_rank(rank: Numbers, wanted: int | None) -> Numbers:
    """The documents that can be among the first `wanted` whatever their scores are."""
    if wanted is None or wanted >= len(rank):
        return np.arange(len(rank))
    if wanted <= 0:
        return np.arange(0)
    return np.flatnonzero(rank <= _rank_of(rank, wanted))


def _rank_of(rank: Numbers, wanted: int) -> int:
    """The rank of the last of the first `wanted` documents, of which there are more."""
    first, last = rank.min(), rank.max()
    # Most documents are in the best class, or in the worst: finding the middle of thousands takes much longer.
    if np.count_nonzero(rank == first) >= wanted:
        return int(first)
    if np.count_nonzero(rank < last) < wanted:
        return int(last)
    return int(np.partition(rank, wanted - 1)[wanted - 1])


def _candidates(rank: Numbers, score: Scores, wanted: int | None) -> Numbers:
    """The documents that can be among the first `wanted`, all ties with the last included."""
    if wanted is None or wanted >= len(rank):
        return np.arange(len(rank))
    if wanted <= 0:
        return np.arange(0)
    last = _rank_of(rank, wanted)
    better, level = np.flatnonzero(rank < last), np.flatnonzero(rank == last)
    need = wanted - len(better)
    if need < len(level):
        least = np.partition(score[level], len(level) - need)[len(level) - need]
        level = level[score[level] >= least]
    return np.concatenate((better, level))
