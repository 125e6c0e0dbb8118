"""Undo and redo: events that put back what an earlier step of this device changed.

Nothing leaves the log. An undo is a step of its own: a mark that names the step it takes back,
then one event for every register that still holds what that step put there (what somebody changed
since stays as it is). A redo takes back an undo in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from papernotes.reading.log.events import REDO, UNDO


class UndoStacks(NamedTuple):
    """UndoHistory that can be taken back, and done again: as (the person's step, what to reverse), last on top."""

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
