"""What functions remember for speed has a limit: a long session does not grow by it.

`tests/index/test_remembered_answers.py` and `tests/tui/test_kept_lines.py` have what objects remember.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from typing import Any, NamedTuple

import pytest

import papernotes

WITHOUT_LIMIT = {
    "papernotes.index.query.expansion._by_field_tier",  # sets of fields and tiers
    "papernotes.index.query.word_planner.fields_of",  # fields
    "papernotes.keymap.keystrokes.parse",  # the keystrokes of the keymap
    "papernotes.styles.rich_style",  # styles of the renderer
}
"""Functions that remember all their answers, since they are asked for few things only."""
CACHE = type(functools.cache(str))


class Cached(NamedTuple):
    """A function that remembers its answers."""

    name: str
    maximum: int | None
    is_method: bool


def cached_in(module: Any) -> Iterator[Cached]:
    """The functions and methods of a module that remember their answers."""
    classes = [value for value in vars(module).values() if isinstance(value, type)]
    for owner in (module, *classes):
        for name, value in vars(owner).items():
            if isinstance(value, CACHE) and getattr(value, "__module__", "") == module.__name__:
                maximum = value.cache_parameters()["maxsize"]  # type: ignore[attr-defined]
                yield Cached(f"{module.__name__}.{name}", maximum, owner is not module)


@pytest.fixture(scope="module")
def cached() -> list[Cached]:
    modules = [import_module(found.name) for found in walk_packages(papernotes.__path__, "papernotes.")]
    return [found for module in modules for found in cached_in(module)]


def test_functions_remember_so_many_answers_at_most(cached) -> None:
    assert {found.name for found in cached if found.maximum is None} == WITHOUT_LIMIT
    assert len(cached) > 2 * len(WITHOUT_LIMIT)


def test_no_method_remembers_the_objects_that_it_was_called_on(cached) -> None:
    """`lru_cache` on a method keeps its last objects alive, with all that they hold."""
    assert [found.name for found in cached if found.is_method] == []
