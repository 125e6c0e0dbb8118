"""Where a note was left, as the reading state keeps it, from a layout and back to one of another width."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from papernotes.notes import fold
from papernotes.reading import ReadingPosition
from papernotes.render import Anchor, Layout

if TYPE_CHECKING:
    from papernotes.notes import NoteRow

_BLOCKS = 1 << 16
"""A block is kept as one number: its heading's, times this, and its own below that heading."""


def position_key(notes: list[NoteRow], number: int) -> str:
    """The name under which a reading position is kept: the entry's key, and the number of the note among its notes."""
    note = notes[number]
    return f"{note.key}#{sum(other.key == note.key for other in notes[:number])}"


def leave(layout: Layout, line: int) -> ReadingPosition:
    """What to keep when a note is left with this line on top."""
    anchor = layout.anchor_of(line)
    return ReadingPosition(
        line / max(1, len(layout.lines)), anchor.heading * _BLOCKS + min(anchor.block, _BLOCKS - 1)
    )


def find_again(layout: Layout, left: ReadingPosition) -> int:
    """The line to begin with: of the block's lines the one that stands where it stood in the note."""
    heading, block = divmod(left.block, _BLOCKS)
    first = bisect_left(layout.anchors, Anchor(heading, block))
    after = bisect_left(layout.anchors, Anchor(heading, block + 1))
    if first == after:  # the note is another one now
        return layout.line_of(Anchor(heading, block))
    line = round(left.share * len(layout.lines))
    return min(max(line, first), after - 1)


class SectionPosition(NamedTuple):
    """A position in a note by its section, to be found in another note of the paper: the headings of the note as `(level,
    text)`, the number of the one that the position stands under, and how much of its section lies above, from 0 to 1."""

    headings: tuple[tuple[int, str], ...]
    number: int
    share: float


Beginning = ReadingPosition | str | SectionPosition | None
"""Where to begin in a note: a position, the name of a heading, a position in another note, or where the note was left."""


def section_position(layout: Layout, line: int) -> SectionPosition | None:
    """The position of a line; None above the first heading."""
    number = sum(heading.line <= line for heading in layout.headings) - 1
    if number < 0:
        return None
    begin, end = _section(layout, number)
    return SectionPosition(_outline(layout), number, (line - begin) / max(1, end - begin))


def find_section(layout: Layout, position: SectionPosition) -> int | None:
    """The line of a position of another note: that of the section that says the same, or of the one around it; None if
    there is neither."""
    outline = _outline(layout)
    number, share = position.number, position.share
    while number >= 0:
        found = _counterpart(position.headings, number, outline)
        if found is not None:
            begin, end = _section(layout, found)
            return begin + round(share * (end - begin))
        level, share = position.headings[number][0], 0.0
        number = next((at for at in range(number - 1, -1, -1) if position.headings[at][0] < level), -1)
    return None


def _counterpart(
    headings: Sequence[tuple[int, str]], number: int, others: Sequence[tuple[int, str]]
) -> int | None:
    """Which of the headings of another note is the one of this number: in an outline of the same form, as editions have,
    the same number; else what is called the same, or is a section of the same kind."""
    from papernotes.notes import section_name  # with what reads notes, which the first frame does without

    if [level for level, _ in headings] == [level for level, _ in others]:
        return number
    for called in (fold, section_name):
        wanted = called(headings[number][1])
        there = [at for at, (_, text) in enumerate(others) if wanted and called(text) == wanted]
        before = sum(called(text) == wanted for _, text in headings[:number])
        if there:
            return there[min(before, len(there) - 1)]
    return None


def _outline(layout: Layout) -> tuple[tuple[int, str], ...]:
    return tuple((heading.level, heading.text) for heading in layout.headings)


def _section(layout: Layout, number: int) -> tuple[int, int]:
    """The first line of the text below a heading, with the heading, and the line behind its last."""
    lines = [heading.line for heading in layout.headings] + [len(layout.lines)]
    return lines[number], lines[number + 1]
