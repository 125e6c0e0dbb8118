"""Where to find a paper on the web."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from papernotes.notes import Entry


def page_of(entry: Entry, url: str | None = None) -> str | None:
    """The paper's page: `url` if given, else its page at arXiv, else the address of its DOI; None if nothing is known."""
    if url:
        return url
    if entry.arxiv:
        return f"https://arxiv.org/abs/{entry.arxiv}"
    return doi_link(entry.doi) if entry.doi else None


def doi_link(doi: str) -> str:
    """The address of a DOI, encoded as in https://www.doi.org/doi-handbook/HTML/encoding-rules.html"""
    return "https://doi.org/" + re.sub(r'[\s%"#<>{}\\^`|]', lambda found: f"%{ord(found[0]):02X}", doi)
