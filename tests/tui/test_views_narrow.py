"""Filters, chips, orders, histogram, the same topic elsewhere, selecting: by keystrokes and mouse."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from rich.cells import cell_len
from textual.app import App

from papernotes.config.paths import find_paths
from papernotes.glyphs import glyphs
from papernotes.notes.catalogue.entry_sets import ORDERS
from papernotes.notes.catalogue.rows import Count
from papernotes.reading.store import ReadingStore
from papernotes.tui.dialogs.filters import FilterScreen, row_label
from papernotes.tui.dialogs.pick import PickScreen
from papernotes.tui.reader.narrow import ORDERS as OFFERED
from papernotes.tui.widgets.chips import Chip
from papernotes.tui.widgets.query_input import QueryInput
from papernotes.views import View


def chips(opened: Any) -> list[str]:
    return [str(chip.content) for chip in opened.screen.query(Chip) if not chip.has_class("-place")]


def choices(opened: Any) -> dict[str, str]:
    screen = opened.app.screen
    assert isinstance(screen, FilterScreen)
    return {choice.value: choice.figures for choice in screen.rows.choices}


def rows(opened: Any) -> list[tuple[str, str, bool]]:
    screen = opened.app.screen
    assert isinstance(screen, PickScreen)
    return [(row.text, row.figures, row.on) for row in screen.names.rows]


def drawn(opened: Any) -> str:
    return "\n".join(strip.text for strip in opened.strips)


def test_every_order_is_offered() -> None:
    assert {name for _, name, _ in OFFERED} == {"relevance", *ORDERS}


def selected(opened: Any) -> list[str]:
    return [entry.key for entry in opened.screen.ui.library.entries(opened.papers.selected)]


async def test_the_panel_counts_what_each_filter_has_in_the_view(filled, reader):
    async with reader() as opened:
        await opened.press("s", "f")
        figures = choices(opened)
        assert (figures["unread"], figures["starred"], figures["code"]) == ("6", "2", "6")
        assert (figures["venue"], figures["topic"], figures["year"]) == ("2 values", "3 values", "2 values")


async def test_filters_combine_and_come_off_by_keyboard_and_mouse(filled, reader):
    async with reader() as opened:
        await opened.press("f", "y", *"2026", "enter")
        assert chips(opened) == ["year: 2026 ✕"]
        assert len(opened.titles) == 3
        await opened.press("f", "w")
        assert ("lanterns", "2", False) in rows(opened)
        await opened.press(*"lant", "enter")
        assert chips(opened) == ["keyword: lanterns ✕", "year: 2026 ✕"]
        assert opened.state.view == View(year="2026", keyword="lanterns")
        assert sorted(opened.titles) == ["Calm Lanterns for Harbours", "Lantern Oil at Scale"]
        await opened.press("f", "w")
        assert rows(opened)[0] == ("lanterns", "2", True)
        await opened.press("enter")
        assert chips(opened) == ["year: 2026 ✕"]
        await opened.pilot.click(opened.screen.query_one(Chip))
        await opened.settle()
        assert chips(opened) == []
        assert len(opened.titles) == 6
        await opened.press("f", "u", "f", "c", "f", "X")
        assert opened.state.view == View()


async def test_lists_and_tags_are_filters(filled, reader):
    async with reader() as opened:
        await opened.press("a", "number_sign", *"sea", "enter", "f", "t", "enter")
        assert chips(opened) == ["tag: sea ✕"]
        assert len(opened.titles) == 2
        await opened.press("f", "x")  # the filter that is on is the chosen one
        assert chips(opened) == []
        await opened.press("f", "l", "enter")
        assert chips(opened) == ["list: to read ✕"]
        assert len(opened.titles) == 2


async def test_what_was_put_off_is_a_filter_and_said_above_the_note(filled, reader):
    async with reader() as opened:
        await opened.press("x", "l", "l")
        assert "» later" in opened.note_text
        await opened.press("h", "f", "p")
        assert rows(opened) == [("later", "2", False)]
        await opened.press("enter")
        assert chips(opened) == ["later ✕"]
        assert set(opened.titles) == {"Calm Lanterns for Harbours"}


async def test_filters_are_there_at_the_next_visit_unless_nothing_has_them(filled, reader):
    async with reader() as opened:
        await opened.press("f", "y", *"2025", "enter")
    async with reader() as opened:
        assert chips(opened) == ["year: 2025 ✕"]
    with ReadingStore.open(find_paths().data) as store:
        store.set_ui_state({"view": {"tag": "gone", "year": "2026", "keyword": 7}})
    async with reader() as opened:
        assert opened.state.view == View(year="2026")


async def test_an_order_is_reversed_and_remembered_for_its_place(filled, reader):
    async with reader() as opened:
        await opened.press("S", "d")
        newest = opened.titles[0]
        first = opened.papers.entry_at(0).key
        await opened.press("S", "d")
        assert opened.state.view.order == "-date"
        assert opened.papers.entry_at(5).key == first
        await opened.press("g", "1", *["j"] * 5)
        assert opened.state.shown.order == "title"
        await opened.press("g", "g")
        assert opened.state.shown.order == "-date"
        assert opened.titles[-1] == newest
    async with reader() as opened:
        assert opened.state.orders == {"//": "-date"}


async def test_an_order_that_the_query_asks_for_goes_before_the_remembered_one(filled, reader):
    async with reader() as opened:
        await opened.press("slash", *"lanterns", "enter", "S", "t")
        assert opened.state.shown.order == "title"
        await opened.press("slash", *"lanterns sort:-date", "enter")
        assert opened.state.shown.order == "-date"
        await opened.press("S", "a")
        assert opened.state.view.query == "lanterns sort:added"
        assert opened.state.shown.order == "added"
        await opened.press("S", "a")
        assert opened.screen.query_one(QueryInput).value == "lanterns sort:-added"
        await opened.press("slash", *"lanterns", "enter")
        assert opened.state.shown.order == "title"


async def test_the_histogram_narrows(filled, reader):
    async with reader() as opened:
        await opened.press("t")
        found = rows(opened)
        assert found[0][0] == "LLM Safety"
        assert found[0][1] == "topic  3"
        assert (await opened.panel()).names.rows[0].bar == "█" * 12
        assert [text for text, figures, _ in found if figures.startswith("keyword")][:2] == [
            "reading",
            "lanterns",
        ]
        await opened.press(*"fog", "enter")
        assert opened.titles == ["Painted Fog"]


async def test_brackets_go_from_topic_to_topic(filled, reader):
    async with reader() as opened:
        await opened.press("right_square_bracket")
        assert opened.state.view.topic == "llm_safety"
        await opened.press("right_square_bracket")
        assert opened.state.view.topic == "image_generation"
        await opened.press("left_square_bracket", "left_square_bracket", "left_square_bracket")
        assert opened.state.view.topic is None


async def test_the_same_topic_elsewhere_is_printed_as_pages_do_and_gone_to(run, tree, reader):
    (tree / "ICML2025" / "llm_safety" / "index.md").write_text(
        "# 🔒 LLM Safety\n\n**🧪 ICML2025** · **2** paper notes\n\n"
        "Same area in other venues: 🔬 ICLR2026 (1) · 📷 CVPR2031 (7)\n\nTop topics: bells ×4 · ropes ×2\n",
        "utf-8",
    )
    assert run("add", tree).code == 0
    async with reader() as opened:
        await opened.press("g", "1", *["j"] * 6, "g", "3", "g", "s")
        found = rows(opened)
        assert [text for text, _, _ in found[:3]] == ["🧪 ICML2025 (2)", "🔬 ICLR2026 (1)", "📷 CVPR2031 (7)"]
        assert found[0][1:] == ("", True)
        assert found[2][1] == "not in the library"
        assert ("bells ×4", "", False) in found
        assert any(text == "lanterns ×1" for text, _, _ in found)
        await opened.press(*"cvpr", "enter")
        assert isinstance(opened.app.screen, PickScreen)
        await opened.press("escape", "g", "s", *"iclr", "enter")
        assert opened.state.view == View(venue="ICLR2026", topic="llm_safety")


async def test_a_range_is_selected_acted_on_in_one_step_and_cleared(filled, reader, monkeypatch):
    copied: list[str] = []
    monkeypatch.setattr(App, "copy_to_clipboard", lambda self, text: copied.append(text))
    async with reader() as opened:
        await opened.press("v", "j", "j")
        assert len(selected(opened)) == 3
        assert "─Papers · 3 selected, Esc clears─" in drawn(opened)
        await opened.press("k", "v", "j", "j")
        assert len(selected(opened)) == 2
        await opened.press("s")
        assert "★ 2" in str(opened.screen.query_one("#counts").content)
        await opened.press("u")
        assert "★" not in str(opened.screen.query_one("#counts").content)
        await opened.press("y", "t")
        assert [text.count("\n") for text in copied] == [1]
        await opened.press("escape")
        assert selected(opened) == []
        assert "─Papers─" in drawn(opened)
        await opened.press("g", "g", "space", "space", "k", "space")
        assert len(selected(opened)) == 1


async def test_the_chosen_paper_stays_when_a_view_is_shown_again(filled, reader):
    async with reader() as opened:
        await opened.press("f", "u", "j", "j", "j")
        below = opened.papers.entry_at(4).key
        await opened.press("r")
        opened.show(opened.state.view)
        await opened.settle()
        assert len(opened.titles) < 6
        assert opened.papers.entry.key == below


async def test_the_panel_of_filters_does_not_wait_for_a_busy_session_thread(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        free = threading.Event()
        busy = opened.session_thread.ask(lambda session: free.wait(20))
        await opened.pilot.press("f")
        while not isinstance(opened.app.screen, FilterScreen):
            await opened.pilot.pause()
        panel = opened.app.screen
        assert {choice.figures for choice in panel.rows.choices} == {""}
        free.set()
        assert busy.result()
        await opened.settle()
        assert opened.app.screen is panel
        figures = {choice.value: choice.figures for choice in panel.rows.choices}
        assert (figures["unread"], figures["venue"], figures["keyword"]) == ("6", "2 values", "")


def test_names_stand_under_each_other_whatever_their_icons(monkeypatch: Any) -> None:
    counts = [Count("graph", "Graphs", "🕸", 1, 1, 0), Count("oil", "Oil", "🔬", 1, 1, 0)]
    assert [cell_len(row_label(count).removesuffix(count.name)) for count in counts] == [3, 3]
    monkeypatch.setattr(glyphs, "ascii", True)
    assert [row_label(count) for count in counts] == ["Graphs", "Oil"]


@pytest.mark.parametrize("keystroke", ["f", "S"])
async def test_a_panel_to_choose_from_stands_in_the_middle_of_a_low_screen(filled, reader, keystroke):
    async with reader(size=(40, 9)) as opened:
        await opened.press(keystroke)
        panel = opened.app.screen
        assert not panel.show_vertical_scrollbar  # it moves its rows itself
        assert (panel.rows.region.y, panel.rows.region.bottom) == (
            1,
            5,
        )  # below are two lines of hints and the border
        await opened.press("G")
        assert panel.rows.scroll_offset.y > 0
        await opened.pilot.resize_terminal(40, 30)
        await opened.settle()
        assert panel.rows.size.height == len(panel.rows.choices)
