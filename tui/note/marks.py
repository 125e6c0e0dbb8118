"""What is drawn over a note: where the query matches, and the state of the papers that it links to."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate
from typing import TYPE_CHECKING, Protocol

from rich.cells import cell_len

from papernotes.links import known_entry
from papernotes.reading import UNMARKED, Mark
from papernotes.render import Match

if TYPE_CHECKING:
    from papernotes.notes import Library, NoteRow
    from papernotes.render import Layout


class SpanFinder(Protocol):
    """Finds the matches of a query in a text, as the matcher of the index does."""

    def spans(self, text: str) -> list[tuple[int, int]]:
        """The spans of characters that match."""
        ...


def query_matches(layout: Layout, matcher: SpanFinder) -> tuple[Match, ...]:
    """Where a query matches in a note. The end of a line counts as a blank."""
    lines = ["".join(span.text for span in line) for line in layout.lines]
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    found: list[Match] = []
    for number, (start, end) in enumerate(matcher.spans("\n".join(lines))):
        line = bisect_right(starts, start) - 1
        while start < end and line < len(lines):
            text = lines[line]
            first, last = start - starts[line], min(end - starts[line], len(text))
            if first < last:
                found.append(Match(line, cell_len(text[:first]), cell_len(text[first:last]), number))
            line += 1
            start = starts[line]
    return tuple(found)


def link_texts(layout: Layout) -> dict[int, str]:
    """Number of a link → its whole text, which may take several lines."""
    texts: dict[int, list[str]] = {}
    for link in layout.links:
        texts.setdefault(link.number, []).append(link.text.strip())
    return {number: " ".join(parts) for number, parts in texts.items()}


def link_marks(library: Library, note: NoteRow, layout: Layout, marks: Mapping[int, Mark]) -> dict[int, Mark]:
    """Number of a link → the state of the paper it leads to, for links that an item of a list begins with."""
    found: dict[int, Mark] = {}
    texts = link_texts(layout)
    for link in layout.links:
        spans = layout.lines[link.line]
        if link.number not in found and spans[0].style == "marker" and cell_len(spans[0].text) == link.column:
            entry = known_entry(library, note, link.target, texts[link.number])
            if entry is not None:
                found[link.number] = marks.get(entry.paper, UNMARKED)
    return found
