"""Running text in several styles, as one string with runs over it, that lines are cut from."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from papernotes.notes import lazy_pattern
from papernotes.render.layout import Span
from papernotes.render.text.cells import NO_BREAK, width_of

NO_LINK = -1
_BLANKS = lazy_pattern("  +")


@dataclass(slots=True)
class LinePart:
    """A line, or a part of one, with what stands in it; columns count from the part's beginning."""

    spans: list[Span] = field(default_factory=list)
    links: list[tuple[int, int, str, int]] = field(default_factory=list)  # column, width, text, number
    formulas: list[str] = field(default_factory=list)
    width: int = 0

    def add(self, text: str, style: str = "") -> None:
        """Appends text that holds no link."""
        if text:
            self.spans.append(Span(text, style))
            self.width += width_of(text)

    def extend(self, part: LinePart) -> None:
        """Appends another part."""
        self.spans.extend(part.spans)
        self.links.extend((self.width + link[0], *link[1:]) for link in part.links)
        self.formulas.extend(part.formulas)
        self.width += part.width


@dataclass(slots=True)
class Flow:
    """Text with runs: run `i` reaches to `ends[i]` in `styles[i]`, in the link numbered `links[i]`.

    `formulas` are `(where, LaTeX source)`.
    """

    text: str = ""
    ends: list[int] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    links: list[int] = field(default_factory=list)
    formulas: list[tuple[int, str]] = field(default_factory=list)

    def part(self, start: int, end: int) -> LinePart:
        """The text from `start` to `end` as spans, with the links and formulas in it."""
        part = LinePart()
        if start >= end:
            return part
        run = bisect_right(self.ends, start)
        while start < end:
            stop = min(self.ends[run], end)
            text = self.text[start:stop].replace(NO_BREAK, " ")
            width = width_of(text)
            part.spans.append(Span(text, self.styles[run]))
            if self.links[run] != NO_LINK:
                _add_link(part.links, (part.width, width, text, self.links[run]))
            part.width += width
            start = stop
            run += 1
        return part

    def formulas_between(self, start: int, end: int) -> list[str]:
        """The sources of the formulas that begin from `start` up to `end`."""
        return [source for where, source in self.formulas if start <= where < end]


def _add_link(links: list[tuple[int, int, str, int]], link: tuple[int, int, str, int]) -> None:
    """Adds a link's part, as one with the part before it if that is the same link's."""
    if links:
        column, width, text, number = links[-1]
        if number == link[3] and column + width == link[0]:
            links[-1] = (column, width + link[1], text + link[2], number)
            return
    links.append(link)


class FlowBuilder:
    """Collects text run by run into a `Flow`: blanks collapse, lines end where `newline` says so."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._last = "\n"  # the last character, a newline at the beginning
        self._flow = Flow()

    def add(self, text: str, style: str = "", link: int = NO_LINK) -> None:
        """Appends running text; blanks at a line's beginning and after another blank are left out."""
        if text[:1] == " " and self._last in " \n":
            text = text.lstrip(" ")
        if "  " in text:
            text = _BLANKS.sub(" ", text)
        self.add_verbatim(text, style, link)

    def add_verbatim(self, text: str, style: str = "", link: int = NO_LINK) -> None:
        """Appends text with all its blanks."""
        if not text:
            return
        self._parts.append(text)
        self._length += len(text)
        self._last = text[-1]
        flow = self._flow
        if flow.ends and flow.styles[-1] == style and flow.links[-1] == link:
            flow.ends[-1] = self._length
        else:
            flow.ends.append(self._length)
            flow.styles.append(style)
            flow.links.append(link)

    def newline(self) -> None:
        """Ends the line, unless nothing is on it."""
        if self._last != "\n":
            self.add_verbatim("\n")

    def formula(self, source: str) -> None:
        """Notes that a formula begins here."""
        self._flow.formulas.append((self._length, source))

    @property
    def last(self) -> str:
        """The last character, a newline at the beginning."""
        return self._last

    def build(self) -> Flow:
        """What was collected. Blank ends are cut off."""
        text = "".join(self._parts)
        self._flow.text = text.rstrip(" \n")
        return self._flow
