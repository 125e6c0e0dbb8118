"""Finding text in a layout: whatever its case, accents, width forms and styles, and over line ends."""

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
    """A part of what was found, on one line, in cells; parts of one find share its `number`."""

    line: int
    column: int
    width: int
    number: int


def folded(text: str) -> str:
    """The text as it is compared: case, accents and the forms of letters do not count."""
    return "".join(map(_fold, text))


@lru_cache(maxsize=8192)
def _fold(character: str) -> str:
    if character.isascii():
        return character.lower()
    decomposed = unicodedata.normalize("NFKD", character).casefold().translate(_SIGNS)
    return "".join(part for part in decomposed if not unicodedata.combining(part))


def find(layout: Layout, text: str) -> list[Match]:
    """Where the text stands, from top to bottom. A blank matches blanks and line ends; words broken
    at a line's end are found whole, but nothing is found over a blank line."""
    words = folded(clean_line(text)).split()
    wanted = "".join(words)
    if not wanted:
        return []
    begins = set(accumulate(map(len, words[:-1])))  # where a word of the wanted text begins
    characters, places, gaps = _searched(layout)
    found: list[list[_Where]] = []
    start = characters.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        allowed = (_BLANKS if at in begins else _NO_BLANKS for at in range(1, len(wanted)))
        if all(gap in kinds for gap, kinds in zip(gaps[start + 1 : end], allowed, strict=True)):
            found.append(places[start:end])
        else:
            end = start + 1
        start = characters.find(wanted, end)
    found.sort(key=lambda places: places[0])
    return [part for number, places in enumerate(found) for part in _parts(places, number)]


_Where = tuple[int, int, int]  # line, column, width
_Seen = list[tuple[str, int, int]]  # character, column, width
_NONE, _BLANK, _LINE_END, _BLOCK_END = range(4)  # what stands before a character
_BLANKS = frozenset((_BLANK, _LINE_END))
_NO_BLANKS = frozenset((_NONE, _LINE_END))


def _searched(layout: Layout) -> tuple[str, list[_Where], list[int]]:
    """The layout's text, folded and without blanks; where each character stands, and what is before it."""
    characters: list[str] = []
    places: list[_Where] = []
    gaps: list[int] = []
    gap = _BLOCK_END
    for number, seen, after in _in_order(layout):
        for character, column, width in seen:
            fold = _fold(character)
            if fold.isspace():
                gap = max(gap, _BLANK)
                continue
            characters.extend(fold)
            places.extend([(number, column, width)] * len(fold))
            gaps.extend([gap] + [_NONE] * (len(fold) - 1) if fold else [])
            gap = _NONE if fold else gap
        gap = after
    return "".join(characters), places, gaps


def _in_order(layout: Layout) -> Iterator[tuple[int, _Seen, int]]:
    """The lines by number as one reads them, and what comes after each: the rows of tables cell by cell."""
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
    """What the lines of one row of a table have in common; None for a line of no table."""
    if cells == 1:
        return None
    place = layout.place_of(number)
    # Tables in several parts, which places tell by characters, have rows of one line.
    return (number, cells) if place.characters else (place.heading, place.block, cells)


def _cells(line: Line) -> list[_Seen]:
    """The characters of a line, cell by cell in a table; a line of text is one cell."""
    cells: list[_Seen] = [[]]
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


def _parts(places: list[_Where], number: int) -> list[Match]:
    """What was found, as one part for each line it is on."""
    parts: list[Match] = []
    for line, column, width in places:
        if parts and parts[-1].line == line:
            first = parts[-1]
            parts[-1] = Match(line, first.column, max(first.width, column + width - first.column), number)
        else:
            parts.append(Match(line, column, width, number))
    return parts


def nearest(matches: list[Match], line: int) -> int:
    """The index of the first match on the line or below it; the first of all if there is none below."""
    return next((index for index, match in enumerate(matches) if match.line >= line), 0)
