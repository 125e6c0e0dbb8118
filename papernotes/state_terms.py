"""What `is:`, `list:`, `tag:` and `remark:` in a query mean, according to the reading state."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from papernotes import index
from papernotes.lists import list_id_named, list_named
from papernotes.views import RELEVANCE, View, shown_list

if TYPE_CHECKING:
    from papernotes.marked_library import MarkedLibrary

NEW = "new"
"""`is:new`: new since your last visit; `is:new-2026-03-14`: since a day."""

WRITTEN = "written"
"""`is:written`: papers that have a note; `is:unwritten`: those that only a list names."""

PAPERS: dict[str, Callable[[MarkedLibrary], Collection[int]]] = {
    "read": lambda session: session.papers_with("read"),
    "starred": lambda session: session.papers_with("starred"),
    "later": lambda session: session.triaged("later"),
    "skimmed": lambda session: session.triaged("skimmed"),
    "listed": lambda session: session.papers_with("list"),
    "tagged": lambda session: session.papers_with("tag"),
    "opened": lambda session: session.papers_with("opened"),
}
"""Values of `is:` that stand for marks → the papers that have them."""
VALUES = (
    *(value for name in ("read", "starred") for value in (f"un{name}", name)),
    *(name for name in PAPERS if name not in ("read", "starred")), "remarked", NEW, f"un{WRITTEN}",
    *(f"un{name}" for name in PAPERS if name not in ("read", "starred")), "unremarked", WRITTEN,
)  # fmt: skip
"""All values of `is:`, the commonest first."""


def keys_with(session: MarkedLibrary, kind: str, value: str) -> frozenset[str]:
    """The keys of the entries that have a state. Raises KeyError for an unknown value."""
    if kind == "is":
        return _keys_that_are(session, value.casefold())
    if kind == index.REMARK:
        session.remark_words.refresh()
        return session.library.keys_of_papers(
            session.remark_owners.papers_of(session.remark_words.having(value))
        )
    if kind == "list":
        found = list_id_named(session, value)
        if found is None:
            raise KeyError(value)
        return session.library.keys_of_papers(session.papers_with("list", found))
    tags = session.tags_called(value)
    if not tags:
        raise KeyError(value)
    return session.library.keys_of_papers(session.papers_with("tag", *tags))


def _keys_that_are(session: MarkedLibrary, value: str) -> frozenset[str]:
    if value == NEW or value.startswith(f"{NEW}-"):
        moment = _since(session, value)
        return session.library.keys_since(moment) if moment else frozenset()
    if value == WRITTEN:
        return session.library.keys_with_notes()
    if value == "remarked":
        return session.library.keys_of_papers(
            session.remark_owners.papers_of(session.reading.remarks.keys(session.reading.tell))
        )
    return session.library.keys_of_papers(PAPERS[value](session))


def _since(session: MarkedLibrary, value: str) -> str:
    """The moment after which something counts as new; empty where nothing does. Raises KeyError for an invalid day."""
    _, hyphen, day = value.partition("-")
    if not hyphen:
        return session.news_since
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError:
        raise KeyError(value) from None


def hint(session: MarkedLibrary, view: View, found: int) -> str:
    """A message about a view that shows what is new, or a list; `found` is its number of entries. Else empty."""
    new = view.new or NEW in (value.casefold() for value in view.parsed_query.required("is"))
    if new and not session.news_since:
        return "nothing is new yet: new is what comes after your first notes"
    if new:
        news = "new or revised" if found else "nothing is new or revised"
        moment = "your last visit" if session.last_visit else "your first notes came"
        return f"{news} since {moment}, {ago(session.news_since)}"
    name = shown_list(view)
    if name is None:
        return ""
    chosen = list_named(session, name)
    if chosen is None:
        return f"the list “{name}” no longer exists"
    if found:
        return f"the list “{name}” in its own order" if view.order in ("", RELEVANCE) else ""
    return f"nothing here is on the list “{name}”" if chosen.papers else f"the list “{name}” is empty"


def ago(moment: str, now: datetime | None = None) -> str:
    """A moment (ISO 8601) in the reader's time zone, with the name of the day within a week."""
    try:
        then = datetime.fromisoformat(moment).astimezone()
    except ValueError:
        return moment
    days = ((now or datetime.now(UTC)).astimezone().date() - then.date()).days
    if days == 0:
        return f"today {then:%H:%M}"
    if days == 1:
        return f"yesterday {then:%H:%M}"
    return f"{then:%A %H:%M}" if 0 < days < 7 else f"{then:%Y-%m-%d %H:%M}"
