"""How the reading goes over library, lists and weeks: the numbers, which `papernotes.statistics_text` draws."""

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
    """The progress of one thing: slug, name and icon of a venue or topic, the name of a list."""

    slug: str
    name: str
    icon: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class ReadingStatistics:
    """The progress over all papers of the library, by venue and topic (most entries first), of the lists
    (in their order), and how much was read in each of the last weeks, oldest first."""

    whole: Progress
    venues: tuple[Line, ...]
    topics: tuple[Line, ...]
    lists: tuple[Line, ...]
    weeks: tuple[Week, ...]


def statistics(session: Session, today: date, weeks: int = WEEKS) -> ReadingStatistics:
    """The statistics up to a day."""
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
"""Figures of Progress → the marks that are counted there."""


def _lines(library: Library, facet: str, kinds: Mapping[str, frozenset[int]]) -> tuple[Line, ...]:
    """The progress of each value of a facet, most entries first; `kinds` are the papers of each figure."""
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
