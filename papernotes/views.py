"""What is asked of the library and what it answers: a view, and what it shows."""

from __future__ import annotations

from typing import Literal, NamedTuple

from papernotes.notes import ORDERS, Count
from papernotes.query import ViewQuery, view_query

RELEVANCE = "relevance"

Tables = Literal["wrap", "scroll"]
"""What becomes of tables wider than the pane of the note."""


class View(NamedTuple):
    """A query, filters (the rows of `papernotes.filters.FILTERS` name them) and an order.

    `order` is relevance, one of `notes.catalogue.entry_sets.ORDERS` (the other way round after a hyphen), or
    empty: by relevance where there is a query, a list as its reader arranged it, what is new by when it
    came, all else by title. `sidebar_item` is the id of the one of `papernotes.sidebar` that led to it.
    """

    query: str = ""
    venue: str | None = None
    topic: str | None = None
    unread: bool = False
    starred: bool = False
    order: str = ""
    code: bool = False
    list: str | None = None
    tag: str | None = None
    keyword: str | None = None
    year: str | None = None
    award: str | None = None
    new: bool = False
    triage: str | None = None
    sidebar_item: str = ""

    @property
    def parsed_query(self) -> ViewQuery:
        """The query, parsed once however often this is asked for."""
        return view_query(self.query)


def is_order(order: str) -> bool:
    """Whether a view can have this order."""
    return order in ("", RELEVANCE) or order.removeprefix("-") in ORDERS


def shown_list(view: View) -> str | None:
    """The name of the one list that all of a view is on; None where there is none, or several."""
    return view.parsed_query.on_list or view.list


def order_place(view: View) -> str:
    """Which views share an order: those of a venue and topic, with a list, a query, what is new, or none of these."""
    kinds = (("list", shown_list(view)), ("search", view.query.strip()), ("new", view.new))
    kind = next((kind for kind, there in kinds if there), "")
    return f"{view.venue or ''}/{view.topic or ''}/{kind}"


class Mistake(NamedTuple):
    """What is wrong with a query, and at which column (from 1).

    `correction` is the query as it was probably meant, empty where nobody can tell. `as_text` is the
    query with what looks like a field in quotes, empty where that is no help.
    """

    message: str
    column: int
    correction: str = ""
    as_text: str = ""


NOTHING = Count("", "", "", 0, 0, 0)


class Counts(NamedTuple):
    """How many entries a view has: in all, by venue and by topic.

    `all_venues` counts it without its venue, `all_topics` without its topic (an entry can be filed
    under several topics, so the latter is no sum).
    """

    total: Count = NOTHING
    venues: tuple[Count, ...] = ()
    all_venues: Count = NOTHING
    topics: tuple[Count, ...] = ()
    all_topics: Count = NOTHING


class Shown(NamedTuple):
    """What a view shows.

    `ids` are the entries in order, `scores` of those found by relevance. `suggestions` are words
    that would match where nothing does. With a `mistake` in the query nothing else is set.
    `only_titles` says that the index is not there yet and titles alone were searched. `hint` is
    what the reader should know of it.
    """

    view: View
    ids: list[int]
    counts: Counts
    scores: dict[int, float]
    order: str
    tried: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    mistake: Mistake | None = None
    only_titles: bool = False
    hint: str = ""
