"""Papers that a file names, from whatever readers bring along. Each format has its own module; formats may be mixed."""

from __future__ import annotations

from papernotes.imports.bibtex import has_bibtex, read_bibtex
from papernotes.imports.csl_json import is_json, read_csl_json
from papernotes.imports.lines import read_lines
from papernotes.imports.reference import PaperReference, ReferenceList, Unreadable

__all__ = ["PaperReference", "ReferenceList", "Unreadable", "read_references"]


def read_references(text: str) -> ReferenceList:
    """The papers that a text names, in its order, and what could not be read of it.

    CSL-JSON must be the whole text. BibTeX entries, RIS records, JSON Lines and plain lines may be mixed.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if is_json(text):
        found = read_csl_json(text)
    else:
        found = read_bibtex(text) if has_bibtex(text) else read_lines(text)
    papers = (part for part in found if isinstance(part, PaperReference))
    unreadable = (part for part in found if isinstance(part, Unreadable))
    return ReferenceList(tuple(papers), tuple(unreadable))
