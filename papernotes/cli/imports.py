"""import: put papers that are named in a file on a reading list."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from papernotes.cli.opened import session
from papernotes.cli.terminal import print_line, tell
from papernotes.errors import UsageError, UserError
from papernotes.figures import number_of
from papernotes.notes import clean_line, decode, fold, identifiers
from papernotes.reading import tidy_name

if TYPE_CHECKING:
    from papernotes.imports import PaperReference
    from papernotes.notes import Entry
    from papernotes.session import Session

MAXIMUM_SHOWN_CHARACTERS = 100
"""How much is shown of a line whose paper was not found."""


def import_papers(arguments: argparse.Namespace) -> int:
    """Put the papers that a file names on a list. The exit code is 1 if none of them is in the library."""
    if not tidy_name(arguments.list):
        raise UsageError("--list: a list needs a name")
    from papernotes.imports import read_references  # with what reads BibTeX

    named = read_references(_text(arguments.file))
    references = named.papers
    name = "standard input" if arguments.file == "-" else arguments.file
    for line, reason in named.unreadable:
        tell(f"{name}:{line}: {clean_line(reason)}")
    if not references:
        raise UserError(
            f"{name} names no papers: give arXiv ids, URLs or titles, one a line, BibTeX, RIS or CSL-JSON"
        )
    with session() as opened:
        found = [(paper, find(opened, paper)) for paper in references]
        entries = [entry for _, entry in found if entry is not None]
        for paper, entry in found:
            if entry is None:
                text = clean_line(paper.text)[:MAXIMUM_SHOWN_CHARACTERS]
                tell(f"{name}:{paper.line}: not in the library: {text}")
        if entries:
            print_line(opened.mark(entries, "list", True, arguments.list))
        papers = len({entry.paper for entry in entries})
        unread = f"; {len(named.unreadable):,} could not be read" if named.unreadable else ""
        total = len(references) + len(named.unreadable)
        print_line(f"{len(entries):,} of {total:,} found, {number_of(papers, 'paper')}{unread}")
    return 0 if entries else 1


def find(opened: Session, paper: PaperReference) -> Entry | None:
    """The entry of a paper that is named in the file; None if the library has none."""
    names = identifiers(fold(paper.title), paper.arxiv or None, paper.doi or None, ())
    known = opened.library.paper_of(names) if names else None
    for url in _pages(paper.url):
        known = opened.library.paper_by_url(url) if known is None else known
    if known is None:
        return None
    keys = sorted(opened.library.keys_of_papers([known]))
    return opened.library.find(keys[0]) if keys else None


def _pages(url: str) -> tuple[str, ...]:
    """The address, and that of the page which offers it as a PDF; nothing for no address."""
    page = url.replace("/pdf?id=", "/forum?id=").removesuffix(".pdf")
    return tuple(dict.fromkeys(filter(None, (url, page))))


def _text(file: str) -> str:
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).expanduser().read_bytes()
    except OSError as error:
        raise UserError(f"cannot read {file}: {error.strerror or error}") from error
    return decode(data)
