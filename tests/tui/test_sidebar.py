"""What is new, lists and saved views as rows of the first pane, and what they count."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from papernotes import sidebar
from papernotes.config.paths import find_paths
from papernotes.notes.catalogue.rows import Count
from papernotes.reading.log.events import StateChange
from papernotes.reading.store import ReadingStore
from papernotes.saved_views import to_saved
from papernotes.sidebar import LATER, LIST, NEW, STARRED, VIEW, SidebarItem
from papernotes.tui.theme.styles import ThemeStyles
from papernotes.tui.widgets.facet_list import count_line
from papernotes.tui.widgets.sidebar_list import MAXIMUM_ITEMS, FoldRow
from papernotes.views import NOTHING, View

LANTERNS = "Calm Lanterns for Harbours"
TO_READ = "list:to read"
PATIENCE_SECONDS = 20.0


def rows(opened: Any) -> list[str]:
    """The rows of the first pane as they are drawn, from below All to the first venue."""
    venues = opened.venues
    texts = []
    for row, found in enumerate(venues.rows):
        if isinstance(found, SidebarItem | FoldRow):
            texts.append(" ".join("".join(text for text, _ in venues.draw(row, 44)[0]).split()))
    return texts


async def until(opened: Any, there: Any) -> None:
    """Until something is so, as what the session thread counts a moment later."""
    deadline = monotonic() + PATIENCE_SECONDS
    while not there():
        assert monotonic() < deadline, rows(opened)
        await opened.pilot.pause(0.01)
        await opened.settle()


async def go(opened: Any, id: str) -> None:
    """Go to the row of an item of the sidebar."""
    venues = opened.venues
    await opened.press("g", "1")
    venues.choose(next(row for row, found in enumerate(venues.rows) if getattr(found, "id", None) == id))
    await opened.settle()


@contextmanager
def other_copy() -> Any:
    """What another copy of the program has open."""
    with ReadingStore.open(find_paths().data) as store:
        yield store


def names(opened: Any, key: str) -> tuple[str, ...]:
    return opened.session_thread.ask(
        lambda session: session.library.identifiers(session.library.find(key))
    ).result()


def came_long_ago(home: Path) -> None:
    """As if the last visit had been after all that is in the library."""
    with sqlite3.connect(home / "cache" / "library.db") as connection:
        connection.execute("UPDATE entry SET added = '2019-01-01T00:00:00+00:00', date = '2019-01-01'")
    connection.close()
    with other_copy() as store:
        store.set_ui_state({"left": "2020-01-01T00:00:00+00:00"})


# Without a screen


def test_going_from_one_to_another_keeps_query_and_filters() -> None:
    view = View("lamps", venue="ICML2025", topic="optics", unread=True)
    to_read = SidebarItem(TO_READ, "to read", View(list="to read"))
    there = sidebar.gone_to(view, to_read)
    assert there == View("lamps", unread=True, list="to read", sidebar_item=TO_READ)
    assert sidebar.gone_to(there, sidebar.NEW_NOTES) == View("lamps", unread=True, new=True, sidebar_item=NEW)
    assert sidebar.beside(there) == View("lamps", unread=True)
    starred, later = sidebar.STATES
    assert sidebar.gone_to(there, later) == View("lamps", unread=True, triage="later", sidebar_item=LATER)
    assert sidebar.gone_to(sidebar.gone_to(view, later), starred) == View(
        "lamps", unread=True, starred=True, sidebar_item=STARRED
    )
    assert sidebar.without_item(sidebar.gone_to(View(), later), LATER) == View()


def test_a_saved_view_comes_as_it_is_and_leaves_nothing() -> None:
    saved = SidebarItem("view:lamps", "Lamps", View("lamps", year="2025", order="date"))
    there = sidebar.gone_to(View("fog", unread=True), saved)
    assert there == View("lamps", year="2025", order="date", sidebar_item="view:lamps")
    assert sidebar.beside(there) == View()


@pytest.mark.parametrize(
    ("view", "stays"),
    [
        (View("lamps", year="2025", sidebar_item="view:lamps"), True),
        (View("lamps", year="2025", unread=True, topic="optics", sidebar_item="view:lamps"), True),
        (View("lamps", sidebar_item="view:lamps"), False),
        (View("fog", year="2025", sidebar_item="view:lamps"), False),
        (View(list="to read", venue="ICML2025", sidebar_item=TO_READ), True),
        (View(venue="ICML2025", sidebar_item=TO_READ), False),
        (View(new=True, sidebar_item=NEW), True),
        (View(sidebar_item=NEW), False),
        (View(starred=True, unread=True, sidebar_item=STARRED), True),
        (View(sidebar_item=STARRED), False),
        (View(triage="later", sidebar_item=LATER), True),
        (View(triage="read", sidebar_item=LATER), False),
        (View(sidebar_item="of a later version"), False),
    ],
)
def test_a_view_is_of_its_pile_as_long_as_it_lies_within(view: View, stays: bool) -> None:
    there = (
        SidebarItem("view:lamps", "Lamps", View("lamps", year="2025")),
        SidebarItem(TO_READ, "to read", View(list="to read")),
    )
    assert sidebar.settled(view, there) == (view if stays else view._replace(sidebar_item=""))


def drawn(count: Count, width: int) -> str:
    return "".join(text for text, _ in count_line(count, width, ThemeStyles({})))


def test_a_venue_tells_what_is_new_and_gives_up_the_total_first() -> None:
    count = Count("ICLR2026", "ICLR2026", "", 5226, 5100, 0, 12)
    assert drawn(count, 32).split() == ["ICLR2026", "+12", "5,100/5,226"]
    assert drawn(count, 22).split() == ["ICLR2026", "+12", "5,100"]
    assert drawn(count, 15).split() == ["ICLR20…", "5,100"]
    assert drawn(count._replace(unread=0, news=0), 22).split() == ["ICLR2026", "0/5,226"]
    assert drawn(count._replace(news=0), 18).split() == ["ICLR2026", "5,100"]


def test_what_is_the_same_is_said_once() -> None:
    count = Count("ICLR2026", "ICLR2026", "", 751, 751, 0)
    assert drawn(count, 32).split() == ["ICLR2026", "751"]
    assert drawn(count._replace(news=751), 32).split() == ["ICLR2026", "+751"]
    assert drawn(count._replace(total=800, news=751), 32).split() == ["ICLR2026", "+751/800"]
    assert drawn(count._replace(total=0, unread=0), 32).split() == ["ICLR2026", "0"]


# On the screen


async def test_they_stand_above_the_venues_with_their_counts(filled: Any, reader: Any, home: Path) -> None:
    came_long_ago(home)
    for key in ("ICML2025/steep_stairs", "ICLR2026/painted_fog"):
        filled("mark", key, "--list", "to read")
    filled("mark", "ICLR2026/painted_fog", "--read", "--list", "灯笼 [/x]")
    (home / "config" / "views.yaml").write_text("views:\n  - name: at sea\n    query: lanterns\n", "utf-8")
    async with reader() as opened:
        await until(opened, lambda: rows(opened)[-1] == "/ at sea 3")
        assert rows(opened) == [
            "+ New 0",
            "★ Starred 0",
            "» Later 0",
            "≡ to read ██·· 1/2",
            "≡ 灯笼 [/x] ████ 0/1",
            "/ at sea 3",
        ]
        await opened.press("r")
        await until(opened, lambda: rows(opened)[-1] == "/ at sea 1/3")


async def test_moving_to_one_shows_it_and_a_venue_leaves_it(filled: Any, reader: Any) -> None:
    filled("mark", "ICML2025/steep_stairs", "--list", "to read")
    async with reader() as opened:
        opened.session_thread.ask(
            lambda session: session.reading.save_view(to_saved("sea", View("lanterns")))
        ).result()
        await go(opened, TO_READ)
        assert opened.titles == ["Steep Stairs Descend Faster"]
        assert opened.papers.border_title == "Papers · to read"
        assert [found.total for found in opened.venues.counts] == [6, 3, 3]  # as they are beside it
        assert opened.topics.row_count == 2
        await opened.press("G")
        assert opened.state.view == View(venue="ICML2025")
        await opened.press("g", "v", "enter")
        await until(opened, lambda: opened.state.view == View("lanterns", sidebar_item="view:sea"))
        assert opened.screen.query_one("#query").value == "lanterns"
        await opened.press("g", "1")
        assert isinstance(opened.venues.row, SidebarItem)
        await opened.press("j")
        assert opened.state.view == View(venue="ICLR2026")
        assert opened.screen.query_one("#query").value == ""


async def test_narrowing_stays_in_a_list_and_escape_leaves_it_last(filled: Any, reader: Any) -> None:
    for key in ("ICML2025/steep_stairs", "ICLR2026/painted_fog"):
        filled("mark", key, "--list", "to read")
    async with reader() as opened:
        await go(opened, TO_READ)
        await opened.press("g", "2", "j")
        assert len(opened.titles) == 1
        await opened.press("f", "u")
        assert opened.state.view.sidebar_item == TO_READ
        await opened.press("escape", "escape")
        assert opened.state.view == View(list="to read", sidebar_item=TO_READ)
        await opened.press("escape")
        assert opened.state.view == View()


async def test_it_opens_where_it_was_left_unless_that_is_gone(filled: Any, reader: Any) -> None:
    filled("mark", "ICML2025/steep_stairs", "--list", "to read")
    async with reader() as opened:
        await go(opened, TO_READ)
    async with reader() as opened:
        assert opened.venues.row.id == TO_READ
        assert opened.titles == ["Steep Stairs Descend Faster"]
    with other_copy() as store:
        store.delete_list("to read")
    async with reader() as opened:
        assert opened.state.view == View()
        assert len(opened.titles) == 6


async def test_what_is_new_is_marked_counted_and_gone_to(
    filled: Any, reader: Any, tree: Path, home: Path
) -> None:
    came_long_ago(home)
    note = tree / "ICML2025" / "llm_safety" / "quiet_bells.md"
    text = note.read_text("utf-8").replace("date: 2026-02-11", "date: 2019-01-01")
    note.write_text(text.replace("Sailors prefer", "Sailors now prefer"), "utf-8")
    loud = text.replace("Quiet Bells", "Loud Bells").replace("2501.00002", "2501.00009")
    (note.parent / "loud_bells.md").write_text(loud, "utf-8")
    filled("sync")
    async with reader() as opened:
        assert rows(opened)[0] == "+ New 2"
        assert [found.news for found in opened.venues.counts] == [2, 2, 0]
        await opened.press("g", "n")
        assert opened.titles == ["Loud Bells Keep Ships Awake", "Quiet Bells Keep Ships Awake"]
        papers = opened.papers
        assert [papers.render_line(y).text[1] for y in (1, 3)] == ["+", "~"]
        await opened.press("r")
        assert rows(opened)[0] == "+ New 1/2"
        assert [papers.render_line(y).text[1] for y in (1, 3)] == [
            " ",
            "~",
        ]  # what was read is not new any more
        assert [found.news for found in opened.venues.counts] == [1, 1, 0]
        await opened.press("escape")
        assert opened.state.view == View()
        assert papers.render_line(1).text[1] == " "


async def test_what_is_starred_and_what_is_for_later_have_their_rows(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await opened.press("s", "j", "x", "l")
        assert rows(opened)[1:3] == ["★ Starred 2", "» Later 2"]  # a paper at two venues counts at both
        await go(opened, STARRED)
        assert set(opened.titles) == {"Calm Lanterns for Harbours"}
        await opened.press("escape")
        assert opened.state.view == View()
        await go(opened, LATER)
        assert opened.state.view == View(triage="later", sidebar_item=LATER)
        await opened.press("g", "3", "x", "x")
    async with reader() as opened:
        assert opened.venues.row.id == LATER
        assert rows(opened)[2] == "» Later 0"


async def test_a_saved_view_tells_what_is_new_in_it(filled: Any, reader: Any, tree: Path, home: Path) -> None:
    came_long_ago(home)
    note = tree / "ICML2025" / "llm_safety" / "quiet_bells.md"
    loud = note.read_text("utf-8").replace("Quiet Bells", "Loud Bells").replace("2501.00002", "2501.00009")
    (note.parent / "loud_bells.md").write_text(loud, "utf-8")
    filled("sync")
    (home / "config" / "views.yaml").write_text("views:\n  - name: bells\n    query: bells\n", "utf-8")
    async with reader() as opened:
        await until(opened, lambda: rows(opened)[-1] == "/ bells +1 2")


async def test_a_venue_and_a_topic_without_results_keep_names_and_icons(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        opened.show(View("zzqqx", venue="ICLR2026", topic="image_generation"))
        await opened.settle()
        for rows_, slug, name in (
            (opened.venues, "ICLR2026", "🔬 ICLR2026"),
            (opened.topics, "image_generation", "Image Generation"),
        ):
            assert rows_.slug == slug
            assert "".join(text for text, _ in rows_.draw(rows_.chosen, 40)[0]).split() == [
                *name.split(),
                "0",
            ]


async def test_many_lists_are_folded(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        with other_copy() as store:
            for number in range(MAXIMUM_ITEMS + 5):
                store.make_list(f"list {number:02}")
        opened.poll()
        await opened.settle()
        assert len(rows(opened)) == 9
        assert rows(opened)[-1] == f"{MAXIMUM_ITEMS + 1} more lists …"
        await opened.press("g", "1", *["j"] * 9)
        assert opened.state.view.list == "list 03"  # on the fold nothing is shown
        assert isinstance(opened.venues.row, FoldRow)
        await opened.press("enter")
        assert len(rows(opened)) == MAXIMUM_ITEMS + 10
        assert opened.state.view.list == "list 04"
        assert opened.state.pane == "venues"
        for _ in range(40):
            if isinstance(opened.venues.row, FoldRow):
                break
            await opened.pilot.press("j")  # as quickly as the key repeats
        await opened.settle()
        await opened.press("l")
        assert rows(opened)[-1] == f"{MAXIMUM_ITEMS + 1} more lists …"


# Two copies


async def test_lists_tags_and_views_of_another_copy_appear(filled: Any, reader: Any, home: Path) -> None:
    async with reader() as opened:
        fog = names(opened, "ICLR2026/painted_fog")
        with other_copy() as store:
            store.apply([StateChange(fog, "list", True, "winter"), StateChange(fog, "tag", True, "misty")])
            store.save_view(to_saved("foggy", View("fog")))
        opened.poll()
        await until(opened, lambda: rows(opened)[-1] == "/ foggy 1")
        assert "≡ winter ···· 1" in rows(opened)
        entry = next(
            entry for row in range(6) if (entry := opened.papers.entry_at(row)).title == "Painted Fog"
        )
        state = opened.session_thread.ask(lambda session: session.state_of(entry)).result()
        assert state.tags == {"misty"}
        (home / "config" / "views.yaml").write_text("views:\n  - name: at sea\n    query: bells\n", "utf-8")
        opened.poll()
        await until(opened, lambda: "/ at sea 1" in rows(opened))


async def test_what_another_program_does_appears_by_itself(filled: Any, reader: Any) -> None:
    key = "ICLR2026/painted_fog"
    async with reader(size=(160, 50)) as opened:
        while opened.papers.entry.key != key:
            await opened.press("j")
        marking = ("mark", key, "--star", "--later", "--list", "winter", "--tag", "misty")
        subprocess.run([sys.executable, "-m", "papernotes", *marking], check=True, capture_output=True)
        with other_copy() as store:
            store.save_view(to_saved("foggy", View("fog")))
            store.write_remarks(names(opened, key), {key: "Ask the harbour master."})
        told = ("» later", "★ starred", "winter", "#misty", "Ask the harbour master.")
        await until(opened, lambda: all(text in opened.note_text for text in told))
        await until(opened, lambda: {"≡ winter ···· 1", "/ foggy 1"} < set(rows(opened)))


async def test_a_list_that_is_shown_and_goes_elsewhere_stays_till_it_is_left(
    filled: Any, reader: Any
) -> None:
    filled("mark", "ICML2025/steep_stairs", "--list", "winter")
    async with reader() as opened:
        await go(opened, "list:winter")
        with other_copy() as store:
            store.delete_list("winter")
        opened.poll()
        await until(opened, lambda: "≡ winter gone" in rows(opened))
        assert opened.titles == ["Steep Stairs Descend Faster"]
        await opened.press("k")
        assert "≡ winter gone" not in rows(opened)


async def test_a_list_that_is_renamed_elsewhere_is_followed(filled: Any, reader: Any) -> None:
    filled("mark", "ICML2025/steep_stairs", "--list", "winter")
    async with reader() as opened:
        await go(opened, "list:winter")
        with other_copy() as store:
            store.rename_list("winter", "spring")
        opened.poll()
        await until(opened, lambda: opened.state.view.list == "spring")
        await opened.settle()
        assert opened.titles == ["Steep Stairs Descend Faster"]
        assert opened.papers.border_title == "Papers · spring"


async def test_a_remark_of_another_copy_appears(filled: Any, reader: Any) -> None:
    async with reader(size=(160, 40)) as opened:
        entry = opened.papers.entry
        with other_copy() as store:
            store.remarks.write(entry.key, "Ask the harbour master.")
        opened.poll()
        await until(opened, lambda: "Ask the harbour master." in opened.note_text)


def test_the_kind_of_an_item_is_the_beginning_of_its_id() -> None:
    ids = ("", "new", "list:new", "view:list:x", "newer", "starred", "triage:later", "triage:read")
    assert [sidebar.kind_of(id) for id in ids] == ["", NEW, LIST, VIEW, "", STARRED, LATER, ""]
    assert NOTHING._replace(total=1).news == 0
