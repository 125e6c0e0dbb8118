"""Finding in the note: what was typed, or else what the view's query matches."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.style import Style

from papernotes.lazy import lazy_modules
from papernotes.render import Anchor
from papernotes.tui.note.lines import NoteLines, Overlay
from papernotes.tui.note.messages import (
    FindRequest,
    MatchCountChanged,
    MatchesRequest,
    NextResultRequest,
    StatusText,
)

if TYPE_CHECKING:
    from papernotes.render import Layout, Match
    from papernotes.render.text import find
else:
    find = lazy_modules("papernotes.render.text.find")


class NoteMatches(NoteLines):
    """The matches in a note, one of them the current one."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.wanted = ""
        self._found: tuple[Match, ...] = ()
        self._of_query: tuple[Match, ...] = ()
        self._by_line: dict[int, list[Match]] = {}
        self.current_match: int | None = None
        self._from = Anchor()
        self._going = self._relaid = False
        self._told = ""

    @property
    def matches(self) -> tuple[Match, ...]:
        """Those of the find that is on, else those of the view's query."""
        return self._found if self.wanted else self._of_query

    def show(self, layout: Layout, key: str, line: int, title: str, *, jump: bool = False) -> None:
        stays = key == self.key
        same = layout is self.text_layout and stays
        if not stays:
            self.wanted = ""
        super().show(layout, key, line, title, jump=jump)
        if not same:
            self._relaid = stays
            self._found = self._of_query = ()
            self._matches_changed(self.current_match if stays else None)
            if self.wanted:
                self.post_message(MatchesRequest(self.wanted))

    def show_query_matches(self, matches: tuple[Match, ...]) -> None:
        """The view's query matches here, in the layout shown last."""
        if matches != self._of_query:
            self._of_query = matches
            kept = self.wanted or (self._relaid and self.match(self.current_match))
            self._matches_changed(self.current_match if kept else None)
        self._relaid = False

    def clear(self) -> None:
        self._found = self._of_query = ()
        self._matches_changed(None)
        super().clear()

    # Finding

    def begin_find(self) -> None:
        """From now on finds begin where the reader is."""
        self._from = self.text_layout.anchor_of(self.top)

    def find(self, text: str) -> None:
        """Look for a text; for nothing: no more."""
        self.wanted = text
        self._going = True
        if text.strip():
            self.post_message(MatchesRequest(text))
        else:
            self.end_find()

    def found(self, text: str, layout: Layout, matches: tuple[Match, ...]) -> None:
        """What was found. After typing, the first match from where the find began is gone to."""
        if text != self.wanted or layout is not self.text_layout:
            return
        self._found = matches
        if not self._going:  # the same find in another layout
            self._matches_changed(self.current_match if self.match(self.current_match) else None)
        elif matches:
            self._matches_changed(matches[find.nearest(list(matches), self._begun_at)].number)
            self._show_current()
        else:
            self._matches_changed(None)
            self.go_to(self._begun_at)
        self._going = False

    def end_find(self, *, go_back: bool = False) -> None:
        """End the find; `go_back`: to where it began."""
        self.wanted = ""
        self._found = ()
        self._matches_changed(None)
        if go_back:
            self.go_to(self._begun_at)

    @property
    def _begun_at(self) -> int:
        """The line that was on top when the find began."""
        return self.text_layout.line_of_anchor(self._from)

    def action_find(self) -> None:
        self.post_message(FindRequest())

    def action_next_match(self, step: int) -> None:
        matches = self.matches
        if not matches:
            self.post_message(
                StatusText(f"no {self.wanted} here") if self.wanted else NextResultRequest(step)
            )
            return
        count = matches[-1].number + 1
        current = self.match(self.current_match)
        if current is not None and self.top <= current.line < self.top + self.page:
            there = current.number + step
        elif step > 0:
            there = next((match.number for match in matches if match.line >= self.top), count)
        else:
            there = next((match.number for match in matches[::-1] if match.line < self.top), -1)
        if not 0 <= there < count:
            if not self.wanted:
                self.post_message(NextResultRequest(step))
                return
            self.post_message(StatusText("again from the top" if step > 0 else "again from the end"))
        self.current_match = there % count
        self._show_current()

    def go_to_match(self, step: int) -> None:
        """Go to the first match, or to the last where one comes from below (`step` is -1)."""
        if matches := self.matches:
            self.current_match = 0 if step > 0 else matches[-1].number
            self._show_current()

    def match(self, number: int | None) -> Match | None:
        return next((match for match in self.matches if match.number == number), None)

    def _show_current(self) -> None:
        match = self.match(self.current_match)
        if match is not None:
            self.bring_into_sight(match.line)
        self.redraw()
        self._tell_count()

    def _matches_changed(self, current: int | None) -> None:
        self.current_match = current
        self._by_line = {}
        for match in self.matches:
            self._by_line.setdefault(match.line, []).append(match)
        self.redraw()
        self._tell_count()

    def _tell_count(self) -> None:
        self.tell_progress()
        count = self.count if self.wanted else ""
        if count != self._told:
            self._told = count
            self.post_message(MatchCountChanged(count))

    @property
    def count(self) -> str:
        """`3 of 17`; how many there are, where the reader is at none; empty where nothing is looked for."""
        matches = self.matches
        if not matches:
            return "not found" if self.wanted else ""
        total = f"{matches[-1].number + 1:,}"
        return (
            f"{self.current_match + 1:,} of {total}" if self.current_match is not None else f"{total} found"
        )

    def facts(self) -> list[str]:
        return [*super().facts(), self.count]

    # Drawing

    def overlays(self, line: int) -> Iterable[Overlay]:
        yield from super().overlays(line)
        for match in self._by_line.get(line, ()):
            style = self.looks["match"]
            if match.number == self.current_match:
                style = style + Style(reverse=True)
            yield Overlay(match.column, match.width, style)
