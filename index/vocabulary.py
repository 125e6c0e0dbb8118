"""Which words of the index a typed word stands for: its stems, its typing mistakes, other spellings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import Stemmer

from index import analysis
from index.leaf import Leaf
from index.schema import WEIGHTS

_stemmer = Stemmer.Stemmer("english", 20_000)
SHORTEST_WITH_EDITS = 4
SHORTEST_WITH_TWO_EDITS = 8
LONGEST_ENDING = 7
"""The longest ending that a stem takes, in letters (`-iveness`)."""


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The English stem of a folded word (Snowball's Porter2); words with digits are their own."""
    return str(_stemmer.stemWord(word)) if len(word) > 2 and word.isascii() and word.isalpha() else word


def start_of_stem(root: str) -> str:
    """What all words of this stem begin with: Snowball changes only the ends of words."""
    return root[:-1] if len(root) > 3 else root


def edits_allowed(word: str) -> int:
    """How many typing mistakes a word of this length may have."""
    if len(word) < SHORTEST_WITH_EDITS or analysis.CJK_RUN.search(word) or word.replace(".", "").isdigit():
        return 0
    return 1 if len(word) < SHORTEST_WITH_TWO_EDITS else 2


class Vocabulary:
    """The words of all segments of an index."""

    def __init__(self, leaves: Sequence[Leaf]) -> None:
        self._leaves = leaves
        self._lexicons = [leaf.lexicon for leaf in leaves if leaf.lexicon is not None]
        self._stems: dict[str, list[str]] = {}

    def has(self, fields: Sequence[str], word: str) -> bool:
        """Whether any of the fields has `word`."""
        if len(fields) == len(WEIGHTS):
            return self.frequency(word) > 0
        return any(
            columns is not None and columns.find(word.encode()) >= 0
            for leaf in self._leaves
            for columns in map(leaf.field, fields)
        )

    def begins(self, fields: Sequence[str], start: str) -> bool:
        """Whether any of the fields has a word that begins so."""
        if len(fields) == len(WEIGHTS):
            return any(lexicon.begins(start) for lexicon in self._lexicons)
        for leaf in self._leaves:
            for columns in map(leaf.field, fields):
                if columns is not None:
                    first, last = columns.starting(start.encode())
                    if first < last:
                        return True
        return False

    def frequency(self, word: str) -> int:
        """In how many documents `word` is, in the field where that is most."""
        found = 0
        for lexicon in self._lexicons:
            found += lexicon.frequency(word)
        return found

    def stems(self, word: str) -> list[str]:
        """Other words with the stem of `word`."""
        known = self._stems.get(word)
        if known is None:
            known = self._stems[word] = self._find_stems(word)
        return known

    def _find_stems(self, word: str) -> list[str]:
        root = stem(word)
        if len(root) < 3 or not (word.isascii() and word.isalpha()):
            return []
        found: set[str] = set()
        for lexicon in self._lexicons:
            words = lexicon.starting(start_of_stem(root), len(root) + LONGEST_ENDING)
            stems = _stemmer.stemWords(words)
            found.update(
                other
                for other, its_root in zip(words, stems, strict=True)
                if its_root == root and other.isascii() and other.isalpha()
            )
        found.discard(word)
        return sorted(found)

    def near(self, word: str, edits: int) -> list[str]:
        """The words within so many edits of `word`, a swap of neighbours being one."""
        return self._together([lexicon.near(word, edits) for lexicon in self._lexicons])

    def near_start(self, word: str, edits: int) -> list[str]:
        """The words that begin with something within so many edits of `word`."""
        return self._together([lexicon.near_start(word, edits) for lexicon in self._lexicons])

    def containing(self, field: str, part: str) -> list[str]:
        """The words of a field, of those that plain words are looked for in, that have `part` in them."""
        return self._together([lexicon.containing(field, part) for lexicon in self._lexicons])

    def _together(self, found: Sequence[Sequence[str]]) -> list[str]:
        return list(found[0]) if len(found) == 1 else sorted(set().union(*found))
