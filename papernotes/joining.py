"""Joining papers and splitting them by hand. Both are steps of the reading state, which `undo` takes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from papernotes.errors import UserError
from papernotes.identity import judge, judgement
from papernotes.told_apart import tell_apart

if TYPE_CHECKING:
    from papernotes.notes import Entry
    from papernotes.session import Session

REASONS = {
    "hand": "joined by you",
    "arxiv": "same arXiv id",
    "doi": "same DOI",
    "page": "same address",
    "title": "same title",
    "name": "same name, similar title",
    "edition": "same name, another language",
}
"""Why a note is of a paper, in words."""
APART = {
    "hand": "split by you",
    "arxiv": "two arXiv ids",
    "doi": "two DOIs",
    "authors": "no author in common",
    "years": "years apart",
    "": "similar titles",
}
"""Why papers that look like one are taken for two, in words."""


def join(session: Session, entry: Entry, other: Entry) -> str:
    """Hold the papers of two entries for one; returns what was done. Raises UserError, ReadingError, LibraryError."""
    if entry.paper == other.paper:
        raise UserError(f"{entry.key} and {other.key} are one paper already")
    session.library.require_writable()
    session.reading.join(session.library.identifiers(entry), session.library.identifiers(other))
    take_over(session)
    return f"joined {entry.key} and {other.key}"


def split(session: Session, key: str) -> str:
    """Hold the notes of a key for a paper of their own: those of the note or entry that has the key; where its paper
    has no others, every one of its notes. Returns what was done. Raises UserError, ReadingError, LibraryError."""
    library = session.library
    library.require_writable()
    entry = library.find(key)
    if entry is None:
        raise UserError(f"no entry has the key {key}")
    rows = library.listings_of(entry)
    if len(rows) < 2:
        raise UserError(f"{entry.key} has one note alone; there is nothing to split")
    parts = _parts(session, entry, key)
    names = [library.own_names(part, entry.paper) for part in parts]
    if not all(names):
        raise UserError(f"two notes of {entry.key} are the same word for word; nothing tells them apart")
    before = library.identifiers(entry)
    try:
        # The keys that the parts will have are among what they are known by.
        library.judge(judgement(session, names))
        kept = set(library.keys_of_notes({row.id for row in rows}.difference(*parts)))
        keys = [
            [f"entry:{found}" for found in library.keys_of_notes(part) if found not in kept] for part in parts
        ]
        known = [library.known_names(part) for part in parts]
        own = [tuple(dict.fromkeys((*new, *own))) for new, own in zip(keys, names, strict=True)]
        session.reading.split(list(zip(own, known, strict=True)), before)
    finally:
        take_over(session)
    return f"split off {key}" if len(parts) == 1 else f"split {entry.key} into {len(parts) + 1} papers"


def take_over(session: Session) -> None:
    """Group the library by what the reading state says now, and bring index and marks up to date."""
    judge(session)
    session.update_index()
    if session.reading.writable:
        tell_apart(session.library, session.reading, by_hand=True)
    session.reload()


def _parts(session: Session, entry: Entry, key: str) -> list[set[int]]:
    """The notes (ids) that are to be papers of their own."""
    rows = session.library.listings_of(entry)
    every = {row.id for row in rows}
    called = session.library.notes_called(key) & every
    listed = {row.id for row in rows if row.key == entry.key}
    for part in (called if key != entry.key else listed, listed, called):
        if part and part != every:
            return [part]
    return [{row.id} for row in rows[1:]]
