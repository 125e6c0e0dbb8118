"""Changes made as steps, each of which is taken back as one, done again as one, and told in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from papernotes.reading.collector import collector_paused
from papernotes.reading.log import events_table
from papernotes.reading.log.events import REDO, REMARK, UNDO
from papernotes.reading.log.undo import stacks
from papernotes.reading.log.wording import describe

if TYPE_CHECKING:
    from papernotes.reading.log.recorder import Recorder
    from papernotes.reading.log.repository import Engine
    from papernotes.reading.remarks.remark_sync import Keeper
    from papernotes.reading.state import PaperState


class Applied(NamedTuple):
    """What a step did: in words, how many events it took, and the papers as they now are."""

    text: str
    changed: int = 0
    papers: tuple[PaperState, ...] = ()


class Steps:
    """The steps of one reading state. Methods raise ReadingError, and then have changed nothing."""

    def __init__(self, engine: Engine, keeper: Callable[[], Keeper]) -> None:
        self._engine = engine
        self._keeper = keeper  # called for: only the remarks need it, and few steps are about them

    def make(self, act: Callable[[Recorder], object]) -> Applied:
        """Do what records events, all of them as one step."""
        return self._engine.mending(lambda: self._make(act))

    def _make(self, act: Callable[[Recorder], object]) -> Applied:
        with self._engine.lock, collector_paused():
            names = dict(self._engine.list_names())
            with self._engine.step() as recorder:
                act(recorder)
            words = describe(recorder.events, {**names, **self._engine.list_names()})
            return self._applied(recorder, words)

    def reverse(self, what: str) -> Applied | None:
        """Take back this device's last step (UNDO), or do again what was taken back (REDO); None if there is none."""
        return self._engine.mending(lambda: self._reverse(what))

    def _reverse(self, what: str) -> Applied | None:
        with self._engine.lock, collector_paused():
            names = dict(self._engine.list_names())
            with self._engine.step() as recorder:
                connection = self._engine.database.connection
                there = stacks(*events_table.steps_of(connection, self._engine.device))
                stack = there.done if what == UNDO else there.undone
                if not stack:
                    return None
                target, reverse = stack[-1]
                recorder.append((), what, value=target)
                events = events_table.step(connection, self._engine.device, reverse)
                for event in reversed(events):
                    if event.what == REMARK:
                        self._keeper().put_back(recorder, event)
                    else:
                        recorder.put_back(event)
                original = (
                    events
                    if target == reverse
                    else events_table.step(connection, self._engine.device, target)
                )
            if remarks := {event.name for event in recorder.events if event.what == REMARK}:
                self._keeper().bring_out(remarks)
            prefix = "undone: " if what == UNDO else "done again: "
            words = describe(original, {**names, **self._engine.list_names()})
            return self._applied(recorder, prefix + words)

    def _applied(self, recorder: Recorder, text: str) -> Applied:
        there = self._engine.fold.paper
        papers = tuple(self._engine.states.get(id) for id in recorder.papers if there(id))
        changed = sum(event.what not in (UNDO, REDO) for event in recorder.events)
        return Applied(text, changed, papers)
