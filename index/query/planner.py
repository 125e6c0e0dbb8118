"""From what the reader typed to Whoosh queries, ranked by how far each is from the words typed.

A word becomes a list of expansions, best first: the word itself, its stems and other spellings,
words it starts, words it is a typing mistake of, words of titles it abbreviates. The tiers
order the results (see `index.search.ranking`); what a choice looks for is said in Whoosh's query classes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Any

from whoosh import query as whoosh

from papernotes.index import tokenizer
from papernotes.index.errors import QueryError
from papernotes.index.query import ast, spelling
from papernotes.index.query.any_word import AnyWord
from papernotes.index.query.expansion import (
    Fields,
    any_word,
    apart,
    begun,
    choice,
    in_title,
    started,
    started_compound,
)
from papernotes.index.query.plan import (
    AllOf,
    AnyOf,
    Expansion,
    Filter,
    Keys,
    MatchTier,
    OneOf,
    Plan,
    Without,
    up_to,
)
from papernotes.index.query.vocabulary import Vocabulary, edits_allowed, stem
from papernotes.index.schema import WEIGHTS

Joined = tuple[tuple[MatchTier, str], ...]
"""What a word and its neighbours are when written together, and how that is matched."""
States = Callable[[str, str], Collection[str]]


JOINED_BOOST = 8.0
MINIMUM_JOINED_PREFIX_LETTERS = 4
MINIMUM_STARRED_PREFIX_LETTERS = 3
"""Letters of the shortest start that is always looked for as one."""
MINIMUM_INFIX_LETTERS = 4
"""So many letters from the middle of a title's word find it."""
MAXIMUM_VARIANTS = 60
"""So many words at most stand for one typed word in a tier; the most frequent are kept."""


