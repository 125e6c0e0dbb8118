"""The parts of words: a table from `example` and `256` to `TestExample` and `SHA256`.

It is made of the words of the term dictionary alone, when that is written: a word takes some bytes in it, however often texts have
the word. A word that capitals divide is in it as its division (`index.tokenizer`), others are divided between letters and
digits. The table is kept among the columns as a field that no query can name. Its terms are the parts; in place of documents each
has the numbers of the words that have it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from papernotes.index import tokenizer
from papernotes.index.storage.columns import (
    Array,
    FieldArrays,
    FieldReader,
    distinct,
    smallest,
    starts_of,
)

NAME = "_parts"
_LETTERS_AND_DIGITS = re.compile(rb"[0-9.]*+[^0-9.].*[0-9]|[0-9]+[^0-9.]", re.DOTALL)


def divided(words: Sequence[bytes]) -> Iterator[tuple[int, list[str]]]:
    """The words that have parts, by number, each with its parts."""
    divisions = {word.replace(b" ", b"") for word in words if b" " in word}
    for number, word in enumerate(words):
        if b" " in word:
            yield number, word.decode().split(" ")
        elif not word.isalpha() and _LETTERS_AND_DIGITS.match(word) and word not in divisions:
            yield number, tokenizer.cut_at(word.decode(), ())


def part_columns(words: Sequence[bytes]) -> FieldArrays:
    """The table of the parts of these words, which are sorted."""
    found: dict[bytes, set[int]] = {}
    for number, parts in divided(words):
        if 1 < len(parts) <= tokenizer.MAXIMUM_PARTS:
            for _, _, part in tokenizer.joined_parts(parts):
                found.setdefault(part.encode(), set()).add(number)
    terms = sorted(found)
    counts = np.fromiter((len(found[term]) for term in terms), np.int64, len(terms))
    numbers = np.fromiter(
        (number for term in terms for number in sorted(found[term])), np.int64, counts.sum()
    )
    return FieldArrays(terms, starts_of(counts), smallest(numbers), np.zeros(0, np.uint8))


def words_with(parts: FieldReader, part: str, begun: bool) -> Array:
    """The numbers, ascending, of the words that have `part`, or if it is `begun` a part with this beginning."""
    if begun:
        first, last = parts.starting(part.encode())
    else:
        first = parts.find(part.encode())
        last = first + (first >= 0)
    found: Array = parts.docs[parts.postings(first, last)] if last > first else parts.docs[:0]
    return distinct(found) if last - first > 1 else found
