"""The space between two panes. The mouse can drag it."""

from __future__ import annotations

from textual.app import RenderResult
from textual.content import Content
from textual.events import MouseDown, MouseMove, MouseUp
from textual.message import Message
from textual.widget import Widget

from papernotes.glyphs import DIVIDER


class Divider(Widget):
    """One cell wide. It shows a line while the mouse is over it."""

    ALLOW_SELECT = False  # dragging it selects no text
    DEFAULT_CSS = """
    Divider {
        width: 1; height: 1fr; color: $surface-lighten-2; background: $background;
        &.-dragged, &:hover { color: $text-primary; pointer: ew-resize; }
    }
    """

    class Dragged(Message):
        """The divider was dragged to a column of the screen."""

        def __init__(self, divider: Divider, column: int) -> None:
            super().__init__()
            self.divider = divider
            self.column = column

    def render(self) -> RenderResult:
        return Content("\n".join(DIVIDER * self.size.height))

    def on_mouse_down(self, event: MouseDown) -> None:
        event.stop()
        self.capture_mouse()
        self.add_class("-dragged")

    def on_mouse_move(self, event: MouseMove) -> None:
        if self.has_class("-dragged"):
            self.post_message(self.Dragged(self, round(event.screen_x)))

    def on_mouse_up(self, event: MouseUp) -> None:
        self.release_mouse()
        self.remove_class("-dragged")
