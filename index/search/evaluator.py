"""Evaluates Whoosh's query classes on whole arrays: which documents of a segment match, and their scores.

`Evaluation.match` answers for all documents of a segment at once, `Evaluation.score` for the documents that are asked
for. Two tables at the end, by query class, hold a function each for matching and for scoring: a new class of query
needs a line in each. A query class without a line, and a segment that is not in columns, are left to Whoosh's own
matchers. So any query works, and those that a plan is made of are fast.

Cost: one boolean array of the segment's size for each query object, kept as long as the `Evaluation`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from whoosh import query as q

from papernotes.index.query.any_word import AnyWord
from papernotes.index.query.bm25 import Statistics
from papernotes.index.query.section_query import InSection
from papernotes.index.search import phrases
from papernotes.index.search.query_terms import as_bytes, expandable, sequence, terms_of
from papernotes.index.storage.columns import Array, FieldReader
from papernotes.index.storage.segment import (
    Mask,
    Numbers,
    Scores,
    Segment,
    counts,
    documents_of,
    postings_of,
)

_SEARCH_RATIO = 12
"""From this ratio on, a binary search for each of a few documents is quicker than a lookup of all postings."""


@dataclass(slots=True)
class Terms:
    """What a query is made of: by scored field its terms as `(number, boost)`, and other queries with their boosts."""

    fields: dict[str, list[tuple[int, float]]] = field(default_factory=dict)
    others: list[tuple[Any, float]] = field(default_factory=list)

    def add(self, more: Terms, boost: float) -> None:
        """Adds other terms with their boosts multiplied by `boost`."""
        for name, terms in more.fields.items():
            self.fields.setdefault(name, []).extend((number, each * boost) for number, each in terms)
        self.others += [(query, each * boost) for query, each in more.others]


class Evaluation:
    """Evaluates queries on one segment. Results are remembered by query object, for the time of one search."""

    def __init__(self, segment: Segment, statistics: Statistics) -> None:
        self.segment = segment
        self.statistics = statistics
        self._remembered: dict[int, tuple[object, Any]] = {}
        self._expanded: dict[int, tuple[Any, Array]] = {}
        self._by_whoosh: dict[int, tuple[Any, Mask, Scores]] = {}
        self._indices: tuple[Numbers, Array] | None = None

    def remembered(self, key: object, make: Callable[[], Any]) -> Any:
        """The result of `make` when it was first called for this very object `key`."""
        known = self._remembered.get(id(key))
        if known is None:
            known = self._remembered[id(key)] = key, make()
        return known[1]

    # Which documents match

    def match(self, query: Any) -> Mask:
        """Which documents of the segment match; do not change the array."""
        mask: Mask = self.remembered(query, lambda: self._match(query))
        return mask

    def _match(self, query: Any) -> Mask:
        if self.segment.columns is None:
            return self.by_whoosh(query)[0]
        function = MATCH.get(type(query))
        if function is None and isinstance(query, q.MultiTerm) and expandable(query):
            function = match_terms
        return self.by_whoosh(query)[0] if function is None else function(self, query)

    def nothing(self) -> Mask:
        """A new mask without any document."""
        return np.zeros(self.segment.size, dtype=bool)

    # The terms that a query stands for

    def terms(self, queries: Sequence[Any]) -> Terms:
        """The terms that any of `queries` is or, being an `Or`, is made of."""
        found = Terms()
        scored, fields = self.segment.scored, found.fields
        for query in queries:
            kind = type(query)
            if kind is q.Term and query.fieldname in scored:
                name = query.fieldname
                number = self.segment.find(name, as_bytes(query.text))
                if number >= 0:
                    fields.setdefault(name, []).append((number, float(query.boost)))
            elif kind is AnyWord and self.segment.term_dictionary is not None:
                self._add_words(query, fields)
            elif kind is q.Or:
                found.add(self.terms(query.subqueries), float(query.boost))
            else:
                found.others.append((query, 1.0))
        return found

    def _add_words(self, query: AnyWord, found: dict[str, list[tuple[int, float]]]) -> None:
        rows = self.segment.rows(query.words)
        for name, boost in query.fields:
            here = [(number, boost) for number in self.segment.numbers(name, query.words, rows)]
            if here:
                found.setdefault(name, []).extend(here)

    def expanded(self, query: Any) -> tuple[FieldReader | None, Array]:
        """The field of a `Term` or `MultiTerm` query, or of an `AnyWord` in one field, and the numbers of its terms there,
        ascending.

        The field is None when no document has it.
        """
        if type(query) is AnyWord:
            name = query.fields[0][0]
            found = self.segment.numbers(name, query.words, self.segment.rows(query.words))
            return self.segment.field(name), np.array(sorted(found), dtype=np.int64)
        field = self.segment.field(query.field())
        if field is None:
            return None, np.zeros(0, dtype=np.int64)
        if isinstance(query, q.Term):
            number = self.segment.find(query.fieldname, as_bytes(query.text))
            return field, np.array([number] if number >= 0 else [], dtype=np.int64)
        known = self._expanded.get(id(query))
        if known is None:
            known = self._expanded[id(query)] = query, terms_of(query, field, self.segment.reader)
        return field, known[1]

    # Scores

    def score(self, query: Any, documents: Numbers) -> Scores:
        """The scores of `documents`, which ascend; 0 where they do not match."""
        if self.segment.columns is None:
            return self.by_whoosh(query)[1][documents]
        function = SCORE.get(type(query))
        if function is None and isinstance(query, q.MultiTerm) and expandable(query):
            function = score_terms
        return self.by_whoosh(query)[1][documents] if function is None else function(self, query, documents)

    def total(self, queries: Sequence[Any], documents: Numbers) -> Scores:
        """The sum of the scores that `queries` give to `documents`, which ascend."""
        scores = np.zeros(len(documents))
        if self.segment.columns is None:
            for query in queries:
                scores += self.score(query, documents)
            return scores
        parts = self.terms(queries)
        for name, terms in parts.fields.items():
            numbers, boosts = zip(*terms, strict=True)
            scores += self.score_numbers(name, np.array(numbers), np.array(boosts), documents)
        for query, boost in parts.others:
            scores += self.score(query, documents) * boost
        return scores

    def score_numbers(self, name: str, numbers: Array, boosts: Array, documents: Numbers) -> Scores:
        """The sum of the scores of the terms with these numbers in the field `name`, each with its boost."""
        if not len(numbers) or not len(documents):
            return np.zeros(len(documents))
        field = self.segment.fields[name]
        here = postings_of(field, numbers)
        docs = field.docs[here]
        at, keep = self._common(documents, docs) if len(numbers) == 1 else self._among(documents, docs)
        freqs = field.freqs[here.start + keep if isinstance(here, slice) else here[keep]]
        scored = name in self.segment.scored
        if scored:
            boosts = boosts * self.statistics.idfs(self.segment, name, numbers)
        if len(numbers) > 1:
            ends = np.cumsum(counts(field, numbers))
            boosts = boosts[np.searchsorted(ends, keep, side="right")]
        weights = boosts * (self.statistics.bm25(self.segment, name, docs[keep], freqs) if scored else freqs)
        return np.bincount(at, weights=weights, minlength=len(documents)).astype(np.float64, copy=False)

    def _common(self, documents: Numbers, docs: Array) -> tuple[Array, Array]:
        """The indices, in `documents` and in `docs`, of the documents that are in both; both ascend."""
        if len(documents) * _SEARCH_RATIO < len(docs):
            which = np.minimum(np.searchsorted(docs, documents.astype(docs.dtype)), len(docs) - 1)
            at = np.flatnonzero(docs[which] == documents)
            return at, which[at]
        return self._among(documents, docs)

    def _among(self, documents: Numbers, docs: Array) -> tuple[Array, Array]:
        """The same where `docs` need not ascend."""
        here = self._indices_in(documents).take(docs)
        which = np.flatnonzero(here >= 0)
        return here[which], which

    def _indices_in(self, documents: Numbers) -> Array:
        """For each document of the segment its index in `documents`, -1 if it is not there."""
        if self._indices is None or self._indices[0] is not documents:
            indices = np.full(self.segment.size, -1, dtype=np.int32)
            indices[documents] = np.arange(len(documents), dtype=np.int32)
            self._indices = documents, indices
        return self._indices[1]

    # What is left to Whoosh

    def by_whoosh(self, query: Any) -> tuple[Mask, Scores]:
        """The documents that match and the scores of all, by Whoosh's own matcher: a Python call for each document."""
        known = self._by_whoosh.get(id(query))
        if known is None:
            mask, scores = self.nothing(), np.zeros(self.segment.size)
            matcher = query.matcher(self.segment.searcher)
            while matcher.is_active():
                number = matcher.id()
                mask[number], scores[number] = True, matcher.score()
                matcher.next()
            known = self._by_whoosh[id(query)] = query, mask, scores
        return known[1], known[2]


