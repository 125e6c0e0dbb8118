"""The search bar: completion, mistakes, earlier queries, and back to where the search began."""

from __future__ import annotations

from typing import Any

import pytest
from textual.widgets import Static

from papernotes.config.paths import find_paths
from papernotes.query import view_query
from papernotes.query_history import add_text, read_texts
from papernotes.session import Session
from papernotes.tui.jobs import view as view_jobs
from papernotes.tui.note.view import NoteView
from papernotes.tui.theme.styles import theme_styles
from papernotes.tui.widgets.offers import Offers
from papernotes.tui.widgets.paper_list import PaperList
from papernotes.tui.widgets.query_input import QueryInput
from papernotes.tui.widgets.status_line import StatusLine
from papernotes.ui_state import UIState, ui_state_to_json
from papernotes.views import View


def bar(opened: Any) -> QueryInput:
    found = opened.screen.query_one(QueryInput)
    assert isinstance(found, QueryInput)
    return found


async def press(opened: Any, *keys: str) -> None:
    """Press keys one after another, and wait until all that came of them is done."""
    await opened.pilot.press(*keys)
    await opened.settle()


def hint(opened: Any) -> str:
    return str(opened.screen.query_one("#hint", Static).content)


def offers(opened: Any) -> list[str]:
    """What is offered under the bar; nothing where the panel is closed."""
    panel = opened.screen.query_one(Offers)
    return [" ".join(line.split()) for line in str(panel.content).splitlines()] if panel.display else []


def underlined(opened: Any) -> tuple[str, int]:
    """The text that is underlined in the bar, and the cell where it begins."""
    text, cell, first = "", 0, -1
    for segment in bar(opened).render_line(0):
        if segment.style and segment.style.underline:
            text += segment.text
            first = cell if first < 0 else first
        cell += segment.cell_length
    return text, first


# Completion


def make_list(opened: Any, name: str) -> None:
    """Make a list, as its panel does."""

    def make(session: Session) -> None:
        session.reading.make_list(name)
        session.refresh_marks()

    opened.session_thread.ask(make).result()