class Planner:
    """Makes plans of queries against the words of one index.

    `widen` looks for typing mistakes even of words that the index knows, and takes them for starts of others.
    """

    def __init__(self, terms: Vocabulary, state: States | None = None, widen: bool = False) -> None:
        self.terms = terms
        self.state = state
        self.widen = widen

    def plan(self, node: ast.Node) -> Plan:
        """The plan of a parsed query. Raises `QueryError` for what only a caller with a state knows."""
        match node:
            case ast.Word():
                return self.words([node])
            case ast.Phrase():
                return self.phrase(node)
            case ast.Years(first, last):
                return Filter(_years(first, last))
            case ast.Arxiv(id):
                return Filter(whoosh.Prefix("arxiv", id))
            case ast.Has(what):
                return Filter(whoosh.Term("flags", what))
            case ast.State(name, value, column):
                return self.keys(name, value, column)
            case ast.Not(part):
                return Without(Planner(self.terms, self.state).strict(part))
            case ast.All(parts):
                typed = [part for part in parts if isinstance(part, ast.Word)]
                others = [self.plan(part) for part in parts if not isinstance(part, ast.Word)]
                if not others:
                    return self.words(typed)
                planned = [self.words(typed)] if typed else []
                return AllOf((*planned, *others))
            case ast.Either(parts):
                return OneOf(tuple(self.plan(part) for part in parts))

    def strict(self, node: ast.Node) -> Plan:
        """The plan of what is to be left out: the words as typed and their stems, nothing guessed."""
        match node:
            case ast.Word():
                return up_to(
                    self.plan(node), MatchTier.PREFIX if node.kind in ("prefix", "open") else MatchTier.STEM
                )
            case ast.All(parts):
                return AllOf(tuple(self.strict(part) for part in parts))
            case ast.Either(parts):
                return OneOf(tuple(self.strict(part) for part in parts))
        return self.plan(node)

    def keys(self, name: str, value: str, column: int) -> Keys:
        if self.state is None:
            raise QueryError(f"{name}: is not known here", column)
        complement = name == "is" and value.startswith("un")
        asked = value[2:] if complement else value
        try:
            return Keys(frozenset(self.state(name, asked)), complement)
        except (KeyError, ValueError):
            raise QueryError(f"There is nothing called {name}:{value}", column) from None

    # Words

    def words(self, typed: Sequence[ast.Word]) -> Plan:
        """Words side by side, each of which must match; neighbours may be one word in the text."""
        tokens_of = [spelling.tokens(self.terms, [word], indexed_in) for word in typed]
        tokens = [token for some in tokens_of for token in some]
        joined = spelling.together(self.terms, tokens)
        several = len(tokens) > 1
        plans = [
            self.word(token.raw, token.kind, token.field, tuple(joined.get(place, ())), several)
            for place, token in enumerate(tokens)
        ]
        first = 0
        for word, some in zip(typed, tokens_of, strict=True):
            if len(some) > 1 and any(tokenizer.is_cjk(token.raw) for token in some):
                plans[first] = self.beside(plans[first], word)
            first += len(some)
        return plans[0] if len(plans) == 1 else AllOf(tuple(plans))

    def beside(self, first: AnyOf, word: ast.Word) -> AnyOf:
        """The first of the words of two scripts that were typed without a blank: a text that has them so counts more."""
        phrase = self.phrase(ast.Phrase(word.text, word.kind in ("open", "prefix"), word.field))
        return (
            replace(first, expansions=(*first.expansions, *phrase.expansions))
            if isinstance(phrase, AnyOf)
            else first
        )

    def word(
        self,
        raw: str,
        kind: str,
        field: str,
        joined: Joined,
        several: bool,
    ) -> AnyOf:
        """One word or CJK run as its expansions."""
        asked = (raw, kind, field, joined, several)
        found: AnyOf = self.terms.remembered((*asked, self.widen), lambda: self._word(*asked))
        return found

    def _word(self, raw: str, kind: str, field: str, joined: Joined, several: bool) -> AnyOf:
        fields = _fields(field)
        names = [name for name, _ in fields]
        section = field if field in ast.SECTIONS else ""
        if tokenizer.is_cjk(raw):
            return AnyOf(raw, tuple(self.run(raw, fields, section)))
        if name := tokenizer.name_with_signs(raw):
            return self.named(raw, name, (kind, field, joined, several))
        terms, width = tokenizer.expand(raw)
        if not terms:
            return AnyOf(raw, ())
        parts = [term for term, _ in terms[:width]]
        whole, squashed = terms[-1][0], tokenizer.squash(terms[-1][0])
        begins = kind in ("open", "prefix")
        in_titles = "title" in names and not section
        expansions: list[Expansion] = []
        expanded: list[tuple[MatchTier, str]] = []

        def add(tier: MatchTier, queries: Callable[[str], list[Any]]) -> None:
            expansions.append(choice(tier, fields, queries, section))

        def add_words(tier: MatchTier, words: Iterable[str]) -> None:
            kept = self.most_frequent([other for other in words if other != whole])
            if kept:
                expanded.extend((tier, other) for other in kept)
                expansions.append(any_word(tier, fields, kept, section))

        expansions.append(any_word(MatchTier.EXACT, fields, [whole], section))
        if several_parts := len(parts) > 1:
            add(MatchTier.EXACT, lambda name: [whoosh.Phrase(name, parts)])
        known = self.terms.has(names, whole) or (
            several_parts and spelling.parts_known(self.terms, names, parts, begins)
        )
        stems = [] if several_parts else self.terms.stems(whole)
        spelled = [
            other for other in spelling.greek_spellings(squashed) if self.terms.has([*names, "joined"], other)
        ]
        add_words(MatchTier.STEM, dict.fromkeys([*stems, squashed, *spelled, *_of(joined, MatchTier.STEM)]))
        if in_titles and self.terms.has(["joined"], squashed):
            known = True
            expansions.append(in_title(MatchTier.STEM, whoosh.Term("joined", squashed), JOINED_BOOST))
        if spelled:
            known = True
            if in_titles:
                expansions.extend(
                    in_title(MatchTier.STEM, whoosh.Term("joined", other), JOINED_BOOST) for other in spelled
                )
        for together in _of(joined, MatchTier.PREFIX):
            add(MatchTier.PREFIX, partial(started, together, len(names)))
        add_words(MatchTier.EDIT, _of(joined, MatchTier.EDIT))
        unfinished = begins and not known and self.terms.begins(names, whole)
        known = known or unfinished
        if begins:
            add(MatchTier.PREFIX, partial(started, whole, len(names)))
            if several_parts:
                complete = self.terms.has(names, whole)
                add(MatchTier.PREFIX, partial(started_compound, parts, len(names), complete))
            if in_titles and len(squashed) >= MINIMUM_JOINED_PREFIX_LETTERS:
                expansions.append(in_title(MatchTier.PREFIX, whoosh.Prefix("joined", squashed), 1.0))
        if not (several_parts or unfinished) and (halves := spelling.apart(self.terms, squashed)):
            expanded.append((MatchTier.STEM, " ".join(halves)))
            add(MatchTier.STEM, lambda name: [whoosh.Phrase(name, list(halves))])
        if kind == "fuzzy" or not known or self.widen:
            tier = MatchTier.GUESS if known and kind != "fuzzy" else MatchTier.EDIT
            mistakes, farther = self.mistakes(whole, begins and not known)
            add_words(tier, mistakes)
            add_words(MatchTier.GUESS, farther)
            if in_titles and not known and len(squashed) >= MINIMUM_INFIX_LETTERS:
                parts_of = self.most_frequent(self.terms.containing("title", squashed))
                expanded.extend((MatchTier.ABBREVIATION, other) for other in parts_of)
                tier = MatchTier.GUESS if mistakes else MatchTier.EDIT
                if parts_of:
                    expansions.append(in_title(tier, AnyWord((("title", 1.0),), tuple(parts_of)), 1.0))
        if self.widen and several_parts:
            add(MatchTier.GUESS, partial(self.parts_anywhere, parts))
        if self.widen and known and not begins:
            add(MatchTier.GUESS, partial(begun, whole))
        if several and not begins and in_titles and len(squashed) > 1:
            expansions.append(in_title(MatchTier.ABBREVIATION, whoosh.Prefix("title", squashed), 1.0))
        if kind == "prefix" and self.terms.has(names, starred := f"{whole}*"):  # `A*` is a name, too
            worst = MatchTier.GUESS if meant_as_name(self.terms, names, whole) else MatchTier.PREFIX
            expansions = [
                any_word(MatchTier.EXACT, fields, [starred], section),
                *_no_better(worst, expansions),
            ]
        return AnyOf(raw, tuple(expansions), tuple(expanded))

    def named(self, raw: str, name: str, asked: tuple[str, str, Joined, bool]) -> AnyOf:
        """A name with signs, `C++`: as it is, and when little is found without them; without where no text has it."""
        field = asked[1]
        plain = self.word(raw.strip(tokenizer.SIGNS), *asked)
        if not self.terms.has(indexed_in(field), name):
            return plain
        section = field if field in ast.SECTIONS else ""
        less = _no_better(MatchTier.GUESS, plain.expansions) if self.widen else []
        return AnyOf(raw, (any_word(MatchTier.EXACT, _fields(field), [name], section), *less))

    def run(self, run: str, fields: Fields, section: str) -> Iterable[Expansion]:
        """A CJK run: as it is, and else all of its pairs anywhere; when little is found, as words that stand apart."""
        if len(run) == 1:
            yield choice(MatchTier.EXACT, fields, lambda name: [whoosh.Prefix(name, run)], section)
            return
        pairs = tokenizer.run_terms(run)[:-1]
        if len(pairs) == 1:
            yield any_word(MatchTier.EXACT, fields, [run], section)
            return
        yield choice(MatchTier.EXACT, fields, lambda name: [whoosh.Phrase(name, pairs)], section)
        yield choice(
            MatchTier.GUESS,
            fields,
            lambda name: [whoosh.And([whoosh.Term(name, pair) for pair in pairs])],
            section,
        )
        if self.widen and not section:
            yield apart(fields, pairs)

    def parts_anywhere(self, parts: Sequence[str], name: str) -> list[Any]:
        """What finds the parts of a compound wherever they stand, in any form; letters alone, as of `don't`, tell nothing."""
        wanted = [[part, *self.terms.stems(part)] for part in parts if len(part) > 1]
        if len(wanted) < 2:
            return []
        return [whoosh.And([whoosh.Or([whoosh.Term(name, form) for form in forms]) for forms in wanted])]

    def mistakes(self, word: str, begins: bool) -> tuple[list[str], list[str]]:
        """Words that `word` may be a typing mistake of, their other forms among them, or of whose beginnings; and
        words that would take more edits."""
        edits = edits_allowed(word)
        if not edits:
            return [], []
        found = self.terms.near(word, edits)
        if edits > 1 and (nearest := self.terms.near(word, 1)):
            forms = {stem(other) for other in nearest}
            meant = [other for other in found if stem(other) in forms]
            return meant, [other for other in found if stem(other) not in forms]
        if begins and not found:
            found = self.terms.near_start(word, edits)
        return found, []

    def most_frequent(self, words: Sequence[str]) -> list[str]:
        if len(words) <= MAXIMUM_VARIANTS:
            return list(words)
        return sorted(words, key=self.terms.frequency, reverse=True)[:MAXIMUM_VARIANTS]

    def phrase(self, node: ast.Phrase) -> Plan:
        """Words side by side in this order; the last one may be only begun."""
        fields = _fields(node.field)
        indexed = indexed_in(node.field)
        pieces = tokenizer.phrase_terms(node.text, lambda name: self.terms.has(indexed, name))
        if not pieces:
            return AllOf(())
        section = node.field if node.field in ast.SECTIONS else ""
        last_begun = (node.open and not node.text[-1:].isspace()) or (
            len(pieces[-1]) == 1 and tokenizer.is_cjk(pieces[-1])
        )

        def queries(name: str) -> list[Any]:
            if not last_begun:
                if len(pieces) == 1:
                    return [whoosh.Term(name, pieces[0])]
                return [whoosh.Phrase(name, pieces)]
            start = whoosh.Prefix(name, pieces[-1])
            if len(pieces) == 1:
                return [start]
            return [whoosh.Sequence([*(whoosh.Term(name, piece) for piece in pieces[:-1]), start])]

        return AnyOf(node.text, (choice(MatchTier.EXACT, fields, queries, section),))


@cache
def _fields(name: str) -> Fields:
    """The indexed fields that a field of the language stands for, with their weights."""
    return tuple(WEIGHTS.items()) if not name else ((ast.TEXT_FIELDS.get(name, "body"), 1.0),)


def indexed_in(name: str) -> tuple[str, ...]:
    """The names of the indexed fields that a field of the language stands for."""
    return tuple(field for field, _ in _fields(name))


def meant_as_name(terms: Vocabulary, fields: Sequence[str], start: str) -> bool:
    """Whether a start with a star behind it is a name that texts have, rather than asks for what begins so: `A*`."""
    return len(start) < MINIMUM_STARRED_PREFIX_LETTERS and terms.has(fields, f"{start}*")


def _no_better(worst: MatchTier, expansions: Iterable[Expansion]) -> list[Expansion]:
    """The expansions, none of them of a better tier than this."""
    return [replace(one, tier=max(one.tier, worst)) for one in expansions]


def _of(joined: Joined, tier: MatchTier) -> list[str]:
    return [word for its_grade, word in joined if its_grade is tier]


def _years(first: int | None, last: int | None) -> Any:
    start = None if first is None else f"{first:04d}"
    end = None if last is None else f"{last:04d}"
    return whoosh.TermRange("years", start, end)
