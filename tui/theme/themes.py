"""The themes of ours, tuned for long reading: quiet grounds, colour for meaning only.

Each says in full what the style sheets and `papernotes.styles` ask for. Every text stands out from what it
can lie on by the contrast that WCAG 2 asks for, 4.5 to 1 (level AA), in the contrast theme 7 to 1 (AAA).
"""

from __future__ import annotations

from textual.theme import BUILTIN_THEMES, Theme


def _theme(
    name: str, *, dark: bool, ground: str, panel: str, text: str, muted: str, faint: str, blue: str, cyan: str,
    yellow: str, green: str, red: str, violet: str, chosen: str, resting: str,
) -> Theme:  # fmt: skip
    """A theme of these colours: `chosen` lies under the chosen row of the pane that one is in, `resting` under others'."""
    texts = {
        "text": text, "text-muted": muted, "text-disabled": muted, "text-primary": blue, "text-secondary": violet,
        "text-warning": yellow, "text-error": red, "text-success": green, "text-accent": cyan,
    }  # fmt: skip
    parts = {
        "foreground-darken-3": faint, "foreground-muted": muted, "foreground-disabled": muted,
        "primary-muted": chosen, "surface-lighten-2": resting, "border": blue, "border-blurred": resting,
        "block-cursor-background": chosen, "block-cursor-foreground": text, "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": resting, "block-hover-background": resting,
        "input-cursor-background": text, "input-cursor-foreground": ground,
        "input-selection-background": chosen, "input-selection-foreground": text,
        "screen-selection-background": chosen, "screen-selection-foreground": text,
        "footer-key-foreground": cyan, "scrollbar": resting, "scrollbar-hover": faint, "scrollbar-active": blue,
        "scrollbar-background": ground, "scrollbar-corner-color": ground,
    }  # fmt: skip
    return Theme(
        name, primary=blue, secondary=violet, warning=yellow, error=red, success=green, accent=cyan,
        foreground=text, background=ground, surface=panel, panel=panel, dark=dark, variables=texts | parts,
    )  # fmt: skip


DARK = _theme(
    "papernotes-dark", dark=True, ground="#16181c", panel="#1e2127", text="#d8dbe2", muted="#a2a9b6",
    faint="#6f7683", blue="#86b6ea", cyan="#74c7bd", yellow="#e3b66c", green="#98c48d", red="#f09a97",
    violet="#c3adea", chosen="#26394f", resting="#2d323b",
)  # fmt: skip
LIGHT = _theme(
    "papernotes-light", dark=False, ground="#faf9f6", panel="#f1efea", text="#25282d", muted="#575d68",
    faint="#868b94", blue="#17539b", cyan="#0a6363", yellow="#7d4b00", green="#2a622a", red="#a8231b",
    violet="#623a95", chosen="#cfe0f4", resting="#e3e1da",
)  # fmt: skip
CONTRAST = _theme(
    "papernotes-contrast", dark=True, ground="#000000", panel="#0c0c0c", text="#ffffff", muted="#d6d6d6",
    faint="#a0a0a0", blue="#9ad4ff", cyan="#6dffe8", yellow="#ffdf70", green="#98ff98", red="#ffc0ba",
    violet="#e6c6ff", chosen="#00315e", resting="#333333",
)  # fmt: skip

_INK, _GREY = "ansi_default", "ansi_bright_black"
TERMINAL = Theme(
    "papernotes-terminal", ansi=True, primary="ansi_blue", secondary="ansi_magenta", warning="ansi_yellow",
    error="ansi_red", success="ansi_green", accent="ansi_cyan", foreground=_INK, background=_INK, surface=_INK,
    panel=_INK, boost=_INK,
    variables={
        # The terminal's own text for all but meaning: what its grey looks like nobody knows.
        "text-muted": _INK, "text-disabled": _INK, "foreground-muted": _INK, "foreground-darken-3": _GREY,
        "primary-muted": "ansi_blue", "surface-lighten-2": _GREY, "border": "ansi_blue", "border-blurred": _GREY,
        "block-cursor-foreground": "ansi_black", "block-cursor-background": "ansi_white",
        "input-cursor-background": _INK, "input-cursor-foreground": _INK, "input-cursor-text-style": "reverse",
        "input-selection-background": "ansi_cyan", "input-selection-foreground": "ansi_black",
        "ansi-background": _INK, "ansi-foreground": _INK,
        "screen-selection-background": "ansi_cyan", "screen-selection-foreground": "ansi_black",
    },
)  # fmt: skip

THEMES = (DARK, LIGHT, CONTRAST, TERMINAL)


def theme_names() -> list[str]:
    """The names of all themes, ours first."""
    return [*(theme.name for theme in THEMES), *BUILTIN_THEMES]
