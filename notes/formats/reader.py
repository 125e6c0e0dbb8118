"""One document of a source → its notes, names and icons, and what was wrong. Pure: bytes in, facts out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from papernotes.notes.formats.area_index import parse_area_index
from papernotes.notes.formats.area_page import looks_like_page, parse_page
from papernotes.notes.formats.markdown import parse_note
from papernotes.notes.formats.sections import without_related
from papernotes.notes.model import Area, Note, NoteError, Topic, Venue
from papernotes.notes.text import clean_line, decode


@dataclass(frozen=True, slots=True)
class Reading:
    """What one document gives.

    `own_text` says that the notes' text exists nowhere else (a page's notes); otherwise it is
    left out of the notes and read from the document when somebody wants it. `problems` are
    `(line, reason)`.
    """

    notes: tuple[Note, ...] = ()
    venues: tuple[Venue, ...] = ()
    topics: tuple[Topic, ...] = ()
    areas: tuple[Area, ...] = ()
    problems: tuple[tuple[int, str], ...] = ()
    own_text: bool = False


def read_document(data: bytes, path: str, *, alone: bool = False) -> Reading:
    """What the document at `path` (with the folders that may tell venue and topic) holds.

    Never raises for what the document contains: a document that cannot be read has no notes and
    one problem.
    """
    try:
        return _read(decode(data), path, alone)
    except NoteError as error:
        return Reading(problems=((error.line, clean_line(error.reason)),))


def _read(text: str, path: str, alone: bool) -> Reading:
    name = path.rpartition("/")[2].lower()
    is_markdown = name.endswith((".md", ".markdown"))
    if alone and (not is_markdown or looks_like_page(text)):
        return _page(text)
    if name == "index.md" and not alone:
        found = parse_area_index(text, path=path)
        return Reading(venues=found.venues, topics=found.topics, areas=found.areas)
    if not is_markdown:
        return _page(text) if looks_like_page(text) else Reading()
    parsed = parse_note(text, path=path)
    note = parsed.note._replace(markdown="", text_hash=_text_hash(parsed.note))
    return Reading(notes=(note,), problems=parsed.problems)


def _page(text: str) -> Reading:
    page = parse_page(text)
    venues = (page.area.venue, *(venue for venue, _ in page.area.elsewhere))
    notes = tuple(note._replace(text_hash=_text_hash(note)) for note in page.notes)
    return Reading(notes, venues, (page.area.topic,), (page.area,), page.problems, own_text=True)


def _text_hash(note: Note) -> str:
    """Links to related notes are made anew with every note that comes, and front matter with every edition."""
    return hashlib.blake2b(without_related(note.markdown).strip().encode(), digest_size=8).hexdigest()
