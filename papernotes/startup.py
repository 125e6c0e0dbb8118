"""Loading less, and collecting no garbage, while the program starts.

Libraries import modules that we never use. Here such a module is replaced by a stand-in, or reported as absent, while
the library is loaded: a sixth of the time of one search, and a tenth of the time to the first frame. Which modules
these are is said in `papernotes.index.startup` and `papernotes.tui.startup`. Nothing else in the project touches
`sys.modules`.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any


class _Any:
    """Any class that a stand-in is asked for. It can be subscripted, as types can be."""

    def __class_getitem__(cls, item: object) -> type[_Any]:
        return cls


def _any_class(name: str) -> type:
    if name.startswith("__"):
        raise AttributeError(name)
    return type(name, (_Any,), {})


def with_any_class(name: str, **has: Any) -> ModuleType:
    """A stand-in for the module `name`: it has what `has` gives, and an empty class for every other name."""
    module = ModuleType(name)
    vars(module).update(has, __getattr__=_any_class)
    return module


@contextmanager
def left_out(modules: Mapping[str, ModuleType | None]) -> Iterator[None]:
    """Replace modules by their stand-ins while this lasts; importing one whose stand-in is None raises ImportError.

    Modules that are loaded already stay.
    """
    absent = {name: module for name, module in modules.items() if name not in sys.modules}
    sys.modules.update(absent)  # type: ignore[arg-type]  # None tells the interpreter that there is no such module
    try:
        yield
    finally:
        for name, module in absent.items():
            if sys.modules.get(name) is module:  # the real module may have been loaded meanwhile
                sys.modules.pop(name, None)


def stop_collector() -> None:
    """Collect no garbage by itself from now on: there is none yet, and looking for it delays the first frame by a tenth."""
    gc.disable()


def spare_collector() -> None:
    """Leave all objects that exist now out of later collections: they stay until the program ends."""
    gc.freeze()


COLLECTOR_THRESHOLD = 200_000
"""New objects between two searches for garbage. Loading modules makes many objects that all stay; to search them again
and again takes a twentieth of a short command's time."""


def raise_collector_threshold() -> None:
    """Search for garbage seldom."""
    gc.set_threshold(COLLECTOR_THRESHOLD)
