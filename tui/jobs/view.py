"""What the session thread does for the screen: each function takes the session and gives the message to post."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from papernotes.formulas import without_formulas
from papernotes.lazy import lazy_modules
from papernotes.lists import move
from papernotes.reading import UNMARKED, ReadingError, name_id
from papernotes.tui.messages import (
    FirstFound,
    Match,
    Matched,
    Notices,
    PilesCounted,
    Recounted,
    ViewShown,
)
from papernotes.views import View, shown_list

if TYPE_CHECKING:
    from papernotes import remarks
    from papernotes.index import Matcher
    from papernotes.notes import Entry
    from papernotes.session import Session
else:
    remarks = lazy_modules("papernotes.remarks")

FIRST = 64
"""Entries that are found first."""
MATCH_FOR = 0.01
"""Seconds."""


def show_view(session: Session, view: View) -> ViewShown:
    """What a view shows."""
    return ViewShown(session.show(view), session.marks, session.piles.rows(), session.last_visit)


def show_none(session: Session, view: View) -> ViewShown:
    """A view without papers, as its query cannot be searched for, beside all that there is."""
    everything = session.show(view._replace(query=""))
    shown = everything._replace(view=view, ids=[], scores={}, hint="")
    return ViewShown(shown, session.marks, session.piles.rows(), session.last_visit)


def show_first(session: Session, view: View, rows: int) -> FirstFound | ViewShown:
    """The first entries of a view, so many of them with their rows; or all of it, where that is as quick."""
    ids = session.first(view, FIRST) if view.query.strip() else []
    if not ids:
        return show_view(session, view)
    entries = session.library.entries(ids[:rows])
    matches = _in_titles(session, view.query, entries)
    return FirstFound(view, ids, entries, session.marks, session.last_visit, matches)


def count_piles(session: Session) -> PilesCounted:
    """Count the saved views."""
    session.piles.count()
    return PilesCounted(session.piles.rows(), session.piles.problems)


def _in_titles(session: Session, query: str, entries: Sequence[Entry]) -> dict[int, Match]:
    """Where a query matches in the titles of entries; their passages are their summaries' beginnings."""
    matcher = session.matcher(query)
    if matcher is None:
        return {}
    return {
        entry.id: Match(_title_spans(matcher, entry), without_formulas(entry.summary), ())
        for entry in entries
    }


def _title_spans(matcher: Matcher, entry: Entry) -> tuple[tuple[int, int], ...]:
    return tuple(matcher.spans(without_formulas(entry.title)))


def match_entries(session: Session, query: str, ids: Sequence[int], width: int) -> Matched | None:
    """Where a query matches in these entries, with passages of a width; nothing where it cannot be told.

    What takes longer than a moment is left for later: a keystroke may wait for its results meanwhile.
    """
    matcher = session.matcher(query)
    if matcher is None:
        return None
    began = time.monotonic()
    matches: dict[int, Match] = {}
    for entry in session.library.entries(ids):
        session.go_on()
        if matches and time.monotonic() - began > MATCH_FOR:
            break
        snippet = session.snippet(entry, matcher, width)
        matches[entry.id] = Match(_title_spans(matcher, entry), snippet.text, tuple(snippet.spans))
    return Matched(query, matches, [id_ for id_ in ids if id_ not in matches] if matches else [], width)


def mark(session: Session, view: View, entries: Sequence[Entry], what: str, value: bool) -> Recounted:
    """Change the reading state of papers, and count anew."""
    return recount(session, view, session.mark(entries, what, value))


def toggle(
    session: Session, view: View, papers: Sequence[int], marks: Sequence[tuple[str, str]]
) -> Recounted:
    """Give each of the marks (what, name) to all papers, or take it away where all have it; one step."""
    wishes = [(what, not _have(session, papers, what, name), name) for what, name in marks]
    return recount(session, view, session.change(papers, wishes))


