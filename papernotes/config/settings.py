"""The settings: one table of them. `config.yaml` is read by `papernotes.config.settings_file`."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any


def _setting(default: Any, help: str, *, least: float = 0, most: float = 0) -> Any:
    return field(default=default, metadata={"help": help, "least": least, "most": most})


@dataclass(frozen=True, slots=True)
class Configuration:
    """The table: each field is a setting, its default tells its type, `most` limits a number."""

    theme: str = _setting("papernotes-dark", "The theme; one chosen in the palette counts more.")
    ascii: bool = _setting(False, "Draw with ASCII alone, for terminals that show boxes instead of glyphs.")
    text_width: int = _setting(88, "Cells in a line of a note's text, 40 to 140.", least=40, most=140)
    facets_width: int = _setting(30, "Cells for venues and topics, 16 to 80.", least=16, most=80)
    note_share: int = _setting(
        60, "Percent for the note of what it shares with the papers, 20 to 80.", least=20, most=80
    )
    venues_share: int = _setting(
        45,
        "Percent for lists and venues of the height that they share with topics, 10 to 90.",
        least=10,
        most=90,
    )
    read_at_end: bool = _setting(True, "Mark a paper read when one comes to the end of its note.")
    chord_timeout: float = _setting(
        5.0, "Seconds until an unfinished chord is given up, 0.2 to 60.", least=0.2, most=60
    )
    sync_at_start: bool = _setting(True, "Look for new notes when the reader opens.")
    browser: str = _setting("", "The command that opens links, such as firefox; empty: the system's browser.")


DEFAULT = Configuration()


FIELDS = {field.name: field for field in fields(Configuration)}
"""The settings by name."""


def limits(name: str) -> tuple[float, float]:
    """The least and the greatest value of a setting that is a number."""
    metadata = FIELDS[name].metadata
    return metadata["least"], metadata["most"]


THEMES = (
    "papernotes-dark", "papernotes-light", "papernotes-contrast", "papernotes-terminal",
    "textual-dark", "textual-light", "nord", "gruvbox", "catppuccin-mocha", "dracula", "tokyo-night",
    "monokai", "flexoki", "catppuccin-latte", "catppuccin-frappe", "catppuccin-macchiato",
    "solarized-light", "solarized-dark", "rose-pine", "rose-pine-moon", "rose-pine-dawn",
    "atom-one-dark", "atom-one-light", "ansi-dark", "ansi-light",
)  # fmt: skip
"""The names that `theme` can have, ours first; a test compares them with the themes of the screen."""
