"""The pane that shows a note: it draws the lines that come into sight, and scrolls.

It owns the note's matches, links and wide tables, which say what to draw over the lines. What the note leads to, such
as another paper, the screen decides: the pane sends it the messages of `messages.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.events import Click, Key, MouseDown, MouseMove, Resize
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.timer import Timer

from papernotes.config.settings import limits
from papernotes.render import Layout, LineAnchor
from papernotes.tui.bindings import bindings
from papernotes.tui.note.links import NoteLinks
from papernotes.tui.note.matches import NoteMatches
from papernotes.tui.note.messages import (
    ContentsRequest,
    CopyRequest,
    EndReached,
    FindRequest,
    LayoutRequest,
    NextPaperRequest,
    NoteClosed,
    OtherNoteRequest,
    ReadingPaused,
    StatusText,
)
from papernotes.tui.note.pane import overlaid
from papernotes.tui.note.wide_tables import WideTables
from papernotes.tui.theme.styles import ThemeStyles, theme_styles
from papernotes.tui.widgets.dragged_edge import DraggedEdge
from papernotes.tui.widgets.row_list import MAXIMUM_KEPT_LINES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from papernotes.tui.note.selection import NoteSelection
    from papernotes.views import Tables

MARGIN_CELLS = 2
"""Space left and right of the text, at least."""
MINIMUM_TEXT_CELLS = 20
MEASURE_STEP_CELLS = 4
"""How much one keystroke changes the width of the text."""
FRAME_CELLS = 2
"""What the border needs beside its title."""
PAUSE_SECONDS = 0.7
"""Time without scrolling after which the reader is taken to be reading."""
EMPTY = Layout(0, ())


class NoteView(ScrollView, can_focus=True, inherit_bindings=False):
    """A note that is laid out, and where the reader is in it."""

    BINDINGS = bindings("note")
    DEFAULT_CSS = """
    NoteView { overflow-y: scroll; overflow-x: hidden; scrollbar-size-vertical: 1; }
    """

    def __init__(self, *, id: str, measure: int = 88) -> None:
        """`measure` is the longest line of text in cells."""
        super().__init__(id=id)
        self.border_title = "Note"
        self.measure = measure
        self.text_layout = EMPTY
        self.key = ""
        """What the reading state keeps the position in this note under; empty: no note is shown."""
        self.shows_source = False
        """Whether formulas are shown as LaTeX."""
        self.tables: Tables = "wrap"
        self.moved = False
        """Whether the reader scrolled since this was last set to False."""
        self.left_at_end = False
        """Whether the last line was in sight when the reader scrolled last."""
        self.matches = NoteMatches(self)
        self.links = NoteLinks(self)
        self.selection: NoteSelection | None = None
        """The selection of text; None until some is selected for the first time."""
        self.edge = DraggedEdge(self)
        """The line above the note, which can be dragged where the papers are above it."""
        self._wide_tables = WideTables()
        self._title, self._named = "", "Note"
        self._facts: tuple[str, ...] = ()
        # What was at the top when the reader scrolled last; it holds for any width.
        self._anchor = LineAnchor()
        self._end_posted = False
        self._placing = False
        self._jumping = False
        self._strips: dict[int, Strip] = {}
        self._drawn_width = 0
        self._base: Style | None = None  # the style of the pane; finding it takes longer than drawing a line
        self._pause_timer: Timer | None = None

    # What is shown

    @property
    def text_width(self) -> int:
        """Cells for a line of text: the measure, or less in a narrow pane; 0 while the pane has no size."""
        width = self.scrollable_content_region.width
        return max(MINIMUM_TEXT_CELLS, min(self.measure, width - 2 * MARGIN_CELLS)) if width else 0

    def show(
        self,
        layout: Layout,
        key: str,
        line: int,
        title: str,
        facts: Sequence[str] = (),
        *,
        jump: bool = False,
    ) -> None:
        """Show a note from a line on. A note that is shown already stays where it is; `jump`: it does not.

        The border names it: its title, as far as there is room beside the other `facts`.
        """
        same_note = key == self.key
        stays = same_note and bool(self.text_layout.lines) and not jump
        # A layout that was kept is the same object.
        same_layout = layout is self.text_layout
        if not same_note:
            self._end_posted = self.moved = self.left_at_end = False
            self._wide_tables.offset = 0
        self.text_layout, self.key, self._title, self._facts = layout, key, title, tuple(facts)
        self.links.layout_changed(layout, same_note=same_note)
        if self.selection is not None:
            self.selection.layout_changed(layout)
        if not same_layout:
            if self.tables == "wrap":
                self._wide_tables.forget()
            else:
                self._wide_tables.find(layout)
            self.redraw()
        self._fit()
        if not stays:
            self._anchor = layout.line_anchor_of(line)
        self._put_anchor()
        if not (same_note and same_layout):
            self.matches.layout_changed(same_note=same_note)
        self.show_progress()

    def clear(self) -> None:
        """Show no note."""
        self.text_layout, self.key = EMPTY, ""
        self.links.clear()
        self._end_selection()
        self.matches.clear()
        self.redraw()
        self._fit()
        self.show_progress()

    @property
    def top(self) -> int:
        """The line at the top of the pane, from 0."""
        return round(self.scroll_offset.y)

    @property
    def page(self) -> int:
        """How many lines the pane has room for."""
        return max(1, self.scrollable_content_region.height)

    def _fit(self) -> None:
        size = Size(self.scrollable_content_region.width, len(self.text_layout.lines))
        if not size.width:
            self.virtual_size = size  # the scrollbar follows when the pane gets its place
        elif size != self.virtual_size:
            # Assigned in the usual way it would have all panes laid out again for each note.
            self.set_reactive(ScrollView.virtual_size, size)
            self.vertical_scrollbar.window_virtual_size = size.height

    def on_resize(self, event: Resize) -> None:
        if self.text_width and self.text_width != self.text_layout.width:
            self.post_message(LayoutRequest())
        self._fit()
        self._put_anchor()
        self.show_progress()

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
        """Draw all lines again, with what lies over them."""
        self._strips.clear()
        self.refresh()

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
            if len(self._strips) > max(MAXIMUM_KEPT_LINES, 2 * self.size.height):
                self._strips.clear()
            strip = self._strips[line] = self._draw(line, width)
        return strip

    @property
    def margin(self) -> int:
        """Cells left of the text, which stands in the middle of a wide pane."""
        return max(MARGIN_CELLS, (self.scrollable_content_region.width - self.text_layout.width) // 2)

    def _draw(self, line: int, width: int) -> Strip:
        if self._base is None:
            self._base = self.rich_style
        base, looks, margin = self._base, self.looks, self.margin
        strip = Strip([Segment(span.text, base + looks[span.style]) for span in self.text_layout.lines[line]])
        selection = (self.selection,) if self.selection is not None else ()
        for part in (self.matches, self.links, *selection):  # what comes later is drawn over the others
            for overlay in part.overlays(line):
                strip = overlaid(strip, overlay, base)
        if line in self._wide_tables.lines:
            offset = self._wide_tables.offset
            strip = strip.crop(offset, offset + width - margin)
        space = width - margin - strip.cell_length
        drawn = Strip([Segment(" " * margin, base), *strip, Segment(" " * space, base)])
        return drawn if space >= 0 else drawn.crop(0, width)

    def show_progress(self) -> None:
        """Write the title, the progress and the number of matches into the border."""
        maximum = self.max_scroll_y
        progress = f"{100 if maximum <= 0 else round(100 * self.top / maximum)}%"
        rest = "".join(f" · {fact}" for fact in (*self._facts, progress, self.matches.count) if fact)
        room = self.size.width - cell_len(rest) - FRAME_CELLS
        title = (
            set_cell_size(self._title, room - 1) + "…" if cell_len(self._title) > room > 1 else self._title
        )
        named = f"{title}{rest}" if self.key else "Note"
        if named != self._named:  # setting it has the whole pane painted
            self._named = named
            self.border_title = Content(named)

    # Scrolling

    def scroll_lines(self, lines: int) -> None:
        """Scroll down, or up by a negative number, in order to read."""
        self.go_to(self.top + lines)
        self._post_end()

    def go_to(self, line: int) -> None:
        """Scroll so that a line is at the top, as far as there are lines below it. This does not count as reading."""
        self._jumping = True
        self.scroll_to(y=max(0, min(line, self.max_scroll_y)), animate=False, force=True, immediate=True)
        self._jumping = False
        if not self._placing:
            self._anchor = self.text_layout.line_anchor_of(self.top)

    def bring_into_sight(self, line: int) -> None:
        """Scroll if the line is not in sight, and then leave some lines above it."""
        if not self.top <= line < self.top + self.page:
            self.go_to(line - self.page // 3)

    def keep_in_sight(self, line: int) -> None:
        """Scroll as little as is needed to have the line in sight."""
        if line < self.top:
            self.go_to(line)
        elif line >= self.top + self.page:
            self.go_to(line - self.page + 1)

    def _put_anchor(self) -> None:
        """Have at the top, as far as there are lines below it, what was there when the reader scrolled last."""
        self._placing = True
        self.go_to(self.text_layout.find_line(self._anchor))
        self._placing = False

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self.show_progress()
        cut_short = old_value > new_value == self.max_scroll_y  # fewer lines are left below than before
        if self._placing or round(old_value) == round(new_value) or (cut_short and not self._jumping):
            return
        self._anchor = self.text_layout.line_anchor_of(round(new_value))
        self.moved, self.left_at_end = True, self.at_end
        if not self._jumping:
            self._post_end()
        if self._pause_timer is None:
            self._pause_timer = self.set_timer(PAUSE_SECONDS, self._paused)
        else:
            self._pause_timer.reset()

    def _paused(self) -> None:
        self._pause_timer = None
        self.post_message(ReadingPaused())

    @property
    def at_end(self) -> bool:
        """Whether the last line is in sight."""
        return bool(self.text_layout.lines) and self.top >= self.max_scroll_y

    def _post_end(self) -> None:
        """Say that the end was reached by scrolling: once for each note, so that marking it read can be undone."""
        if self.at_end and self.has_focus and not self._end_posted:
            self._end_posted = True
            self.post_message(EndReached())

    # Keystrokes and mouse

    async def on_key(self, event: Key) -> None:
        """While links have labels, what is typed is one of these; while text is selected, keystrokes are for that."""
        if self.selection is not None and self.selection.active:
            event.stop()
            event.prevent_default()
            self.selection.press(event.key)
        elif self.links.labelled:
            event.stop()
            event.prevent_default()
            self.links.type_label(event.character or " ")

    def on_blur(self) -> None:
        self.links.take_labels_off()
        self._end_selection()

    def _end_selection(self) -> None:
        if self.selection is not None:
            self.selection.end()

    def focus_on_click(self) -> bool:
        return not self.edge.under_mouse  # the line is dragged, and the note stays below the papers

    def on_mouse_down(self, event: MouseDown) -> None:
        self.edge.pressed(event)

    def on_mouse_move(self, event: MouseMove) -> None:
        self.edge.moved(event)

    def on_mouse_up(self) -> None:
        self.edge.released()

    def on_click(self, event: Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None:
            self.links.follow_at(offset.y + self.top, offset.x - self.margin)

    def action_scroll(self, lines: int) -> None:
        self.scroll_lines(lines)

    def action_scroll_pages(self, pages: float) -> None:
        self.scroll_lines(round(pages * max(1, self.page - 1)))

    def action_scroll_to_line(self, line: int) -> None:
        self.go_to(line if line >= 0 else len(self.text_layout.lines) + line)

    def action_read_on(self) -> None:
        if self.at_end:
            self._post_end()
            self.post_message(NextPaperRequest(1, unread=True))
        else:
            self.action_scroll_pages(1)

    def action_next_heading(self, step: int) -> None:
        lines = [heading.line for heading in self.text_layout.headings]
        here = self.top
        if step < 0:
            above = [line for line in lines if line < here]
            self.go_to(above[step] if len(above) >= -step else 0)
            return
        below = [line for line in lines if line > here]
        if not below or self.at_end:
            self.post_message(StatusText("no heading further down"))
        else:
            self.go_to(below[min(step, len(below)) - 1])

    def action_find(self) -> None:
        self.post_message(FindRequest())

    def action_next_match(self, step: int) -> None:
        self.matches.go_on(step)

    def action_next_link(self, step: int) -> None:
        self.links.go_on(step)

    def action_follow(self) -> None:
        self.links.follow_focused()

    def action_label_links(self) -> None:
        self.links.label()

    def action_select_text(self) -> None:
        if self.selection is None:
            from papernotes.tui.note.selection import NoteSelection

            self.selection = NoteSelection(self)
        self.selection.begin()

    def action_next_paper(self, step: int) -> None:
        self.post_message(NextPaperRequest(step))

    def action_out(self) -> None:
        self.post_message(NoteClosed())

    def action_leave(self) -> None:
        """End the find, or take the focus from a link; where there is neither, go back to the list."""
        if self.matches.find_text:
            self.matches.end_find()
        elif not self.links.unfocus():
            self.post_message(NoteClosed())

    def action_other_note(self) -> None:
        self.post_message(OtherNoteRequest())

    def action_contents(self) -> None:
        self.post_message(ContentsRequest())

    # How it is shown

    def action_formulas(self) -> None:
        self.shows_source = not self.shows_source
        self.post_message(StatusText("formulas as LaTeX" if self.shows_source else "formulas as text"))
        self.post_message(LayoutRequest())

    def action_tables(self) -> None:
        self.tables = "scroll" if self.tables == "wrap" else "wrap"
        full = self.tables == "scroll"
        self.post_message(StatusText("tables at full width; < and > move them" if full else "tables wrapped"))
        self.post_message(LayoutRequest())

    def action_sideways(self, step: int) -> None:
        self._wide_tables.move(step)
        self.redraw()

    def action_measure(self, step: int) -> None:
        least, most = map(int, limits("text_width"))
        self.measure = max(least, min(min(self.measure, self.text_width) + step * MEASURE_STEP_CELLS, most))
        narrower = " (the pane is narrower)" if self.text_width < self.measure else ""
        self.post_message(StatusText(f"text width {self.measure}{narrower}"))
        if self.text_width != self.text_layout.width:
            self.post_message(LayoutRequest())

    def action_copy_formula(self) -> None:
        """Copy the first formula below the top of the pane, or the last one above it."""
        formulas = self.text_layout.formulas
        chosen = next((formula for formula in formulas if formula.line >= self.top), None)
        chosen = chosen or (formulas[-1] if formulas else None)
        if chosen is None:
            self.post_message(StatusText("no formula here"))
        else:
            self.post_message(CopyRequest(chosen.source))
