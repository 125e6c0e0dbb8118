"""The words of an index, and which of them a typed word may stand for: by stem, typing mistake or beginning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import Stemmer

from papernotes.index import tokenizer
from papernotes.index.query.bm25 import LiveStatistics
from papernotes.index.schema import WEIGHTS
from papernotes.index.storage.segment import Segment

_stemmer = Stemmer.Stemmer("english", 20_000)
MINIMUM_LETTERS_FOR_AN_EDIT = 4
MINIMUM_LETTERS_FOR_TWO_EDITS = 8
"""Elasticsearch's `fuzziness: AUTO` begins at 3 and 6 letters. Short words are near too many others, so these are longer; the kind
`typo` of `tests/bench/quality.py` shows the effect."""
_MAXIMUM_FREQUENCIES = 20_000
"""How many words have their frequencies remembered."""
_MAXIMUM_REMEMBERED = 1000
"""How many other answers are remembered."""
MAXIMUM_WITH_PART = 500
MAXIMUM_BEGUN_PARTS = 20
"""The limits of the words that are looked up because they contain a part: a typed word, or a word that begins with it. They
bound the time of a search as you type."""
MAXIMUM_ENDING_LETTERS = 7
"""The longest ending that a stem takes, in letters (`-iveness`)."""


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The English stem of a folded word (Snowball's Porter2); words with digits are their own."""
    return str(_stemmer.stemWord(word)) if len(word) > 2 and word.isascii() and word.isalpha() else word


def start_of_stem(root: str) -> str:
    """The letters that all words of this stem begin with: Snowball only changes the ends of words."""
    return root[:-1] if len(root) > 3 else root


def edits_allowed(word: str) -> int:
    """How many typing mistakes a word of this length may have."""
    if (
        len(word) < MINIMUM_LETTERS_FOR_AN_EDIT
        or tokenizer.CJK_RUN.search(word)
        or word.replace(".", "").isdigit()
    ):
        return 0
    return 1 if len(word) < MINIMUM_LETTERS_FOR_TWO_EDITS else 2


