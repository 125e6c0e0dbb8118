"""Panels of papers that belong with the chosen one: related ones, those that name it, duplicates."""

from __future__ import annotations

import shutil
from asyncio import Event, create_task, gather, sleep
from types import SimpleNamespace
from typing import Any

import pytest

from papernotes.tui.dialogs.pick import PickScreen
from papernotes.tui.reader.related import RelatedController

LINKS = """
<!-- RELATED:START -->
- [[ICML 2025] Quiet Bells Keep Ships Awake](../../ICML2025/llm_safety/quiet_bells.md)
- [Wooden "Whistles" Carry Farther](../../ICML2025/llm_safety/wooden_whistles.md)
- [Calm Lanterns for Harbours](../image_generation/calm_lanterns_again.md)
- [Lantern Oil at Scale](lantern_oil.md)
<!-- RELATED:END -->
"""


@pytest.fixture
def linked(run: Any, tree: Any) -> Any:
    """The small library with a note that names others as related, one of which it does not have."""
    file = tree / "ICLR2026/llm_safety/lantern_oil.md"
    file.write_text(file.read_text("utf-8") + LINKS, "utf-8")
    assert run("add", tree, "--name", "harbour").code == 0
    return run


def rows(opened: Any) -> list[tuple[str, str, bool]]:
    return [(row.text, row.below, row.fixed) for row in opened.app.screen.names.rows]


async def choose(opened: Any, title: str) -> None:
    opened.papers.choose(opened.titles.index(title))
    await opened.settle()


async def test_without_an_index_it_is_said_when_related_papers_are_found(
    filled: Any, reader: Any, home: Any
) -> None:
    async with reader() as opened:
        shutil.rmtree(home / "cache" / "index")
        await opened.press("g", "r")
        await opened.wait_until(lambda: bool(opened.notifications))
        told = [notification.message for notification in opened.notifications]
        assert told == ["related papers are found once the index is built"]


async def test_related_papers_and_papers_alike(linked: Any, reader: Any) -> None:
    linked("mark", "ICML2025/quiet_bells", "--read", "--star")
    linked("index")
    async with reader() as opened:
        await choose(opened, "Lantern Oil at Scale")
        await opened.press("g", "r")
        await opened.panel()
        assert rows(opened)[:3] == [
            (
                "Quiet Bells Keep Ships Awake",
                "linked from here · reading · LLM Safety · ICML2025 · ★○",
                False,
            ),
            ('Wooden "Whistles" Carry Farther', "linked from here · not in the library", True),
            (
                "Calm Lanterns for Harbours",
                "linked from here · lanterns, reading · LLM Safety · ICLR2026 · ●",
                False,
            ),
        ]
        # All others are a little like it; what is linked is not named again.
        assert sorted(rows(opened)[3:]) == [
            ("Painted Fog", "reading · ICLR2026 · ●", False),
            ("Steep Stairs Descend Faster", "reading · ICML2025 · ●", False),
        ]
        await opened.press("enter")
        assert opened.state.pane == "note"
        assert "Quiet Bells Keep Ships Awake" in opened.note_text
        await opened.press("backspace", "g", "b")  # no earlier note to go back to: it stays
        await opened.panel()
        assert [title for title, _, _ in rows(opened)] == ["Lantern Oil at Scale"]
        await opened.press("enter")
        assert "Lantern Oil at Scale" in opened.note_text
        await opened.press("backspace")
        assert "Quiet Bells Keep Ships Awake" in opened.note_text


class SlowThread:
    """In place of the session thread and the screen: jobs wait until they are let go."""

    def __init__(self) -> None:
        self.goes_on = Event()
        self.answers: list[Any] = []
        self.titles: list[str] = []

    async def ask(self, job: Any) -> Any:
        await self.goes_on.wait()
        self.answers.append(job(None))
        return self.answers[-1]

    async def dialog(self, screen: PickScreen) -> None:
        self.titles.append(screen.names.nothing)


async def test_who_asks_again_before_the_answer_is_answered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("papernotes.related.backlinks", lambda session, entry: [])
    monkeypatch.setattr("papernotes.related.duplicates", lambda session, entry: [])
    ui = SlowThread()
    controller = RelatedController(ui, SimpleNamespace(entry=SimpleNamespace(title="Lamps")))  # type: ignore[arg-type]
    asked = [controller.show_duplicates(), controller.show_backlinks(), controller.show_backlinks()]
    tasks = [create_task(one) for one in asked]
    await sleep(0)
    ui.goes_on.set()
    await gather(*tasks)
    assert ui.answers == [None, None, []]
    assert ui.titles == ["no note links to it"]


async def test_a_paper_named_by_its_note_at_another_venue_is_named(linked: Any, reader: Any) -> None:
    async with reader() as opened:
        opened.papers.choose(opened.titles.index("Calm Lanterns for Harbours"))
        await opened.settle()
        await opened.press("g", "b")
        await opened.panel()
        assert [title for title, _, _ in rows(opened)] == ["Lantern Oil at Scale"]
        await opened.press("escape")
        await choose(opened, "Painted Fog")
        await opened.press("g", "b")
        screen = await opened.panel()
        assert rows(opened) == []
        assert screen.names.nothing == "no note links to it"


async def test_duplicates_open_the_very_note(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await choose(opened, "Painted Fog")
        await opened.press("g", "d")
        await opened.panel()
        assert [about for _, about, _ in rows(opened)] == [
            "ICLR2026 · harbour · 1 of 2", "ICML2025 · harbour · 2 of 2",
        ]  # fmt: skip
        await opened.press("down", "enter")
        assert opened.entry.key == "ICML2025/calm_lanterns"
        await opened.press("g", "d")
        await opened.panel()
        assert len(rows(opened)) == 2


async def test_where_no_paper_is_chosen_that_is_said(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await opened.press("slash", *"zzzzqqqq", "enter", "g", "r")
        assert opened.app.screen is opened.screen


async def test_duplicates_are_split_and_joined_again(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await choose(opened, "Painted Fog")
        await opened.press("g", "d")
        screen = await opened.panel()
        assert [row.figures for row in screen.names.rows][:2] == ["", "same arXiv id"]
        await opened.press("down", "ctrl+s")
        await opened.settle()
        assert "split off ICML2025/calm_lanterns" in opened.message
        await opened.press("g", "d")
        screen = await opened.panel()
        assert ["split by you" in row.figures for row in screen.names.rows] == [True, True]
        await opened.press("ctrl+o")
        await opened.settle()
        await opened.press("g", "d")
        screen = await opened.panel()
        assert [row.figures for row in screen.names.rows][:2] == ["", "joined by you"]
