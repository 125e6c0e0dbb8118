"""The styles of `papernotes.styles` in the colours of a theme."""

from __future__ import annotations

from collections.abc import Mapping

from rich.style import Style
from textual.color import Color, ColorParseError

from papernotes.styles import ROLES, rich_style, style_of


class ThemeStyles:
    """The styles in the colours of a theme; `variables` are the theme variables of the application.

    A theme of the terminal's own colours has the styles of the command line.
    """

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self._styles: dict[str, Style] = {}
        self._own = not variables.get("foreground", "").startswith("ansi_")

    def __getitem__(self, names: str) -> Style:
        style = self._styles.get(names)
        if style is None:
            style = self._styles[names] = style_of(names, self._colour) if self._own else rich_style(names)
        return style

    def _colour(self, role: str) -> str | None:
        value = self._variables.get(ROLES[role][0], "")
        try:
            if not value.startswith("auto"):
                return Color.parse(value).rich_color.name
            # "auto 60%": a colour that contrasts with the background, blended with it. Here that is the theme's
            # foreground, blended with its background.
            _, _, share = value.partition(" ")
            front, back = (Color.parse(self._variables[name]) for name in ("foreground", "background"))
            return back.blend(front, float(share.rstrip("%") or 100) / 100).rich_color.name
        except (ColorParseError, KeyError, ValueError):
            return None


_newest = ThemeStyles({})
_newest_for: Mapping[str, str] = {}


def theme_styles(variables: Mapping[str, str]) -> ThemeStyles:
    """The styles for the theme variables of the application; the same object until the theme changes.

    The application makes a new mapping of variables whenever its theme changes, and never alters one.
    """
    global _newest, _newest_for
    if variables is not _newest_for:
        _newest, _newest_for = ThemeStyles(variables), variables
    return _newest
