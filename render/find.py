"""Finding text in a layout: whatever its case, accents, width forms and styles, and over line ends."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

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
    """Where the text stands, from top to bottom. Blanks match any blanks and line ends."""
    wanted = folded(clean_line(text))
    if not wanted.strip():
        return []
    searched, places = _searched(layout)
    matches: list[Match] = []
    number = 0
    start = searched.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        matches.extend(_parts(places[start:end], number))
        number += 1
        start = searched.find(wanted, end)
    return matches


_Where = tuple[int, int, int]  # line, column, width; width 0 where nothing is on the screen


def _searched(layout: Layout) -> tuple[str, list[_Where]]:
    """The layout's text, folded, with single blanks between lines; and where each character stands."""
    characters: list[str] = []
    places: list[_Where] = []
    for number, line in enumerate(layout.lines):
        for character, column, width in _characters(line):
            fold = _fold(character)
            if fold == " " and (not characters or characters[-1] in " \n"):
                continue
            characters.extend(fold)
            places.extend([(number, column, width)] * len(fold))
        if characters and characters[-1] != " ":
            characters.append(" ")
            places.append((number, 0, 0))
    return "".join(characters), places


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
        if not width:
            continue
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
