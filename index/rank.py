"""Which documents a plan matches, and their order.

First the documents in whose titles every word is found, as one looks for a paper one knows; then
those that have every word in what a list shows of them; then the others. Among each, by how far
the matched words are from the typed ones (see `Grade`), then by BM25F. Guesses come after all these.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from index.evaluate import Evaluation
from index.grades import AllOf, AnyOf, Choice, Filter, Grade, Keys, OneOf, Place, Plan, Without
from index.leaf import Leaf, Mask, Numbers, Scores

STEP = 32
"""A penalty of one grade is outweighed by so many of the grade before."""
PENALTIES = np.array([0, 1, STEP, STEP**2, STEP**3, STEP**4], dtype=np.int64)
"""The penalty of each grade."""
FARTHER = np.int64(STEP**6)
"""The penalty of a document that has a word in the next place only."""

KeysToMask = Callable[[Leaf, frozenset[str]], Mask]


@dataclass(frozen=True, slots=True)
class Graded:
    """Of some documents: how far from the words typed, the last `Place` one has to look at, BM25F."""

    penalty: Numbers
    place: Numbers
    score: Scores


def matching(plan: Plan, evaluation: Evaluation, keys: KeysToMask) -> Mask:
    """Which documents of the segment match the plan, deleted ones included."""
    match plan:
        case AnyOf(_, choices):
            found = np.zeros(evaluation.leaf.size, dtype=bool)
            for choice in choices:
                if choice.grade is not Grade.ABBREVIATION:
                    found |= _either(choice, evaluation)
            return found
        case Keys(wanted, complement):
            found = keys(evaluation.leaf, wanted)
            return ~found if complement else found
        case Filter(query):
            return evaluation.match(query)
        case Without(part):
            return ~matching(part, evaluation, keys)
        case OneOf(parts):
            found = np.zeros(evaluation.leaf.size, dtype=bool)
            for part in parts:
                found |= matching(part, evaluation, keys)
            return found
        case AllOf(parts):
            words = [part for part in parts if isinstance(part, AnyOf)]
            found = np.ones(evaluation.leaf.size, dtype=bool)
            for part in words:
                found &= matching(part, evaluation, keys)
            if len(words) > 1:
                found |= _abbreviated(words, evaluation)
            for part in parts:
                if not isinstance(part, AnyOf):
                    found &= matching(part, evaluation, keys)
            return found


def _abbreviated(words: Sequence[AnyOf], evaluation: Evaluation) -> Mask:
    """Documents in whose titles every word is found, at least as the start of a word."""
    found = np.ones(evaluation.leaf.size, dtype=bool)
    for word in words:
        first = _first_place(word.choices)
        here = np.zeros(evaluation.leaf.size, dtype=bool)
        for choice in word.choices:
            for place, query in choice.queries:
                if place is first:
                    here |= evaluation.match(query)
        found &= here
        if not found.any():
            break
    return found


def _first_place(choices: Sequence[Choice]) -> Place:
    """The best place in which a word is looked for at all."""
    return min((place for choice in choices for place, _ in choice.queries), default=Place.TITLE)


def _either(choice: Choice, evaluation: Evaluation) -> Mask:
    found = np.zeros(evaluation.leaf.size, dtype=bool)
    for _, query in choice.queries:
        found |= evaluation.match(query)
    return found


def grade(plan: Plan, evaluation: Evaluation, documents: Numbers, keys: KeysToMask) -> Graded:
    """How well the documents, which all match, match the plan."""
    size = len(documents)
    match plan:
        case AnyOf(_, choices):
            return _grade_word(choices, evaluation, documents)
        case AllOf(parts):
            graded = [
                grade(part, evaluation, documents, keys) for part in parts if not isinstance(part, Without)
            ]
            if len(graded) == 1:
                return graded[0]
            penalty, place, score = _neutral(size)
            for one in graded:
                penalty, place = penalty + one.penalty, np.maximum(place, one.place)
                score = score + one.score
            return Graded(penalty, place, score)
        case OneOf(parts):
            penalty = np.full(size, np.iinfo(np.int64).max // 4)
            place, score = np.full(size, Place.BODY, dtype=np.int64), np.zeros(size)
            for part in parts:
                hit = matching(part, evaluation, keys)[documents]
                one = grade(part, evaluation, documents, keys)
                penalty = np.where(hit, np.minimum(penalty, one.penalty), penalty)
                place = np.where(hit, np.minimum(place, one.place), place)
                score += np.where(hit, one.score, 0.0)
            return Graded(penalty, place, score)
        case _:
            return Graded(*_neutral(size))


def _neutral(size: int) -> tuple[Numbers, Numbers, Scores]:
    return np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64), np.zeros(size)


def _grade_word(choices: Sequence[Choice], evaluation: Evaluation, documents: Numbers) -> Graded:
    size = len(documents)
    penalty = np.full(size, PENALTIES[Grade.GUESS])
    farthest = np.full(size, Place.BODY, dtype=np.int64)
    score = np.zeros(size)
    for choice in sorted(choices, key=lambda choice: -choice.grade):
        hit = np.zeros(size, dtype=bool)
        for place, query in choice.queries:
            here = evaluation.match(query)[documents]
            hit |= here
            score += evaluation.score(query, documents)
            farthest[here] = np.minimum(farthest[here], place)
        penalty[hit] = PENALTIES[choice.grade]
    # Where a field was named, what is in it is as good as can be.
    return Graded(penalty, np.maximum(farthest - _first_place(choices), 0), score)


def order(graded: Graded) -> Numbers:
    """The rank class of each document: smaller is better, equal is decided by score."""
    guessed = graded.penalty >= PENALTIES[Grade.GUESS]
    place: Numbers = graded.place + np.where(guessed, len(Place), 0)
    ranks: Numbers = graded.penalty + place * FARTHER
    return ranks
