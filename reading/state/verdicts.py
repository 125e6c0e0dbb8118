"""What was said of which papers are one and which are not, by the reader or by a library that told them apart.

A verdict is a register of the log, like the name of a list, so it can be undone, and of two devices' verdicts the later
holds. The whole log is projected under the verdicts that hold in the end: a mark made before a split is on the note
that it was made on, or on all where that cannot be told; and a split that is taken back leaves everything as it was.

- `apart` (by the reader) and `parted` (by the rules): what goes by some identifiers is a paper of its own. The name is
  the first of them; the value, as JSON, all of them, and all that this paper is known by: another paper that takes
  over a key of it is not meant.
- `same`: two papers are one. The name is the first identifiers of both, the value the identifiers of both as JSON.

A program that knows no verdicts leaves them alone, since they name no paper.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from papernotes.paper_facts import PaperFacts, similar_titles
from papernotes.reading.log.events import (
    APART,
    MAXIMUM_VALUE_CHARACTERS,
    PARTED,
    SAME,
    VERDICTS,
    Value,
    compact,
)
from papernotes.reading.state.identity import KnownFacts, clean, is_of

MAXIMUM_PART_CHARACTERS = MAXIMUM_VALUE_CHARACTERS // 2 - 10


class PaperVerdict(NamedTuple):
    """A verdict: `apart`, `parted` or `same`, its name in the log, the identifiers of one side or of both, and the id of
    the event that holds it."""

    what: str
    name: str
    sides: tuple[tuple[str, ...], ...]
    event: str = ""

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


def part(what: str, own: Sequence[str], known: Sequence[str]) -> PaperVerdict:
    """The verdict that what goes by its own identifiers, the surest first, is a paper of its own, `known` by all these."""
    return PaperVerdict(what, own[0], (tuple(own), tuple(known) or tuple(own)))


def pair(one: Sequence[str], other: Sequence[str]) -> PaperVerdict:
    """The verdict that two papers, each by all that it is known by, are one."""
    first, second = sorted((tuple(one), tuple(other)))
    return PaperVerdict(SAME, f"{first[0]} {second[0]}", (first, second))


def read_verdict(what: str, name: str, value: Value, event: str = "") -> PaperVerdict | None:
    """The verdict of a register; None if it holds none, or nothing that we understand."""
    with suppress(ValueError, TypeError):
        sides = json.loads(value) if isinstance(value, str) else []
        sound = all(side and all(isinstance(text, str) for text in side) for side in sides)
        if sound and len(sides) == 2:
            return PaperVerdict(what, name, tuple(map(tuple, sides)), event)
    return None


class Verdicts:
    """The verdicts that hold. Cheap to ask where there are none."""

    def __init__(
        self, verdicts: Iterable[PaperVerdict] = (), renames: Iterable[tuple[str, ...]] = ()
    ) -> None:
        self.all = tuple(_without_rest_of_splits(list(verdicts)))
        self._parts: dict[str, tuple[str, ...]] = {}
        self._known: dict[str, tuple[str, ...]] = {}
        self._own: dict[str, tuple[str, ...]] = {}
        self.by_rules: set[str] = set()
        """The names of the parts that the rules told apart, and not the reader."""
        self._pairs: dict[str, list[PaperVerdict]] = {}
        self._part([verdict for verdict in self.all if verdict.what != SAME])
        for verdict in self.all:
            for name in {*clean(verdict.sides[0]), *clean(verdict.sides[1])} if verdict.what == SAME else ():
                self._pairs.setdefault(name, []).append(verdict)
        told = list(renames) if self.all else []
        self._renames: dict[str, list[tuple[str, ...]]] = {}
        for names in told if self._pairs else ():
            for name in names:
                self._renames.setdefault(name, []).append(names)
        while told:  # whose name came later by another device's rename is found in the next round
            left = [names for names in told if not self._follow(names)]
            told = left if len(left) < len(told) else []

    def _part(self, verdicts: Sequence[PaperVerdict]) -> None:
        """Take what tells parts of papers apart: what the reader said before what the rules say of the same part."""
        told = [(said, clean(said.sides[0]), clean(said.sides[1])) for said in verdicts]
        split_off = {name: said for said, own, _ in told if said.what == APART for name in own}
        names_of_splits = {said.name for said in split_off.values()}
        divided = {name for _, own, known in told for name in known if _is_id(name) and name not in own}
        """Ids that several parts of one paper have: what was told apart by one of them has been split since."""
        count = Counter(name for said, own, _ in told if said.what == PARTED for name in own)
        older: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
        for said, own, known in sorted(told, key=lambda one: one[0].what != APART):
            if said.what == APART:
                self._add(said.name, own, known)
                continue
            if not divided.isdisjoint(own):
                older.append((own, known))
                continue
            if own and own[0] in split_off:  # it tells the same part from the rest
                split = split_off[own[0]]
                # An older verdict may be of a paper that was not split then.
                of_part = [
                    name
                    for name in own
                    if name not in split_off and (said.event > split.event or count[name] > 1)
                ]
                self._add(split.name, of_part, known)
                own = tuple(name for name in own if name not in of_part)
            if own := tuple(name for name in own if name not in split_off):
                part = own[0] if said.name in names_of_splits else said.name
                self._add(part, own, known)
                self.by_rules.add(part)
        for own, known in older:
            parts = [part for part, its in self._known.items() if set(own) & divided & set(its)]
            left = tuple(name for name in own if _is_key(name) and name not in self._parts)
            if len(parts) > 1:  # what was done under an older name is on each of what it was split into
                for part in parts:
                    self._add(part, left)
            elif left:  # what was not split off stays
                self._add(left[0], left, known)
                self.by_rules.add(left[0])

    def _add(self, part: str, names: Iterable[str], known: Iterable[str] = ()) -> None:
        self._known[part] = tuple(dict.fromkeys((*self._known.get(part, ()), *known)))
        new = tuple(name for name in names if part not in self._parts.get(name, ()))
        self._own[part] = (*self._own.get(part, ()), *new)
        for name in new:
            self._parts[name] = (*self._parts.get(name, ()), part)

    def _follow(self, names: tuple[str, ...]) -> bool:
        """What was renamed stays of its part; returns whether it is of one. Two parts whose keys a rename ties are one,
        unless more than their keys tells them apart: then who saw the rename held them for one. A name of several ties
        none."""
        own = [name for name in names if self.is_of_one_part(name)]
        alone = {self._parts[name][0] for name in (list(filter(_is_key, own)) or own)}
        possible = self._parts_of(names)
        if touched := [part for part in possible if part in alone]:
            first, *others = touched
            for other in others if not self._are_told_apart(touched) else ():
                taken = self._own.pop(other)
                for name in taken:
                    self._parts[name] = tuple(part for part in self._parts[name] if part != other)
                self._add(first, taken)
            titles = [name for name in names if name.startswith("title:")]
            keys = filter(_is_key, names)  # one that another paper had before may be of its part, too
            self._add(
                first, [key for key in keys if not set(self._parts.get(key, ())) & set(possible)], titles
            )
        return bool(touched)

    def _are_told_apart(self, parts: Iterable[str]) -> bool:
        """Whether parts have ids or titles of their own, and each has others. A title alone may be new."""
        telling = [{name for name in self._own[part] if _is_telling(name)} for part in parts]
        has_id = any(_is_id(name) for names in telling for name in names)
        return has_id and all(telling) and not set.intersection(*telling)

    @classmethod
    def held_by(
        cls,
        registers: Mapping[tuple[str, str], tuple[str, str, Value]],
        renames: Iterable[tuple[str, ...]] = (),
    ) -> Verdicts:
        """The verdicts among registers of named things (event, time, value), in the order of their names.

        `renames` are sightings (cleaned) of papers before and after a rename, in their order.
        """
        held = sorted((key, held) for key, held in registers.items() if key[0] in VERDICTS)
        found = (read_verdict(*key, value, event) for key, (event, _, value) in held)
        return cls(filter(None, found), renames)

    def own_names(self, part: str) -> tuple[str, ...]:
        """The identifiers that are a part's alone, or, if old, of several parts."""
        return self._own.get(part, ())

    def facts_of(self, part: str) -> KnownFacts:
        """The ids, titles, authors and years that a part is known by; nothing for what is of none."""
        return KnownFacts.of(name for name in self._known.get(part, ()) if not _is_key(name))

    def is_of_one_part(self, name: str) -> bool:
        """Whether an identifier is that of one part alone."""
        return len(self._parts.get(name, ())) == 1

    def part_of(self, identifiers: Sequence[str]) -> str:
        """The name of the part that a sighting is of, if it is of one; empty for none."""
        return next(iter(self._parts_of(identifiers)), "") if self._parts else ""

    def _parts_of(self, identifiers: Sequence[str]) -> list[str]:
        """The parts that a sighting may be of; those of other authors or years only where there are no others: such a
        part had the key before."""
        # An old name of several parts tells none of them where another name does.
        named = sorted((self._parts.get(name, ()) for name in identifiers), key=len)
        parts = dict.fromkeys(part for some in named for part in some)
        found = [part for part in parts if self._may_be_of(identifiers, part, whole=True)]
        if len(found) > 1:
            seen = KnownFacts.of(identifiers).facts
            known = {part: KnownFacts.of(self._known[part]).facts for part in found}
            found = [part for part in found if not seen.authorship_contradicts(known[part])] or found
        return found

    def parted(self, identifiers: tuple[str, ...]) -> list[tuple[str, ...]]:
        """A sighting (cleaned) as sightings of one part each. Where it is of one part alone, it stays as it is.

        What is left is of another paper only where it is called otherwise: else it is an older key of the parts.
        """
        if not self._parts:
            return [identifiers]
        sides: dict[str, list[str]] = {}
        rest: list[str] = []
        for name in identifiers:
            parts = self._parts.get(name, ())
            for part in parts:
                sides.setdefault(part, []).append(name)
            if not parts:
                rest.append(name)
        whole = len(sides) == 1 and not any(map(_is_key, rest))
        strange = [part for part in sides if not self._may_be_of(identifiers, part, whole=whole)]
        left = dict.fromkeys(name for part in strange for name in sides.pop(part))
        rest += [name for name in left if not any(name in side for side in sides.values())]
        called = any(_is_telling(name) for side in sides.values() for name in side)
        is_other = any(map(_is_key, rest)) and (not called or any(map(_is_telling, rest)))
        if len(sides) + is_other < 2:
            return [identifiers]
        told = [(*self._telling(part, names), *names) for part, names in sides.items()]
        return [*told, *([clean(rest)] if is_other else [])]

    def _telling(self, part: str, names: Iterable[str]) -> tuple[str, ...]:
        """A name that is of the part alone, where none of these is."""
        if any(map(self.is_of_one_part, names)):
            return ()
        return tuple(filter(self.is_of_one_part, self._own[part]))[:1]

    def _may_be_of(self, identifiers: Sequence[str], part: str, *, whole: bool) -> bool:
        """Whether a sighting can be of a part, or, unless it is so as a `whole`, can have been of it among others."""
        seen, known = KnownFacts.of(identifiers), KnownFacts.of(self._known[part])
        if seen.facts.share_id(known.facts):
            return True
        if whole and seen.facts.ids_contradict(known.facts):
            return False
        if seen.facts.is_of_namesake(known.facts):  # it took over the key, or had it before
            return False
        keys = [name for name in identifiers if _is_key(name)]
        if not set(keys) & set(self._own[part]) and seen.facts.authorship_contradicts(known.facts):
            return False
        if whole:
            return not seen.is_called_otherwise(known)
        pairs = [(one, other) for one in seen.titles for other in known.titles]
        return not pairs or any(similar_titles(one, other) for one, other in pairs)

    def pairs_of(self, identifiers: Iterable[str]) -> list[PaperVerdict]:
        """The verdicts that join a paper with one of these identifiers to another, each once."""
        if not self._pairs:
            return []
        return list(
            {verdict.name: verdict for name in identifiers for verdict in self._pairs.get(name, ())}.values()
        )

    def renamed(self, sides: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
        """The sides of a verdict that joins, each with the keys and titles that its paper got by renames since.

        What else was told of the paper does not count: it may be of another one, with which it was joined for a time.
        """
        one, other = sides
        return self._renamed(one, other), self._renamed(other, one)

    def _renamed(self, side: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
        names = dict.fromkeys(clean(side))
        part = self.part_of(tuple(names))
        waiting, followed = list(names), set[tuple[str, ...]]()
        while waiting:
            for sighting in self._renames.get(waiting.pop(), ()):
                if sighting in followed or self.part_of(sighting) != part:
                    continue
                if is_of(sighting, tuple(names)):
                    followed.add(sighting)
                    new = [
                        name
                        for name in sighting
                        if _is_new_name(name) and name not in names and name not in other
                    ]
                    names |= dict.fromkeys(new)
                    waiting += new
        return tuple(dict.fromkeys((*side, *filter(_is_new_name, names))))


def _without_rest_of_splits(verdicts: list[PaperVerdict]) -> Iterator[PaperVerdict]:
    """The verdicts without those by which the rules followed a split that no longer holds, because it was taken back or
    its parts were joined: the rules alone never part what has an id in common."""
    known = {
        verdict.name: PaperFacts.of(clean(verdict.sides[1])) for verdict in verdicts if verdict.what == PARTED
    }
    split = [PaperFacts.of(clean(verdict.sides[1])) for verdict in verdicts if verdict.what == APART]
    having: dict[str, list[str]] = {}
    for name, facts in known.items():
        for id in (*facts.arxiv, *facts.dois):
            having.setdefault(id, []).append(name)
    for verdict in verdicts:
        if verdict.what == PARTED:
            facts = known[verdict.name]
            others = {name for id in (*facts.arxiv, *facts.dois) for name in having[id]} - {verdict.name}
            # What it has alone is not an id where others have that too, even if these are told apart no more.
            of_split = facts.has_id and not PaperFacts.of(clean(verdict.sides[0])).has_id
            of_split = of_split or any(facts.share_id(known[name]) for name in others)
            if of_split and not any(map(facts.share_id, split)):
                continue
        yield verdict


def _is_new_name(name: str) -> bool:
    """Whether a rename may bring it."""
    return name.startswith(("entry:", "title:"))


def _is_id(name: str) -> bool:
    return name.startswith(("arxiv:", "doi:"))


def _is_key(name: str) -> bool:
    return name.startswith("entry:")


def _is_telling(name: str) -> bool:
    """Whether it tells a paper whatever key that has."""
    return name.startswith(("arxiv:", "doi:", "title:"))
