"""Imported papers that have no note in the library: kept in a file of the data folder, which is a source.

The file is a table of papers (`notes.formats.paper_list`), one a line. It may be edited, and can be removed like any
source. When a note of such a paper comes, both become one, with everything that the reader did.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from papernotes.config.locked_file import locked
from papernotes.config.paths import is_there
from papernotes.config.source_list import changing_sources
from papernotes.errors import UserError
from papernotes.notes import MAXIMUM_BYTES, Source, clean_line, too_large
from papernotes.reading import read_regular_file, write_atomically
from papernotes.source_sync import sync_sources

if TYPE_CHECKING:
    from pathlib import Path

    from papernotes.imports.reference import PaperReference
    from papernotes.session import Session

NAME = "imported"
_HEADER = "title\tauthors\tvenue\tyear\tarxiv\tdoi\turl"


def keep(session: Session, papers: Sequence[PaperReference]) -> None:
    """Keep papers, and bring the library up to date with them; the index is a separate step.

    Raises UserError if the file cannot be written, and what `sync_sources` raises.
    """
    session.library.require_writable()
    file = session.paths.imported
    with locked(file):
        lines = _lines(file)
        known = set(lines)
        lines += dict.fromkeys(row for row in map(_row, papers) if row not in known)
        text = "\n".join((*lines, ""))
        if (size := len(text.encode())) > MAXIMUM_BYTES:
            raise UserError(f"nothing was imported: {file} would be too large ({too_large(size)})")
        write_atomically(file, text, private=True)
    name = _source(session, file)
    _, failures = sync_sources(session, [name])
    if failures:
        raise failures[0]


def _lines(file: Path) -> list[str]:
    """The lines of the file; the header alone if there is none."""
    if not is_there(file):
        return [_HEADER]
    try:
        lines = read_regular_file(file, MAXIMUM_BYTES).rstrip("\n").split("\n")
    except UnicodeDecodeError as error:
        raise UserError(f"{file} cannot be read: {error}; save it as UTF-8") from error
    if lines[0] != _HEADER:
        raise UserError(
            f"{file}:1: expected the names of the columns, with tabs between them: {_HEADER.expandtabs(2)}"
        )
    return lines


def _row(paper: PaperReference) -> str:
    authors = " ".join(f"{author.replace(';', ',')};" for author in paper.authors)
    cells = (paper.title, authors, paper.venue, str(paper.year or ""), paper.arxiv, paper.doi, paper.url)
    return "\t".join(map(clean_line, cells))


def _source(session: Session, file: Path) -> str:
    """The name of the source that reads the file, which is made if there is none."""
    with changing_sources(session.paths.sources) as sources:
        for source in sources:
            if source.location == str(file):
                return source.name
        name = _free_name(source.name for source in sources)
        sources.append(Source(name, "page", str(file)))
        return name


def _free_name(taken: Iterable[str]) -> str:
    names, number, name = set(taken), 1, NAME
    while name in names:
        number += 1
        name = f"{NAME}-{number}"
    return name
