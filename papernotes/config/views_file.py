"""Reading `views.yaml`: saved views that the reader writes by hand."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from papernotes.config.problems import ConfigProblem
from papernotes.config.strict_yaml import SWITCHES, near, problem_at, read_list
from papernotes.notes import ORDERS
from papernotes.reading import name_id
from papernotes.saved_views import FIELDS, SWITCHED, NamedView
from papernotes.views import View, is_order

_ORDERS = ("relevance", *ORDERS)


def read_views(path: Path) -> tuple[list[NamedView], list[ConfigProblem]]:
    """The views that a file defines, and what is wrong in it; nothing if there is no such file.

    `views:` has a list; each item has a `name`, and the fields of a view.
    """
    items, problems = read_list(path, "views")
    reader = _Reader(path)
    return reader.views(items), problems + reader.mistakes


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.mistakes: list[ConfigProblem] = []

    def views(self, items: Iterable[yaml.Node]) -> list[NamedView]:
        found: dict[str, NamedView] = {}
        for item in items:
            named = self._view(item)
            if named is None:
                continue
            if name_id(named.name) in found:
                self._wrong(item, f"a second view is named {named.name}; the first one counts")
            found.setdefault(name_id(named.name), named)
        return list(found.values())

    def _view(self, item: yaml.Node) -> NamedView | None:
        if not isinstance(item, yaml.MappingNode):
            self._wrong(item, f"expected a view: name, {', '.join(FIELDS)}")
            return None
        name, parts, before = "", dict[str, Any](), len(self.mistakes)
        for key, value in item.value:
            word = str(key.value)
            if not isinstance(value, yaml.ScalarNode):
                self._wrong(value, f"{word}: expected one value")
            elif word == "name":
                name = " ".join(value.value.split())
            elif word not in FIELDS:
                self._wrong(key, f"a view has no {word}{near(word, ('name', *FIELDS))}")
            elif word in SWITCHED and value.value.lower() not in SWITCHES:
                self._wrong(value, f"{word}: expected true or false, not {value.value}")
            elif word == "order" and not is_order(value.value):
                self._wrong(value, f"there is no order {value.value}{near(value.value, _ORDERS)}")
            else:
                parts[word] = SWITCHES[value.value.lower()] if word in SWITCHED else value.value
        if not name:
            self._wrong(item, "this view has no name")
        if not name.isprintable():
            self._wrong(item, "the name has unprintable characters")
        return NamedView(name, View(**parts), fixed=True) if len(self.mistakes) == before else None

    def _wrong(self, node: yaml.Node, reason: str) -> None:
        self.mistakes.append(problem_at(node, self.path, reason))
