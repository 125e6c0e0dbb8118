"""The reference of keystrokes in the README, made from the table of actions. `docs/renew.py` renews it."""

from __future__ import annotations

import re

from papernotes.keymap.actions import ACTIONS, CONTEXTS
from papernotes.keymap.keystrokes import display, parse
from papernotes.notes import lazy_pattern

_TABLES = lazy_pattern(r"(?<=<!-- keystrokes -->\n).*?(?=<!-- end of keystrokes -->)", re.DOTALL)


def keystroke_tables() -> str:
    """A table for each context, as Markdown."""
    parts = []
    for context, where in CONTEXTS.items():
        rows = [
            f"| {' '.join(_code(display(parse(keystroke))) for keystroke in action.keystrokes) or '–'} | {action.help} |"
            for action in ACTIONS
            if action.context == context
        ]
        parts.append(
            "\n".join(
                [f"**{where[0].upper()}{where[1:]}** (`{context}`)", "", "| | |", "| --- | --- |", *rows]
            )
        )
    return "\n" + "\n\n".join(parts) + "\n\n"


def _code(text: str) -> str:
    return f"`{text}`".replace("|", "\\|")


def renewed(readme: str) -> str:
    """The text of the README with up-to-date tables."""
    return _TABLES.sub(lambda _: keystroke_tables(), readme)