# Matching, a function for each class of query


def match_terms(evaluation: Evaluation, query: Any) -> Mask:
    """For a term, or all terms that a prefix, range or pattern stands for."""
    found = evaluation.nothing()
    field, numbers = evaluation.expanded(query)
    if field is not None:
        found[documents_of(field, numbers)] = True
    return found


def match_and(evaluation: Evaluation, query: Any) -> Mask:
    if not query.subqueries:
        return evaluation.nothing()
    found = evaluation.match(query.subqueries[0])
    for part in query.subqueries[1:]:
        found = found & evaluation.match(part)
    return found


def match_or(evaluation: Evaluation, query: Any) -> Mask:
    return _match_any(evaluation, query.subqueries)


def match_any_word(evaluation: Evaluation, query: Any) -> Mask:
    return _match_any(evaluation, (query,))


def _match_any(evaluation: Evaluation, queries: Sequence[Any]) -> Mask:
    parts = evaluation.terms(queries)
    found = evaluation.nothing()
    for name, terms in parts.fields.items():
        numbers = np.array([number for number, _ in terms])
        found[documents_of(evaluation.segment.fields[name], numbers)] = True
    for part, _ in parts.others:
        found |= evaluation.match(part)
    return found


def match_not(evaluation: Evaluation, query: Any) -> Mask:
    return ~evaluation.match(query.query) & evaluation.segment.live


