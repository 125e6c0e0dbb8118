"""What the library is asked with and answers with: selections, and rows for entries, notes, counts and problems."""

from __future__ import annotations

import json
import sqlite3
from typing import Any, Literal, NamedTuple

from papernotes.notes.model import Rating, Related, Topic, Venue

News = Literal["", "new", "revised"]


class Entry(NamedTuple):
    """A paper as one venue lists it: a row of a list. `id` and `paper` are valid only until the next sync.

    `added` is when it came to the library, `revised` when the text of one of its notes last changed after that (ISO
    8601, UTC; empty: never). `notes` counts its own notes, or, where only a list has it there, those of its paper; 0 says
    that nobody has written a note of the paper. `page` is the paper's own page, if its notes or lists state one.
    """

    id: int
    key: str
    paper: int
    title: str
    venue: Venue
    topics: tuple[Topic, ...]
    year: int | None
    award: str
    summary: str
    keywords: tuple[str, ...]
    authors: tuple[str, ...]
    arxiv: str | None
    doi: str | None
    code: str | None
    date: str
    stars: float | None
    notes: int
    added: str
    revised: str = ""
    page: str | None = None

    def news(self, since: str) -> News:
        """Whether it came (`new`) or changed (`revised`) after a moment (ISO 8601, UTC); empty if neither."""
        if self.added > since:
            return "new"
        return "revised" if self.revised > since or self.date > since[:10] else ""


class NoteRow(NamedTuple):
    """What the library knows of one note, without its text."""

    id: int
    key: str
    title: str
    venue: str
    topic: str
    language: str
    summary: str
    keywords: tuple[str, ...]
    areas: tuple[str, ...]
    authors: tuple[str, ...]
    arxiv: str | None
    doi: str | None
    code: str | None
    paper_url: str | None
    rating: Rating
    award: str
    date: str
    content_hash: str
    related: tuple[Related, ...]
    source: str
    path: str


class Count(NamedTuple):
    """How many entries a value of a facet has in a view, and how many of them are unread, starred and new.

    `news` counts the unread ones that came or were revised after the moment given to `Library.count_news_from`.
    """

    slug: str
    name: str
    icon: str
    total: int
    unread: int
    starred: int
    news: int = 0


class DeclaredCounts(NamedTuple):
    """How many notes on a topic a venue has according to its own area page, and to those of other venues; None if
    these do not say."""

    on_own_page: int | None = None
    on_other_pages: int | None = None

    @property
    def most(self) -> int:
        """The larger of both."""
        return max(self.on_own_page or 0, self.on_other_pages or 0)


class Selection(NamedTuple):
    """Which entries to show or count.

    `facets` are pairs such as `("venue", "ICML2025")` (see `notes.catalogue.entry_sets.FACETS`). `read` and `starred`
    demand a mark or its absence; None accepts both. `papers` limits the entries to these papers; None accepts all.
    `new` leaves only new and revised entries.
    """

    facets: tuple[tuple[str, str], ...] = ()
    read: bool | None = None
    starred: bool | None = None
    papers: frozenset[int] | None = None
    new: bool = False

    def without(self, *facets: str) -> Selection:
        """The selection without these facets."""
        return self._replace(facets=tuple(pair for pair in self.facets if pair[0] not in facets))


class DocumentProblem(NamedTuple):
    """A document, or a line of it, that could not be read. `line` is 0 if none is to blame."""

    source: str
    path: str
    line: int
    reason: str


def entry_from(row: sqlite3.Row, topics: tuple[Topic, ...]) -> Entry:
    """An entry from its row, which must also have its venue's `icon`, and `summary`, `page` and `notes_to_read`."""
    return Entry(
        row["id"], row["key"], row["paper"], row["title"], Venue(row["venue"], row["icon"] or ""), topics,
        row["year"], row["award"], row["summary"] or "", tuple(json.loads(row["keywords"])),
        tuple(json.loads(row["authors"])), row["arxiv"], row["doi"], row["code"], row["date"],
        row["stars"], row["notes_to_read"], row["added"], row["revised"],
        row["page"],
    )  # fmt: skip


NOTE_ROWS = """
SELECT note.*, entry.key AS key, entry.paper AS paper, source.name AS source, document.path AS path
FROM note JOIN entry ON entry.id = note.entry JOIN document ON document.id = note.document
JOIN source ON source.id = document.source
"""
"""Selects the rows that `note_from` takes."""


def note_from(row: sqlite3.Row) -> NoteRow:
    """A note from a row of NOTE_ROWS."""
    rating = json.loads(row["rating"])
    fields: dict[str, Any] = {name: tuple(json.loads(row[name])) for name in ("keywords", "areas", "authors")}
    plain = (
        "id", "key", "title", "venue", "topic", "language", "summary", "arxiv", "doi", "code", "paper_url",
        "award", "date", "content_hash", "source", "path",
    )  # fmt: skip
    fields.update((name, row[name]) for name in plain)
    return NoteRow(
        **fields,
        rating=Rating(rating["overall"], tuple((name, stars) for name, stars in rating["axes"])),
        related=tuple(Related(*related) for related in json.loads(row["related"])),
    )
