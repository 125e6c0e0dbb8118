"""import: put papers that are named in a file on a reading list."""

from __future__ import annotations

import argparse
import sys
from itertools import count
from typing import TYPE_CHECKING

from papernotes.cli.opened import session
from papernotes.cli.terminal import print_line, tell
from papernotes.config.paths import expanded, is_there
from papernotes.errors import UsageError, UserError
from papernotes.figures import number_of
from papernotes.notes import NoteError, clean_line, decode, families_of, fold, identifiers
from papernotes.paper_facts import canonical_ids
from papernotes.reading import tidy_name
from papernotes.titles import is_generic

if TYPE_CHECKING:
    from papernotes.imports import PaperReference
    from papernotes.notes import Entry
    from papernotes.session import Session

MAXIMUM_SHOWN_CHARACTERS = 100
"""How much is shown of a line whose paper was not found."""


def import_papers(arguments: argparse.Namespace) -> int:
    """Put the papers that a file names on a list. What the library does not have is kept as papers without a note.

    The exit code is 1 if nothing came on the list.
    """
    if not tidy_name(arguments.list):
        raise UsageError("--list: a list needs a name")
    from papernotes.imports import keep, read_references  # with what reads BibTeX

    name = "standard input" if arguments.file == "-" else arguments.file
    named = read_references(_text(arguments.file, name))
    references = named.papers
    for line, reason in named.unreadable:
        tell(f"{name}:{line}: {clean_line(reason)}")
    if not references:
        raise UserError(
            f"{name} names no papers: give arXiv ids, URLs or titles, one a line, BibTeX, RIS, PubMed or CSL-JSON"
        )
    with session() as opened:
        entries = [find(opened, paper) for paper in references]
        if not is_there(opened.paths.sources):  # an own source takes the place of the sample library
            entries = [None] * len(references) if None in entries and not arguments.known else entries
        known = [entry is not None for entry in entries]
        wanted = [paper for paper, entry in zip(references, entries, strict=True) if _is_wanted(paper, entry)]
        if wanted and not arguments.known:
            keep(opened, wanted)
            opened.update_index()
            entries = [find(opened, paper) for paper in references]
        for paper, entry in zip(references, entries, strict=True):
            if entry is None:
                text = clean_line(paper.text)[:MAXIMUM_SHOWN_CHARACTERS]
                tell(f"{name}:{paper.line}: not in the library: {text}")
        present = [entry for entry in entries if entry is not None]
        if present:
            print_line(opened.mark(present, "list", True, arguments.list))
        total = len(references) + len(named.unreadable)
        kept = sum(entry is not None and not before for entry, before in zip(entries, known, strict=True))
        papers = number_of(len({entry.paper for entry in present}), "paper")
        parts = [f"{sum(known):,} of {total:,} found, {papers}"]
        parts += [f"{kept:,} kept without a note"] if kept else []
        parts += [f"{len(named.unreadable):,} could not be read"] if named.unreadable else []
        print_line("; ".join(parts))
        if kept:
            tell(f"papers without a note are kept in {opened.paths.imported}")
    return 0 if present else 1


def _is_wanted(paper: PaperReference, entry: Entry | None) -> bool:
    """Whether the library is to keep what is said of a paper: it has no note of it, and does not know as much."""
    if entry is None:
        telling = bool(paper.arxiv or paper.doi or paper.url or (paper.title and paper.authors))
        return telling or not is_generic(fold(paper.title))
    is_news = (paper.title and paper.title != entry.title) or (paper.authors and not entry.authors)
    return not entry.notes and bool(is_news)


def find(opened: Session, paper: PaperReference) -> Entry | None:
    """The entry of a paper that is named in the file; None if the library has none."""
    names = identifiers(
        fold(paper.title), *canonical_ids(paper.arxiv, paper.doi), (),
        families=sorted(families_of(paper.authors)), year=paper.year,
    )  # fmt: skip
    known = opened.library.paper_of(names) if names else None
    for url in _pages(paper.url):
        known = opened.library.paper_by_url(url) if known is None else known
    if known is None:
        return _as_kept(opened, paper)
    keys = sorted(opened.library.keys_of_papers([known]))
    return opened.library.find(keys[0]) if keys else None


def _as_kept(opened: Session, paper: PaperReference) -> Entry | None:
    """The entry of a paper that was kept, where neither an id nor its title, which many papers may have, names it."""
    from papernotes.imports import key_of

    if not (paper.title and paper.authors):
        return None
    asked = fold(paper.title), families_of(paper.authors)
    key = key_of(paper)
    for number in count(1):  # papers of one name have numbers
        entry = opened.library.find(key if number == 1 else f"{key}~{number}")
        if entry is None or (fold(entry.title), families_of(entry.authors)) == asked:
            return entry
    return None


def _pages(url: str) -> tuple[str, ...]:
    """The address, and that of the page which offers it as a PDF; nothing for no address."""
    page = url.replace("/pdf?id=", "/forum?id=").removesuffix(".pdf")
    return tuple(dict.fromkeys(filter(None, (url, page))))


def _text(file: str, name: str) -> str:
    try:
        return decode(sys.stdin.buffer.read() if file == "-" else expanded(file).read_bytes())
    except OSError as error:
        raise UserError(f"cannot read {name}: {error.strerror or error}") from error
    except NoteError as error:
        raise UserError(
            f"{name} {error.reason}; give text: BibTeX, RIS, CSL-JSON, or papers one a line"
        ) from error
