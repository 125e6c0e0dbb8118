"""What a choice looks for, said in Whoosh's query classes: a word, the start of one, any of several, in each field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from whoosh import query as whoosh

from papernotes.index.query.any_word import AnyWord
from papernotes.index.query.plan import Expansion, FieldTier, MatchTier
from papernotes.index.query.section_query import InSection

TIER_BOOSTS = {
    MatchTier.EXACT: 1.0,
    MatchTier.STEM: 0.7,
    MatchTier.PREFIX: 0.5,
    MatchTier.EDIT: 0.5,
    MatchTier.ABBREVIATION: 0.3,
    MatchTier.GUESS: 0.3,
}
"""How much a match of each tier counts in the score."""

FIELD_TIERS = {
    "title": FieldTier.TITLE,
    "keywords": FieldTier.HEAD,
    "summary": FieldTier.HEAD,
    "about": FieldTier.HEAD,
    "body": FieldTier.BODY,
}
"""Where each field is in a document."""

Fields = tuple[tuple[str, float], ...]
"""Names of fields with their weights."""

LONG_FIELDS = frozenset(("summary", "body"))
MINIMUM_PREFIX_IN_TEXT_LETTERS = 3
PREFIX_IN_TEXT_SCORE = 2.0
APART_BOOST = 0.003
"""So little that it decides only between documents that have nothing else of a run."""


def started(start: str, fields: int, name: str) -> list[Any]:
    """What finds words that begin so in a field; `fields` is in how many fields it is looked for.

    A start of one or two letters stands for half the words of a text, so then only the short
    fields are searched. In long texts it counts that such a word is there, not which nor how often.
    """
    if name not in LONG_FIELDS or fields == 1:
        return [whoosh.Prefix(name, start)]
    if len(start) < MINIMUM_PREFIX_IN_TEXT_LETTERS:
        return []
    return [whoosh.ConstantScoreQuery(whoosh.Prefix(name, start), PREFIX_IN_TEXT_SCORE)]


def started_compound(parts: Sequence[str], fields: int, complete: bool, name: str) -> list[Any]:
    """What finds the parts of a compound as words side by side, of which the last begins so; see `started`.

    When it is `complete` as it is, long texts have little besides, which would take long to find.
    """
    if name in LONG_FIELDS and fields > 1 and (complete or len(parts[-1]) < MINIMUM_PREFIX_IN_TEXT_LETTERS):
        return []
    return [
        whoosh.Sequence([*(whoosh.Term(name, part) for part in parts[:-1]), whoosh.Prefix(name, parts[-1])])
    ]


def begun(start: str, name: str) -> list[Any]:
    """The same for a word that seems to be whole: that a text has a longer one counts nothing more."""
    if len(start) < MINIMUM_PREFIX_IN_TEXT_LETTERS:
        return []
    return [whoosh.ConstantScoreQuery(whoosh.Prefix(name, start), 0.0)]


def apart(fields: Fields, pairs: Sequence[str]) -> Expansion:
    """The words of a CJK run, in which no blank tells where they end, wherever they stand: each character beside the
    one before it or the one behind."""
    weights = tuple((name, weight * APART_BOOST) for name, weight in fields)
    wanted = (pairs[:1], *pairwise(pairs[1:-1]), pairs[-1:])
    return Expansion(
        MatchTier.GUESS,
        ((FieldTier.BODY, whoosh.And([AnyWord(weights, tuple(either)) for either in wanted])),),
    )


def in_title(tier: MatchTier, query: Any, boost: float) -> Expansion:
    query.boost = boost
    return Expansion(tier, ((FieldTier.TITLE, query),))


def any_word(tier: MatchTier, fields: Fields, words: Sequence[str], section: str) -> Expansion:
    """A choice that looks for any of some words in each field, with the field's weight."""
    if section:
        return expansion(tier, fields, lambda name: [whoosh.Term(name, word) for word in words], section)
    wanted = tuple(words)  # the same one for all, so that what they are in a segment is looked up once
    return Expansion(tier, tuple((place, AnyWord(names, wanted)) for place, names in _by_place(fields, tier)))


@cache
def _by_place(fields: Fields, tier: MatchTier) -> tuple[tuple[FieldTier, Fields], ...]:
    """The fields of each place, with what a match of a tier counts in them."""
    found: dict[FieldTier, list[tuple[str, float]]] = {}
    for name, weight in fields:
        found.setdefault(FIELD_TIERS.get(name, FieldTier.BODY), []).append((name, weight * TIER_BOOSTS[tier]))
    return tuple((place, tuple(found[place])) for place in sorted(found))


def expansion(
    tier: MatchTier,
    fields: Fields,
    queries: Callable[[str], list[Any]],
    section: str,
) -> Expansion:
    """A choice that looks for the same in each field, with the field's weight."""
    found: dict[FieldTier, list[Any]] = {}
    for name, weight in fields:
        for query in queries(name):
            if isinstance(query, whoosh.ConstantScoreQuery):
                query.score *= weight * TIER_BOOSTS[tier]
                if section:  # within, as what is in a section is scored by its words
                    query = whoosh.ConstantScoreQuery(InSection(section, query.child), query.score)
            else:
                query.boost = weight * TIER_BOOSTS[tier]
                if section:
                    query = InSection(section, query)
            found.setdefault(FIELD_TIERS.get(name, FieldTier.BODY), []).append(query)
    return Expansion(tier, tuple((place, _or(found[place])) for place in sorted(found)))


def _or(queries: list[Any]) -> Any:
    return whoosh.Or(queries) if len(queries) > 1 else queries[0]
