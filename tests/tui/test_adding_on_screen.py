"""Pages that are pasted into the reader, and sources that are named there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.events import Paste
from textual.geometry import Size
from textual.widgets import Input

from papernotes.adding import Preview
from papernotes.tui.dialogs.add import AddScreen, described

ROPES = "🔒 Ropes\n🧪 ICML2025 · {} paper notes\n"
LADDERS = "- Rope Ladders\n-\nThey hold, whatever the wind does to them.\n"
KNOTS = "- Knots for Cold Hands\n-\nA knot that opens with gloves on.\n"
PAGE = ROPES.format(3) + LADDERS + KNOTS + LADDERS.replace("They", "Both")
UNCLEAR = (
    "Topic\n\nICML2025 · 9 notes\n\n"
    + "some words that go on\n\nand on. And on with\n\nmore of them.\n\n" * 5
)


async def paste(opened: Any, text: str) -> AddScreen:
    """Paste into whatever has the keyboard, as a terminal does, with \\r between lines; the dialog that is open then."""
    before = opened.app.screen.told if isinstance(opened.app.screen, AddScreen) else ""
    opened.app.post_message(Paste(text.replace("\n", "\r")))
    await opened.wait_until(lambda: isinstance(opened.app.screen, AddScreen))
    dialog = opened.app.screen
    await opened.wait_until(lambda: dialog.told not in ("", before) and "…" not in dialog.told)
    return dialog


async def added(opened: Any) -> None:
    await opened.wait_until(lambda: opened.screen.sync.process is not None)
    await opened.wait_until(lambda: not opened.screen.sync.running and not opened.screen.sync.waits)
    await opened.settle()


async def test_a_page_pasted_into_the_panes_is_shown_and_added(filled: Any, reader: Any) -> None:
    async with reader((80, 24)) as opened:
        before = len(opened.titles)
        dialog = await paste(opened, PAGE)
        assert dialog.told == (
            "3 notes, ICML2025 · Ropes, 2 papers: add?\n"
            "sure: as many notes as the page declares; titles are told by the bullets below them"
        )
        await opened.press("enter")
        await added(opened)
        assert len(opened.titles) == before + 2
        assert opened.message == "page-1: 3 notes, 2 new"
        dialog = await paste(
            opened, ROPES.format(1) + KNOTS
        )  # a newer copy, into the dialog that is opened by it
        assert "replaces the same page, added earlier as page-1" in dialog.told
        await opened.press("enter")
        await added(opened)
        assert len(opened.titles) == before + 1
    assert {source["name"]: source["notes"] for source in filled("sources", "--json").objects}["page-1"] == 1


async def test_what_is_not_clear_is_told_and_added_only_as_the_likeliest_reading(
    filled: Any, reader: Any
) -> None:
    async with reader() as opened:
        await opened.press("g", "a")
        dialog = await paste(opened, UNCLEAR)
        assert "declares 9 notes" in dialog.told
        assert "The likeliest reading has" in dialog.told
        dialog = await paste(opened, "no page\nat all\n" + "\0" * 99)
        assert "Nothing can be added of this." in dialog.told
        await opened.press("enter")
        assert opened.app.screen is dialog
        await opened.press(*"/no/such/place", "enter")
        assert "/no/such/place: No such file or directory" in dialog.told
        await opened.press("escape")
        assert opened.app.screen is opened.screen
    assert [source["name"] for source in filled("sources", "--json").objects] == ["harbour"]


async def test_a_folder_that_is_typed_is_added_after_the_sync_at_hand(
    filled: Any, reader: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "nets.md").write_text("# Nets That Mend Themselves\n\nA net that closes its holes.\n", "utf-8")
    async with reader() as opened:
        opened.screen.begin_sync()
        await opened.press("g", "a", *str(folder), "enter")
        await added(opened)
        await opened.wait_until(lambda: "Nets That Mend Themselves" in opened.titles)
        (tmp_path / "morels").mkdir()
        await opened.press("g", "a", *str(folder)[:-2], "tab")
        dialog = opened.app.screen
        assert dialog.query_one(Input).value == str(folder)  # not further: both begin so
        assert str(dialog.query_one("#titles").content) == "more/\nmorels/"
        await opened.press("l", "tab")
        assert dialog.query_one(Input).value == f"{tmp_path}/morels/"


async def test_several_lines_are_one_line_in_any_other_input(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await opened.press("slash")
        opened.app.post_message(Paste("oil\rlamps"))
        await opened.settle()
        assert isinstance(opened.app.focused, Input)
        assert opened.app.focused.value == "oil lamps"


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40)])
async def test_the_dialog_fits(filled: Any, reader: Any, size: tuple[int, int]) -> None:
    async with reader(size) as opened:
        dialog = await paste(opened, PAGE)
        (panel,) = dialog.children
        assert opened.app.screen.region.contains_region(panel.region)
        assert panel.size.width <= Size(*size).width - 2
        assert "Add a source" in "\n".join(strip.text for strip in opened.strips)


def test_several_pages_and_what_is_odd_about_them_are_told() -> None:
    found = Preview(4, 3, ("ICML2025 · Ropes", "ICLR2026 · Nets"), ("A", "B"), ("line 2: it is odd",))
    assert described(found) == "4 notes, ICML2025 · Ropes and 1 more page, 3 papers: add?\nline 2: it is odd"
    assert described(Preview(1, 1, (), ("A",))) == "1 note, 1 paper: add?"


async def test_after_the_sample_the_first_of_the_own_papers_is_chosen(reader: Any, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    for number in range(1, 60):
        (folder / f"net{number:02}.md").write_text(f"# Net {number:02}\n\nA net.\n", "utf-8")
    async with reader(sync=True) as opened:
        await opened.wait_until(lambda: len(opened.titles) > 6 and not opened.screen.sync.running)
        await opened.settle()
        await opened.press("j", "j", "j", "j", "g", "a", *str(folder), "enter")
        await added(opened)
        await opened.wait_until(lambda: "Net 01" in opened.titles)
        assert (opened.titles[0], opened.papers.chosen) == ("Net 01", 0)
