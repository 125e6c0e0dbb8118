"""Papers that a file names, from whatever readers bring along. Each format has its own module; formats may be mixed."""

from __future__ import annotations

from papernotes.imports.bibtex import has_bibtex, read_bibtex
from papernotes.imports.csl_json import is_json, read_csl_json
from papernotes.imports.kept import keep
from papernotes.imports.lines import read_lines
from papernotes.imports.reference import PaperReference, ReferenceList, UnreadReference

__all__ = ["PaperReference", "ReferenceList", "UnreadReference", "keep", "read_references"]


def read_references(text: str) -> ReferenceList:
    """The papers that a text names, in its order, and what could not be read of it.

    JSON comes first. BibTeX entries, RIS records, JSON Lines and plain lines may be mixed.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    found, text = read_csl_json(text) if is_json(text) else ([], text)
    found += read_bibtex(text) if has_bibtex(text) else read_lines(text)
    papers = (part for part in found if isinstance(part, PaperReference))
    unreadable = (part for part in found if isinstance(part, UnreadReference))
    return ReferenceList(tuple(papers), tuple(unreadable))
