"""The bottom line: help is always offered, what to do about what was said is never cut, and hints can be clicked."""

from __future__ import annotations

from typing import Any

import pytest

from papernotes.tui.dialogs.choice import ChoiceScreen
from papernotes.tui.dialogs.help import HelpScreen
from papernotes.tui.widgets.status_line import shortened


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("marked 9 papers read", 30, "marked 9 papers read"),
        ("marked 1,234 papers read · u takes it back", 30, "marked 1,23… · u takes it back"),
        ("marked 1,234 papers read · u takes it back", 12, "marked 1,23…"),
        ("copied a long long title", 10, "copied a …"),
        ("no room", 0, ""),
        ("⋯ reading docs 24% · ^c stops", 25, "⋯ reading doc… · ^c stops"),
    ],
)
def test_what_is_too_long_loses_what_is_known_already(text: str, width: int, shown: str) -> None:
    assert shortened(text, width) == shown


def bottom(opened: Any) -> str:
    return str(opened.strips[-1].text)


@pytest.mark.parametrize("columns", [24, 40, 80, 200])
async def test_help_is_always_offered(filled: Any, reader: Any, columns: int) -> None:
    async with reader(size=(columns, 24)) as opened:
        for keys, help in ((), "? help"), (("R",), "? help"), (("l",), "? help"), (("h", "slash"), "F1 help"):
            await opened.press(*keys)
            assert help in bottom(opened)
            if keys == ("R",) and columns >= 40:
                assert "u takes it back" in bottom(opened)


async def test_hints_are_clicked(filled: Any, reader: Any) -> None:
    async with reader(size=(120, 24)) as opened:
        await opened.pilot.click("#status", offset=(bottom(opened).index("star"), 0))
        await opened.settle()
        assert opened.papers.state(opened.entry).starred
        await opened.press("escape")
        await opened.pilot.click("#status", offset=(bottom(opened).index("? help"), 0))
        await opened.settle()
        assert isinstance(opened.app.screen, HelpScreen)
        await opened.press("escape", "slash", *"lantern")
        await opened.pilot.click("#status", offset=(bottom(opened).index("to the papers"), 0))
        await opened.settle()
        assert opened.screen.focused is opened.papers


async def test_the_order_beside_the_search_bar_is_clicked(filled: Any, reader: Any) -> None:
    async with reader(size=(120, 24)) as opened:
        await opened.pilot.click("#counts")
        await opened.settle()
        assert isinstance(opened.app.screen, ChoiceScreen)
        await opened.press("y")
        assert opened.state.shown.order == "year"
