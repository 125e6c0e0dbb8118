"""What the desk does for the screen: each function takes the session and gives the message to post."""

from __future__ import annotations

from collections.abc import Sequence

from notes.rows import Entry
from tui.messages import Match, Matched, NoteLaidOut, Recounted, ViewShown
from tui.session import Session
from tui.views import View


def show_view(session: Session, view: View) -> ViewShown:
    """What a view shows."""
    return ViewShown(session.show(view), session.marks)


def match_entries(session: Session, query: str, ids: Sequence[int], width: int) -> Matched | None:
    """Where a query matches in these entries, with passages of a width; nothing where it cannot be told."""
    matcher = session.matcher(query)
    if matcher is None:
        return None
    matches = {}
    for entry in session.library.entries(ids):
        snippet = session.snippet(entry, matcher, width)
        title = tuple(matcher.spans(entry.title))
        matches[entry.id] = Match(title, snippet.text, tuple(snippet.spans))
    return Matched(query, matches)


def lay_out(
    session: Session, id_: int, number: int, width: int, formulas_as_source: bool
) -> NoteLaidOut | None:
    """An entry's note, laid out for a width, from the line on where the reader left it."""
    entries = session.library.entries([id_])
    if not entries:
        return None
    from tui.note_head import note_layout  # the renderer is not needed before the first note

    entry = entries[0]
    count = len(session.library.notes_of(entry))
    layout, fault = note_layout(session, entry, number, width, formulas_as_source=formulas_as_source)
    return NoteLaidOut(entry, number, count, layout, 0, fault)


def mark(session: Session, view: View, entries: Sequence[Entry], what: str, value: bool) -> Recounted:
    """Change the reading state of papers, and count anew."""
    return recount(session, view, session.mark(entries, what, value))


def undo(session: Session, view: View, *, again: bool) -> Recounted:
    """Take the last change back, or do again what was taken back."""
    applied = session.reading.redo() if again else session.reading.undo()
    session.refresh_marks()
    return recount(session, view, applied.text if applied else f"nothing to {'redo' if again else 'undo'}")


def recount(session: Session, view: View, text: str = "") -> Recounted:
    """The counts of a view as they are now."""
    return Recounted(session.counts(view), session.marks, text)


def look_elsewhere(session: Session, view: View) -> Recounted | None:
    """The counts, if another copy of the program changed the reading state."""
    if not session.reading.changed_elsewhere():
        return None
    session.refresh_marks()
    return recount(session, view)


def reload(session: Session, view: View) -> ViewShown:
    """Open library and index anew, which another process has changed."""
    session.reload()
    return show_view(session, view)


def remember(session: Session, visit: dict[str, object]) -> None:
    """Keep where the reader is, for the next visit."""
    session.reading.set_visit(visit)
