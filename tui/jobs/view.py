"""Jobs that show views: each takes the session, and returns the message to post."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.cells import cell_len

from papernotes.figures import number_of
from papernotes.formulas import without_formulas
from papernotes.lazy import lazy_modules
from papernotes.reading import ReadingError
from papernotes.tui.messages import (
    CountsChanged,
    FirstResults,
    LibraryChanged,
    RowMatch,
    RowMatches,
    SidebarCounted,
    ViewShown,
)

if TYPE_CHECKING:
    from papernotes import passages, remarks
    from papernotes.index import QueryMatcher
    from papernotes.notes import Entry
    from papernotes.query import ViewQuery
    from papernotes.session import Session
    from papernotes.views import View
else:
    passages, remarks = lazy_modules("papernotes.passages", "papernotes.remarks")

FIRST_RESULTS = 64
"""How many results of a search are shown before all are known."""
MATCH_SECONDS = 0.01
"""Time for finding passages before other jobs get their turn."""


def show_view(session: Session, view: View) -> ViewShown:
    """All that a view shows."""
    shown = session.show(view, closest=FIRST_RESULTS)
    return ViewShown(shown, session.marks, session.sidebar.items(), session.news_since)


def show_none(session: Session, view: View) -> ViewShown:
    """A view without papers, since its query has a mistake, with the counts of the whole library."""
    everything = session.show(view._replace(query=""))
    shown = everything._replace(view=view, ids=[], scores={}, hint="")
    return ViewShown(shown, session.marks, session.sidebar.items(), session.news_since)


def show_first(session: Session, view: View, rows: int) -> FirstResults | ViewShown:
    """The first results of a view, with the topmost `rows` of them; or all of the view if that is as quick."""
    ids, weak = session.first(view, FIRST_RESULTS) if view.query.strip() else ([], ())
    if not ids:
        return show_view(session, view)
    entries = session.library.entries([*ids, *(match.id for match in weak)][:rows])
    matches = _in_titles(session, view.parsed_query, entries)
    return FirstResults(view, ids, entries, session.marks, session.news_since, matches, weak)


def count_sidebar(session: Session) -> SidebarCounted:
    """Count the saved views."""
    session.sidebar.count()
    return SidebarCounted(session.sidebar.items(), session.sidebar.problems)


def _in_titles(session: Session, query: ViewQuery, entries: Sequence[Entry]) -> dict[int, RowMatch]:
    """Where a query matches in the titles of entries. Passages are the beginnings of their summaries."""
    matcher = session.matcher(query)
    if matcher is None:
        return {}
    return {
        entry.id: RowMatch(_title_spans(matcher, entry), without_formulas(entry.summary), ())
        for entry in entries
    }


def _title_spans(matcher: QueryMatcher, entry: Entry) -> tuple[tuple[int, int], ...]:
    return tuple(matcher.spans_in("title", without_formulas(entry.title)))


def match_entries(session: Session, query: ViewQuery, ids: Sequence[int], width: int) -> RowMatches | None:
    """Where a query matches in entries, with passages of `width` cells; None if the query has a mistake.

    What takes longer than `MATCH_SECONDS` is left for another job: a keystroke may wait for its results.
    """
    matcher = session.matcher(query)
    if matcher is None:
        return None
    began = time.monotonic()
    matches: dict[int, RowMatch] = {}
    for entry in session.library.entries(ids):
        session.go_on()
        if matches and time.monotonic() - began > MATCH_SECONDS:
            break
        snippet = passages.passage(session, entry, matcher, width, cell_len)
        matches[entry.id] = RowMatch(_title_spans(matcher, entry), snippet.text, tuple(snippet.spans))
    return RowMatches(
        query.text, matches, [id_ for id_ in ids if id_ not in matches] if matches else [], width
    )


def recount(session: Session, view: View, text: str = "", *, undoable: bool = False) -> CountsChanged:
    """The counts of a view as they are now. `text` and `undoable` are as in the message."""
    return CountsChanged(session.counts(view), session.marks, text, session.sidebar.items(), undoable)


def poll_changes(session: Session, view: View) -> CountsChanged | None:
    """The counts, if another copy of the program changed the reading state, or somebody `views.yaml` or the
    remark in sight."""
    marked = session.reading.changed_by_others()
    if marked:
        session.refresh_marks()
    remarked = remarks.changed(session)
    return recount(session, view) if session.sidebar.changed() or remarked or marked else None


def poll_library(session: Session) -> LibraryChanged | None:
    """What another copy of the program brought into the library or took from it, once it has done so."""
    came = session.changed_by_others()
    if came is None:
        return None
    what = number_of(abs(came), "entry", "entries")
    return LibraryChanged(f"another program {'added' if came > 0 else 'removed'} {what}" if came else "")


def reload(session: Session, view: View) -> ViewShown:
    """Open library and index again, which another process has changed."""
    session.reload()
    return show_view(session, view)


def begin_news(session: Session) -> None:
    """Count as new what comes from now on, if this is the first visit and its first notes have come."""
    session.begin_news()


def remember(session: Session, saved: dict[str, object]) -> None:
    """Keep where the reader is, and that the visit ends now, for the next one.

    Where that cannot be done nothing is said: it would be said at every step, and is at the first change.
    """
    left = datetime.now(UTC).isoformat(timespec="seconds")
    with suppress(ReadingError):
        session.reading.set_ui_state({**saved, "left": left})
