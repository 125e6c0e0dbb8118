"""The term dictionary of a segment: one list of the words of all text fields, to find the words that a typed word may mean.

It is stored among the columns as a field that no query can name (`_words`). In place of postings it has the number of
documents with the word, in the field where that is greatest. Beside it are the number of the word in each field, a hash table
that finds a word without a binary search, and bits for the letters and pairs of letters of each word. These bits leave a few
dozen of tens of thousands of words to compare with a mistyped word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any
from zlib import crc32

import numpy as np

from papernotes.index.schema import WEIGHTS
from papernotes.index.storage import word_parts
from papernotes.index.storage.columns import (
    Array,
    ColumnFile,
    FieldArrays,
    FieldReader,
    distinct,
    smallest,
    starts_of,
)
from papernotes.index.storage.word_parts import part_columns, words_with

NAME = "_words"
FIELDS = {name: column for column, name in enumerate(WEIGHTS)}
"""The fields whose words are in the list, each with its column in the rows of `ranks`."""

_WIDTH = len(FIELDS)
_PAIRS, _RANKS, _BUCKETS, _ORDER = (f"{NAME}.{part}" for part in ("pairs", "ranks", "buckets", "order"))
_MAXIMUM_LENGTH_BYTES = 255
"""Longer words count as having this length."""
_BATCH_WORDS = 20_000
"""How many words have their letters compared at once."""
_MAXIMUM_REMEMBERED = 20_000
"""How many words have their numbers remembered once they were looked up."""
_ONE_EDIT, _ONE_WIDE_EDIT = 6, 14
"""How many bits for letters and pairs of letters an edit can change at most: in ASCII, and in other scripts."""


def letters(word: bytes) -> int:
    """64 bits for which letters a word has, and which it has twice. An edit changes at most two of them."""
    bits = 0
    for byte in word:
        one = 1 << (byte & 31)
        bits |= one << 32 if bits & one else one
    return bits


def pairs(word: bytes) -> int:
    """64 bits for which pairs of neighbouring letters a word has. A swap changes at most six of them."""
    bits = 0
    for first, second in pairwise(word):
        bits |= 1 << ((37 * first + 11 * second) & 63)
    return bits


def marks(words: Sequence[bytes]) -> tuple[Array, Array]:
    """The `letters` and `pairs` of many words."""
    found = [_marks(words[start : start + _BATCH_WORDS]) for start in range(0, len(words), _BATCH_WORDS)]
    if not found:
        return np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.uint64)
    return np.concatenate([one for one, _ in found]), np.concatenate([other for _, other in found])


def _marks(words: Sequence[bytes]) -> tuple[Array, Array]:
    lengths = np.fromiter(map(len, words), np.int64, len(words))
    text = np.frombuffer(b"".join(words), np.uint8)
    word = np.repeat(np.arange(len(words)), lengths)
    times = np.bincount(32 * word + (text & 31), minlength=32 * len(words)).reshape(-1, 32)
    once, twice = (np.packbits(times > number, axis=1, bitorder="little") for number in (0, 1))
    inside = np.flatnonzero(word[1:] == word[:-1])
    code = text.astype(np.int64)
    has = np.zeros((len(words), 64), dtype=bool)
    has[word[inside], (37 * code[inside] + 11 * code[inside + 1]) & 63] = True
    return (
        np.ascontiguousarray(np.hstack((once, twice))).view("<u8").ravel(),
        np.packbits(has, axis=1, bitorder="little").view("<u8").ravel(),
    )


def term_dictionary_columns(
    fields: Mapping[str, FieldArrays],
) -> tuple[dict[str, FieldArrays], dict[str, Array]]:
    """The list of the words of these fields, as a field to be written beside them, and the arrays that belong to it."""
    named = {name: fields[name] for name in FIELDS if name in fields}
    words = sorted(set().union(*(field.terms for field in named.values())))
    number_of = {word: number for number, word in enumerate(words)}
    counts = np.zeros(len(words), dtype=np.uint32)
    ranks = np.zeros((len(words) + 1, _WIDTH), dtype=np.int64)
    for name, field in named.items():
        here = np.fromiter(map(number_of.__getitem__, field.terms), np.int64, len(field.terms))
        counts[here] = np.maximum(counts[here], np.diff(field.starts.astype(np.int64)))
        ranks[here + 1, FIELDS[name]] = 1
    np.cumsum(ranks, axis=0, out=ranks)
    size = 1 << max(1, len(words) - 1).bit_length()
    bucket = np.fromiter(map(crc32, words), np.int64, len(words)) & (size - 1)
    nothing = np.zeros(len(words) + 1, dtype=np.uint8)
    with_letters, with_pairs = marks(words)
    columns = {NAME: FieldArrays(words, nothing, with_letters, counts), word_parts.NAME: part_columns(words)}
    return columns, {
        _PAIRS: with_pairs,
        _RANKS: smallest(ranks.ravel()),
        _BUCKETS: smallest(starts_of(np.bincount(bucket, minlength=size))),
        _ORDER: smallest(np.argsort(bucket, kind="stable")),
    }


class TermDictionary:
    """The words of one segment. They are numbered in their order; -1 means that there is no such word."""

    def __init__(self, file: ColumnFile) -> None:
        field: FieldReader = file.fields[NAME]
        self._field = field
        self._parts = file.fields[word_parts.NAME]
        self._letters, self._counts = field.docs, field.freqs
        self._pairs = file.extra[_PAIRS]
        self._table = file.extra[_RANKS].reshape(-1, _WIDTH)
        # For single numbers, memory views are faster than arrays.
        self._ranks, self._buckets, self._order = (
            file.extra[name].data for name in (_RANKS, _BUCKETS, _ORDER)
        )
        self._mask = len(self._buckets) - 2
        lengths: Array = np.diff(field.term_starts.astype(np.int64))
        self._lengths = np.minimum(lengths, _MAXIMUM_LENGTH_BYTES).astype(np.uint8)
        self._found: dict[bytes, int] = {}
        self._rows: dict[bytes, list[int] | None] = {}
        self._starts: dict[bytes, list[tuple[int, int]]] = {}
        self._in_field: dict[str, tuple[Array, Array, Array]] = {}

    def find(self, word: bytes) -> int:
        """The number of a word in the list, -1 if the segment does not have it."""
        known = self._found.get(word)
        if known is None:
            if len(self._found) >= _MAXIMUM_REMEMBERED:
                self._found.clear()
            known = self._found[word] = self._find(word)
        return known

    def _find(self, word: bytes) -> int:
        bucket, term = crc32(word) & self._mask, self._field.term
        for at in range(self._buckets[bucket], self._buckets[bucket + 1]):
            number: int = self._order[at]
            if term(number) == word:
                return number
        return -1

    def numbers(self, word: bytes) -> list[int] | None:
        """The number of a word in each of `FIELDS`, -1 for fields without it; None if no field has it."""
        known = self._rows.get(word)
        if known is None and word not in self._rows:
            if len(self._rows) >= _MAXIMUM_REMEMBERED:
                self._rows.clear()
            known = self._rows[word] = self._row(self.find(word))
        return known

    def _row(self, number: int) -> list[int] | None:
        if number < 0:
            return None
        first = number * _WIDTH
        ranks = self._ranks[first : first + 2 * _WIDTH].tolist()
        return [
            here if after > here else -1 for here, after in zip(ranks[:_WIDTH], ranks[_WIDTH:], strict=True)
        ]

    def number_in(self, field: str, word: bytes) -> int:
        """The number of a word in one of `FIELDS`, -1 if the field does not have it."""
        number = self.find(word)
        if number < 0:
            return -1
        at = number * _WIDTH + FIELDS[field]
        here: int = self._ranks[at]
        return here if self._ranks[at + _WIDTH] > here else -1

    def starting_in(self, start: bytes) -> list[tuple[int, int]]:
        """The numbers in each of `FIELDS` of the terms that begin with `start`, as `(first, after the last)`."""
        known = self._starts.get(start)
        if known is None:
            if len(self._starts) >= _MAXIMUM_REMEMBERED:
                self._starts.clear()
            first, last = self._field.starting(start)
            before = self._ranks[first * _WIDTH : (first + 1) * _WIDTH].tolist()
            after = self._ranks[last * _WIDTH : (last + 1) * _WIDTH].tolist()
            known = self._starts[start] = list(zip(before, after, strict=True))
        return known

    def frequency(self, word: str) -> int:
        """The number of documents with `word`, in the field where that is greatest; 0 if the segment does not have it."""
        number = self.find(word.encode())
        return 0 if number < 0 else int(self._counts[number])

    def starting(self, start: str, longest: int = _MAXIMUM_LENGTH_BYTES) -> list[str]:
        """The words that begin with `start` and are at most `longest` bytes long."""
        first, last = self._field.starting(start.encode())
        short = np.flatnonzero(self._lengths[first:last] <= longest) + first
        return self._field.neighbouring_words(short)

    def begins(self, start: str) -> bool:
        """Whether any word begins with `start`."""
        key = start.encode()
        first = self._field.at_least(key)
        return first < self._field.size and self._field.term(first).startswith(key)

    def with_parts(self, parts: Sequence[str], most: int, start: str, most_begun: int) -> list[str]:
        """The words that have one of `parts`, divided as `index.storage.word_parts` says, or one that begins with `start`, which
        may be empty.

        At most `most` for each part and `most_begun` for the beginning, the most frequent. The numbers of these words are
        remembered, as they are asked for next.
        """
        asked = [(words_with(self._parts, part, begun=False), most) for part in parts]
        if start:
            asked.append((words_with(self._parts, start, begun=True), most_begun))
        found = [self._most_frequent(numbers, most) for numbers, most in asked if len(numbers)]
        if not found:
            return []
        numbers = distinct(np.concatenate(found)).astype(np.intp)
        words = self._field.words(numbers)
        here, after = self._table[numbers], self._table[numbers + 1]
        rows = np.where(after > here, here.astype(np.int64), -1).tolist()
        if len(self._rows) >= _MAXIMUM_REMEMBERED:
            self._rows.clear()
        self._rows.update(zip((word.encode() for word in words), rows, strict=True))
        return words

    def _most_frequent(self, numbers: Array, most: int) -> Array:
        if len(numbers) <= most:
            return numbers
        return numbers[np.argpartition(self._counts[numbers], len(numbers) - most)[-most:]]

    def containing(self, field: str, part: str) -> list[str]:
        """The words of one of `FIELDS` that have `part` in them."""
        known = self._in_field.get(field)
        if known is None:
            ranks = self._table[:, FIELDS[field]]
            numbers = np.flatnonzero(ranks[1:] != ranks[:-1])
            known = self._in_field[field] = numbers, self._letters[numbers], self._pairs[numbers]
        numbers, with_letters, with_pairs = known
        mine, my_pairs = np.uint64(letters(part.encode())), np.uint64(pairs(part.encode()))
        like = np.flatnonzero((with_letters & mine == mine) & (with_pairs & my_pairs == my_pairs))
        return [word for word in self._field.words(numbers[like]) if part in word]

    @cached_property
    def _by_length(self) -> tuple[Array, Array, Array]:
        """The numbers of all words from the shortest to the longest, the letters of each, and where words
        of each length begin."""
        order = np.argsort(self._lengths, kind="stable")
        ends = np.cumsum(np.bincount(self._lengths, minlength=_MAXIMUM_LENGTH_BYTES + 1))
        return smallest(order), self._letters[order], np.append(0, ends)

    def near(self, word: str, edits: int) -> list[str]:
        """The words within this number of edits of `word`; a swap of neighbouring letters is one edit."""
        from rapidfuzz.distance import OSA  # not loaded for a word that is found as typed

        candidates = self._candidates(word, edits, begun=False)
        return [other for other in candidates if OSA.distance(word, other, score_cutoff=edits) <= edits]

    def near_start(self, word: str, edits: int) -> list[str]:
        """The words that begin with something within this number of edits of `word`."""
        from rapidfuzz.distance import OSA

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
        """The words that can be near, judged by their lengths and letters alone; with `begun`, by those of their beginnings."""
        # A letter outside ASCII has up to three bytes, so changing it is up to three edits of bytes.
        key, each, most = word.encode(), 1, _ONE_EDIT * edits
        if not word.isascii():
            each, most = 3, _ONE_WIDE_EDIT * edits
        order, letters_of, begin = self._by_length
        size = min(len(key), _MAXIMUM_LENGTH_BYTES)
        shortest = max(0, size - each * edits)
        longest = _MAXIMUM_LENGTH_BYTES if begun else min(_MAXIMUM_LENGTH_BYTES, size + each * edits)
        first, after = begin[shortest], begin[longest + 1]
        mine, my_pairs = np.uint64(letters(key)), np.uint64(pairs(key))
        if begun:
            apart: Any = np.bitwise_count(mine & ~letters_of[first:after])
            like = np.flatnonzero(apart <= each * edits)
            found = order[first + like]
            apart = apart[like] + np.bitwise_count(my_pairs & ~self._pairs[found])
            most //= 2
        else:
            apart = np.bitwise_count(mine ^ letters_of[first:after])
            like = np.flatnonzero(apart <= 2 * each * edits)
            found = order[first + like]
            apart = apart[like] + np.bitwise_count(my_pairs ^ self._pairs[found])
        return self._field.words(np.sort(found[apart <= most]))