def toggle_last_list(session: Session, view: View, papers: Sequence[int]) -> Recounted:
    """Put the papers on the list that was used last, or take them off it."""
    return toggle(session, view, papers, [("list", session.reading.last_list())])


def _have(session: Session, papers: Sequence[int], what: str, name: str) -> bool:
    """Whether all of the papers have a mark."""
    if what in ("tag", "list"):
        known = session.library.identify(papers)
        states = session.reading.states_of(list(known.values()))
        return bool(states) and all(
            name_id(name) in map(name_id, state.tags if what == "tag" else state.lists) for state in states
        )
    marks = session.marks
    return all(getattr(marks.get(paper, UNMARKED), what) for paper in papers)


def triage(session: Session, view: View, papers: Sequence[int], value: str) -> Recounted:
    """Put papers off until later, or note that they were skimmed or read; an empty value forgets it."""
    return recount(session, view, session.change(papers, [("triage", value, "")]))


def mark_shown_read(session: Session, view: View, ids: Sequence[int]) -> Recounted:
    """Mark all these entries' papers read, as one step."""
    papers = [paper for paper in session.library.papers_of(ids) if not _have(session, [paper], "read", "")]
    text = session.change(papers, [("read", True, "")]) if papers else "all that is shown is read already"
    return recount(session, view, text)


def undo(session: Session, view: View, *, again: bool) -> Recounted:
    """Take the last change back, or do again what was taken back."""
    applied = session.reading.redo() if again else session.reading.undo()
    session.refresh_marks(
        (applied and applied.papers) or None
    )  # a list's new name is on papers not named here
    return recount(session, view, applied.text if applied else f"nothing to {'redo' if again else 'undo'}")


def move_in_list(session: Session, view: View, entry: Entry, neighbour: Entry) -> ViewShown | None:
    """Move an entry within the list that the view shows, to where its neighbour is."""
    name = shown_list(view)
    if name is None:
        return None
    move(session, name, entry, neighbour)
    session.refresh_marks()
    return show_view(session, view)


def written(session: Session, entries: Sequence[Entry], what: str) -> str:
    """The entries as text to paste: `citation`, or the name of a format."""
    from papernotes.exports import FORMATS, citation
    from papernotes.exports.gather import gather

    if what == "citation":
        return "\n".join(citation(entry) for entry in entries)
    form = FORMATS[what]
    return form.write(gather(session, entries, once_a_paper=form.once_a_paper))


def notices(session: Session) -> Notices | None:
    """What was met on opening the reading state, and why nothing can be changed, if that is so."""
    texts = [text for text in (*session.reading.take_notices(), session.reading.reason) if text]
    return Notices(texts) if texts else None


def new_notices(session: Session) -> Notices | None:
    """What was met in the reading state since that was asked last."""
    texts = session.reading.take_notices()
    return Notices(texts) if texts else None


def recount(session: Session, view: View, text: str = "") -> Recounted:
    """The counts of a view as they are now."""
    return Recounted(session.counts(view), session.marks, text, session.piles.rows())


def poll_changes(session: Session, view: View) -> Recounted | None:
    """The counts, if another copy of the program changed the reading state, or somebody `views.yaml` or the
    remark in sight."""
    marked = session.reading.changed_by_others()
    if marked:
        session.refresh_marks()
    remarked = remarks.changed(session)
    return recount(session, view) if session.piles.changed() or remarked or marked else None


def reload(session: Session, view: View) -> ViewShown:
    """Open library and index anew, which another process has changed."""
    session.reload()
    return show_view(session, view)


def remember(session: Session, visit: dict[str, object]) -> None:
    """Keep where the reader is, and that the visit ends now, for the next one.

    Where that cannot be done nothing is said: it would be said at every step, and is at the first change.
    """
    left = datetime.now(UTC).isoformat(timespec="seconds")
    with suppress(ReadingError):
        session.reading.set_visit({**visit, "left": left})
