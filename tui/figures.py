"""Drawing the statistics as lines of text."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len, set_cell_size

from tui.bars import bar
from tui.statistics import Line, Statistics

MOST = 25
"""How many venues and topics are shown."""
BAR = 24
"""Cells of a whole bar."""
NAME = 34
"""Cells of a name, at most."""

Part = tuple[str, str]
"""Text, and what it is: `heading`, `bar`, `rest`, `dim` or nothing."""


def drawn(found: Statistics, width: int) -> list[list[Part]]:
    """The statistics as lines of parts, for a width in cells."""
    lines: list[list[Part]] = [[("Read in each of the last weeks", "heading")]]
    most = max((week.read for week in found.weeks), default=0) or 1
    lines += [
        [
            (f"{week.monday:%Y-%m-%d}  ", "dim"),
            (bar(week.read / most, BAR).rstrip(), "bar"),
            (f" {week.read:,}", ""),
        ]
        for week in found.weeks
    ]
    groups = (
        ("The library", [Line("", "all papers", "", found.whole)]),
        ("Lists", list(found.lists)),
        ("Venues", _by_progress(found.venues)),
        ("Topics", _by_progress(found.topics)),
    )
    for title, rows in groups:
        lines += [[], [(title, "heading")]]
        lines += [_row(row, width) for row in rows[:MOST]]
        if len(rows) > MOST:
            lines.append([(f"and {len(rows) - MOST:,} more", "dim")])
    return lines


def _by_progress(lines: Iterable[Line]) -> list[Line]:
    """Those begun first, then the others; the largest first."""
    return sorted(lines, key=lambda line: (line.progress.read == 0, -line.progress.total))


def _row(line: Line, width: int) -> list[Part]:
    filled = bar(line.progress.share, BAR).rstrip()
    room = min(NAME, max(8, width - BAR - 18))
    return [
        (_fit(f"{line.icon} {line.name}".strip(), room) + "  ", ""), (filled, "bar"),
        ("·" * (BAR - cell_len(filled)), "rest"), (f" {line.progress.read:,} of {line.progress.total:,}", ""),
    ]  # fmt: skip


def _fit(text: str, width: int) -> str:
    return set_cell_size(text, width) if cell_len(text) <= width else set_cell_size(text, width - 1) + "…"
