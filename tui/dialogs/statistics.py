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

if TYPE_CHECKING:
    from papernotes.statistics import ReadingStatistics

MAXIMUM_ROWS = 25
"""How many venues, and how many topics, are shown."""

_LOOKS = {
    "heading": "bold $text-primary",
    "bar": "$text-success",
    "rest": "$text-disabled",
    "dim": "$text-muted",
}


class StatisticsScreen(ModalScreen[None]):
    """Shows the statistics; the reader can scroll."""

    BINDINGS = [
        Binding("escape,q,h,left", "leave", "close", show=False),
        Binding("j,down", "scroll(1)", show=False), Binding("k,up", "scroll(-1)", show=False),
        Binding("space,pagedown,ctrl+f,ctrl+d", "scroll(12)", show=False),
        Binding("pageup,ctrl+b,ctrl+u", "scroll(-12)", show=False),
    ]  # fmt: skip
    DEFAULT_CSS = """
    StatisticsScreen { align: center middle; background: $background 50%; }
    StatisticsScreen > VerticalScroll {
        width: 84; max-width: 96%; height: 90%; border: round $primary; background: $surface; padding: 0 1;
        scrollbar-gutter: stable;
    }
    StatisticsScreen Static { width: 100%; height: auto; }
    """

    def __init__(self, statistics: ReadingStatistics) -> None:
        super().__init__()
        self._statistics = statistics

    def compose(self) -> ComposeResult:
        with VerticalScroll() as panel:
            panel.border_title = "How the reading goes"
            panel.border_subtitle = "j k scroll · Esc close"
            yield Static("", id="statistics", markup=False)

    def on_mount(self) -> None:
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        width = self.query_one(VerticalScroll).scrollable_content_region.width
        lines = [
            Content.assemble(*((text, _LOOKS.get(look, "")) for text, look in line))
            for line in statistics_text(self._statistics, width, MAXIMUM_ROWS)
        ]
        self.query_one("#statistics", Static).update(Content("\n").join(lines))

    def action_scroll(self, lines: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_leave(self) -> None:
        self.dismiss()
