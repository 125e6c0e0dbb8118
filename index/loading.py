"""Loading a package without what it loads besides and never uses for us: a tenth of the time of one search.

Whoosh asks for `urllib.request`, to fetch examples with, for a package that does what `functools` does by now, but
loads `asyncio` for it, and for the rules of its own query for all forms of a word, which is none of ours.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any


def stand_in(name: str, **has: Any) -> ModuleType:
    """A module of this name that has no more than is given."""
    module = ModuleType(name)
    vars(module).update(has)
    return module


OF_WHOOSH = {
    "urllib.request": stand_in("urllib.request", urlretrieve=None),
    "cached_property": stand_in("cached_property", cached_property=functools.cached_property),
    "whoosh.lang.morph_en": stand_in("whoosh.lang.morph_en", variations=None),
}
"""What Whoosh asks for in vain, and what it gets."""


@contextmanager
def left_out(modules: Mapping[str, ModuleType | None]) -> Iterator[None]:
    """While this lasts, who loads a module named here gets the one that stands in for it, or an `ImportError` where
    none does. Modules that are loaded already stay."""
    absent = {name: module for name, module in modules.items() if name not in sys.modules}
    sys.modules.update(absent)  # type: ignore[arg-type]  # none is how the interpreter is told that there is no such module
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]
