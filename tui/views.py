"""What is asked of the library and what it answers: a view, and what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from notes.rows import Count, Selection

Tables = Literal["wrap", "scroll"]
"""What becomes of tables wider than the pane of the note."""


@dataclass(frozen=True, slots=True)
class View:
    """A query, filters and an order. `order` is one of `notes.library.ORDERS`, `relevance`, or empty.

    Empty means by relevance where there is a query and by title where there is none.
    """

    query: str = ""
    venue: str | None = None
    topic: str | None = None
    unread: bool = False
    starred: bool = False
    order: str = ""

    @property
    def selection(self) -> Selection:
        """The filters without the query."""
        return Selection(
            self.venue, self.topic, False if self.unread else None, True if self.starred else None
        )


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a query, and at which column (from 1; 0 where no column is to blame)."""

    message: str
    column: int


NOTHING = Count("", "", "", 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many entries a view has: in all, by venue and by topic.

    `all_venues` counts it without its venue, `all_topics` without its topic (an entry can be filed
    under several topics, so the latter is no sum).
    """

    total: Count = NOTHING
    venues: tuple[Count, ...] = ()
    all_venues: Count = NOTHING
    topics: tuple[Count, ...] = ()
    all_topics: Count = NOTHING


@dataclass(frozen=True, slots=True)
class Shown:
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
