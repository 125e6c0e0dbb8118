"""The line above a pane, which the mouse can drag."""

from __future__ import annotations

from textual.events import MouseDown, MouseMove
from textual.message import Message
from textual.widget import Widget


class EdgeDragged(Message):
    """The line above a pane was dragged to a row of the screen."""

    def __init__(self, pane: Widget, row: int) -> None:
        super().__init__()
        self.pane = pane
        self.row = row


class DraggedEdge:
    """Follows the mouse for a pane, whose events are handed on to it. Only while it is `active` the line can be dragged."""

    def __init__(self, pane: Widget, *, active: bool = False) -> None:
        self._pane = pane
        self.active = active

    @property
    def under_mouse(self) -> bool:
        """Whether the mouse is on the line, and can drag it."""
        return self.active and self._pane.app.mouse_position.y == self._pane.region.y

    def pressed(self, event: MouseDown) -> None:
        """Begin to drag if the mouse is on the line."""
        if self.active and event.y == 0:
            event.stop()
            self._pane.capture_mouse()
            self._pane.add_class("-dragged")

    def moved(self, event: MouseMove) -> None:
        """Tell where the line was dragged to; show that it can be."""
        if self._pane.has_class("-dragged"):
            self._pane.post_message(EdgeDragged(self._pane, round(event.screen_y)))
        elif self.active:
            self._pane.styles.pointer = "ns-resize" if event.y == 0 else "default"

    def released(self) -> None:
        """Drag no longer."""
        if self._pane.has_class("-dragged"):
            self._pane.release_mouse()
            self._pane.remove_class("-dragged")
