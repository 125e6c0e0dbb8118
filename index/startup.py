"""Loading a package without what it loads besides and never uses for us: a sixth of the time of one search.

Whoosh asks for `urllib.request`, to fetch examples with, for a package that does what `functools` does by now, but
loads `asyncio` for it, and for the rules of its own query for all forms of a word, which is none of ours. numpy
asks for the help texts of its functions, and for the types that those who check types need.
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
"""What Whoosh and numpy ask for, and what they get."""
