"""Counts in words, and shares as bars and columns of cells."""

from __future__ import annotations

BLOCKS = " ▏▎▍▌▋▊▉█"
_RISING = " ▁▂▃▄▅▆▇█"


def bar(share: float, width: int) -> str:
    """A share from 0 to 1 as a bar, filled with blanks to `width` cells. A share above 0 always shows."""
    eighths = round(min(1.0, max(0.0, share)) * width * 8)
    if share > 0:
        eighths = max(1, eighths)
    full, rest = divmod(eighths, 8)
    return (BLOCKS[8] * full + (BLOCKS[rest] if rest else "")).ljust(width)


def notes_and_papers(notes: int, unwritten: int) -> str:
    """How many notes there are, and how many papers without one: `2 notes`, `1 note, 3 papers without a note`."""
    papers = f"{number_of(unwritten, 'paper')} without a note" if unwritten else ""
    return ", ".join(filter(None, (number_of(notes, "note") if notes or not unwritten else "", papers)))


def column(share: float, height: int) -> str:
    """A share from 0 to 1 as a column of at most `height` cells, from the lowest on. A share above 0 always shows."""
    eighths = round(min(1.0, max(0.0, share)) * height * 8)
    if share > 0:
        eighths = max(1, eighths)
    full, rest = divmod(eighths, 8)
    return _RISING[8] * full + (_RISING[rest] if rest else "")


def number_of(count: int, one: str, several: str = "") -> str:
    """`1 entry` or `2,000 entries`; `several` is `one` with an s unless given."""
    return f"{count:,} {one if count == 1 else several or one + 's'}"
