"""An entry as the JSON object that `search`, `list` and `show` print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from papernotes.notes import Entry, NoteRow
    from papernotes.reading import Mark, PaperState
    from papernotes.session import Session

SNIPPET_CHARACTERS = 200
FIELDS = (
    "key", "title", "venue", "topic", "year", "summary", "keywords", "authors", "arxiv", "code", "read", "starred",
    "score", "snippet", "notes", "matched",
)  # fmt: skip
"""The fields of a hit, in the order in which they are printed."""


def hit_fields(
    entry: Entry,
    mark: Mark | PaperState,
    score: float | None = None,
    snippet: str = "",
    matched: Literal["all", "some"] = "all",
) -> dict[str, Any]:
    """The fields of one entry; with `score` and `snippet` if a search found it. `matched`: how many words of the query."""
    return {
        "key": entry.key, "title": entry.title, "venue": entry.venue.slug,
        "topic": entry.topics[0].slug if entry.topics else None, "year": entry.year, "summary": entry.summary,
        "keywords": list(entry.keywords), "authors": list(entry.authors), "arxiv": entry.arxiv, "code": entry.code,
        "read": mark.read, "starred": mark.starred,
        "score": None if score is None else round(score, 6), "snippet": snippet, "notes": entry.notes,
        "matched": matched,
    }  # fmt: skip


def everything(session: Session, entry: Entry, numbers: range) -> dict[str, Any]:
    """All that library and reading state know about an entry: the fields of a hit, and more.

    `numbers` are those of the notes that are wanted, from 0.
    """
    state = session.state_of(entry)
    notes = session.library.notes_of(entry)
    return {
        **hit_fields(entry, state),
        "topics": [topic._asdict() for topic in entry.topics], "doi": entry.doi,
        "url": entry.page,
        "award": entry.award, "date": entry.date, "stars": entry.stars,
        "lists": list(state.lists), "tags": sorted(state.tags),
        "also_in": [other.key for other in session.library.also_in(entry)],
        "note_list": [_note(notes[number]) for number in numbers],
    }  # fmt: skip


def _note(note: NoteRow) -> dict[str, Any]:
    fields = note._asdict()
    del fields["id"]
    return {**fields, "rating": note.rating._asdict(), "related": [link._asdict() for link in note.related]}
