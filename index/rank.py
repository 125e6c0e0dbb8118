"""Which documents a plan matches, and their order.

First the documents in whose titles every word is found, as one looks for a paper one knows; then
those that have every word in what a list shows of them; then the others. Among each, by how far
the matched words are from the typed ones (see `Grade`), then by BM25F. Guesses come after all these.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from index.columns import Array
from index.evaluate import Evaluation
from index.grades import AllOf, AnyOf, Choice, Filter, Grade, Keys, OneOf, Place, Plan, Without
from index.leaf import Leaf, Mask, Numbers, Scores

STEP = 32
"""A penalty of one grade is outweighed by so many of the grade before."""
PENALTIES = np.array([0, 1, STEP, STEP**2, STEP**3, STEP**4], dtype=np.int64)
"""The penalty of each grade."""
FARTHER = STEP**6
"""The penalty of a document that has a word in the next place only."""

KeysToMask = Callable[[Leaf, frozenset[str]], Mask]


@dataclass(frozen=True, slots=True)
class Graded:
    """Of some documents: how far from the words typed, and the last `Place` one has to look at."""

    penalty: Numbers
    place: Array


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
    penalty, place = _neutral(len(documents))
    match plan:
        case AnyOf(_, choices):
            return _grade_word(choices, evaluation, documents)
        case AllOf(parts):
            for part in parts:
                if not isinstance(part, (Without, Filter, Keys)):
                    one = grade(part, evaluation, documents, keys)
                    penalty += one.penalty
                    np.maximum(place, one.place, out=place)
        case OneOf(parts):
            penalty[:] = np.iinfo(np.int64).max // 4
            place[:] = Place.BODY
            for part in parts:
                hit = matching(part, evaluation, keys)[documents]
                one = grade(part, evaluation, documents, keys)
                np.minimum(penalty, one.penalty, out=penalty, where=hit)
                np.minimum(place, one.place, out=place, where=hit)
    return Graded(penalty, place)


def _neutral(size: int) -> tuple[Numbers, Array]:
    return np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.uint8)


def _grade_word(choices: Sequence[Choice], evaluation: Evaluation, documents: Numbers) -> Graded:
    grades: dict[int, list[Mask]] = {}
    places: dict[int, list[Mask]] = {}
    first = _first_place(choices)
    for choice in choices:
        for place, query in choice.queries:
            mask = evaluation.match(query)
            grades.setdefault(choice.grade, []).append(mask)
            # Where a field was named, what is in it is as good as can be.
            places.setdefault(place - first, []).append(mask)
    size = evaluation.leaf.size
    return Graded(
        PENALTIES[_least(grades, Grade.GUESS, size)[documents]], _least(places, Place.BODY, size)[documents]
    )


def _least(masks: Mapping[int, Sequence[Mask]], worst: int, size: int) -> Array:
    """Of each document the least number with a mask that it is in, `worst` where there is none."""
    numbers = sorted(masks)
    least, reached = np.full(size, worst, dtype=np.uint8), np.zeros(size, dtype=bool)
    for number, following in pairwise((*numbers, worst)):
        for mask in masks[number]:
            reached |= mask
        least -= reached.view(np.uint8) * np.uint8(following - number)
    return least


def order(graded: Graded) -> Numbers:
    """The rank class of each document: smaller is better, equal is decided by score."""
    guessed = graded.penalty >= PENALTIES[Grade.GUESS]
    ranks: Numbers = graded.penalty + (graded.place + len(Place) * guessed) * FARTHER
    return ranks


def score(plan: Plan, evaluation: Evaluation, documents: Numbers, keys: KeysToMask) -> Scores:
    """BM25F of the documents, which ascend and all match the plan."""
    match plan:
        case AnyOf() | AllOf():
            words, others = _words(plan)
            queries = [query for word in words for choice in word.choices for _, query in choice.queries]
            scores = evaluation.total(queries, documents)
            for part in others:
                scores += score(part, evaluation, documents, keys)
            return scores
        case OneOf(parts):
            scores = np.zeros(len(documents))
            for part in parts:
                hit = matching(part, evaluation, keys)[documents]
                scores += np.where(hit, score(part, evaluation, documents, keys), 0.0)
            return scores
    return np.zeros(len(documents))


def _words(plan: Plan) -> tuple[list[AnyOf], list[Plan]]:
    """The words that must all match, and all else that must."""
    parts = plan.parts if isinstance(plan, AllOf) else (plan,)
    words: list[AnyOf] = []
    others: list[Plan] = []
    for part in parts:
        if isinstance(part, AnyOf):
            words.append(part)
        elif isinstance(part, AllOf):
            inner, more = _words(part)
            words += inner
            others += more
        else:
            others.append(part)
    return words, others
