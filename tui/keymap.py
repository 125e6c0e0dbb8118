"""The keymap in force: the shipped `keybindings.yaml`, and the user's own over it.

The files are read as YAML nodes, not as values, so that every mistake has its line and `on`, `1`
or `~` mean the keys that they look like.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from tui.actions import ACTIONS, BY_ID, CONTEXTS, Action
from tui.keystrokes import KeystrokeError, display, parse
from tui.paths import shipped
from tui.strict_yaml import Problem, near, read_yaml

Keys = tuple[str, ...]
UNBOUND = "unbound"
"""A key that no keyboard has: what Textual is told of an action without a keystroke."""

_OVERLAP = {
    "reader": ("reader",),
    "list": ("list", "reader"),
    "note": ("note", "reader"),
    "search": ("search",),
    "find": ("find",),
}


@dataclass(frozen=True, slots=True)
class Keymap:
    """Which keystrokes run which action (by its id), and what was wrong in the files."""

    keystrokes: Mapping[str, tuple[Keys, ...]]
    problems: tuple[Problem, ...] = ()

    def single(self) -> dict[str, str]:
        """For Textual: binding id → keys, joined by commas. Chords are told by their first key."""
        return {
            id_: ",".join(keys[0] for keys in bound if len(keys) == 1) or UNBOUND
            for id_, bound in self.keystrokes.items()
        }

    def chords(self, context: str) -> dict[Keys, Action]:
        """The keystrokes of several keys that apply in a context."""
        return {
            keys: BY_ID[id_]
            for id_, bound in self.keystrokes.items()
            for keys in bound
            if len(keys) > 1 and BY_ID[id_].context in _OVERLAP[context]
        }

    def shown(self, id_: str) -> list[str]:
        """An action's keystrokes as people write them."""
        return [display(keys) for keys in self.keystrokes[id_]]

    def by_context(self) -> dict[str, list[tuple[Action, list[str]]]]:
        """All actions with their keystrokes, by context."""
        found: dict[str, list[tuple[Action, list[str]]]] = {context: [] for context in CONTEXTS}
        for action in ACTIONS:
            found[action.context].append((action, self.shown(action.id)))
        return found


def load_keymap(own: Path) -> Keymap:
    """The shipped keymap with the user's own file, if there is one, over it. Never raises for what they hold."""
    reader = _Reader()
    reader.read(shipped("keybindings.yaml"))
    if own.exists():
        reader.read(own)
    reader.find_clashes()
    return Keymap(
        {action.id: tuple(reader.bound.get(action.id, [])) for action in ACTIONS}, tuple(reader.problems)
    )


def parsed_problems(keymap: Keymap) -> list[tuple[int, str]]:
    """The problems as line and reason."""
    return [(problem.line, problem.reason) for problem in keymap.problems]


@dataclass(slots=True)
class _Reader:
    bound: dict[str, list[Keys]] = field(default_factory=dict)
    said: dict[str, tuple[Path, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def read(self, path: Path) -> None:
        """Take over what a file says, action by action."""
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
                self.bound[f"{context}.{word}"] = self._keystrokes(path, node)
                self.said[f"{context}.{word}"] = (path, at)

    def _pairs(self, path: Path, node: yaml.Node, what: str) -> Iterator[tuple[str, int, yaml.Node]]:
        if isinstance(node, yaml.ScalarNode) and not node.value:
            return
        if not isinstance(node, yaml.MappingNode):
            self.problems.append(
                Problem(path, node.start_mark.line + 1, f"expected {what}, `name: …` a line each")
            )
            return
        seen: set[str] = set()
        for key, value in node.value:
            line = key.start_mark.line + 1
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            if name in seen:
                self.problems.append(
                    Problem(path, line, f"{name} stands here a second time; the last one counts")
                )
            seen.add(name)
            yield name, line, value

    def _keystrokes(self, path: Path, node: yaml.Node) -> list[Keys]:
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        found: list[Keys] = []
        for item in nodes:
            line = item.start_mark.line + 1
            if not isinstance(item, yaml.ScalarNode):
                self.problems.append(Problem(path, line, "expected a keystroke, or a list of them"))
            elif item.value:  # nothing at all: the action has no keystroke
                try:
                    found.append(parse(item.value))
                except KeystrokeError as error:
                    self.problems.append(Problem(path, line, str(error)))
        return list(dict.fromkeys(found))

    def _problem(self, path: Path, line: int, reason: str, name: str, known: Iterable[str]) -> None:
        self.problems.append(Problem(path, line, reason + near(name, known)))

    def find_clashes(self) -> None:
        """Report keystrokes that two actions of one place claim, or that begin another's; the later one loses.

        An action of the list or the note that takes over one of the reader's is meant so in the
        shipped keymap, and told where the user's file does it.
        """
        own = {id_ for id_, (path, _) in self.said.items() if path != shipped("keybindings.yaml")}
        for context in CONTEXTS:
            taken: dict[Keys, str] = {}
            for action in sorted(ACTIONS, key=lambda action: action.id in own, reverse=True):
                if action.context not in _OVERLAP[context]:
                    continue
                for keys in list(self.bound.get(action.id, [])):
                    self._claim(context, action, keys, taken, own)

    def _claim(self, context: str, action: Action, keys: Keys, taken: dict[Keys, str], own: set[str]) -> None:
        for other_keys, other in taken.items():
            shorter = min(len(keys), len(other_keys))
            if keys[:shorter] != other_keys[:shorter] or other == action.id:
                continue
            same_place = BY_ID[other].context == action.context
            if not same_place and not ({other, action.id} & own):
                continue
            blamed = next((id_ for id_ in (other, action.id) if id_ in own), action.id)
            path, line = self.said.get(blamed, (shipped("keybindings.yaml"), 0))
            verb = "is" if keys == other_keys else "begins like"
            kept = "has it" if same_place else "hides it"
            reason = f"{display(keys)} of {action.id} {verb} {display(other_keys)} of {other}, which {kept}"
            problem = Problem(path, line, reason)
            if problem not in self.problems:
                self.problems.append(problem)
            if same_place:
                self.bound[action.id].remove(keys)
                return
        taken[keys] = action.id


def default_yaml() -> str:
    """The text of the shipped `keybindings.yaml`, from the table of actions."""
    lines = [
        "# The keymap: context → action → keystrokes. Copy this file, or any part of it, to the",
        "# configuration folder (`papernotes doctor` tells where) and change it there.",
        "# Write a character (j), a name (enter), ctrl+ before it (ctrl+d), or several in a row (gg);",
        "# a list for several keystrokes; nothing for none. `papernotes keys` shows what is in force.",
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


if __name__ == "__main__":
    print(default_yaml(), end="")
