"""RIS, as Zotero, EndNote and others read it. https://en.wikipedia.org/wiki/RIS_(file_format)

A value is one line, so no text of a note can begin a tag. RIS has no words for authors that are not named, nor for a
citation key that programs keep; a note (`N1`) says the first, the field `ID` has the second.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from papernotes.exports.names import INCOMPLETE, parts_of
from papernotes.exports.venues import CONFERENCE, JOURNAL, OTHER, PREPRINT, published_in
from papernotes.exports.web_links import page_of
from papernotes.formulas import without_formulas
from papernotes.notes import AND_OTHERS

if TYPE_CHECKING:
    from papernotes.exports.exported import Exported

_TYPES = {CONFERENCE: "CPAPER", JOURNAL: "JOUR", PREPRINT: "UNPB", OTHER: "GEN"}


def ris(exported: Sequence[Exported]) -> str:
    """The papers, one record each. Unknown fields are left out."""
    return "\n".join(
        "".join(f"{tag}  - {' '.join(value.split())}\n" for tag, value in _record(item) if value) + "ER  - \n"
        for item in exported
    )


def _record(item: Exported) -> Iterator[tuple[str, str]]:
    entry = item.entry
    kind, name = published_in(entry.venue.slug)
    yield "TY", _TYPES[kind]
    yield "ID", item.citation_key
    yield "TI", without_formulas(entry.title)
    for author in entry.authors:
        yield "AU", _author(author)
    yield "PY", str(entry.year or "")
    yield ("PB" if kind == PREPRINT else "JO" if kind == JOURNAL else "T2"), name
    yield "AN", f"arXiv:{entry.arxiv}" if entry.arxiv else ""
    yield "DO", entry.doi or ""
    yield "UR", page_of(entry, item.url) or ""
    for keyword in entry.keywords:
        yield "KW", keyword
    yield "N1", INCOMPLETE if AND_OTHERS in entry.authors else ""


def _author(name: str) -> str:
    """`van der Pike, Ben, Jr.`, as RIS orders it; empty for what stands for all the others."""
    if name == AND_OTHERS:
        return ""
    parsed = parts_of(name)
    return ", ".join(filter(None, (parsed._replace(suffix="").last_first, parsed.suffix)))
