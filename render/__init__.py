"""A note's Markdown laid out as lines of styled text for a given width. Nothing here knows of textual.

The names below are all that other packages use. Each is loaded when it is first used. `note` lays out a note: `head` is
what is known of the paper, `markdown` reads the text, `page` takes the lines, and `layout` is the result. `tables` and
`math` lay out what is not running text; `text` measures, wraps and searches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from papernotes.lazy import face

if TYPE_CHECKING:
    from papernotes.render.head import Head as Head
    from papernotes.render.layout import Anchor as Anchor
    from papernotes.render.layout import FormulaAt as FormulaAt
    from papernotes.render.layout import HeadingAt as HeadingAt
    from papernotes.render.layout import Layout as Layout
    from papernotes.render.layout import Line as Line
    from papernotes.render.layout import LineAnchor as LineAnchor
    from papernotes.render.layout import LinkAt as LinkAt
    from papernotes.render.layout import Span as Span
    from papernotes.render.layout import plain_lines as plain_lines
    from papernotes.render.math.formulas import render_math as render_math
    from papernotes.render.note import layout_note as layout_note
    from papernotes.render.styles import STYLES as STYLES
    from papernotes.render.text.find import Match as Match
    from papernotes.render.text.find import find as find
    from papernotes.render.text.find import folded as folded
    from papernotes.render.text.find import nearest as nearest
    from papernotes.render.text.reading_time import reading_minutes as reading_minutes
else:
    __getattr__ = face(
        __name__,
        {
            "LineAnchor": "layout",
            "FormulaAt": "layout",
            "Head": "head",
            "HeadingAt": "layout",
            "Layout": "layout",
            "Line": "layout",
            "LinkAt": "layout",
            "Match": "text.find",
            "Anchor": "layout",
            "STYLES": "styles",
            "Span": "layout",
            "find": "text.find",
            "folded": "text.find",
            "nearest": "text.find",
            "layout_note": "note",
            "plain_lines": "layout",
            "reading_minutes": "text.reading_time",
            "render_math": "math.formulas",
        },
    )
