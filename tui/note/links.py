"""The links of a note: going from one to the next, following them, by letters too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from typing import TYPE_CHECKING

from rich.style import Style
from textual.events import Blur, Click, Key

from papernotes.lazy import lazy_modules
from papernotes.tui.note.lines import Overlay
from papernotes.tui.note.matches import NoteMatches
from papernotes.tui.note.messages import LinkFollowed, StatusText

if TYPE_CHECKING:
    from papernotes.reading import Mark
    from papernotes.render import Layout, LinkAt
    from papernotes.tui.note import marks as note_marks
else:
    note_marks = lazy_modules("papernotes.tui.note.marks")

LETTERS = "asdfjklghqwertyuiopzxcvbnm"
"""What links are labelled with, the easy keys first."""


class NoteLinks(NoteMatches):
    """The links in a note: one may have the focus, those in sight may have letters."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._links: dict[int, list[LinkAt]] = {}
        self._focused: int | None = None
        self._states: Mapping[int, Mark] = {}
        self._labels: dict[str, int] = {}
        self._typed = ""

    def show(self, layout: Layout, key: str, line: int, title: str, *, jump: bool = False) -> None:
        if key != self.key:
            self._focused = None
        self._labels, self._typed = {}, ""
        self._links = {}
        for link in layout.links:
            self._links.setdefault(link.line, []).append(link)
        super().show(layout, key, line, title, jump=jump)

    def show_states(self, states: Mapping[int, Mark]) -> None:
        """What the reader did with the papers of these links, by their numbers."""
        if states != self._states:
            self._states = states
            self.redraw()

    def clear(self) -> None:
        self._links, self._states, self._focused, self._labels = {}, {}, None, {}
        super().clear()

    # Going from link to link

    def action_next_link(self, step: int) -> None:
        links = self.text_layout.links
        if not links:
            self.post_message(StatusText("no links here"))
            return
        bottom = self.top + self.page
        focused = self._first_part(self._focused)
        if focused is not None and self.top <= focused.line < bottom:
            number = focused.number + step
        elif step > 0:
            number = next((link.number for link in links if link.line >= self.top), 0)
        else:
            number = next((link.number for link in links[::-1] if link.line < bottom), -1)
        self._focused = number % (max(link.number for link in links) + 1)
        link = self._first_part(self._focused)
        if link is not None:
            self.bring_into_sight(link.line)
            self.post_message(StatusText(f"→ {link.target}"))
        self.redraw()

    def action_follow(self) -> None:
        link = self._first_part(self._focused)
        if link is not None:
            self._follow(link.number)

    def unfocus_link(self) -> bool:
        """Take the focus from the link that has it; whether one had."""
        had, self._focused = self._focused is not None, None
        self.redraw()
        return had

    def _follow(self, number: int) -> None:
        link = self._first_part(number)
        if link is not None:
            self._focused = number
            self.redraw()
            self.post_message(LinkFollowed(link.target, note_marks.link_texts(self.text_layout)[number]))

    def _first_part(self, number: int | None) -> LinkAt | None:
        return next((link for link in self.text_layout.links if link.number == number), None)

    def on_click(self, event: Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        column = offset.x - self.margin
        for link in self._links.get(offset.y + self.top, ()):
            if link.column <= column < link.column + link.width:
                self._follow(link.number)

    # Letters

    def action_label_links(self) -> None:
        seen = [
            link.number
            for line in range(self.top, self.top + self.page)
            for link in self._links.get(line, ())
        ]
        numbers = list(dict.fromkeys(seen))
        if not numbers:
            self.post_message(StatusText("no links in sight"))
            return
        length = 1 if len(numbers) <= len(LETTERS) else 2
        labels = ("".join(letters) for letters in product(LETTERS, repeat=length))
        self._labels = dict(zip(labels, numbers, strict=False))
        self._typed = ""
        self.redraw()

    async def on_key(self, event: Key) -> None:
        """While links have letters, keys are these letters; any other key takes them away."""
        if not self._labels:
            return
        event.stop()
        event.prevent_default()
        self._typed += event.character or " "
        number = self._labels.get(self._typed)
        if number is None and any(label.startswith(self._typed) for label in self._labels):
            self.redraw()
            return
        self._unlabel()
        if number is not None:
            self._follow(number)

    def on_blur(self, event: Blur) -> None:
        self._unlabel()

    def _unlabel(self) -> None:
        self._labels, self._typed = {}, ""
        self.redraw()

    # Drawing

    def overlays(self, line: int) -> Iterable[Overlay]:
        yield from super().overlays(line)
        links = self._links.get(line, ())
        for link in links:
            state = self._states.get(link.number)
            if state is not None and link == self._first_part(link.number):
                mark, look = (
                    ("★", "star") if state.starred else ("○", "dim") if state.read else ("●", "unread")
                )
                yield Overlay(link.column - 2, 1, self.looks[look], mark)
            if link.number == self._focused and not self._labels:
                yield Overlay(link.column, link.width, Style(reverse=True))
        if self._labels:
            labels = {number: label for label, number in self._labels.items()}
            for link in links:
                label = labels.get(link.number, "")
                if label.startswith(self._typed) and label and self._is_first_in_sight(link):
                    shown = self.looks["match"] + Style(reverse=True, underline=False)
                    yield Overlay(link.column, len(label), shown, label)

    def _is_first_in_sight(self, link: LinkAt) -> bool:
        return not any(
            other.number == link.number
            for line in range(self.top, link.line)
            for other in self._links.get(line, ())
        )
