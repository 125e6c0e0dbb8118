"""What the styles of laid-out notes and of lists look like, on the screen and on the command line.

A style is attributes and a role; a role is a colour, taken from the theme in the application and
from the terminal's own colours on the command line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from rich.style import Style

ROLES: dict[str, tuple[str, str]] = {
    "muted": ("text-muted", "dim"), "faint": ("foreground-darken-3", "dim"),
    "heading": ("text-primary", "blue"), "link": ("text-accent", "cyan"), "math": ("text-secondary", "green"),
    "code": ("text-warning", "yellow"), "good": ("text-success", "green"), "bad": ("text-error", "red"),
    "star": ("text-warning", "yellow"), "unread": ("text-accent", "cyan"), "match": ("text-warning", "yellow"),
}  # fmt: skip
"""Role → the theme's variable, and the colour of the terminal; `dim` where its own text colour, dimmed, is meant:
its greys may be as dark as its ground."""

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
"""Style name → attributes and role."""


@cache
def rich_style(names: str) -> Style:
    """The style for the terminal's own colours; `names` are joined by blanks, unknown ones say nothing."""
    return _style(names, lambda role: ROLES[role][1])


class ThemeStyles:
    """The styles in a theme's colours: `variables` are those of the application.

    A theme of the terminal's own colours has those of the command line.
    """

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self._styles: dict[str, Style] = {}
        self._own = not variables.get("foreground", "").startswith("ansi_")

    def __getitem__(self, names: str) -> Style:
        style = self._styles.get(names)
        if style is None:
            style = self._styles[names] = _style(names, self._colour) if self._own else rich_style(names)
        return style

    def _colour(self, role: str) -> str | None:
        from textual.color import Color, ColorParseError

        value = self._variables.get(ROLES[role][0], "")
        try:
            if not value.startswith("auto"):
                return Color.parse(value).rich_color.name
            # The colour that contrasts with what is behind, less of it by a percentage: what is behind
            # is the theme's background here, and what contrasts its foreground.
            _, _, share = value.partition(" ")
            front, back = (Color.parse(self._variables[name]) for name in ("foreground", "background"))
            return back.blend(front, float(share.rstrip("%") or 100) / 100).rich_color.name
        except (ColorParseError, KeyError, ValueError):
            return None


_newest = ThemeStyles({})
_newest_for: Mapping[str, str] = {}


def theme_styles(variables: Mapping[str, str]) -> ThemeStyles:
    """The styles for the application's theme variables: the same object until they are others.

    The application makes a new mapping of variables whenever its theme changes, and never alters one.
    """
    global _newest, _newest_for
    if variables is not _newest_for:
        _newest, _newest_for = ThemeStyles(variables), variables
    return _newest


def _style(names: str, colour: Callable[[str], str | None]) -> Style:
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
