"""Which documents a plan matches, and their order.

Readers mostly look for a paper that they know. So documents that have every word in the title come first, then those that
have every word in what a list shows of them, then all others (`FieldTier`). Within each of these, documents are ordered
by how far the matched words are from those typed (`MatchTier`), then by BM25F. Documents matched by a guess come last.

`tests/bench/quality.py` measures known-item search, beside peers that order by BM25 alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from papernotes.index.query.plan import AllOf, AnyOf, FieldTier, Filter, Keys, MatchTier, OneOf, Plan, Without
from papernotes.index.search.bulk_scorer import BulkScorer
from papernotes.index.search.evaluator import Evaluation
from papernotes.index.storage.columns import Array
from papernotes.index.storage.segment import Mask, Numbers, Scores, Segment

STEP = 32
"""Words in one tier that weigh as much as one word in the next: more than a typed query has."""
TIER_PENALTIES = np.array([0, 1, STEP, STEP**2, STEP**3, STEP**4, STEP**4], dtype=np.int64)
"""The penalty of a word by its tier; the last is for a word that is not matched. A guess outweighs all else."""
FIELD_TIER_PENALTY = STEP**6
"""The penalty of a document that has a word only in the next field tier: more than all words' tiers together."""

KeysToMask = Callable[[Segment, frozenset[str]], Mask]


class Ranked(NamedTuple):
    """For some documents, how far the matches are from the words typed, and the farthest field tier of a word."""

    penalty: Numbers
    field_tier: Array


def matching(plan: Plan, evaluation: Evaluation, keys: KeysToMask) -> Mask:
    """Which documents of the segment match the plan, deleted ones included."""
    match plan:
        case AnyOf():
            return _bulk_scorer(plan, evaluation).matching()
        case Keys(wanted, complement):
            found = keys(evaluation.segment, wanted)
            return ~found if complement else found
        case Filter(query):
            return evaluation.match(query)
        case Without(part):
            return ~matching(part, evaluation, keys)
        case OneOf(parts):
            found = np.zeros(evaluation.segment.size, dtype=bool)
            for part in parts:
                found |= matching(part, evaluation, keys)
            return found
        case AllOf(parts):
            found = _bulk_scorer(plan, evaluation).matching()
            for part in parts:
                if not isinstance(part, AnyOf):
                    found &= matching(part, evaluation, keys)
            return found


def _bulk_scorer(plan: AnyOf | AllOf, evaluation: Evaluation) -> BulkScorer:
    """Looks up the words of a plan in the segment, once."""

    def look_up() -> BulkScorer:
        parts = plan.parts if isinstance(plan, AllOf) else (plan,)
        return BulkScorer(evaluation, [part for part in parts if isinstance(part, AnyOf)])

    found: BulkScorer = evaluation.remembered(plan, look_up)
    return found


def tier(plan: Plan, evaluation: Evaluation, documents: Numbers, keys: KeysToMask) -> Ranked:
    """How well the documents, which all match, match the plan."""
    penalty = np.zeros(len(documents), dtype=np.int64)
    field_tier = np.zeros(len(documents), dtype=np.uint8)
    match plan:
        case AnyOf() | AllOf():
            for tiers, field_tiers in _bulk_scorer(plan, evaluation).tiers_of(documents):
                penalty += TIER_PENALTIES[tiers]
                np.maximum(field_tier, field_tiers, out=field_tier)
            for part in _others(plan):
                one = tier(part, evaluation, documents, keys)
                penalty += one.penalty
                np.maximum(field_tier, one.field_tier, out=field_tier)
        case OneOf(parts):
            penalty[:] = np.iinfo(np.int64).max // 4
            field_tier[:] = FieldTier.BODY
            for part in parts:
                hit = matching(part, evaluation, keys)[documents]
                one = tier(part, evaluation, documents, keys)
                np.minimum(penalty, one.penalty, out=penalty, where=hit)
                np.minimum(field_tier, one.field_tier, out=field_tier, where=hit)
    return Ranked(penalty, field_tier)


def likeliest(plan: Plan, evaluation: Evaluation, found: Mask, wanted: int | None) -> Numbers:
    """The documents among those found that can be among the first `wanted` (None for all) by rank."""
    scorer = None if wanted is None else _only_words(plan, evaluation)
    if wanted is None or scorer is None or np.count_nonzero(found) <= wanted:
        return np.flatnonzero(found)
    return scorer.likeliest(found, wanted)


def _only_words(plan: Plan, evaluation: Evaluation) -> BulkScorer | None:
    """The scorer of a plan's words, if nothing else affects the order."""
    if not isinstance(plan, (AnyOf, AllOf)):
        return None
    others = _others(plan)
    if isinstance(plan, AllOf):
        if len(others) == 1 and not any(isinstance(part, AnyOf) for part in plan.parts):
            return _only_words(others[0], evaluation)
        if len(plan.parts) >= STEP:
            return None  # this many words may add up to more than a guess
    return None if others else _bulk_scorer(plan, evaluation)


def order(tiers_of: Ranked) -> Numbers:
    """The rank class of each document: smaller is better, equal is decided by score."""
    guessed = tiers_of.penalty >= TIER_PENALTIES[MatchTier.GUESS]
    ranks: Numbers = tiers_of.penalty + (tiers_of.field_tier + len(FieldTier) * guessed) * FIELD_TIER_PENALTY
    return ranks


def score(plan: Plan, evaluation: Evaluation, documents: Numbers, keys: KeysToMask) -> Scores:
    """BM25F of the documents, which ascend and all match the plan."""
    match plan:
        case AnyOf() | AllOf():
            scores = _bulk_scorer(plan, evaluation).score(documents)
            for part in _others(plan):
                scores += score(part, evaluation, documents, keys)
            return scores
        case OneOf(parts):
            scores = np.zeros(len(documents))
            for part in parts:
                hit = matching(part, evaluation, keys)[documents]
                scores += np.where(hit, score(part, evaluation, documents, keys), 0.0)
            return scores
    return np.zeros(len(documents))


def _others(plan: AnyOf | AllOf) -> list[Plan]:
    """The parts besides words side by side that affect the order."""
    parts = plan.parts if isinstance(plan, AllOf) else ()
    return [part for part in parts if not isinstance(part, (AnyOf, Without, Filter, Keys))]
