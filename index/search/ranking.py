"""Which documents a plan matches, and their order.

First the documents in whose titles every word is found, as one looks for a paper one knows; then
those that have every word in what a list shows of them; then the others. Among each, by how far
the matched words are from the typed ones (see `MatchTier`), then by BM25F. Guesses come after all these.
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
"""A penalty of one tier is outweighed by so many of the tier before."""
TIER_PENALTIES = np.array([0, 1, STEP, STEP**2, STEP**3, STEP**4, STEP**4], dtype=np.int64)
"""The penalty of each tier, and of none."""
FIELD_TIER_PENALTY = STEP**6
"""The penalty of a document that has a word in the next place only."""

KeysToMask = Callable[[Segment, frozenset[str]], Mask]


class Ranked(NamedTuple):
    """Of some documents: how far from the words typed, and the last `FieldTier` one has to look at."""

    penalty: Numbers
    place: Array


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
    """The words of a plan looked up in the segment, which is done once."""

    def look_up() -> BulkScorer:
        parts = plan.parts if isinstance(plan, AllOf) else (plan,)
        return BulkScorer(evaluation, [part for part in parts if isinstance(part, AnyOf)])

    found: BulkScorer = evaluation.remembered(plan, look_up)
    return found


def tier(plan: Plan, evaluation: Evaluation, documents: Numbers, keys: KeysToMask) -> Ranked:
    """How well the documents, which all match, match the plan."""
    penalty = np.zeros(len(documents), dtype=np.int64)
    place = np.zeros(len(documents), dtype=np.uint8)
    match plan:
        case AnyOf() | AllOf():
            for tiers, places in _bulk_scorer(plan, evaluation).tiers_of(documents):
                penalty += TIER_PENALTIES[tiers]
                np.maximum(place, places, out=place)
            for part in _others(plan):
                one = tier(part, evaluation, documents, keys)
                penalty += one.penalty
                np.maximum(place, one.place, out=place)
        case OneOf(parts):
            penalty[:] = np.iinfo(np.int64).max // 4
            place[:] = FieldTier.BODY
            for part in parts:
                hit = matching(part, evaluation, keys)[documents]
                one = tier(part, evaluation, documents, keys)
                np.minimum(penalty, one.penalty, out=penalty, where=hit)
                np.minimum(place, one.place, out=place, where=hit)
    return Ranked(penalty, place)


def likeliest(plan: Plan, evaluation: Evaluation, found: Mask, wanted: int | None) -> Numbers:
    """Those of the documents found, which all match, that can be among the first `wanted` (None for all) by rank."""
    scorer = None if wanted is None else _only_words(plan, evaluation)
    if wanted is None or scorer is None or np.count_nonzero(found) <= wanted:
        return np.flatnonzero(found)
    return scorer.likeliest(found, wanted)


def _only_words(plan: Plan, evaluation: Evaluation) -> BulkScorer | None:
    """The words of a plan, if nothing else has a say in the order."""
    if not isinstance(plan, (AnyOf, AllOf)):
        return None
    others = _others(plan)
    if isinstance(plan, AllOf):
        if len(others) == 1 and not any(isinstance(part, AnyOf) for part in plan.parts):
            return _only_words(others[0], evaluation)
        if len(plan.parts) >= STEP:
            return None  # so many words may add up to more than a guess
    return None if others else _bulk_scorer(plan, evaluation)


def order(tiers_of: Ranked) -> Numbers:
    """The rank class of each document: smaller is better, equal is decided by score."""
    guessed = tiers_of.penalty >= TIER_PENALTIES[MatchTier.GUESS]
    ranks: Numbers = tiers_of.penalty + (tiers_of.place + len(FieldTier) * guessed) * FIELD_TIER_PENALTY
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
    """What else than words side by side has a say in the order."""
    parts = plan.parts if isinstance(plan, AllOf) else ()
    return [part for part in parts if not isinstance(part, (AnyOf, Without, Filter, Keys))]