async def test_names_and_values_are_completed_by_tab(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await press(opened, "slash", *"ve", "tab")
        assert bar(opened).value == "venue:"
        assert offers(opened) == ["ICLR2026 3", "ICML2025 3"]
        await press(opened, *"icm", "tab")
        assert bar(opened).value == "venue:ICML2025"
        assert offers(opened) == []
        assert len(opened.titles) == 3
        await press(opened, "space", *"top", "tab", *"fe", "shift+tab")
        assert bar(opened).value == 'venue:ICML2025 topic:"LLM Safety"'
        assert len(opened.titles) == 2


async def test_tab_goes_through_what_fits_and_results_follow(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await press(opened, "slash", *"-venue:ic", "tab")
        assert bar(opened).value == "-venue:ICLR2026"
        assert len(opened.titles) == 3
        await press(opened, "tab")
        assert bar(opened).value == "-venue:ICML2025"
        assert "ICML2025 3" in offers(opened)
        await press(opened, "tab", "shift+tab")
        assert bar(opened).value == "-venue:ICML2025"
        await press(opened, "space")
        assert offers(opened) == []


async def test_an_empty_bar_offers_what_can_be_asked(filled: Any, reader: Any) -> None:
    async with reader(size=(40, 15)) as opened:
        await press(opened, "slash", "tab")
        assert bar(opened).value == "title:"
        assert offers(opened)[0] == "title: words of titles"
        panel = opened.screen.query_one(Offers)
        assert panel.region.right <= 40
        assert panel.region.bottom <= 15
        await press(opened, "shift+tab")
        assert bar(opened).value == "conclusion:"
        await press(opened, "escape")
        assert offers(opened) == []


async def test_lists_that_are_made_meanwhile_are_offered(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await press(opened, "slash", *"list:")
        assert offers(opened) == ["to read 0"]
        await press(opened, "escape")
        make_list(opened, "for (now)")
        await press(opened, "slash", *"list:f")
        await press(opened, "tab")
        assert bar(opened).value == 'list:"for (now)"'


async def test_what_may_follow_is_shown_behind_the_cursor(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await press(opened, "slash", *"fog", "enter", "escape", "slash", *"venue:icl")
        await press(opened, "right")
        assert bar(opened).value == "venue:ICLR2026"
        assert len(opened.titles) == 3
        await press(opened, "ctrl+u", *"fo", "right")
        assert bar(opened).value == "fog"


async def test_chinese_values_stand_under_the_word_that_is_typed(
    run: Any, reader: Any, tmp_path: Any
) -> None:
    note = tmp_path / "tree" / "ICML2025" / "safety" / "one.md"
    note.parent.mkdir(parents=True)
    note.write_text("# 港口的灯\n\n**关键词**: 港口 灯光, 灯\n\n## 一句话总结\n\n灯。\n", "utf-8")
    run("add", tmp_path / "tree")
    async with reader() as opened:
        bar(opened).focus()
        await opened.settle()
        bar(opened).put_query("港口 keyword:")
        await press(opened, "灯")
        assert offers(opened) == ["灯 1", "港口 灯光 1"]
        panel = opened.screen.query_one(Offers)
        assert panel.region.x + 1 == bar(opened).content_region.x + len("--- keyword:") + 1
        await press(opened, "tab", "tab")
        assert bar(opened).value == '港口 keyword:"港口 灯光"'
        assert opened.titles == ["港口的灯"]


# Mistakes


async def test_a_mistake_is_underlined_at_its_cells_and_can_be_corrected(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await press(opened, "slash", *"fog ")
        assert opened.titles == ["Painted Fog"]
        await press(opened, "灯", "space", *"titel:x")
        assert underlined(opened) == ("titel:x", len("fog -- "))
        assert (
            hint(opened)
            == "column 7: There is no field titel:, did you mean title:; ^y accepts it; in quotes it is text"
        )
        await press(opened, "enter")
        assert opened.screen.focused is bar(opened)
        await press(opened, "ctrl+y")
        assert bar(opened).value == "fog 灯 title:x"
        assert underlined(opened)[0] == ""


async def test_one_keystroke_puts_pasted_text_into_quotes(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await press(opened, "slash", *"piers:sailors ")
        assert hint(opened) == (
            'column 1: There is no field piers:; in quotes it is text: "piers:sailors"; ^y accepts it'
        )
        await press(opened, "ctrl+y")
        assert bar(opened).value == '"piers:sailors" '
        assert underlined(opened)[0] == ""


async def test_a_value_that_is_being_typed_is_no_mistake_yet(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await press(opened, "slash", *"fog is:sta")
        assert underlined(opened)[0] == ""
        assert hint(opened) == "is: what you did"
        assert opened.titles == ["Painted Fog"]
        await press(opened, "enter")
        assert underlined(opened)[0] == "is:sta"
        assert "did you mean is:starred" in hint(opened)
        await press(opened, "tab", "enter")
        assert opened.state.view.query == "fog is:starred"
        assert opened.titles == []


async def test_what_can_still_be_typed_out_is_no_mistake_yet(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await press(opened, "slash", *"fog OR")
        assert (underlined(opened)[0], hint(opened)) == ("", "OR wants something on both sides")
        await press(opened, *" (bells")
        assert (underlined(opened)[0], hint(opened)) == ("", "This ( is never closed")
        await press(opened, "enter")
        assert opened.screen.focused is bar(opened)
        assert hint(opened) == "column 8: This ( is never closed"
        await press(opened, *") x)")
        assert underlined(opened)[0] == ")"


async def test_a_list_that_there_is_not_is_underlined(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        make_list(opened, "thesis")
        await press(opened, "slash", *"list:theses ")
        assert underlined(opened)[0] == "list:theses"
        await press(opened, "ctrl+y")
        assert bar(opened).value == "list:thesis "
        assert underlined(opened)[0] == ""


async def test_where_nothing_is_found_the_suggestion_can_be_taken_in_the_bar_and_out_of_it(
    filled: Any, reader: Any
) -> None:
    async with reader() as opened:
        await press(opened, "slash", *"lanterns zqzqzq")
        assert "did you mean: lanterns; ^y accepts it" in hint(opened)
        await press(opened, "enter", "ctrl+y")
        assert bar(opened).value == "lanterns"
        assert len(opened.titles) == 3
        await press(opened, "ctrl+y")
        assert "nothing to complete" in str(opened.screen.query_one(StatusLine).content)


async def test_escape_takes_a_mistake_out_of_the_bar_that_a_saved_view_brought(
    filled: Any, reader: Any
) -> None:
    async with reader() as opened:
        bar(opened).value = "titel:x"
        await opened.settle()
        assert underlined(opened)[0] == "titel:x"
        await press(opened, "escape")
        assert (bar(opened).value, underlined(opened)[0]) == ("", "")
        assert len(opened.titles) == 6


# What stays while the query has a mistake


def looks(opened: Any) -> tuple[str, bool, str]:
    """What the pane of papers is called, whether its titles are dimmed, and the counts beside the bar."""
    papers = opened.screen.query_one("#papers", PaperList)
    dim = theme_styles(opened.app.theme_variables)["dim"]
    titles = [style for text, style in papers.draw(0, 80)[0] if text.strip()] if papers.row_count else []
    counts = str(opened.screen.query_one("#counts", Static).content).strip()
    return str(papers.border_title), bool(titles) and all(style == dim for style in titles), counts


def read_papers(opened: Any) -> int:
    return sum(
        state.read for state in opened.session_thread.ask(lambda session: session.marks).result().values()
    )


@pytest.mark.parametrize(
    "query",
    ["(((", "tag:nosuch ", "NOT list:nosuch ", "fog is:nosuch ", "year:abc ", "has:nosuch ", "sort:nosuch ",
     "piers:sailors", "fog) x", "OR fog", "arxiv:nosuch ", "titel:x"],
)  # fmt: skip
async def test_what_was_found_last_stays_dimmed_and_nothing_acts_on_all_of_it(
    query: str, filled: Any, reader: Any
) -> None:
    async with reader(size=(150, 30)) as opened:
        await press(opened, "slash", *"lanterns", "enter")
        name, dimmed, counts = looks(opened)
        assert (dimmed, counts) == (False, "3 unread · relevance")
        found = opened.titles
        await press(opened, "slash")
        bar(opened).value = query  # as it is pasted
        await opened.settle()
        await opened.pilot.click("#papers", offset=(10, 2))
        await opened.settle()
        assert opened.titles == found
        assert looks(opened) == (f"{name} · of an earlier query", True, "")
        for keys in (("R",), ("y", "f"), ("v",), ("n",)):
            await press(opened, *keys)
            assert "while the query has a mistake" in str(opened.screen.query_one(StatusLine).content), keys
            assert opened.app.screen is opened.screen
        assert (read_papers(opened), opened.papers.selected) == (0, [])
        await press(opened, "r")  # what is chosen is there to be seen
        assert read_papers(opened) == 1
        await press(opened, "escape")
        assert bar(opened).value == "lanterns"
        assert looks(opened) == (name, False, "3 · 1 unread · relevance")
        await press(opened, "R")
        assert read_papers(opened) == 2


async def test_what_is_not_finished_dims_nothing(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await press(opened, "slash", *"fog NOT")
        assert (opened.titles, looks(opened)[1]) == (["Painted Fog"], False)
        await press(opened, "enter")
        assert (opened.titles, looks(opened)[1]) == (["Painted Fog"], True)
        assert opened.screen.focused is bar(opened)
        await press(opened, *" (painted")
        assert looks(opened)[1] is False
        await press(opened, *") OR NOT fog ")
        assert len(opened.titles) == 5
        await opened.pilot.click("#papers", offset=(10, 2))
        await press(opened, "R")
        assert read_papers(opened) == 4


@pytest.mark.parametrize("query", ["(((", "tag:nosuch", "year:abc fog"])
async def test_a_mistake_that_one_comes_with_shows_no_papers(query: str, filled: Any, reader: Any) -> None:
    session = Session(find_paths())
    try:
        view_jobs.remember(session, ui_state_to_json(UIState()._replace(view=View(query))))
    finally:
        session.close()
    async with reader(size=(150, 30)) as opened:
        assert (opened.titles, looks(opened)[2]) == ([], "")
        assert "column" in hint(opened)
        assert opened.venues.row_count > 3  # there is more to go to
        await press(opened, "g", "3", "R", "y", "f")
        assert (read_papers(opened), opened.app.screen) == (0, opened.screen)
        await press(opened, "escape")
        assert (len(opened.titles), bar(opened).value) == (6, "")


async def test_a_view_is_not_saved_under_a_query_with_a_mistake(filled: Any, reader: Any) -> None:
    async with reader(size=(150, 30)) as opened:
        bar(opened).value = "tag:nosuch"
        await opened.settle()
        await press(opened, "g", "v", *"mine", "enter")
        assert "while the query has a mistake" in str(opened.screen.query_one(StatusLine).content)
        assert opened.session_thread.ask(lambda session: session.reading.views()).result() == ()


def test_without_an_index_a_value_that_there_is_not_finds_nothing(filled: Any, monkeypatch: Any) -> None:
    from papernotes.index import Index, IndexMissing

    def missing(folder: object) -> Index:
        raise IndexMissing("there is none")

    monkeypatch.setattr(Index, "open", missing)
    session = Session(find_paths())
    try:
        for query in ("tag:nosuch", "list:nosuch", "is:nosuch", "(((", "fog tag:", "year:abc"):
            shown = session.show(View(query))
            assert (shown.ids, shown.mistake is None) == ([], False), query
        assert len(session.show(View("fog")).ids) == 1
    finally:
        session.close()


# Earlier queries


async def test_queries_whose_results_were_used_come_back_also_at_the_next_start(
    filled: Any, reader: Any, home: Any
) -> None:
    async with reader() as opened:
        await press(opened, "slash", *"fog", "enter", "escape")
        await press(opened, "slash", *"bells", "escape")
        await press(opened, "slash", *"stairs", "enter", "l", "q", "escape")
        await press(opened, "slash", *"st", "up")
        assert bar(opened).value == "stairs"
        assert opened.titles == ["Steep Stairs Descend Faster"]
        await press(opened, "up", "down")
        assert bar(opened).value == "st"
        await press(opened, "escape")
    assert read_texts(home / "data" / "queries") == ["fog", "stairs"]
    async with reader() as opened:
        add_text(home / "data" / "queries", "oil")  # by another copy
        await press(opened, "slash", "up")
        assert bar(opened).value == "oil"
        await press(opened, "up", "up", "up")
        assert bar(opened).value == "fog"
        await press(opened, "down", "down", "down")
        assert bar(opened).value == ""


async def test_the_query_that_stands_is_no_beginning_of_another(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await press(opened, "slash", *"fog", "enter", "escape", "slash", *"bells", "enter")
        await press(opened, "slash", "up")
        assert bar(opened).value == "fog"
        await press(opened, "down")
        assert bar(opened).value == "bells"


async def test_where_queries_cannot_be_kept_they_come_back_in_this_copy(
    filled: Any, reader: Any, home: Any
) -> None:
    (home / "data" / "queries").mkdir(parents=True)
    async with reader() as opened:
        await press(opened, "slash", *"fog", "enter")
        assert "not saved" in str(opened.screen.query_one(StatusLine).content)
        await press(opened, "escape", "slash", "up")
        assert bar(opened).value == "fog"


async def test_what_was_looked_for_in_notes_comes_back(filled: Any, reader: Any, home: Any) -> None:
    async with reader() as opened:
        await press(
            opened, "l", "slash", *"pier", "enter", "escape", "q", "j", "l", "slash", *"sail", "enter"
        )
        await press(opened, "slash", "up")
        assert opened.note.matches.find_text == "pier"
        await press(opened, "down", "escape")
        assert opened.note.matches.find_text == ""
    assert read_texts(home / "data" / "finds") == ["pier", "sail"]


# Back to where one was


async def test_escape_goes_back_to_the_paper_and_the_line_where_the_search_began(
    filled: Any, reader: Any
) -> None:
    async with reader(size=(120, 10)) as opened:
        await press(opened, "j", "j", "j", "j", "k")
        papers = opened.papers
        chosen, top = papers.entry.key, papers.scroll_offset.y
        assert top > 0
        for typed in (["f", "o"], ["z", "q"], [], ["f", "backspace"], ["f", "o", "ctrl+n", "ctrl+j"]):
            await press(opened, "slash", *typed, "escape")
            assert (papers.entry.key, papers.scroll_offset.y) == (chosen, top)
            assert opened.screen.focused is papers


async def test_a_search_begun_with_the_mouse_in_a_note_goes_back_into_it(filled: Any, reader: Any) -> None:
    async with reader(size=(150, 30)) as opened:
        await press(opened, "j", "j", "l")
        key = opened.note.key
        await opened.pilot.click(QueryInput)
        await press(opened, *"fog", "escape")
        assert opened.state.pane == "note"
        assert opened.note.key == key
        assert isinstance(opened.screen.focused, NoteView)


async def test_a_click_into_the_papers_keeps_the_query_and_its_results(
    filled: Any, reader: Any, home: Any
) -> None:
    async with reader(size=(150, 30)) as opened:
        await press(opened, "slash", *"fog")
        await opened.pilot.click("#papers", offset=(10, 2))
        await opened.settle()
        assert (bar(opened).value, opened.titles) == ("fog", ["Painted Fog"])
        await press(opened, "slash", "escape")
        assert opened.titles == ["Painted Fog"]
    assert read_texts(home / "data" / "queries") == ["fog"]


# Through the results


async def test_n_goes_through_the_matches_and_on_into_the_next_result(filled: Any, reader: Any) -> None:
    async with reader(size=(120, 20)) as opened:
        await press(opened, "slash", *"lanterns", "enter", "l")
        screen = opened.screen
        seen = [screen.ui.papers.chosen]
        for _ in range(60):
            await press(opened, "n")
            if screen.ui.papers.chosen != seen[-1]:
                seen.append(screen.ui.papers.chosen)
                assert screen.ui.note.matches.count.startswith("1 of ")
            if "last result" in str(screen.query_one(StatusLine).content):
                break
        assert seen == [0, 1, 2]
        while screen.ui.papers.chosen == 2:
            await press(opened, "N")
        total = screen.ui.note.matches.count.split(" of ")[1]
        assert (screen.ui.papers.chosen, screen.ui.note.matches.count) == (1, f"{total} of {total}")


async def test_n_goes_through_the_results_from_the_lists_too(filled: Any, reader: Any) -> None:
    async with reader(size=(120, 20)) as opened:
        papers, said = opened.papers, opened.screen.query_one(StatusLine)
        await press(opened, "n")
        assert "nothing to find" in str(said.content)
        await press(opened, "slash", *"lanterns", "enter", "n")
        assert (papers.chosen, "result 2 of 3" in str(said.content)) == (1, True)
        await press(opened, "g", "1", "N")
        assert (papers.chosen, opened.screen.focused) == (0, papers)
        await press(opened, "N")
        assert (papers.chosen, "that was the first result" in str(said.content)) == (0, True)


async def test_n_without_a_search_says_how_to_begin_one(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await press(opened, "l", "n")
        assert "nothing to find" in str(opened.screen.query_one(StatusLine).content)


# Into the bar


async def test_another_query_takes_the_place_of_the_one_that_stands(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await press(opened, "slash", *"fog", "enter", "slash", *"bells")
        assert bar(opened).value == "bells"
        assert opened.titles == ["Quiet Bells Keep Ships Awake"]
        await press(opened, "enter", "slash", "right", *" oil")
        assert bar(opened).value == "bells oil"


async def test_results_are_seen_as_typed_where_only_one_pane_has_room(filled: Any, reader: Any) -> None:
    async with reader(size=(80, 24)) as opened:
        await press(opened, "g", "1", "slash", *"fog")
        assert opened.papers.display
        assert opened.titles == ["Painted Fog"]
        await press(opened, "escape")
        assert opened.state.pane == "venues"
        assert not opened.papers.display


# Keys that come in one piece


@pytest.mark.parametrize("keys", [["slash", *"read"], ["slash", *"sail", "enter", "j", "slash"]])
async def test_keys_typed_ahead_go_where_they_lead(filled: Any, reader: Any, keys: list[str]) -> None:
    from textual.events import Key

    async with reader() as opened:
        for key in keys:
            opened.app.post_message(Key(key, {"slash": "/"}.get(key, key if len(key) == 1 else None)))
        await opened.wait_until(
            lambda: bar(opened).value in ("read", "sail") and opened.screen.focused is bar(opened)
        )
        await opened.settle()
        assert bar(opened).value in ("read", "sail")
        assert opened.session_thread.ask(lambda session: session.marks).result() == {}
        assert opened.papers.chosen == (1 if "j" in keys else 0)


async def test_a_key_typed_before_a_panel_is_open_is_for_the_panel(filled: Any, reader: Any) -> None:
    from textual.events import Key

    async with reader() as opened:
        for key in "fu":
            opened.app.post_message(Key(key, key))
        await opened.wait_until(lambda: opened.state.view.unread)


# While typing


def test_matches_are_told_a_few_at_a_time_so_that_a_keystroke_need_not_wait(
    filled: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(view_jobs, "MATCH_SECONDS", 0.0)
    session = Session(find_paths())
    try:
        left = session.show(View("lanterns")).ids
        told: list[int] = []
        while left:
            matched = view_jobs.match_entries(session, view_query("lanterns"), [*left, 999_999], 60)
            assert matched is not None
            assert len(matched.matches) == 1
            told += matched.matches
            left = [id_ for id_ in matched.left if id_ != 999_999]
        assert told == session.show(View("lanterns")).ids
        gone = view_jobs.match_entries(session, view_query("lanterns"), [999_999], 60)
        assert gone is not None
        assert (gone.matches, gone.left) == ({}, [])
    finally:
        session.close()


async def test_typing_does_not_lay_the_screen_out_anew(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await press(opened, "slash")
        layouts: list[object] = []
        opened.screen.screen_layout_refresh_signal.subscribe(opened.screen, layouts.append, immediate=True)
        await press(opened, *"titel:x")  # a mistake from its seventh letter on: nothing is searched for it
        layouts.clear()
        await press(opened, *"yz")
        assert bar(opened).value == "titel:xyz"
        assert layouts == []
