"""Entries to export, made by hand."""

from __future__ import annotations

from typing import Any

from papernotes.config.settings import DEFAULT
from papernotes.exports.citation_keys import proposed_key
from papernotes.exports.exported import Exported
from papernotes.notes.catalogue.rows import Entry
from papernotes.notes.model import Topic, Venue
from papernotes.reading.state.paper_state import UNKNOWN, PaperState


def make_entry(title: str = "Fish that Count", venue: str = "ICML2025", **fields: Any) -> Entry:
    """An entry of a paper that there is not."""
    values: dict[str, Any] = {
        "id": 1, "key": f"{venue}/{title[:20]}", "paper": 1, "title": title, "venue": Venue(venue, "🧪"),
        "topics": (Topic("fish", "Fish", "🐟"),), "year": 2025, "award": "", "summary": "Fish count.",
        "keywords": ("fish", "numbers"), "authors": ("Ada Trout", "Ben van der Pike"), "arxiv": "2501.00001",
        "doi": None, "code": None, "date": "", "stars": None, "notes": 1, "added": "",
    }  # fmt: skip
    return Entry(**{**values, **fields})


def make_exported(
    title: str = "Fish that Count",
    venue: str = "ICML2025",
    *,
    state: PaperState = UNKNOWN,
    remark: str = "",
    url: str | None = None,
    also_in: tuple[str, ...] = (),
    citation_key: str = "",
    **fields: Any,
) -> Exported:
    """The same, as exporters get it."""
    entry = make_entry(title, venue, **fields)
    return Exported(
        entry, state, remark, url, also_in, citation_key or proposed_key(entry, DEFAULT.citation_key)
    )
