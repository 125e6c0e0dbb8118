"""Lists, tags, triage, marking all, undo and rearranging, under a pilot."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from textual.widgets import Static

from papernotes.notes.catalogue.rows import Entry
from papernotes.query import view_query, with_order
from papernotes.reading.state.paper_state import Mark, PaperState
from papernotes.tui.dialogs.pick import PickScreen
from papernotes.tui.widgets.search_bar import QueryInput
from papernotes.tui.widgets.status_line import StatusLine


def said(reader: Any) -> str:
    """What the status line says."""
    return str(reader.screen.query_one(StatusLine).said)


def state(reader: Any, title: str) -> PaperState:
    """What the reader did with the first paper of a title, which its row shows too."""
    papers = reader.papers
    entries: list[Entry] = [papers.entry_at(row) for row in range(papers.row_count)]
    entry = next(entry for entry in entries if entry.title.startswith(title))
    found: PaperState = reader.session_thread.ask(lambda session: session.state_of(entry)).result()
    assert papers.state(entry) == Mark.of(found)
    return found


def shown_in(screen: PickScreen) -> list[tuple[str, bool]]:
    return [(row.text, row.on) for row in screen.names.rows]


async def type_text(reader: Any, text: str) -> None:
    names = {" ": "space", ",": "comma", ":": "colon", '"': "quotation_mark", "-": "minus"}
    await reader.press(*(names.get(character, character) for character in text))


async def test_one_keystroke_puts_on_the_last_list_and_takes_off(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await opened.press("a")
        assert said(opened) == "put 1 paper on “to read”"
        assert state(opened, "Calm").lists == ("to read",)
        await opened.press("a")
        assert said(opened) == "took 1 paper off “to read”"
        assert state(opened, "Calm").lists == ()


async def test_a_new_list_is_made_by_its_name_and_then_is_the_last(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await opened.press("A")
        assert shown_in(await opened.panel()) == [("to read", False)]
        await type_text(opened, "seminar")
        assert shown_in(await opened.panel()) == [("new list “seminar”", False)]
        await opened.press("enter")
        assert state(opened, "Calm").lists == ("seminar",)
        await opened.press("A")
        assert ("seminar", True) in shown_in(await opened.panel())
        await opened.press("escape", "j", "j", "a")  # the same paper stands twice
        assert said(opened) == "put 1 paper on “seminar”"


async def test_narrowing_prefers_what_is_there_and_offers_what_is_not(filled: Any, reader: Any) -> None:
    filled("mark", "ICML2025/quiet_bells", "--list", "reading group")
    async with reader() as opened:
        await opened.press("A")
        await type_text(opened, "read")
        assert [text for text, _ in shown_in(await opened.panel())] == [
            "to read",
            "reading group",
            "new list “read”",
        ]
        await opened.press("down", "down", "enter")
        assert state(opened, "Calm").lists == ("read",)
        await opened.press("A")
        await type_text(opened, "READ")
        assert shown_in(await opened.panel())[0] == ("read", True)
        assert len(shown_in(await opened.panel())) == 3


async def test_tags_complete_and_several_are_one_step(filled: Any, reader: Any) -> None:
    filled("mark", "ICML2025/quiet_bells", "--tag", "harbour sounds")
    async with reader() as opened:
        await opened.press("number_sign")
        await type_text(opened, "light, har")
        assert shown_in(await opened.panel())[0] == ("harbour sounds", False)
        await opened.press("tab")
        assert (await opened.panel()).query_one("Input").value == "light, harbour sounds, "
        await opened.press("enter")
        assert state(opened, "Calm").tags == {"light", "harbour sounds"}
        await opened.press("number_sign")
        assert set(shown_in(await opened.panel())) == {("harbour sounds", True), ("light", True)}
        await type_text(opened, "light")
        await opened.press("enter")
        assert state(opened, "Calm").tags == {"harbour sounds"}
        await opened.press("u", "u")
        assert state(opened, "Calm").tags == frozenset()
        assert said(opened).startswith("undone: tagged 1 paper “light”")


async def test_triage_is_a_chord_that_filters_know(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await opened.press("x", "l")
        assert said(opened) == "marked 1 paper for later"
        await opened.press("G", "x", "s")
        assert state(opened, "Steep").triage == "skimmed"
        await opened.press("slash")
        await type_text(opened, "is:later")
        assert set(opened.titles) == {"Calm Lanterns for Harbours"}
        await opened.press("escape", "slash")
        await type_text(opened, "is:skimmed")
        assert opened.titles == ["Steep Stairs Descend Faster"]
        await opened.press("escape", "G", "x", "r")
        assert state(opened, "Steep").triage == "read"
        await opened.press("x", "x")
        assert not state(opened, "Steep").read
        assert state(opened, "Steep").triage == ""


async def test_a_state_that_is_none_is_a_mistake_in_the_query(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        for query in ("is:purple", "list:nowhere", "tag:nothing", "is:new-tomorrow"):
            opened.screen.query_one("#query", QueryInput).value = query + " "
            await opened.settle()
            assert "nothing called" in str(opened.screen.query_one("#hint", Static).content).lower(), query
            assert len(opened.titles) == 6


async def test_all_that_is_shown_is_read_at_once_and_undone_at_once(filled: Any, reader: Any) -> None:
    filled("mark", "ICML2025/quiet_bells", "--read")
    async with reader() as opened:
        await opened.press("R")
        assert said(opened) == "marked 4 papers read · u takes it back"
        assert all(state(opened, title).read for title in opened.titles)
        await opened.press("u")
        assert said(opened) == "undone: marked 4 papers read"
        assert [state(opened, title).read for title in ("Quiet", "Calm", "Steep")] == [True, False, False]
        await opened.press("U")
        assert said(opened) == "done again: marked 4 papers read"
        await opened.press("R")
        assert said(opened) == "all that is shown is read already"


async def test_no_change_is_lost_while_the_desk_is_busy(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        import threading

        gate = threading.Event()
        opened.session_thread.ask(lambda session: gate.wait(10))
        for key in ("s", "j", "j", "s", "j", "s", "s"):
            await opened.pilot.press(key)
        gate.set()
        await opened.settle()
        starred = {title for title in opened.titles if state(opened, title).starred}
        assert starred == {"Calm Lanterns for Harbours", "Lantern Oil at Scale"}


async def test_a_list_is_a_view_in_its_own_order_and_can_be_rearranged(filled: Any, reader: Any) -> None:
    for key in ("ICML2025/steep_stairs", "ICLR2026/painted_fog", "ICML2025/calm_lanterns"):
        filled("mark", key, "--list", "to read")
    filled("mark", "ICLR2026/painted_fog", "--read")
    async with reader() as opened:
        await opened.press("g", "l")
        names = (await opened.panel()).names
        assert (names.rows[0].text, names.rows[0].figures) == ("to read", "1 of 3 read")
        lines = ["".join(part for part, _ in names.draw(0, width)[0]).split() for width in (70, 24)]
        assert lines == [
            ["to", "read", "1", "of", "3", "read", "██▋·····"],
            ["to", "read", "1", "of", "3", "read"],
        ]
        await opened.press("enter")
        lantern = "Calm Lanterns for Harbours"
        assert opened.titles == ["Steep Stairs Descend Faster", "Painted Fog", lantern, lantern]
        assert "list order" in str(opened.screen.query_one("#counts", Static).content)
        await opened.press("ctrl+down")
        assert opened.titles == ["Painted Fog", "Steep Stairs Descend Faster", lantern, lantern]
        assert opened.papers.entry.title == "Steep Stairs Descend Faster"
        await opened.press("G", "ctrl+up")  # past its own twin
        assert opened.titles == ["Painted Fog", lantern, lantern, "Steep Stairs Descend Faster"]
        await opened.press("ctrl+up", "ctrl+up")
        assert opened.titles == [lantern, lantern, "Painted Fog", "Steep Stairs Descend Faster"]
        await opened.press("u", "u")
        assert opened.titles == ["Painted Fog", "Steep Stairs Descend Faster", lantern, lantern]
        assert said(opened) == "undone: moved 1 paper within “to read”"
        await opened.press("a", "u")
        assert opened.titles[0] == "Painted Fog"


async def test_what_is_no_list_cannot_be_rearranged(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await opened.press("ctrl+down")
        assert said(opened) == "only a list shown in its own order can be rearranged"


async def test_lists_are_made_renamed_and_deleted(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await opened.press("g", "l")
        await type_text(opened, "winter")
        await opened.press("enter")
        assert [text for text, _ in shown_in(await opened.panel())] == ["to read", "winter"]
        await opened.press("down", "ctrl+r")
        await type_text(opened, " trip")
        await opened.press("enter")
        assert [text for text, _ in shown_in(await opened.panel())] == ["to read", "winter trip"]
        await opened.press("down", "ctrl+d")  # it is empty: nothing is asked
        assert [text for text, _ in shown_in(await opened.panel())] == ["to read"]
        await opened.press("escape", "u", "g", "l")
        assert [text for text, _ in shown_in(await opened.panel())] == ["to read", "winter trip"]


async def test_a_list_with_papers_is_deleted_only_when_one_says_so(filled: Any, reader: Any) -> None:
    filled("mark", "ICML2025/steep_stairs", "--list", "winter")
    async with reader() as opened:
        await opened.press("g", "l", *"winter", "ctrl+d")
        assert "“winter” has 1 paper." in str(opened.app.screen.query_one("#told").content)
        await opened.press("enter")  # keeps it
        assert ("winter", False) in shown_in(await opened.panel())
        await opened.press(*"winter", "ctrl+d", "y")
        assert shown_in(await opened.panel()) == [("to read", False)]
        await opened.press("escape")
        assert said(opened).endswith("deleted the list “winter” · u takes it back")
        await opened.press("u", "g", "l")
        assert ("winter", False) in shown_in(await opened.panel())


async def test_what_many_papers_were_given_is_said_to_be_taken_back(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await opened.press("s")
        assert "takes it back" not in said(opened)
        await opened.press("v", "j", "j", "s")
        assert said(opened).endswith(" · u takes it back")
        await opened.press("x", "l")
        assert said(opened).endswith(" · u takes it back")


async def test_a_list_with_any_name_can_be_shown(filled: Any, reader: Any) -> None:
    name = 'the "best" [/x] (of) 2026'
    filled("mark", "ICML2025/steep_stairs", "--list", name)
    async with reader() as opened:
        await opened.press("g", "l", "down", "enter")
        assert opened.titles == ["Steep Stairs Descend Faster"]


async def test_a_list_is_shown_without_an_index(filled: Any, reader: Any, home: Any) -> None:

    filled("mark", "ICML2025/steep_stairs", "--list", "to read")
    shutil.rmtree(home / "cache" / "index")
    async with reader() as opened:
        await opened.press("g", "l", "enter")
        assert opened.titles == ["Steep Stairs Descend Faster"]


async def test_notices_of_the_reading_state_are_told(filled: Any, reader: Any, monkeypatch: Any) -> None:
    from papernotes.reading.store import ReadingStore

    monkeypatch.setattr(ReadingStore, "notices", ("mended [/what] was broken",))
    async with reader() as opened:
        assert [notification.message for notification in opened.notifications] == [
            "mended [/what] was broken"
        ]


async def test_a_mark_after_the_data_folder_was_deleted_is_kept_and_told(
    filled: Any, reader: Any, home: Path
) -> None:
    async with reader() as opened:
        await opened.press("s")
        shutil.rmtree(home / "data", ignore_errors=True)  # SQLite may remove a file first
        assert not (home / "data").exists()
        await opened.press("r")
        await opened.press("j")
        await opened.wait_until(lambda: opened.notifications)  # the next poll tells it
        (told,) = [notification.message for notification in opened.notifications]
        assert str(home / "data") in told and "all of the reading state was written there again" in told
    listed = filled("list", "is:starred", "is:read", "--format", "{key}")
    assert listed.out.split() == ["ICLR2026/calm_lanterns_again", "ICML2025/calm_lanterns"] and not listed.err


async def test_a_state_that_cannot_be_written_is_told_at_the_change_and_once(
    filled: Any, reader: Any, monkeypatch: Any
) -> None:
    from papernotes.reading.errors import ReadingError
    from papernotes.reading.storage.database import Database

    def full(database: Database) -> None:
        raise ReadingError("the disk is full")

    async with reader() as opened:
        monkeypatch.setattr(Database, "demand_writable", full)
        await opened.press("j", "r", "s")
        assert [told.message for told in opened.notifications] == ["the disk is full"]
        assert all(not mark.read and not mark.starred for mark in opened.papers.marks.values())


def test_what_a_query_asks_for() -> None:
    assert view_query('list:"to read" lamps').on_list == "to read"
    assert view_query('-list:"to read"').on_list is None
    assert view_query("list:a OR list:b").on_list is None
    assert view_query("lamps (").on_list is None
    assert view_query('list:"my own"').on_list == "my own"
    assert view_query('"sort:year" sort:date lamps sort:-title').order == "-title"
    assert view_query('lamps "sort:date').order == view_query("resort:date").order == ""
    assert with_order("(lamps sort:date) sort:year oil", "-rating") == "(lamps ) sort:-rating oil"
    assert with_order('sort:year oil "sort:date"', "") == 'oil "sort:date"'
    assert view_query("is:later").only_state == ("is", "later")
    assert view_query("is:unread").only_state is None
    assert view_query("is:later lamps").only_state is None
