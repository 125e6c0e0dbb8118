"""What the library was told from outside of which notes are one paper: what the reader joined and split by hand.

It comes from the reading state, which keeps it, and is stored with the library only to see whether it has changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from papernotes.paper_facts import PaperFacts, called_otherwise
from papernotes.titles import is_generic

_IDS = ("arxiv:", "doi:")


class HandJudgement(NamedTuple):
    """One judgement of the reader, `apart` or `same` by the first word of its name. The `sides` are what tells a part
    of a paper from the rest and all that it is known by, or the identifiers of two papers that are one. An identifier is
    as in `notes.catalogue.identity.identifiers`, or `text:` with the hash of a note's text."""

    name: str
    sides: tuple[tuple[str, ...], ...]


class Judgement:
    """All that was said by hand, and the language whose notes come first. Equal ones group notes equally."""

    def __init__(self, by_hand: Iterable[HandJudgement] = (), language: str = "en") -> None:
        self.by_hand = tuple(sorted(by_hand))
        self.language = language

    def as_text(self) -> str:
        """The judgement as the library stores it."""
        return json.dumps([self.language, self.by_hand], ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> Judgement:
        """The judgement that `as_text` wrote."""
        language, by_hand = json.loads(text)
        return cls((HandJudgement(name, tuple(map(tuple, sides))) for name, sides in by_hand), language)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Judgement) and self.as_text() == other.as_text()

    def __hash__(self) -> int:
        return hash(self.as_text())

    @cached_property
    def names(self) -> frozenset[str]:
        """All identifiers that it speaks of."""
        return frozenset(name for said in self.by_hand for side in said.sides for name in side)

    @cached_property
    def _parts(self) -> dict[str, HandJudgement]:
        parts: dict[str, HandJudgement] = {}
        for said in self.by_hand:
            if said.name.startswith("apart "):
                for name in said.sides[0]:
                    parts.setdefault(name, said)
        return parts

    def splits_off(self, name: str) -> bool:
        """Whether an identifier tells a part of a paper from the rest."""
        return name in self._parts

    def of(self, names: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
        """What a note that is known by these names, the surest first, was joined with, and the part that it is of.

        Of a paper that was split, the part that was joined is the one whose key it had then.
        """
        own = self._part_of(names)
        joined = tuple(
            said.name
            for said in self.by_hand
            if said.name.startswith("same ")
            and any(self._is_of(names, side) and self._part_of(side) == own for side in said.sides)
        )
        return joined, own

    def _part_of(self, names: tuple[str, ...]) -> str:
        part = next((self._parts[name] for name in names if name in self._parts), None)
        return part.name if part and self._may_be_of(names, part.sides[1]) else ""

    @staticmethod
    def _may_be_of(names: tuple[str, ...], known: tuple[str, ...]) -> bool:
        """Whether a note may be of a part that is known by these: its ids or its title say no other thing."""
        own = {name.partition(":")[0]: name for name in names}
        for kind in ("arxiv", "doi"):
            there = [name for name in known if name.startswith(f"{kind}:")]
            if kind in own and there:
                return own[kind] in there
        return not (_is_namesake(names, known) or _called_otherwise(own, known))

    @staticmethod
    def _is_of(names: tuple[str, ...], side: tuple[str, ...]) -> bool:
        """Whether a note is of the paper of a side: by an id where both have one of a kind, else by its key.

        Another paper may have taken over the key; it is called otherwise.
        """
        known: dict[str, list[str]] = {}
        for name in side:
            known.setdefault(name.partition(":")[0], []).append(name)
        own = {name.partition(":")[0]: name for name in names}
        for kind in ("arxiv", "doi"):
            if kind in own and kind in known:
                return own[kind] in known[kind]
        if own["entry"] not in known.get("entry", ()):
            return False
        return not (_is_namesake(names, side) or _called_otherwise(own, side))


def _is_namesake(names: tuple[str, ...], known: tuple[str, ...]) -> bool:
    """Whether a note only took over a key and has the same title: see `PaperFacts.is_of_namesake`."""
    return PaperFacts.of(names).is_of_namesake(PaperFacts.of(known))


def _called_otherwise(own: Mapping[str, str], known: tuple[str, ...]) -> bool:
    """Whether a note, its names given by their kinds, has at most the key of what is known by these."""
    title = own.get("title", "")[6:]
    titles = [name[6:] for name in known if name.startswith("title:")]
    return called_otherwise(
        [title] if title and (titles or not is_generic(title)) else [], titles, [own["entry"]],
        has_id="arxiv" in own or "doi" in own, other_has_id=any(name.startswith(_IDS) for name in known),
    )  # fmt: skip
