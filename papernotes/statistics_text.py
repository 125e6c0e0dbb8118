"""The statistics as lines of text with bars, for the screen and for the command line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from papernotes.figures import bar
from papernotes.statistics import Line, ReadingStatistics

if TYPE_CHECKING:
    from papernotes.reading import Progress

BAR = 24
"""Cells of a whole bar."""
NAME = 34
"""Cells of a name, at most."""
COUNTS = 28
"""Cells that are kept free for the counts behind a bar."""

Part = tuple[str, str]
"""Text, and what it is: `heading`, `bar`, `rest`, `dim` or nothing."""


def statistics_text(found: ReadingStatistics, width: int, most: int | None = None) -> list[list[Part]]:
    """The statistics as lines of parts, no wider than `width` cells where that is at all legible.

    Of venues and topics at most so many are shown each, those begun first, then the largest; None: all.
    """
    lines: list[list[Part]] = [[("Read in each of the last weeks, by its Monday", "heading")]]
    busiest = max((week.read for week in found.weeks), default=0) or 1
    for week in found.weeks:
        filled = bar(week.read / busiest, BAR).rstrip()
        lines.append([(f"{week.monday.isoformat()}  ", "dim"), (filled, "bar"), (f" {week.read:,}", "")])
    groups = (
        ("The library", [Line("", "all papers", "", found.whole)]),
        ("Lists", list(found.lists)),
        ("Venues", _begun_first(found.venues)),
        ("Topics", _begun_first(found.topics)),
    )
    for heading, rows in groups:
        lines += [[], [(heading, "heading")]]
        lines += [_row(row, width) for row in rows[:most]]
        if most is not None and len(rows) > most:
            lines.append([(f"and {len(rows) - most:,} more", "dim")])
    return lines


def _begun_first(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (line.progress.read == 0, -line.progress.total))


def _row(line: Line, width: int) -> list[Part]:
    progress, filled = line.progress, bar(line.progress.share, BAR).rstrip()
    name = _fit(f"{line.icon} {line.name or line.slug}".strip(), min(NAME, max(8, width - BAR - COUNTS)))
    counts = f" {progress.read:,} of {progress.total:,}"
    room = width - cell_len(name) - 2 - BAR
    for more in _more(progress):
        if cell_len(counts + more) > room:
            break
        counts += more
    return [(f"{name}  ", ""), (filled, "bar"), ("·" * (BAR - cell_len(filled)), "rest"), (counts, "")]


def _more(progress: Progress) -> Iterator[str]:
    """What else is to be said where there is room for it."""
    yield f" · {progress.share:.0%}"
    for count, what in (
        (progress.skimmed, "skimmed"),
        (progress.later, "later"),
        (progress.starred, "starred"),
    ):
        if count:
            yield f" · {count:,} {what}"


def _fit(text: str, width: int) -> str:
    return set_cell_size(text, width) if cell_len(text) <= width else set_cell_size(text, width - 1) + "…"
