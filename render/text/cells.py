"""Measures text in terminal cells, and cleans it of characters on whose width terminals disagree.

Widths are those of `rich.cells`, so that what is measured is what gets painted. Once variation selectors and joiners
are gone, the width of a text is the sum of its characters' widths.
"""

from __future__ import annotations

from itertools import accumulate

from rich.cells import get_character_cell_size

from papernotes.notes import lazy_pattern

# Controls (tab and newline stay), soft hyphens, zero-width and directional characters, variation
# selectors, tags, surrogates: invisible, or of a width on which terminals disagree.
_UNWANTED = lazy_pattern(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff0-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
_LINE_ENDS = lazy_pattern("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


class _Widths(dict[str, int]):
    """Character → its width; computed when it is first asked for."""

    def __missing__(self, character: str) -> int:
        width = self[character] = get_character_cell_size(character)
        return width


NO_BREAK = "\x1f"
"""Stands for a blank at which no line may break. Cleaned text does not contain it otherwise."""

WIDTHS = _Widths({NO_BREAK: 1})


def clean(text: str) -> str:
    """The text without control and invisible characters, with newlines for all kinds of line ends."""
    if text.isascii() and text.isprintable():
        return text
    return _UNWANTED.sub("", _LINE_ENDS.sub("\n", text))


def clean_line(text: str) -> str:
    """The text cleaned and on one line: newlines and tabs become blanks."""
    return " ".join(clean(text).split())


def width_of(text: str) -> int:
    """The width of a (cleaned) text in cells."""
    return len(text) if text.isascii() else sum(map(WIDTHS.__getitem__, text))


def columns(text: str) -> list[int]:
    """The column at which each character begins, and, as the last item, the width of the whole text."""
    if text.isascii():
        return list(range(len(text) + 1))
    return list(accumulate(map(WIDTHS.__getitem__, text), initial=0))


def cut(text: str, width: int) -> str:
    """The longest beginning of the text that fits in `width` cells."""
    if text.isascii():
        return text[:width]
    taken = 0
    for index, character in enumerate(text):
        taken += WIDTHS[character]
        if taken > width:
            return text[:index]
    return text


def shorten(text: str, width: int) -> str:
    """The text cut to `width` cells, with an ellipsis if anything was lost."""
    return text if width_of(text) <= width else cut(text, max(width - 1, 0)) + "…"
