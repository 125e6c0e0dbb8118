"""The one way out of the screen: all text that widgets draw is cleaned on its way to the terminal.

Notes, names, arguments and settings may hold what a terminal obeys, and many widgets show them:
lists, titles, inputs, messages, the palette. Textual hands each line that a widget has drawn to
this filter, once, before it is kept to be painted; what Textual writes besides are its own control
sequences, around the texts.
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
    """Takes out of all that is drawn what a terminal obeys, and the addresses of links: it would be given them."""

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


@lru_cache(8192)
def shown(text: str) -> str:
    """The text without what must not reach a terminal, as wide as before; the same object where it has none."""
    cleaned = clean(text).translate(_BREAKS)
    return text if cleaned == text else set_cell_size(cleaned, cell_len(text))
