"""Textual's bindings, made from the table of actions."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from papernotes.keymap.actions import ACTIONS, Action
from papernotes.keymap.keymap import UNBOUND
from papernotes.keymap.keystrokes import parse

TEXTUAL_NAMESPACES = ("app", "screen", "focused")


def textual_action(action: Action) -> str:
    """The action as Textual writes it.

    If the table names a method of a controller, `marks.toggle('read')`, the reader screen calls it.
    """
    owner, dot, call = action.run.partition("(")[0].rpartition(".")
    if owner in ("", *TEXTUAL_NAMESPACES):
        return action.run
    arguments = action.run[len(owner) + len(dot) + len(call) :].strip("()")
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
