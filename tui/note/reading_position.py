"""Where a note was left, as the reading state keeps it, from a layout and back to one of another width."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

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
