"""The dialog of statistics: papers read in each week, and the progress of lists, venues and topics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from papernotes.statistics_text import statistics_text
from papernotes.tui.dialogs.frame import Frame
from papernotes.tui.dialogs.text_scroll import TextScroll

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

    BINDINGS = [Binding("escape,enter,q,h,left", "leave", "close", show=False)]
    DEFAULT_CSS = """
    StatisticsScreen TextScroll { scrollbar-gutter: stable; }
    StatisticsScreen #statistics { width: 100%; height: auto; }
    """

    def __init__(self, statistics: ReadingStatistics) -> None:
        super().__init__()
        self._statistics = statistics
        self._scroll = TextScroll(Static("", id="statistics", markup=False))
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
        self._scroll.styles.height = min(self._frame.room, len(lines))

    def action_leave(self) -> None:
        self.dismiss()
