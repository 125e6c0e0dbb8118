"""Textual's bindings, made from the table of actions."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from papernotes.keymap.actions import ACTIONS, Action
from papernotes.keymap.keymap import UNBOUND
from papernotes.keymap.keystrokes import parse

TEXTUAL_NAMESPACES = ("app", "screen", "focused")


def textual_action(action: Action, count: int = 0) -> str:
    """The action as Textual writes it, after a number was typed (0: none was).

    If the table names a method of a controller, `marks.toggle('read')`, the reader screen calls it.
    """
    run = action.run_with(count)
    owner, dot, call = run.partition("(")[0].rpartition(".")
    if owner in ("", *TEXTUAL_NAMESPACES):
        return run
    arguments = run[len(owner) + len(dot) + len(call) :].strip("()")
    return f"screen.control({', '.join(filter(None, (repr(owner), repr(call), arguments)))})"


def bindings(context: str) -> list[BindingType]:
    """The bindings of a context, with their default keystrokes. The reader's keymap replaces these, by id."""
    found: list[BindingType] = []
    for action in ACTIONS:
        if action.context == context:
            keystrokes = [chord[0] for chord in map(parse, action.keystrokes) if len(chord) == 1]
            found.append(
                Binding(
                    ",".join(keystrokes) or UNBOUND,
                    textual_action(action),
                    action.name,
                    show=False,
                    id=action.id,
                    tooltip=action.help,
                )
            )
    return found
