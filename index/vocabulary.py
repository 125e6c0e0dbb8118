"""Which words of the index a typed word stands for: its stems, its typing mistakes, other spellings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Protocol

import Stemmer
from rapidfuzz.distance import OSA

from index import analysis

_stemmer = Stemmer.Stemmer("english", 20_000)
SHORTEST_WITH_EDITS = 4
SHORTEST_WITH_TWO_EDITS = 8


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The English stem of a folded word (Snowball's Porter2); words with digits are their own."""
    return str(_stemmer.stemWord(word)) if word.isalpha() and word.isascii() and len(word) > 2 else word


def edits_allowed(word: str) -> int:
    """How many typing mistakes a word of this length may have."""
    if len(word) < SHORTEST_WITH_EDITS or analysis.HAS_CJK.search(word) or word.isdigit():
        return 0
    return 1 if len(word) < SHORTEST_WITH_TWO_EDITS else 2


class Terms(Protocol):
    """The terms of some fields of an index."""

    def has(self, field: str, word: str) -> bool:
        """Whether `word` is a term of `field`."""

    def frequency(self, field: str, word: str) -> int:
        """In how many documents."""

    def starting(self, field: str, start: str) -> Sequence[str]:
        """The terms of `field` that begin so, sorted."""

    def near(self, field: str, word: str, edits: int) -> Sequence[str]:
        """The terms of `field` within so many edits (a swap of neighbours is one), in any order."""


class ReaderTerms:
    """The terms of a Whoosh reader, by Whoosh's own means."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self._lexicons: dict[str, list[str]] = {}

    def has(self, field: str, word: str) -> bool:
        return (field, word) in self._reader

    def frequency(self, field: str, word: str) -> int:
        return int(self._reader.doc_frequency(field, word))

    def starting(self, field: str, start: str) -> Sequence[str]:
        return [term.decode() for term in self._reader.expand_prefix(field, start)]

    def near(self, field: str, word: str, edits: int) -> Sequence[str]:
        if field not in self._lexicons:
            self._lexicons[field] = [term.decode() for term in self._reader.lexicon(field)]
        return [
            term
            for term in self._lexicons[field]
            if abs(len(term) - len(word)) <= edits and OSA.distance(word, term, score_cutoff=edits) <= edits
        ]


def stem_class(terms: Terms, fields: Iterable[str], word: str) -> list[str]:
    """Other words of the fields with the stem of `word`.

    Snowball changes only the ends of words, so words of one stem share all but its last letters.
    """
    root = stem(word)
    if len(root) < 3 or not word.isascii():
        return []
    start = root[:-1] if len(root) > 3 else root
    found: set[str] = set()
    for field in fields:
        found.update(term for term in terms.starting(field, start) if stem(term) == root)
    found.discard(word)
    return sorted(found)
