"""The reference of keystrokes in the README, made from the table of actions: `python -m papernotes.keymap.reference` renews it."""

from __future__ import annotations

import re
from pathlib import Path

from papernotes.keymap.actions import ACTIONS, CONTEXTS
from papernotes.keymap.keystrokes import display, parse
from papernotes.notes import lazy_pattern

_PLACE = lazy_pattern(r"(?<=<!-- keystrokes -->\n).*?(?=<!-- end of keystrokes -->)", re.DOTALL)


def keystroke_tables() -> str:
    """A table for each context, as Markdown."""
    parts = []
    for context, place in CONTEXTS.items():
        rows = [
            f"| {' '.join(_code(display(parse(keystroke))) for keystroke in action.keystrokes) or '–'} | {action.help} |"
            for action in ACTIONS
            if action.context == context
        ]
        parts.append(
            "\n".join(
                [f"**{place[0].upper()}{place[1:]}** (`{context}`)", "", "| | |", "| --- | --- |", *rows]
            )
        )
    return "\n" + "\n\n".join(parts) + "\n\n"


def _code(text: str) -> str:
    return f"`{text}`".replace("|", "\\|")


def renewed(readme: str) -> str:
    """The README with the tables as they are now."""
    return _PLACE.sub(lambda _: keystroke_tables(), readme)


if __name__ == "__main__":
    file = Path(__file__).parent.parent.parent / "README.md"
    file.write_text(renewed(file.read_text(encoding="utf-8")), encoding="utf-8")
