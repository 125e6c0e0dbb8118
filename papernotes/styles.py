"""The look of styles in notes and lists, on the screen and on the command line.

A style is made of attributes and a role. A role is a colour: the command line takes it from the terminal's own
colours, the screen from the theme (`papernotes.tui.theme.styles`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from rich.style import Style

ROLES: dict[str, tuple[str, str]] = {
    "muted": ("text-muted", "dim"), "faint": ("foreground-darken-3", "dim"),
    "heading": ("text-primary", "blue"), "link": ("text-accent", "cyan"), "math": ("text-secondary", "green"),
    "code": ("text-warning", "yellow"), "good": ("text-success", "green"), "bad": ("text-error", "red"),
    "star": ("text-warning", "yellow"), "unread": ("text-accent", "cyan"), "match": ("text-warning", "yellow"),
}  # fmt: skip
"""Role → the variable of the theme, and the colour of the terminal. `dim` is the terminal's text colour, dimmed, since
its greys may be as dark as its background."""

LOOKS: dict[str, str] = {
    "title": "bold heading", "label": "muted", "dim": "muted", "venue": "", "topic": "", "star": "star",
    "unread": "unread", "tag": "good", "remark": "italic", "heading1": "bold heading",
    "heading2": "bold heading", "heading3": "bold heading", "heading4": "bold", "heading5": "italic bold",
    "heading6": "italic", "strong": "bold", "emphasis": "italic", "strike": "strike", "underline": "underline",
    "mark": "reverse", "small": "muted", "keystroke": "reverse", "link": "underline link", "image": "muted", "footnote": "link",
    "math": "math", "marker": "muted", "term": "bold", "quote": "italic", "quote.bar": "faint", "rule": "faint",
    "table.head": "bold", "table.border": "faint", "code": "code", "code.keyword": "bold heading", "code.name": "link",
    "code.string": "good", "code.number": "math", "code.comment": "italic muted", "code.operator": "",
    "code.added": "good", "code.removed": "bad", "match": "bold underline match",
    "selected": "bold match",
}  # fmt: skip
"""Style → its attributes and role."""


@cache
def rich_style(names: str) -> Style:
    """The style in the terminal's own colours. `names` are separated by blanks; unknown ones have no effect."""
    return style_of(names, lambda role: ROLES[role][1])


def style_of(names: str, colour: Callable[[str], str | None]) -> Style:
    """The style with these names; `colour` gives the colour of a role (None: no colour, `dim`: dimmed text)."""
    attributes: dict[str, Any] = {}
    found: str | None = None
    for name in names.split():
        for word in LOOKS.get(name, "").split():
            value = colour(word) if word in ROLES else word
            if value is not None and (value == "dim" or value == word):
                attributes[value] = True
            else:
                found = value or found
    return Style(color=found, **attributes)
