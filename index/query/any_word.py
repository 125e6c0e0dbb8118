"""A Whoosh query of our own for any of some words in any of some fields. Most of a plan consists of these."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whoosh.query import Or, Query, Term


class AnyWord(Query):  # type: ignore[misc]
    """Matches documents with any of `words` in any of `fields`, which are given as `(name, boost)`.

    It equals an `Or` of a `Term` for each word in each field, which would take longer to make than to search.
    """

    def __init__(self, fields: tuple[tuple[str, float], ...], words: tuple[str, ...]) -> None:
        self.fields = fields
        self.words = words

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and (self.fields, self.words) == (other.fields, other.words)

    def __hash__(self) -> int:
        return hash((self.fields, self.words))

    def __repr__(self) -> str:
        return f"AnyWord({self.fields!r}, {self.words!r})"

    def is_leaf(self) -> bool:
        return False

    def children(self) -> Iterator[Any]:
        return iter(self.spelled_out().subqueries)

    def spelled_out(self) -> Any:
        """The same in Whoosh's own classes."""
        return Or([Term(name, word, boost=boost) for name, boost in self.fields for word in self.words])

    def estimate_size(self, reader: Any) -> int:
        return int(self.spelled_out().estimate_size(reader))

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """Whoosh's way."""
        return self.spelled_out().matcher(searcher, context)
