"""Makes expansions: what to look for, in Whoosh's query classes, in each field and with which boost."""

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
"""The boost of a match in each tier. Set by hand in even steps: documents are ordered by tier first (`index.search.ranking`), so
these only weigh the words of one query against each other. `tests/bench/quality.py` shows their effect (`typo`, `cut`)."""

FIELD_TIERS = {
    "title": FieldTier.TITLE,
    "keywords": FieldTier.HEAD,
    "summary": FieldTier.HEAD,
    "about": FieldTier.HEAD,
    "body": FieldTier.BODY,
}
"""The tier of each field; fields that are not named are `BODY`."""

Fields = tuple[tuple[str, float], ...]
"""Names of fields with their weights."""

LONG_FIELDS = frozenset(("summary", "body"))
MINIMUM_PREFIX_IN_TEXT_LETTERS = 3
"""Shorter beginnings are not looked for in long fields: nearly every text has them, and they take long to find."""
PREFIX_IN_TEXT_SCORE = 2.0
"""The score of a long field that has any word with a given beginning, before weight and tier. About what one match of a common
word scores; to score each of hundreds of words by BM25F would take most of a search as you type."""
APART_BOOST = 0.003
"""Too small to matter except between documents that have nothing else of a CJK run."""


def started(start: str, fields: int, name: str) -> list[Any]:
    """The queries for words in the field `name` that begin with `start`; `fields` is in how many fields it is looked for.

    In long texts it only counts that such a word is there, not which one nor how often.
    """
    if name not in LONG_FIELDS or fields == 1:
        return [whoosh.Prefix(name, start)]
    if len(start) < MINIMUM_PREFIX_IN_TEXT_LETTERS:
        return []
    return [whoosh.ConstantScoreQuery(whoosh.Prefix(name, start), PREFIX_IN_TEXT_SCORE)]


def started_compound(parts: Sequence[str], fields: int, complete: bool, name: str) -> list[Any]:
    """The queries for the parts of a compound side by side, where the last part may be the beginning of a word.

    `complete` says that texts have the compound as it is. Then long texts are left out: they have little besides, and
    finding that takes long. The other parameters are those of `started`.
    """
    if name in LONG_FIELDS and fields > 1 and (complete or len(parts[-1]) < MINIMUM_PREFIX_IN_TEXT_LETTERS):
        return []
    return [
        whoosh.Sequence([*(whoosh.Term(name, part) for part in parts[:-1]), whoosh.Prefix(name, parts[-1])])
    ]


def begun(start: str, name: str) -> list[Any]:
    """As `started`, for a word that seems to be whole: a longer word that begins with it lets a text match, but adds no score."""
    if len(start) < MINIMUM_PREFIX_IN_TEXT_LETTERS:
        return []
    return [whoosh.ConstantScoreQuery(whoosh.Prefix(name, start), 0.0)]


def apart(fields: Fields, pairs: Sequence[str]) -> Expansion:
    """The words of a CJK run wherever they stand. No blank tells where a word ends, so each character must stand beside the one
    before it or the one after it."""
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
    """An expansion that looks for any of some words in each field, with the field's weight."""
    if section:
        return expansion(tier, fields, lambda name: [whoosh.Term(name, word) for word in words], section)
    wanted = tuple(words)  # the same one for all, so that what they are in a segment is looked up once
    return Expansion(
        tier,
        tuple((field_tier, AnyWord(names, wanted)) for field_tier, names in _by_field_tier(fields, tier)),
    )


@cache
def _by_field_tier(fields: Fields, tier: MatchTier) -> tuple[tuple[FieldTier, Fields], ...]:
    """The fields of each tier, with what a match of a tier counts in them."""
    found: dict[FieldTier, list[tuple[str, float]]] = {}
    for name, weight in fields:
        found.setdefault(FIELD_TIERS.get(name, FieldTier.BODY), []).append((name, weight * TIER_BOOSTS[tier]))
    return tuple((field_tier, tuple(found[field_tier])) for field_tier in sorted(found))


def expansion(
    tier: MatchTier,
    fields: Fields,
    queries: Callable[[str], list[Any]],
    section: str,
) -> Expansion:
    """An expansion that looks for what `queries` makes of each field's name, with the field's weight."""
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
    return Expansion(tier, tuple((field_tier, _or(found[field_tier])) for field_tier in sorted(found)))


def _or(queries: list[Any]) -> Any:
    return whoosh.Or(queries) if len(queries) > 1 else queries[0]
