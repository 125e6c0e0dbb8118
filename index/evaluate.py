"""Whoosh's query classes evaluated on whole arrays: which documents of a segment match, and scores.

`Evaluation.match` answers for all documents of a segment at once, `score` for those that are
asked for. Classes that are not known here, and segments that are not in columns, are left to
Whoosh's own matchers, so that any query works and only some are fast.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import query as q

from index.codec import ColumnTermsReader
from index.columns import Array, FieldView, ranges, starts_of
from index.sections import InSection
from index.statistics import Statistics

Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]
Scores = NDArray[np.floating[Any]]

_SHIFT = 20
"""Places are document numbers shifted by so many bits, plus positions."""


class Leaf:
    """One segment, opened: what searches share. `base` is the number of its first document among all."""

    def __init__(self, searcher: Any, base: int) -> None:
        self.searcher = searcher
        self.base = base
        self.reader = searcher.reader()
        self.schema = searcher.schema
        self.size: int = self.reader.doc_count_all()
        self.live: Mask = np.ones(self.size, dtype=bool)
        if self.reader.has_deletions():
            self.live[list(self.reader.deleted_docs_set)] = False
        self.labels: dict[str, Numbers] = {}
        terms = getattr(self.reader, "_terms", None)
        self.columns = terms if isinstance(terms, ColumnTermsReader) else None

    def field(self, name: str) -> FieldView | None:
        """A field's columns; None when no document has the field, or nothing is in columns."""
        return None if self.columns is None else self.columns.fields.get(name)


