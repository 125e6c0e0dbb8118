"""The page that lines are put on: margins, gaps, and the positions of all that stands in the lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from papernotes.render.layout import Anchor, FormulaAt, HeadingAt, Layout, Line, LinkAt, Span
from papernotes.render.text.cells import cut, width_of
from papernotes.render.text.flow import Flow, LinePart
from papernotes.render.text.wrap import wrap

_MINIMUM_ROOM_CELLS = 10  # margins always leave this much to the text


@dataclass(slots=True)
class _Margin:
    """What stands to the left of a block: `first` on its first line, `rest` on all others."""

    first: Span
    rest: Span
    begun: bool = False

    def now(self) -> Span:
        return self.rest if self.begun else self.first


class NotePage:
    """Takes lines from top to bottom, and records the headings, links, formulas and anchors on them."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._lines: list[Line] = []
        self._headings: list[HeadingAt] = []
        self._links: list[tuple[int, int, int, str, int]] = []
        self._formulas: list[FormulaAt] = []
        self._anchors: list[Anchor] = []
        self._names: dict[str, int] = {}
        self._margins: list[_Margin] = []
        self._gap_depth: int | None = None
        self._joined = False
        self._anchor = Anchor()

    @property
    def room(self) -> int:
        """The cells left for text beside the margins, on all lines of a block but the first."""
        return self.width - sum(width_of(margin.rest.text) for margin in self._margins)

    @property
    def first_room(self) -> int:
        """The cells left for text on the next line."""
        return self.width - sum(width_of(margin.now().text) for margin in self._margins)

    @contextmanager
    def margin(self, first: str, rest: str, style: str = "", rest_style: str | None = None) -> Iterator[None]:
        """Put everything inside to the right of a margin. Narrow pages get less of it, or none."""
        rest_span = Span(rest, style if rest_style is None else rest_style)
        if self.room - width_of(rest) < _MINIMUM_ROOM_CELLS:
            rest_span = Span("")
        if self.first_room - width_of(first) < _MINIMUM_ROOM_CELLS and any(
            not m.begun for m in self._margins
        ):
            self.line(LinePart())  # the markers so far get a line of their own
        margin = _Margin(Span(first, style), rest_span)
        self._margins.append(margin)
        if self.first_room < _MINIMUM_ROOM_CELLS:
            room = self.first_room + width_of(first)
            margin.first = Span(cut(first, room).rstrip(), style)
            self.line(LinePart())
        yield
        if not margin.begun:
            self.line(LinePart())
        self._margins.pop()

    def gap(self, *, always: bool = False) -> None:
        """Ask for a blank line before the next line, with `always` even after `join`. Asking twice gives one."""
        self._joined = self._joined and not always
        if self._lines and not self._joined and all(margin.begun for margin in self._margins):
            depth = len(self._margins)
            self._gap_depth = depth if self._gap_depth is None else min(self._gap_depth, depth)

    def join(self) -> None:
        """Let the next line follow at once, whatever gap is asked for."""
        self._gap_depth = None
        self._joined = True

    def close_up(self) -> None:
        """Take back what `gap` asked for."""
        self._gap_depth = None

    def line(self, part: LinePart, *, characters: int = 0) -> None:
        """Put a line on the page. `characters` is how much of the current block stands above it."""
        if self._gap_depth is not None:
            margins = self._margins[: self._gap_depth]
            self._gap_depth = None
            bars = [margin.rest for margin in margins]
            while bars and not bars[-1].text.strip():
                bars.pop()
            self._lines.append(tuple(Span(bar.text, bar.style) for bar in bars))
            self._anchors.append(self._anchors[-1])
        self._joined = False
        number = len(self._lines)
        spans: list[Span] = []
        column = 0
        for margin in self._margins:
            span = margin.now()
            margin.begun = True
            if span.text:
                spans.append(span)
                column += width_of(span.text)
        for left, width, text, link in part.links:
            self._links.append((number, column + left, width, text, link))
        for source in part.formulas:
            self._formulas.append(FormulaAt(number, source))
        self._lines.append((*spans, *part.spans))
        here = self._anchor
        self._anchors.append(Anchor(here.heading, here.block, here.characters + characters))

    def block(self) -> None:
        """Begin a block, in the sense of `Anchor.block`."""
        self._anchor = Anchor(self._anchor.heading, self._anchor.block + 1)

    def flow(self, flow: Flow, hanging: int = 0) -> None:
        """Put running text on the page, wrapped. Lines after the first are indented by `hanging` cells."""
        room = max(self.room - hanging, 1)
        for start, end in wrap(flow.text, room, self.first_room):
            part = LinePart()
            if hanging and start:
                part.add(" " * hanging)
            part.extend(flow.part(start, end))
            part.formulas.extend(flow.formulas_between(start, end))
            self.line(part, characters=start)
        here = self._anchor
        self._anchor = Anchor(here.heading, here.block, here.characters + len(flow.text) + 1)

    def heading(self, level: int, flow: Flow) -> None:
        """Put a heading of a level from 1 to 6 on the page."""
        self._anchor = Anchor(self._anchor.heading + 1)
        line = len(self._lines) + (self._gap_depth is not None)
        text = flow.part(0, len(flow.text))
        title = " ".join("".join(span.text for span in text.spans).split())
        self._headings.append(HeadingAt(line, level, title))
        self.name(_slug(title))
        self.flow(flow)

    def name(self, name: str) -> None:
        """Give the next line a name that links can lead to. A name that is taken stays where it is."""
        line = len(self._lines) + (self._gap_depth is not None)
        self._names.setdefault(name.casefold(), line)

    def formula(self, source: str) -> None:
        """Record that a display formula begins on the next line."""
        line = len(self._lines) + (self._gap_depth is not None)
        self._formulas.append(FormulaAt(line, source, display=True))

    def layout(self, targets: list[str]) -> Layout:
        """The finished page. `targets` are the targets of links, by number."""
        order = {number: rank for rank, number in enumerate(dict.fromkeys(link[4] for link in self._links))}
        links = tuple(
            LinkAt(line, column, width, text, targets[number], order[number])
            for line, column, width, text, number in self._links
        )
        return Layout(
            width=self.width,
            lines=tuple(self._lines),
            headings=tuple(self._headings),
            links=links,
            formulas=tuple(self._formulas),
            anchors=tuple(self._anchors),
            names=self._names,
        )


def _slug(title: str) -> str:
    """The name of a heading as links write it: lower case, with hyphens, without punctuation."""
    return re.sub(r"[^\w\- ]", "", title.casefold()).strip().replace(" ", "-")
