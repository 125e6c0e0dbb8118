"""The palette: commands by their names and by other words, and places to go to."""

from __future__ import annotations

from typing import Any

import pytest

from papernotes.keymap.actions import ACTIONS, BY_ID, OVERLAP
from papernotes.keymap.menu import FREQUENT, MOVES, SYNONYMS, in_menu_order
from papernotes.tui.reader.palette import command_offer, fitting, in_titles

HERE = [action for action in ACTIONS if action.context in OVERLAP["list"]]
OFFERS = [command_offer(action, action.keystrokes, lambda: None) for action in in_menu_order(HERE)]


def found(typed: str) -> list[str]:
    return [offer.row.name for offer in fitting(OFFERS, typed)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("sort", "reader.order"), ("sort by", "reader.order"), ("quit", "reader.quit"), ("exit", "reader.quit"),
        ("dark", "reader.theme"), ("colours", "reader.theme"), ("colors", "reader.theme"), ("settings", "reader.settings"),
        ("preferences", "reader.settings"), ("favourite", "reader.toggle_starred"), ("refresh", "reader.sync"),
        ("shortcuts", "reader.help"), ("zotero", "reader.export"), ("similar", "reader.related"),
        ("star", "reader.toggle_starred"), ("ORD", "reader.order"),
    ],
)  # fmt: skip
def test_a_command_is_found_by_other_words_for_it(typed: str, first: str) -> None:
    assert found(typed)[:1] == [first]


def test_a_word_finds_all_commands_that_it_is_about() -> None:
    assert {"reader.filters", "reader.toggle_read", "list.next_unread"} <= set(found("unread"))
    assert "reader.copy_bibtex" in found("clipboard")
    assert "reader.history" in found("opened when")  # words of the help
    assert found("zzqqx") == []


def test_what_is_called_so_stands_before_what_is_about_it() -> None:
    names = [BY_ID[id_].name for id_ in found("list")]
    assert [name for name in names if "list" in name] == names[
        : len([name for name in names if "list" in name])
    ]


def test_frequent_commands_stand_first_moves_last_and_what_was_run_before_all() -> None:
    ids = [action.id for action in in_menu_order(HERE)]
    assert ids[:3] == ["reader.search", "reader.filters", "reader.order"]
    assert {BY_ID[id_].word for id_ in ids[-len([a for a in HERE if a.word in MOVES]) :]} <= set(MOVES)
    assert in_menu_order(HERE, ["reader.sync"])[0].id == "reader.sync"
    assert len(ids) == len(set(ids)) == len(HERE)


def test_the_tables_name_actions_that_there_are() -> None:
    assert {*SYNONYMS, *FREQUENT} <= set(BY_ID)
    assert set(MOVES) <= {action.word for action in ACTIONS}


async def test_places_are_gone_to_and_papers_opened(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await opened.press("A", *"seminar", "enter")
        for typed, kind, gone in (
            ("semin", "list", lambda: opened.state.view.list == "seminar"),
            ("iclr", "venue · 2", lambda: opened.state.view.venue == "ICLR2026"),
            ("only star", "filter", lambda: opened.state.view.starred),
        ):
            await opened.press("colon")
            screen = await opened.panel()
            screen.query_one("Input").value = typed
            await opened.settle()
            assert screen.names.rows[0].figures.startswith(kind.split(" ")[0])
            await opened.press("enter")
            assert gone()
        await opened.press("colon")
        screen = await opened.panel()
        screen.query_one("Input").value = "quiet bells"
        await opened.wait_until(lambda: screen.names.rows and screen.names.rows[0].name.startswith("paper:"))
        await opened.press("enter")
        assert opened.state.pane == "note"
        assert opened.entry.title.startswith("Quiet")


def test_papers_are_found_by_their_titles_or_ids() -> None:
    assert in_titles("Quiet, bells") == "title:Quiet title:bells"
    assert in_titles("安静 bells") == "title:安静 title:bells"
    assert in_titles("2501.00007") == "2501.00007"
    assert in_titles("()") == "()"


async def test_the_command_that_was_run_last_stands_first(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await opened.press("colon", *"zoom", "enter")
        assert opened.screen.has_class("-zoomed")
        await opened.press("colon")
        assert (await opened.panel()).names.rows[0].name == "reader.zoom"


async def test_commands_of_a_note_run_in_the_note(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await opened.press("l", "colon", *"latex", "enter")
        assert opened.note.shows_source
