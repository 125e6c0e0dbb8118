"""Saved views: those that the reading state keeps, and those that `views.yaml` defines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from notes.listing import ORDERS
from reading.events import name_id
from reading.views import View as Kept
from tui.problems import Problem
from tui.strict_yaml import SWITCHES, near, read_yaml
from tui.views import View, is_order

_FIELDS = {field.name: field.default for field in fields(View) if field.name != "pile"}
"""What a view is made of → what it is where nothing is said."""
_SWITCHES = tuple(name for name, default in _FIELDS.items() if default is False)
_TEXTS = tuple(name for name, default in _FIELDS.items() if default is None or default == "")
_ORDERS = ("relevance", *ORDERS)


@dataclass(frozen=True, slots=True)
class Named:
    """A saved view; `fixed` where `views.yaml` defines it."""

    name: str
    view: View
    fixed: bool = False


def to_keep(name: str, view: View) -> Kept:
    """A view as the reading state keeps it: filters as `unread`, `venue:ICML2025`."""
    filters = [switch for switch in _SWITCHES if getattr(view, switch)]
    filters += [
        f"{text}:{value}"
        for text in _TEXTS
        if text not in ("query", "order") and (value := getattr(view, text))
    ]
    return Kept(name, view.query, tuple(filters), view.order)


def from_kept(kept: Kept) -> View:
    """The view that was kept; filters that this version does not know are left out."""
    found: dict[str, Any] = {}
    for part in kept.filters:
        name, colon, value = part.partition(":")
        if (name in _TEXTS) if colon else (name in _SWITCHES):
            found[name] = value if colon else True
    return View(**{**found, "query": kept.query, "order": kept.order if is_order(kept.order) else ""})


def saved_views(fixed: Sequence[Named], kept: Iterable[Kept]) -> list[Named]:
    """All saved views by name; one of `views.yaml` before one that the reading state keeps under its name."""
    taken = {name_id(view.name) for view in fixed}
    own = [Named(view.name, from_kept(view)) for view in kept if name_id(view.name) not in taken]
    return sorted([*fixed, *own], key=lambda view: name_id(view.name))


def read_views(path: Path) -> tuple[list[Named], list[Problem]]:
    """The views that a file defines, and what is wrong in it; nothing where there is no such file.

    `views:` holds a list; each item has a `name` and what a view is made of.
    """
    if not path.exists():
        return [], []
    root, problems = read_yaml(path)
    if problems:
        return [], problems
    reader = _Reader(path)
    return reader.views(root), reader.mistakes


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.mistakes: list[Problem] = []

    def views(self, root: yaml.Node | None) -> list[Named]:
        if root is None:
            return []
        pairs = root.value if isinstance(root, yaml.MappingNode) else []
        if [key.value for key, _ in pairs] != ["views"] or not isinstance(pairs[0][1], yaml.SequenceNode):
            self._wrong(root, "expected `views:` and under it a list of views")
            return []
        found: dict[str, Named] = {}
        for item in pairs[0][1].value:
            named = self._view(item)
            if named is None:
                continue
            if name_id(named.name) in found:
                self._wrong(item, f"a second view is named {named.name}; the first one counts")
            found.setdefault(name_id(named.name), named)
        return list(found.values())

    def _view(self, item: yaml.Node) -> Named | None:
        if not isinstance(item, yaml.MappingNode):
            self._wrong(item, f"expected a view: name, {', '.join(_FIELDS)}")
            return None
        name, parts, before = "", dict[str, Any](), len(self.mistakes)
        for key, value in item.value:
            word = str(key.value)
            if not isinstance(value, yaml.ScalarNode):
                self._wrong(value, f"{word}: expected one value")
            elif word == "name":
                name = " ".join(value.value.split())
            elif word not in _FIELDS:
                self._wrong(key, f"a view has no {word}{near(word, ('name', *_FIELDS))}")
            elif word in _SWITCHES and value.value.lower() not in SWITCHES:
                self._wrong(value, f"{word}: expected true or false, not {value.value}")
            elif word == "order" and not is_order(value.value):
                self._wrong(value, f"there is no order {value.value}{near(value.value, _ORDERS)}")
            else:
                parts[word] = SWITCHES[value.value.lower()] if word in _SWITCHES else value.value
        if not name:
            self._wrong(item, "this view has no name")
        if not name.isprintable():
            self._wrong(item, "the name holds what cannot be printed")
        return Named(name, View(**parts), fixed=True) if len(self.mistakes) == before else None

    def _wrong(self, node: yaml.Node, reason: str) -> None:
        self.mistakes.append(Problem(self.path, node.start_mark.line + 1, reason))
