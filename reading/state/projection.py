"""The state as the projection of the log of events.

The state is a pure function of the *set* of events: they are taken in the order of their ids,
whatever the order they arrived in, so two devices with the same events have the same state.
A paper is a component of sightings (see `reading.state.identity`) with its registers; in every register
the event with the greatest id holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol
from zlib import crc32

from papernotes.reading.log.events import REGISTERS, Event, Value, compact
from papernotes.reading.state.identity import StrongIdentifiers, clean, same_paper

VERSION = 2
"""Raised when the same events give another state than before: derived tables are then rebuilt."""


class RegisterValue(NamedTuple):
    """What a register holds: by which event, since when."""

    event: str
    time: str
    value: Value


class Paper:
    """A paper of the projection: its id (that of the first event that told of it), identifiers, registers."""

    __slots__ = ("_strong", "added", "id", "identifiers", "registers")

    def __init__(self, id: str, added: str, identifiers: Iterable[str]) -> None:
        self.id = id
        self.added = added
        self.identifiers = set(identifiers)
        self._strong: StrongIdentifiers | None = None
        self.registers: dict[tuple[str, str], RegisterValue] = {}

    @property
    def strong(self) -> StrongIdentifiers:
        """Its strong identifiers."""
        if self._strong is None:
            self._strong = StrongIdentifiers.of(self.identifiers)
        return self._strong

    def learn(self, identifier: str) -> None:
        """Know the paper by one more identifier."""
        self.identifiers.add(identifier)
        self._strong = None

    def as_document(self) -> str:
        """The paper as JSON, the same for equal papers; a checksum comes last."""
        registers = [[what, name, *held] for (what, name), held in sorted(self.registers.items())]
        content = compact([self.id, self.added, sorted(self.identifiers), registers])
        return f'{content[:-1]},"{_checksum(content)}"]'

    @classmethod
    def from_document(cls, document: str) -> Paper:
        """The paper that `as_document` wrote. ValueError where it is not as it was written."""
        id, added, identifiers, registers, checksum = json.loads(document)
        if _checksum(f"{document[:-_CHECKSUM_LENGTH]}]") != checksum:
            raise ValueError("altered after it was written")
        paper = cls(id, added, identifiers)
        paper.registers = {
            (what, name): RegisterValue(event, time, value) for what, name, event, time, value in registers
        }
        return paper


_CHECKSUM_LENGTH = len(',"00000000"]')


def _checksum(text: str) -> str:
    return f"{crc32(text.encode()):08x}"


class PaperTables(Protocol):
    """RemarkPapers that were projected before, to be read when they are asked for: `reading.state.lookup_tables.StoredPapers`."""

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
    """The state so far. `touched` collects the ids of papers that changed or went, for the one who saves.

    RemarkPapers of a storage are taken over as events and questions speak of them; from then on only
    what memory has of them counts.
    """

    def __init__(self, stored: PaperTables | None = None) -> None:
        self.named: dict[tuple[str, str], RegisterValue] = {}
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
            new = [identifier for identifier in identifiers if identifier not in self._looked_up]
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
        them clean. Returns the paper that the event is about.
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
        identifiers = clean(event.identifiers) if found is None else event.identifiers
        paper = self._snapshot(event, identifiers, self.find(identifiers) if found is None else found)
        if paper and sound and register and register.of_paper:
            paper.registers[event.what, event.name] = held
        return paper

    def adopt(self, paper: Paper) -> None:
        """Take over a paper that was projected before."""
        self._papers[paper.id] = paper
        self._taken.add(paper.id)
        holders, own = self._holders, (paper.id,)
        for identifier in paper.identifiers:
            there = holders.setdefault(identifier, own)
            if there is not own:
                holders[identifier] = (*there, *own)

    def find(self, identifiers: Sequence[str]) -> list[Paper]:
        """The papers that identifiers (cleaned) speak of, the best match first; usually one or none."""
        self.look_up(identifiers)
        holders = self._holders
        own = next((holders[identifier] for identifier in identifiers if identifier in holders), ())
        if not own:
            return []
        if len(own) == 1 and all(holders.get(identifier) == own for identifier in identifiers):
            return [self._papers[own[0]]]  # it has all of them: nothing contradicts
        return [self._papers[id] for id in same_paper(identifiers, holders, self._strong_of)]

    def _strong_of(self, id: str) -> StrongIdentifiers:
        return self._papers[id].strong

    def _snapshot(self, event: Event, identifiers: Sequence[str], papers: Sequence[Paper]) -> Paper | None:
        if not identifiers:
            return None
        if not papers:
            paper = Paper(event.id, event.time, identifiers)
            self.adopt(paper)
        else:
            paper, *others = sorted(papers, key=lambda paper: paper.id) if len(papers) > 1 else papers
            for other in others:
                self._merge(paper, other)
            if not paper.identifiers.issuperset(identifiers):
                self._learn(paper, identifiers)
        self.touched.add(paper.id)
        return paper

    def _merge(self, paper: Paper, other: Paper) -> None:
        for key, held in other.registers.items():
            mine = paper.registers.get(key)
            if mine is None or held.event > mine.event:
                paper.registers[key] = held
        del self._papers[other.id]
        for identifier in other.identifiers:
            self._holders[identifier] = tuple(id for id in self._holders[identifier] if id != other.id)
        self.touched.add(other.id)
        self._learn(paper, other.identifiers)

    def _learn(self, paper: Paper, identifiers: Iterable[str]) -> None:
        for identifier in identifiers:
            if identifier not in paper.identifiers:
                paper.learn(identifier)
                self._holders[identifier] = (*self._holders.get(identifier, ()), paper.id)


def project(events: Iterable[Event]) -> Projection:
    """The state that events in any order make."""
    state = Projection()
    for event in sorted(events, key=lambda event: event.id):
        state.add(event)
    return state
