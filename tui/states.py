"""What the query language's `is:`, `list:`, `tag:` and `remark:` stand for, told by the reading state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from tui.asked import asks_for
from tui.later import later
from tui.lists import list_named, same_name
from tui.views import RELEVANCE, View, shown_list

if TYPE_CHECKING:
    from index import language
    from reading.state import PaperState
    from tui import remarks
    from tui.marked_library import MarkedLibrary
else:
    language, remarks = later("index.language", "tui.remarks")

NEW = "new"
"""`is:new`: since the last visit; `is:new-2026-03-14`: since a day."""

_TESTS: dict[str, Callable[[PaperState], bool]] = {
    "read": lambda state: state.read,
    "starred": lambda state: state.starred,
    "later": lambda state: state.triage == "later",
    "skimmed": lambda state: state.triage == "skimmed",
    "listed": lambda state: bool(state.lists),
    "tagged": lambda state: bool(state.tags),
    "opened": lambda state: state.last_opened is not None,
}
VALUES = (
    *(value for name in ("read", "starred") for value in (f"un{name}", name)),
    *(name for name in _TESTS if name not in ("read", "starred")), "remarked", NEW,
    *(f"un{name}" for name in _TESTS if name not in ("read", "starred")), "unremarked",
)  # fmt: skip
"""What `is:` knows, the commonest first."""


def keys_with(session: MarkedLibrary, kind: str, value: str) -> frozenset[str]:
    """The keys of the entries that have a state. Raises KeyError for a value that is none."""
    if kind == "is":
        return _keys_that_are(session, value.casefold())
    if kind == language.REMARK:
        session.remark_words.refresh()
        return session.library.keys_of_papers(remarks.papers(session, session.remark_words.having(value)))
    if kind == "list":
        found = list_named(session, value)
        if found is None:
            raise KeyError(value)
        members = set(found.papers)
        return session.library.keys_of_papers(
            [paper for paper, state in session.marks.items() if state.id in members]
        )
    tagged = [
        paper for paper, state in session.marks.items() if any(same_name(tag, value) for tag in state.tags)
    ]
    if not tagged:
        raise KeyError(value)
    return session.library.keys_of_papers(tagged)


def _keys_that_are(session: MarkedLibrary, value: str) -> frozenset[str]:
    if value == NEW or value.startswith(f"{NEW}-"):
        moment = _since(session, value)
        return session.library.keys_since(moment) if moment else frozenset()
    if value == "remarked":
        return session.library.keys_of_papers(remarks.papers(session, session.reading.remarks.keys()))
    test = _TESTS[value]
    return session.library.keys_of_papers([paper for paper, state in session.marks.items() if test(state)])


def _since(session: MarkedLibrary, value: str) -> str:
    """The moment after which something is new, empty at the first visit. Raises KeyError for a day that is none."""
    _, hyphen, day = value.partition("-")
    if not hyphen:
        return session.last_visit
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError:
        raise KeyError(value) from None


def hint(session: MarkedLibrary, view: View, found: int) -> str:
    """What to say of a view that asks for what is new, or for a list, and has found so many entries."""
    new = view.new or NEW in (value.casefold() for value in asks_for(view.query, "is"))
    if new and not session.last_visit:
        return "nothing is new at the first visit; is:new-2026-03-14 shows what came since a day"
    if new:
        news = "new or revised" if found else "nothing came or was revised"
        return f"{news} since your last visit, {ago(session.last_visit)}"
    name = shown_list(view)
    if name is None:
        return ""
    there = list_named(session, name)
    if there is None:
        return f"there is no list “{name}” any more"
    if found:
        return f"the list “{name}” in its own order" if view.order in ("", RELEVANCE) else ""
    return f"nothing here is on the list “{name}”" if there.papers else f"the list “{name}” is empty"


def ago(moment: str, now: datetime | None = None) -> str:
    """A moment (ISO 8601) as the reader's clock tells it, with the day's name within a week."""
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
