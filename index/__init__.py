"""The full-text index over the library, on Whoosh. Nothing here knows of textual or of the reading state.

The names below are the whole of what other packages use. They are looked up when first asked
for, so that importing `index` loads neither Whoosh nor numpy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from papernotes.index.startup import UNUSED, left_out

if TYPE_CHECKING:
    from papernotes.index.build.workers import EntryLoader as EntryLoader
    from papernotes.index.errors import BuildCancelled as BuildCancelled
    from papernotes.index.errors import IndexCorrupt as IndexCorrupt
    from papernotes.index.errors import IndexForeign as IndexForeign
    from papernotes.index.errors import IndexMissing as IndexMissing
    from papernotes.index.errors import IndexStale as IndexStale
    from papernotes.index.errors import IndexUnusable as IndexUnusable
    from papernotes.index.errors import QueryError as QueryError
    from papernotes.index.index import Hit as Hit
    from papernotes.index.index import Hits as Hits
    from papernotes.index.index import Index as Index
    from papernotes.index.index import Page as Page
    from papernotes.index.query.ast import Query as Query
    from papernotes.index.query.parser import parse as parse
    from papernotes.index.search.highlight import Matcher as Matcher
    from papernotes.index.search.highlight import Snippet as Snippet
    from papernotes.index.storage.manifest import is_whole as is_whole

_HOMES = {
    "BuildCancelled": "errors",
    "EntryLoader": "build.workers",
    "Hit": "index",
    "Hits": "index",
    "Index": "index",
    "IndexCorrupt": "errors",
    "IndexForeign": "errors",
    "IndexMissing": "errors",
    "IndexStale": "errors",
    "IndexUnusable": "errors",
    "Matcher": "search.highlight",
    "Page": "index",
    "Query": "query.ast",
    "QueryError": "errors",
    "Snippet": "search.highlight",
    "is_whole": "storage.manifest",
    "parse": "query.parser",
}

__all__ = [
    "BuildCancelled",
    "EntryLoader",
    "Hit",
    "Hits",
    "Index",
    "IndexCorrupt",
    "IndexForeign",
    "IndexMissing",
    "IndexStale",
    "IndexUnusable",
    "Matcher",
    "Page",
    "Query",
    "QueryError",
    "Snippet",
    "is_whole",
    "parse",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    with left_out(UNUSED):
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
