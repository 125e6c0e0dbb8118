"""How the reading goes: the figures, and drawing them as lines of text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from rich.cells import cell_len

from notes.rows import Count, Selection
from reading.statistics import Week, read_per_week
from tui.lists import Shelf, lists
from tui.widgets.row_list import fit

if TYPE_CHECKING:
    from tui.session import Session

WEEKS = 12
MOST = 25
"""How many venues and topics are shown, those with most entries."""
BAR = 24
"""Cells of a whole bar."""
_EIGHTHS = " ▏▎▍▌▋▊▉█"

Part = tuple[str, str]
"""Text, and what it is: `heading`, `bar`, `rest`, `dim` or nothing."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Papers read in each of the last weeks; entries of the whole library, of venues and topics; lists."""

    weeks: tuple[Week, ...]
    total: Count
    venues: tuple[Count, ...]
    topics: tuple[Count, ...]
    lists: tuple[Shelf, ...]


def figures(session: Session, today: date) -> Figures:
    """The figures as they are now."""
    everything = Selection()
    return Figures(
        read_per_week(session.reading.papers().values(), today, WEEKS),
        session.library.total(everything),
        tuple(session.library.venues(everything)),
        tuple(session.library.topics(everything)),
        tuple(lists(session)),
    )


def bar(share: float, width: int = BAR) -> str:
    """A bar for a share from 0 to 1, to an eighth of a cell; what is more than nothing shows."""
    eighths = round(max(0.0, min(share, 1.0)) * width * 8) or (1 if share > 0 else 0)
    whole, part = divmod(eighths, 8)
    return "█" * whole + (_EIGHTHS[part] if part else "")


def drawn(found: Figures, width: int) -> list[list[Part]]:
    """The figures as lines of parts, for a width in cells."""
    lines: list[list[Part]] = [[("Read in each of the last weeks", "heading")]]
    most = max((week.read for week in found.weeks), default=0)
    lines += [
        [(f"{week.monday:%Y-%m-%d}  ", "dim"), (bar(week.read / (most or 1)), "bar"), (f" {week.read:,}", "")]
        for week in found.weeks
    ]
    total = found.total
    groups = (
        ("The library", [("all entries", total.total - total.unread, total.total)]),
        ("Lists", [(shelf.name, shelf.read, shelf.total) for shelf in found.lists]),
        ("Venues", _progress(found.venues)),
        ("Topics", _progress(found.topics)),
    )
    for title, rows in groups:
        lines += [[], [(title, "heading")]]
        lines += [_row(*row, width) for row in rows[:MOST]]
        if len(rows) > MOST:
            lines.append([(f"and {len(rows) - MOST:,} more", "dim")])
    return lines


def _progress(counts: Iterable[Count]) -> list[tuple[str, int, int]]:
    """By how far one is, then by size."""
    rows = [
        (f"{count.icon} {count.name}".strip(), count.total - count.unread, count.total) for count in counts
    ]
    return sorted(rows, key=lambda row: (row[1] == 0, -row[2]))


def _row(name: str, read: int, total: int, width: int) -> list[Part]:
    figure = f" {read:,} of {total:,}"
    filled = bar(read / total if total else 0)
    room = max(8, width - BAR - 18)
    return [
        (fit(name, min(room, 34)) + "  ", ""), (filled, "bar"), ("·" * (BAR - cell_len(filled)), "rest"), (figure, ""),
    ]  # fmt: skip
