"""History, what is new, and the statistics on the screen."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from textual.widgets import Static

from papernotes.sidebar import NEW
from papernotes.state_terms import ago
from papernotes.statistics import ReadingStatistics
from papernotes.statistics_text import statistics_text
from papernotes.tui.dialogs.frame import Frame


async def rows(reader: Any) -> list[tuple[str, str]]:
    """The rows of the panel to pick from."""
    screen = await reader.panel()
    return [(row.text, row.figures) for row in screen.names.rows]


def hint(reader: Any) -> str:
    return str(reader.screen.query_one("#hint", Static).content)


def title(reader: Any) -> str:
    return str(reader.papers.border_title).removeprefix("Papers · ")


def note_opened(session: Any, key: str) -> None:
    entry = session.library.find(key)
    session.reading.opened(session.library.identifiers(entry), entry.key)


async def test_history_goes_to_what_the_view_does_not_show(filled: Any, reader: Any) -> None:
    filled("mark", "ICML2025/quiet_bells", "--read")
    async with reader() as opened:
        for key in ("ICML2025/quiet_bells", "ICLR2026/painted_fog", "ICML2025/quiet_bells"):
            opened.session_thread.ask(lambda session, key=key: note_opened(session, key)).result()
        await opened.press("slash", *"stairs", "enter", "g", "h")
        names = [name.strip() for name, _ in await rows(opened)]
        assert names == ["▸ Painted Fog", "Quiet Bells Keep Ships Awake"]
        assert (await rows(opened))[0][1].startswith("ICLR2026 · today ")
        await opened.press("enter")
        assert opened.state.pane == "note"
        assert "Painted Fog" in opened.note_text
        assert opened.titles == ["Steep Stairs Descend Faster"]  # the view stays


async def test_history_stays_in_the_view_that_shows_it(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        opened.session_thread.ask(lambda session: note_opened(session, "ICLR2026/painted_fog")).result()
        await opened.press("slash", *"fog", "enter", "g", "h", "enter")
        assert opened.titles == ["Painted Fog"]
        assert opened.state.pane == "note"


async def test_history_tells_what_has_gone(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        opened.session_thread.ask(
            lambda session: session.reading.opened(("entry:ICML2020/old_fog",), "ICML2020/old_fog")
        ).result()
        opened.session_thread.ask(lambda session: note_opened(session, "ICLR2026/painted_fog")).result()
        opened.session_thread.ask(
            lambda session: session.reading.opened(("entry:ICML2020/x_y",), "ICML2020/x_y")
        ).result()
        await opened.press("g", "h")
        shown = [(title.strip(), figures.split(" · ")[0]) for title, figures in await rows(opened)]
        assert shown == [("▸ Painted Fog", "ICLR2026"), ("x y", "gone"), ("old fog", "gone")]
        await opened.press("down", "enter")
        assert len(opened.titles) == 6


async def test_what_is_new_counts_from_the_last_visit(filled: Any, reader: Any, tree: Path) -> None:
    async with reader() as opened:
        await opened.press("g", "n")
        assert opened.titles == []
        assert opened.papers.render_line(1).text.strip().startswith("nothing is new yet: new is what comes")
        await opened.press("escape", "f")  # the panel says the same as the row of the first pane
        new = next(choice for choice in opened.app.screen.rows.choices if choice.value == "new")
        row = next(row for row in opened.venues.rows if getattr(row, "id", "") == NEW)
        assert (new.figures, row.counted.total) == ("0", 0)
        await opened.press("escape", "slash", *"is:new", "enter")
        assert opened.titles == []

    def set_back(session: Any) -> None:
        visit = session.reading.get_ui_state()
        left = (datetime.now(UTC) + timedelta(seconds=2)).isoformat(timespec="seconds")
        session.reading.set_ui_state({**visit, "left": left, "view": {}})

    async with reader() as opened:
        visit = opened.session_thread.ask(lambda session: session.reading.get_ui_state()).result()
        assert visit["left"]
    from papernotes.config.paths import find_paths
    from papernotes.session import Session

    session = Session(find_paths())
    set_back(session)
    session.close()
    async with reader() as opened:
        await opened.press("g", "n")
        assert opened.titles == []
        assert opened.papers.render_line(1).text.strip().startswith("nothing is new or revised since")
        await opened.press("escape")
        opened.screen.query_one("#query").value = "is:new-2026-04-12"
        await opened.settle()
        assert len(opened.titles) == 6  # all came today
    note = (tree / "ICML2025" / "llm_safety" / "quiet_bells.md").read_text("utf-8")
    (tree / "ICML2025" / "llm_safety" / "loud_bells.md").write_text(
        note.replace("2026-02-11", "2099-02-11")
        .replace("Quiet Bells", "Loud Bells")
        .replace("00002", "00009"),
        "utf-8",
    )
    filled("sync")
    session = Session(find_paths())
    set_back(session)
    session.close()
    async with reader() as opened:
        await opened.press("g", "n")
        assert opened.titles == ["Loud Bells Keep Ships Awake"]
        assert title(opened).startswith("new or revised since your last visit, today")
        assert hint(opened) == ""  # a line there would move the rows that one goes through


async def test_the_statistics_are_drawn(filled: Any, reader: Any) -> None:
    filled("mark", "ICML2025/quiet_bells", "ICLR2026/painted_fog", "--read", "--list", "to [/x] read")
    async with reader(size=(80, 24)) as opened:
        await opened.press("g", "t")
        text = str(opened.app.screen.query_one("#statistics", Static).content)
        assert "to [/x] read" in text
        assert "2 of 5" in text
        assert "█████" in text
        assert all(len(line) < 76 for line in text.splitlines())
        await opened.pilot.resize_terminal(80, 50)
        await opened.settle()
        assert opened.app.screen.query_one(Frame).region.height == len(text.splitlines()) + 2  # no empty rows
        await opened.press("j", "G", "escape")
        assert opened.app.screen is opened.screen


def test_nothing_at_all_can_be_drawn() -> None:
    from papernotes.reading.statistics import Progress

    lines = statistics_text(ReadingStatistics(Progress(), (), (), (), ()), 10)
    assert any("all p" in text for line in lines for text, _ in line)


def test_moments_are_told_as_people_do() -> None:
    now = datetime(2026, 3, 14, 12, 0).astimezone()
    assert ago(now.replace(hour=9).isoformat(), now) == "today 09:00"
    assert ago((now - timedelta(days=1)).isoformat(), now) == "yesterday 12:00"
    assert ago((now - timedelta(days=3)).isoformat(), now) == "Wednesday 12:00"
    assert ago((now - timedelta(days=30)).isoformat(), now).startswith("2026-02-12 ")
    assert ago("some day") == "some day"


async def test_history_finds_a_paper_that_is_called_otherwise_now(
    filled: Any, reader: Any, tree: Path
) -> None:
    async with reader() as opened:
        opened.session_thread.ask(lambda session: note_opened(session, "ICLR2026/painted_fog")).result()
    folder = tree / "ICLR2026" / "image_generation"
    text = (folder / "painted_fog.md").read_text("utf-8").replace("Painted Fog", "Fog, Painted")
    shutil.move(folder / "painted_fog.md", folder / "fog.md")
    (folder / "fog.md").write_text(text, "utf-8")
    filled("sync")
    async with reader() as opened:
        await opened.press("g", "h", "enter")
        assert opened.entry.title == "Fog, Painted"
