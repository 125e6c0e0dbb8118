"""Modules and names that are loaded when something of them is first asked for.

A command, and the first frame of the screen, load only what they use: a tenth of a second would be spent on dialogs,
links, notes and queries that nobody has asked for yet. `lazy_modules` stands in place of an import, with the import
itself beside it under `TYPE_CHECKING`. `face` gives a package its names without loading the rooms that define them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


class LazyModule:
    """Stands for a module."""

    def __init__(self, name: str) -> None:
        self._module = name

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._module), name)


def lazy_modules(*names: str) -> Any:
    """What stands for the module of a name; for those of several names, one after another."""
    found = [LazyModule(name) for name in names]
    return found[0] if len(found) == 1 else found


def face(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """The `__getattr__` of a package (PEP 562): `homes` says in which of its modules each of its names is defined."""

    def named(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{homes[name]}"), name)

    return named
