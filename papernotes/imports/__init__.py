"""Papers that a file names, from whatever readers bring along. Each format has its own module; formats may be mixed."""

from __future__ import annotations

import re

from papernotes.imports.bibtex import has_bibtex, read_bibtex
from papernotes.imports.csl_json import is_json, read_csl_json
from papernotes.imports.kept import keep, key_of
from papernotes.imports.lines import read_lines
from papernotes.imports.reference import PaperReference, ReferenceList, UnreadReference
from papernotes.notes import clean, composed, lazy_pattern

__all__ = ["PaperReference", "ReferenceList", "UnreadReference", "keep", "key_of", "read_references"]

_MARKUP = lazy_pattern(r"\s*<(\?xml|xml|records|!doctype html|html)\b", re.IGNORECASE)


def read_references(text: str) -> ReferenceList:
    """The papers that a text names, in its order, and what could not be read of it.

    JSON comes first. BibTeX entries, records with tags (RIS, PubMed, EndNote), JSON Lines and plain lines may be mixed.
    """
    text = composed(clean(text))
    if markup := _MARKUP.match(text):
        kind = "a web page" if "html" in markup[1].lower() else "XML"
        return ReferenceList((), (UnreadReference(1, f"is {kind}: export BibTeX, RIS or CSL-JSON instead"),))
    found, text = read_csl_json(text) if is_json(text) else ([], text)
    found += read_bibtex(text) if has_bibtex(text) else read_lines(text)
    papers = (part for part in found if isinstance(part, PaperReference))
    unreadable = (part for part in found if isinstance(part, UnreadReference))
    return ReferenceList(tuple(papers), tuple(unreadable))
