"""Finds text in a layout, whatever its case, accents, width forms and styles, and across line ends."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, groupby

from papernotes.render.layout import Layout, Line
from papernotes.render.styles import SEPARATOR
from papernotes.render.text.cells import WIDTHS, clean_line

_SIGNS = str.maketrans("−‐‑–—“”‘’", "-----\"\"''")
_MARGINS = frozenset(("quote.bar", "marker", "table.border", "rule"))


@dataclass(frozen=True, slots=True)
class Match:
    """The part of a match that stands on one line, in cells. The parts of one match share its `number`."""

    line: int
    column: int
    width: int
    number: int


def folded(text: str) -> str:
    """The text in the form in which it is compared: without case, accents and styles of letters."""
    return text.lower() if text.isascii() else "".join(map(_fold, text))


@lru_cache(maxsize=8192)
def _fold(character: str) -> str:
    if character.isascii():
        return character.lower()
    decomposed = unicodedata.normalize("NFKD", character).casefold().translate(_SIGNS)
    return "".join(part for part in decomposed if not unicodedata.combining(part))


def find(layout: Layout, text: str) -> list[Match]:
    """Where the text stands, from top to bottom.

    A blank matches blanks and line ends, and words that are broken at the end of a line are found whole. Nothing is
    found across a blank line.
    """
    words = folded(clean_line(text)).split()
    wanted = "".join(words)
    if not wanted:
        return []
    begins = set(accumulate(map(len, words[:-1])))  # where a word of the wanted text begins
    characters, positions, gaps = _searched(layout)
    found: list[list[_Position]] = []
    start = characters.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        allowed = (_BLANKS if at in begins else _NO_BLANKS for at in range(1, len(wanted)))
        if all(gap in kinds for gap, kinds in zip(gaps[start + 1 : end], allowed, strict=True)):
            found.append(positions[start:end])
        else:
            end = start + 1
        start = characters.find(wanted, end)
    found.sort(key=lambda positions: positions[0])
    return [part for number, positions in enumerate(found) for part in _parts(positions, number)]


_Position = tuple[int, int, int]  # line, column, width
_Visible = list[tuple[str, int, int]]  # character, column, width
_NONE, _BLANK, _LINE_END, _BLOCK_END = range(4)  # what stands before a character
_BLANKS = frozenset((_BLANK, _LINE_END))
_NO_BLANKS = frozenset((_NONE, _LINE_END))


def _searched(layout: Layout) -> tuple[str, list[_Position], list[int]]:
    """The layout's text, folded and without blanks; the position of each character, and what separates it from the last."""
    characters: list[str] = []
    positions: list[_Position] = []
    gaps: list[int] = []
    gap = _BLOCK_END
    for number, seen, after in _in_order(layout):
        for character, column, width in seen:
            fold = _fold(character)
            if fold.isspace():
                gap = max(gap, _BLANK)
                continue
            characters.extend(fold)
            positions.extend([(number, column, width)] * len(fold))
            gaps.extend([gap] + [_NONE] * (len(fold) - 1) if fold else [])
            gap = _NONE if fold else gap
        gap = after
    return "".join(characters), positions, gaps


def _in_order(layout: Layout) -> Iterator[tuple[int, _Visible, int]]:
    """The lines in the order of reading, which goes through the rows of tables cell by cell.

    Each is its number, its characters, and what separates it from the next.
    """
    lines = [_cells(line) for line in layout.lines]
    for row, numbers in groupby(range(len(lines)), lambda number: _row(layout, number, len(lines[number]))):
        if row is None:
            for number in numbers:
                (seen,) = lines[number]
                is_empty = not any(character.strip() for character, _, _ in seen)
                yield number, seen, _BLOCK_END if is_empty else _LINE_END
            continue
        *above, last = numbers
        cells = len(lines[last])
        for cell in range(cells):
            yield from ((number, lines[number][cell], _LINE_END) for number in above)
            yield last, lines[last][cell], _LINE_END if cell == cells - 1 else _BLANK


def _row(layout: Layout, number: int, cells: int) -> object:
    """A value that the lines of one row of a table share; None for a line outside tables."""
    if cells == 1:
        return None
    anchor = layout.anchor_of(number)
    # A table in several parts, whose anchors count characters, has rows of one line.
    return (number, cells) if anchor.characters else (anchor.heading, anchor.block, cells)


def _cells(line: Line) -> list[_Visible]:
    """The characters of a line, by the cells of a table. A line of text is one cell."""
    cells: list[_Visible] = [[]]
    column = 0
    for span in line:
        seen = span.style not in _MARGINS
        if not seen and span.text == SEPARATOR:
            cells.append([])
        for character in span.text:
            width = WIDTHS[character]
            if seen:
                cells[-1].append((character, column, width))
            column += width
    return cells


def _parts(positions: list[_Position], number: int) -> list[Match]:
    """A match, as one part for each line that it is on."""
    parts: list[Match] = []
    for line, column, width in positions:
        if parts and parts[-1].line == line:
            first = parts[-1]
            parts[-1] = Match(line, first.column, max(first.width, column + width - first.column), number)
        else:
            parts.append(Match(line, column, width, number))
    return parts


def nearest(matches: list[Match], line: int) -> int:
    """The index of the first match on or below a line; if there is none, that of the first match."""
    return next((index for index, match in enumerate(matches) if match.line >= line), 0)
