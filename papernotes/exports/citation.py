"""A paper in one line of plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from papernotes.exports.venues import PREPRINT, published_in
from papernotes.formulas import without_formulas
from papernotes.notes import AND_OTHERS

if TYPE_CHECKING:
    from papernotes.notes import Entry

_MAXIMUM_NAMED_AUTHORS = 5
"""If there are more, only the first is named, with "et al."."""


def citation(entry: Entry) -> str:
    """Authors, title, venue, year, and arXiv id or DOI, as far as they are known, on one line."""
    names = entry.authors
    authors = f"{names[0]} {AND_OTHERS}" if len(names) > _MAXIMUM_NAMED_AUTHORS else _enumerated(names)
    publication = published_in(entry.venue.slug)
    venue = "" if publication.kind == PREPRINT else publication.name
    where = ", ".join(filter(None, (venue, str(entry.year or ""))))
    identifier = f"arXiv:{entry.arxiv}" if entry.arxiv else f"doi:{entry.doi}" if entry.doi else ""
    sentences = [authors, without_formulas(entry.title), where, identifier]
    closed = [
        part if part.endswith((".", "?", "!")) or part is identifier else f"{part}."
        for part in sentences
        if part
    ]
    return " ".join(" ".join(closed).split())


def _enumerated(names: tuple[str, ...]) -> str:
    *before, last = names or ("",)
    joint = " " if last == AND_OTHERS else " and "
    return joint.join(filter(None, (", ".join(before), last)))
