"""The values that fields of a query can have, from library and reading state: for completion, and for suggesting what
an unknown value was meant to be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from papernotes import lists, state_terms
from papernotes.completion import FIXED, Value
from papernotes.index import STATES
from papernotes.mistakes import field_at, mistake
from papernotes.notes import Selection

if TYPE_CHECKING:
    from papernotes.index import QueryError
    from papernotes.marked_library import MarkedLibrary
    from papernotes.query import ViewQuery
    from papernotes.views import Mistake


MAXIMUM_LISTED = 6
"""How many values a message lists if none resembles the typed one."""


def values_of(session: MarkedLibrary, field: str) -> list[Value]:
    """All values of a field, most frequent first; none for a field with free text."""
    if field in FIXED:
        return list(FIXED[field])
    read = _READ.get(field)
    return list(read(session)) if read else []


def _facet(name: str) -> Callable[[MarkedLibrary], Sequence[Value]]:
    def read(session: MarkedLibrary) -> list[Value]:
        counts = session.library.count(name, Selection())
        return [Value(count.name, count.total, count.slug.casefold()) for count in counts]

    return read


def _keywords(session: MarkedLibrary) -> list[Value]:
    return [Value(*keyword) for keyword in session.library.keywords()]


def _years(session: MarkedLibrary) -> list[Value]:
    return sorted(_facet("year")(session), key=lambda year: year.text, reverse=True)


def _is(session: MarkedLibrary) -> list[Value]:
    return [Value(value) for value in state_terms.VALUES]


def _shelves(
    read: Callable[[MarkedLibrary], list[lists.Shelf]],
) -> Callable[[MarkedLibrary], Sequence[Value]]:
    return lambda session: [Value(shelf.name.replace('"', ""), shelf.total) for shelf in read(session)]


_READ: dict[str, Callable[[MarkedLibrary], Sequence[Value]]] = {
    "venue": _facet("venue"),
    "topic": _facet("topic"),
    "keyword": _keywords,
    "year": _years,
    "is": _is,
    "list": _shelves(lists.lists),
    "tag": _shelves(lists.tags),
}
"""Field → what reads its values."""


def mistake_of(session: MarkedLibrary, query: ViewQuery, error: QueryError) -> Mistake:
    """The mistake that a search for this query reported, with what was probably meant."""
    field = field_at(query.text, error.column)
    known = [value.text for value in values_of(session, field)]
    found = mistake(query.text, error, {field: known})
    if found.correction or field not in STATES:
        return found
    more = ", …" if len(known) > MAXIMUM_LISTED else ""
    told = (
        f"{field}: knows {', '.join(known[:MAXIMUM_LISTED])}{more}" if known else f"there is no {field} yet"
    )
    return found._replace(message=f"{found.message}; {told}")
