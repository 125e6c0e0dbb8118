"""Which documents come closest to a description when few, or none, have all of its words: a weighted OR with a minimum match.

The score is BM25F as Robertson and Zaragoza have it (*The Probabilistic Relevance Framework: BM25 and Beyond*, 2009, 3.6):
the matches of a word in all fields are added up, weighted, before they are saturated. A word and its other forms count as one.

Cost: the postings of all words once, and some arrays of a segment's size.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from papernotes.index.query.bm25 import B, Statistics
from papernotes.index.query.content import ContentPiece, ContentWord
from papernotes.index.schema import LENGTH_NORM
from papernotes.index.storage.columns import Array
from papernotes.index.storage.postings import LENGTHS
from papernotes.index.storage.segment import Mask, Numbers, Scores, Segment
from papernotes.index.tokenizer import is_cjk

WEIGHTS = {"title": 3.0, "keywords": 2.0, "summary": 2.0, "about": 1.0, "body": 1.0}
K1 = 3.0
CHARACTER_COUNT = 0.6
"""What a single character of a CJK run counts, as a share of a pair. Tuned, as WEIGHTS and K1 are, by `tests/bench/descriptions.py`."""
MINIMUM_CLOSENESS = 0.4
"""The least score of a document, as a share of that of the closest."""
MAXIMUM_HITS = 100
"""Nobody reads further down a list of weak matches."""


class WeakMatches(NamedTuple):
    """The documents that come closest, best first, by their numbers in the whole index, with their scores; and for each the words
    that it lacks. `total` is how many there are."""

    total: int
    numbers: Numbers
    scores: Scores
    lacking: list[tuple[str, ...]]


class _Postings(NamedTuple):
    """The documents of a segment that have a word, ascending, and how often, weighted by field."""

    docs: Array
    counts: Array


def weak_matches(
    pieces: Sequence[ContentPiece],
    within: Sequence[tuple[Segment, Mask]],
    statistics: Statistics,
    limit: int | None,
) -> WeakMatches:
    """The documents of each segment's mask that come closest; `limit` of them at most (None for as many as are worth it)."""
    words = list(dict.fromkeys(word for piece in pieces for word in piece.words))
    found = [[_postings(segment, word, statistics) for word in words] for segment, _ in within]
    boosts = _boosts(
        [sum(len(each[place].docs) for each in found) for place in range(len(words))], statistics
    )
    boosts *= [CHARACTER_COUNT if word.is_character else 1.0 for word in words]
    scores = []
    for (segment, mask), postings in zip(within, found, strict=True):
        score = np.zeros(segment.size)
        has_word = np.zeros(segment.size, dtype=bool)
        for word, boost, (docs, counts) in zip(words, boosts.tolist(), postings, strict=True):
            score[docs] += boost * counts / (counts + K1)
            if not word.is_character:
                has_word[docs] = True
        scores.append(np.where(mask & has_word, score, 0.0))
    bases = np.cumsum([0, *(segment.size for segment, _ in within)])
    closeness = np.concatenate(scores)
    most = closeness.max(initial=0.0)
    numbers = (
        np.flatnonzero(closeness >= MINIMUM_CLOSENESS * most) if most > 0 else np.zeros(0, dtype=np.int64)
    )
    closeness = closeness[numbers]
    last = MAXIMUM_HITS if limit is None else min(limit, MAXIMUM_HITS)
    order = np.argsort(-closeness, kind="stable")[:last]
    chosen = numbers[order]
    lacking = _lacking(pieces, words, found, bases, chosen)
    return WeakMatches(min(len(numbers), MAXIMUM_HITS), chosen, closeness[order], lacking)


def _boosts(frequencies: Sequence[int], statistics: Statistics) -> Array:
    """The weight of words, given how many documents have each; zero for those that none has.

    It is the square root of the inverse document frequency: when others describe a thing, they often use its frequent words.
    """
    counts = np.array(frequencies, dtype=np.float64)
    boosts: Array = np.sqrt(np.log1p((statistics.documents() - counts + 0.5) / (counts + 0.5)))
    boosts[counts == 0] = 0.0
    return boosts


def _postings(segment: Segment, word: ContentWord, statistics: Statistics) -> _Postings:
    """The documents of a segment that have a word or what stands for it."""
    docs: list[Array] = []
    counts: list[Array] = []
    for name, weight in WEIGHTS.items():
        field = segment.field(name)
        if field is None:
            continue
        found = [(segment.find(name, term.encode()), count) for term, count in word.terms]
        ranges = [(number, number + 1, count) for number, count in found if number >= 0]
        if word.start:
            ranges.append((*segment.starting(name, word.start.encode()), 1.0))
        table = _length_factors(name, statistics)
        for first, last, count in ranges:
            here = field.postings(first, last)
            some = field.docs[here]
            factors = table[1] if field.lengths is None else table.take(field.lengths.take(some))
            docs.append(some)
            counts.append(field.freqs[here] * factors * (weight * count))
    if not docs:
        return _Postings(np.zeros(0, dtype=np.int64), np.zeros(0))
    sums = np.bincount(np.concatenate(docs).astype(np.intp), np.concatenate(counts), segment.size)
    sums[~segment.live] = 0.0
    having = np.flatnonzero(sums)
    return _Postings(having, sums[having])


def _length_factors(field: str, statistics: Statistics) -> Array:
    """What a match counts in a field of each length, as the index notes lengths."""
    b = LENGTH_NORM.get(field, B)
    factors: Array = 1.0 / ((1 - b) + b * LENGTHS / (statistics.average_length(field) or 1.0))
    return factors


def _lacking(
    pieces: Sequence[ContentPiece],
    words: Sequence[ContentWord],
    found: Sequence[Sequence[_Postings]],
    bases: Numbers,
    chosen: Numbers,
) -> list[tuple[str, ...]]:
    """For each of the documents chosen the words, and parts of CJK runs, that it lacks."""
    has: dict[ContentWord, Mask] = {word: np.zeros(len(chosen), dtype=bool) for word in words}
    for base, postings in zip(bases.tolist(), found, strict=False):
        for word, (docs, _) in zip(words, postings, strict=True):
            if len(docs):
                nearest = np.minimum(docs.searchsorted(chosen - base), len(docs) - 1)
                has[word] |= docs[nearest] == chosen - base
    return [
        tuple(
            text
            for piece in pieces
            for text in lacking_of(piece, [bool(has[word][place]) for word in piece.words])
        )
        for place in range(len(chosen))
    ]


def lacking_of(piece: ContentPiece, has: Sequence[bool]) -> list[str]:
    """What of a piece is lacking if the document `has` some of its words: a whole word, or the parts of a CJK run that no pair covers."""
    pairs = [there for word, there in zip(piece.words, has, strict=True) if not word.is_character]
    if not any(pairs):
        return [piece.text]
    if not is_cjk(piece.text):
        return []
    covered = [False] * len(piece.text)
    for place, there in enumerate(pairs):
        if there:
            covered[place : place + 2] = [True, True]
    lacked = "".join(
        " " if there else character for character, there in zip(piece.text, covered, strict=True)
    )
    return [part for part in lacked.split() if len(part) > 1]