class Vocabulary:
    """The words that an index's documents have, over all its segments.

    A segment keeps the words of its deleted documents. They do not count here: an index that was changed must answer as
    one rebuilt.
    """

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self._dictionaries = [
            segment.term_dictionary for segment in segments if segment.term_dictionary is not None
        ]
        self._gone = [
            int((~segment.live).sum()) for segment in segments if segment.term_dictionary is not None
        ]
        self._deleted = any(not segment.live.all() for segment in segments)
        self._only = (
            self._dictionaries[0]
            if len(segments) == len(self._dictionaries) == 1 and not self._deleted
            else None
        )
        self._statistics = LiveStatistics(segments, {})
        self._frequencies: dict[str, int] = {}
        self._known: dict[object, Any] = {}

    def has(self, fields: Sequence[str], word: str) -> bool:
        """Whether any of the fields has `word`."""
        if len(fields) == len(WEIGHTS):
            return self.lives(word)
        if self._deleted:
            return any(self._statistics.frequency(field, word.encode()) for field in fields)
        return any(
            columns is not None and columns.find(word.encode()) >= 0
            for segment in self._segments
            for columns in map(segment.field, fields)
        )

    def begins(self, fields: Sequence[str], start: str) -> bool:
        """Whether any of the fields has a word with this beginning."""
        if len(fields) == len(WEIGHTS) and not self._deleted:
            return any(term_dictionary.begins(start) for term_dictionary in self._dictionaries)
        return any(segment.begins(fields, start.encode()) for segment in self._segments)

    def lives(self, word: str) -> bool:
        """Whether a document that is not deleted has `word`."""
        for term_dictionary, gone in zip(self._dictionaries, self._gone, strict=True):
            if term_dictionary.frequency(word) > gone:
                return True
        return self._deleted and self.frequency(word) > 0

    def frequency(self, word: str) -> int:
        """The number of documents with `word` in the field where it is most frequent."""
        if self._only is not None:
            return self._only.frequency(word)
        known = self._frequencies.get(word)
        if known is None and not any(
            term_dictionary.frequency(word) for term_dictionary in self._dictionaries
        ):
            return 0
        if known is None:
            if len(self._frequencies) >= _MAXIMUM_FREQUENCIES:
                self._frequencies.clear()
            term = word.encode()
            known = max(self._statistics.frequency(field, term) for field in WEIGHTS)
            self._frequencies[word] = known
        return known

    def remembered(self, asked: object, find: Callable[[], Any]) -> Any:
        """The result of `find` when it was last called for an equal `asked`. While a reader types, only the last word changes."""
        known = self._known.get(asked)
        if known is None:
            if len(self._known) >= _MAXIMUM_REMEMBERED:
                self._known.clear()
            known = self._known[asked] = find()
        return known

    def stems(self, word: str) -> list[str]:
        """Other words with the stem of `word`."""
        found: list[str] = self.remembered(("stems", word), lambda: self._find_stems(word))
        return found

    def _find_stems(self, word: str) -> list[str]:
        root = stem(word)
        if len(root) < 3 or not (word.isascii() and word.isalpha()):
            return []
        found: set[str] = set()
        for term_dictionary in self._dictionaries:
            words = term_dictionary.starting(start_of_stem(root), len(root) + MAXIMUM_ENDING_LETTERS)
            stems = _stemmer.stemWords(words)
            found.update(
                other
                for other, its_root in zip(words, stems, strict=True)
                if its_root == root and other.isascii() and other.isalpha()
            )
        found.discard(word)
        return sorted(filter(self.lives, found) if self._deleted else found)

    def near(self, word: str, edits: int) -> list[str]:
        """The words within this number of edits of `word`; a swap of neighbouring letters is one edit."""
        found: list[str] = self.remembered(
            ("near", word, edits),
            lambda: self._together(
                [term_dictionary.near(word, edits) for term_dictionary in self._dictionaries]
            ),
        )
        return found

    def near_start(self, word: str, edits: int) -> list[str]:
        """The words that begin with something within this number of edits of `word`."""
        return self._together(
            [term_dictionary.near_start(word, edits) for term_dictionary in self._dictionaries]
        )

    def containing(self, field: str, part: str) -> list[str]:
        """The words of a field that contain `part`. The field is one of `index.schema.WEIGHTS`."""
        return self._together(
            [term_dictionary.containing(field, part) for term_dictionary in self._dictionaries]
        )

    def with_parts(self, parts: Sequence[str], start: str = "") -> list[str]:
        """The words, or their divisions where capitals divide them, that have one of `parts`, as `sha256` and `test example` do;
        or, unless `start` is empty, a part that begins so. Only the most frequent of very many."""
        long_enough = tuple(part for part in parts if len(part) >= tokenizer.MINIMUM_PART_LETTERS)
        found: list[str] = self.remembered(
            ("parts", long_enough, start), lambda: self._find_parts(long_enough, start)
        )
        return found

    def _find_parts(self, parts: Sequence[str], start: str) -> list[str]:
        found = [
            one.with_parts(parts, MAXIMUM_WITH_PART, start, MAXIMUM_BEGUN_PARTS) for one in self._dictionaries
        ]
        words = found[0] if len(found) == 1 else sorted(set().union(*found))
        return list(filter(self.lives, words) if self._deleted else words)

    def written_together(self, fields: Sequence[str], parts: Sequence[str], begun: bool) -> str:
        """The term of the word that is divided into these parts, as `sha` and `256` are of `SHA256`; empty if no text has it.

        If it is `begun`, of the last part only the beginning is given.
        """
        known = self.begins if begun else self.has
        division = [part for piece in parts for part in tokenizer.cut_at(piece, ())]
        if known(fields, term := " ".join(division)):
            return term
        whole = "".join(parts)
        return whole if len(tokenizer.cut_at(whole, ())) == len(division) and known(fields, whole) else ""

    def _together(self, found: Sequence[Sequence[str]]) -> list[str]:
        words = found[0] if len(found) == 1 else sorted(set().union(*found))
        # Nobody mistypes names with signs, and divisions are the words themselves.
        words = [word for word in words if " " not in word and not tokenizer.name_with_signs(word)]
        return list(filter(self.lives, words) if self._deleted else words)
