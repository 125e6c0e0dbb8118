"""The state as the projection of the log of events.

The state is a pure function of the *set* of events: they are taken in the order of their ids,
whatever the order they arrived in, so two devices with the same events have the same state.
A paper is a component of sightings (see `reading.state.identity`) with its registers; in every register
the event with the greatest id holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import chain, count
from typing import NamedTuple, Protocol
from zlib import crc32

from papernotes.paper_facts import IDENTITY_RULES
from papernotes.reading.log.events import KNOWN, REGISTERS, RENAMED, VERDICTS, Event, Value, compact
from papernotes.reading.state.identity import KnownFacts, clean, is_identifier, is_of, same_paper
from papernotes.reading.state.verdicts import Verdicts

VERSION = f"3.{IDENTITY_RULES}"
"""Raised when the same events give another state than before: derived tables are then rebuilt."""


class RegisterValue(NamedTuple):
    """What a register holds: by which event, since when."""

    event: str
    time: str
    value: Value


class Paper:
    """A paper of the projection: its id (that of the first event that told of it), identifiers and details, registers.

    `parts` are the parts that it is of by verdicts; the empty one is what no verdict speaks of.
    """

    __slots__ = ("_facts", "added", "id", "identifiers", "parts", "registers")

    def __init__(self, id: str, added: str, identifiers: Iterable[str], parts: Iterable[str] = ("",)) -> None:
        self.id = id
        self.added = added
        self.identifiers = set(identifiers)
        self.parts = set(parts)
        self._facts: KnownFacts | None = None
        self.registers: dict[tuple[str, str], RegisterValue] = {}

    @property
    def facts(self) -> KnownFacts:
        """What tells it from others."""
        if self._facts is None:
            self._facts = KnownFacts.of(self.identifiers)
        return self._facts

    def learn(self, identifier: str) -> None:
        """Know the paper by one more identifier or detail."""
        self.identifiers.add(identifier)
        self._facts = None

    def as_document(self) -> str:
        """The paper as JSON, the same for equal papers; a checksum comes last."""
        registers = [[what, name, *held] for (what, name), held in sorted(self.registers.items())]
        content = compact([self.id, self.added, sorted(self.identifiers), registers, sorted(self.parts)])
        return f'{content[:-1]},"{_checksum(content)}"]'

    @classmethod
    def from_document(cls, document: str) -> Paper:
        """The paper that `as_document` wrote. ValueError where it is not as it was written."""
        id, added, identifiers, registers, parts, checksum = json.loads(document)
        if _checksum(f"{document[:-_CHECKSUM_LENGTH]}]") != checksum:
            raise ValueError("altered after it was written")
        paper = cls(id, added, identifiers, parts)
        paper.registers = {
            (what, name): RegisterValue(event, time, value) for what, name, event, time, value in registers
        }
        return paper


_CHECKSUM_LENGTH = len(',"00000000"]')


def _checksum(text: str) -> str:
    return f"{crc32(text.encode()):08x}"


class PaperTables(Protocol):
    """Papers that were projected before, to be read when they are asked for: `reading.state.lookup_tables.StoredPapers`."""

    def holders(self, identifiers: Sequence[str]) -> list[str]:
        """The ids of the papers that have one of the identifiers."""
        ...

    def papers(self, ids: Sequence[str] | None = None) -> Iterable[Paper]:
        """The papers of these ids, or all; unknown ones are left out."""
        ...

    def members(self, list_id: str) -> list[tuple[str, str]]:
        """The papers of a list, in order, as (rank, paper id)."""
        ...


class Projection:
    """The state so far. `touched` collects the ids of papers that changed or went, for the caller that saves.

    Papers of a storage are taken over as events and questions speak of them; from then on only
    what memory has of them counts.
    """

    def __init__(self, stored: PaperTables | None = None, verdicts: Verdicts | None = None) -> None:
        self.named: dict[tuple[str, str], RegisterValue] = {}
        self.verdicts = verdicts or Verdicts()
        """Those that hold. An event that changes them calls for the whole log to be projected anew."""
        self.last = ""
        self.touched: set[str] = set()
        self._papers: dict[str, Paper] = {}
        self._holders: dict[str, tuple[str, ...]] = {}
        self._stored = stored
        self._taken: set[str] = set()
        self._looked_up: set[str] = set()

    @property
    def papers(self) -> dict[str, Paper]:
        """All papers by id."""
        if self._stored is not None:
            for paper in self._stored.papers():
                if paper.id not in self._taken:
                    self.adopt(paper)
            self._stored = None
        return self._papers

    @property
    def papers_in_memory(self) -> dict[str, Paper]:
        """The papers that were asked for or changed, by id."""
        return self._papers

    @property
    def is_whole(self) -> bool:
        """Whether all papers are in memory."""
        return self._stored is None

    def paper(self, id: str) -> Paper | None:
        """The paper of the id; None if there is none."""
        self._take([id])
        return self._papers.get(id)

    def members(self, list_id: str) -> list[tuple[str, str]]:
        """The papers of the list in order, as (rank, paper id)."""
        key = ("list", list_id)
        ranked = [
            (held.value, id)
            for id, paper in self._papers.items()
            if (held := paper.registers.get(key)) and isinstance(held.value, str)
        ]
        if self._stored is not None:
            ranked += [member for member in self._stored.members(list_id) if member[1] not in self._taken]
        return sorted(ranked)

    def look_up(self, identifiers: Iterable[str]) -> None:
        """Take over the papers that go by these (cleaned), all at once: `find` then need not ask for each."""
        if self._stored is not None:
            new = [
                identifier
                for identifier in identifiers
                if identifier not in self._looked_up and is_identifier(identifier)
            ]
            if new:
                self._take(self._stored.holders(new))
                self._looked_up.update(new)

    def _take(self, ids: Iterable[str]) -> None:
        if self._stored is not None:
            wanted = [id for id in ids if id not in self._taken]
            if wanted:
                for paper in self._stored.papers(wanted):
                    self.adopt(paper)

    def add(self, event: Event, found: Sequence[Paper] | None = None) -> Paper | None:
        """Take in the event; it must not come before one taken in already (see `last`).

        `found` is what `find` gives for the event's identifiers, where the caller has asked and made
        them clean, and they are of one part (see `parted`). Returns the paper that the event is about, of several
        that verdicts tell apart the first.
        """
        if event.id <= self.last:
            raise ValueError(f"event {event.id} after {self.last}")
        self.last = event.id
        register = REGISTERS.get(event.what)
        sound = register is not None and register.accepts(event.value)
        held = RegisterValue(event.id, event.time, event.value)
        if not event.identifiers:
            if sound and register and not register.of_paper:
                self.named[event.what, event.name] = held
            return None
        papers: list[Paper] = []
        if found is not None:
            papers += filter(None, (self._sight(event, event.identifiers, found),))
        else:
            seen = clean(event.identifiers)
            for sighting in [seen] if is_rename(event) else self.verdicts.parted(seen):
                papers += filter(None, (self._sight(event, sighting, self.find_part(sighting)),))
        if sound and register and register.of_paper:
            for paper in papers:
                paper.registers[event.what, event.name] = held
        return papers[0] if papers else None

    def adopt(self, paper: Paper) -> None:
        """Take over a paper that was projected before."""
        self._papers[paper.id] = paper
        self._taken.add(paper.id)
        holders, own = self._holders, (paper.id,)
        for identifier in filter(is_identifier, paper.identifiers):
            there = holders.setdefault(identifier, own)
            if there is not own:
                holders[identifier] = (*there, *own)

    def parted(self, identifiers: tuple[str, ...]) -> list[tuple[str, ...]]:
        """A sighting (cleaned) as sightings of one paper each, where verdicts tell apart what it speaks of."""
        return self.verdicts.parted(identifiers)

    def find(self, identifiers: Sequence[str]) -> list[Paper]:
        """The papers that identifiers (cleaned) speak of, the best match first; usually one or none.

        Where they speak of several that verdicts tell apart, those of the first that is known.
        """
        self.look_up(identifiers)
        for sighting in self.verdicts.parted(tuple(identifiers)):
            if found := self.find_part(sighting):
                return found
        return []

    def find_part(self, identifiers: Sequence[str]) -> list[Paper]:
        """As `find`, for a sighting of one part (see `parted`)."""
        found = self._matching(identifiers)
        if found:
            return found
        part = self.verdicts.part_of(identifiers)
        for verdict in self.verdicts.pairs_of(identifiers):
            sides = list(map(clean, verdict.sides))
            # It is known by what the other paper is known by, and of the same part.
            if any(is_of(identifiers, side) and self.verdicts.part_of(side) == part for side in sides):
                return next(filter(None, map(self._matching, sides)), [])
        return []

    def _matching(self, identifiers: Sequence[str]) -> list[Paper]:
        part = self.verdicts.part_of(identifiers)
        self.look_up(self.verdicts.own_names(part) if part else identifiers)
        if part:  # whatever is of it is one paper
            ids = {id for name in self.verdicts.own_names(part) for id in self._holders.get(name, ())}
            return [paper for id in sorted(ids) if part in (paper := self._papers[id]).parts]
        holders: dict[str, tuple[str, ...]] = self._holders
        own = next((holders[identifier] for identifier in identifiers if identifier in holders), ())
        if not own:
            return []
        if self.verdicts.all:
            holders = {name: self._holders_in(name) for name in identifiers}
        elif (
            len(own) == 1
            and any(name[0] in "ade" for name in identifiers)  # more than a title
            and all(holders.get(name) == own for name in identifiers if is_identifier(name))
        ):
            paper = self._papers[own[0]]  # it has all of them: no id contradicts
            if paper.identifiers.issuperset(identifiers) or not KnownFacts.of(
                identifiers
            ).facts.is_of_namesake(paper.facts.facts):
                return [paper]
        same = same_paper(identifiers, holders, self._facts_of)
        if not same and self.verdicts.by_rules:
            holders = {name: self._told_apart_by_rules(name) for name in identifiers}
            same = same_paper(identifiers, holders, self._facts_of)
        found = [self._papers[id] for id in same]
        return [paper for paper in found if not paper.parts.isdisjoint(found[0].parts)]

    def _holders_in(self, name: str) -> tuple[str, ...]:
        """The papers that have an identifier, for what no verdict speaks of. It may be of a part by its key."""
        ids = self._holders.get(name, ())
        own = tuple(id for id in ids if "" in self._papers[id].parts)
        return own or (ids if name.startswith("entry:") else ())

    def _told_apart_by_rules(self, name: str) -> tuple[str, ...]:
        """The papers that have a title, and that the rules told apart: they do so again where it is another paper."""
        ids = self._holders.get(name, ()) if name.startswith("title:") else ()
        return tuple(id for id in ids if self._papers[id].parts <= self.verdicts.by_rules)

    def _facts_of(self, id: str) -> KnownFacts:
        paper = self._papers[id]
        facts = paper.facts
        for part in filter(None, paper.parts):  # it may have been seen by its key alone
            facts = facts.joined(self.verdicts.facts_of(part))
        return facts

    def _sight(self, event: Event, identifiers: Sequence[str], papers: Sequence[Paper]) -> Paper | None:
        """The paper of a sighting of one part, made if there is none, which then knows all that was seen of it."""
        if not identifiers:
            return None
        if not papers:
            part = self.verdicts.part_of(identifiers)
            paper = Paper(self._free_id(event.id), event.time, identifiers, (part,))
            self.adopt(paper)
        else:
            paper = self._joined(papers)
            if part := self.verdicts.part_of(identifiers):  # by hand it was joined with another part
                paper.parts.add(part)
            if not paper.identifiers.issuperset(identifiers):
                self._learn(paper, identifiers)
        self.touched.add(paper.id)
        for verdict in self.verdicts.pairs_of(identifiers):
            pieces = [piece for side in verdict.sides for piece in self.verdicts.parted(clean(side))]
            known = {found[0].id: found[0] for piece in pieces if (found := self._matching(piece))}
            if len(known) > 1:
                both = self._joined(list(known.values()))
                self.touched.add(both.id)
                paper = both if paper.id not in self._papers else paper
        return paper

    def _free_id(self, id: str) -> str:
        """The event's id, with a number where several papers come of one event, which verdicts tell apart."""
        numbered = (f"{id}+{number}" for number in count(2))
        return next(free for free in chain((id,), numbered) if free not in self._papers)

    def _joined(self, papers: Sequence[Paper]) -> Paper:
        """One paper of several, under the first of their ids."""
        paper, *others = sorted(papers, key=lambda paper: paper.id) if len(papers) > 1 else papers
        for other in others:
            self._merge(paper, other)
        return paper

    def _merge(self, paper: Paper, other: Paper) -> None:
        for key, held in other.registers.items():
            mine = paper.registers.get(key)
            if mine is None or held.event > mine.event:
                paper.registers[key] = held
        del self._papers[other.id]
        paper.parts |= other.parts
        for identifier in filter(is_identifier, other.identifiers):
            self._holders[identifier] = tuple(id for id in self._holders[identifier] if id != other.id)
        self.touched.add(other.id)
        self._learn(paper, other.identifiers)

    def _learn(self, paper: Paper, identifiers: Iterable[str]) -> None:
        for identifier in identifiers:
            if identifier not in paper.identifiers:
                paper.learn(identifier)
                if is_identifier(identifier):
                    self._holders[identifier] = (*self._holders.get(identifier, ()), paper.id)


def is_rename(event: Event) -> bool:
    """Whether an event tells by what a paper was known before and by what now."""
    return (event.what, event.name) == (KNOWN, RENAMED)


def project(events: Iterable[Event]) -> Projection:
    """The state that events in any order make."""
    ordered = sorted(events, key=lambda event: event.id)
    # The verdicts that hold in the end decide from the first event on.
    said = {
        (event.what, event.name): (event.id, event.time, event.value)
        for event in ordered
        if event.what in VERDICTS and not event.identifiers
    }
    renames = (clean(event.identifiers) for event in ordered if is_rename(event))
    state = Projection(verdicts=Verdicts.held_by(said, renames))
    for event in ordered:
        state.add(event)
    return state
