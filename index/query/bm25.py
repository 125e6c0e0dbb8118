"""BM25F, and the statistics of the whole index that it needs: document counts, frequencies and average lengths.

The formula is that of Robertson and Zaragoza, *The Probabilistic Relevance Framework: BM25 and Beyond* (2009), computed
field by field as Whoosh does, so that the contract suite can compare the two. Lucene and tantivy use the same K1 and B.

`LiveStatistics` counts only documents that are not deleted, so that an index that was changed
scores as one rebuilt. `index.whoosh_compat.searcher` has Whoosh's own counts, deleted documents included.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from math import log

import numpy as np

from papernotes.index.storage.columns import Array, FieldReader
from papernotes.index.storage.postings import LENGTHS
from papernotes.index.storage.segment import Scores, Segment

K1 = 1.2
"""How soon further matches of a word in a document stop counting: the default of Lucene, tantivy and Whoosh."""
B = 0.75
"""How much the length of a field counts unless the schema says otherwise: the default of all three, too."""
_FEW = 200
"""For more terms than this, the frequencies of all terms of the field are counted once and kept."""
_MAXIMUM_REMEMBERED = 20_000
"""How many terms have their frequencies remembered, for a field of one segment or of all: some 150 bytes each."""


class Statistics(ABC):
    """BM25F over some segments, with the counts that a subclass makes."""

    def __init__(self, k1: float, b: Callable[[str], float]) -> None:
        self._k1 = k1
        self._b = b
        self._idf: dict[tuple[str, bytes], float] = {}
        self._norms: dict[Segment, Scores] = {}

    @abstractmethod
    def documents(self) -> int:
        """How many documents there are."""

    @abstractmethod
    def frequency(self, field: str, term: bytes) -> int:
        """How many documents have a term."""

    @abstractmethod
    def average_length(self, field: str) -> float:
        """The average length of a field, in words."""

    def idf(self, field: str, term: bytes) -> float:
        """The inverse document frequency of a term, as `whoosh.scoring.WeightingModel.idf` has it."""
        known = self._idf.get((field, term))
        if known is None:
            if len(self._idf) >= _MAXIMUM_REMEMBERED:
                self._idf.clear()
            known = log(self.documents() / (self.frequency(field, term) + 1)) + 1
            self._idf[field, term] = known
        return known

    def idfs(self, segment: Segment, field: str, numbers: Array) -> Array:
        """The inverse document frequencies of several terms of a segment, by their numbers there."""
        columns = segment.field(field)
        if columns is None:
            return np.zeros(len(numbers))
        return np.array([self.idf(field, columns.term(number)) for number in numbers.tolist()])

    def idf_of(self, frequencies: Array) -> Array:
        """The inverse document frequency of terms, given how many documents have each."""
        boost: Array = np.log(self.documents() / (frequencies + 1)) + 1
        return boost

    def uncounted(self, segment: Segment) -> Array:
        """The documents of a segment that do not count, by number."""
        return np.zeros(0, dtype=np.int64)

    def elsewhere(self, segment: Segment, field: str, numbers: Sequence[int]) -> list[int]:
        """How many documents of other segments have each of these terms of a segment."""
        columns = segment.scored[field]
        return [self.frequency(field, columns.term(number)) - columns.count(number) for number in numbers]

    def elsewhere_between(self, segment: Segment, field: str, first: int, last: int) -> Array:
        """The same for the terms from number `first` up to, not including, `last`."""
        return np.array(self.elsewhere(segment, field, range(first, last)))

    def bm25(self, segment: Segment, field: str, docs: Array, freqs: Array) -> Scores:
        """The scores of postings of one segment and field without their idf, as `whoosh.scoring.bm25` has them."""
        norms = self.norms(segment)[segment.first_norm[field] :]
        return self.saturated(freqs.astype(np.float64), norms[docs])

    def saturated(self, freqs: Array, norms: Array) -> Scores:
        """BM25's saturation: what these numbers of matches score in documents with these `norms`."""
        boost: Scores = (freqs * (self._k1 + 1)) / (freqs + norms)
        return boost

    def norms(self, segment: Segment) -> Scores:
        """The part of BM25 that depends on the length of a document alone: for each scored field, all documents one after another."""
        known = self._norms.get(segment)
        if known is None:
            tables = [self._norms_of(segment, name) for name in segment.scored]
            known = self._norms[segment] = np.concatenate(tables) if tables else np.zeros(0)
        return known

    def _norms_of(self, segment: Segment, field: str) -> Scores:
        b = self._b(field)
        table = self._k1 * ((1 - b) + b * LENGTHS / (self.average_length(field) or 1))
        # Whoosh takes a document without a length to be one word long.
        table[0] = self._k1 * ((1 - b) + b * 1 / (self.average_length(field) or 1))
        lengths = segment.scored[field].lengths
        return table[np.zeros(segment.size, np.uint8) if lengths is None else lengths]


