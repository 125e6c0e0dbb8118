"""A Whoosh query of our own for matches that lie in one kind of section of the body."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whoosh.matching import NullMatcher
from whoosh.query import And, Or, Query, Sequence, Term
from whoosh.query.spans import Span, SpanWrappingMatcher


class InSection(Query):  # type: ignore[misc]
    """Matches documents where `query` matches inside a section called `section`. Scores are those of `query`."""

    def __init__(self, section: str, query: Any) -> None:
        self.section = section
        self.query = query

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and (self.section, self.query) == (other.section, other.query)

    def __hash__(self) -> int:
        return hash((self.section, self.query))

    def __repr__(self) -> str:
        return f"InSection({self.section!r}, {self.query!r})"

    def is_leaf(self) -> bool:
        return False

    def children(self) -> Iterator[Any]:
        yield self.query

    def estimate_size(self, reader: Any) -> int:
        return int(self.query.estimate_size(reader))

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """Whoosh's way: the matcher of `query`, its spans compared with where the sections are."""
        if type(self.query) in (And, Or):
            inner = [InSection(self.section, part) for part in self.query.subqueries]
            return type(self.query)(inner, boost=self.query.boost).matcher(searcher, context)
        sections = _sections(searcher, self.section)
        if not sections:
            return NullMatcher()
        if context is None:
            context = searcher.boolean_context()
        if isinstance(self.query, Sequence):
            context = context.set(weighting=context.weighting)
        child = self.query.matcher(searcher, context.set(needs_current=True))
        return _InSectionMatcher(child, sections)


def _sections(searcher: Any, section: str) -> dict[int, list[tuple[int, int]]]:
    """Start and end of every section of this name, by document number."""
    found: dict[int, list[tuple[int, int]]] = {}
    if ("sections", section) in searcher.reader():
        matcher = Term("sections", section).matcher(searcher)
        while matcher.is_active():
            bounds = matcher.value_as("positions")
            found[matcher.id()] = list(zip(bounds[::2], bounds[1::2], strict=True))
            matcher.next()
    return found


class _InSectionMatcher(SpanWrappingMatcher):  # type: ignore[misc]
    def __init__(self, child: Any, sections: dict[int, list[tuple[int, int]]]) -> None:
        self._sections = sections
        super().__init__(child)

    def copy(self) -> _InSectionMatcher:
        return type(self)(self.child.copy(), self._sections)

    def _replacement(self, newchild: Any) -> _InSectionMatcher:
        return type(self)(newchild, self._sections)

    def _get_spans(self) -> list[Span]:
        bounds = self._sections.get(self.child.id(), ())
        return [
            span
            for span in self.child.spans()
            if any(start <= span.start and span.end < end for start, end in bounds)
        ]
