"""A note's Markdown laid out as lines of styled text for a given width. Nothing here knows of textual.

The names below are the whole of what other packages use. They are looked up when first asked for:
the Markdown parser and all that stands on it are not needed before the first note is opened.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from papernotes.render.head import Head as Head
    from papernotes.render.layout import FormulaAt as FormulaAt
    from papernotes.render.layout import HeadingAt as HeadingAt
    from papernotes.render.layout import Layout as Layout
    from papernotes.render.layout import Line as Line
    from papernotes.render.layout import LinkAt as LinkAt
    from papernotes.render.layout import Place as Place
    from papernotes.render.layout import Span as Span
    from papernotes.render.math.formulas import render_math as render_math
    from papernotes.render.note import layout_note as layout_note
    from papernotes.render.styles import STYLES as STYLES
    from papernotes.render.text.find import Match as Match
    from papernotes.render.text.find import find as find
    from papernotes.render.text.plain import plain_lines as plain_lines
    from papernotes.render.text.plain import reading_minutes as reading_minutes

_HOMES = {
    "FormulaAt": "layout",
    "Head": "head",
    "HeadingAt": "layout",
    "Layout": "layout",
    "Line": "layout",
    "LinkAt": "layout",
    "Match": "text.find",
    "Place": "layout",
    "STYLES": "styles",
    "Span": "layout",
    "find": "text.find",
    "layout_note": "note",
    "plain_lines": "text.plain",
    "reading_minutes": "text.plain",
    "render_math": "math.formulas",
}

__all__ = [
    "STYLES",
    "FormulaAt",
    "Head",
    "HeadingAt",
    "Layout",
    "Line",
    "LinkAt",
    "Match",
    "Place",
    "Span",
    "find",
    "layout_note",
    "plain_lines",
    "reading_minutes",
    "render_math",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
