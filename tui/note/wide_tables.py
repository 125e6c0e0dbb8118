"""Tables wider than the page, which the reader moves sideways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

if TYPE_CHECKING:
    from papernotes.render import Layout

STEP_CELLS = 8
"""How far one keystroke moves the tables."""


class WideTables:
    """Which lines of a layout belong to wide tables, and how many cells these are moved to the left."""

    def __init__(self) -> None:
        self.lines: frozenset[int] = frozenset()
        self.offset = 0
        self._maximum_offset = 0

    def find(self, layout: Layout) -> None:
        """Find the lines that are wider than the page, and with each all lines up to the next blank ones."""
        lines, width = layout.lines, layout.width
        widths = [sum(cell_len(span.text) for span in line) for line in lines]
        self._maximum_offset = max(0, max(widths, default=0) - width)
        wide: set[int] = set()
        for number in (number for number, cells in enumerate(widths) if cells > width):
            for way in (1, -1):
                line = number
                while 0 <= line < len(lines) and widths[line] and (line == number or line not in wide):
                    wide.add(line)
                    line += way
        self.lines = frozenset(wide)

    def forget(self) -> None:
        """There are none: tables are wrapped."""
        self.lines, self._maximum_offset = frozenset(), 0

    def move(self, steps: int) -> None:
        """Move the tables to the left, or to the right by a negative number, as far as they reach."""
        self.offset = max(0, min(self.offset + steps * STEP_CELLS, self._maximum_offset))