class LiveStatistics(Statistics):
    """Counts the documents that are not deleted. `b` is BM25F's B of each field."""

    def __init__(self, segments: Sequence[Segment], b: Mapping[str, float]) -> None:
        super().__init__(K1, lambda field: b.get(field, B))
        self._segments = segments
        self._documents = sum(int(np.count_nonzero(segment.live)) for segment in segments)
        self._deleted = {segment: np.flatnonzero(~segment.live) for segment in segments}
        self._averages: dict[str, float] = {}
        self._counted: dict[tuple[Segment, str], Array] = {}
        self._elsewhere: dict[tuple[Segment, str], dict[int, int]] = {}

    def documents(self) -> int:
        return self._documents

    def frequency(self, field: str, term: bytes) -> int:
        return sum(self._live_count(segment, field, segment.find(field, term)) for segment in self._segments)

    def _live_count(self, segment: Segment, field: str, number: int) -> int:
        """How many documents of a segment have the term with this number there; none for -1."""
        columns = segment.field(field)
        if columns is None or number < 0:
            return 0
        here, deleted = columns.postings(number, number + 1), self._deleted[segment]
        found: int = here.stop - here.start
        if len(deleted) * 16 < found:
            return found - (count_common(deleted, columns.docs[here]) if len(deleted) else 0)
        return found - (int(np.count_nonzero(~segment.live[columns.docs[here]])) if len(deleted) else 0)

    def uncounted(self, segment: Segment) -> Array:
        return self._deleted[segment]

    def idfs(self, segment: Segment, field: str, numbers: Array) -> Array:
        columns = segment.field(field)
        if len(self._segments) == 1 and not len(self._deleted[segment]) and columns is not None:
            return self.idf_of(columns.starts[numbers + 1].astype(np.int64) - columns.starts[numbers])
        if len(numbers) <= _FEW:
            return super().idfs(segment, field, numbers)
        return self.idf_of(self._frequencies(segment, field)[numbers])

    def _frequencies(self, segment: Segment, field: str) -> Array:
        """How many live documents of all segments have each term of this one."""
        known = self._counted.get((segment, field))
        if known is None:
            columns = segment.field(field)
            known = np.zeros(0, dtype=np.int64)
            if columns is not None:
                known = _live_counts(segment, columns) + self.elsewhere_between(
                    segment, field, 0, columns.size
                )
            self._counted[segment, field] = known
        return known

    def elsewhere(self, segment: Segment, field: str, numbers: Sequence[int]) -> list[int]:
        if len(self._segments) == 1:
            return [0] * len(numbers)
        known = self._elsewhere.setdefault((segment, field), {})
        if len(known) >= _MAXIMUM_REMEMBERED:
            known.clear()
        columns = segment.scored[field]
        for number in numbers:
            if number not in known:
                term = columns.term(number)
                known[number] = sum(
                    self._live_count(other, field, other.find(field, term))
                    for other in self._segments
                    if other is not segment
                )
        return [known[number] for number in numbers]

    def elsewhere_between(self, segment: Segment, field: str, first: int, last: int) -> Array:
        found = np.zeros(last - first, dtype=np.int64)
        mine = segment.field(field)
        for other in self._segments:
            theirs = other.field(field)
            if other is segment or mine is None or theirs is None or first == last:
                continue
            low = theirs.at_least(mine.term(first))
            high = theirs.at_least(mine.term(last)) if last < mine.size else theirs.size
            if high - low < last - first:
                pairs = [(segment.find(field, theirs.term(number)), number) for number in range(low, high)]
            else:
                pairs = [(number, other.find(field, mine.term(number))) for number in range(first, last)]
            for number, there in pairs:
                if number >= 0 and there >= 0:
                    found[number - first] += self._live_count(other, field, there)
        return found

    def average_length(self, field: str) -> float:
        if field not in self._averages:
            total = 0
            for segment in self._segments:
                columns = segment.field(field)
                if columns is not None and columns.lengths is not None:
                    total += int(LENGTHS[columns.lengths[segment.live]].sum())
            self._averages[field] = total / self._documents if self._documents else 0.0
        return self._averages[field]


def count_common(few: Array, many: Array) -> int:
    """How many of some numbers are among many others; both ascend."""
    few = few[few <= many[-1]].astype(many.dtype)
    return int(np.count_nonzero(many[np.searchsorted(many, few)] == few))


def _live_counts(segment: Segment, columns: FieldReader) -> Array:
    """How many live documents of its segment have each term."""
    counts: Array = np.diff(columns.starts.astype(np.int64))
    if not segment.live.all() and len(columns.docs):
        counts = np.add.reduceat(
            segment.live[columns.docs], columns.starts[:-1].astype(np.int64), dtype=np.int64
        )
    return counts
