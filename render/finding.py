"""Finding text in a layout: whatever its case, accents, width forms and styles, and over line ends."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from render.cells import WIDTHS, clean_line
from render.layout import Layout, Line

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
    matches: list[Match] = []
    number = 0
    start = characters.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        allowed = (_BLANKS if at in begins else _NO_BLANKS for at in range(1, len(wanted)))
        if all(gap in kinds for gap, kinds in zip(gaps[start + 1 : end], allowed, strict=True)):
            matches.extend(_parts(places[start:end], number))
            number += 1
        else:
            end = start + 1
        start = characters.find(wanted, end)
    return matches


_Where = tuple[int, int, int]  # line, column, width
_NONE, _BLANK, _LINE_END, _BLOCK_END = range(4)  # what stands before a character
_BLANKS = frozenset((_BLANK, _LINE_END))
_NO_BLANKS = frozenset((_NONE, _LINE_END))


def _searched(layout: Layout) -> tuple[str, list[_Where], list[int]]:
    """The layout's text, folded and without blanks; where each character stands, and what is before it."""
    characters: list[str] = []
    places: list[_Where] = []
    gaps: list[int] = []
    gap = _BLOCK_END
    for number, line in enumerate(layout.lines):
        is_empty = True
        for character, column, width in _characters(line):
            fold = _fold(character)
            if fold.isspace():
                gap = max(gap, _BLANK)
                continue
            is_empty = False
            characters.extend(fold)
            places.extend([(number, column, width)] * len(fold))
            gaps.extend([gap] + [_NONE] * (len(fold) - 1) if fold else [])
            gap = _NONE if fold else gap
        gap = _BLOCK_END if is_empty else _LINE_END
    return "".join(characters), places, gaps


def _characters(line: Line) -> list[tuple[str, int, int]]:
    result = []
    column = 0
    for span in line:
        seen = span.style not in _MARGINS
        for character in span.text:
            width = WIDTHS[character]
            if seen:
                result.append((character, column, width))
            column += width
    return result


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
    found = bisect_right(matches, line - 1, key=lambda match: match.line)
    return found if found < len(matches) else 0
