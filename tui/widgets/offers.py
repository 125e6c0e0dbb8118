"""The completions in the search bar: a small panel under the word that is being typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from papernotes.tui.widgets.row_list import fit

if TYPE_CHECKING:
    from papernotes.completion import Candidate

MAXIMUM_ROWS = 8
"""How many completions are shown at once."""
MAXIMUM_WIDTH_CELLS = 60


class Offers(Static):
    """Lies over the panes, and never has the keyboard."""

    DEFAULT_CSS = """
    Offers {
        display: none; layer: over; position: absolute; width: auto; height: auto; padding: 0 1; background: $surface;
        &.-open { display: block; }
    }
    """

    def __init__(self, *, id: str) -> None:
        super().__init__("", id=id, markup=False)

    def show(self, candidates: Sequence[Candidate], column: int, chosen: int) -> None:
        """Show candidates from a column of the screen on; without any, disappear."""
        self.set_class(bool(candidates), "-open")
        if not candidates:
            return
        room = self.screen.size
        rows = max(1, min(MAXIMUM_ROWS, room.height - 4))
        first = max(0, min(chosen - rows // 2, len(candidates) - rows))
        shown = candidates[first : first + rows]
        width = min(MAXIMUM_WIDTH_CELLS, room.width - 2, max(_width(candidate) for candidate in shown))
        left = max(0, min(column - 1, room.width - width - 2))
        self.styles.offset = (left, 1)
        lines = [_line(candidate, width, number == chosen) for number, candidate in enumerate(shown, first)]
        if rest := len(candidates) - first - len(shown):
            lines.append(Content.styled(fit(f"… {rest:,} more", width), "$text-muted"))
        self.update(Content("\n").join(lines))


def _width(candidate: Candidate) -> int:
    about = cell_len(candidate.about)
    return cell_len(candidate.label) + (about + 2 if about else 0)


def _line(candidate: Candidate, width: int, chosen: bool) -> Content:
    about = f"  {candidate.about}" if candidate.about else ""
    room = width - cell_len(about)
    line = Content.assemble(fit(candidate.label, room), (about, "$text-muted"))
    return line.stylize("reverse") if chosen else line
