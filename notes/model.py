"""What a note is, and the values that notes and entries are made of.

The words are those of the documentation: a *paper* is a research paper, an *entry* is a paper as one
venue lists it, a *note* is one write-up of one paper.

All are named tuples: defining one takes a tenth of the time of a dataclass, and the first frame waits for this
module.
"""

from __future__ import annotations

from typing import NamedTuple

UNFILED = "Unfiled"
"""The venue, and the topic, of a note for which neither its text nor its folders state one."""


AND_OTHERS = "et al."
"""The last of a note's authors if the note says that there are others."""


class NoteError(Exception):
    """A document cannot be read as notes.

    `reason` is for the person at the keyboard. `line` counts from 1; it is 0 where no line is to blame.
    """

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


class Venue(NamedTuple):
    """Where papers appeared, with the year: slug `ICLR2026`, icon `🔬`."""

    slug: str
    icon: str = ""


class Topic(NamedTuple):
    """The area that notes are filed under: slug `llm_safety`, name `LLM Safety`, icon `🔒`."""

    slug: str
    name: str = ""
    icon: str = ""


class Rating(NamedTuple):
    """Stars from 0 to 5: `overall`, and per axis as `(name, stars)`. None and empty if not given."""

    overall: float | None = None
    axes: tuple[tuple[str, float], ...] = ()


class Related(NamedTuple):
    """A link to another paper's note: that paper's title, its venue's slug, and the target as written."""

    title: str
    venue: str
    target: str


class Area(NamedTuple):
    """One topic at one venue, as its page or `index.md` presents it.

    `declared` is the number of notes that the page claims, None if it claims none. `elsewhere` lists the same topic
    at other venues as `(venue, count)`; `top_topics` lists the area's own subjects as `(name, count)`.
    """

    venue: Venue
    topic: Topic
    declared: int | None = None
    elsewhere: tuple[tuple[Venue, int], ...] = ()
    top_topics: tuple[tuple[str, int], ...] = ()


_NO_VENUE, _NO_TOPIC, _NO_RATING = Venue(UNFILED), Topic(UNFILED, UNFILED), Rating()


class Section(NamedTuple):
    """A heading and the plain text below it, up to the next heading of any level.

    `name` is the field that queries use for it (`method`, `limitations`, …; see `notes.formats.sections`). It is
    empty for a heading that belongs to no field.
    """

    heading: str
    text: str
    name: str = ""


class Note(NamedTuple):
    """One write-up of one paper, as its file or page gives it. What is missing is empty or None.

    `markdown` is all text after the front matter, without anything that must not reach a terminal (see
    `notes.text.clean`). `arxiv` is a bare id without version (`2502.17424`), `doi` a bare DOI. `code` and `paper_url`
    are http(s) URLs. `date` is ISO (`2026-03-14`). `language` is `en`, `zh`, `ja` or `ko`. `text_hash` changes when the text
    does, except for its links to related notes; `notes.formats.reader` sets it. One that is not `written` is a paper on
    a list, of which nobody has written a note: it has no text. Links may call it by its `aliases`, too.
    """

    title: str
    venue: Venue = _NO_VENUE
    topic: Topic = _NO_TOPIC
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
    rating: Rating = _NO_RATING
    date: str = ""
    content_hash: str = ""
    related: tuple[Related, ...] = ()
    markdown: str = ""
    text_hash: str = ""
    written: bool = True
    aliases: tuple[str, ...] = ()


class AreaPage(NamedTuple):
    """The text copy of an area page: the area, its notes, and the problems that the page has.

    A problem is `(line, reason)`; lines count from 1. `certainty` says how sure it is that the page is read right, and why.
    """

    area: Area
    notes: tuple[Note, ...]
    problems: tuple[tuple[int, str], ...] = ()
    certainty: str = ""

    def repeats(self, other: AreaPage) -> bool:
        """Whether this is another page once more, as in a text that was pasted twice."""
        return (self.area.venue.slug, self.area.topic.slug, self.notes) == (
            other.area.venue.slug,
            other.area.topic.slug,
            other.notes,
        )


class EntryText(NamedTuple):
    """Everything of one entry that can be searched. The index is built from these.

    `key` is the entry's key (`ICLR2026/slug`). Texts are plain: no markup, no math, no front matter. An entry with
    several notes has the sections of all of them, one note after another, and their summaries joined by a newline.
    `venue` and `topics` are slugs, `topic_names` are names.
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
