"""Area pages that a person adds as text: what they hold, and which page that was added before they replace.

A page is the page of one area in one language. The same page again, or a newer copy of it, takes the place of the
earlier one, so that no paper is listed twice. The reading state belongs to the papers and is not touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from papernotes.errors import UserError
from papernotes.notes import NoteError, Source, page_text, parse_pages, read_document, read_file

if TYPE_CHECKING:
    from papernotes.notes import DocumentContents


class PageArea(NamedTuple):
    """What a page is the page of: the slugs of venue and topic, and the language of its notes."""

    venue: str
    topic: str
    language: str

    def __str__(self) -> str:
        return f"{self.venue} · {self.topic}"


def areas_in(contents: DocumentContents) -> frozenset[PageArea]:
    """The areas whose pages are in a document; none if it holds no area page."""
    if not contents.areas:
        return frozenset()
    return frozenset(PageArea(note.venue.slug, note.topic.slug, note.language) for note in contents.notes)


def how_sure(contents: DocumentContents) -> tuple[str, ...]:
    """How sure it is that the pages in a document are read right, and why: a line for all, or one for each that is not."""
    if len(set(contents.certainty)) < 2:
        return contents.certainty[:1]
    doubtful = tuple(
        f"{area.venue.slug} · {area.topic.name}: {certainty}"
        for area, certainty in zip(contents.areas, contents.certainty, strict=True)
        if not certainty.startswith("sure")
    )
    return doubtful or ("sure: as many notes as each page declares",)


def replaced_by(areas: frozenset[PageArea], sources: Sequence[Source], repositories: Path) -> list[Source]:
    """The sources whose pages are all among `areas`, so that a new source with these takes their place.

    Raises UserError for a source that has one of them among others: then it is not clear what is to stay.
    """
    replaced = []
    for source in sources:
        earlier = _areas_of(source, repositories) if areas and source.is_page else frozenset()
        if earlier and earlier <= areas:
            replaced.append(source)
        elif shared := sorted(earlier & areas):
            raise UserError(
                f"the page {shared[0]} is in the source {source.name} already, with other pages; "
                f"`papernotes remove {source.name}` first"
            )
    return replaced


def likeliest_text(text: str) -> str:
    """The pages in a text as the likeliest reading has them, written so that they are always read in this way.

    Raises NoteError if there is no area page in the text.
    """
    return "\n".join(page_text(page) for page in parse_pages(text, force=True))


def _areas_of(source: Source, repositories: Path) -> frozenset[PageArea]:
    path = source.root(repositories)
    try:
        return areas_in(read_document(read_file(path), path.name, alone=True))
    except NoteError:
        return frozenset()  # it is gone or broken; `sync` says so
