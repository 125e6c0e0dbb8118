"""Descriptions on the screen: papers that lack words below a divider, and what is found elsewhere."""

from __future__ import annotations

from typing import Any

from textual.widgets import Static

from papernotes.tui.theme.styles import theme_styles
from papernotes.views import View

DESCRIPTION = "painted fog zebra"


def hint(opened: Any) -> str:
    return str(opened.screen.query_one("#hint", Static).content)


def counts(opened: Any) -> str:
    return str(opened.screen.query_one("#counts", Static).content).strip()


def lines(opened: Any, row: int) -> list[str]:
    """The lines of a row of the list of papers."""
    return ["".join(text for text, _ in line).rstrip() for line in opened.papers.draw(row, 70)]


async def test_below_a_divider_stands_what_lacks_words(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await opened.press("slash", *DESCRIPTION, "enter")
        papers = opened.papers
        assert papers.ids == []
        assert lines(opened, 0)[1].strip("─ ") == "not all words; closest first"
        title, about, _ = lines(opened, 1)
        assert title.endswith("Painted Fog")
        assert about.strip().startswith("without zebra · ")
        parts = papers.draw(1, 70)[1]
        style = next(style for text, style in parts if text == "without zebra")
        assert style == theme_styles(opened.app.theme_variables)["tag"]
        assert papers.chosen == 1  # the divider cannot be chosen
        assert opened.entry is not None
        assert opened.entry.title == "Painted Fog"
        assert counts(opened) == "0 and 1 close"
        assert hint(opened).startswith("no paper has all words; did you mean: ")


async def test_it_can_be_opened_and_starred_and_selected(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await opened.press("slash", *DESCRIPTION, "enter", "s")
        assert opened.papers.state(opened.entry).starred
        await opened.press("space")
        assert opened.papers.selected == [opened.entry.id]
        await opened.press("escape", "l")
        assert "Painted Fog" in opened.note_text
        assert "not in this view" not in str(opened.note.border_title)


async def test_actions_on_all_leave_it_alone(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await opened.press("slash", *"lantern oil pier ", "enter")
        papers = opened.papers
        assert [papers.entry_at(row).title for row in range(len(papers.ids))] == ["Lantern Oil at Scale"]
        assert papers.row_count > 2
        await opened.press("v", "G", "v")
        assert papers.selected == papers.ids
        await opened.press("escape", "R")
        read = [papers.is_unread(row) for row in range(papers.row_count)]
        assert read[:2] == [False, False]  # of the only full match, and of the divider
        assert all(read[2:])


async def test_the_choice_skips_the_divider_both_ways(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await opened.press("slash", *"lantern oil pier ", "enter", "j")
        assert opened.papers.chosen == 2
        await opened.press("k")
        assert opened.papers.chosen == 0
        await opened.press("n")
        assert opened.message.startswith("not all words: 1 of ")
        await opened.press("N")
        assert opened.message == "result 1 of 1"


async def test_filters_hold_for_it_too(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        opened.show(View("lantern oil pier ", venue="ICML2025"))
        await opened.settle()
        venues = {opened.papers.entry_at(row).venue.slug for row in range(1, opened.papers.row_count)}
        assert venues == {"ICML2025"}


async def test_one_keystroke_goes_to_what_is_found_everywhere(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        opened.show(View("painted fog", venue="ICML2025", unread=True))
        await opened.settle()
        assert hint(opened) == "nothing found with these filters, but 1 everywhere; ^g shows them"
        await opened.press("ctrl+g")
        assert opened.state.view == View("painted fog")
        assert opened.titles == ["Painted Fog"]


async def test_from_the_search_bar_it_goes_there_too(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await opened.press("slash", *"venue:ICML2025 painted fog")
        assert "1 everywhere" in hint(opened)
        await opened.press("ctrl+g")
        assert opened.state.view == View("painted fog")
        assert opened.screen.ui.bar.value == "painted fog"
        await opened.press("ctrl+g")
        assert opened.message == "no filter hides any results"
