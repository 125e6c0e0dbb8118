"""Going up level by level, and leaving; nothing is dropped without a word."""

from __future__ import annotations

from typing import Any

from papernotes.config.paths import find_paths
from papernotes.tui.dialogs.choice import ChoiceScreen


class SyncUnderWay:
    """Stands in for a sync in the background."""

    running = True

    def __init__(self, *, adds: bool) -> None:
        self.adds = adds

    def stop(self) -> None:
        self.running = False


def asks(opened: Any) -> bool:
    return isinstance(opened.app.screen, ChoiceScreen)


async def test_q_goes_up_level_by_level_and_asks_at_the_top(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await opened.press("slash", *"lantern", "enter", "space", "l", "q")
        assert opened.state.pane == "papers"
        assert opened.papers.selected
        await opened.press("q")
        assert not opened.papers.selected
        assert opened.state.view.query == "lantern"
        await opened.press("q")
        assert opened.state.view.query == ""
        assert not asks(opened)
        await opened.press("q")
        assert asks(opened)
        await opened.press("escape")
        assert opened.app.screen is opened.screen
        await opened.pilot.press("q", "q")
        assert opened.app.return_code == 0


async def test_q_keeps_the_place_that_is_shown(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await opened.press("g", "1", "G", "g", "3", "q")
        assert asks(opened)
        assert opened.state.view.venue


async def test_capital_q_leaves_at_once(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await opened.press("l")
        await opened.pilot.press("Q")
        assert opened.app.return_code == 0


async def test_leaving_asks_where_a_source_would_not_be_added(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        sync = opened.screen.sync
        sync.process = SyncUnderWay(adds=False)
        sync.add(["--", "somewhere"], "")
        await opened.press("Q")
        assert asks(opened)
        assert str(opened.app.screen.query_one("#told").content) == "1 source would not be added."
        await opened.press("enter")  # stays
        sync.process = SyncUnderWay(adds=True)
        await opened.press("q")
        assert str(opened.app.screen.query_one("#told").content) == "2 sources would not be added."
        await opened.pilot.press("q")
        assert opened.app.return_code == 0


async def test_own_keystrokes_for_both_work(filled: Any, reader: Any) -> None:
    find_paths().config.mkdir(parents=True, exist_ok=True)
    find_paths().keybindings.write_text("reader:\n  back: [Q]\n  quit: [q]\n", "utf-8")
    async with reader() as opened:
        await opened.press("l", "Q")
        assert opened.state.pane == "papers"
        await opened.press("Q")
        assert asks(opened)
        await opened.press("escape")
        await opened.pilot.press("q")
        assert opened.app.return_code == 0
