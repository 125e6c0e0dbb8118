"""Which documents a plan matches, and their order.

First the documents in whose titles every word is found, as one looks for a paper one knows; then
the others. Among each, by how far the matched words are from the typed ones (see `Grade`), then
by BM25F. Guesses come after all these.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from index.evaluate import Evaluation
from index.grades import AllOf, AnyOf, Choice, Filter, Grade, Keys, OneOf, Plan, Without
from index.leaf import Leaf, Mask, Numbers, Scores

STEP = 32
"""A penalty of one grade is outweighed by so many of the grade before."""
PENALTIES = np.array([0, 1, STEP, STEP**2, STEP**3, STEP**4], dtype=np.int64)
"""The penalty of each grade."""
NO_TITLE = np.int64(STEP**6)
"""The penalty of a document whose title lacks a word."""

KeysToMask = Callable[[Leaf, frozenset[str]], Mask]


@dataclass(frozen=True, slots=True)
class Graded:
    """Of some documents: how far from the words typed, whether the title has all of them, BM25F."""

    penalty: Numbers
    in_title: Mask
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
        titles = np.zeros(evaluation.leaf.size, dtype=bool)
        elsewhere = not any(choice.title is not None for choice in word.choices)
        for choice in word.choices:
            query = choice.rest if elsewhere else choice.title
            if query is not None:
                titles |= evaluation.match(query)
        found &= titles
        if not found.any():
            break
    return found


def _either(choice: Choice, evaluation: Evaluation) -> Mask:
    found = np.zeros(evaluation.leaf.size, dtype=bool)
    for query in (choice.title, choice.rest):
        if query is not None:
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
            penalty, in_title, score = _neutral(size)
            for one in graded:
                penalty, in_title, score = penalty + one.penalty, in_title & one.in_title, score + one.score
            return Graded(penalty, in_title, score)
        case OneOf(parts):
            penalty = np.full(size, np.iinfo(np.int64).max // 4)
            in_title, score = np.zeros(size, dtype=bool), np.zeros(size)
            for part in parts:
                hit = matching(part, evaluation, keys)[documents]
                one = grade(part, evaluation, documents, keys)
                penalty = np.where(hit, np.minimum(penalty, one.penalty), penalty)
                in_title |= hit & one.in_title
                score += np.where(hit, one.score, 0.0)
            return Graded(penalty, in_title, score)
        case _:
            return Graded(*_neutral(size))


def _neutral(size: int) -> tuple[Numbers, Mask, Scores]:
    return np.zeros(size, dtype=np.int64), np.ones(size, dtype=bool), np.zeros(size)


def _grade_word(choices: Sequence[Choice], evaluation: Evaluation, documents: Numbers) -> Graded:
    size = len(documents)
    penalty = np.full(size, PENALTIES[Grade.GUESS])
    in_title, score = np.zeros(size, dtype=bool), np.zeros(size)
    if not any(choice.title is not None for choice in choices):
        in_title[:] = True
    for choice in sorted(choices, key=lambda choice: -choice.grade):
        hit = np.zeros(size, dtype=bool)
        for query in (choice.title, choice.rest):
            if query is None:
                continue
            here = evaluation.match(query)[documents]
            hit |= here
            score += evaluation.score(query, documents)
            if query is choice.title:
                in_title |= here
        penalty[hit] = PENALTIES[choice.grade]
    return Graded(penalty, in_title, score)


def order(graded: Graded) -> Numbers:
    """The rank class of each document: smaller is better, equal is decided by score."""
    guessed = graded.penalty >= PENALTIES[Grade.GUESS]
    place: Numbers = np.where(graded.in_title, 0, 1) + np.where(guessed, 2, 0)
    ranks: Numbers = graded.penalty + place.astype(np.int64) * NO_TITLE
    return ranks
