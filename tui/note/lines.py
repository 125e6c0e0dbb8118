"""The lines of a laid-out note: drawn when they come into sight, and scrolled."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.events import Resize
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.timer import Timer

from papernotes.render import Anchor, Layout
from papernotes.styles import ThemeStyles, theme_styles
from papernotes.tui.note.messages import EndReached, LayoutRequest, ReadingPaused
from papernotes.tui.widgets.row_list import KEPT

if TYPE_CHECKING:
    from papernotes.views import Tables

MARGIN = 2
"""Cells left and right of the text, at least."""
EMPTY = Layout(0, ())
RESTED = 0.7
"""Seconds after which one who scrolled is taken to read."""
SIDEWAYS = 8
"""Cells that wide tables are moved by."""


class Overlay(NamedTuple):
    """A part of a line, in cells, that is drawn in another style, or with another text."""

    column: int
    width: int
    style: Style
    text: str = ""


class NoteLines(ScrollView):
    """A laid-out note, where the reader is in it, and how far that is."""

    DEFAULT_CSS = """
    NoteLines { overflow-y: scroll; overflow-x: hidden; scrollbar-size-vertical: 1; }
    """

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.border_title = "Note"
        self.text_layout = EMPTY
        self.key = ""
        self._title = ""
        self.measure = 88
        self.tables: Tables = "wrap"
        self.moved = False
        self._anchor = Anchor()  # what was on top when the reader moved last, whatever the width is by now
        self._end_told = False
        self._placing = False
        self._jumping = False
        self._sideways = 0
        self._wide: frozenset[int] = frozenset()
        self._widest = 0
        self._strips: dict[int, Strip] = {}
        self._drawn_width = 0
        self._base: Style | None = (
            None  # what all of it is drawn in; to find that out takes longer than a line
        )
        self._rest_timer: Timer | None = None

    # What is shown

    @property
    def text_width(self) -> int:
        """Cells for a line of text: the measure, or less in a narrow pane; 0 while the pane has no size."""
        width = self.scrollable_content_region.width
        return max(20, min(self.measure, width - 2 * MARGIN)) if width else 0

    def show(self, layout: Layout, key: str, line: int, title: str, *, jump: bool = False) -> None:
        """Show a note from a line on. The note that is in sight already keeps its place, but for a jump."""
        stays = key == self.key and bool(self.text_layout.lines) and not jump
        if key != self.key:
            self._end_told = self.moved = False
            self._sideways = 0
        # A layout that was kept is the same one.
        changed = self.text_layout is not layout
        self.text_layout, self.key = layout, key
        self._title = title
        if changed:
            self._find_wide_lines()
            self.redraw()
        self._fit()
        if not stays:
            self._anchor = layout.anchor_of(line)
        self._put_anchor()
        self.tell_progress()

    def clear(self) -> None:
        """Show no note."""
        self.text_layout, self.key = EMPTY, ""
        self.redraw()
        self._fit()
        self.tell_progress()

    @property
    def top(self) -> int:
        """The line on top."""
        return round(self.scroll_offset.y)

    @property
    def page(self) -> int:
        """Lines in sight."""
        return max(1, self.scrollable_content_region.height)

    def _fit(self) -> None:
        size = Size(self.scrollable_content_region.width, len(self.text_layout.lines))
        if not size.width:
            self.virtual_size = size  # the scrollbar follows when the pane is given its place
        elif size != self.virtual_size:
            # Assigned in the usual way it would have all panes laid out anew for each note.
            self.set_reactive(ScrollView.virtual_size, size)
            self.vertical_scrollbar.window_virtual_size = size.height

    def on_resize(self, event: Resize) -> None:
        if self.text_width and self.text_width != self.text_layout.width:
            self.post_message(LayoutRequest())
        self._fit()
        self._put_anchor()
        self.tell_progress()

    # Drawing

    @property
    def looks(self) -> ThemeStyles:
        """The styles in the theme's colours."""
        return theme_styles(self.app.theme_variables)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._strips.clear()
        self._base = None

    def redraw(self) -> None:
        """What is drawn over the lines has changed, or the lines themselves."""
        self._strips.clear()
        self.refresh()

    def overlays(self, line: int) -> Iterable[Overlay]:
        """What is drawn over a line; later ones over earlier ones."""
        return ()

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        line = y + self.top
        if line >= len(self.text_layout.lines):
            return Strip.blank(width, self.rich_style)
        if width != self._drawn_width:
            self._strips.clear()
            self._drawn_width = width
        strip = self._strips.get(line)
        if strip is None:
            if len(self._strips) > max(KEPT, 2 * self.size.height):
                self._strips.clear()
            strip = self._strips[line] = self._draw(line, width)
        return strip

    @property
    def margin(self) -> int:
        """Cells left of the text, which stands in the middle of a wide pane."""
        return max(MARGIN, (self.scrollable_content_region.width - self.text_layout.width) // 2)

    def _draw(self, line: int, width: int) -> Strip:
        if self._base is None:
            self._base = self.rich_style
        base, looks, margin = self._base, self.looks, self.margin
        strip = Strip([Segment(span.text, base + looks[span.style]) for span in self.text_layout.lines[line]])
        for overlay in self.overlays(line):
            strip = _laid_over(strip, overlay, base)
        if line in self._wide:
            strip = strip.crop(self._sideways, self._sideways + width - margin)
        space = width - margin - strip.cell_length
        drawn = Strip([Segment(" " * margin, base), *strip, Segment(" " * space, base)])
        return drawn if space >= 0 else drawn.crop(0, width)

    # Wide tables

    def _find_wide_lines(self) -> None:
        """Lines wider than the page, and all lines between the same blank ones: tables that can be moved."""
        lines, width = self.text_layout.lines, self.text_layout.width
        if self.tables == "wrap":
            self._wide, self._widest = frozenset(), 0
            return
        widths = [sum(cell_len(span.text) for span in line) for line in lines]
        self._widest = max(widths, default=0)
        wide: set[int] = set()
        for number in (number for number, cells in enumerate(widths) if cells > width):
            for way in (1, -1):
                line = number
                while 0 <= line < len(lines) and widths[line] and (line == number or line not in wide):
                    wide.add(line)
                    line += way
        self._wide = frozenset(wide)

    def action_sideways(self, step: int) -> None:
        most = max(0, self._widest - self.text_layout.width)
        self._sideways = max(0, min(self._sideways + step * SIDEWAYS, most))
        self.redraw()

    # Scrolling

    def scroll_lines(self, lines: int) -> None:
        """Scroll down, or up by a negative number, as one who reads."""
        self.go_to(self.top + lines)
        self._tell_end()

    def go_to(self, line: int) -> None:
        """Have a line on top, as far as there are lines below it. Going there is no reading."""
        self._jumping = True
        self.scroll_to(y=max(0, min(line, self.max_scroll_y)), animate=False, force=True, immediate=True)
        self._jumping = False
        if not self._placing:
            self._anchor = self.text_layout.anchor_of(self.top)

    def bring_into_sight(self, line: int) -> None:
        """Scroll if the line is not in sight, and then leave some lines above it."""
        if not self.top <= line < self.top + self.page:
            self.go_to(line - self.page // 3)

    def _put_anchor(self) -> None:
        """Have on top, as far as there are lines below it, what was there when the reader moved last."""
        self._placing = True
        self.go_to(self.text_layout.line_of_anchor(self._anchor))
        self._placing = False

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self.tell_progress()
        cut_short = old_value > new_value == self.max_scroll_y  # there are no lines further down, or fewer
        if self._placing or round(old_value) == round(new_value) or (cut_short and not self._jumping):
            return
        self._anchor = self.text_layout.anchor_of(round(new_value))
        self.moved = True
        if not self._jumping:
            self._tell_end()
        if self._rest_timer is None:
            self._rest_timer = self.set_timer(RESTED, self._rested)
        else:
            self._rest_timer.reset()

    def _rested(self) -> None:
        self._rest_timer = None
        self.post_message(ReadingPaused())

    @property
    def at_end(self) -> bool:
        """Whether the last line is in sight."""
        return bool(self.text_layout.lines) and self.top >= self.max_scroll_y

    def _tell_end(self) -> None:
        """Say once a note that its end was reached by scrolling, so that marking it can be undone."""
        if self.at_end and self.has_focus and not self._end_told:
            self._end_told = True
            self.post_message(EndReached())

    def tell_progress(self) -> None:
        """Say on the border which note it is, and how far the reader is."""
        title = " · ".join(filter(None, self.facts())) if self.key else "Note"
        if title != self.border_title:  # to set it has all of the pane painted
            self.border_title = title

    def facts(self) -> list[str]:
        """What the border says."""
        most = self.max_scroll_y
        return [self._title, f"{100 if most <= 0 else round(100 * self.top / most)}%"]


def _laid_over(strip: Strip, overlay: Overlay, base: Style) -> Strip:
    start, end = overlay.column, overlay.column + overlay.width
    length = strip.cell_length
    if start >= length:
        return strip
    end = min(end, length)
    if overlay.text:
        under = Strip([Segment(overlay.text, base + overlay.style)]).adjust_cell_length(end - start, base)
    else:
        under = Strip(
            [Segment(text, (style or base) + overlay.style) for text, style, _ in strip.crop(start, end)]
        )
    return Strip.join([strip.crop(0, start), under, strip.crop(end, length)])
