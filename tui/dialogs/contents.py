"""A dialog with the headings of a note. Typing narrows them; the reader picks one to go to."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from papernotes.glyphs import glyphs
from papernotes.render import HeadingAt, folded
from papernotes.tui.theme.styles import theme_styles
from papernotes.tui.widgets.row_list import Part, RowList


class _Headings(RowList, can_focus=False):
    def __init__(self) -> None:
        super().__init__(id="headings", title="")
        self.headings: list[HeadingAt] = []

    @property
    def row_count(self) -> int:
        return len(self.headings)

    def draw(self, row: int, width: int) -> Sequence[Sequence[Part]]:
        heading = self.headings[row]
        style = theme_styles(self.app.theme_variables)["heading2"] if heading.level <= 2 else Style()
        return [[("  " * max(0, heading.level - 1), Style()), (heading.text, style)]]


class ContentsScreen(ModalScreen[HeadingAt | None]):
    """Returns the heading that was taken; None if none was."""

    BINDINGS = [
        Binding("escape", "leave", "close", show=False),
        Binding("enter", "take", show=False, priority=True),
        Binding("down,ctrl+n,tab", "move(1)", show=False), Binding("up,ctrl+p,shift+tab", "move(-1)", show=False),
        Binding("pagedown,ctrl+f", "move(10)", show=False), Binding("pageup,ctrl+b", "move(-10)", show=False),
    ]  # fmt: skip
    DEFAULT_CSS = """
    ContentsScreen { align: center middle; background: $background 50%; }
    ContentsScreen > Vertical {
        width: 72; max-width: 96%; height: auto; max-height: 90%;
        border: round $primary; background: $surface; padding: 0 1;
    }
    ContentsScreen Input { margin-bottom: 1; }
    ContentsScreen RowList { border: none; background: $surface; overflow-y: auto; }
    ContentsScreen RowList > .row--chosen { background: $primary-muted; }
    """

    def __init__(self, headings: Sequence[HeadingAt], current: HeadingAt | None) -> None:
        super().__init__()
        self._headings = headings
        self._current = current
        self.rows = _Headings()

    def compose(self) -> ComposeResult:
        with Vertical() as panel:
            panel.border_title = "Contents"
            panel.border_subtitle = glyphs.keys("type to narrow · ↑↓ move · ⏎ go · Esc close")
            yield Input(placeholder="narrow", compact=True)
            yield self.rows

    def on_mount(self) -> None:
        self.rows.styles.height = len(self._headings)
        self.rows.styles.max_height = max(3, self.app.size.height * 9 // 10 - 4)
        self._narrow("")

    def on_input_changed(self, event: Input.Changed) -> None:
        self._narrow(event.value)

    def _narrow(self, text: str) -> None:
        words = folded(text).split()
        rows = [heading for heading in self._headings if all(word in folded(heading.text) for word in words)]
        self.rows.headings = rows
        current = self._current if self._current in rows else None
        self.rows.rows_changed(rows.index(current) if current else 0)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        event.stop()

    def on_row_list_entered(self, event: RowList.Entered) -> None:
        event.stop()
        self.action_take()

    def action_move(self, rows: int) -> None:
        self.rows.choose(self.rows.chosen + rows)

    def action_take(self) -> None:
        rows = self.rows.headings
        self.dismiss(rows[self.rows.chosen] if rows else None)

    def action_leave(self) -> None:
        self.dismiss(None)
