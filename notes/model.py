"""What the readers of note formats produce and everything else consumes.

The words are used as in the documentation: a *paper* is a research paper, an *entry* a paper
as one venue lists it, a *note* one write-up of one paper.
"""

from __future__ import annotations

from typing import NamedTuple

from papernotes.notes.parts import Area as Area
from papernotes.notes.parts import NoteError as NoteError
from papernotes.notes.parts import Rating as Rating
from papernotes.notes.parts import Related as Related
from papernotes.notes.parts import Topic as Topic
from papernotes.notes.parts import Venue as Venue

UNFILED = "Unfiled"
"""Venue and topic of a note that says neither, nor lies in folders that do."""
_NOWHERE, _NOTHING, _UNRATED = Venue(UNFILED), Topic(UNFILED, UNFILED), Rating()


class Section(NamedTuple):
    """A heading and the plain text below it, up to the next heading of any level.

    `name` is the field that the query language knows it by (`method`, `limitations`, …; see
    `notes.formats.sections`), empty for a heading without one.
    """

    heading: str
    text: str
    name: str = ""


class Note(NamedTuple):
    """One write-up of one paper, as its file or page gives it. What is missing is empty or None.

    `markdown` is the whole text after the front matter, cleaned of what must not reach a
    terminal (see `notes.text.clean`). `arxiv` is a bare id without version (`2502.17424`),
    `doi` a bare DOI, `code` and `paper_url` are http(s) URLs, `date` is ISO (`2026-03-14`).
    `language` is `en` or `zh`. `text_hash` is empty until a document's reader sets it: it changes
    when the text does, its links to related notes aside.
    """

    title: str
    venue: Venue = _NOWHERE
    topic: Topic = _NOTHING
    slug: str = ""
    year: int | None = None
    award: str = ""
    language: str = "en"
    summary: str = ""
    keywords: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    arxiv: str | None = None
    doi: str | None = None
    code: str | None = None
    paper_url: str | None = None
    rating: Rating = _UNRATED
    date: str = ""
    content_hash: str = ""
    related: tuple[Related, ...] = ()
    markdown: str = ""
    text_hash: str = ""


class AreaPage(NamedTuple):
    """The text copy of an area page: what it says of the area, its notes, and what was wrong with it.

    `problems` are `(line, reason)`, lines counted from 1.
    """

    area: Area
    notes: tuple[Note, ...]
    problems: tuple[tuple[int, str], ...] = ()


class EntryText(NamedTuple):
    """Everything of one entry that can be searched: what the index is built from.

    `key` is the entry's key (`ICLR2026/slug`). Texts are plain: no markup, no math, no front
    matter. An entry with several notes has the sections of all of them, one note after another,
    and their summaries joined by a newline. `topics` and `venue` are slugs, `topic_names` names.
    """

    key: str
    title: str
    venue: str
    year: int | None
    topics: tuple[str, ...]
    topic_names: tuple[str, ...]
    keywords: tuple[str, ...]
    authors: tuple[str, ...]
    summary: str
    sections: tuple[Section, ...]
    arxiv: str | None
    has_code: bool
    date: str = ""
