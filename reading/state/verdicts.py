"""What was said of which papers are one and which are not, by the reader or by a library that told them apart.

A verdict is a register of the log, like the name of a list, so it can be undone, and of two devices' verdicts the later
holds. The whole log is projected under the verdicts that hold in the end: a mark made before a split is on the note
that it was made on, or on all where that cannot be told; and a split that is taken back leaves everything as it was.

- `apart` (by the reader) and `parted` (by the rules): what goes by some identifiers is a paper of its own. The name is
  the first of them, the value all of them as JSON.
- `same`: two papers are one. The name is the first identifiers of both, the value the identifiers of both as JSON.

A program that knows no verdicts leaves them alone, since they name no paper.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from papernotes.reading.log.events import (
    APART,
    MAXIMUM_VALUE_CHARACTERS,
    PARTED,
    SAME,
    VERDICTS,
    Value,
    compact,
)
from papernotes.reading.state.identity import clean

MAXIMUM_PART_CHARACTERS = MAXIMUM_VALUE_CHARACTERS // 2 - 10


class PaperVerdict(NamedTuple):
    """A verdict: `apart`, `parted` or `same`, its name in the log, and the identifiers of one side or of both."""

    what: str
    name: str
    sides: tuple[tuple[str, ...], ...]

    def as_value(self) -> str:
        """The verdict as the log keeps it: as many identifiers as there is room for, the first of each side first."""
        return compact([_fitting(side) for side in self.sides])


def _fitting(side: Sequence[str]) -> list[str]:
    kept, room = [], MAXIMUM_PART_CHARACTERS
    for name in side:
        room -= len(compact(name)) + 1
        if room > 0:
            kept.append(name)
    return kept


def part(what: str, identifiers: Sequence[str]) -> PaperVerdict:
    """The verdict that what goes by these identifiers, the surest first, is a paper of its own."""
    return PaperVerdict(what, identifiers[0], (tuple(identifiers),))


def pair(one: Sequence[str], other: Sequence[str]) -> PaperVerdict:
    """The verdict that two papers, each by all that it is known by, are one."""
    first, second = sorted((tuple(one), tuple(other)))
    return PaperVerdict(SAME, f"{first[0]} {second[0]}", (first, second))


def read_verdict(what: str, name: str, value: Value) -> PaperVerdict | None:
    """The verdict of a register; None if it holds none, or nothing that we understand."""
    with suppress(ValueError, TypeError):
        sides = json.loads(value) if isinstance(value, str) else []
        sound = all(side and all(isinstance(text, str) for text in side) for side in sides)
        if sound and len(sides) == (2 if what == SAME else 1):
            return PaperVerdict(what, name, tuple(map(tuple, sides)))
    return None


class Verdicts:
    """The verdicts that hold. Cheap to ask where there are none."""

    def __init__(self, verdicts: Iterable[PaperVerdict] = ()) -> None:
        self.all = tuple(verdicts)
        self._parts: dict[str, str] = {}
        self._pairs: dict[str, list[PaperVerdict]] = {}
        for verdict in self.all:
            if verdict.what in (APART, PARTED):
                for name in clean(verdict.sides[0]):
                    self._parts.setdefault(name, verdict.name)
            else:
                for name in {*clean(verdict.sides[0]), *clean(verdict.sides[1])}:
                    self._pairs.setdefault(name, []).append(verdict)

    @classmethod
    def held_by(cls, registers: Mapping[tuple[str, str], tuple[str, str, Value]]) -> Verdicts:
        """The verdicts among registers of named things (event, time, value), in the order of their names."""
        found = (read_verdict(*key, held[2]) for key, held in sorted(registers.items()) if key[0] in VERDICTS)
        return cls(filter(None, found))

    def part_of(self, identifiers: Iterable[str]) -> str:
        """The name of the part that one of the identifiers is of; empty for none."""
        return (
            next((self._parts[name] for name in identifiers if name in self._parts), "")
            if self._parts
            else ""
        )

    def parted(self, identifiers: tuple[str, ...]) -> list[tuple[str, ...]]:
        """A sighting (cleaned) as sightings of one part each. Where it is of one part alone, it stays as it is."""
        if not self._parts:
            return [identifiers]
        sides: dict[str, list[str]] = {}
        for name in identifiers:
            sides.setdefault(self._parts.get(name, ""), []).append(name)
        rest = sides.pop("", [])
        if not sides or (len(sides) == 1 and not any(name.startswith("entry:") for name in rest)):
            return [identifiers]
        found = [tuple(side) for side in sides.values()]
        if any(name.startswith("entry:") for name in rest):
            found.append(tuple(rest))
        return found

    def pairs_of(self, identifiers: Iterable[str]) -> list[PaperVerdict]:
        """The verdicts that join a paper with one of these identifiers to another, each once."""
        if not self._pairs:
            return []
        return list(
            {verdict.name: verdict for name in identifiers for verdict in self._pairs.get(name, ())}.values()
        )
