"""How the screen is shared among the panes, and what is said where there is nothing to show."""

from __future__ import annotations

from contextlib import closing
from textwrap import wrap

import pytest
from textual.widgets import Static

from papernotes.config.paths import find_paths
from papernotes.keymap.keymap import load_keymap
from papernotes.session import Session
from papernotes.tui.reader.arrangement import PARTS, in_sight
from papernotes.tui.reader.guidance import greeting, guidance
from papernotes.tui.reader.parts import ScreenParts
from papernotes.tui.widgets.status_line import StatusLine
from papernotes.views import Counts, Shown, View


def width(opened, name: str) -> int:
    return opened.screen.query_one(f"#{name}").outer_size.width


def hint(opened) -> str:
    return str(opened.screen.query_one("#hint", Static).content)


async def test_plus_and_minus_in_the_papers_change_the_notes_share(filled, reader):
    async with reader(size=(160, 40)) as opened:
        note, facets = width(opened, "note"), width(opened, "facets")
        await opened.press("plus")
        assert width(opened, "note") > note
        await opened.press("minus", "minus")
        assert width(opened, "note") < note
        assert width(opened, "facets") == facets
        assert opened.note.text_layout.width == opened.note.text_width
        await opened.press(*["minus"] * 20)
        least = width(opened, "note")
        await opened.press("minus")
        assert width(opened, "note") == least > 20


@pytest.mark.parametrize("size", [(160, 40), (120, 30)])
async def test_plus_and_minus_in_the_facets_change_their_width(filled, reader, size):
    async with reader(size=size) as opened:
        await opened.press("g", "1", "plus")
        assert width(opened, "facets") == 32
        await opened.press("g", "2", "minus", "minus")
        assert width(opened, "facets") == 28
        await opened.press(*["plus"] * 40)
        assert width(opened, "facets") <= size[0] // 2
        assert width(opened, "papers") >= 30


async def test_where_the_note_is_over_the_facets_it_shares_with_the_papers(filled, reader):
    async with reader(size=(120, 30)) as opened:
        await opened.press("plus")  # no note in sight: the facets
        assert width(opened, "facets") == 32
        await opened.press("g", "4")
        assert width(opened, "note") > width(opened, "papers")


async def test_widths_are_remembered(filled, reader):
    async with reader(size=(160, 40)) as opened:
        await opened.press("minus", "minus", "g", "1", "minus")
        kept = {name: width(opened, name) for name in ("facets", "papers", "note")}
    async with reader(size=(160, 40)) as opened:
        assert {name: width(opened, name) for name in kept} == kept


async def test_one_pane_alone_has_nothing_to_share(filled, reader):
    async with reader(size=(80, 24)) as opened:
        await opened.press("plus", "g", "1", "plus")
        assert width(opened, "facets") == 80
        assert opened.state.saved.facets_width == 0
        await opened.pilot.resize_terminal(160, 40)
        await opened.settle()
        assert width(opened, "facets") == 30
        await opened.press("Z")
        assert width(opened, "facets") == 160
        await opened.press("plus", "Z")
        assert width(opened, "facets") == 30


async def test_the_dividers_are_dragged_with_the_mouse(filled, reader):
    async with reader(size=(160, 40)) as opened:
        pilot = opened.pilot
        await pilot.mouse_down("#facets-edge", offset=(0, 10))
        await pilot.hover(None, offset=(44, 10))
        assert not opened.screen.selections
        await pilot.mouse_up(None, offset=(44, 10))
        await opened.settle()
        assert width(opened, "facets") == 44
        await pilot.mouse_down("#note-edge", offset=(0, 10))
        await pilot.hover(None, offset=(120, 10))
        await pilot.mouse_up(None, offset=(120, 10))
        await opened.settle()
        assert abs(opened.note.region.x - 121) <= 2
        before = width(opened, "facets")
        await pilot.hover(None, offset=(20, 10))  # let go: nothing moves any more
        assert width(opened, "facets") == before


