"""From events to the state: the fold.

The state is a pure function of the *set* of events: they are taken in the order of their ids,
whatever the order they arrived in, so two devices with the same events have the same state.
A paper is a component of sightings (see `reading.identity`) with its registers; in every register
the event with the greatest id holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from reading.events import REGISTERS, Event, Value, compact
from reading.identity import Strong, clean, same_paper

VERSION = 1
"""Raised when the same events give another state than before: derived tables are then made anew."""


class Held(NamedTuple):
    """What a register holds: by which event, since when."""

    event: str
    time: str
    value: Value


class Paper:
    """A paper of the fold: its id (that of the first event that told of it), identifiers, registers."""

    __slots__ = ("_strong", "added", "id", "identifiers", "registers")

    def __init__(self, id: str, added: str, identifiers: Iterable[str]) -> None:
        self.id = id
        self.added = added
        self.identifiers = set(identifiers)
        self._strong: Strong | None = None
        self.registers: dict[tuple[str, str], Held] = {}

    @property
    def strong(self) -> Strong:
        """Its strong identifiers."""
        if self._strong is None:
            self._strong = Strong.of(self.identifiers)
        return self._strong

    def learn(self, identifier: str) -> None:
        """Know the paper by one more identifier."""
        self.identifiers.add(identifier)
        self._strong = None

    def as_document(self) -> str:
        """The paper as JSON, the same for equal papers."""
        registers = [[what, name, *held] for (what, name), held in sorted(self.registers.items())]
        return compact([self.id, self.added, sorted(self.identifiers), registers])

    @classmethod
    def from_document(cls, document: Sequence[Any]) -> Paper:
        """The paper that `as_document` wrote, from the parsed JSON."""
        id, added, identifiers, registers = document
        paper = cls(id, added, identifiers)
        paper.registers = {
            (what, name): Held(event, time, value) for what, name, event, time, value in registers
        }
        return paper


class Fold:
    """The state so far. `touched` collects the ids of papers that changed or went, for the one who saves."""

    def __init__(self) -> None:
        self.papers: dict[str, Paper] = {}
        self.named: dict[tuple[str, str], Held] = {}
        self.last = ""
        self.touched: set[str] = set()
        self._holders: dict[str, tuple[str, ...]] = {}

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
        held = Held(event.id, event.time, event.value)
        if not event.identifiers:
            if sound and register and not register.of_paper:
                self.named[event.what, event.name] = held
            return None
        identifiers = clean(event.identifiers) if found is None else event.identifiers
        paper = self._sight(event, identifiers, self.find(identifiers) if found is None else found)
        if paper and sound and register and register.of_paper:
            paper.registers[event.what, event.name] = held
        return paper

    def adopt(self, paper: Paper) -> None:
        """Take over a paper that was folded before."""
        self.papers[paper.id] = paper
        holders, own = self._holders, (paper.id,)
        for identifier in paper.identifiers:
            there = holders.setdefault(identifier, own)
            if there is not own:
                holders[identifier] = (*there, *own)

    def find(self, identifiers: Sequence[str]) -> list[Paper]:
        """The papers that identifiers (cleaned) speak of, the best match first; usually one or none."""
        holders = self._holders
        own = next((holders[identifier] for identifier in identifiers if identifier in holders), ())
        if not own:
            return []
        if len(own) == 1 and all(holders.get(identifier) == own for identifier in identifiers):
            return [self.papers[own[0]]]  # it has all of them: nothing contradicts
        return [self.papers[id] for id in same_paper(identifiers, holders, self._strong_of)]

    def _strong_of(self, id: str) -> Strong:
        return self.papers[id].strong

    def _sight(self, event: Event, identifiers: Sequence[str], papers: Sequence[Paper]) -> Paper | None:
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
        del self.papers[other.id]
        for identifier in other.identifiers:
            self._holders[identifier] = tuple(id for id in self._holders[identifier] if id != other.id)
        self.touched.add(other.id)
        self._learn(paper, other.identifiers)

    def _learn(self, paper: Paper, identifiers: Iterable[str]) -> None:
        for identifier in identifiers:
            if identifier not in paper.identifiers:
                paper.learn(identifier)
                self._holders[identifier] = (*self._holders.get(identifier, ()), paper.id)


def fold(events: Iterable[Event]) -> Fold:
    """The state that events in any order make."""
    state = Fold()
    for event in sorted(events, key=lambda event: event.id):
        state.add(event)
    return state
