"""A laid-out note: lines of styled text, and the positions of headings, links and formulas in them.

An `Anchor` names a position in the text, whatever the width. A `LineAnchor` names one exact line, to find it again when
the note is laid out for another width.
"""

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
"""The characters of lines between paragraphs: blanks, and the bars of quotes and remarks."""


class HeadingAt(NamedTuple):
    """A heading: the line on which its text begins, and its level from 1 to 6."""

    line: int
    level: int
    text: str


class LinkAt(NamedTuple):
    """The part of a link that stands on one line. `column` and `width` are in cells.

    The parts of a link that is broken over lines share its `number`; links are numbered from 0 in order. `target` is as
    written: `https://…`, `../folder/note.md` or `#name`, never with another scheme.
    """

    line: int
    column: int
    width: int
    text: str
    target: str
    number: int


class FormulaAt(NamedTuple):
    """A formula's LaTeX source, and the line on which it begins."""

    line: int
    source: str
    display: bool = False


class Anchor(NamedTuple):
    """A position in the text of a note that does not depend on the width.

    `heading` counts the headings up to it (0: before the first), `block` the paragraphs, items, tables … below that
    heading up to it, and `characters` the characters of that block before it.
    """

    heading: int = 0
    block: int = 0
    characters: int = 0


class LineAnchor(NamedTuple):
    """One line of a note, to be found again in other layouts, and exactly in the layout that it comes from.

    `anchor` is that of the first text at or below the line. `of` lines share that anchor, as those of a table's row may;
    the line is number `within` of these, from 0. If it is blank, it stands `above` lines above that one.
    """

    anchor: Anchor = Anchor()
    within: int = 0
    of: int = 1
    above: int = 0


class Layout(NamedTuple):
    """A note laid out for a width in cells: its lines, and the headings, links and formulas in them.

    `anchors` has the anchor of each line, `names` the line of each `#name` that a link can lead to.
    """

    width: int
    lines: tuple[Line, ...]
    headings: tuple[HeadingAt, ...] = ()
    links: tuple[LinkAt, ...] = ()
    formulas: tuple[FormulaAt, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    names: Mapping[str, int] = MappingProxyType({})

    def anchor_of(self, line: int) -> Anchor:
        """The anchor of a line, to find its text again at another width. Lines out of range are clamped."""
        if not self.anchors:
            return Anchor()
        return self.anchors[min(max(line, 0), len(self.anchors) - 1)]

    def line_of(self, anchor: Anchor) -> int:
        """The line that shows an anchor. If the note has changed, the last line before it; 0 if there is none."""
        found = bisect_right(self.anchors, anchor) - 1
        # Blank lines share the anchor of the text before them; the first line of that text is meant.
        while found > 0 and self.anchors[found - 1] == self.anchors[found]:
            found -= 1
        return max(found, 0)

    def line_anchor_of(self, line: int) -> LineAnchor:
        """The line anchor of a line. Lines out of range are clamped."""
        if not self.anchors:
            return LineAnchor()
        line = min(max(line, 0), len(self.anchors) - 1)
        text = next((number for number in range(line, len(self.anchors)) if not self._is_gap(number)), line)
        first, after = self._lines_of(self.anchors[text])
        return LineAnchor(self.anchors[text], text - first, max(1, after - first), text - line)

    def find_line(self, line: LineAnchor) -> int:
        """The number that a line has in this layout."""
        first, after = self._lines_of(line.anchor)
        if first >= after:
            return self.line_of(line.anchor)
        return max(0, first + line.within * (after - first) // line.of - line.above)

    def _lines_of(self, anchor: Anchor) -> tuple[int, int]:
        """The first line with exactly this anchor, and the line after the last, not counting blank lines at the end."""
        first, after = bisect_left(self.anchors, anchor), bisect_right(self.anchors, anchor)
        while after - 1 > first and self._is_gap(after - 1):
            after -= 1
        return first, after

    def _is_gap(self, line: int) -> bool:
        """Whether a line only separates what is above it from what is below."""
        return not any(span.text.strip(_OF_GAPS) for span in self.lines[line])

    def line_of_name(self, name: str) -> int | None:
        """The line that a link to `#name` leads to; None if there is no such name."""
        return self.names.get(name.removeprefix("#").casefold())

    def heading_before(self, line: int) -> HeadingAt | None:
        """The heading that the line stands under; None above the first."""
        found = bisect_right([heading.line for heading in self.headings], line) - 1
        return self.headings[found] if found >= 0 else None


def plain_lines(layout: Layout) -> list[str]:
    """The text of each line, without blanks at its end."""
    return ["".join(span.text for span in line).rstrip() for line in layout.lines]
