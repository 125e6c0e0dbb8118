"""How the reading goes over library, lists and weeks: the numbers, which `tui.statistics_text` draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from notes.rows import Count, Entry, Selection
from reading.statistics import Progress, Week, progress, progress_by, read_per_week

if TYPE_CHECKING:
    from reading.state import PaperState
    from tui.session import Session

WEEKS = 12


@dataclass(frozen=True, slots=True)
class Line:
    """The progress of one thing: slug, name and icon of a venue or topic, the name of a list."""

    slug: str
    name: str
    icon: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class Statistics:
    """The progress over all papers of the library, by venue and topic (most entries first), of the lists
    (in their order), and how much was read in each of the last weeks, oldest first."""

    whole: Progress
    venues: tuple[Line, ...]
    topics: tuple[Line, ...]
    lists: tuple[Line, ...]
    weeks: tuple[Week, ...]


def statistics(session: Session, today: date, weeks: int = WEEKS) -> Statistics:
    """The statistics up to a day.

    Only papers that something is known of are looked at; the library counts the others.
    """
    library, known = session.library, session.reading.papers()
    papers = list(session.marks)
    marked = library.entries(library.ids_of(sorted(library.keys_of_papers(papers))))
    pairs = [(entry, session.marks[entry.paper]) for entry in marked]
    everything = Selection()
    return Statistics(
        replace(progress(session.marks.values()), total=library.totals()["papers"]),
        _lines(library.venues(everything), pairs, lambda entry: (entry.venue.slug,)),
        _lines(library.topics(everything), pairs, lambda entry: tuple(topic.slug for topic in entry.topics)),
        tuple(
            Line(found.id, found.name, "", progress(known[id_] for id_ in found.papers))
            for found in session.reading.lists()
        ),
        read_per_week(known.values(), today, weeks),
    )


def _lines(
    counts: Sequence[Count],
    pairs: Sequence[tuple[Entry, PaperState]],
    groups_of: Callable[[Entry], Sequence[str]],
) -> tuple[Line, ...]:
    groups: dict[str, list[PaperState]] = {}
    for entry, state in pairs:
        for slug in groups_of(entry):
            groups.setdefault(slug, []).append(state)
    done = progress_by(groups)
    return tuple(
        Line(count.slug, count.name, count.icon, replace(done.get(count.slug, Progress()), total=count.total))
        for count in counts
    )