class Evaluation:
    """Evaluates queries on one segment. What it found for a query object is remembered for the next ask."""

    def __init__(self, leaf: Leaf, statistics: Statistics) -> None:
        self.leaf = leaf
        self.statistics = statistics
        self._masks: dict[int, tuple[Any, Mask]] = {}
        self._expanded: dict[int, tuple[Any, Array]] = {}
        self._stock: dict[int, tuple[Any, Mask, Scores]] = {}

    # Which documents match

    def match(self, query: Any) -> Mask:
        """Which documents match; do not change the array."""
        known = self._masks.get(id(query))
        if known is None:
            known = self._masks[id(query)] = query, self._match(query)
        return known[1]

    def _match(self, query: Any) -> Mask:
        if self.leaf.columns is None:
            return self._by_whoosh(query)[0]
        for kind, method in _MATCH.items():
            if type(query) is kind:
                return method(self, query)
        if isinstance(query, q.MultiTerm) and _expandable(query):
            return self._match_terms(query)
        return self._by_whoosh(query)[0]

    def _nothing(self) -> Mask:
        return np.zeros(self.leaf.size, dtype=bool)

    def _match_term(self, query: Any) -> Mask:
        found = self._nothing()
        field, number = self._term(query)
        if field is not None and number >= 0:
            found[field.docs[field.postings(number, number + 1)]] = True
        return found

    def _match_terms(self, query: Any) -> Mask:
        found = self._nothing()
        field, numbers = self._terms(query)
        if field is not None:
            found[field.docs[_postings_of(field, numbers)]] = True
        return found

    def _match_and(self, query: Any) -> Mask:
        if not query.subqueries:
            return self._nothing()
        found = self.match(query.subqueries[0])
        for part in query.subqueries[1:]:
            found = found & self.match(part)
        return found

    def _match_or(self, query: Any) -> Mask:
        found = self._nothing()
        for part in query.subqueries:
            found |= self.match(part)
        return found

    def _match_not(self, query: Any) -> Mask:
        return ~self.match(query.query) & self.leaf.live

    def _match_and_not(self, query: Any) -> Mask:
        return self.match(query.a) & ~self.match(query.b)

    def _match_require(self, query: Any) -> Mask:
        return self.match(query.a) & self.match(query.b)

    def _match_and_maybe(self, query: Any) -> Mask:
        return self.match(query.a)

    def _match_constant(self, query: Any) -> Mask:
        return self.match(query.child)

    def _match_every(self, query: Any) -> Mask:
        if query.fieldname in (None, "", "*"):
            return self.leaf.live
        found = self._nothing()
        field = self.leaf.field(query.fieldname)
        if field is not None:
            found[field.docs] = True
        return found

    def _match_places(self, query: Any) -> Mask:
        """Phrases, sequences and what lies in a section."""
        if isinstance(query, InSection) and type(query.query) in (q.And, q.Or):
            inner = [InSection(query.section, part) for part in query.query.subqueries]
            return self._match(type(query.query)(inner))
        parts = _sequence(query.query if isinstance(query, InSection) else query)
        if parts is None:
            return self._by_whoosh(query)[0]
        wanted = self._match_and(q.And(parts))
        found = self._nothing()
        if wanted.any():
            starts = self._sequence_starts(parts, wanted)
            if isinstance(query, InSection):
                starts = self._inside(query.section, starts, len(parts))
            found[starts >> _SHIFT] = True
        return found

    def _sequence_starts(self, parts: Sequence[Any], wanted: Mask) -> Numbers:
        """The places in the wanted documents where the parts follow one another."""
        rarest_first = sorted(range(len(parts)), key=lambda place: self._size(parts[place]))
        starts: Numbers | None = None
        for place in rarest_first:
            here = self._places(parts[place], wanted) - place
            if starts is None:
                starts = here
            elif len(starts) and len(here):
                nearest = np.minimum(np.searchsorted(here, starts), len(here) - 1)
                starts = starts[here[nearest] == starts]
                wanted = self._nothing()
                wanted[starts >> _SHIFT] = True
            else:
                return np.zeros(0, dtype=np.int64)
        return np.zeros(0, dtype=np.int64) if starts is None else starts

    def _size(self, part: Any) -> int:
        field, numbers = self._any_terms(part)
        return 0 if field is None else int(_counts(field, numbers).sum())

    def _places(self, part: Any, wanted: Mask) -> Numbers:
        """Where a term, or any of several, stands in the wanted documents, sorted."""
        field, numbers = self._any_terms(part)
        if field is None or field.positions is None or field.position_starts is None:
            return np.zeros(0, dtype=np.int64)
        found = []
        for first, last in _runs(numbers):
            here = field.postings(first, last)
            docs, freqs = field.docs[here], field.freqs[here]
            keep = np.flatnonzero(wanted[docs])
            starts = starts_of(freqs)[:-1][keep] + int(field.position_starts[first])
            counts = freqs[keep].astype(np.int64)
            places = np.repeat(docs[keep].astype(np.int64) << _SHIFT, counts)
            found.append(places + field.positions[ranges(starts, counts)])
        merged = np.concatenate(found) if found else np.zeros(0, dtype=np.int64)
        return np.sort(merged) if len(numbers) > 1 else merged

    def _inside(self, section: str, starts: Numbers, width: int) -> Numbers:
        """Those places from which `width` positions on lie inside a section of this name."""
        field = self.leaf.field("sections")
        number = -1 if field is None else field.find(section.encode())
        if field is None or number < 0:
            return starts[:0]
        bounds = self._places(q.Term("sections", section), np.ones(self.leaf.size, dtype=bool))
        begins, ends = bounds[::2], bounds[1::2]
        before = np.searchsorted(begins, starts, side="right") - 1
        inside = (before >= 0) & (starts + width <= ends[before])
        return starts[inside]

    # What terms a query stands for

    def _term(self, query: Any) -> tuple[FieldView | None, int]:
        field = self.leaf.field(query.fieldname)
        if field is None or query.fieldname not in self.leaf.schema:
            return None, -1
        text = query.text
        return field, field.find(text if isinstance(text, bytes) else text.encode())

    def _any_terms(self, query: Any) -> tuple[FieldView | None, Array]:
        if isinstance(query, q.Term):
            field, number = self._term(query)
            return (field, np.array([number])) if number >= 0 else (None, np.zeros(0, np.int64))
        return self._terms(query)

    def _terms(self, query: Any) -> tuple[FieldView | None, Array]:
        """The numbers of the terms that a prefix, a range, … stands for, ascending."""
        field = self.leaf.field(query.field())
        if field is None or query.field() not in self.leaf.schema:
            return None, np.zeros(0, dtype=np.int64)
        known = self._expanded.get(id(query))
        if known is None:
            known = self._expanded[id(query)] = query, self._expand(query, field)
        return field, known[1]

    def _expand(self, query: Any, field: FieldView) -> Array:
        if type(query) is q.Prefix:
            return np.arange(*field.starting(query.text.encode()))
        if type(query) is q.TermRange:
            first = 0 if query.start is None else field.at_least(_bytes(query.start))
            if query.start is not None and query.startexcl:
                first += field.find(_bytes(query.start)) >= 0
            last = field.size if query.end is None else field.at_least(_bytes(query.end))
            if query.end is not None and not query.endexcl:
                last += field.find(_bytes(query.end)) >= 0
            return np.arange(first, max(first, last))
        if type(query) is q.Wildcard:
            pattern = "".join(_WILD.get(character, re.escape(character)) for character in query.text)
            return _matching_terms(field, re.compile(pattern, re.DOTALL).fullmatch)
        terms = {_bytes(term) for term in query._btexts(self.leaf.reader)}
        numbers = np.array(sorted(field.find(term) for term in terms), dtype=np.int64)
        return numbers[numbers >= 0]

    # Scores

    def score(self, query: Any, documents: Numbers) -> Scores:
        """The scores of `documents`, which ascend; 0 where they do not match."""
        if self.leaf.columns is None:
            return self._by_whoosh(query)[1][documents]
        for kind, method in _SCORE.items():
            if type(query) is kind:
                return method(self, query, documents)
        if isinstance(query, q.MultiTerm) and _expandable(query):
            return self._score_terms(query, documents)
        return self._by_whoosh(query)[1][documents]

    def _score_term(self, query: Any, documents: Numbers) -> Scores:
        field, number = self._term(query)
        scores = np.zeros(len(documents))
        if field is None or number < 0:
            return scores
        here = field.postings(number, number + 1)
        docs, freqs = field.docs[here], field.freqs[here]
        at, which = _common(documents, docs, self.leaf.size)
        scores[at] = self._weigh(query.fieldname, field.term(number), docs[which], freqs[which])
        return scores * float(query.boost) if query.boost != 1.0 else scores

    def _weigh(self, name: str, term: bytes, docs: Array, freqs: Array) -> Scores:
        """BM25F, or the frequency in fields that are not scored."""
        if not self.leaf.schema[name].scorable:
            return freqs.astype(np.float64)
        return self.statistics.bm25(self.leaf, name, self.statistics.idf(name, term), docs, freqs)

    def _score_terms(self, query: Any, documents: Numbers) -> Scores:
        field, numbers = self._terms(query)
        if field is None or not len(numbers) or not len(documents):
            return np.zeros(len(documents))
        name = query.field()
        here = _postings_of(field, numbers)
        docs, freqs = field.docs[here], field.freqs[here]
        place = np.full(self.leaf.size, -1, dtype=np.int64)
        place[documents] = np.arange(len(documents))
        at = place[docs]
        keep = at >= 0
        weights: Array = freqs[keep].astype(np.float64)
        if self.leaf.schema[name].scorable:
            idf = np.array([self.statistics.idf(name, field.term(number)) for number in numbers.tolist()])
            each = np.repeat(idf, _counts(field, numbers))[keep]
            weights = self.statistics.bm25(self.leaf, name, each, docs[keep], freqs[keep])
        return np.bincount(at[keep], weights=weights, minlength=len(documents)) * float(query.boost)

    def _score_and(self, query: Any, documents: Numbers) -> Scores:
        return self._sum(query.subqueries, documents) * self.match(query)[documents] * float(query.boost)

    def _score_or(self, query: Any, documents: Numbers) -> Scores:
        return self._sum(query.subqueries, documents) * float(query.boost)

    def _sum(self, parts: Sequence[Any], documents: Numbers) -> Scores:
        scores = np.zeros(len(documents))
        for part in parts:
            scores += self.score(part, documents)
        return scores

    def _score_greatest(self, query: Any, documents: Numbers) -> Scores:
        scores = np.zeros(len(documents))
        for part in query.subqueries:
            scores = np.maximum(scores, self.score(part, documents))
        return scores * float(query.boost)

    def _score_match(self, query: Any, documents: Numbers) -> Scores:
        return self.match(query)[documents].astype(np.float64)

    def _score_every(self, query: Any, documents: Numbers) -> Scores:
        return self.match(query)[documents] * float(query.boost)

    def _score_first(self, query: Any, documents: Numbers) -> Scores:
        return self.score(query.a, documents) * self.match(query)[documents]

    def _score_and_maybe(self, query: Any, documents: Numbers) -> Scores:
        both = self.score(query.a, documents) + self.score(query.b, documents)
        return both * self.match(query.a)[documents]

    def _score_constant(self, query: Any, documents: Numbers) -> Scores:
        return self.match(query)[documents] * float(query.score)

    def _score_places(self, query: Any, documents: Numbers) -> Scores:
        inner = query.query if isinstance(query, InSection) else query
        if type(inner) in (q.And, q.Or):
            parts = [InSection(query.section, part) for part in inner.subqueries]
            return self._sum(parts, documents) * self.match(query)[documents] * float(inner.boost)
        sequence = _sequence(inner)
        if sequence is None:
            return self._by_whoosh(query)[1][documents]
        scores = self._sum(sequence, documents) * self.match(query)[documents]
        return scores * float(inner.boost) if type(inner) in (q.Phrase, q.Sequence) else scores

    # What is left to Whoosh

    def _by_whoosh(self, query: Any) -> tuple[Mask, Scores]:
        """Matches and scores of one query by its own matcher."""
        known = self._stock.get(id(query))
        if known is None:
            mask, scores = self._nothing(), np.zeros(self.leaf.size)
            matcher = query.matcher(self.leaf.searcher)
            while matcher.is_active():
                number = matcher.id()
                mask[number], scores[number] = True, matcher.score()
                matcher.next()
            known = self._stock[id(query)] = query, mask, scores
        return known[1], known[2]


