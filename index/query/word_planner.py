"""One typed word as its expansions: the word itself and all that may stand for it, by match tier.

Each step below adds the expansions of one kind: the word as typed, its other forms and spellings, words that it begins,
words that it is a typing mistake of, words of titles that it abbreviates, and guesses. The steps may run in any order for
ranking, which goes by tier; their order is the one in which a reader is told what was tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Any, NamedTuple

from whoosh import query as whoosh

from papernotes.index import tokenizer
from papernotes.index.query import ast, spelling
from papernotes.index.query.any_word import AnyWord
from papernotes.index.query.expansion import (
    MINIMUM_PREFIX_IN_TEXT_LETTERS,
    Fields,
    any_word,
    apart,
    begun,
    expansion,
    in_title,
    started,
    started_compound,
)
from papernotes.index.query.plan import AnyOf, Expansion, MatchTier
from papernotes.index.query.vocabulary import Vocabulary, edits_allowed, stem
from papernotes.index.schema import WEIGHTS

JOINED_BOOST = 8.0
"""The score of a title that has the typed word as several words, `audio trust` for `audiotrust`. Such words are labels, which
have no BM25F score of their own. Set by hand, to the order of what one rare word of a title scores; the kinds `squashed` and
`name` of `tests/bench/quality.py` show what it does."""
MINIMUM_JOINED_PREFIX_LETTERS = 4
"""Shorter beginnings are not looked for in the words of a title written together: too many have them."""
MINIMUM_STARRED_PREFIX_LETTERS = 3
"""A shorter word with a star is a name, as `A*`, where texts have that name."""
MINIMUM_INFIX_LETTERS = 4
"""Shorter parts from the middle of a title's word do not find it."""
MAXIMUM_VARIANTS = 60
"""At most this many words stand for one typed word in a tier; the most frequent are kept. Bounds the time of a search."""


class TypedWord(NamedTuple):
    """A word or CJK run as typed, with what is known of its neighbours."""

    raw: str
    kind: str
    """As of `ast.Word`."""
    field: str
    """A field of the query language, or empty."""
    joined: tuple[tuple[MatchTier, str], ...]
    """The words that it and its neighbours are when written together, and how each is matched."""
    has_neighbours: bool
    """Whether other words were typed beside it."""


@cache
def fields_of(name: str) -> Fields:
    """The indexed fields that a field of the query language stands for, with their weights."""
    return tuple(WEIGHTS.items()) if not name else ((ast.TEXT_FIELDS.get(name, "body"), 1.0),)


def indexed_in(name: str) -> tuple[str, ...]:
    """The names of the indexed fields that a field of the query language stands for."""
    return tuple(field for field, _ in fields_of(name))


def section_of(field: str) -> str:
    """The section that a field of the query language names, empty if it names none."""
    return ast.SECTION_FIELDS.get(field, "")


def is_meant_as_name(terms: Vocabulary, fields: Sequence[str], start: str) -> bool:
    """Whether a word with a star behind it is a name that texts have, as `A*`, and not the beginning of a word."""
    return len(start) < MINIMUM_STARRED_PREFIX_LETTERS and terms.has(fields, f"{start}*")


def may_begin_in_text(start: str) -> bool:
    """Whether words, and parts of words, with this beginning are looked for in long texts: nearly every text has some that begin with
    one or two letters."""
    return len(start) >= MINIMUM_PREFIX_IN_TEXT_LETTERS


def expand(word: TypedWord, terms: Vocabulary, widen: bool) -> AnyOf:
    """The expansions of a word. `widen` adds guesses: typing mistakes and beginnings even of words that the index knows."""
    found: AnyOf = terms.remembered((word, widen), lambda: _expand(word, terms, widen))
    return found


def _expand(word: TypedWord, terms: Vocabulary, widen: bool) -> AnyOf:
    if tokenizer.is_cjk(word.raw):
        return AnyOf(word.raw, tuple(_run(word, widen)))
    if name := tokenizer.name_with_signs(word.raw):
        return _name(word, name, terms, widen)
    if not tokenizer.expand(word.raw)[0]:
        return AnyOf(word.raw, ())
    return _Expander(word, terms, widen).expand()


def _name(word: TypedWord, name: str, terms: Vocabulary, widen: bool) -> AnyOf:
    """A name with signs, `C++`, as it is; without its signs where no text has it, or as a guess."""
    plain = expand(word._replace(raw=word.raw.strip(tokenizer.SIGNS)), terms, widen)
    if not terms.has(indexed_in(word.field), name):
        return plain
    exact = any_word(MatchTier.EXACT, fields_of(word.field), [name], section_of(word.field))
    return AnyOf(word.raw, (exact, *(_no_better(MatchTier.GUESS, plain.expansions) if widen else ())))


