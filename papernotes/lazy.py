"""Loading modules, and the names of a package, at their first use.

A command, and the first frame of the screen, load only what they use: dialogs, links, notes and queries would take a
tenth of a second before anyone needs them. `lazy_modules` replaces an import; the import itself stands beside it under
`TYPE_CHECKING`. `face` gives a package its public names without loading the modules that define them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


class LazyModule:
    """Stands for a module, and loads it at the first use."""

    def __init__(self, name: str) -> None:
        self._module = name

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._module), name)


def lazy_modules(*names: str) -> Any:
    """The stand-in for a module; for several names, a list of stand-ins in their order."""
    found = [LazyModule(name) for name in names]
    return found[0] if len(found) == 1 else found


def face(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """The `__getattr__` of a package (PEP 562). `homes` maps each public name to the module that defines it."""

    def named(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{homes[name]}"), name)

    return named
