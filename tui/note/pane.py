"""The pane of a note as its matches and links know it, and what they draw over its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

if TYPE_CHECKING:
    from textual.message import Message

    from papernotes.render import Layout
    from papernotes.tui.theme.styles import ThemeStyles


class NotePane(Protocol):
    """What `NoteView` offers to the objects that it owns."""

    @property
    def text_layout(self) -> Layout:
        """The note that is shown; one without lines where there is none."""

    @property
    def looks(self) -> ThemeStyles:
        """The styles in the theme's colours."""

    @property
    def top(self) -> int:
        """The line at the top of the pane, from 0."""

    @property
    def page(self) -> int:
        """How many lines the pane has room for."""

    def go_to(self, line: int) -> None:
        """Scroll so that a line is at the top, as far as there are lines below it."""

    def bring_into_sight(self, line: int) -> None:
        """Scroll if the line is not in sight."""

    def keep_in_sight(self, line: int) -> None:
        """Scroll as little as is needed to have the line in sight."""

    def redraw(self) -> None:
        """Draw all lines again, with what lies over them."""

    def show_progress(self) -> None:
        """Write the title, the progress and the number of matches into the border."""

    def post_message(self, message: Message) -> bool:
        """Send a message to the screen."""


class Overlay(NamedTuple):
    """A part of a line, in cells, that is drawn in another style; with another text, unless that is empty."""

    column: int
    width: int
    style: Style
    text: str = ""


def overlaid(strip: Strip, overlay: Overlay, base: Style) -> Strip:
    """A line with an overlay drawn over it. `base` is the style of the pane."""
    start, end = overlay.column, overlay.column + overlay.width
    length = strip.cell_length
    if start >= length:
        return strip
    end = min(end, length)
    if overlay.text:
        middle = Strip([Segment(overlay.text, base + overlay.style)]).adjust_cell_length(end - start, base)
    else:
        middle = Strip(
            [Segment(text, (style or base) + overlay.style) for text, style, _ in strip.crop(start, end)]
        )
    return Strip.join([strip.crop(0, start), middle, strip.crop(end, length)])
