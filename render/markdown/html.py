"""What HTML tags in running text do. Which tags are markup is in `notes.html_tags`; others are shown as written."""

from __future__ import annotations

from html import unescape

from papernotes.notes import lazy_pattern

TAG = lazy_pattern(r"<(/?)([A-Za-z][A-Za-z0-9-]*)\b([^>]*)>")
_ATTRIBUTE = lazy_pattern(r"""([a-zA-Z-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""")


STYLED = {
    "b": "strong",
    "strong": "strong",
    "i": "emphasis",
    "em": "emphasis",
    "cite": "emphasis",
    "dfn": "emphasis",
    "var": "emphasis",
    "u": "underline",
    "ins": "underline",
    "s": "strike",
    "del": "strike",
    "strike": "strike",
    "mark": "mark",
    "code": "code",
    "samp": "code",
    "tt": "code",
    "kbd": "keystroke",
    "small": "small",
    "summary": "strong",
    "th": "table.head",
    "h1": "heading1",
    "h2": "heading2",
    "h3": "heading3",
    "h4": "heading4",
    "h5": "heading5",
    "h6": "heading6",
}
"""Tags that give their content a style → the style."""


def attribute(attributes: str, name: str) -> str:
    """The value of an attribute, with entities resolved; empty if there is none.

    `attributes` is the text between a tag's name and its end.
    """
    for found, value in _ATTRIBUTE.findall(attributes):
        if found.lower() == name:
            return unescape(value.strip("\"'"))
    return ""
