"""The plan of a query, made before it is run: for each word its expansions, best first.

Plans are plain data; `index.search.ranking` says what a plan matches and in which order.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any


class MatchTier(IntEnum):
    """How far a match is from the word typed, best first.

    A guess takes a word that the index knows for a typing mistake or for the beginning of another. Guesses are only
    made when little else is found.
    """

    EXACT = 0
    STEM = 1
    PREFIX = 2
    EDIT = 3
    ABBREVIATION = 4
    GUESS = 5


class FieldTier(IntEnum):
    """Where in a document a word was found, best first. The head is what a list shows: summary, keywords, authors, venue."""

    TITLE = 0
    HEAD = 1
    BODY = 2


@dataclass(frozen=True, slots=True)
class Expansion:
    """One way to match a word: its tier, and a Whoosh query for each field tier where it is looked for."""

    tier: MatchTier
    queries: tuple[tuple[FieldTier, Any], ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """A word, matched by any of its expansions. `expanded` are the words that stand for it, each with its tier."""

    word: str
    expansions: tuple[Expansion, ...]
    expanded: tuple[tuple[MatchTier, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Keys:
    """The entries with these keys, or all others."""

    keys: frozenset[str]
    complement: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """What a Whoosh query matches. It does not affect the order."""

    query: Any


@dataclass(frozen=True, slots=True)
class Without:
    """What does not match `part`."""

    part: Plan


@dataclass(frozen=True, slots=True)
class AllOf:
    """What matches all `parts`."""

    parts: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """What matches any of `parts`."""

    parts: tuple[Plan, ...]


Plan = AnyOf | Keys | Filter | Without | AllOf | OneOf


def up_to(plan: Plan, worst: MatchTier) -> Plan:
    """The plan without expansions of a worse tier."""
    match plan:
        case AnyOf(word, expansions):
            return AnyOf(word, tuple(choice for choice in expansions if choice.tier <= worst))
        case AllOf(parts):
            return AllOf(tuple(up_to(part, worst) for part in parts))
    return plan


def described(plan: Plan) -> list[tuple[str, MatchTier, str]]:
    """The words that stand for those typed: `(typed word, tier, word of the index)` for each."""
    match plan:
        case AnyOf(word, _, expanded):
            return [(word, tier, other) for tier, other in expanded]
        case AllOf(parts) | OneOf(parts):
            return [line for part in parts for line in described(part)]
    return []
