"""The terms that one of Whoosh's queries stands for in a field, and the parts of a phrase.

Only the shapes that arrays can answer are known here. `None` or False says that the query is left to Whoosh.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
from whoosh import query as q

from papernotes.index.query.any_word import AnyWord
from papernotes.index.storage.columns import Array, FieldReader

_WILDCARDS = {"*": ".*", "?": "."}
"""The special characters of a `Wildcard` query as regular expressions."""


def expandable(query: Any) -> bool:
    """Whether a `MultiTerm` query is nothing but a set of terms, each of which is scored by itself."""
    return type(query) is not q.Wildcard or "[" not in query.text


def sequence(query: Any) -> list[Any] | None:
    """The `Term`, `Prefix` and `AnyWord` queries that must follow one another for `query` to match; None for other shapes."""
    if type(query) is q.Phrase and query.slop == 1 and query.words:
        return [q.Term(query.fieldname, word) for word in query.words]
    if type(query) is q.Sequence and query.slop == 1 and query.ordered and query.subqueries:
        parts = list(query.subqueries)
        simple = all(isinstance(part, q.Term) or type(part) in (q.Prefix, AnyWord) for part in parts)
        return parts if simple and len({name for part in parts for name in _fields_of(part)}) == 1 else None
    if type(query) in (q.Term, q.Prefix):
        return [query]
    return None


def _fields_of(query: Any) -> list[str]:
    return [name for name, _ in query.fields] if type(query) is AnyWord else [query.field()]


def terms_of(query: Any, field: FieldReader, reader: Any) -> Array:
    """The numbers of the terms of `field` that a prefix, range or pattern stands for, ascending."""
    if type(query) is q.Prefix:
        return np.arange(*field.starting(query.text.encode()))
    if type(query) is q.TermRange:
        first = 0 if query.start is None else field.at_least(as_bytes(query.start))
        if query.start is not None and query.startexcl:
            first += field.find(as_bytes(query.start)) >= 0
        last = field.size if query.end is None else field.at_least(as_bytes(query.end))
        if query.end is not None and not query.endexcl:
            last += field.find(as_bytes(query.end)) >= 0
        return np.arange(first, max(first, last))
    if type(query) is q.Wildcard:
        pattern = "".join(_WILDCARDS.get(character, re.escape(character)) for character in query.text)
        return _matching_terms(field, re.compile(pattern, re.DOTALL).fullmatch)
    expanded = query._btexts(reader)  # noqa: SLF001  # Whoosh's one way to expand any `MultiTerm`
    found = {field.find(as_bytes(term)) for term in expanded}
    return np.array(sorted(found - {-1}), dtype=np.int64)


def _matching_terms(field: FieldReader, matches: Callable[[str], object]) -> Array:
    return np.array(
        [number for number, term in enumerate(field.terms()) if matches(term.decode())], dtype=np.int64
    )


def as_bytes(term: str | bytes) -> bytes:
    """A term as the columns have it."""
    return term if isinstance(term, bytes) else term.encode()
