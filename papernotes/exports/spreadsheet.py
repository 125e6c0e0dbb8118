"""CSV, as specified by RFC 4180 (https://www.rfc-editor.org/rfc/rfc4180), but with Unix line ends."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from papernotes.exports.web_links import page_of

if TYPE_CHECKING:
    from papernotes.exports.exported import Exported

COLUMNS = (
    "key", "title", "authors", "venue", "year", "topics", "keywords", "arxiv", "doi", "url", "code", "summary",
    "read", "starred", "triage", "read_at", "lists", "tags", "remark",
)  # fmt: skip
SEPARATOR = "; "
"""Stands between several values in one cell."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def spreadsheet(exported: Sequence[Exported]) -> str:
    """The entries, one a row, below a row with the names of the columns."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([_cell(value) for value in _row(item)] for item in exported)
    return out.getvalue()


def _row(item: Exported) -> tuple[object, ...]:
    entry, state = item.entry, item.state
    return (
        entry.key, entry.title, entry.authors, entry.venue.slug, entry.year,
        [topic.slug for topic in entry.topics], entry.keywords, entry.arxiv, entry.doi,
        page_of(entry, item.url), entry.code, entry.summary,
        state.read, state.starred, state.triage, state.read_at, state.lists, sorted(state.tags), item.remark,
    )  # fmt: skip


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    text = SEPARATOR.join(value) if isinstance(value, (list, tuple)) else str(value)
    # A spreadsheet runs text that looks like a formula: https://owasp.org/www-community/attacks/CSV_Injection
    return "'" + text if text.startswith(_FORMULA_STARTS) else text
