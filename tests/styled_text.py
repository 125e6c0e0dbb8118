"""Lines of styled text, written so that a difference in text or in style reads well.

The text stands first. Below it stand, line by line, the cells that wear a style: `3  2-8 bold match · 9 dim`.
Lines one below the other that wear the same are told once, and lines without a style not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.cells import cell_len

Run = tuple[str, str]
"""A text and its style: words with blanks between them, none where it looks like the text around it."""

HEADING = "--- styles ---"


def written(lines: Iterable[Sequence[Run]]) -> str:
    """The lines as text, and the styles that they wear."""
    kept = list(lines)
    texts = ["".join(text for text, _ in line).rstrip() for line in kept]
    styles: list[str] = []
    told = groupby(enumerate(kept, 1), key=lambda numbered: _worn(numbered[1]))
    for worn, numbered in told:
        numbers = [number for number, _ in numbered]
        if worn:
            styles.append(f"{_range(numbers[0], numbers[-1])}  {worn}")
    return "\n".join([*texts, HEADING, *styles]) + "\n"


def _worn(line: Sequence[Run]) -> str:
    """Which cells of a line wear what; adjacent runs of one style are one."""
    found: list[str] = []
    column = 1
    for style, runs in groupby(line, key=lambda run: " ".join(run[1].split())):
        width = sum(cell_len(text) for text, _ in runs)
        if style and width:
            found.append(f"{_range(column, column + width - 1)} {style}")
        column += width
    return " · ".join(found)


def _range(first: int, last: int) -> str:
    return f"{first}" if first == last else f"{first}-{last}"
