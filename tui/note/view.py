"""The pane that shows a note: what the keyboard can do in it."""

from __future__ import annotations

from papernotes.config.settings import limits
from papernotes.tui.bindings import bindings
from papernotes.tui.note.links import NoteLinks
from papernotes.tui.note.messages import (
    ContentsRequest,
    CopyRequest,
    LayoutRequest,
    NextPaperRequest,
    NoteClosed,
    OtherNoteRequest,
    StatusText,
)  # fmt: skip

MEASURE_STEP = 4


class NoteView(NoteLinks, can_focus=True, inherit_bindings=False):
    """A laid-out note."""

    BINDINGS = bindings("note")

    def __init__(self, *, id: str, measure: int = 88) -> None:
        super().__init__(id=id)
        self.measure = measure
        self.shows_source = False

    # Scrolling

    def action_scroll(self, lines: int) -> None:
        self.scroll_lines(lines)

    def action_scroll_pages(self, pages: float) -> None:
        self.scroll_lines(round(pages * max(1, self.page - 1)))

    def action_scroll_to_line(self, line: int) -> None:
        self.scroll_lines((line if line >= 0 else len(self.text_layout.lines) + line) - self.top)

    def action_read_on(self) -> None:
        if self.at_end:
            self._tell_end()
            self.post_message(NextPaperRequest(1, unread=True))
        else:
            self.action_scroll_pages(1)

    def action_next_heading(self, step: int) -> None:
        lines = [heading.line for heading in self.text_layout.headings]
        here = self.top
        if step < 0:
            self.go_to(max((line for line in lines if line < here), default=0))
            return
        there = min((line for line in lines if line > here), default=None)
        if there is None or self.at_end:
            self.post_message(StatusText("no heading further down"))
        else:
            self.go_to(there)

    # Going elsewhere

    def action_next_paper(self, step: int) -> None:
        self.post_message(NextPaperRequest(step))

    def action_out(self) -> None:
        self.post_message(NoteClosed())

    def action_leave(self) -> None:
        """End what is on: the find, the focus of a link; then go back to the list."""
        if self.wanted:
            self.end_find()
        elif not self.unfocus_link():
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
        self.post_message(
            StatusText(
                "tables in full width; < and > move them" if self.tables == "scroll" else "tables wrapped"
            )
        )
        self.post_message(LayoutRequest())

    def action_measure(self, step: int) -> None:
        least, most = map(int, limits("text_width"))
        self.measure = max(least, min(min(self.measure, self.text_width) + step * MEASURE_STEP, most))
        narrower = " (the pane is narrower)" if self.text_width < self.measure else ""
        self.post_message(StatusText(f"text {self.measure} wide{narrower}"))
        if self.text_width != self.text_layout.width:
            self.post_message(LayoutRequest())

    def action_copy_formula(self) -> None:
        """The first formula from the line on top on; the last one above where there is none."""
        formulas = self.text_layout.formulas
        chosen = next((formula for formula in formulas if formula.line >= self.top), None)
        chosen = chosen or (formulas[-1] if formulas else None)
        if chosen is None:
            self.post_message(StatusText("no formula here"))
        else:
            self.post_message(CopyRequest(chosen.source))
