"""What HTML tags in running text do. Tags that are not listed here are no markup and are shown as written."""

from __future__ import annotations

from html import unescape

from papernotes.notes import lazy_pattern

TAG = lazy_pattern(r"<(/?)([A-Za-z][A-Za-z0-9-]*)\b([^>]*)>")
_ATTRIBUTE = lazy_pattern(r"""([a-zA-Z-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""")


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


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

BREAKING = _names(
    """
    address article aside blockquote br center dd details div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody
    tfoot thead tr ul
    """
)
"""Tags that begin a new line."""

HIDDEN = _names(
    """
    abbr acronym audio bdi bdo big body button caption col colgroup font head html iframe input
    label nobr object picture q rp rt ruby source span sub sup svg td template time title track
    video wbr a img
    """
)
"""Other tags that are markup, and so are not shown."""


def attribute(attributes: str, name: str) -> str:
    """The value of an attribute, with entities resolved; empty if there is none.

    `attributes` is the text between a tag's name and its end.
    """
    for found, value in _ATTRIBUTE.findall(attributes):
        if found.lower() == name:
            return unescape(value.strip("\"'"))
    return ""


def is_markup(name: str) -> bool:
    """Whether the tag is HTML rather than a word in angle brackets."""
    return name in STYLED or name in BREAKING or name in HIDDEN
