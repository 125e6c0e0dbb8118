"""The full-text index over the library, on Whoosh. Nothing here knows of textual or of the reading state.

The names below are the whole of what other packages use. Each is loaded when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from papernotes.index.startup import UNUSED
from papernotes.lazy import face
from papernotes.startup import left_out

if TYPE_CHECKING:
    from papernotes.index.build.workers import EntryLoader as EntryLoader
    from papernotes.index.errors import BuildCancelled as BuildCancelled
    from papernotes.index.errors import IndexCorrupt as IndexCorrupt
    from papernotes.index.errors import IndexForeign as IndexForeign
    from papernotes.index.errors import IndexMissing as IndexMissing
    from papernotes.index.errors import IndexStale as IndexStale
    from papernotes.index.errors import IndexUnusable as IndexUnusable
    from papernotes.index.errors import QueryError as QueryError
    from papernotes.index.index import FEW_HITS as FEW_HITS
    from papernotes.index.index import Hit as Hit
    from papernotes.index.index import Hits as Hits
    from papernotes.index.index import Index as Index
    from papernotes.index.index import Page as Page
    from papernotes.index.index import SimilarEntry as SimilarEntry
    from papernotes.index.index import WeakHits as WeakHits
    from papernotes.index.query.ast import FIELDS as FIELDS
    from papernotes.index.query.ast import HAS as HAS
    from papernotes.index.query.ast import ORDERS as ORDERS
    from papernotes.index.query.ast import REMARK as REMARK
    from papernotes.index.query.ast import SECTION_FIELDS as SECTION_FIELDS
    from papernotes.index.query.ast import SECTIONS as SECTIONS
    from papernotes.index.query.ast import STATES as STATES
    from papernotes.index.query.ast import All as All
    from papernotes.index.query.ast import Either as Either
    from papernotes.index.query.ast import Node as Node
    from papernotes.index.query.ast import Not as Not
    from papernotes.index.query.ast import Phrase as Phrase
    from papernotes.index.query.ast import Query as Query
    from papernotes.index.query.ast import State as State
    from papernotes.index.query.ast import Word as Word
    from papernotes.index.query.ast import everywhere as everywhere
    from papernotes.index.query.content import says_nothing as says_nothing
    from papernotes.index.query.function_words import tells_something as tells_something
    from papernotes.index.query.parser import MINIMUM_NAME_SIMILARITY as MINIMUM_NAME_SIMILARITY
    from papernotes.index.query.parser import QUOTE_HINT as QUOTE_HINT
    from papernotes.index.query.parser import parse as parse
    from papernotes.index.query.vocabulary import edits_allowed as edits_allowed
    from papernotes.index.query.vocabulary import stem as stem
    from papernotes.index.search.highlight import Matcher as Matcher
    from papernotes.index.search.highlight import QueryMatcher as QueryMatcher
    from papernotes.index.search.highlight import Snippet as Snippet
    from papernotes.index.storage.manifest import is_whole as is_whole
    from papernotes.index.storage.manifest import last_written as last_written
    from papernotes.index.tokenizer import CJK_RUN as CJK_RUN
    from papernotes.index.tokenizer import expand as expand
    from papernotes.index.tokenizer import is_cjk as is_cjk
    from papernotes.index.tokenizer import name_with_signs as name_with_signs
    from papernotes.index.tokenizer import phrase_terms as phrase_terms
    from papernotes.index.tokenizer import raw_tokens as raw_tokens
    from papernotes.index.tokenizer import squash as squash
    from papernotes.index.tokenizer import terms as terms
else:
    _named = face(
        __name__,
        {
            "All": "query.ast",
            "BuildCancelled": "errors",
            "Either": "query.ast",
            "EntryLoader": "build.workers",
            "FEW_HITS": "index",
            "FIELDS": "query.ast",
            "HAS": "query.ast",
            "Hit": "index",
            "Hits": "index",
            "QUOTE_HINT": "query.parser",
            "Index": "index",
            "IndexCorrupt": "errors",
            "IndexForeign": "errors",
            "IndexMissing": "errors",
            "IndexStale": "errors",
            "IndexUnusable": "errors",
            "Matcher": "search.highlight",
            "MINIMUM_NAME_SIMILARITY": "query.parser",
            "Node": "query.ast",
            "Not": "query.ast",
            "ORDERS": "query.ast",
            "Page": "index",
            "SimilarEntry": "index",
            "Phrase": "query.ast",
            "Query": "query.ast",
            "QueryError": "errors",
            "QueryMatcher": "search.highlight",
            "REMARK": "query.ast",
            "SECTIONS": "query.ast",
            "SECTION_FIELDS": "query.ast",
            "STATES": "query.ast",
            "Snippet": "search.highlight",
            "State": "query.ast",
            "WeakHits": "index",
            "Word": "query.ast",
            "everywhere": "query.ast",
            "edits_allowed": "query.vocabulary",
            "is_whole": "storage.manifest",
            "last_written": "storage.manifest",
            "parse": "query.parser",
            "says_nothing": "query.content",
            "tells_something": "query.function_words",
            "CJK_RUN": "tokenizer",
            "expand": "tokenizer",
            "is_cjk": "tokenizer",
            "name_with_signs": "tokenizer",
            "phrase_terms": "tokenizer",
            "raw_tokens": "tokenizer",
            "squash": "tokenizer",
            "terms": "tokenizer",
            "stem": "query.vocabulary",
        },
    )

    def __getattr__(name: str) -> Any:
        with left_out(UNUSED):  # Whoosh and numpy, without the modules that they load in vain
            return _named(name)
