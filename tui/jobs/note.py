"""What the session thread does for the note pane: each function takes the session and gives the message to post."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from papernotes import remarks
from papernotes.links import resolve
from papernotes.query import view_query
from papernotes.reading import DamagedError, ReadingError
from papernotes.render import find
from papernotes.tui.messages import (
    FindResult,
    LinkResolved,
    NoteLaidOut,
    NotePrepared,
    NoteRecalled,
    NotKept,
)
from papernotes.tui.note.marks import link_marks, query_matches
from papernotes.tui.note.reading_position import SectionPosition, find_again, find_section, position_key

if TYPE_CHECKING:
    from papernotes.index import QueryMatcher
    from papernotes.notes import Entry, NoteRow
    from papernotes.reading import ReadingPosition
    from papernotes.render import Layout, Match
    from papernotes.session import Session
    from papernotes.tui.messages import NoteRequest
    from papernotes.tui.note.reading_position import Beginning
    from papernotes.tui.reader.trail import Stop


def lay_out(session: Session, wanted: NoteRequest) -> NoteLaidOut | None:
    """The note, laid out; nothing where its entry has gone."""
    from papernotes.note_head import note_layout  # the renderer is not needed before the first note

    library = session.library
    entries = library.entries([wanted.id])
    if not entries:
        return None
    entry = entries[0]
    remarks.seen(session, entry)
    notes = library.notes_of(entry)
    number = wanted.number % max(1, len(notes))
    layout, _ = note_layout(
        session, entry, number, wanted.width,
        formulas_as_source=wanted.formulas_as_source, tables=wanted.tables, explain=True,
    )  # fmt: skip
    if not notes:
        return NoteLaidOut(entry, number, 0, layout, 0, entry.key)
    note, key = notes[number], position_key(notes, number)
    matcher = session.matcher(view_query(wanted.query)) if wanted.query.strip() else None
    return NoteLaidOut(
        entry, number, len(notes), layout, _begin(session, key, layout, wanted.where), key,
        jump=wanted.where is not None, venue=note.venue,
        matches=_matches(layout, matcher) if matcher else (),
        marks=link_marks(library, note, layout, session.marks),
    )  # fmt: skip


def _matches(layout: Layout, matcher: QueryMatcher) -> tuple[Match, ...]:
    """Where the query matches, or else what a search guesses of it."""
    found = query_matches(layout, matcher.everywhere)
    wider = None if found else matcher.wider()
    return query_matches(layout, wider.everywhere) if wider else found


def lay_out_to_open(session: Session, wanted: NoteRequest) -> NotePrepared | None:
    """The note of the chosen paper, laid out to be at hand when that is opened."""
    laid_out = lay_out(session, wanted)
    return NotePrepared(wanted, laid_out) if laid_out else None


def lay_out_ahead(session: Session, wanted: NoteRequest) -> None:
    """Lay a note out that is likely to be wanted next; its layout is at hand then for a while."""
    from papernotes.note_head import note_layout

    for entry in session.library.entries([wanted.id]):
        note_layout(
            session, entry, wanted.number, wanted.width,
            formulas_as_source=wanted.formulas_as_source, tables=wanted.tables, explain=True,
        )  # fmt: skip


def _begin(session: Session, key: str, layout: Layout, where: Beginning) -> int:
    if isinstance(where, str):
        return layout.line_of_name(where) or 0
    if isinstance(where, SectionPosition):
        line = find_section(layout, where)
        if line is not None:
            return line
        where = None
    left = where or session.reading.get_position(key)
    return find_again(layout, left) if left else 0


def find_in_note(layout: Layout, text: str) -> FindResult:
    """Where a text stands in a note."""
    return FindResult(text, layout, tuple(find(layout, text)))


def keep_position(session: Session, key: str, left: ReadingPosition) -> NotKept | None:
    """Keep where a note was left; a reading state that cannot be written keeps none."""
    return _kept(session, lambda: session.reading.set_position(key, left))


def note_opened(session: Session, entry: Entry) -> NotKept | None:
    """Put into the history that the entry was opened."""
    names = session.library.identifiers(entry)
    return _kept(session, lambda: session.reading.opened(names, entry.key))


def _kept(session: Session, keep: Callable[[], None]) -> NotKept | None:
    """Keep what nobody asked to be kept. Where that cannot be done, which was told when the state was opened or is now,
    the reader goes on."""
    if session.reading.writable:
        try:
            keep()
        except DamagedError:
            raise
        except ReadingError as error:
            return NotKept("places and history are", str(error))
    return None


def follow(session: Session, id_: int, number: int, target: str, text: str) -> LinkResolved:
    """Where a link leads that stands in a note of the entry with this id."""
    notes: list[NoteRow] = []
    if entries := session.library.entries([id_]):
        notes = session.library.notes_of(entries[0])
    return LinkResolved(
        resolve(session.library, notes[number] if number < len(notes) else None, target, text)
    )


def recall(session: Session, stop: Stop) -> NoteRecalled:
    """The entry of a stop on the way back or forward."""
    return NoteRecalled(stop, session.library.find(stop.key))
