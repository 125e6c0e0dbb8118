"""The current keymap: the keystrokes of the table of actions, changed by the user's file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from papernotes.config.paths import is_there, shipped
from papernotes.keymap.actions import ACTIONS, BY_ID, CONTEXTS, OVERLAP, PANE_DIGITS, Action
from papernotes.keymap.keystrokes import Keys, display, parse

if TYPE_CHECKING:
    from papernotes.config.problems import ConfigProblem
    from papernotes.own_commands import OwnCommand

UNBOUND = "unbound"
"""A key that no keyboard has, for Textual: the key of an action without a keystroke."""


class Keymap(NamedTuple):
    """Id of an action → its keystrokes; what is wrong in the files; the reader's own commands, with an action each."""

    keystrokes: Mapping[str, tuple[Keys, ...]]
    problems: tuple[ConfigProblem, ...] = ()
    commands: tuple[OwnCommand, ...] = ()
    own: tuple[Action, ...] = ()

    @property
    def actions(self) -> tuple[Action, ...]:
        """All actions: those of the table, then the reader's own."""
        return (*ACTIONS, *self.own)

    def single(self) -> dict[str, str]:
        """For Textual: binding id → keys, joined by commas, for the actions whose keystrokes are not the default ones.

        Only those, since Textual goes through the mapping several times at every keystroke. Chords are left out.
        """
        return {
            id_: ",".join(keys[0] for keys in bound if len(keys) == 1) or UNBOUND
            for id_, bound in self.keystrokes.items()
            if id_ in BY_ID and bound != tuple(map(parse, BY_ID[id_].keystrokes))
        }

    def chords(self, context: str) -> dict[Keys, Action]:
        """The keystrokes of several keys that apply in a context."""
        return {
            keys: action
            for action in self.actions
            for keys in self.keystrokes[action.id]
            if len(keys) > 1 and action.context in OVERLAP[context]
        }

    def with_pane_digits(self) -> Keymap:
        """The keymap in which digits lead to panes too, as far as they have no other meaning."""
        taken = {keys[0] for bound in self.keystrokes.values() for keys in bound}
        digits = {id_: ((digit,),) for id_, digit in PANE_DIGITS.items() if digit not in taken}
        return self._replace(
            keystrokes={id_: (*digits.get(id_, ()), *bound) for id_, bound in self.keystrokes.items()}
        )

    def counted(self, context: str) -> dict[Keys, Action]:
        """The keystrokes before which a number can be typed in a context."""
        return {
            keys: action
            for action in self.actions
            for keys in self.keystrokes[action.id]
            if action.number and action.context in OVERLAP[context]
        }

    def is_free(self, key: str, context: str) -> bool:
        """Whether no keystroke of a context begins with a key."""
        return not any(
            keys[0] == key
            for action in self.actions
            for keys in self.keystrokes[action.id]
            if action.context in OVERLAP[context]
        )

    def shown(self, id_: str) -> list[str]:
        """The keystrokes of an action as people write them."""
        return [display(keys) for keys in self.keystrokes[id_]]

    def here(self, context: str) -> dict[Action, list[str]]:
        """The actions of a context, the narrower context's first, with their keystrokes that no other action hides."""
        bound = [
            (action, keys)
            for place in OVERLAP[context]
            for action in self.actions
            if action.context == place
            for keys in self.keystrokes[action.id] or ((),)
        ]
        first: dict[Keys, Action] = {}
        for action, keys in bound:
            first.setdefault(keys, action)
        found: dict[Action, list[str]] = {action: [] for action, _ in bound}
        for action, keys in bound:
            begun = any(keys[:length] in first for length in range(1, len(keys)))
            if keys and first[keys] is action and not begun:
                found[action].append(display(keys))
        return found

    def by_context(self) -> dict[str, list[tuple[Action, list[str]]]]:
        """All actions with their keystrokes, by context."""
        found: dict[str, list[tuple[Action, list[str]]]] = {context: [] for context in CONTEXTS}
        for action in self.actions:
            found[action.context].append((action, self.shown(action.id)))
        return found


def load_keymap(own: Path, commands: Path | None = None) -> Keymap:
    """The shipped keymap, changed by the user's file `own` if there is one, with the commands of the file `commands`.

    Mistakes are in the result; none is raised.
    """
    file = shipped("keybindings.yaml")
    has_commands = commands is not None and is_there(commands)
    if not is_there(own) and not has_commands and file.read_text(encoding="utf-8") == default_yaml():
        # The shipped file says what the table says: the first frame need not wait for YAML.
        return Keymap({action.id: tuple(map(parse, action.keystrokes)) for action in ACTIONS})
    from papernotes.keymap.keymap_file import read_keymap

    bound, found, problems = read_keymap(file, *([own] if is_there(own) else []), commands=commands)
    keystrokes = {id_: tuple(bound.get(id_, [])) for id_ in (*BY_ID, *(one.action.id for one in found))}
    return Keymap(
        keystrokes, tuple(problems), tuple(one.command for one in found), tuple(one.action for one in found)
    )


def default_yaml() -> str:
    """The text of the shipped `keybindings.yaml`, from the table of actions."""
    lines = [
        "# The keymap: context → action → keystrokes. Copy this file, or any part of it, to the",
        "# configuration folder (`papernotes doctor` tells where) and change it there.",
        "# Write a character (j), a name (enter), ctrl+ before it (ctrl+d), or several in a row (gg);",
        "# a list for several keystrokes; nothing for none. `papernotes keys` shows the current keymap.",
    ]
    for context, place in CONTEXTS.items():
        lines += ["", f"{context}:  # {place}"]
        for action in ACTIONS:
            if action.context == context:
                keystrokes = ", ".join(_quoted(keystroke) for keystroke in action.keystrokes)
                lines.append(f"  {action.word}: [{keystrokes}]  # {action.help}")
    return "\n".join(lines) + "\n"


def _quoted(keystroke: str) -> str:
    return keystroke if keystroke.replace("+", "").isalpha() else f'"{keystroke}"'
