"""How the reading goes: pure functions over papers' states."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from papernotes.reading.state.paper_state import PaperState


@dataclass(frozen=True, slots=True)
class Week:
    """A week by its Monday, and how many papers were read in it."""

    monday: date
    read: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Of `total` papers, how many are read, skimmed, set to later and starred."""

    total: int = 0
    read: int = 0
    skimmed: int = 0
    later: int = 0
    starred: int = 0

    @property
    def share(self) -> float:
        """The share that is read, from 0 to 1; 0 of nothing."""
        return self.read / self.total if self.total else 0.0


def per_week(
    times: Iterable[datetime], until: date, weeks: int, zone: tzinfo | None = None
) -> tuple[Week, ...]:
    """How many of the times, at which papers were read, are in each of the last weeks, oldest week first.

    The last week is the one with the day `until`. Days are those of the time zone, by default the
    computer's.
    """
    last = _monday(until)
    mondays = [last - timedelta(weeks=number) for number in reversed(range(weeks))]
    counts = dict.fromkeys(mondays, 0)
    for time in times:
        monday = _monday(time.astimezone(zone).date())
        if monday in counts:
            counts[monday] += 1
    return tuple(Week(monday, count) for monday, count in counts.items())


def progress(papers: Iterable[PaperState]) -> Progress:
    """How far the reader is with the papers; each counts as often as it is given."""
    total = read = skimmed = later = starred = 0
    for paper in papers:
        total += 1
        read += paper.read
        skimmed += paper.triage == "skimmed"
        later += paper.triage == "later"
        starred += paper.starred
    return Progress(total, read, skimmed, later, starred)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
