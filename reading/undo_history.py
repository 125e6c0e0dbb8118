"""Makes changes as steps. A step is undone as one, redone as one, and described in words.

Nothing leaves the log. An undo is a step of its own: an event that names the step it takes back, then one event for
every register that still holds what that step put there (what was changed since stays as it is). A redo takes
back an undo in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from papernotes.reading.log import event_table
from papernotes.reading.log.events import REDO, REMARK, UNDO, VERDICTS
from papernotes.reading.startup import collector_paused
from papernotes.reading.wording import describe

if TYPE_CHECKING:
    from papernotes.reading.recorder import Recorder
    from papernotes.reading.remarks.remark_sync import RemarkSync
    from papernotes.reading.repository import StateRepository
    from papernotes.reading.state.paper_state import PaperState


class StepResult(NamedTuple):
    """What a step did: its description, the number of events, the papers as they are now, and whether it `judged`:
    whether other notes are of one paper now."""

    text: str
    changed: int = 0
    papers: tuple[PaperState, ...] = ()
    judged: bool = False


class UndoHistory:
    """The steps of one reading state. Methods raise ReadingError, and then have changed nothing."""

    def __init__(self, repository: StateRepository, remark_sync: Callable[[], RemarkSync]) -> None:
        self._repository = repository
        self._remark_sync = remark_sync  # made only when a step is about remarks, as few are

    def make(self, act: Callable[[Recorder], object]) -> StepResult:
        """Run a function that records events, all of them as one step."""
        return self._repository.repairing(lambda: self._make(act))

    def _make(self, act: Callable[[Recorder], object]) -> StepResult:
        with self._repository.lock, collector_paused():
            names = dict(self._repository.list_names())
            with self._repository.step() as recorder:
                act(recorder)
            words = describe(recorder.events, {**names, **self._repository.list_names()})
            return self._applied(recorder, words)

    def reverse(self, what: str) -> StepResult | None:
        """Undo this device's last step (UNDO), or redo the step undone last (REDO). None if there is none."""
        return self._repository.repairing(lambda: self._reverse(what))

    def _reverse(self, what: str) -> StepResult | None:
        with self._repository.lock, collector_paused():
            names = dict(self._repository.list_names())
            with self._repository.step() as recorder:
                connection = self._repository.database.connection
                there = stacks(*event_table.steps_of(connection, self._repository.device))
                stack = there.done if what == UNDO else there.undone
                if not stack:
                    return None
                target, reverse = stack[-1]
                recorder.append((), what, value=target)
                events = event_table.step(connection, self._repository.device, reverse)
                for event in reversed(events):
                    if event.what == REMARK:
                        self._remark_sync().put_back(recorder, event)
                    else:
                        recorder.put_back(event)
                original = (
                    events
                    if target == reverse
                    else event_table.step(connection, self._repository.device, target)
                )
            if remarks := {event.name for event in recorder.events if event.what == REMARK}:
                self._remark_sync().write_files(remarks)
            prefix = "undone: " if what == UNDO else "done again: "
            words = describe(original, {**names, **self._repository.list_names()})
            return self._applied(recorder, prefix + words)

    def _applied(self, recorder: Recorder, text: str) -> StepResult:
        there = self._repository.projection.paper
        papers = tuple(self._repository.states.get(id) for id in recorder.papers if there(id))
        changed = sum(event.what not in (UNDO, REDO) for event in recorder.events)
        judged = any(event.what in VERDICTS for event in recorder.events)
        return StepResult(text, changed, papers, judged)


class UndoStacks(NamedTuple):
    """Steps that can be taken back, and done again: as (the person's step, what to reverse), last on top."""

    done: list[tuple[str, str]]
    undone: list[tuple[str, str]]


def stacks(steps: Iterable[str], marks: Iterable[tuple[str, str, str]]) -> UndoStacks:
    """The stacks that a device's steps leave.

    `steps` are in order; `marks` are (step, `undo` or `redo`, the person's step that it is about).
    A new step empties what could be done again.
    """
    about = {step: (what, target) for step, what, target in marks}
    done: list[tuple[str, str]] = []
    undone: list[tuple[str, str]] = []
    for step in steps:
        what, target = about.get(step, ("", step))
        if what == UNDO:
            _move(target, step, done, undone)
        elif what == REDO:
            _move(target, step, undone, done)
        else:
            done.append((step, step))
            undone.clear()
    return UndoStacks(done, undone)


def _move(target: str, step: str, source: list[tuple[str, str]], goal: list[tuple[str, str]]) -> None:
    if source and source[-1][0] == target:
        source.pop()
        goal.append((target, step))
