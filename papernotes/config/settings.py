"""The table of settings. `papernotes.config.settings_file` reads `config.yaml`."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any


def _setting(default: Any, help: str, *, minimum: float = 0, maximum: float = 0) -> Any:
    return field(default=default, metadata={"help": help, "minimum": minimum, "maximum": maximum})


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings: one field each. The default of a field gives its type; a number has a minimum and a maximum."""

    theme: str = _setting(
        "papernotes-dark",
        "The theme, such as dark, light, contrast or terminal; one that is chosen on the screen takes precedence.",
    )
    ascii: bool = _setting(False, "Draw with ASCII only, for terminals that show boxes instead of glyphs.")
    text_width: int = _setting(88, "Width of a note's text in cells, 40 to 140.", minimum=40, maximum=140)
    facets_width: int = _setting(30, "Width of venues and topics in cells, 16 to 80.", minimum=16, maximum=80)
    note_share: int = _setting(
        60,
        "The note's share of the width that it and the papers have, 20 to 80 percent.",
        minimum=20,
        maximum=80,
    )
    preview_share: int = _setting(
        45,
        "The note's share of the height that it and the papers above it have, 20 to 80 percent.",
        minimum=20,
        maximum=80,
    )
    venues_share: int = _setting(
        45,
        "The share of lists and venues in the height that they and the topics have, 10 to 90 percent.",
        minimum=10,
        maximum=90,
    )
    read_at_end: bool = _setting(True, "Mark a paper as read when you reach the end of its note.")
    chord_timeout: float = _setting(
        5.0, "Seconds after which an unfinished chord is dropped, 0.2 to 60.", minimum=0.2, maximum=60
    )
    digits: str = _setting(
        "counts", "What digits do: counts, as in 5j and 10G, with g1 to g4 for the panes; or panes, 1 to 4."
    )
    sync_at_start: bool = _setting(True, "Look for new notes when the reader opens.")
    note_language: str = _setting(
        "en", "The language whose note is shown first, where a paper has notes in several: en, zh, ja or ko."
    )
    browser: str = _setting(
        "",
        "The command that opens links, such as firefox or w3m; empty: $BROWSER, else the system's browser.",
    )
    citation_key: str = _setting(
        "{author}{year}{word}",
        "How new citation keys are made, of {author}, {year}, {word} and {words} of the title, and {venue}. "
        "A paper that has a key keeps it.",
    )


DEFAULT = Configuration()


FIELDS = {field.name: field for field in fields(Configuration)}
"""The settings by name."""


def limits(name: str) -> tuple[float, float]:
    """The minimum and the maximum of a setting that is a number."""
    metadata = FIELDS[name].metadata
    return metadata["minimum"], metadata["maximum"]


CITATION_KEY_PARTS = ("author", "year", "word", "words", "venue")
"""What `citation_key` may have in braces; `papernotes.exports.citation_keys` fills it in."""
DIGITS = ("counts", "panes")
"""The possible values of `digits`."""
LANGUAGES = ("en", "zh", "ja", "ko")
"""The languages of notes."""
THEMES = (
    "papernotes-dark", "papernotes-light", "papernotes-contrast", "papernotes-terminal",
    "textual-dark", "textual-light", "nord", "gruvbox", "catppuccin-mocha", "dracula", "tokyo-night",
    "monokai", "flexoki", "catppuccin-latte", "catppuccin-frappe", "catppuccin-macchiato",
    "solarized-light", "solarized-dark", "rose-pine", "rose-pine-moon", "rose-pine-dawn",
    "atom-one-dark", "atom-one-light", "ansi-dark", "ansi-light",
)  # fmt: skip
"""The themes, ours first. A test compares them with those of the screen."""
SHORT_THEMES = {name.removeprefix("papernotes-"): name for name in THEMES if name.startswith("papernotes-")}
"""What our themes may be called for short in `theme` → their names."""
