"""The one way out of the screen: all text that widgets draw is cleaned on its way to the terminal.

Notes, names, arguments and settings may hold control sequences, and many widgets show them: lists, titles, inputs,
messages, the palette. Textual passes each line that a widget has drawn through this filter once, before it keeps the
line for painting. Everything else that it writes is its own control sequences.
"""

from __future__ import annotations

from functools import lru_cache

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from papernotes.notes import clean

_BREAKS = str.maketrans("\n\t", "  ")


class CleanFilter(LineFilter):
    """Removes control characters from all that is drawn, and the addresses of links, which Textual would write out."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        if all(map(_is_clean, segments)):
            return segments
        return [
            Segment(shown(text), style.update_link(None) if style else style, control)
            for text, style, control in segments
        ]


def _is_clean(segment: Segment) -> bool:
    text, style, _ = segment
    if style is not None and style.link:
        return False
    return (text.isascii() and text.isprintable()) or shown(text) is text


@lru_cache(4096)
def shown(text: str) -> str:
    """The text without what must not reach a terminal, as wide as before; the same object if there is nothing to remove."""
    cleaned = clean(text).translate(_BREAKS)
    return text if cleaned == text else set_cell_size(cleaned, cell_len(text))
