"""Running text in several styles: one string with runs over it, from which lines are cut."""

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
    """A line, or a part of one, with the links and formulas in it. Columns count from the beginning of the part."""

    spans: list[Span] = field(default_factory=list)
    links: list[tuple[int, int, str, int]] = field(default_factory=list)  # column, width, text, number
    formulas: list[str] = field(default_factory=list)
    width: int = 0

    def add(self, text: str, style: str = "") -> None:
        """Append text without links."""
        if text:
            self.spans.append(Span(text, style))
            self.width += width_of(text)

    def extend(self, part: LinePart) -> None:
        """Append another part."""
        self.spans.extend(part.spans)
        self.links.extend((self.width + link[0], *link[1:]) for link in part.links)
        self.formulas.extend(part.formulas)
        self.width += part.width


@dataclass(slots=True)
class Flow:
    """Text with runs: run `i` ends at `ends[i]`, has the style `styles[i]`, and is in the link numbered `links[i]`.

    `formulas` are `(position, LaTeX source)`.
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
        """The sources of the formulas that begin between `start` and `end`."""
        return [source for position, source in self.formulas if start <= position < end]


def _add_link(links: list[tuple[int, int, str, int]], link: tuple[int, int, str, int]) -> None:
    """Add a part of a link; merge it with the part right before it if that is of the same link."""
    if links:
        column, width, text, number = links[-1]
        if number == link[3] and column + width == link[0]:
            links[-1] = (column, width + link[1], text + link[2], number)
            return
    links.append(link)


class FlowBuilder:
    """Collects text run by run into a `Flow`. Blanks collapse; lines end where `newline` is called."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._last = "\n"  # the last character, a newline at the beginning
        self._flow = Flow()

    def add(self, text: str, style: str = "", link: int = NO_LINK) -> None:
        """Append running text. Blanks at the beginning of a line and after another blank are left out."""
        if text[:1] == " " and self._last in " \n":
            text = text.lstrip(" ")
        if "  " in text:
            text = _BLANKS.sub(" ", text)
        self.add_verbatim(text, style, link)

    def add_verbatim(self, text: str, style: str = "", link: int = NO_LINK) -> None:
        """Append text with all its blanks."""
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
        """End the line, unless it is empty."""
        if self._last != "\n":
            self.add_verbatim("\n")

    def formula(self, source: str) -> None:
        """Record that a formula begins here."""
        self._flow.formulas.append((self._length, source))

    @property
    def last(self) -> str:
        """The last character; a newline if there is none yet."""
        return self._last

    def build(self) -> Flow:
        """The text that was collected, without blanks and newlines at its end."""
        text = "".join(self._parts)
        self._flow.text = text.rstrip(" \n")
        return self._flow
