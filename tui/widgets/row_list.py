"""A long list with one chosen row. A row is drawn when it comes into sight."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.events import Click, Resize
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from papernotes.glyphs import CHOSEN
from papernotes.tui.bindings import bindings
from papernotes.tui.theme.styles import theme_styles

MAXIMUM_KEPT_LINES = 100
"""Lines that are kept as they were drawn. Each takes about 5 KB, with what Textual keeps of it."""
Part = tuple[str, Style]
"""A piece of a line: text and style."""


class RowList(ScrollView, can_focus=True, inherit_bindings=False):
    """Rows of the same height, one of which is chosen. Subclasses say how many rows there are, and draw one."""

    BINDINGS = bindings("list")
    COMPONENT_CLASSES = {"row--chosen"}
    DEFAULT_CSS = """
    RowList {
        overflow-y: scroll;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        & > .row--chosen { background: $surface-lighten-2; }
        &.-current > .row--chosen { background: $primary-muted; }
    }
    """

    class Chosen(Message):
        """The reader chose another row."""

        def __init__(self, rows: RowList) -> None:
            super().__init__()
            self.rows = rows

        @property
        def control(self) -> RowList:
            return self.rows

    class Entered(Chosen):
        """The reader goes into the chosen row, or out of the list (`outward`)."""

        def __init__(self, rows: RowList, outward: bool) -> None:
            super().__init__(rows)
            self.outward = outward

    row_height = 1
    # Textual lays the whole screen out when this changes. A scrollbar that is always shown only has to know it.
    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False)

    def watch_virtual_size(self, size: Size) -> None:
        if self.styles.overflow_y != "scroll":
            self.refresh(layout=True)
            return
        self.vertical_scrollbar.window_virtual_size = size.height
        if self.scroll_offset.y > self.max_scroll_y:
            self.scroll_to(y=self.max_scroll_y, animate=False, force=True, immediate=True)

    def __init__(self, *, id: str, title: str) -> None:
        super().__init__(id=id)
        self.border_title = title
        self.chosen = 0
        self._top = 0  # the line at the top when the reader moved last
        self._placing = False
        self._drawn: dict[int, list[Strip]] = {}

    # What subclasses give

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return 0

    def draw(self, row: int, width: int) -> Sequence[Sequence[Part]]:
        """The lines of a row, at most `row_height` of them, each as parts from left to right."""
        return ()

    def look(self, row: int) -> str:
        """The component class for the background of a row that is not chosen; empty for the background of the list."""
        return ""

    # Drawing

    def rows_changed(self, chosen: int = 0, *, keep_place: bool = False) -> None:
        """Show other rows and choose one. `keep_place`: the chosen row stays where it is on the screen, if that is possible."""
        before = self.chosen * self.row_height - self.scroll_offset.y
        self.chosen = max(0, min(chosen, self.row_count - 1))
        self._drawn.clear()
        self.virtual_size = Size(self.scrollable_content_region.width, self.row_count * self.row_height)
        if keep_place:
            self.scroll_to(
                y=self.chosen * self.row_height - before, animate=False, force=True, immediate=True
            )
        self._show_chosen()
        self._top = self.scroll_offset.y
        self.refresh()

    def rows_added(self) -> None:
        """Show that there are more rows, or fewer, below those in sight."""
        self.virtual_size = Size(self.scrollable_content_region.width, self.row_count * self.row_height)

    def redraw(self, row: int | None = None) -> None:
        """Draw a row again, or all of them."""
        if row is None:
            self._drawn.clear()
            self.refresh()
        else:
            self._drawn.pop(row, None)
            self._refresh_row(row)

    def _refresh_row(self, row: int) -> None:
        top = row * self.row_height - self.scroll_offset.y
        self.refresh(Region(0, top, self.size.width, self.row_height))

    def on_resize(self, event: Resize) -> None:
        self._drawn.clear()
        self.virtual_size = Size(self.scrollable_content_region.width, self.row_count * self.row_height)
        self.call_after_refresh(self._keep_place)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._drawn.clear()

    def render_line(self, y: int) -> Strip:
        row, line = divmod(y + self.scroll_offset.y, self.row_height)
        width = self.scrollable_content_region.width
        if not 0 <= row < self.row_count:
            return Strip.blank(width, self.rich_style)
        strips = self._drawn.get(row)
        if strips is None:
            if len(self._drawn) * self.row_height > max(MAXIMUM_KEPT_LINES, 2 * self.size.height):
                self._drawn.clear()
            strips = self._drawn[row] = self._strips(row, width)
        return strips[line]

    def _strips(self, row: int, width: int) -> list[Strip]:
        base = self.rich_style
        # On the terminal's own colours some text might be invisible.
        if (look := self.look(row)) and not self.app.native_ansi_color:
            base = base + Style(bgcolor=self.get_component_rich_style(look).bgcolor)
        lines = [*self.draw(row, width)][: self.row_height]
        lines += [()] * (self.row_height - len(lines))
        if row == self.chosen:
            here = self.has_class("-current")
            lines = [self._as_chosen(parts, here) for parts in lines]
            base = base + self._ground(here)
        return [_fitted(parts, width, base) for parts in lines]

    def _ground(self, here: bool) -> Style:
        """The background of the chosen row. `here`: the reader is in this pane."""
        if self.app.native_ansi_color:
            # The terminal's colours may be equally dark. Its foreground and background, exchanged, can be read.
            return Style(reverse=here)
        return Style(bgcolor=self.get_component_rich_style("row--chosen").bgcolor)

    def _as_chosen(self, parts: Sequence[Part], here: bool) -> Sequence[Part]:
        """The parts of a line of the chosen row, with a bar in place of a blank at its beginning."""
        if parts and parts[0][0].startswith(" "):
            bar = theme_styles(self.app.theme_variables)["title" if here else "dim"]
            parts = [(CHOSEN, bar), (parts[0][0][1:], parts[0][1]), *parts[1:]]
        if self.app.native_ansi_color and here:
            parts = [(text, Style(bold=style.bold, underline=style.underline)) for text, style in parts]
        return parts

    # Moving

    def choose(self, row: int, *, tell: bool = True) -> None:
        """Choose a row, and bring it into sight. `tell`: post the message `Chosen`."""
        row = max(0, min(row, self.row_count - 1))
        if row == self.chosen or not self.row_count:
            return
        before, self.chosen = self.chosen, row
        for changed in (before, row):
            self._drawn.pop(changed, None)
            self._refresh_row(changed)
        self._show_chosen()
        self._top = self.scroll_offset.y
        if tell:
            self.post_message(self.Chosen(self))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        cut_short = old_value > new_value == self.max_scroll_y  # fewer rows are left below than before
        if not self._placing and not cut_short:
            self._top = round(new_value)

    def _keep_place(self) -> None:
        """Have at the top what was there when the reader moved last, if the chosen row is in sight then."""
        self._placing = True
        self.scroll_to(y=self._top, animate=False, force=True, immediate=True)
        self._show_chosen()
        self._placing = False

    def _show_chosen(self) -> None:
        height = self.scrollable_content_region.height
        top = self.chosen * self.row_height
        offset = self.scroll_offset.y
        if top < offset:
            self.scroll_to(y=top, animate=False, force=True, immediate=True)
        elif height and top + self.row_height > offset + height:
            self.scroll_to(y=top + self.row_height - height, animate=False, force=True, immediate=True)

    def action_move(self, rows: int) -> None:
        self.choose(self.chosen + rows)

    def action_move_to(self, row: int) -> None:
        self.choose(row if row >= 0 else self.row_count + row)

    def action_move_pages(self, pages: float) -> None:
        rows = max(1, round(abs(pages) * self.scrollable_content_region.height / self.row_height))
        self.choose(self.chosen + (rows if pages > 0 else -rows))

    def action_into(self) -> None:
        self.post_message(self.Entered(self, outward=False))

    def action_out(self) -> None:
        self.post_message(self.Entered(self, outward=True))

    def row_at(self, event: Click) -> int:
        """The row that was clicked on, -1 for the title. There may be no row of that number."""
        offset = event.get_content_offset(self)
        return -1 if offset is None else int((offset.y + self.scroll_offset.y) // self.row_height)

    def on_click(self, event: Click) -> None:
        row = self.row_at(event)
        if 0 <= row < self.row_count:
            self.choose(row)
            if event.chain == 2:
                self.action_into()


def _fitted(parts: Sequence[Part], width: int, base: Style) -> Strip:
    """The parts as a strip of exactly `width` cells; what does not fit is cut, with an ellipsis."""
    segments: list[Segment] = []
    left = width
    for text, style in parts:
        cells = cell_len(text)
        if cells > left:
            text = fit(text, left)
            cells = left
        if text:
            # An underline would be seen on blanks, too.
            segments.append(Segment(text, base if text.isspace() else base + style))
        left -= cells
        if left <= 0:
            break
    if left > 0:
        segments.append(Segment(" " * left, base))
    return Strip(segments, width)


def fit(text: str, width: int) -> str:
    """`text` cut or filled to exactly `width` cells; if it is cut, it ends in an ellipsis."""
    if cell_len(text) <= width or width < 1:
        return set_cell_size(text, max(width, 0))
    return set_cell_size(text, width - 1) + "…"
