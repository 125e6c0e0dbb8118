"""Makes a plan of a parsed query: which Whoosh queries to run for each word, in which match tier.

Words come from `index.query.word_planner`; phrases, filters and what holds them together are here. The tiers order the
results (see `index.search.ranking`). Everything is decided against the words of one index: a word that no
text has is planned differently from one that texts have.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from whoosh import query as whoosh

from papernotes.index import tokenizer
from papernotes.index.errors import QueryError
from papernotes.index.query import ast, spelling, word_planner
from papernotes.index.query.any_word import AnyWord
from papernotes.index.query.expansion import any_word, expansion
from papernotes.index.query.plan import AllOf, AnyOf, Filter, Keys, MatchTier, OneOf, Plan, Without, up_to
from papernotes.index.query.vocabulary import Vocabulary
from papernotes.index.query.word_planner import TypedWord, fields_of, indexed_in, section_of

States = Callable[[str, str], Collection[str]]
"""Gives the keys of the entries that the reading state knows under a name and a value, such as `is` and `read`."""


class Planner:
    """Makes plans of queries against the words of one index.

    `terms` are the words of the index. `state` answers for terms such as `is:read`; without it they are mistakes. `widen`
    adds guesses: it takes even words that the index knows for typing mistakes and for beginnings of longer words.
    """

    def __init__(self, terms: Vocabulary, state: States | None = None, widen: bool = False) -> None:
        self.terms = terms
        self.state = state
        self.widen = widen

    def plan(self, node: ast.Node) -> Plan:
        """The plan of a parsed query. Raises `QueryError` for a term of the reading state that `state` does not know."""
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
                # Alternatives are meant as they are written: where texts have one of them, nothing is guessed.
                return OneOf(tuple(Planner(self.terms, self.state).plan(part) for part in parts))

    def strict(self, node: ast.Node) -> Plan:
        """The plan of what a `-` excludes: the words as typed, their stems, and what a `*` asks for; nothing guessed."""
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
        """The entries that the reading state has for a term; `is:un…` is the complement of `is:…`."""
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
        """The plan of words side by side, each of which must match. Neighbours may be one word in the text."""
        tokens_of = [spelling.tokens(self.terms, [word], indexed_in) for word in typed]
        tokens = [token for some in tokens_of for token in some]
        joined = spelling.together(self.terms, tokens)
        plans = []
        for number, token in enumerate(tokens):
            written_together = tuple(joined.get(number, ()))
            one = TypedWord(token.raw, token.kind, token.field, written_together, len(tokens) > 1)
            plans.append(word_planner.expand(one, self.terms, self.widen))
        first = 0
        for word, some in zip(typed, tokens_of, strict=True):
            if len(some) > 1 and len(tokenizer.raw_tokens(word.text)) > 1:
                plans[first] = self.beside(plans[first], word)
            first += len(some)
        return plans[0] if len(plans) == 1 else AllOf(tuple(plans))

    def beside(self, first: AnyOf, word: ast.Word) -> AnyOf:
        """Expands the first of several words that were typed without a blank, `灯塔lamp` or `module.name`, by all of them side by side.

        A text that has them so scores more.
        """
        phrase = self.phrase(ast.Phrase(word.text, word.kind in ("open", "prefix"), word.field))
        return (
            replace(first, expansions=(*first.expansions, *phrase.expansions))
            if isinstance(phrase, AnyOf)
            else first
        )

    def phrase(self, node: ast.Phrase) -> Plan:
        """The plan of words that must stand side by side in this order. Of the last one only the beginning may be typed."""
        fields = fields_of(node.field)
        indexed = indexed_in(node.field)
        begun = node.open and not node.text[-1:].isspace()
        typed, *others = spelling.phrase_spellings(self.terms, indexed, node.text, begun)
        if not typed:
            return AllOf(())
        section = section_of(node.field)
        last_begun = begun or (len(typed[-1]) == 1 and tokenizer.is_cjk(typed[-1]))

        def queries(spelled: Sequence[Sequence[str]], name: str) -> list[Any]:
            return [_side_by_side(name, pieces, last_begun) for pieces in spelled]

        expansions = [
            expansion(tier, fields, partial(queries, spelled), section)
            for tier, spelled in ((MatchTier.EXACT, [typed]), (MatchTier.STEM, others))
            if spelled
        ]
        for inside in spelling.phrases_inside_words(self.terms, typed, begun):
            if len(inside) == 1:
                expansions.append(any_word(MatchTier.PREFIX, fields, inside[0], section))
            else:
                among = partial(_any_side_by_side, inside, begun, len(fields))
                expansions.append(expansion(MatchTier.PREFIX, fields, among, section))
        return AnyOf(node.text, tuple(expansions))


def _side_by_side(name: str, pieces: Sequence[str], last_begun: bool) -> Any:
    """The query for terms that follow one another in a field; of the last one only the beginning may be given."""
    last = whoosh.Prefix(name, pieces[-1]) if last_begun else whoosh.Term(name, pieces[-1])
    if len(pieces) == 1:
        return last
    if not last_begun:
        return whoosh.Phrase(name, list(pieces))
    return whoosh.Sequence([*(whoosh.Term(name, piece) for piece in pieces[:-1]), last])


def _any_side_by_side(inside: spelling.PhraseInWords, begun: bool, fields: int, name: str) -> list[Any]:
    """The query for any terms of each position that follow one another in the field `name`, where `fields` is the number of fields looked at.

    Bodies are only looked at where they are asked for: they have little besides, and finding that takes long.
    """
    if name == "body" and fields > 1:
        return []
    parts: list[Any] = [AnyWord(((name, 1.0),), terms) for terms in inside]
    if begun:
        parts[-1] = whoosh.Prefix(name, inside[-1][0])
    return [whoosh.Sequence(parts)]


def _years(first: int | None, last: int | None) -> Any:
    start = None if first is None else f"{first:04d}"
    end = None if last is None else f"{last:04d}"
    return whoosh.TermRange("years", start, end)
