"""Imported papers that have no note in the library are kept in a file, which is a source (`papernotes.imported_papers`).

When a note of such a paper comes, both become one, with everything that the reader did.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from papernotes.imported_papers import add_papers, exchange_papers
from papernotes.notes import unwritten_note
from papernotes.source_sync import sync_sources

if TYPE_CHECKING:
    from papernotes.imports.reference import PaperReference
    from papernotes.session import Session


_FIELDS = ("title", "authors", "venue", "year", "arxiv", "doi", "page")
"""What the cells of a row hold, as `notes.formats.paper_list` calls it."""


def keep(session: Session, papers: Sequence[PaperReference]) -> None:
    """Keep papers, and bring the library up to date with them; the index is a separate step.

    Raises UserError if the file cannot be written, ReadingError, and what `sync_sources` raises.
    """
    session.library.require_writable()
    name = add_papers(session.paths, map(_cells, papers))
    exchange_papers(session.paths, session.reading)
    _, failures = sync_sources(session, [name])
    if failures:
        raise failures[0]


def key_of(paper: PaperReference) -> str:
    """The key that a kept paper has, unless another has it already."""
    note = unwritten_note(dict(zip(_FIELDS, _cells(paper), strict=True)))
    return f"{note.venue.slug}/{note.slug}" if note else ""


def _cells(paper: PaperReference) -> tuple[str, ...]:
    authors = " ".join(f"{author.replace(';', ',')};" for author in paper.authors)
    return (paper.title, authors, paper.venue, str(paper.year or ""), paper.arxiv, paper.doi, paper.url)
