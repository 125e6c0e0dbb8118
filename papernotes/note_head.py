"""An entry's note laid out below a head with all that library and reading state know about the paper."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from papernotes import remarks
from papernotes.glyphs import glyphs
from papernotes.notes import NoteError, Rating
from papernotes.render import Head, Layout, layout_note, reading_minutes

if TYPE_CHECKING:
    from papernotes.notes import Entry, NoteRow
    from papernotes.session import Session
    from papernotes.views import Tables

UNWRITTEN = (
    "This paper has no note in your library yet. When a source gets one, it is shown here, and all that you"
    " marked, listed and remarked here stays with it. To begin one yourself: E, or `papernotes new KEY`."
)
_MAXIMUM_CACHED_CHARACTERS = 200_000  # the layout of a longer note is not kept in memory
_CACHED_LAYOUTS = 12


def note_layout(
    session: Session,
    entry: Entry,
    number: int,
    width: int,
    *,
    formulas_as_source: bool = False,
    tables: Tables = "wrap",
    explain: bool = False,
) -> tuple[Layout, str]:
    """The layout of a note for a width in cells, and why its text is missing (empty if it is not).

    `number` counts the notes of the entry's paper from 0. A note without text says so below its head and summary, and so
    does a paper without a note. A note whose text cannot be read says why there only with `explain`.
    """
    notes = session.library.notes_of(entry)
    note = notes[number % len(notes)] if notes else None
    text, fault = "", "" if not entry.notes else "the note has gone from the library"
    if note is not None:
        try:
            text, fault = session.library.markdown(note), ""
        except NoteError as error:
            fault = error.reason
        if note.key != entry.key:  # filed elsewhere
            entry = session.library.find(note.key) or entry
    head = _head(session, entry, note, len(notes), number, text)
    empty = (fault if explain else "") if fault else "the note has no text" if entry.notes else UNWRITTEN
    lay_out = _kept_layout if len(text) <= _MAXIMUM_CACHED_CHARACTERS else _layout
    return lay_out(text, width, head, formulas_as_source, tables, empty), fault


def _layout(
    text: str, width: int, head: Head, formulas_as_source: bool, tables: Tables, empty: str
) -> Layout:
    return layout_note(
        text, width, head=head, show_math_source=formulas_as_source, tables=tables, empty=empty
    )


# The reader goes back to notes, and notes are laid out in advance.
_kept_layout = lru_cache(maxsize=_CACHED_LAYOUTS)(_layout)


def _head(session: Session, entry: Entry, note: NoteRow | None, count: int, number: int, text: str) -> Head:
    state = session.state_of(entry)
    return Head(
        title=note.title if note else entry.title,
        venue=entry.venue.slug, venue_icon=glyphs.icon(entry.venue.icon),
        topics=tuple(f"{glyphs.icon(topic.icon)} {topic.name}".strip() for topic in entry.topics),
        award=entry.award, authors=note.authors if note else entry.authors,
        keywords=note.keywords if note and note.keywords else entry.keywords,
        arxiv=entry.arxiv, doi=entry.doi, code=entry.code, url=entry.page if note is None else None,
        rating=note.rating if note else Rating(),
        date=note.date if note else entry.date, minutes=reading_minutes(text) if text.strip() else 0,
        read=state.read, triage=state.triage, starred=state.starred, lists=state.lists, tags=tuple(sorted(state.tags)),
        remark=remarks.read(session, entry), notes=max(count, 1), note=number + 1,
        also_in=tuple(f"{glyphs.icon(other.venue.icon)} {other.venue.slug}".strip() for other in session.library.also_in(entry)),
        summary=note.summary if note else entry.summary,
    )  # fmt: skip
