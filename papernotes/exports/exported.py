"""What every exporter is given: an entry, and what else is known of its paper."""

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
    """An entry, the state of its paper, the reader's remark, the paper's own page, its other entries' venues."""

    entry: Entry
    state: PaperState = UNKNOWN
    remark: str = ""
    url: str | None = None
    also_in: tuple[str, ...] = ()


def to_cite(selected: Sequence[Entry], others: Iterable[Entry] = ()) -> Entry:
    """The one entry to cite a paper by, of those selected, completed by what only other entries tell.

    Where all that are selected are preprints, a publication among the others is cited.
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
