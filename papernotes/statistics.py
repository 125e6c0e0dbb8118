"""Reading progress by library, list and week: the numbers. `papernotes.statistics_text` draws them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from papernotes.notes import Selection
from papernotes.reading import Progress, Week, per_week

if TYPE_CHECKING:
    from papernotes.notes import Library
    from papernotes.reading import Mark, ReadingStore
    from papernotes.session import Session

WEEKS = 12


@dataclass(frozen=True, slots=True)
class Line:
    """The progress of one venue, topic (with slug, name and icon) or list (with its id and name)."""

    slug: str
    name: str
    icon: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class ReadingStatistics:
    """The progress of the whole library, of venues and topics (most entries first) and of lists (in their order),
    and how many papers were read in each of the last weeks, oldest first."""

    whole: Progress
    venues: tuple[Line, ...]
    topics: tuple[Line, ...]
    lists: tuple[Line, ...]
    weeks: tuple[Week, ...]


def statistics(session: Session, today: date, weeks: int = WEEKS) -> ReadingStatistics:
    """The statistics up to and including `today`, for this number of `weeks`."""
    library, reading, marks = session.library, session.reading, session.marks
    kinds = {
        kind: frozenset(paper for paper, mark in marks.items() if has(mark)) for kind, has in _KINDS.items()
    }
    return ReadingStatistics(
        Progress(library.totals()["papers"], **{kind: len(papers) for kind, papers in kinds.items()}),
        _lines(library, "venue", kinds),
        _lines(library, "topic", kinds),
        _lists(reading),
        per_week(reading.read_times(), today, weeks),
    )


_KINDS: dict[str, Callable[[Mark], bool]] = {
    "read": lambda mark: mark.read,
    "skimmed": lambda mark: mark.triage == "skimmed",
    "later": lambda mark: mark.triage == "later",
    "starred": lambda mark: mark.starred,
}
"""Field of Progress → which marks are counted there."""


def _lines(library: Library, facet: str, kinds: Mapping[str, frozenset[int]]) -> tuple[Line, ...]:
    """The progress of each value of a facet, most entries first; `kinds` has the papers that each field counts."""
    figures = {
        kind: {count.slug: count.total for count in library.count(facet, Selection(papers=papers))}
        for kind, papers in kinds.items()
    }
    return tuple(
        Line(
            count.slug, count.name, count.icon,
            Progress(count.total, **{kind: done.get(count.slug, 0) for kind, done in figures.items()}),
        )
        for count in library.count(facet, Selection())
    )  # fmt: skip


def _lists(reading: ReadingStore) -> tuple[Line, ...]:
    read, starred = set(reading.papers_with("read")), set(reading.papers_with("starred"))
    skimmed, later = (
        set(reading.papers_with("triage", value=value)) - read for value in ("skimmed", "later")
    )
    return tuple(
        Line(
            found.id, found.name, "",
            Progress(
                len(papers), *(len(papers & marked) for marked in (read, skimmed, later, starred))
            ),
        )
        for found in reading.lists()
        for papers in (set(found.papers),)
    )  # fmt: skip