def match_and_not(evaluation: Evaluation, query: Any) -> Mask:
    return evaluation.match(query.a) & ~evaluation.match(query.b)


def match_require(evaluation: Evaluation, query: Any) -> Mask:
    return evaluation.match(query.a) & evaluation.match(query.b)


def match_and_maybe(evaluation: Evaluation, query: Any) -> Mask:
    return evaluation.match(query.a)


def match_constant(evaluation: Evaluation, query: Any) -> Mask:
    return evaluation.match(query.child)


def match_every(evaluation: Evaluation, query: Any) -> Mask:
    if query.fieldname in (None, "", "*"):
        return evaluation.segment.live
    found = evaluation.nothing()
    field = evaluation.segment.field(query.fieldname)
    if field is not None:
        found[field.docs] = True
    return found


def match_phrase(evaluation: Evaluation, query: Any) -> Mask:
    """For phrases, sequences, and what lies in a section."""
    in_section = isinstance(query, InSection)
    inner = query.query if in_section else query
    if in_section and type(inner) in (q.And, q.Or):
        inside = [InSection(query.section, part) for part in inner.subqueries]
        return MATCH[type(inner)](evaluation, type(inner)(inside))
    parts = sequence(inner)
    if parts is None:
        return evaluation.by_whoosh(query)[0]
    found = evaluation.nothing()
    terms = []
    for part in parts:
        field, numbers = evaluation.expanded(part)
        if field is None or not len(numbers):
            return found
        terms.append((field, numbers))
    starts = phrases.starts_of_sequence(terms, evaluation.segment.size)
    if len(starts) and in_section:
        sections, numbers = evaluation.expanded(q.Term("sections", query.section))
        if sections is None or not len(numbers):
            return found
        starts = phrases.inside_section(sections, numbers, starts, len(parts))
    found[phrases.documents(starts)] = True
    return found


