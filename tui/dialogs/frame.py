"""The frame that all dialogs have: a title above, and below what Enter, Esc and other keystrokes do."""

from __future__ import annotations

from textwrap import wrap

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Input, Static

from papernotes.glyphs import glyphs

SEPARATOR = " · "
"""Between the hints below a dialog."""
HEIGHT_PERCENT, WIDTH_PERCENT = 90, 96
"""How much of the screen a dialog takes at most."""
LOW_ROWS = 20
"""On a screen with fewer rows there are no blank lines in dialogs."""
BORDER_CELLS, SUBTITLE_CELLS = 2, 6
"""What the border takes of the width, and what it leaves of that for hints: corners, a piece of line and a blank on each side."""


class Frame(Vertical):
    """Holds what is in a dialog.

    The hints stand in the border. Where it is too narrow for them they stand in lines of their own above it: none is cut.
    """

    DEFAULT_CSS = """
    Frame {
        width: 76; max-width: 96%; height: auto; max-height: 90%; border: round $primary; background: $surface;
        border-title-color: $text-primary; border-title-style: bold; border-subtitle-color: $text-muted;
    }
    Frame > Input { margin: 0 1 1 1; }
    Frame.-low > Input { margin: 0 1; }
    Frame > #told { padding: 0 1; margin-bottom: 1; height: auto; }
    Frame > #hints { color: $text-muted; padding: 0 1; height: auto; display: none; }
    Frame > RowList { border: none; background: $surface; overflow-y: auto; }
    """

    def __init__(self, *children: Widget, title: str, hints: str, cells: int = 76) -> None:
        """`hints` has SEPARATOR between its parts; `cells` is the width where the screen has room for it."""
        self._body = children
        self._hints = glyphs.keys(hints).split(SEPARATOR)
        self._cells = cells
        self._below = Static("", id="hints", markup=False)
        super().__init__()
        self.border_title = title.replace("[", r"\[")
        self.styles.width = cells

    def compose(self) -> ComposeResult:
        yield from self._body
        yield self._below

    def on_mount(self) -> None:
        self.fit()

    def on_resize(self) -> None:
        self.fit()

    def fit(self) -> None:
        """Put the hints where there is room for them."""
        self.set_class(self._is_low, "-low")
        lines = self._hint_lines
        self.border_subtitle = "" if lines else SEPARATOR.join(self._hints).replace("[", r"\[")
        self._below.update("\n".join(lines))
        self._below.display = bool(lines)

    @property
    def room(self) -> int:
        """How many rows there are for what is in the dialog, its input aside, at most."""
        whole = self.app.size.height * HEIGHT_PERCENT // 100 - BORDER_CELLS
        of_input = (1 if self._is_low else 2) if isinstance(self._body[0], Input) else 0
        return max(1, whole - len(self._hint_lines) - of_input)

    @property
    def _is_low(self) -> bool:
        return self.app.size.height < LOW_ROWS

    @property
    def _hint_lines(self) -> list[str]:
        """The lines of hints above the border; none where the border has room for them."""
        width = min(self._cells, self.app.size.width * WIDTH_PERCENT // 100)
        fits = cell_len(SEPARATOR.join(self._hints)) <= width - SUBTITLE_CELLS
        return [] if fits else packed(self._hints, width - BORDER_CELLS - 2)


def packed(parts: list[str], width: int) -> list[str]:
    """Parts in lines of at most `width` cells, as many in each as have room; one is broken where it is longer."""
    lines: list[str] = []
    for part in (piece for whole in parts for piece in wrap(whole, width)):
        if lines and cell_len(lines[-1]) + len(SEPARATOR) + cell_len(part) <= width:
            lines[-1] += SEPARATOR + part
        else:
            lines.append(part)
    return lines
