"""The matches in a note: of the text that the reader looks for, or else of the view's query."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.style import Style

from papernotes.lazy import lazy_modules
from papernotes.render import LineAnchor
from papernotes.tui.note.messages import FindChanged, MatchCountChanged, NextResultRequest, StatusText
from papernotes.tui.note.pane import NotePane, Overlay

if TYPE_CHECKING:
    from papernotes import render
    from papernotes.render import Layout, Match
else:
    render = lazy_modules("papernotes.render")


class NoteMatches:
    """The matches that are shown in a note, and which of them the reader is at."""

    def __init__(self, pane: NotePane) -> None:
        self._pane = pane
        self.find_text = ""
        """What the reader looks for in the note; empty: the matches of the view's query are shown."""
        self.current: int | None = None
        """The number of the match that the reader is at."""
        self._of_find: tuple[Match, ...] = ()
        self._of_query: tuple[Match, ...] = ()
        self._by_line: dict[int, list[Match]] = {}
        self._find_start = LineAnchor()  # what was at the top when the find began
        self._goes_to_match = False  # when the matches of the find are there
        self._keeps_current = False  # the same note was laid out again
        self._posted_count = ""

    @property
    def shown(self) -> tuple[Match, ...]:
        """The matches of the find, or of the query while nothing is looked for."""
        return self._of_find if self.find_text else self._of_query

    def layout_changed(self, *, same_note: bool) -> None:
        """Forget where the matches stood: another layout is shown, of the same note or of another one."""
        if not same_note:
            self.find_text = ""
        self._keeps_current = same_note
        self._of_find = self._of_query = ()
        self._changed(self.current if same_note else None)
        if self.find_text:
            self._pane.post_message(FindChanged(self.find_text))

    def show_of_query(self, matches: tuple[Match, ...]) -> None:
        """Show where the view's query matches in the layout that is shown."""
        if matches != self._of_query:
            self._of_query = matches
            keeps = self.find_text or (self._keeps_current and self.match(self.current))
            self._changed(self.current if keeps else None)
        self._keeps_current = False

    def clear(self) -> None:
        """Show no matches: no note is shown."""
        self._of_find = self._of_query = ()
        self._changed(None)

    # Finding

    def begin_find(self) -> None:
        """Let finds begin at the line that is at the top now."""
        self._find_start = self._pane.text_layout.line_anchor_of(self._pane.top)

    def find(self, text: str) -> None:
        """Look for a text; for a blank one, end the find."""
        self.find_text = text
        self._goes_to_match = True
        if text.strip():
            self._pane.post_message(FindChanged(text))
        else:
            self.end_find()

    def show_of_find(self, text: str, layout: Layout, matches: tuple[Match, ...]) -> None:
        """Show where a text stands in a layout. After typing, go to the first match from where the find began."""
        if text != self.find_text or layout is not self._pane.text_layout:
            return
        self._of_find = matches
        if not self._goes_to_match:  # the note was laid out again
            self._changed(self.current if self.match(self.current) else None)
        elif matches:
            self._changed(matches[render.nearest(list(matches), self._find_start_line)].number)
            self._show_current()
        else:
            self._changed(None)
            self._pane.go_to(self._find_start_line)
        self._goes_to_match = False

    def end_find(self, *, go_back: bool = False) -> None:
        """End the find; `go_back`: scroll to where it began."""
        self.find_text = ""
        self._of_find = ()
        self._changed(None)
        if go_back:
            self._pane.go_to(self._find_start_line)

    @property
    def _find_start_line(self) -> int:
        return self._pane.text_layout.find_line(self._find_start)

    # From match to match

    def go_on(self, step: int) -> None:
        """Go to the next match (1) or the one before (-1), or one that many further. Past the last match of a query, the next result follows."""
        matches, pane, onward = self.shown, self._pane, 1 if step > 0 else -1
        if not matches:
            pane.post_message(
                StatusText(f"no {self.find_text} here") if self.find_text else NextResultRequest(onward)
            )
            return
        count = matches[-1].number + 1
        current = self.match(self.current)
        if current is not None and pane.top <= current.line < pane.top + pane.page:
            number = current.number + step
        elif step > 0:
            number = next((match.number for match in matches if match.line >= pane.top), count) + step - 1
        else:
            number = next((match.number for match in matches[::-1] if match.line < pane.top), -1) + step + 1
        if not 0 <= number < count:
            if not self.find_text:
                pane.post_message(NextResultRequest(onward))
                return
            pane.post_message(StatusText("again from the top" if step > 0 else "again from the end"))
        self.current = number % count
        self._show_current()

    def enter(self, step: int) -> None:
        """Go to the first match, or to the last one if the reader goes backwards (`step` is -1)."""
        if matches := self.shown:
            self.current = 0 if step > 0 else matches[-1].number
            self._show_current()

    def match(self, number: int | None) -> Match | None:
        """The first line of the match with a number."""
        return next((match for match in self.shown if match.number == number), None)

    def _show_current(self) -> None:
        match = self.match(self.current)
        if match is not None:
            self._pane.bring_into_sight(match.line)
        self._pane.redraw()
        self._show_count()

    def _changed(self, current: int | None) -> None:
        self.current = current
        self._by_line = {}
        for match in self.shown:
            self._by_line.setdefault(match.line, []).append(match)
        self._pane.redraw()
        self._show_count()

    def _show_count(self) -> None:
        self._pane.show_progress()
        count = self.count if self.find_text else ""
        if count != self._posted_count:
            self._posted_count = count
            self._pane.post_message(MatchCountChanged(count))

    @property
    def count(self) -> str:
        """`3 of 17`, or `17 found` if the reader is at none of them; empty if nothing is looked for."""
        matches = self.shown
        if not matches:
            return "not found" if self.find_text else ""
        total = f"{matches[-1].number + 1:,}"
        return f"{self.current + 1:,} of {total}" if self.current is not None else f"{total} found"

    # Drawing

    def overlays(self, line: int) -> Iterable[Overlay]:
        """What to draw over a line."""
        for match in self._by_line.get(line, ()):
            style = self._pane.looks["match"]
            if match.number == self.current:
                style = style + Style(reverse=True)
            yield Overlay(match.column, match.width, style)
