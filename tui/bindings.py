"""Textual's bindings, made from the table of actions."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from papernotes.keymap.actions import ACTIONS, Action
from papernotes.keymap.keymap import UNBOUND
from papernotes.keymap.keystrokes import parse

TEXTUAL_NAMESPACES = ("app", "screen", "focused")


def textual_action(action: Action) -> str:
    """What runs an action, as Textual writes it.

    Where the table names a controller and its method, `marks.toggle('read')`, the reader's screen is asked to call it.
    """
    owner, dot, call = action.run.partition("(")[0].rpartition(".")
    if owner in ("", *TEXTUAL_NAMESPACES):
        return action.run
    arguments = action.run[len(owner) + len(dot) + len(call) :].strip("()")
    return f"screen.control({', '.join(filter(None, (repr(owner), repr(call), arguments)))})"


def bindings(context: str) -> list[BindingType]:
    """The bindings of a context, by their default keystrokes; the keymap in force comes over them by id."""
    found: list[BindingType] = []
    for action in ACTIONS:
        if action.context == context:
            keys = [keys[0] for keys in map(parse, action.keystrokes) if len(keys) == 1]
            found.append(
                Binding(
                    ",".join(keys) or UNBOUND,
                    textual_action(action),
                    action.name,
                    show=False,
                    id=action.id,
                    tooltip=action.help,
                )
            )
    return found
