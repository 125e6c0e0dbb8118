"""A view (query, filters, order) and its result."""

from __future__ import annotations

from typing import Literal, NamedTuple

from papernotes.notes import ORDERS, Count
from papernotes.query import ViewQuery, view_query

RELEVANCE = "relevance"

Tables = Literal["wrap", "scroll"]
"""How to show tables that are wider than the note's pane."""


class View(NamedTuple):
    """A query, filters (each a row of `papernotes.filters.FILTERS`) and an order.

    `order` is `relevance`, one of `papernotes.notes.ORDERS` (reversed with a hyphen before it), or empty. Empty means:
    by relevance with a query, a list as the reader arranged it, what is new by when it was added, all else by title.
    `sidebar_item` is the id of the item in `papernotes.sidebar` that led to the view.
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
    unwritten: bool = False

    @property
    def parsed_query(self) -> ViewQuery:
        """The query, parsed. It is parsed only once, however often this is used."""
        return view_query(self.query)


def is_order(order: str) -> bool:
    """Whether a view can have this order."""
    return order in ("", RELEVANCE) or order.removeprefix("-") in ORDERS


def shown_list(view: View) -> str | None:
    """The name of the one list that all entries of a view are on; None if there is no such list, or several."""
    return view.parsed_query.on_list or view.list


def order_scope(view: View) -> str:
    """A text that is equal for views that share a remembered order: same venue, topic and kind (list, query, new, other)."""
    kinds = (("list", shown_list(view)), ("search", view.query.strip()), ("new", view.new))
    kind = next((kind for kind, applies in kinds if applies), "")
    return f"{view.venue or ''}/{view.topic or ''}/{kind}"


class Mistake(NamedTuple):
    """What is wrong with a query, and at which column (from 1).

    `correction` is the query as it was probably meant, empty if unknown. `as_text` is the query with quotes around
    what looks like a field, empty if that would not help.
    """

    message: str
    column: int
    correction: str = ""
    as_text: str = ""


NOTHING = Count("", "", "", 0, 0, 0)


class Counts(NamedTuple):
    """How many entries a view has: in all, by venue and by topic.

    `all_venues` is the count without the view's venue, `all_topics` without its topic. An entry can be filed under
    several topics, so the latter is not the sum of `topics`. `implied` are the slugs of venue and topic that go without
    saying in each row: those that the view is narrowed to, or the only ones in the library. `declared` is the number of notes that an area page declares,
    where the view is that area; None where it declares none.
    """

    total: Count = NOTHING
    venues: tuple[Count, ...] = ()
    all_venues: Count = NOTHING
    topics: tuple[Count, ...] = ()
    all_topics: Count = NOTHING
    declared: int | None = None
    implied: tuple[str, ...] = ()


CLOSEST = "not all words; closest first"
"""What divides entries that have all words of a query from those that do not."""


class WeakMatch(NamedTuple):
    """An entry, by its id, that has most of what a query describes: how close it comes, and the words that it lacks."""

    id: int
    score: float
    lacking: tuple[str, ...]


class FoundEverywhere(NamedTuple):
    """How many entries a search finds in the whole library, with what query, where it finds none in a view."""

    total: int
    query: str


class Shown(NamedTuple):
    """What a view shows.

    `ids` are the entries in order; `scores` are the scores of those that a search found. `suggestions` are words that
    would match, if nothing does. With a `mistake` in the query nothing else is set. `only_titles`: there is no index
    yet, and only titles were searched. `hint` is a message about the view, for the reader.

    `weak` are entries that lack some words of the query, closest first; there are `more` such entries in all. They are
    for looking only: whatever is done to all of a view is done to `ids`. `elsewhere` is set where the whole library has
    what the view has not.
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
    weak: tuple[WeakMatch, ...] = ()
    more: int = 0
    elsewhere: FoundEverywhere | None = None

    @property
    def all_ids(self) -> list[int]:
        """All entries that are shown, those that lack words of the query last."""
        return [*self.ids, *(match.id for match in self.weak)] if self.weak else self.ids
