"""The dialog of statistics: papers read in each week, and the progress of lists, venues and topics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from papernotes.statistics_text import statistics_text
from papernotes.tui.dialogs.frame import Frame

if TYPE_CHECKING:
    from papernotes.statistics import ReadingStatistics

MAXIMUM_ROWS = 25
"""How many venues, and how many topics, are shown."""
CELLS = 84

_LOOKS = {
    "heading": "bold $text-primary",
    "bar": "$text-success",
    "rest": "$text-disabled",
    "dim": "$text-muted",
}


class StatisticsScreen(ModalScreen[None]):
    """Shows the statistics; the reader can scroll."""

    BINDINGS = [
        Binding("escape,enter,q,h,left", "leave", "close", show=False),
        Binding("j,down", "scroll(1)", show=False), Binding("k,up", "scroll(-1)", show=False),
        Binding("space,pagedown,ctrl+f", "scroll_pages(1)", show=False),
        Binding("pageup,ctrl+b", "scroll_pages(-1)", show=False),
        Binding("ctrl+d", "scroll_pages(0.5)", show=False), Binding("ctrl+u", "scroll_pages(-0.5)", show=False),
        Binding("home,g", "scroll_to(0)", show=False), Binding("end,G", "scroll_to(-1)", show=False),
    ]  # fmt: skip
    DEFAULT_CSS = """
    StatisticsScreen VerticalScroll { padding: 0 1; scrollbar-gutter: stable; }
    StatisticsScreen #statistics { width: 100%; height: auto; }
    """

    def __init__(self, statistics: ReadingStatistics) -> None:
        super().__init__()
        self._statistics = statistics
        self._scroll = VerticalScroll(Static("", id="statistics", markup=False))
        self._frame = Frame(
            self._scroll, title="Reading statistics", hints="j k scroll · ⏎ Esc close", cells=CELLS
        )

    def compose(self) -> ComposeResult:
        yield self._frame

    def on_mount(self) -> None:
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        self._scroll.styles.height = self._frame.room
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        width = self._scroll.scrollable_content_region.width
        lines = [
            Content.assemble(*((text, _LOOKS.get(look, "")) for text, look in line))
            for line in statistics_text(self._statistics, width, MAXIMUM_ROWS)
        ]
        self.query_one("#statistics", Static).update(Content("\n").join(lines))

    def action_scroll(self, lines: int) -> None:
        self._scroll.scroll_relative(y=lines, animate=False)

    def action_scroll_pages(self, pages: float) -> None:
        self.action_scroll(round(pages * max(1, self._scroll.size.height - 1)))

    def action_scroll_to(self, line: int) -> None:
        self._scroll.scroll_to(y=line if line >= 0 else self._scroll.max_scroll_y, animate=False)

    def action_leave(self) -> None:
        self.dismiss()