async def test_the_line_above_a_note_below_the_papers_is_dragged_with_the_mouse(filled, reader):
    async with reader(size=(120, 40)) as opened:
        pilot, row = opened.pilot, opened.note.region.y
        await pilot.mouse_down(None, offset=(80, row))
        await pilot.hover(None, offset=(80, row + 6))
        await pilot.mouse_up(None, offset=(80, row + 6))
        await opened.settle()
        assert (opened.state.pane, opened.screen.focused) == (
            "papers",
            opened.papers,
        )  # the note was not opened
        assert abs(opened.note.region.y - (row + 6)) <= 1
        assert opened.papers.region.height > row
        await pilot.mouse_down(None, offset=(80, 20))
        await pilot.hover(None, offset=(80, 10))  # not on the line: nothing moves
        await pilot.mouse_up(None, offset=(80, 10))
        await pilot.click("#note", offset=(5, 3))  # the note itself is opened, as ever
        await opened.settle()
        assert opened.state.pane == "note"


@pytest.mark.parametrize("size", [(40, 15), (80, 24), (120, 40), (200, 50)])
async def test_every_pane_is_usable_at_every_size(filled, reader, size):
    async with reader(size=size) as opened:
        for keystroke, name in (("1", "venues"), ("2", "topics"), ("3", "papers"), ("4", "note")):
            await opened.press("g", keystroke)
            region = opened.screen.query_one(f"#{name}").region
            assert region.width >= 25
            assert region.height >= 4
            assert region.right <= size[0]
            assert region.bottom <= size[1] - 1


# What is said where there is nothing to show


def shown(view: View, ids: list[int] | None = None, **more) -> Shown:
    return Shown(view, ids or [], Counts(), {}, "title", **more)


def test_the_greeting_has_room_on_the_narrowest_screen(tmp_path) -> None:
    assert len(wrap(greeting(load_keymap(tmp_path / "none.yaml")), 40 - 2)) <= 2


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (shown(View("fog")), "nothing found; Esc clears the search"),
        (shown(View("fgo"), suggestions=("fog",)), "nothing found; did you mean: fog; ^y accepts it; Esc clears the search"),
        (shown(View("fog", venue="ICML2025")), "nothing found with these filters; Esc clears the search"),
        (shown(View("fog", keyword="oil")), "nothing found with these filters; Esc clears the search"),
        (shown(View(unread=True)), "no papers with these filters; Esc clears them"),
        (shown(View(order="title")), "no notes yet; ga adds a folder, repository or page; gS reads again"),
        (shown(View("fog"), only_titles=True), "nothing found in titles, which alone are searched until the index is built; Esc clears the search"),
        (shown(View("fog"), [1], only_titles=True), "only titles are searched until the index is built"),
        (shown(View("fog"), [1], hint="so it is"), "so it is"),
        (shown(View(), [1]), ""),
    ],
)  # fmt: skip
def test_guidance_says_what_to_do(tmp_path, what, said):
    assert guidance(what, load_keymap(tmp_path / "none.yaml")) == said


def test_guidance_follows_the_users_keystrokes(tmp_path):
    own = tmp_path / "keybindings.yaml"
    own.write_text("reader:\n  clear: f9\n  sync:\n  add:\n", "utf-8")
    keymap = load_keymap(own)
    assert "f9 clears" in guidance(shown(View("fog")), keymap).lower()
    assert guidance(shown(View()), keymap) == "no notes yet; leave and `papernotes add FOLDER`"
    assert "being read" in guidance(shown(View()), keymap, reading=True)


async def test_the_sample_library_says_once_how_to_add_ones_own(run, reader):
    assert run("sync").code == 0
    async with reader() as opened:
        assert hint(opened) == "a sample library: j k move, l opens, / searches, ga adds your own notes"
        await opened.press("g", "1", *["j"] * 5)
        assert hint(opened) == ""
        await opened.press("g", "g")
        assert hint(opened) == ""
    async with reader() as opened:
        assert hint(opened) == ""


async def test_ones_own_library_has_no_greeting(filled, reader):
    async with reader() as opened:
        assert hint(opened) == ""


@pytest.mark.parametrize(
    ("size", "pane", "zoomed", "shown"),
    [
        ((99, 50), "papers", False, {"papers"}),
        ((99, 50), "topics", False, {"facets"}),
        ((100, 35), "papers", False, {"facets", "facets-edge", "papers"}),
        ((100, 36), "papers", False, {"facets", "facets-edge", "papers", "note"}),
        ((139, 36), "venues", False, {"facets", "facets-edge", "papers", "note"}),
        ((139, 36), "papers", True, {"papers"}),
        ((139, 50), "note", False, {"papers", "note-edge", "note"}),
        ((140, 20), "venues", False, {"facets", "facets-edge", "papers", "note-edge", "note"}),
        ((200, 50), "note", True, {"note"}),
    ],
)
def test_as_many_panes_are_in_sight_as_there_is_room_for(size, pane, zoomed, shown):
    assert in_sight(*size, pane, zoomed=zoomed) == shown


