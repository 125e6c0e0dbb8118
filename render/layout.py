"""What a laid-out note is: lines of styled text, and where things stand in them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Span(NamedTuple):
    """Text in one style: names of `render.styles.STYLES`, joined by blanks."""

    text: str
    style: str = ""


Line = tuple[Span, ...]
_OF_GAPS = " │▎"
"""What stands in lines between paragraphs: the bars of quotes and of remarks."""


class HeadingAt(NamedTuple):
    """A heading, the line that its text begins on, and its level from 1 to 6."""

    line: int
    level: int
    text: str


class LinkAt(NamedTuple):
    """A part of a link that stands on one line, in cells.

    Parts of one link, broken over lines, share its `number`; links are numbered from 0 in order.
    `target` is as written: `https://…`, `../folder/note.md`, `#anchor`; never another scheme.
    """

    line: int
    column: int
    width: int
    text: str
    target: str
    number: int


class FormulaAt(NamedTuple):
    """A formula's LaTeX source, and the line that it begins on."""

    line: int
    source: str
    display: bool = False


class Place(NamedTuple):
    """A place in a note that does not depend on the width.

    `heading` counts the headings up to it (0: before the first), `block` the paragraphs, items,
    tables … below that heading, `characters` the characters of that block before it.
    """

    heading: int = 0
    block: int = 0
    characters: int = 0


class Anchor(NamedTuple):
    """A line of a note, to be found again in other layouts of it, and exactly in the one that it is from.

    `place` is that of the first text from the line on. It has `of` lines, of which the `within`-th, from 0, is
    meant, as where the row of a table has several; or a blank line so many lines `above` it.
    """

    place: Place = Place()
    within: int = 0
    of: int = 1
    above: int = 0


class Layout(NamedTuple):
    """A note laid out for a width: its lines, and headings, links, formulas and places in them.

    `anchors` holds the place of each line, `names` the line of each `#name` that a link can go to.
    """

    width: int
    lines: tuple[Line, ...]
    headings: tuple[HeadingAt, ...] = ()
    links: tuple[LinkAt, ...] = ()
    formulas: tuple[FormulaAt, ...] = ()
    anchors: tuple[Place, ...] = ()
    names: Mapping[str, int] = MappingProxyType({})

    def place_of(self, line: int) -> Place:
        """The place of a line, to find it again at another width; lines out of range are clamped."""
        if not self.anchors:
            return Place()
        return self.anchors[min(max(line, 0), len(self.anchors) - 1)]

    def line_of(self, place: Place) -> int:
        """The line that shows the place; the last one before it if the note has changed; 0 if none."""
        found = bisect_right(self.anchors, place) - 1
        # Blank lines share the place of the text before them: the first of its lines is meant.
        while found > 0 and self.anchors[found - 1] == self.anchors[found]:
            found -= 1
        return max(found, 0)

    def anchor_of(self, line: int) -> Anchor:
        """What to find a line again by; lines out of range are clamped."""
        if not self.anchors:
            return Anchor()
        line = min(max(line, 0), len(self.anchors) - 1)
        text = next((number for number in range(line, len(self.anchors)) if not self._is_gap(number)), line)
        first, after = self._lines_of(self.anchors[text])
        return Anchor(self.anchors[text], text - first, max(1, after - first), text - line)

    def line_of_anchor(self, anchor: Anchor) -> int:
        """The line that was meant, in this layout."""
        first, after = self._lines_of(anchor.place)
        if first >= after:
            return self.line_of(anchor.place)
        return max(0, first + anchor.within * (after - first) // anchor.of - anchor.above)

    def _lines_of(self, place: Place) -> tuple[int, int]:
        """The first line of exactly this place, and the line after its last, blank ones below not counted."""
        first, after = bisect_left(self.anchors, place), bisect_right(self.anchors, place)
        while after - 1 > first and self._is_gap(after - 1):
            after -= 1
        return first, after

    def _is_gap(self, line: int) -> bool:
        """Whether a line only keeps what is above and below apart."""
        return not any(span.text.strip(_OF_GAPS) for span in self.lines[line])

    def line_of_name(self, name: str) -> int | None:
        """The line that a link to `#name` goes to, None if there is no such name."""
        return self.names.get(name.removeprefix("#").casefold())

    def heading_before(self, line: int) -> HeadingAt | None:
        """The heading that the line stands under, None above the first."""
        found = bisect_right([heading.line for heading in self.headings], line) - 1
        return self.headings[found] if found >= 0 else None
