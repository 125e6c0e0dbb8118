"""CSL-JSON, as specified by https://docs.citationstyles.org/en/stable/specification.html and its schema."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from papernotes.exports.names import INCOMPLETE, parts_of
from papernotes.exports.venues import CONFERENCE, JOURNAL, OTHER, PREPRINT, published_in
from papernotes.exports.web_links import page_of
from papernotes.formulas import without_formulas
from papernotes.notes import AND_OTHERS, escaped

if TYPE_CHECKING:
    from papernotes.exports.exported import Exported

_TYPES = {CONFERENCE: "paper-conference", JOURNAL: "article-journal", PREPRINT: "article", OTHER: "document"}


def csl_json(exported: Sequence[Exported]) -> str:
    """The papers as one JSON array, one item a line. Unknown fields are left out."""
    items = [escaped(json.dumps(_item(item), ensure_ascii=False)) for item in exported]
    return "[\n" + ",\n".join(items) + "\n]\n"


def _item(item: Exported) -> dict[str, Any]:
    entry = item.entry
    kind, name = published_in(entry.venue.slug)
    fields = {
        "id": item.citation_key,
        "type": _TYPES[kind],
        "title": without_formulas(entry.title),
        "author": [_author(author) for author in entry.authors],
        "issued": {"date-parts": [[entry.year]]} if entry.year else None,
        "container-title": name if kind != PREPRINT else "",
        "publisher": "arXiv" if kind == PREPRINT else "",
        "number": f"arXiv:{entry.arxiv}" if entry.arxiv else "",
        "DOI": entry.doi,
        "URL": page_of(entry, item.url),
        "keyword": ", ".join(entry.keywords),
        "note": INCOMPLETE if AND_OTHERS in entry.authors else "",
    }
    return {name: value for name, value in fields.items() if value}


def _author(name: str) -> dict[str, str]:
    if name == AND_OTHERS:  # as pandoc has it, whose processor then writes "et al."
        return {"literal": "others"}
    parsed = parts_of(name)
    if not parsed.given:
        return {"literal": name}
    fields = {
        "family": parsed.family, "given": parsed.given,
        "non-dropping-particle": parsed.particle, "suffix": parsed.suffix,
    }  # fmt: skip
    return {name: value for name, value in fields.items() if value}
