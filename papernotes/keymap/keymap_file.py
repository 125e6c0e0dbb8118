"""Reading keymap files: the shipped `keybindings.yaml`, and then the user's own, which changes it.

They are read as YAML nodes, not as values, so that every mistake is reported with its line, and `on`, `1` or `~` mean
the keys that they look like.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from papernotes.config.paths import shipped
from papernotes.config.problems import ConfigProblem
from papernotes.config.strict_yaml import near, problem_at, read_yaml
from papernotes.keymap.actions import ACTIONS, BY_ID, CONTEXTS, OVERLAP, TYPING, Action
from papernotes.keymap.commands_file import BoundCommand, read_commands
from papernotes.keymap.keystrokes import Keys, KeystrokeError, display, is_typed, parse

NONE = ("null", "none")
"""Words by which people may mean "no keystroke". `~` is a keystroke."""


def read_keymap(
    *files: Path, commands: Path | None = None
) -> tuple[dict[str, list[Keys]], list[BoundCommand], list[ConfigProblem]]:
    """Id of an action → its keystrokes, the reader's own commands, and what is wrong in the files. Raises nothing.

    Later files take precedence; `commands` is the file of commands, whose keystrokes count as the reader's own.
    """
    reader = _Reader()
    for path in files:
        reader.read(path)
    bound = reader.read_commands(commands) if commands else []
    reader.find_clashes()
    return reader.bound, bound, reader.problems


@dataclass(slots=True)
class _Reader:
    bound: dict[str, list[Keys]] = field(default_factory=dict)
    said: dict[str, tuple[Path, int]] = field(default_factory=dict)
    problems: list[ConfigProblem] = field(default_factory=list)
    actions: dict[str, Action] = field(default_factory=lambda: dict(BY_ID))

    def read_commands(self, path: Path) -> list[BoundCommand]:
        """Take over the keystrokes of the reader's own commands."""
        found, problems = read_commands(path)
        self.problems += problems
        for one in found:
            self.actions[one.action.id] = one.action
            self.bound[one.action.id] = list(one.keystrokes)
            self.said[one.action.id] = (path, one.line)
        return found

    def read(self, path: Path) -> None:
        """Take over what a file says about each action."""
        root, problems = read_yaml(path)
        self.problems += problems
        if root is None:
            return
        for context, line, actions in self._pairs(path, root, "contexts"):
            if context not in CONTEXTS:
                self._problem(path, line, f"no context {context}", context, CONTEXTS)
                continue
            words = [action.word for action in ACTIONS if action.context == context]
            for word, at, node in self._pairs(path, actions, f"actions of {context}"):
                if word not in words:
                    self._problem(path, at, f"no action {word} in {context}", word, words)
                    continue
                mistakes = len(self.problems)
                keystrokes = self._keystrokes(path, context, node)
                if keystrokes or len(self.problems) == mistakes:  # a mistake does not remove the keystrokes
                    self.bound[f"{context}.{word}"] = keystrokes
                    self.said[f"{context}.{word}"] = (path, at)

    def _pairs(self, path: Path, node: yaml.Node, what: str) -> Iterator[tuple[str, int, yaml.Node]]:
        if isinstance(node, yaml.ScalarNode) and not node.value:
            return
        if not isinstance(node, yaml.MappingNode):
            self.problems.append(problem_at(node, path, f"expected {what}, one `name: …` a line"))
            return
        seen: set[str] = set()
        for key, value in node.value:
            line = key.start_mark.line + 1
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            if name in seen:
                self.problems.append(
                    ConfigProblem(path, line, f"{name} is here a second time; the last one counts")
                )
            seen.add(name)
            yield name, line, value

    def _keystrokes(self, path: Path, context: str, node: yaml.Node) -> list[Keys]:
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        found: list[Keys] = []
        for item in nodes:
            if not isinstance(item, yaml.ScalarNode):
                self.problems.append(problem_at(item, path, "expected a keystroke, or a list of them"))
            elif item.value:  # an empty value means no keystroke
                try:
                    if item.value.casefold() in NONE:
                        raise KeystrokeError(f"{item.value}: write [] for no keystroke")
                    keys = parse(item.value)
                    if context in TYPING and (len(keys) > 1 or is_typed(keys)):
                        raise KeystrokeError(
                            f"{item.value}: is typed {CONTEXTS[context]}; use a key with ctrl+"
                        )
                    found.append(keys)
                except KeystrokeError as error:
                    self.problems.append(problem_at(item, path, str(error)))
        return list(dict.fromkeys(found))

    def _problem(self, path: Path, line: int, reason: str, name: str, known: Iterable[str]) -> None:
        self.problems.append(ConfigProblem(path, line, reason + near(name, known)))

    def find_clashes(self) -> None:
        """Report keystrokes that two actions of one context share, or that begin another's; the later action loses.

        An action of the list or the note may hide one of the reader's: between default keystrokes, which the user's file may
        repeat, this is intended; of others it is reported.
        """
        own = {id_ for id_, (path, _) in self.said.items() if path != shipped("keybindings.yaml")}
        for context in CONTEXTS:
            taken: dict[Keys, str] = {}
            for action in sorted(self.actions.values(), key=lambda action: action.id in own, reverse=True):
                if action.context not in OVERLAP[context]:
                    continue
                for keys in list(self.bound.get(action.id, [])):
                    self._claim(action, keys, taken, own)

    def _claim(self, action: Action, keys: Keys, taken: dict[Keys, str], own: set[str]) -> None:
        for other_keys, other in taken.items():
            shorter = min(len(keys), len(other_keys))
            if keys[:shorter] != other_keys[:shorter] or other == action.id:
                continue
            same_place = self.actions[other].context == action.context
            if not same_place and _is_default(action, keys) and _is_default(self.actions[other], other_keys):
                continue
            pair = (other, action.id) if action.id in BY_ID else (action.id, other)
            blamed = next((id_ for id_ in pair if id_ in own), action.id)
            path, line = self.said.get(blamed, (shipped("keybindings.yaml"), 0))
            loser, winner = (action.id, keys), (other, other_keys)
            if not same_place and _hides(
                self.actions[loser[0]], loser[1], self.actions[winner[0]], winner[1]
            ):
                loser, winner = winner, loser
            verb = "is" if keys == other_keys else "begins like"
            kept = "has it" if same_place else "hides it"
            reason = (
                f"{display(loser[1])} of {loser[0]} {verb} {display(winner[1])} of {winner[0]}, which {kept}"
            )
            problem = ConfigProblem(path, line, reason)
            if problem not in self.problems:
                self.problems.append(problem)
            if same_place:
                self.bound[action.id].remove(keys)
                return
        taken[keys] = action.id


def _is_default(action: Action, keys: Keys) -> bool:
    return keys in map(parse, action.keystrokes)


def _hides(action: Action, keys: Keys, other: Action, other_keys: Keys) -> bool:
    """Whether a keystroke hides one of another context: the shorter hides the longer, the inner context the outer."""
    if len(keys) != len(other_keys):
        return len(keys) < len(other_keys)
    return other.context in OVERLAP[action.context]
