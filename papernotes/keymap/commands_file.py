"""Reading `commands.yaml`: programs of the reader's own, each an action with keystrokes like those of the table."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from papernotes.config.problems import ConfigProblem
from papernotes.config.strict_yaml import SWITCHES, near, problem_at, read_list
from papernotes.errors import UserError
from papernotes.keymap.actions import Action
from papernotes.keymap.keystrokes import Keys, KeystrokeError, parse
from papernotes.own_commands import (
    BACKGROUND,
    GIVEN,
    MAXIMUM_TIMEOUT_SECONDS,
    PLACES,
    TIMEOUT_SECONDS,
    OwnCommand,
    mistake_in,
    split_line,
)

FIELD_HELP = {
    "name": "What the command is called in the help and in the palette.",
    "keys": "A keystroke, or a list of them, as in keybindings.yaml. Without any, the palette runs it.",
    "run": "The program and its arguments: a line, split as a shell would split it, or a list. "
    "`{arxiv}`, `{url}`, `{title}`, `{path}`, `{key}` and `{bibtex}` are arguments of their own.",
    "in": "Where it runs: " + "; ".join(f"`{place}` ({what})" for place, what in PLACES.items()) + ".",
    "timeout": "Seconds after which a program in the background is ended.",
    "show": "Whether its output is shown as it comes. Otherwise only its last line is shown.",
    "input": f"What it reads from standard input: {', '.join(f'`{what}`' for what in GIVEN)}.",
    "help": "A sentence for the help.",
}
"""A field of a command → what it says."""


class BoundCommand(NamedTuple):
    """A command, its action and its keystrokes, and the line of the file that says so."""

    command: OwnCommand
    action: Action
    keystrokes: tuple[Keys, ...]
    line: int


def read_commands(path: Path) -> tuple[list[BoundCommand], list[ConfigProblem]]:
    """The commands of a file, and what is wrong in it; nothing if there is no such file. Raises nothing.

    `commands:` has a list; each item has a `name`, what to `run`, and other fields. A command with a mistake is left out.
    """
    items, problems = read_list(path, "commands")
    reader = _Reader(path)
    return reader.commands(items), problems + reader.mistakes


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.mistakes: list[ConfigProblem] = []

    def commands(self, items: Iterable[yaml.Node]) -> list[BoundCommand]:
        found: dict[str, BoundCommand] = {}
        for item in items:
            bound = self._command(item, len(found))
            if bound is not None and bound.command.name in found:
                self._wrong(item, f"a second command is named {bound.command.name}; the first one counts")
            elif bound is not None:
                found[bound.command.name] = bound
        return list(found.values())

    def _command(self, item: yaml.Node, number: int) -> BoundCommand | None:
        if not isinstance(item, yaml.MappingNode):
            self._wrong(item, f"expected a command: {', '.join(FIELD_HELP)}")
            return None
        said: dict[str, Any] = {}
        before = len(self.mistakes)
        for key, node in item.value:
            word = str(key.value)
            if word not in FIELD_HELP:
                self._wrong(key, f"a command has no {word}{near(word, FIELD_HELP)}")
            elif word in said:
                self._wrong(key, f"{word} is here a second time")
            else:
                said[word] = getattr(self, f"_{word}")(node)
        for word in ("name", "run"):
            if not said.get(word) and len(self.mistakes) == before:
                self._wrong(item, f"this command has no {word}")
        if len(self.mistakes) > before:
            return None
        command = OwnCommand(
            said["name"], said["run"], said.get("in", BACKGROUND), said.get("timeout", TIMEOUT_SECONDS),
            said.get("show", False), said.get("input", ""), said.get("help", ""),
        )  # fmt: skip
        action = Action(
            "reader", f"!{command.name}", f"commands.run({number})", (), command.name,
            command.help or f"Run {' '.join(command.words)}",
        )  # fmt: skip
        return BoundCommand(command, action, said.get("keys", ()), item.start_mark.line + 1)

    # A field each: its value, or None after a mistake.

    def _name(self, node: yaml.Node) -> str | None:
        return self._line(node, "name")

    def _help(self, node: yaml.Node) -> str | None:
        return self._line(node, "help")

    def _keys(self, node: yaml.Node) -> tuple[Keys, ...]:
        found: list[Keys] = []
        for one in node.value if isinstance(node, yaml.SequenceNode) else [node]:
            text = one.value if isinstance(one, yaml.ScalarNode) else None
            if text is None:
                self._wrong(one, "keys: expected a keystroke, or a list of them")
            elif text:
                try:
                    found.append(parse(text))
                except KeystrokeError as error:
                    self._wrong(one, f"keys: {error}")
        return tuple(dict.fromkeys(found))

    def _run(self, node: yaml.Node) -> tuple[str, ...] | None:
        items = node.value if isinstance(node, yaml.SequenceNode) else [node]
        if not all(isinstance(one, yaml.ScalarNode) for one in items):
            wrong = next(one for one in items if not isinstance(one, yaml.ScalarNode))
            self._wrong(wrong, 'run: expected a line, or a list of words; write "{url}" with quotation marks')
            return None
        try:
            words = (
                split_line(node.value)
                if isinstance(node, yaml.ScalarNode)
                else tuple(one.value for one in items)
            )
            if mistake := mistake_in(words):
                raise UserError(mistake)
        except UserError as error:
            self._wrong(node, f"run: {error}")
            return None
        return words

    def _in(self, node: yaml.Node) -> str | None:
        return self._one_of(node, "in", PLACES)

    def _input(self, node: yaml.Node) -> str | None:
        return self._one_of(node, "input", GIVEN)

    def _show(self, node: yaml.Node) -> bool | None:
        text = str(node.value).lower()
        if text not in SWITCHES:
            self._wrong(node, "show: expected true or false")
            return None
        return SWITCHES[text]

    def _timeout(self, node: yaml.Node) -> float | None:
        try:
            seconds = float(node.value)
            if not 0 < seconds <= MAXIMUM_TIMEOUT_SECONDS:
                raise ValueError
        except (ValueError, TypeError):
            self._wrong(node, f"timeout: expected seconds, {MAXIMUM_TIMEOUT_SECONDS:,} at most")
            return None
        return seconds

    def _line(self, node: yaml.Node, word: str) -> str | None:
        text = " ".join(node.value.split()) if isinstance(node, yaml.ScalarNode) else ""
        if not text or not text.isprintable():
            self._wrong(node, f"{word}: expected a line of printable text")
            return None
        return text

    def _one_of(self, node: yaml.Node, word: str, known: Collection[str]) -> str | None:
        if not isinstance(node, yaml.ScalarNode) or node.value not in known:
            self._wrong(
                node,
                f"{word}: there is no {node.value if isinstance(node.value, str) else 'such value'}"
                f"{near(str(node.value), known)}",
            )
            return None
        return str(node.value)

    def _wrong(self, node: yaml.Node, reason: str) -> None:
        self.mistakes.append(problem_at(node, self.path, reason))
