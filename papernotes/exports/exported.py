"""The input of every exporter: an entry, and what else is known about its paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from papernotes.exports.venues import PUBLISHED, published_in
from papernotes.reading import UNKNOWN, PaperState

if TYPE_CHECKING:
    from papernotes.notes import Entry


@dataclass(frozen=True, slots=True)
class Exported:
    """An entry with its paper's reading state, the reader's remark, the paper's own page, the other venues it is in, and
    what it is cited by, in formats that cite."""

    entry: Entry
    state: PaperState = UNKNOWN
    remark: str = ""
    url: str | None = None
    also_in: tuple[str, ...] = ()
    citation_key: str = ""


def to_cite(selected: Sequence[Entry], others: Iterable[Entry] = ()) -> Entry:
    """Choose one of the selected entries to cite a paper by, and complete it from the others.

    If all selected entries are preprints, a publication among the `others` is cited instead.
    """
    best = min(selected, key=_is_unpublished)
    if _is_unpublished(best):
        best = min((best, *others), key=_is_unpublished)
    for entry in (*selected, *others):
        best = best._replace(
            authors=best.authors or entry.authors, arxiv=best.arxiv or entry.arxiv, doi=best.doi or entry.doi,
            code=best.code or entry.code, keywords=best.keywords or entry.keywords,
            summary=best.summary or entry.summary,
        )  # fmt: skip
    return best


def _is_unpublished(entry: Entry) -> bool:
    return published_in(entry.venue.slug).kind not in PUBLISHED
