"""What the readers of note formats produce and everything else consumes.

The words are used as in the documentation: a *paper* is a research paper, an *entry* a paper
as one venue lists it, a *note* one write-up of one paper.
"""

from __future__ import annotations

from dataclasses import dataclass

UNFILED = "Unfiled"
"""Venue and topic of a note that says neither, nor lies in folders that do."""


class NoteError(Exception):
    """A document that cannot be read as notes.

    `reason` is for the person at the keyboard; `line` counts from 1, 0 where no line is to blame.
    """

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


@dataclass(frozen=True, slots=True)
class Venue:
    """Where papers appeared, with the year: slug `ICLR2026`, icon `🔬`."""

    slug: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """The area notes are filed under: slug `llm_safety`, name `LLM Safety`, icon `🔒`."""

    slug: str
    name: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Rating:
    """Stars from 0 to 5: `overall`, or per axis as `(name, stars)`; None and empty where not given."""

    overall: float | None = None
    axes: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Related:
    """A link to another paper's note: its title, its venue's slug, and the target as written."""

    title: str
    venue: str
    target: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the plain text below it, up to the next heading of any level.

    `name` is the field that the query language knows it by (`method`, `limitations`, …; see
    `notes.sections`), empty for a heading without one.
    """

    heading: str
    text: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One write-up of one paper, as its file or page gives it. What is missing is empty or None.

    `markdown` is the whole text after the front matter, cleaned of what must not reach a
    terminal (see `notes.text.clean`). `arxiv` is a bare id without version (`2502.17424`),
    `doi` a bare DOI, `code` and `paper_url` are http(s) URLs, `date` is ISO (`2026-03-14`).
    `language` is `en` or `zh`. `text_hash` is empty until a document's reader sets it: it changes
    when the text does, its links to related notes aside.
    """

    title: str
    venue: Venue = Venue(UNFILED)
    topic: Topic = Topic(UNFILED, UNFILED)
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
    rating: Rating = Rating()
    date: str = ""
    content_hash: str = ""
    related: tuple[Related, ...] = ()
    markdown: str = ""
    text_hash: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """One topic at one venue, as its page or `index.md` presents it.

    `declared` is the number of notes the page says it has, None where it says none; `elsewhere`
    the same topic at other venues as `(venue, count)`; `top_topics` its own `(name, count)`.
    """

    venue: Venue
    topic: Topic
    declared: int | None = None
    elsewhere: tuple[tuple[Venue, int], ...] = ()
    top_topics: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class AreaPage:
    """The text copy of an area page: what it says of the area, its notes, and what was wrong with it.

    `problems` are `(line, reason)`, lines counted from 1.
    """

    area: Area
    notes: tuple[Note, ...]
    problems: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class EntryText:
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