# Scoring, in the same way


def score_terms(evaluation: Evaluation, query: Any, documents: Numbers) -> Scores:
    field, numbers = evaluation.expanded(query)
    if field is None:
        return np.zeros(len(documents))
    boosts = np.full(len(numbers), float(query.boost))
    return evaluation.score_numbers(query.field(), numbers, boosts, documents)


def score_and(evaluation: Evaluation, query: Any, documents: Numbers) -> Scores:
    total = evaluation.total(query.subqueries, documents)
    return total * evaluation.match(query)[documents] * float(query.boost)


def score_or(evaluation: Evaluation, query: Any, documents: Numbers) -> Scores:
    return evaluation.total(query.subqueries, documents) * float(query.boost)


def score_any_word(evaluation: Evaluation, query: Any, documents: Numbers) -> Scores:
    return evaluation.total((query,), documents)


def score_greatest(evaluation: Evaluation, query: Any, documents: Numbers) -> Scores:
    scores = np.zeros(len(documents))
    for part in query.subqueries:
        scores = np.maximum(scores, evaluation.score(part, documents))
    return scores * float(query.boost)


def score_not(evaluation: Evaluation, query: Any, documents: Numbers) -> Scores:
    return evaluation.match(query)[documents].astype(np.float64)


def score_every(evaluation: Evaluation, query: Any, documents: Numbers) -> Scores:
    return evaluation.match(query)[documents] * float(query.boost)


def score_first(evaluation: Evaluation, query: Any, documents: Numbers) -> Scores:
    """For `AndNot` and `Require`, where only the first part is scored."""
    return evaluation.score(query.a, documents) * evaluation.match(query)[documents]


def score_and_maybe(evaluation: Evaluation, query: Any, documents: Numbers) -> Scores:
    both = evaluation.score(query.a, documents) + evaluation.score(query.b, documents)
    return both * evaluation.match(query.a)[documents]


def score_constant(evaluation: Evaluation, query: Any, documents: Numbers) -> Scores:
    return evaluation.match(query)[documents] * float(query.score)


def score_phrase(evaluation: Evaluation, query: Any, documents: Numbers) -> Scores:
    inner = query.query if isinstance(query, InSection) else query
    if type(inner) in (q.And, q.Or):
        inside = [InSection(query.section, part) for part in inner.subqueries]
        total = evaluation.total(inside, documents)
        return total * evaluation.match(query)[documents] * float(inner.boost)
    parts = sequence(inner)
    if parts is None:
        return evaluation.by_whoosh(query)[1][documents]
    scores = evaluation.total(parts, documents) * evaluation.match(query)[documents]
    return scores * float(inner.boost) if type(inner) in (q.Phrase, q.Sequence) else scores


MATCH: dict[type, Callable[[Evaluation, Any], Mask]] = {
    q.Term: match_terms,
    q.And: match_and,
    q.Or: match_or,
    AnyWord: match_any_word,
    q.DisjunctionMax: match_or,
    q.Not: match_not,
    q.AndNot: match_and_not,
    q.AndMaybe: match_and_maybe,
    q.Require: match_require,
    q.ConstantScoreQuery: match_constant,
    q.Every: match_every,
    q.Phrase: match_phrase,
    q.Sequence: match_phrase,
    InSection: match_phrase,
}
"""How the documents that match are found, by class of query."""

SCORE: dict[type, Callable[[Evaluation, Any, Numbers], Scores]] = {
    q.Term: score_terms,
    q.And: score_and,
    q.Or: score_or,
    AnyWord: score_any_word,
    q.DisjunctionMax: score_greatest,
    q.Not: score_not,
    q.AndNot: score_first,
    q.AndMaybe: score_and_maybe,
    q.Require: score_first,
    q.ConstantScoreQuery: score_constant,
    q.Every: score_every,
    q.Phrase: score_phrase,
    q.Sequence: score_phrase,
    InSection: score_phrase,
}
"""How documents are scored, by class of query."""