def _run(word: TypedWord, widen: bool) -> Iterator[Expansion]:
    """A CJK run as it is, else all of its pairs anywhere; as a guess, its words apart."""
    run, fields, section = word.raw, fields_of(word.field), section_of(word.field)
    if len(run) == 1:
        yield expansion(MatchTier.EXACT, fields, lambda name: [whoosh.Prefix(name, run)], section)
        return
    pairs = tokenizer.run_terms(run)[:-1]
    if len(pairs) == 1:
        yield any_word(MatchTier.EXACT, fields, [run], section)
        return
    yield expansion(MatchTier.EXACT, fields, lambda name: [whoosh.Phrase(name, pairs)], section)
    yield expansion(
        MatchTier.GUESS,
        fields,
        lambda name: [whoosh.And([whoosh.Term(name, pair) for pair in pairs])],
        section,
    )
    if widen and not section:
        yield apart(fields, pairs)


class _Expander:
    """Collects the expansions of one word that is neither a CJK run nor a name with signs."""

    def __init__(self, word: TypedWord, terms: Vocabulary, widen: bool) -> None:
        self._word = word
        self._terms = terms
        self._widen = widen
        self._fields = fields_of(word.field)
        self._names = [name for name, _ in self._fields]
        self._section = section_of(word.field)
        expanded, width = tokenizer.expand(word.raw)
        self._parts = [term for term, _ in expanded[:width]]
        self._whole = expanded[-1][0]
        self._squashed = tokenizer.squash(self._whole)
        self._is_compound = len(self._parts) > 1
        self._is_begun = word.kind in ("open", "prefix")
        self._in_titles = "title" in self._names and not self._section
        self._greek = [
            other
            for other in spelling.greek_spellings(self._squashed)
            if terms.has([*self._names, "joined"], other)
        ]
        self._expansions: list[Expansion] = []
        self._variants: list[tuple[MatchTier, str]] = []

    def expand(self) -> AnyOf:
        is_known = self._is_known()
        is_unfinished = self._is_begun and not is_known and self._terms.begins(self._names, self._whole)
        is_meant = is_known or is_unfinished
        self._add_as_typed()
        self._add_forms()
        self._add_neighbours()
        if self._is_begun:
            self._add_beginnings()
        self._add_words_with_it()
        if not (self._is_compound or is_unfinished):
            self._add_as_words_apart()
        if self._word.kind == "fuzzy" or not is_meant or self._widen:
            self._add_mistakes(is_meant)
        if self._widen:
            self._add_guesses(is_meant)
        if self._word.has_neighbours and not self._is_begun and self._in_titles and len(self._squashed) > 1:
            self._add_in_title(MatchTier.ABBREVIATION, whoosh.Prefix("title", self._squashed), 1.0)
        if self._word.kind == "prefix":
            self._put_name_with_star_first()
        return AnyOf(self._word.raw, tuple(self._expansions), tuple(self._variants))

    def _is_known(self) -> bool:
        """Whether texts have the word, by itself, in its parts, or in a title as several words."""
        terms, names = self._terms, self._names
        return (
            terms.has(names, self._whole)
            or (self._is_compound and spelling.parts_known(terms, names, self._parts, self._is_begun))
            or (self._in_titles and terms.has(["joined"], self._squashed))
            or bool(self._greek)
            or any(terms.has(names, word) for word in terms.with_parts([self._squashed]))
        )

    # Collecting

    def _add(self, tier: MatchTier, queries: Callable[[str], list[Any]]) -> None:
        """Adds what `queries` makes of the name of each field."""
        self._expansions.append(expansion(tier, self._fields, queries, self._section))

    def _add_words(self, tier: MatchTier, words: Iterable[str]) -> None:
        """Adds other words that stand for this one."""
        kept = self._most_frequent([other for other in words if other != self._whole])
        if kept:
            self._variants.extend((tier, other) for other in kept)
            self._expansions.append(any_word(tier, self._fields, kept, self._section))

    def _add_in_title(self, tier: MatchTier, query: Any, boost: float) -> None:
        self._expansions.append(in_title(tier, query, boost))

    def _most_frequent(self, words: Sequence[str]) -> list[str]:
        if len(words) <= MAXIMUM_VARIANTS:
            return list(words)
        return sorted(words, key=self._terms.frequency, reverse=True)[:MAXIMUM_VARIANTS]

    def _joined(self, tier: MatchTier) -> list[str]:
        return [word for its_tier, word in self._word.joined if its_tier is tier]

    # The kinds of expansions

    def _add_as_typed(self) -> None:
        self._expansions.append(any_word(MatchTier.EXACT, self._fields, [self._whole], self._section))
        if self._is_compound:
            self._add(MatchTier.EXACT, lambda name: [whoosh.Phrase(name, self._parts)])

    def _add_forms(self) -> None:
        """Other words of its stem, and other ways to write it."""
        stems = [] if self._is_compound else self._terms.stems(self._whole)
        forms = [*stems, self._squashed, *self._greek, *self._joined(MatchTier.STEM)]
        self._add_words(MatchTier.STEM, dict.fromkeys(forms))
        if not self._in_titles:
            return
        if self._terms.has(["joined"], self._squashed):
            self._add_in_title(MatchTier.STEM, whoosh.Term("joined", self._squashed), JOINED_BOOST)
        for other in self._greek:
            self._add_in_title(MatchTier.STEM, whoosh.Term("joined", other), JOINED_BOOST)

    def _add_neighbours(self) -> None:
        """What it and its neighbours begin, or are a typing mistake of, when written together."""
        for together in self._joined(MatchTier.PREFIX):
            self._add(MatchTier.PREFIX, partial(started, together, len(self._names)))
        self._add_words(MatchTier.EDIT, self._joined(MatchTier.EDIT))

    def _add_beginnings(self) -> None:
        """The words that it begins."""
        self._add(MatchTier.PREFIX, partial(started, self._whole, len(self._names)))
        if self._is_compound:
            is_complete = self._terms.has(self._names, self._whole)
            self._add(MatchTier.PREFIX, partial(started_compound, self._parts, len(self._names), is_complete))
        if self._in_titles and len(self._squashed) >= MINIMUM_JOINED_PREFIX_LETTERS:
            self._add_in_title(MatchTier.PREFIX, whoosh.Prefix("joined", self._squashed), 1.0)

    def _add_words_with_it(self) -> None:
        """The words that have it as a part, `SHA256` for `256`."""
        terms, part = self._terms, self._squashed
        start = part if self._is_begun and may_begin_in_text(part) else ""
        words = terms.with_parts([part, *terms.stems(part)], start)
        if self._section:  # there, each word is looked for by itself
            words = self._most_frequent(words)
        if words:
            self._expansions.append(any_word(MatchTier.PREFIX, self._fields, words, self._section))

    def _add_as_words_apart(self) -> None:
        words = spelling.apart(self._terms, self._squashed)
        if words:
            self._variants.append((MatchTier.STEM, " ".join(words)))
            self._add(MatchTier.STEM, lambda name: [whoosh.Phrase(name, list(words))])

    def _add_mistakes(self, is_meant: bool) -> None:
        """The words that it is a typing mistake of, and words of titles that have it in their middle.

        `is_meant` says that texts have the word, or words that it begins: then these are guesses.
        """
        tier = MatchTier.GUESS if is_meant and self._word.kind != "fuzzy" else MatchTier.EDIT
        mistakes, farther = self._mistakes(self._is_begun and not is_meant)
        self._add_words(tier, mistakes)
        self._add_words(MatchTier.GUESS, farther)
        if not self._in_titles or is_meant or len(self._squashed) < MINIMUM_INFIX_LETTERS:
            return
        containing = self._most_frequent(self._terms.containing("title", self._squashed))
        if containing:
            self._variants.extend((MatchTier.ABBREVIATION, other) for other in containing)
            tier = MatchTier.GUESS if mistakes else MatchTier.EDIT
            self._add_in_title(tier, AnyWord((("title", 1.0),), tuple(containing)), 1.0)

    def _mistakes(self, with_beginnings: bool) -> tuple[list[str], list[str]]:
        """The words that it is a typing mistake of, with their other forms, and words that take more edits.

        `with_beginnings` looks for beginnings of words as well where no whole word is near.
        """
        edits = edits_allowed(self._whole)
        if not edits:
            return [], []
        found = self._terms.near(self._whole, edits)
        if edits > 1 and (nearest := self._terms.near(self._whole, 1)):
            forms = {stem(other) for other in nearest}
            meant = [other for other in found if stem(other) in forms]
            return meant, [other for other in found if stem(other) not in forms]
        if with_beginnings and not found:
            found = self._terms.near_start(self._whole, edits)
        return found, []

    def _add_guesses(self, is_meant: bool) -> None:
        if self._is_compound:
            self._add(MatchTier.GUESS, self._parts_anywhere)
        if is_meant and not self._is_begun:
            self._add(MatchTier.GUESS, partial(begun, self._whole))

    def _parts_anywhere(self, name: str) -> list[Any]:
        """The parts of a compound wherever they stand in a field, in any form. Single letters, as of `don't`, say nothing."""
        wanted = [[part, *self._terms.stems(part)] for part in self._parts if len(part) > 1]
        if len(wanted) < 2:
            return []
        return [whoosh.And([whoosh.Or([whoosh.Term(name, form) for form in forms]) for forms in wanted])]

    def _put_name_with_star_first(self) -> None:
        """`A*` is a name, too, where texts have it."""
        starred = f"{self._whole}*"
        if not self._terms.has(self._names, starred):
            return
        is_name = is_meant_as_name(self._terms, self._names, self._whole)
        worst = MatchTier.GUESS if is_name else MatchTier.PREFIX
        exact = any_word(MatchTier.EXACT, self._fields, [starred], self._section)
        self._expansions = [exact, *_no_better(worst, self._expansions)]


def _no_better(worst: MatchTier, expansions: Iterable[Expansion]) -> list[Expansion]:
    """The expansions, with tiers better than `worst` lowered to it."""
    return [replace(one, tier=max(one.tier, worst)) for one in expansions]
