"""The links in a note: going from one to the next, and following them, also by letters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from typing import TYPE_CHECKING

from rich.style import Style

from papernotes.lazy import lazy_modules
from papernotes.tui.note.messages import LinkFollowed, StatusText
from papernotes.tui.note.pane import NotePane, Overlay

if TYPE_CHECKING:
    from papernotes.reading import Mark
    from papernotes.render import Layout, LinkAt
    from papernotes.tui.note import marks as note_marks
else:
    note_marks = lazy_modules("papernotes.tui.note.marks")

LETTERS = "asdfjklghqwertyuiopzxcvbnm"
"""What links are labelled with; the letters that are easiest to type come first."""


class NoteLinks:
    """The links of the note that is shown. One of them may have the focus, and those in sight may have labels."""

    def __init__(self, pane: NotePane) -> None:
        self._pane = pane
        self._by_line: dict[int, list[LinkAt]] = {}
        self._focused: int | None = None
        self._states: Mapping[int, Mark] = {}
        self._labels: dict[str, int] = {}
        self._typed = ""

    def layout_changed(self, layout: Layout, *, same_note: bool) -> None:
        """Take the links of another layout, of the same note or of another one."""
        if not same_note:
            self._focused = None
        self.take_labels_off()
        self._by_line = {}
        for link in layout.links:
            self._by_line.setdefault(link.line, []).append(link)

    def show_states(self, states: Mapping[int, Mark]) -> None:
        """Show what the reader did with the papers that links lead to, by the links' numbers."""
        if states != self._states:
            self._states = states
            self._pane.redraw()

    def clear(self) -> None:
        """There are no links: no note is shown."""
        self._by_line, self._states, self._focused, self._labels = {}, {}, None, {}

    # From link to link

    def go_on(self, step: int) -> None:
        """Focus the next link (1) or the one before (-1)."""
        pane = self._pane
        links = pane.text_layout.links
        if not links:
            pane.post_message(StatusText("no links here"))
            return
        bottom = pane.top + pane.page
        focused = self._first_part(self._focused)
        if focused is not None and pane.top <= focused.line < bottom:
            number = focused.number + step
        elif step > 0:
            number = next((link.number for link in links if link.line >= pane.top), 0) + step - 1
        else:
            number = next((link.number for link in links[::-1] if link.line < bottom), -1) + step + 1
        self._focused = number % (max(link.number for link in links) + 1)
        link = self._first_part(self._focused)
        if link is not None:
            pane.bring_into_sight(link.line)
            pane.post_message(StatusText(f"→ {link.target}"))
        pane.redraw()

    def follow_focused(self) -> None:
        """Follow the link that has the focus."""
        if self._focused is not None:
            self._follow(self._focused)

    def follow_at(self, line: int, column: int) -> None:
        """Follow the link at a cell of the layout."""
        for link in self._by_line.get(line, ()):
            if link.column <= column < link.column + link.width:
                self._follow(link.number)

    def unfocus(self) -> bool:
        """Take the focus from the link that has it; returns whether one had."""
        had, self._focused = self._focused is not None, None
        self._pane.redraw()
        return had

    def _follow(self, number: int) -> None:
        link = self._first_part(number)
        if link is not None:
            self._focused = number
            self._pane.redraw()
            text = note_marks.link_texts(self._pane.text_layout)[number]
            self._pane.post_message(LinkFollowed(link.target, text))

    def _first_part(self, number: int | None) -> LinkAt | None:
        """A link may take several lines: its part on the first of them."""
        return next((link for link in self._pane.text_layout.links if link.number == number), None)

    # Labels

    @property
    def labelled(self) -> bool:
        """Whether links have labels, so that what is typed is one of these."""
        return bool(self._labels)

    def label(self) -> None:
        """Give the links in sight labels of letters, which follow them when they are typed."""
        top = self._pane.top
        in_sight = (
            link.number for line in range(top, top + self._pane.page) for link in self._by_line.get(line, ())
        )
        numbers = list(dict.fromkeys(in_sight))
        if not numbers:
            self._pane.post_message(StatusText("no links on the screen"))
            return
        length = 1 if len(numbers) <= len(LETTERS) else 2
        labels = ("".join(letters) for letters in product(LETTERS, repeat=length))
        self._labels = dict(zip(labels, numbers, strict=False))
        self._typed = ""
        self._pane.redraw()

    def type_label(self, character: str) -> None:
        """Take one more character of a label. A whole label follows its link; what begins none takes all labels off."""
        self._typed += character
        number = self._labels.get(self._typed)
        if number is None and any(label.startswith(self._typed) for label in self._labels):
            self._pane.redraw()
            return
        self.take_labels_off()
        if number is not None:
            self._follow(number)

    def take_labels_off(self) -> None:
        """Show no labels any more."""
        if self._labels:
            self._labels, self._typed = {}, ""
            self._pane.redraw()

    # Drawing

    def overlays(self, line: int) -> Iterable[Overlay]:
        """What to draw over a line."""
        links, looks = self._by_line.get(line, ()), self._pane.looks
        for link in links:
            state = self._states.get(link.number)
            if state is not None and link == self._first_part(link.number):
                sign, look = (
                    ("★", "star") if state.starred else ("○", "dim") if state.read else ("●", "unread")
                )
                yield Overlay(link.column - 2, 1, looks[look], sign)
            if link.number == self._focused and not self._labels:
                yield Overlay(link.column, link.width, Style(reverse=True))
        if self._labels:
            labels = {number: label for label, number in self._labels.items()}
            for link in links:
                label = labels.get(link.number, "")
                if label.startswith(self._typed) and label and self._is_first_in_sight(link):
                    style = looks["match"] + Style(reverse=True, underline=False)
                    yield Overlay(link.column, len(label), style, label)

    def _is_first_in_sight(self, link: LinkAt) -> bool:
        return not any(
            other.number == link.number
            for line in range(self._pane.top, link.line)
            for other in self._by_line.get(line, ())
        )
