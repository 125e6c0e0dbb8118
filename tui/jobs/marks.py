"""Jobs that change the reading state: each takes the session, and returns the message to post."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from papernotes.lazy import lazy_modules
from papernotes.lists import move
from papernotes.reading import UNMARKED, name_id
from papernotes.tui.jobs.view import recount, show_view
from papernotes.tui.messages import LibraryChanged, Notices
from papernotes.views import shown_list

if TYPE_CHECKING:
    from papernotes import joining
    from papernotes.notes import Entry
    from papernotes.session import Session
    from papernotes.tui.messages import CountsChanged, ViewShown
    from papernotes.views import View
else:
    joining = lazy_modules("papernotes.joining")


def mark(session: Session, view: View, entries: Sequence[Entry], what: str, value: bool) -> CountsChanged:
    """Change the reading state of papers, and count again."""
    return recount(session, view, session.mark(entries, what, value))


def toggle(
    session: Session, view: View, papers: Sequence[int], marks: Sequence[tuple[str, str]]
) -> CountsChanged:
    """Give each of the marks (what, name) to all papers, or take it away where all have it; one step."""
    wishes = [(what, not _have(session, papers, what, name), name) for what, name in marks]
    return recount(session, view, session.change(papers, wishes), undoable=len(papers) > 1)


def toggle_last_list(session: Session, view: View, papers: Sequence[int]) -> CountsChanged:
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


def triage(session: Session, view: View, papers: Sequence[int], value: str) -> CountsChanged:
    """Mark papers for later, or note that they were skimmed or read; an empty value forgets it."""
    changed = session.change(papers, [("triage", value, "")])
    return recount(session, view, changed, undoable=len(papers) > 1)


def mark_shown_read(session: Session, view: View, ids: Sequence[int]) -> CountsChanged:
    """Mark all these entries' papers read, as one step."""
    papers = [paper for paper in session.library.papers_of(ids) if not _have(session, [paper], "read", "")]
    text = session.change(papers, [("read", True, "")]) if papers else "all that is shown is read already"
    return recount(session, view, text, undoable=bool(papers))


def join(session: Session, keys: Sequence[str]) -> LibraryChanged:
    """Hold the papers of these entries for one."""
    first, *others = filter(None, map(session.library.find, keys))
    texts = [joining.join(session, first, other) for other in others]
    return LibraryChanged(texts[0] if len(texts) == 1 else f"joined {len(keys)} papers", undoable=True)


def split(session: Session, key: str) -> LibraryChanged:
    """Hold the notes of a key for a paper of their own."""
    return LibraryChanged(joining.split(session, key), undoable=True)


def undo(session: Session, view: View, *, again: bool) -> CountsChanged | LibraryChanged:
    """Take the last change back, or do again what was taken back."""
    applied = session.reading.redo() if again else session.reading.undo()
    if applied and applied.judged:
        joining.take_over(session)
        return LibraryChanged(applied.text)
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


def notices(session: Session) -> Notices | None:
    """What was met on opening the reading state, and why nothing can be changed, if that is so."""
    texts = [text for text in (*session.reading.take_notices(), session.reading.reason) if text]
    return Notices(texts) if texts else None


def look_for_damage(session: Session) -> None:
    """Begin to look whether the reading state is as it was written; what is found is mended at a later poll."""
    session.reading.check_aside()


def new_notices(session: Session) -> Notices | None:
    """What was met in the reading state since that was asked last."""
    texts = session.reading.take_notices()
    return Notices(texts) if texts else None
