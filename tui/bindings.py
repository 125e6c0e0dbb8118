"""Textual's bindings, made from the table of actions."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from papernotes.keymap.actions import ACTIONS
from papernotes.keymap.keymap import UNBOUND
from papernotes.keymap.keystrokes import parse


def bindings(context: str) -> list[BindingType]:
    """The bindings of a context, by their default keystrokes; the keymap in force comes over them by id."""
    found: list[BindingType] = []
    for action in ACTIONS:
        if action.context == context:
            keys = [keys[0] for keys in map(parse, action.keystrokes) if len(keys) == 1]
            found.append(
                Binding(
                    ",".join(keys) or UNBOUND,
                    action.run,
                    action.name,
                    show=False,
                    id=action.id,
                    tooltip=action.help,
                )
            )
    return found
