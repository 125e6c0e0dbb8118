"""The pane that shows a note: lines laid out elsewhere, drawn when they come into sight."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.events import Resize
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from render.layout import Layout, Place
from tui.bindings import bindings
from tui.style import ThemeStyles

MARGIN = 2
"""Cells left and right of the text."""
EMPTY = Layout(0, ())


class NoteView(ScrollView, can_focus=True, inherit_bindings=False):
    """A laid-out note."""

    BINDINGS = bindings("note")
    DEFAULT_CSS = """
    NoteView { overflow-y: scroll; overflow-x: hidden; scrollbar-size-vertical: 1; }
    """

    class WidthChanged(Message):
        """The text has another width now: it is to be laid out again."""

    class EndReached(Message):
        """The reader came to the end of the note by scrolling."""

    class WantsNext(Message):
        """The reader wants another paper: the next, the one before, or the next unread one."""

        def __init__(self, step: int, unread: bool = False) -> None:
            super().__init__()
            self.step = step
            self.unread = unread

    class Left(Message):
        """The reader goes back to the list."""

    class OtherNote(Message):
        """The reader wants to see the paper's other note."""

    class FormulasSwitched(Message):
        """Formulas are to be shown as LaTeX, or as text again."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.border_title = "Note"
        self.text_layout = EMPTY
        self.key = ""
        self.measure = 88
        self.shows_source = False
        self._fault = ""

    @property
    def text_width(self) -> int:
        """Cells for a line of text: the measure, or less in a narrow pane."""
        return max(20, min(self.measure, self.scrollable_content_region.width - 2 * MARGIN))

    def show(self, layout: Layout, key: str, line: int, title: str, fault: str = "") -> None:
        """Show a note from a line on. The same note at another width keeps its place."""
        if key == self.key and self.text_layout.lines:
            line = (
                layout.line_of(self.place)
                if layout.width != self.text_layout.width
                else round(self.scroll_offset.y)
            )
        self.text_layout, self.key, self._fault = layout, key, fault
        self.border_title = title
        self._fit()
        self.scroll_to(y=line, animate=False, force=True, immediate=True)
        self.refresh()
        self._tell_progress()

    def clear(self, text: str = "") -> None:
        """Show no note."""
        self.text_layout, self.key, self._fault = EMPTY, "", text
        self.border_title, self.border_subtitle = "Note", ""
        self._fit()
        self.refresh()

    @property
    def place(self) -> Place:
        """Where the reader is, whatever the width."""
        return self.text_layout.place_of(round(self.scroll_offset.y))

    def _fit(self) -> None:
        self.virtual_size = Size(
            self.scrollable_content_region.width, len(self.text_layout.lines) + self._head
        )

    @property
    def _head(self) -> int:
        return 2 if self._fault else 0

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        base = self.rich_style
        line = y + self.scroll_offset.y
        if line < self._head:
            text = f"  {self._fault}" if line == 0 else ""
            return Strip([Segment(text, base + Style(dim=True, italic=True))]).adjust_cell_length(width, base)
        line -= self._head
        if line >= len(self.text_layout.lines):
            return Strip.blank(width, base)
        styles = ThemeStyles(self.app.theme_variables)
        margin = (
            max(MARGIN, (width - self.text_layout.width) // 2)
            if width > self.text_layout.width + 2 * MARGIN
            else MARGIN
        )
        segments = [Segment(" " * margin, base)]
        segments += [Segment(span.text, base + styles[span.style]) for span in self.text_layout.lines[line]]
        return Strip(segments).adjust_cell_length(width, base)

    def on_resize(self, event: Resize) -> None:
        if self.text_layout.width and self.text_width != self.text_layout.width:
            self.post_message(self.WidthChanged())
        self._fit()

    # Scrolling

    def scroll_lines(self, lines: int) -> None:
        """Scroll down, or up by a negative number."""
        self._go_to(round(self.scroll_offset.y) + lines)

    def _go_to(self, line: int) -> None:
        self.scroll_to(y=max(0, min(line, self.max_scroll_y)), animate=False, force=True, immediate=True)
        self._tell_progress()
        if self.at_end and self.has_focus:
            self.post_message(self.EndReached())

    @property
    def at_end(self) -> bool:
        """Whether the last line is in sight."""
        return bool(self.text_layout.lines) and round(self.scroll_offset.y) >= self.max_scroll_y

    def _tell_progress(self) -> None:
        most = self.max_scroll_y
        self.border_subtitle = (
            f"{100 if most <= 0 else round(100 * self.scroll_offset.y / most)}%" if self.key else ""
        )

    def action_scroll(self, lines: int) -> None:
        self.scroll_lines(lines)

    def action_scroll_pages(self, pages: float) -> None:
        self.scroll_lines(round(pages * (self.scrollable_content_region.height - 1)))

    def action_scroll_to_line(self, line: int) -> None:
        self._go_to(line if line >= 0 else len(self.text_layout.lines) + line)

    def action_read_on(self) -> None:
        if self.at_end:
            self.post_message(self.EndReached())
            self.post_message(self.WantsNext(1, unread=True))
        else:
            self.action_scroll_pages(1)

    def action_next_heading(self, step: int) -> None:
        here = round(self.scroll_offset.y) - self._head
        lines = [heading.line for heading in self.text_layout.headings]
        after = (
            [line for line in lines if line > here]
            if step > 0
            else [line for line in lines if line < here][::-1]
        )
        if after:
            self._go_to(after[0] + self._head)

    def action_next_paper(self, step: int) -> None:
        self.post_message(self.WantsNext(step))

    def action_out(self) -> None:
        self.post_message(self.Left())

    def action_other_note(self) -> None:
        self.post_message(self.OtherNote())

    def action_formulas(self) -> None:
        self.shows_source = not self.shows_source
        self.post_message(self.FormulasSwitched())