def _expandable(query: Any) -> bool:
    """Whether a query is only a set of terms, each scored for itself."""
    return type(query) is not q.Wildcard or "[" not in query.text


def _sequence(query: Any) -> list[Any] | None:
    """The parts that follow one another in a phrase; None if it is one that arrays are not made for."""
    if type(query) is q.Phrase and query.slop == 1 and query.words:
        return [q.Term(query.fieldname, word) for word in query.words]
    if type(query) is q.Sequence and query.slop == 1 and query.ordered and query.subqueries:
        parts = list(query.subqueries)
        simple = all(isinstance(part, q.Term) or type(part) is q.Prefix for part in parts)
        return parts if simple and len({part.field() for part in parts}) == 1 else None
    if type(query) in (q.Term, q.Prefix):
        return [query]
    return None


_WILD = {"*": ".*", "?": "."}


def _matching_terms(field: FieldView, matches: Callable[[str], object]) -> Array:
    return np.array(
        [number for number, term in enumerate(field.terms()) if matches(term.decode())], dtype=np.int64
    )


def _bytes(term: str | bytes) -> bytes:
    return term if isinstance(term, bytes) else term.encode()


def _counts(field: FieldView, numbers: Array) -> Array:
    """In how many documents each of these terms is."""
    counts: Array = field.starts[numbers + 1].astype(np.int64) - field.starts[numbers]
    return counts


