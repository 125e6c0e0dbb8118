"""Looks up words side by side in a segment all at once: which documents have them, in which tiers, and with which score.

Each word stands for dozens of terms in half a dozen fields. One table notes how well each document has each word in each
field tier. Then only the documents that can be among the first are scored.

Cost: a byte for each document, word and field tier, and the postings of all terms once.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any
from weakref import proxy

import numpy as np
from whoosh import query as q

from papernotes.index.query.any_word import AnyWord
from papernotes.index.query.plan import AnyOf, FieldTier, MatchTier
from papernotes.index.search.evaluator import Evaluation
from papernotes.index.search.query_terms import as_bytes
from papernotes.index.search.scored_postings import ScoredPostings
from papernotes.index.storage.columns import Array
from papernotes.index.storage.segment import Mask, Numbers, Scores, Segment

_NOT = np.uint8(len(MatchTier))
"""Noted where a document does not have the word: worse than any tier."""
_ABBREVIATED = len(FieldTier)
"""The row after those of the field tiers. An abbreviation only counts where all words are in the title."""
_ROWS = len(FieldTier) + 1

_MANY_WORDS = 5
"""From this many words on, it pays to ask first how frequent each is."""


class BulkScorer:
    """The words of a plan in one segment."""

    def __init__(self, evaluation: Evaluation, words: Sequence[AnyOf]) -> None:
        # The evaluation remembers this scorer. As a cycle, both would keep their arrays until the next garbage collection.
        self._evaluation: Evaluation = proxy(evaluation)
        self._postings = ScoredPostings(evaluation.segment)
        # What is not a term, such as a phrase, and the boost of a match; and what all documents
        # of a mask have more.
        self._others: list[tuple[Any, float]] = []
        self._constant: list[tuple[Mask, float]] = []
        # The words that were looked up last, and their numbers: they are wanted in several field tiers.
        self._words: tuple[str, ...] = ()
        self._numbers: list[list[int]] = []
        self._table = np.full((len(words), _ROWS, evaluation.segment.size), _NOT)
        """The best match tier of each word, in each field tier, of each document. Row 0 is the first field tier in which the
        word is looked for at all."""
        self._guesses = any(choice.tier is MatchTier.GUESS for word in words for choice in word.expansions)
        # Which documents have every word so far; and have every word in the best field tier, as an
        # abbreviation at least.
        self._found: Mask = np.ones(evaluation.segment.size, dtype=bool)
        self._titled = self._found.copy()
        for which in _rarest_first(words, evaluation.segment):
            word, rows = words[which], self._table[which]
            first = _best_field_tier(word)
            # The best tier is noted last, and stays.
            for choice in sorted(word.expansions, key=attrgetter("tier"), reverse=True):
                for field_tier, query in choice.queries:
                    row = _ABBREVIATED if choice.tier is MatchTier.ABBREVIATION else field_tier - first
                    self._note(query, rows[row], choice.tier)
            self._found &= np.minimum.reduce(rows[:_ABBREVIATED]) < _NOT
            self._titled &= np.minimum(rows[0], rows[_ABBREVIATED]) < _NOT
            if not (self._found.any() or self._titled.any()):
                break  # then it does not matter what has the words that follow

    def _note(self, query: Any, row: Array, tier: MatchTier) -> None:
        """Notes the tier of the documents that match, and what there is to be scored of them."""
        of_words = type(query) is AnyWord and self._evaluation.segment.columns is not None
        docs = self._any_word(query) if of_words else self._other(query, row, tier)
        if docs:
            row[_together(docs)] = tier

    def _any_word(self, query: AnyWord) -> list[Array]:
        """Takes in the terms that a query is made of; returns the documents that have each."""
        docs: list[Array] = []
        segment = self._evaluation.segment
        if query.words is not self._words:
            self._words, self._numbers = query.words, segment.rows(query.words)
        for name, boost in query.fields:
            numbers = segment.numbers(name, query.words, self._numbers)
            if numbers:
                docs += self._postings.add(name, numbers, boost)
        return docs

    def _other(self, query: Any, row: Array, tier: MatchTier) -> list[Array]:
        """The same of any query; notes what is not a term by itself."""
        found = self._evaluation.terms((query,))
        in_columns = self._evaluation.segment.columns is not None
        docs: list[Array] = []
        for name, terms in found.fields.items():
            for number, boost in terms:
                docs += self._postings.add(name, (number,), boost)
        for other, boost in found.others:
            kind = type(other)
            if in_columns and (kind is q.Prefix or kind is q.Term):
                docs += self._begun(other, boost)
            elif in_columns and kind is q.ConstantScoreQuery and type(other.child) is q.Prefix:
                mask = self._having(other.child)
                self._constant.append((mask, other.score * boost))
                _put(row, mask, tier)
            else:
                mask = self._evaluation.match(other)
                if mask.any():
                    self._others.append((other, boost))
                    _put(row, mask, tier)
        return docs

    def _begun(self, query: Any, boost: float) -> list[Array]:
        """Takes in the terms with this beginning, or a term of a field that is not scored."""
        segment, name = self._evaluation.segment, query.fieldname
        if name not in segment.fields:
            return []
        text = as_bytes(query.text)
        if type(query) is q.Prefix:
            first, last = segment.starting(name, text)
        else:
            first = segment.fields[name].find(text)
            last = first + 1 if first >= 0 else first
        if first == last:
            return []
        return [self._postings.add_range(name, first, last, boost * query.boost)]

    def _having(self, query: Any) -> Mask:
        """Which documents have a term with this beginning."""
        segment = self._evaluation.segment
        mask: Mask = np.zeros(segment.size, dtype=bool)
        if query.fieldname in segment.fields:
            field = segment.fields[query.fieldname]
            first, last = segment.starting(query.fieldname, as_bytes(query.text))
            starts = field.starts[first : last + 1]
            if (starts[1:] - starts[:-1]).max(initial=0) == segment.size:
                mask[:] = True  # some words are in every note, such as the names of sections
            else:
                mask[field.docs[field.postings(first, last)].astype(np.intp)] = True
        return mask

    def matching(self) -> Mask:
        """Which documents have every word; or have every word in the title, as an abbreviation at least."""
        return self._found | self._titled if len(self._table) > 1 else self._found.copy()

    def tiers_of(self, documents: Numbers) -> list[tuple[Array, Array]]:
        """For each word, the match tier in which each document has it, and how many field tiers it is from the best one.

        The match tier is that of the best field tier, unless the word is a typing mistake there: then that of any field. A
        word that is only abbreviated in the best field tier counts as abbreviated, whatever other fields have.
        """
        found = []
        for rows in self._table:
            here = rows.take(documents, axis=1)
            first, abbreviated = here[0], here[_ABBREVIATED]
            otherwise = np.where(abbreviated < _NOT, np.minimum(first, abbreviated), np.minimum.reduce(here))
            best = np.where(first <= MatchTier.PREFIX, first, otherwise)
            found.append((best, _distance(here)))
        return found

    def likeliest(self, found: Mask, wanted: int) -> Numbers:
        """The documents among those found that can be among the first `wanted`; all of them if they are fewer.

        Documents are taken by the farthest field tier of a word, those matched by a guess after all others.
        """
        known = found & self._known() if self._guesses else found
        likely: Mask = np.zeros(len(found), dtype=bool)
        for among in (known, found):
            for field_tier in FieldTier:
                within = likely | (among & self._within(field_tier))
                if np.count_nonzero(within) >= wanted:
                    return np.flatnonzero(within)
            likely = known
        return np.flatnonzero(found)

    def _within(self, field_tier: FieldTier) -> Mask:
        """Which documents have every word not farther from its best field tier than this."""
        if field_tier is FieldTier.TITLE:
            return self._titled
        within: Mask = np.ones(self._evaluation.segment.size, dtype=bool)
        for rows in self._table:
            within &= np.minimum(np.minimum.reduce(rows[: field_tier + 1]), rows[_ABBREVIATED]) < _NOT
        return within

    def _known(self) -> Mask:
        """Which documents have every word without a guess."""
        known: Mask = np.ones(self._evaluation.segment.size, dtype=bool)
        for rows in self._table:
            known &= np.minimum.reduce(rows) < MatchTier.GUESS
        return known

    def score(self, documents: Numbers) -> Scores:
        """The scores of `documents`, which ascend: the sum over all words."""
        evaluation = self._evaluation
        if not len(documents):
            return np.zeros(0)
        scores = self._postings.score(documents, evaluation.statistics)
        for mask, boost in self._constant:
            if boost:
                scores += mask.take(documents) * boost
        for other, boost in self._others:
            scores += evaluation.score(other, documents) * boost
        return scores


def _rarest_first(words: Sequence[AnyOf], segment: Segment) -> Sequence[int]:
    """The order in which to look up words: of many, such that the fewest are looked up until no document is left."""
    if len(words) < _MANY_WORDS or segment.term_dictionary is None:
        return range(len(words))
    frequencies = [segment.term_dictionary.frequency(word.word.casefold()) for word in words]
    return sorted(range(len(words)), key=frequencies.__getitem__)


def _best_field_tier(word: AnyOf) -> FieldTier:
    """The best field tier in which a word is looked for at all."""
    return min(
        (field_tier for choice in word.expansions for field_tier, _ in choice.queries),
        default=FieldTier.TITLE,
    )


def _put(row: Array, mask: Mask, tier: MatchTier) -> None:
    """Notes a tier of the documents of a mask; many times faster than with `where=mask`."""
    np.minimum(row, _NOT - mask.view(np.uint8) * (_NOT - np.uint8(tier)), out=row)


def _together(docs: list[Array]) -> Array:
    """Documents as one array, of the type that numpy looks up by fastest."""
    return (np.concatenate(docs) if len(docs) > 1 else docs[0]).astype(np.intp)


def _distance(rows: Array) -> Array:
    """How far from the best field tier documents have a word, from their columns of its part of the table."""
    missed = (rows[0] == _NOT) & (rows[_ABBREVIATED] == _NOT)
    further = missed & (rows[1] == _NOT)
    distance: Array = missed.view(np.uint8) + further.view(np.uint8)
    return distance
