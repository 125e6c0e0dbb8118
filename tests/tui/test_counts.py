"""Numbers before keystrokes, as in vim; or digits that lead to panes, as one chooses."""

from __future__ import annotations

from typing import Any

import pytest
from note_shelf import make_shelf

from papernotes.config.paths import find_paths
from papernotes.tui.widgets.chord_bar import ChordBar


async def test_a_number_says_how_far_to_go_or_where(filled: Any, reader: Any) -> None:
    async with reader(size=(150, 40)) as opened:
        for keys, chosen in (
            (("3", "j"), 3),
            (("2", "k"), 1),
            (("5", "G"), 4),
            (("2", "g", "g"), 1),
            (("1", "0", "j"), 5),
            (("g", "g", "r", "3", "tab"), 4),  # two entries of the paper that was read are left out
            (("9", "tab"), 5),
        ):
            await opened.press(*keys)
            assert opened.papers.chosen == chosen, keys
        await opened.press("g", "1", "2", "j")
        assert opened.venues.chosen == 2


async def test_a_number_in_a_note_leads_on_by_papers_and_headings(
    run: Any, reader: Any, tmp_path: Any
) -> None:
    assert run("add", make_shelf(tmp_path / "shelf"), "--name", "shelf").code == 0
    async with reader(size=(80, 15)) as opened:
        opened.papers.choose(opened.titles.index("Harbour Lights"))
        await opened.settle()
        await opened.press("l", "2", "]")
        two = opened.note.top
        await opened.press("g", "g", "]", "]")
        assert opened.note.top == two > 0
        for keys, top in ((("2", "["), 0), (("5", "j"), 5), (("3", "G"), 2)):
            await opened.press(*keys)
            assert opened.note.top == top, keys
        for keys, chosen in ((("9", "K"), 0), (("2", "J"), 2), (("9", "J"), opened.papers.row_count - 1)):
            await opened.press(*keys)
            assert opened.papers.chosen == chosen, keys


async def test_a_number_is_shown_taken_back_and_refused_where_it_means_nothing(
    filled: Any, reader: Any
) -> None:
    async with reader() as opened:
        bar = opened.screen.query_one(ChordBar)
        await opened.press("1", "2")
        assert bar.display
        assert bar.border_title == "12"
        await opened.press("escape")
        assert not bar.display
        assert opened.papers.chosen == 0
        assert opened.message == ""
        await opened.press("3", "r")
        assert opened.message == "3r is not bound to anything"
        await opened.press("ctrl+t")
        assert opened.message == "^t is not bound to anything"
        opened.screen.ui.say("")
        await opened.press("escape", "escape", "j", "k")
        assert "not bound" not in opened.message
        assert not opened.papers.state(opened.entry).read
        await opened.press("0", "j")
        assert opened.papers.chosen == 1


@pytest.mark.parametrize("size", [(40, 15), (30, 8), (80, 24)])
async def test_all_that_can_follow_is_seen_on_a_low_screen(filled: Any, reader: Any, size: Any) -> None:
    async with reader(size=size) as opened:
        await opened.press("g")
        bar = opened.screen.query_one(ChordBar)
        keys = {keys[1] for keys in opened.screen.ui.keymap.chords("list") if keys[0] == "g"}
        lines = str(bar.content).split("\n")
        assert len(lines) <= bar.size.height
        assert keys <= {word for line in lines for word in line.split()}
        assert bar.region.right <= size[0]


async def test_digits_lead_to_panes_where_that_is_set_or_bound(filled: Any, reader: Any) -> None:
    find_paths().config.mkdir(parents=True, exist_ok=True)
    find_paths().configuration.write_text("digits: panes\nchord_timeout: 60\n", "utf-8")
    async with reader() as opened:
        for digit, pane in (("1", "venues"), ("2", "topics"), ("4", "note"), ("3", "papers")):
            await opened.press(digit)
            assert opened.state.pane == pane
        await opened.press("5", "j")
        assert opened.papers.chosen == 5
    find_paths().configuration.write_text("chord_timeout: 60\n", "utf-8")
    find_paths().keybindings.write_text("reader:\n  venues: ['1']\n", "utf-8")
    async with reader() as opened:
        await opened.press("1")
        assert opened.state.pane == "venues"
        await opened.press("g", "3", "g", "g", "2", "1", "j")
        assert opened.papers.chosen == 5
