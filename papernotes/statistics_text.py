"""The statistics as lines of text with bars, for the screen and for the command line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from papernotes.figures import bar
from papernotes.statistics import Line, ReadingStatistics

if TYPE_CHECKING:
    from papernotes.reading import Progress

BAR_CELLS = 24
"""The width of a whole bar."""
MAXIMUM_NAME_CELLS = 34
MINIMUM_NAME_CELLS = 8
COUNTS_CELLS = 28
"""The width that is kept free for the counts after a bar."""

Part = tuple[str, str]
"""A text and its style: `heading`, `bar`, `rest`, `dim` or empty."""


def statistics_text(found: ReadingStatistics, width: int, maximum: int | None = None) -> list[list[Part]]:
    """The statistics as lines of parts, at most `width` cells wide unless that would be too narrow to read.

    At most `maximum` lists, venues and topics are shown (None: all): first those with papers read, then the largest.
    """
    lines: list[list[Part]] = [[("Papers read each week; a week begins on Monday", "heading")]]
    busiest = max((week.read for week in found.weeks), default=0) or 1
    for week in found.weeks:
        filled = bar(week.read / busiest, BAR_CELLS).rstrip()
        lines.append([(f"{week.monday.isoformat()}  ", "dim"), (filled, "bar"), (f" {week.read:,}", "")])
    groups = (
        ("The library", [Line("", "all papers", "", found.whole)]),
        ("Lists", list(found.lists)),
        ("Venues", _begun_first(found.venues)),
        ("Topics", _begun_first(found.topics)),
    )
    for heading, rows in groups:
        lines += [[], [(heading, "heading")]]
        lines += [_row(row, width) for row in rows[:maximum]]
        if maximum is not None and len(rows) > maximum:
            lines.append([(f"and {len(rows) - maximum:,} more", "dim")])
    return lines


def _begun_first(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (line.progress.read == 0, -line.progress.total))


def _row(line: Line, width: int) -> list[Part]:
    progress, filled = line.progress, bar(line.progress.share, BAR_CELLS).rstrip()
    room = max(MINIMUM_NAME_CELLS, width - BAR_CELLS - COUNTS_CELLS)
    name = _fit(f"{line.icon} {line.name or line.slug}".strip(), min(MAXIMUM_NAME_CELLS, room))
    counts = f" {progress.read:,} of {progress.total:,}"
    room = width - cell_len(name) - 2 - BAR_CELLS
    for more in _more(progress):
        if cell_len(counts + more) > room:
            break
        counts += more
    return [(f"{name}  ", ""), (filled, "bar"), ("·" * (BAR_CELLS - cell_len(filled)), "rest"), (counts, "")]


def _more(progress: Progress) -> Iterator[str]:
    """Further figures, shown as far as there is room."""
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
