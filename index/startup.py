"""Loads Whoosh and numpy without modules that they import and that are never used here: it saves a sixth of a first search.

Whoosh imports `urllib.request` to fetch examples; `cached_property`, which loads `asyncio` to do what `functools` does by
now; and the rules of a query for all forms of a word, which we do not use. numpy imports the help texts of its functions,
and types for type checkers. Each gets a stand-in while the packages are loaded (`papernotes.startup`).
"""

from __future__ import annotations

import functools

from papernotes.startup import with_any_class

UNUSED = {
    "urllib.request": with_any_class("urllib.request"),
    "cached_property": with_any_class("cached_property", cached_property=functools.cached_property),
    "whoosh.lang.morph_en": with_any_class("whoosh.lang.morph_en"),
    "numpy._core._add_newdocs": with_any_class("numpy._core._add_newdocs"),
    "numpy._core._add_newdocs_scalars": with_any_class("numpy._core._add_newdocs_scalars"),
    "numpy._typing": with_any_class("numpy._typing"),
}
"""The modules that Whoosh and numpy import in vain, and their stand-ins."""
