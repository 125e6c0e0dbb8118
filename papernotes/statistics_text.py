"""The statistics as lines of text with bars, for the screen and for the command line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from papernotes.figures import bar, column, number_of
from papernotes.statistics import Line, ReadingStatistics

if TYPE_CHECKING:
    from papernotes.reading import Progress, Week

MAXIMUM_BAR_CELLS = 24
"""The width of a whole bar at most."""
BARE_CELLS = 20
"""What a line keeps for its text; a bar takes a third of the rest."""
MAXIMUM_NAME_CELLS = 34
MINIMUM_NAME_CELLS = 8
COUNTS_CELLS = 28
"""The width that is kept free for the counts after a bar, where a third of the line is that wide."""
CHART_ROWS = 5
"""The height of the chart of weeks."""
MINIMUM_WEEK_CELLS, MAXIMUM_WEEK_CELLS = 4, 6
"""Width of a week in the chart, including the space after it. If not all weeks fit, the latest ones are shown."""
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()

Part = tuple[str, str]
"""A text and its style: `heading`, `bar`, `rest`, `dim` or empty."""


def statistics_text(found: ReadingStatistics, width: int, maximum: int | None = None) -> list[list[Part]]:
    """The statistics as lines of parts, at most `width` cells wide unless that would be too narrow to read.

    Venues and topics are shown if something of theirs was read or marked, at most `maximum` of them (None: all); the
    others are only counted.
    """
    rows = [found.whole, *(line.progress for line in (*found.lists, *found.venues, *found.topics))]
    longest = max(len(_counts(progress)) for progress in rows)
    lines: list[list[Part]] = [[("Papers read each week", "heading")], *_chart(found.weeks, width)]
    lines += [[], [("Library", "heading")], _row(Line("", "all papers", "", found.whole), width, longest)]
    if any(line.progress.total for line in found.lists):
        lines += [[], [("Lists", "heading")]]
        lines += [_row(line, width, longest) for line in found.lists if line.progress.total]
    for heading, one, every in (("Venues", "venue", found.venues), ("Topics", "topic", found.topics)):
        if every:
            begun = [line for line in every if _is_begun(line.progress)]
            shown = begun[:maximum]
            lines += [[], [(heading, "heading")], *(_row(line, width, longest) for line in shown)]
            lines += [[(text, "dim")] for text in _others(one, len(every), len(begun), len(shown))]
    return lines


def _others(one: str, every: int, begun: int, shown: int) -> Iterator[str]:
    """The lines that count the venues or topics that are not shown."""
    if begun > shown:
        yield f"and {number_of(begun - shown, f'more {one}')}"
    if every > begun:
        yield f"nothing read yet in {number_of(every - begun, f'other {one}' if begun else one)}"


def _is_begun(progress: Progress) -> bool:
    return bool(progress.read or progress.skimmed or progress.later or progress.starred)


# The chart


def _chart(weeks: Sequence[Week], width: int) -> Iterator[list[Part]]:
    """A column for each week, the number of papers above it, and the day on which it begins below."""
    busiest = max((week.read for week in weeks), default=0)
    if not busiest:
        yield [(f"none in the last {number_of(len(weeks), 'week')}", "dim")]
        return
    weeks = weeks[-max(1, width // MINIMUM_WEEK_CELLS) :]
    cells = max(MINIMUM_WEEK_CELLS, min(MAXIMUM_WEEK_CELLS, width // len(weeks)))
    columns = [column(week.read / busiest, CHART_ROWS) for week in weeks]
    for row in range(CHART_ROWS, -1, -1):
        yield _joined(_cell(week, filled, row, cells) for week, filled in zip(weeks, columns, strict=True))
    yield [("".join(f"{week.monday.day:^{cells - 1}} " for week in weeks).rstrip(), "dim")]
    yield [(_months(weeks, cells), "dim")]


def _cell(week: Week, filled: str, row: int, cells: int) -> Part:
    """What a row of the chart shows of a week: a part of its column, or above that the number."""
    if row < len(filled):
        return filled[row] * (cells - 1) + " ", "bar"
    number = _short(week.read, cells - 1) if row == len(filled) and week.read else ""
    return f"{number:^{cells - 1}} ", ""


def _short(number: int, cells: int) -> str:
    """A number in a few cells, in thousands or millions where it is longer."""
    forms = f"{number:,}", f"{number}", f"{number // 1000}k", f"{number // 1_000_000}M"
    return next(form for form in forms if len(form) <= cells)


def _joined(parts: Iterator[Part]) -> list[Part]:
    """The parts, those beside each other with one style made one."""
    return [
        ("".join(text for text, _ in same), style) for style, same in groupby(parts, lambda part: part[1])
    ]


def _months(weeks: Sequence[Week], cells: int) -> str:
    """The names of months, each below the first week that begins in it, where there is room."""
    text, month = "", 0
    for at, week in enumerate(weeks):
        if week.monday.month != month and (not text or len(text) < at * cells):
            text, month = text.ljust(at * cells) + _MONTHS[week.monday.month - 1], week.monday.month
    return text


# Bars


def _row(line: Line, width: int, longest: int) -> list[Part]:
    """The row of a line; `longest` is the width of the longest counts of all rows."""
    bar_cells = max(1, min(MAXIMUM_BAR_CELLS, (width - BARE_CELLS) // 3))
    counts_cells = max(min(COUNTS_CELLS, width // 3), longest)
    progress, filled = line.progress, bar(line.progress.share, bar_cells).rstrip()
    room = max(MINIMUM_NAME_CELLS, width - bar_cells - counts_cells - 2)
    name = _fit(f"{line.icon} {line.name or line.slug}".strip(), min(MAXIMUM_NAME_CELLS, room))
    counts = _counts(progress)
    room = width - cell_len(name) - 2 - bar_cells
    for more in _more(progress):
        if cell_len(counts + more) > room:
            break
        counts += more
    return [(f"{name}  ", ""), (filled, "bar"), ("·" * (bar_cells - cell_len(filled)), "rest"), (counts, "")]


def _counts(progress: Progress) -> str:
    return f" {progress.read:,} of {progress.total:,}"


def _more(progress: Progress) -> Iterator[str]:
    """Further figures, shown as far as there is room."""
    if progress.read:
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
