"""The glyphs of the screen, and their replacements in terminals that show only ASCII."""

from __future__ import annotations

UNREAD, LATER, SKIMMED, READ = "●", "»", "◐", "○"
STARRED, LISTED = "★", "≡"
NEW, REVISED = "+", "~"
UNWRITTEN = "◌"
ON = "✓"
CHOSEN = "▌"
WORKING = "⟳"
DIVIDER = "│"

LEGEND = (
    (UNREAD, "Unread."), (LATER, "For later."), (SKIMMED, "Skimmed."), (READ, "Read."),
    (STARRED, "Starred."), (LISTED, "On a list; in the first pane, a list and how far it is read."),
    (NEW, "New since your last visit; in the panes, how many of the unread ones are new or revised."),
    (UNWRITTEN, "Without a note: a list names the paper."),
    (REVISED, "Revised since your last visit."), (ON, "Selected."), ("/", "In the first pane, a saved view."),
)  # fmt: skip
"""The signs in the rows, and what they mean."""

_ASCII = (
    "● o ○ . ◌ - ◐ c ★ * ☆ . ≡ = … ~ ✓ x ✗ x ⟳ @ ▌ > ▸ > ▾ v · - • * – - — - − - ⏎ < ⌫ < ↑ ^ ↓ v ← < → > ⇧ ^ ↔ - "
    '“ " ” " „ " ‘ \' ’ \' « < » > × x ÷ / ½ + '
    "─ - ━ = ═ = ╌ - ┄ - │ | ┃ | ║ | ╎ | ┼ + ├ + ┤ + ┬ + ┴ + ┌ + ┐ + └ + ┘ + ╭ + ╮ + ╰ + ╯ + "
    "█ # ▉ # ▊ # ▋ # ▍ = ▎ - ▏ - ▐ | ▔ - ▁ _ ▀ # ▄ # ░ . ▒ : ▓ # ▇ # ▆ # ▅ = ▃ - ▂ _"
).split()
ASCII = dict(zip(_ASCII[::2], _ASCII[1::2], strict=True))
"""Glyph → the ASCII character that replaces it. Letters of other scripts stay; icons become blanks."""


_KEYS = {
    "↑↓": "Up/Down", "⏎": "Enter", "⌫": "Backspace", "↑": "Up", "↓": "Down", "←": "Left", "→": "Right",
}  # fmt: skip


class Glyphs:
    """Which glyphs the terminal can show; the one instance is `glyphs`."""

    ascii = False

    def icon(self, icon: str) -> str:
        """The icon; empty if the terminal shows only ASCII."""
        return "" if self.ascii else icon

    def keys(self, text: str) -> str:
        """A text that names keys by signs; in ASCII by words, where the replacement of the sign is another key."""
        if self.ascii:
            for sign, word in _KEYS.items():
                text = text.replace(sign, word)
        return text


glyphs = Glyphs()
