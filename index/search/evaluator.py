"""Whoosh's query classes evaluated on whole arrays: which documents of a segment match, and scores.

`Evaluation.match` answers for all documents of a segment at once, `score` for those that are
asked for. Classes that are not known here, and segments that are not in columns, are left to
Whoosh's own matchers, so that any query works and only some are fast.
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
from papernotes.index.storage.columns import Array, FieldView
from papernotes.index.storage.segment import (
    Mask,
    Numbers,
    Scores,
    Segment,
    as_bytes,
    counts,
    documents_of,
    expandable,
    postings_of,
    sequence,
    terms_of,
)


@dataclass(slots=True)
class Terms:
    """Terms of scored fields, each as `(its number, how much a match counts)`, and all else with its boost."""

    fields: dict[str, list[tuple[int, float]]] = field(default_factory=dict)
    others: list[tuple[Any, float]] = field(default_factory=list)

    def add(self, more: Terms, boost: float) -> None:
        for name, terms in more.fields.items():
            self.fields.setdefault(name, []).extend((number, each * boost) for number, each in terms)
        self.others += [(query, each * boost) for query, each in more.others]


class Evaluation:
    """Evaluates queries on one segment. What it found for a query object is remembered for the next ask."""

    def __init__(self, segment: Segment, statistics: Statistics) -> None:
        self.segment = segment
        self.statistics = statistics
        self._remembered: dict[int, tuple[object, Any]] = {}
        self._expanded: dict[int, tuple[Any, Array]] = {}
        self._stock: dict[int, tuple[Any, Mask, Scores]] = {}
        self._placed: tuple[Numbers, Array] | None = None

    def remembered(self, key: object, make: Callable[[], Any]) -> Any:
        """What `make` answered when it was first asked for this very object."""
        known = self._remembered.get(id(key))
        if known is None:
            known = self._remembered[id(key)] = key, make()
        return known[1]

    # Which documents match

    def match(self, query: Any) -> Mask:
        """Which documents match; do not change the array."""
        mask: Mask = self.remembered(query, lambda: self._match(query))
        return mask

    def _match(self, query: Any) -> Mask:
        if self.segment.columns is None:
            return self._by_whoosh(query)[0]
        method = _MATCH.get(type(query))
        if method is not None:
            return method(self, query)
        if isinstance(query, q.MultiTerm) and expandable(query):
            return self._match_terms(query)
        return self._by_whoosh(query)[0]

    def _nothing(self) -> Mask:
        return np.zeros(self.segment.size, dtype=bool)

    def _match_term(self, query: Any) -> Mask:
        found = self._nothing()
        field, number = self._term(query)
        if field is not None and number >= 0:
            found[field.docs[field.postings(number, number + 1)].astype(np.intp)] = True
        return found

    def _match_terms(self, query: Any) -> Mask:
        found = self._nothing()
        field, numbers = self._terms(query)
        if field is not None:
            found[documents_of(field, numbers)] = True
        return found

    def _match_and(self, query: Any) -> Mask:
        if not query.subqueries:
            return self._nothing()
        found = self.match(query.subqueries[0])
        for part in query.subqueries[1:]:
            found = found & self.match(part)
        return found

    def _match_or(self, query: Any) -> Mask:
        return self._match_any(self._terms_among(query.subqueries))

    def _match_any_word(self, query: Any) -> Mask:
        return self._match_any(self.terms(query))

    def _match_any(self, parts: Terms) -> Mask:
        found = self._nothing()
        for name, terms in parts.fields.items():
            found[documents_of(self.segment.fields[name], np.array([number for number, _ in terms]))] = True
        for part, _ in parts.others:
            found |= self.match(part)
        return found

    def terms(self, query: Any) -> Terms:
        """The terms that a query is or, being an `Or`, is made of."""
        return self._terms_among((query,))

    def _terms_among(self, queries: Sequence[Any]) -> Terms:
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
                found.add(self._terms_among(query.subqueries), float(query.boost))
            else:
                found.others.append((query, 1.0))
        return found

    def _add_words(self, query: AnyWord, found: dict[str, list[tuple[int, float]]]) -> None:
        """Adds the terms that a query stands for to those of each field."""
        rows = self.segment.rows(query.words)
        for name, boost in query.fields:
            here = [(number, boost) for number in self.segment.numbers(name, query.words, rows)]
            if here:
                found.setdefault(name, []).extend(here)

    def _match_not(self, query: Any) -> Mask:
        return ~self.match(query.query) & self.segment.live

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
            return self.segment.live
        found = self._nothing()
        field = self.segment.field(query.fieldname)
        if field is not None:
            found[field.docs] = True
        return found

    def _match_places(self, query: Any) -> Mask:
        """Phrases, sequences and what lies in a section."""
        if isinstance(query, InSection) and type(query.query) in (q.And, q.Or):
            inner = [InSection(query.section, part) for part in query.query.subqueries]
            return self._match(type(query.query)(inner))
        parts = sequence(query.query if isinstance(query, InSection) else query)
        if parts is None:
            return self._by_whoosh(query)[0]
        found = self._nothing()
        starts = phrases.starts_of_sequence(self, parts)
        if len(starts) and isinstance(query, InSection):
            starts = phrases.inside_section(self, query.section, starts, len(parts))
        found[phrases.documents(starts)] = True
        return found

    # What terms a query stands for

    def _term(self, query: Any) -> tuple[FieldView | None, int]:
        field = self.segment.field(query.fieldname)
        if field is None:
            return None, -1
        return field, self.segment.find(query.fieldname, as_bytes(query.text))

    def terms_of_part(self, query: Any) -> tuple[FieldView | None, Array]:
        if isinstance(query, q.Term):
            field, number = self._term(query)
            return (field, np.array([number])) if number >= 0 else (None, np.zeros(0, np.int64))
        return self._terms(query)

    def _terms(self, query: Any) -> tuple[FieldView | None, Array]:
        """The numbers of the terms that a prefix, a range, … stands for, ascending."""
        field = self.segment.field(query.field())
        if field is None:
            return None, np.zeros(0, dtype=np.int64)
        known = self._expanded.get(id(query))
        if known is None:
            known = self._expanded[id(query)] = query, terms_of(query, field, self.segment.reader)
        return field, known[1]

    # Scores

    def score(self, query: Any, documents: Numbers) -> Scores:
        """The scores of `documents`, which ascend; 0 where they do not match."""
        if self.segment.columns is None:
            return self._by_whoosh(query)[1][documents]
        method = _SCORE.get(type(query))
        if method is not None:
            return method(self, query, documents)
        if isinstance(query, q.MultiTerm) and expandable(query):
            return self._score_terms(query, documents)
        return self._by_whoosh(query)[1][documents]

    def total(self, queries: Sequence[Any], documents: Numbers) -> Scores:
        """The sum of what each of the queries scores the documents."""
        scores = np.zeros(len(documents))
        if self.segment.columns is None:
            for query in queries:
                scores += self.score(query, documents)
            return scores
        parts = self._terms_among(queries)
        for name, terms in parts.fields.items():
            numbers, boosts = zip(*terms, strict=True)
            scores += self._score_numbers(name, np.array(numbers), np.array(boosts), documents)
        for query, boost in parts.others:
            scores += self.score(query, documents) * boost
        return scores

    def place(self, documents: Numbers) -> Array:
        """Of each document of the segment where it stands in `documents`, -1 if it does not."""
        if self._placed is None or self._placed[0] is not documents:
            place = np.full(self.segment.size, -1, dtype=np.int32)
            place[documents] = np.arange(len(documents), dtype=np.int32)
            self._placed = documents, place
        return self._placed[1]

    def _common(self, documents: Numbers, docs: Array) -> tuple[Array, Array]:
        """Where the documents that are in both, both ascending, stand in each."""
        if len(documents) * 12 < len(docs):
            which = np.minimum(np.searchsorted(docs, documents.astype(docs.dtype)), len(docs) - 1)
            at = np.flatnonzero(docs[which] == documents)
            return at, which[at]
        return self._among(documents, docs)

    def _score_terms(self, query: Any, documents: Numbers) -> Scores:
        """The scores of a term, or of all those that a prefix, a range, … stands for."""
        field, numbers = self.terms_of_part(query)
        if field is None:
            return np.zeros(len(documents))
        boost = np.full(len(numbers), float(query.boost))
        return self._score_numbers(query.field(), numbers, boost, documents)

    def _score_numbers(self, name: str, numbers: Array, boost: Array, documents: Numbers) -> Scores:
        """The sum of the scores of several terms of a field, each with its boost."""
        if not len(numbers) or not len(documents):
            return np.zeros(len(documents))
        field = self.segment.fields[name]
        here = postings_of(field, numbers)
        docs = field.docs[here]
        at, keep = self._common(documents, docs) if len(numbers) == 1 else self._among(documents, docs)
        freqs = field.freqs[here.start + keep if isinstance(here, slice) else here[keep]]
        scored = name in self.segment.scored
        if scored:
            boost = boost * self.statistics.idfs(self.segment, name, numbers)
        if len(numbers) > 1:
            ends = np.cumsum(counts(field, numbers))
            boost = boost[np.searchsorted(ends, keep, side="right")]
        weights = boost * (self.statistics.bm25(self.segment, name, docs[keep], freqs) if scored else freqs)
        return np.bincount(at, weights=weights, minlength=len(documents)).astype(np.float64, copy=False)

    def _among(self, documents: Numbers, docs: Array) -> tuple[Array, Array]:
        """The same where `docs` need not ascend."""
        here = self.place(documents).take(docs)
        which = np.flatnonzero(here >= 0)
        return here[which], which

    def _score_and(self, query: Any, documents: Numbers) -> Scores:
        return self.total(query.subqueries, documents) * self.match(query)[documents] * float(query.boost)

    def _score_or(self, query: Any, documents: Numbers) -> Scores:
        return self.total(query.subqueries, documents) * float(query.boost)

    def _score_any_word(self, query: Any, documents: Numbers) -> Scores:
        return self.total((query,), documents)

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
            inside = [InSection(query.section, part) for part in inner.subqueries]
            return self.total(inside, documents) * self.match(query)[documents] * float(inner.boost)
        parts = sequence(inner)
        if parts is None:
            return self._by_whoosh(query)[1][documents]
        scores = self.total(parts, documents) * self.match(query)[documents]
        return scores * float(inner.boost) if type(inner) in (q.Phrase, q.Sequence) else scores

    # What is left to Whoosh

    def _by_whoosh(self, query: Any) -> tuple[Mask, Scores]:
        """Matches and scores of one query by its own matcher."""
        known = self._stock.get(id(query))
        if known is None:
            mask, scores = self._nothing(), np.zeros(self.segment.size)
            matcher = query.matcher(self.segment.searcher)
            while matcher.is_active():
                number = matcher.id()
                mask[number], scores[number] = True, matcher.score()
                matcher.next()
            known = self._stock[id(query)] = query, mask, scores
        return known[1], known[2]


_MATCH: dict[type, Callable[[Evaluation, Any], Mask]] = {
    q.Term: Evaluation._match_term,
    q.And: Evaluation._match_and,
    q.Or: Evaluation._match_or,
    AnyWord: Evaluation._match_any_word,
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
    q.Term: Evaluation._score_terms,
    q.And: Evaluation._score_and,
    q.Or: Evaluation._score_or,
    AnyWord: Evaluation._score_any_word,
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
