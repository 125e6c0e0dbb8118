"""Turns the changes that a caller asks for into events: one step of the reader, recorded only where it changes something."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from papernotes.reading.errors import ReadingError
from papernotes.reading.log.events import (
    MAXIMUM_VALUE_CHARACTERS,
    REGISTERS,
    TRIAGE,
    Event,
    PreviousValue,
    StateChange,
    Value,
    iso,
    name_id,
    stamped,
    ticks,
    ticks_of,
    tidy_name,
)
from papernotes.reading.state import lists, ranks
from papernotes.reading.state.identity import clean
from papernotes.reading.state.projection import Paper, Projection
from papernotes.reading.state.saved_views import SavedView
from papernotes.reading.state.verdicts import PaperVerdict


class Recorder:
    """Makes the events of one step and adds them to the projection at once; `events` are to be appended to the log.

    `undoable` is False for what the person did not do as a change: opening, learning.
    """

    def __init__(self, state: Projection, device: str, now: datetime, *, undoable: bool = True) -> None:
        self.events: list[Event] = []
        self.papers: dict[str, None] = {}
        self._state = state
        self._device = device
        self._clock = max(ticks(now), ticks_of(state.last) + 1)
        self._time = iso(now)
        self.step = f"{self._clock:016x}" if undoable else ""
        self._last_ranks: dict[str, str | None] = {}
        self._names: lists.ListNames | None = None

    def change(self, change: StateChange) -> None:
        """Record what the change alters. ReadingError if it makes no sense."""
        wish = _CHANGE_RECORDERS.get(change.what)
        if wish is None:
            raise ReadingError(
                f"there is no {change.what!r} to change: choose from {', '.join(_CHANGE_RECORDERS)}"
            )
        wish(self, change)

    def record(self, identifiers: Iterable[str], what: str, name: str, value: Value) -> None:
        """Record that a register gets a value, unless it has it."""
        known = clean(identifiers) if REGISTERS[what].of_paper else ()
        if REGISTERS[what].of_paper and not known:
            raise ReadingError("the paper has neither an arXiv id, a DOI, a title nor an entry to know it by")
        for sighting in self._state.parted(known):
            found = self._state.find(sighting) if sighting else None
            before = self._before(found, what, name)
            if value != (before.value if before else REGISTERS[what].default):
                self._append(sighting, what, name, value, before, found)

    def append(
        self,
        identifiers: tuple[str, ...],
        what: str,
        name: str = "",
        value: Value = None,
        before: PreviousValue | None = None,
    ) -> None:
        """Record an event as it is; the identifiers are clean."""
        self._append(identifiers, what, name, value, before, None)

    def _append(
        self, identifiers: tuple[str, ...], what: str, name: str, value: Value, before: PreviousValue | None,
        found: list[Paper] | None, time: str = "",
    ) -> None:  # fmt: skip
        event = Event(self._device, time or self._time, self.step, identifiers, what, name, value, before)
        event = stamped(event, self._clock)
        self._clock += 1
        paper = self._state.add(event, found)
        self.events.append(event)
        if what == "list-name":
            self._names = None
        if paper is not None:
            self.papers[paper.id] = None

    def put_back(self, event: Event) -> None:
        """Give the event's register back what it held before, and since when, if it holds the event's now."""
        register = REGISTERS.get(event.what)
        if register is None:
            return
        value, time = event.before or PreviousValue(register.default, "")
        for known in self._state.parted(clean(event.identifiers)):
            found = self._state.find(known) if register.of_paper else None
            now = self._before(found, event.what, event.name)
            if (now.value if now else register.default) == event.value != value:
                self._append(known, event.what, event.name, value, now, found, time)

    def before(self, identifiers: tuple[str, ...], what: str, name: str) -> PreviousValue | None:
        """What the register holds now; None if it was never said."""
        return self._before(self._state.find(identifiers), what, name)

    def _before(self, found: list[Paper] | None, what: str, name: str) -> PreviousValue | None:
        if not REGISTERS[what].of_paper:
            held = self._state.named.get((what, name))
            if held is None and what == "list-name" and name == lists.TO_READ:
                return PreviousValue(lists.TO_READ, self._time)
        else:
            held = found[0].registers.get((what, name)) if found else None
        return PreviousValue(held.value, held.time) if held else None

    def value(self, identifiers: tuple[str, ...], what: str, name: str = "") -> Value:
        """What the register holds now, its default if it was never said."""
        before = self.before(identifiers, what, name)
        return before.value if before else REGISTERS[what].default

    @property
    def names(self) -> lists.ListNames:
        """The lists that there are now."""
        if self._names is None:
            self._names = lists.ListNames(self._state)
        return self._names

    def make_list(self, name: str) -> str:
        """The id of the list with the name, made if there is none."""
        name = checked_name(name, "list")
        found = self.names.id_of(name)
        if found is None:
            found = lists.free_list_id(self._state, name)
            self.record((), "list-name", found, name)
        return found

    def existing_list(self, name: str) -> str:
        """The id of the list with the name; ReadingError if there is none."""
        found = self.names.id_of(name)
        if found is None:
            there = ", ".join(self.names.by_id.values())
            raise ReadingError(f"there is no list {tidy_name(name)!r}; there are: {there or 'none'}")
        return found

    def rename_list(self, old: str, new: str) -> None:
        """Give a list another name."""
        found, new = self.existing_list(old), checked_name(new, "list")
        if self.names.id_of(new) not in (None, found):
            raise ReadingError(f"there is a list {new!r} already")
        self.record((), "list-name", found, new)

    def delete_list(self, name: str) -> None:
        """Take all papers off a list, then delete it: so an undo brings back both."""
        found = self.existing_list(name)
        for _, id in self._state.members(found):
            self.record(self._names_of(id), "list", found, None)
        self.record((), "list-name", found, None)

    def move(self, name: str, identifiers: tuple[str, ...], index: int) -> None:
        """Move a paper to the index among the papers of a list."""
        found = self.existing_list(name)
        ids = [paper.id for paper in self._state.find(identifiers)[:1]]
        there = self._state.members(found)
        others = [member for member in there if member[1] not in ids]
        if len(others) == len(there):
            raise ReadingError(f"the paper is not on the list {tidy_name(name)!r}")
        if [member[1] for member in there].index(ids[0]) == max(0, min(index, len(others))):
            return
        rank = ranks.rank_at([rank for rank, _ in others], index)
        if rank is not None:
            self.record(identifiers, "list", found, rank)
        else:
            order = [paper for _, paper in others]
            order.insert(max(0, index), ids[0])
            self.rerank(found, order, ranks.evenly_spaced(len(order)))

    def judge(self, verdict: PaperVerdict) -> None:
        """Keep a verdict on which papers are one."""
        self.record((), verdict.what, verdict.name, verdict.as_value())

    def take_back(self, verdict: PaperVerdict) -> None:
        """Let a verdict hold no longer."""
        self.record((), verdict.what, verdict.name, None)

    def save_view(self, view: SavedView) -> None:
        """Keep a view under its name."""
        view = view._replace(name=checked_name(view.name, "view"))
        value = view.as_value()
        if len(value) > MAXIMUM_VALUE_CHARACTERS:
            raise ReadingError(f"the view {view.name!r} is too long to be kept")
        self.record((), "view", name_id(view.name), value)

    def next_rank(self, list_id: str) -> str:
        """The rank at the end of the list; the whole list gets new ranks if there is no room."""
        if list_id not in self._last_ranks:
            there = self._state.members(list_id)
            self._last_ranks[list_id] = there[-1][0] if there else None
        rank = ranks.between(self._last_ranks[list_id], None)
        if rank is None:
            fresh = ranks.evenly_spaced(len(self._state.members(list_id)) + 1)
            self.rerank(list_id, [id for _, id in self._state.members(list_id)], fresh)
            rank = fresh[-1]
        self._last_ranks[list_id] = rank
        return rank

    def rerank(self, list_id: str, papers: list[str], fresh: list[str]) -> None:
        """Give the papers of a list these ranks, in order."""
        for id, rank in zip(papers, fresh, strict=False):
            self.record(self._names_of(id), "list", list_id, rank)

    def _names_of(self, id: str) -> list[str]:
        paper = self._state.paper(id)
        return sorted(paper.identifiers) if paper else []


def checked_name(name: str, of_what: str) -> str:
    """The name tidied up; ReadingError if nothing is left of it."""
    tidy = tidy_name(name)
    if not tidy:
        raise ReadingError(f"a {of_what} needs a name")
    return tidy


def _switch(recorder: Recorder, change: StateChange) -> None:
    recorder.record(change.identifiers, change.what, "", bool(change.value))


def _triage(recorder: Recorder, change: StateChange) -> None:
    value = change.value or ""
    if value and value not in TRIAGE:
        raise ReadingError(f"there is no triage {value!r}: choose from {', '.join(TRIAGE)}")
    if value == "read":
        recorder.record(change.identifiers, "read", "", True)
    else:
        recorder.record(change.identifiers, "triage", "", value)
        recorder.record(change.identifiers, "read", "", False)


def _tag(recorder: Recorder, change: StateChange) -> None:
    name = checked_name(change.name, "tag")
    has = recorder.value(clean(change.identifiers), "tag", name_id(name))
    if bool(has) != bool(change.value):
        recorder.record(change.identifiers, "tag", name_id(name), name if change.value else None)


def _list(recorder: Recorder, change: StateChange) -> None:
    name = checked_name(change.name, "list")
    known = clean(change.identifiers)
    found = recorder.names.id_of(name)
    if change.value:
        found = recorder.make_list(name)
        if not recorder.value(known, "list", found):
            recorder.record(known, "list", found, recorder.next_rank(found))
    elif found is not None:
        recorder.record(known, "list", found, None)


_CHANGE_RECORDERS: dict[str, Callable[[Recorder, StateChange], None]] = {
    "read": _switch,
    "starred": _switch,
    "triage": _triage,
    "tag": _tag,
    "list": _list,
}
