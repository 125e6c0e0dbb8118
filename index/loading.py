"""Loading Whoosh without what it loads besides and never uses for us: a tenth of the time of one search.

It asks for `urllib.request`, to fetch examples with, for a package that does what `functools` does by now, but
loads `asyncio` for it, and for the rules of its own query for all forms of a word, which is none of ours.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any


def _module(name: str, **has: Any) -> ModuleType:
    module = ModuleType(name)
    vars(module).update(has)
    return module


_INSTEAD = (
    _module("urllib.request", urlretrieve=None),
    _module("cached_property", cached_property=functools.cached_property),
    _module("whoosh.lang.morph_en", variations=None),
)


@contextmanager
def unused_left_out() -> Iterator[None]:
    """While this lasts those modules are others, which have no more than Whoosh asks for; but if they are loaded
    already they stay."""
    absent = [module for module in _INSTEAD if module.__name__ not in sys.modules]
    for module in absent:
        sys.modules[module.__name__] = module
    try:
        yield
    finally:
        for module in absent:
            del sys.modules[module.__name__]
