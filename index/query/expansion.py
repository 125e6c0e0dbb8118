"""What a choice looks for, said in Whoosh's query classes: a word, the start of one, any of several, in each field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from whoosh import query as whoosh

from papernotes.index.query.any_word import AnyWord
from papernotes.index.query.plan import Choice, Grade, Place
from papernotes.index.query.section_query import InSection

FACTORS = {
    Grade.EXACT: 1.0,
    Grade.STEM: 0.7,
    Grade.PREFIX: 0.5,
    Grade.EDIT: 0.5,
    Grade.ABBREVIATION: 0.3,
    Grade.GUESS: 0.3,
}
"""What a match of each grade is worth in the score."""

PLACES = {
    "title": Place.TITLE,
    "keywords": Place.HEAD,
    "summary": Place.HEAD,
    "about": Place.HEAD,
    "body": Place.BODY,
}
"""Where each field is in a document."""

Fields = tuple[tuple[str, float], ...]
"""Names of fields with their weights."""

LONG_FIELDS = frozenset(("summary", "body"))
SHORTEST_START_IN_TEXT = 3
STARTED_WORTH = 2.0
APART_WORTH = 0.003
"""So little that it decides only between documents that have nothing else of a run."""


def started(start: str, fields: int, name: str) -> list[Any]:
    """What finds words that begin so in a field; `fields` is in how many fields it is looked for.

    A start of one or two letters stands for half the words of a text, so then only the short
    fields are searched. In long texts it counts that such a word is there, not which nor how often.
    """
    if name not in LONG_FIELDS or fields == 1:
        return [whoosh.Prefix(name, start)]
    if len(start) < SHORTEST_START_IN_TEXT:
        return []
    return [whoosh.ConstantScoreQuery(whoosh.Prefix(name, start), STARTED_WORTH)]


def started_compound(parts: Sequence[str], fields: int, complete: bool, name: str) -> list[Any]:
    """What finds the parts of a compound as words side by side, of which the last begins so; see `started`.

    When it is `complete` as it is, long texts have little besides, which would take long to find.
    """
    if name in LONG_FIELDS and fields > 1 and (complete or len(parts[-1]) < SHORTEST_START_IN_TEXT):
        return []
    return [
        whoosh.Sequence([*(whoosh.Term(name, part) for part in parts[:-1]), whoosh.Prefix(name, parts[-1])])
    ]


def begun(start: str, name: str) -> list[Any]:
    """The same for a word that seems to be whole: that a text has a longer one is worth nothing more."""
    if len(start) < SHORTEST_START_IN_TEXT:
        return []
    return [whoosh.ConstantScoreQuery(whoosh.Prefix(name, start), 0.0)]


def apart(fields: Fields, pairs: Sequence[str]) -> Choice:
    """The words of a CJK run, in which no blank tells where they end, wherever they stand: each character beside the
    one before it or the one behind."""
    weights = tuple((name, weight * APART_WORTH) for name, weight in fields)
    wanted = (pairs[:1], *pairwise(pairs[1:-1]), pairs[-1:])
    return Choice(
        Grade.GUESS, ((Place.BODY, whoosh.And([AnyWord(weights, tuple(either)) for either in wanted])),)
    )


def in_title(grade: Grade, query: Any, boost: float) -> Choice:
    query.boost = boost
    return Choice(grade, ((Place.TITLE, query),))


def any_word(grade: Grade, fields: Fields, words: Sequence[str], section: str) -> Choice:
    """A choice that looks for any of some words in each field, with the field's weight."""
    if section:
        return choice(grade, fields, lambda name: [whoosh.Term(name, word) for word in words], section)
    wanted = tuple(words)  # the same one for all, so that what they are in a segment is looked up once
    return Choice(grade, tuple((place, AnyWord(names, wanted)) for place, names in _by_place(fields, grade)))


@cache
def _by_place(fields: Fields, grade: Grade) -> tuple[tuple[Place, Fields], ...]:
    """The fields of each place, with what a match of a grade is worth in them."""
    found: dict[Place, list[tuple[str, float]]] = {}
    for name, weight in fields:
        found.setdefault(PLACES.get(name, Place.BODY), []).append((name, weight * FACTORS[grade]))
    return tuple((place, tuple(found[place])) for place in sorted(found))


def choice(
    grade: Grade,
    fields: Fields,
    queries: Callable[[str], list[Any]],
    section: str,
) -> Choice:
    """A choice that looks for the same in each field, with the field's weight."""
    found: dict[Place, list[Any]] = {}
    for name, weight in fields:
        for query in queries(name):
            if isinstance(query, whoosh.ConstantScoreQuery):
                query.score *= weight * FACTORS[grade]
                if section:  # within, as what is in a section is scored by its words
                    query = whoosh.ConstantScoreQuery(InSection(section, query.child), query.score)
            else:
                query.boost = weight * FACTORS[grade]
                if section:
                    query = InSection(section, query)
            found.setdefault(PLACES.get(name, Place.BODY), []).append(query)
    return Choice(grade, tuple((place, _or(found[place])) for place in sorted(found)))


def _or(queries: list[Any]) -> Any:
    return whoosh.Or(queries) if len(queries) > 1 else queries[0]
