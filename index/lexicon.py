"""All words of a segment in one list, whatever field they are in, for finding what a word stands for.

It is kept among the columns as a field without a reader's name (`_words`), with the number of
documents that have the word (in the field where that is most) in place of postings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from rapidfuzz.distance import OSA

from index.columns import Array, ColumnFile, FieldArrays, FieldView, signature, signatures
from index.schema import WEIGHTS

NAME = "_words"


def lexicon_columns(fields: Mapping[str, FieldArrays]) -> dict[str, FieldArrays]:
    """The list of the words of these fields, to be written beside them."""
    named = [fields[name] for name in WEIGHTS if name in fields]
    words = sorted(set().union(*(field.terms for field in named)))
    number = {word: place for place, word in enumerate(words)}
    counts = np.zeros(len(words), dtype=np.uint32)
    for field in named:
        here = np.fromiter(map(number.__getitem__, field.terms), np.int64, len(field.terms))
        counts[here] = np.maximum(counts[here], np.diff(field.starts.astype(np.int64)))
    nothing = np.zeros(len(words) + 1, dtype=np.uint8)
    return {NAME: FieldArrays(words, nothing, signatures(words), counts)}


class Lexicon:
    """The words of one segment."""

    def __init__(self, file: ColumnFile) -> None:
        field: FieldView | None = file.fields.get(NAME)
        self._field = field
        if field is not None:
            self._signatures, self._counts = field.docs, field.freqs
            self._lengths: Array = np.diff(field.term_starts.astype(np.int64))

    def frequency(self, word: str) -> int:
        """In how many documents `word` is, 0 if the segment does not have it."""
        number = -1 if self._field is None else self._field.find(word.encode())
        return 0 if number < 0 else int(self._counts[number])

    def starting(self, start: str, longest: int = 0) -> list[str]:
        """The words that begin so, not longer than `longest` bytes if that is given."""
        if self._field is None:
            return []
        first, last = self._field.starting(start.encode())
        if not longest:
            return [word.decode() for word in self._field.some_terms(first, last)]
        short = np.flatnonzero(self._lengths[first:last] <= longest) + first
        return self._field.words(short)

    def begins(self, start: str) -> bool:
        """Whether any word begins so."""
        if self._field is None:
            return False
        key = start.encode()
        first = self._field.at_least(key)
        return first < self._field.size and self._field.term(first).startswith(key)

    def near(self, word: str, edits: int) -> list[str]:
        """The words within so many edits of `word`, a swap of neighbours being one."""
        candidates = self._candidates(word, edits, begun=False)
        return [other for other in candidates if OSA.distance(word, other, score_cutoff=edits) <= edits]

    def near_start(self, word: str, edits: int) -> list[str]:
        """The words that begin with something within so many edits of `word`."""
        size = len(word)
        return [
            other
            for other in self._candidates(word, edits, begun=True)
            if any(
                OSA.distance(word, other[:length], score_cutoff=edits) <= edits
                for length in range(size - edits, size + edits + 1)
            )
        ]

    def _candidates(self, word: str, edits: int, begun: bool) -> Sequence[str]:
        """Words that may be near by their lengths and letters alone."""
        if self._field is None:
            return []
        # A letter beyond ASCII is up to three bytes, so one edit of it up to three of theirs.
        size, each = len(word.encode()), 1 if word.isascii() else 3
        mine = np.uint32(signature(word.encode()))
        enough = self._lengths >= size - each * edits
        if begun:
            apart: Any = np.bitwise_count(mine & ~self._signatures) <= each * edits
        else:
            apart = np.bitwise_count(mine ^ self._signatures) <= 2 * each * edits
            enough &= self._lengths <= size + each * edits
        return self._field.words(np.flatnonzero(enough & apart))
