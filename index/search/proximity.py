"""How closely a title follows the words of a query: in their order, side by side, and with few others.

Many titles have the words `large`, `language` and `model`; the one that was meant has them as they were typed. This only
orders documents of equal rank that have all words in the title.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from papernotes.index import tokenizer
from papernotes.index.query.plan import AllOf, AnyOf, Plan

# The most that a title can gain, as a multiple of its score. The values were tuned by hand on known-item search with words, starts and
# mistakes taken from titles (`tests/bench/quality.py`, mean reciprocal rank over all kinds of queries); they matter by
# their order of magnitude, not to the digit.
ADJACENT_GAIN = 2.0
"""When the words stand side by side in the order in which they were typed."""
COVERAGE_GAIN = 2.0
"""When it has no other words."""
ORDER_GAIN = 2.0
"""When it has all words in the order in which they were typed."""
HEAD_GAIN = 1.0
"""When it begins with the words, as titles do with the name of a method."""

SCORE_EXPONENT = 0.6
"""How the text has the words counts less than how the title has them: BM25F's score is raised to this power. Tuned in the same way."""
RERANKED_HITS = 50
"""Only the best documents are ordered again: a title's words are compared one by one, in Python."""
REVERSED_SHARE = 0.25
"""What words in the opposite order gain, as a share of what they would gain in their own."""


class QueryWord(NamedTuple):
    """A word of the query: the words that stand for it, and the letters that a word of the title may begin with."""

    words: frozenset[str]
    start: str

    def positions(self, title: Sequence[str]) -> list[int]:
        """The positions at which the words of a title match it."""
        words, start = self.words, self.start
        if start.isascii():
            return [
                position for position, word in enumerate(title) if word.startswith(start) or word in words
            ]
        return [position for position, word in enumerate(title) if start in word or word in words]


def typed_words(plan: Plan) -> list[QueryWord]:
    """The words that a title should have, in the order in which they were typed."""
    match plan:
        case AnyOf(word, _, expanded):
            found = []
            for raw in tokenizer.raw_tokens(word):
                if tokenizer.is_cjk(raw):
                    found.append(QueryWord(frozenset(), raw))
                    continue
                others = frozenset(other for _, other in expanded)
                terms, width = tokenizer.expand(raw)
                found.extend(QueryWord(others | {term}, term) for term, _ in terms[:width])
            return found
        case AllOf(parts):
            return [word for part in parts for word in typed_words(part)]
    return []


def proximities(typed: Sequence[QueryWord], titles: Sequence[str]) -> list[float]:
    """The factors by which the scores of titles grow, from 1 on; their words are given with blanks between."""
    if len(typed) > 1:
        return [_proximity(typed, title) for title in titles]
    words, start = typed[0].words, typed[0].start
    needle = f" {start}" if start.isascii() else start
    return [
        1.0 + COVERAGE_GAIN / (title.count(" ") + 1) + HEAD_GAIN * (title.partition(" ")[0] in words)
        if needle in f" {title}" or not words.isdisjoint(title.split())
        else 1.0
        for title in titles
    ]


def _proximity(typed: Sequence[QueryWord], title: str) -> float:
    words = title.split()
    positions = [one.positions(words) for one in typed]
    covered = (len(positions) - positions.count([])) / len(words) if words else 0.0
    near = 0.0
    for before, after in pairwise(positions):
        if len(before) == len(after) == 1:
            near += _near(after[0] - before[0])
        elif before and after:
            near += max([_near(b - a) for a in before for b in after])
    factor = 1.0 + COVERAGE_GAIN * min(1.0, covered) + ADJACENT_GAIN * near / (len(typed) - 1)
    begins = 0 in positions[0] and all(position in options for position, options in enumerate(positions))
    return factor + ORDER_GAIN * _in_order(positions) + HEAD_GAIN * begins


def _in_order(positions: Sequence[Sequence[int]]) -> bool:
    """Whether one of each word's positions, which ascend, can be chosen so that these ascend, too."""
    last = -1
    for options in positions:
        for position in options:
            if position > last:
                last = position
                break
        else:
            return False
    return True


def _near(distance: int) -> float:
    if distance > 0:
        return 1.0 / distance
    return REVERSED_SHARE / -distance if distance else 0.0
