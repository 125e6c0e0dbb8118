"""Loading less, and collecting no garbage, while the program starts.

Libraries import modules that we never use. While such a library is loaded, these modules are replaced by stand-ins, or
reported as absent. This saves a sixth of the time of one search, and a tenth of the time to the first frame.
`papernotes.index.startup` and `papernotes.tui.startup` list the modules. Nothing else in the project touches
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
    """Stands for any class of a replaced module. It can be subscripted, as types can be."""

    def __class_getitem__(cls, item: object) -> type[_Any]:
        return cls


def _any_class(name: str) -> type:
    if name.startswith("__"):
        raise AttributeError(name)
    return type(name, (_Any,), {})


def with_any_class(name: str, **has: Any) -> ModuleType:
    """A stand-in for the module `name`, with the attributes of `has`, and an empty class for every other name."""
    module = ModuleType(name)
    vars(module).update(has, __getattr__=_any_class)
    return module


@contextmanager
def left_out(modules: Mapping[str, ModuleType | None]) -> Iterator[None]:
    """Replace modules by their stand-ins within a `with` block. Importing one whose stand-in is None raises ImportError.

    Modules that are loaded already stay.
    """
    absent = {name: module for name, module in modules.items() if name not in sys.modules}
    sys.modules.update(absent)  # type: ignore[arg-type]  # None makes an import fail
    try:
        yield
    finally:
        for name, module in absent.items():
            if sys.modules.get(name) is module:  # the real module may have been loaded meanwhile
                sys.modules.pop(name, None)


def stop_collector() -> None:
    """Switch off automatic garbage collection: there is no garbage yet, and searching delays the first frame by a tenth."""
    gc.disable()


def spare_collector() -> None:
    """Exclude all present objects from later collections, since they stay until the program ends."""
    gc.freeze()


COLLECTOR_THRESHOLD_OBJECTS = 200_000
"""New objects between two searches for garbage. Loading modules makes many objects that all stay; searching them again
and again takes a twentieth of a short command's time."""


def raise_collector_threshold() -> None:
    """Search for garbage less often."""
    gc.set_threshold(COLLECTOR_THRESHOLD_OBJECTS)
