"""Drawing with ASCII characters only, for terminals that have no others.

All lines pass through one filter, so that no other code has to care: it writes `●` and `│` as usual. What replaces a
character is as wide as that.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter
from textual.scrollbar import ScrollBarRender

from papernotes.glyphs import ASCII


@lru_cache(4096)
def to_ascii(text: str) -> str:
    """The text with ASCII for glyphs and blanks for icons, as wide as before."""
    return text if text.isascii() else "".join(map(_plain, text))


@lru_cache(1024)
def _plain(character: str) -> str:
    if character in ASCII:
        return ASCII[character]
    if unicodedata.category(character) in ("So", "Sk") and not character.isascii():
        return " " * cell_len(character)
    return character


class AsciiFilter(LineFilter):
    """Replaces glyphs in all that is drawn, and characters that the terminal's encoding lacks."""

    def __init__(self, encoding: str = "utf-8") -> None:
        super().__init__()
        self._encoding = encoding

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            segment
            if segment.text.isascii()
            else Segment(encodable(to_ascii(segment.text), self._encoding), segment.style, segment.control)
            for segment in segments
        ]


@lru_cache(4096)
def encodable(text: str, encoding: str) -> str:
    """The text with question marks for what an encoding lacks, as wide as before."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_known(character, encoding) for character in text)
    return text


def _known(character: str, encoding: str) -> str:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return "?" * cell_len(character)
    return character


class BlockScrollBar(ScrollBarRender):
    """A scrollbar of whole cells: coloured blanks, which every terminal can show."""

    VERTICAL_BARS = [" "] * 8
    HORIZONTAL_BARS = [" "] * 8