def _runs(numbers: Array) -> Iterator[tuple[int, int]]:
    """Each number as a range of its own."""
    return ((number, number + 1) for number in numbers.tolist())


def _postings_of(field: FieldView, numbers: Array) -> Any:
    """The places of the postings of these terms, which ascend."""
    if not len(numbers):
        return slice(0, 0)
    first, last = int(numbers[0]), int(numbers[-1]) + 1
    if last - first == len(numbers):
        return field.postings(first, last)
    return ranges(field.starts[numbers], _counts(field, numbers))


def _common(documents: Numbers, docs: Array, size: int) -> tuple[Array, Array]:
    """Where the documents that are in both, both ascending, stand in each."""
    if len(documents) * 12 < len(docs):
        which = np.minimum(np.searchsorted(docs, documents.astype(docs.dtype)), max(len(docs) - 1, 0))
        at = np.flatnonzero(docs[which] == documents)
        return at, which[at]
    place = np.full(size, -1, dtype=np.int64)
    place[documents] = np.arange(len(documents))
    here = place[docs]
    which = np.flatnonzero(here >= 0)
    return here[which], which


_MATCH: dict[type, Callable[[Evaluation, Any], Mask]] = {
    q.Term: Evaluation._match_term,
    q.And: Evaluation._match_and,
    q.Or: Evaluation._match_or,
    q.DisjunctionMax: Evaluation._match_or,
    q.Not: Evaluation._match_not,
    q.AndNot: Evaluation._match_and_not,
    q.AndMaybe: Evaluation._match_and_maybe,
    q.Require: Evaluation._match_require,
    q.ConstantScoreQuery: Evaluation._match_constant,
    q.Every: Evaluation._match_every,
    q.Phrase: Evaluation._match_places,
    q.Sequence: Evaluation._match_places,
    InSection: Evaluation._match_places,
}
_SCORE: dict[type, Callable[[Evaluation, Any, Numbers], Scores]] = {
    q.Term: Evaluation._score_term,
    q.And: Evaluation._score_and,
    q.Or: Evaluation._score_or,
    q.DisjunctionMax: Evaluation._score_greatest,
    q.Not: Evaluation._score_match,
    q.AndNot: Evaluation._score_first,
    q.AndMaybe: Evaluation._score_and_maybe,
    q.Require: Evaluation._score_first,
    q.ConstantScoreQuery: Evaluation._score_constant,
    q.Every: Evaluation._score_every,
    q.Phrase: Evaluation._score_places,
    q.Sequence: Evaluation._score_places,
    InSection: Evaluation._score_places,
}
