"""A note's Markdown laid out as lines of styled text for a given width. Nothing here knows of textual."""

from render.find import Match, find
from render.head import Head
from render.layout import FormulaAt, HeadingAt, Layout, Line, LinkAt, Place, Span
from render.mathematics import render_math
from render.note import layout_note
from render.plain import plain_lines, reading_minutes
from render.styles import STYLES

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
