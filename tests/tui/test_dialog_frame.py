"""The frame of dialogs: what Enter and Esc do is never cut."""

from __future__ import annotations

from typing import Any

import pytest

from papernotes.tui.dialogs.frame import Frame, packed
from papernotes.tui.dialogs.pick import Row, having_all_words


@pytest.mark.parametrize(
    ("hints", "width", "lines"),
    [
        ("⏎ show · ^d delete · Esc close", 40, ["⏎ show · ^d delete · Esc close"]),
        ("⏎ show · ^d delete · Esc close", 25, ["⏎ show · ^d delete", "Esc close"]),
        ("⏎ put it on a list or take it off · Esc close", 20, ["⏎ put it on a list", "or take it off", "Esc close"]),
    ],
)  # fmt: skip
def test_hints_are_packed_into_lines_that_have_room(hints: str, width: int, lines: list[str]) -> None:
    assert packed(hints.split(" · "), width) == lines


@pytest.mark.parametrize(
    ("typed", "found"), [("etude", ["Étude"]), ("ÉTUDE", ["Étude"]), ("prelude", ["Prelude"])]
)
def test_rows_are_found_whatever_case_and_accents(typed: str, found: list[str]) -> None:
    rows = [Row("Étude"), Row("Prelude")]
    assert [row.text for row in having_all_words(rows, typed)] == found


DIALOGS = {
    "palette": ("colon",), "help": ("question_mark",), "filters": ("f",), "order": ("S",), "lists": ("g", "l"),
    "views": ("g", "v"), "list": ("A",), "tags": ("number_sign",), "histogram": ("t",), "elsewhere": ("g", "s"),
    "related": ("g", "r"), "duplicates": ("g", "d"), "history": ("g", "h"), "statistics": ("g", "t"),
    "add": ("g", "a"), "export": ("y", "f"), "contents": ("l", "t"),
}  # fmt: skip
"""A dialog, and the keystrokes that open it from the papers."""


@pytest.mark.parametrize("size", [(40, 15), (80, 24)])
async def test_every_dialog_is_framed_and_says_how_it_is_left(filled: Any, reader: Any, size: Any) -> None:
    async with reader(size=size) as opened:
        for name, keys in DIALOGS.items():
            await opened.press(*keys)
            await opened.wait_until(lambda: opened.app.screen is not opened.screen)
            await opened.settle()
            frame = opened.app.screen.query_one(Frame)
            assert frame.border_title, name
            shown = "\n".join(strip.text for strip in opened.strips)
            assert "⏎" in shown, name
            assert "Esc close" in shown, name
            assert frame.region.bottom <= size[1] and frame.region.right <= size[0], name
            for child in frame.children:
                assert child.region.bottom <= frame.region.bottom - 1 or not child.display, name
            await opened.press("escape")
            assert opened.app.screen is opened.screen, name
            if opened.state.pane == "note":
                await opened.press("h")
