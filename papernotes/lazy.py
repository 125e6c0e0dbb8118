"""Modules that the first frame does without: each is loaded when something of it is first asked for.

Written in place of an import, with the import itself beside it for type checkers and for whoever
looks for who uses what. A tenth of a second before the first frame would be spent on panels, links, notes
and queries that nobody has asked for yet.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


class Deferred:
    """Stands for a module."""

    def __init__(self, name: str) -> None:
        self._module = name

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._module), name)


def deferred(*names: str) -> Any:
    """What stands for the module of a name; for those of several names, one after another."""
    found = [Deferred(name) for name in names]
    return found[0] if len(found) == 1 else found
