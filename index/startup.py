"""Loading a package without what it loads besides and never uses for us: a sixth of the time of one search.

Whoosh asks for `urllib.request`, to fetch examples with, for a package that does what `functools` does by now, but
loads `asyncio` for it, and for the rules of its own query for all forms of a word, which is none of ours. numpy
asks for the help texts of its functions, and for the types that those who check types need.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any


class _Any:
    """Whatever class is asked for; also of something, as types can be."""

    def __class_getitem__(cls, item: object) -> type[_Any]:
        return cls


def _any_class(name: str) -> type:
    if name.startswith("__"):
        raise AttributeError(name)
    return type(name, (_Any,), {})


def with_any_class(name: str, **has: Any) -> ModuleType:
    """A module of this name that has what is given, and whatever class is asked for besides."""
    module = ModuleType(name)
    vars(module).update(has, __getattr__=_any_class)
    return module


UNUSED = {
    "urllib.request": with_any_class("urllib.request"),
    "cached_property": with_any_class("cached_property", cached_property=functools.cached_property),
    "whoosh.lang.morph_en": with_any_class("whoosh.lang.morph_en"),
    "numpy._core._add_newdocs": with_any_class("numpy._core._add_newdocs"),
    "numpy._core._add_newdocs_scalars": with_any_class("numpy._core._add_newdocs_scalars"),
    "numpy._typing": with_any_class("numpy._typing"),
}
"""What Whoosh and numpy ask for, and what they get."""


@contextmanager
def left_out(modules: Mapping[str, ModuleType | None]) -> Iterator[None]:
    """While this lasts, who loads a module named here gets the one that stands in for it, or an `ImportError` where
    none does. Modules that are loaded already stay."""
    absent = {name: module for name, module in modules.items() if name not in sys.modules}
    sys.modules.update(absent)  # type: ignore[arg-type]  # none tells the interpreter that there is no such module
    try:
        yield
    finally:
        for name, module in absent.items():
            if sys.modules.get(name) is module:  # not the one that it stood in for, loaded meanwhile
                sys.modules.pop(name, None)