async def test_the_chosen_note_is_previewed_below_the_papers(filled, reader):
    async with reader(size=(120, 40)) as opened:
        papers, note = opened.papers, opened.note
        assert (note.region.x, note.region.y) == (papers.region.x, papers.region.bottom)
        assert note.region.width == papers.region.width
        await opened.press("j", "j")
        assert opened.entry.title in str(note.border_title)
        assert opened.note_text.lstrip().startswith(opened.entry.title)
        before = note.outer_size.height
        await opened.press("plus")
        larger = note.outer_size.height
        assert larger > before
        assert papers.outer_size.height + larger == 38
        await opened.press("Z")
        assert not note.display
        await opened.press("Z", "enter")
        assert note.region.x == papers.region.right + 1
        assert note.region.height == papers.region.height == 38
        await opened.press("h")
        assert note.outer_size.height == larger
        await opened.pilot.resize_terminal(160, 40)
        await opened.settle()
        assert note.region.x > papers.region.x
        assert note.region.height == 38
    async with reader(size=(120, 40)) as opened:
        assert opened.note.outer_size.height == larger


async def test_a_screen_that_is_given_another_size_is_not_held_back(filled, reader):
    async with reader(size=(80, 24)) as opened:
        opened.screen.painting.hold("note")
        await opened.pilot.resize_terminal(120, 40)
        await opened.settle()
        assert not opened.screen.painting.held
        assert width(opened, "facets") == 30
        await opened.pilot.resize_terminal(80, 24)
        await opened.settle()
        assert not opened.screen.query_one("#facets").display


async def test_venues_and_topics_share_their_height_by_keystroke(filled, reader):
    async with reader(size=(120, 40)) as opened:
        venues = opened.venues

        def height() -> int:
            return venues.outer_size.height

        await opened.press("g", "1")
        before = height()
        await opened.press("greater_than_sign")
        assert height() > before
        await opened.press("g", "2", "greater_than_sign", "greater_than_sign")
        assert height() < before
        await opened.press("g", "3", "greater_than_sign")
        assert "to change their height" in opened.screen.query_one(StatusLine).said


async def test_figures_of_the_view_are_as_many_as_the_terminal_has_room_for(filled, reader):
    async with reader(size=(120, 30)) as opened:
        wide = opened.screen.ui.counts.content
        assert wide == "6 unread · title"
        await opened.pilot.resize_terminal(40, 15)
        await opened.settle()
        assert opened.screen.ui.counts.content == "6"
        await opened.pilot.resize_terminal(120, 30)
        await opened.settle()
        assert opened.screen.ui.counts.content == wide


def places(panes) -> dict[str, object]:
    """The parts that are on the screen from left to right, by their ids."""
    return {
        part.id: part
        for child in panes.children
        for part in (child.children if child.id == "reading" else (child,))
    }


@pytest.mark.parametrize(
    ("columns", "pane"), [(60, "papers"), (60, "topics"), (120, "note"), (160, "papers")]
)
async def test_parts_out_of_sight_are_added_after_the_first_frame_in_their_place(
    reader, filled, monkeypatch, columns: int, pane: str
) -> None:
    with closing(Session(find_paths())) as session:
        session.reading.set_ui_state({"pane": pane, "key": "ICML2025/quiet_bells"})
    before, add_rest = [], ScreenParts.add_rest

    async def added(parts: ScreenParts) -> None:
        before.append([*places(parts.reading.parent)])
        await add_rest(parts)

    monkeypatch.setattr(ScreenParts, "add_rest", added)
    shown = in_sight(columns, 30, pane, zoomed=False)
    async with reader((columns, 30)) as opened:
        assert before == [[name for name in PARTS if name in shown | {"papers"}]]
        parts = places(opened.screen.query_one("#panes"))
        assert list(parts) == list(PARTS)
        assert {name for name, part in parts.items() if part.display} == shown
        assert opened.screen.focused.id == pane
        for other in ("papers", "venues", "note", "topics"):
            opened.screen.panes.go(other)
            await opened.settle()
            there = in_sight(columns, 30, other, zoomed=False)
            assert {name for name, part in parts.items() if part.display} == there
            assert opened.screen.focused.id == other
            assert opened.screen.focused.outer_size.width > 0
