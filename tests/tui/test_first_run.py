"""The first minutes: nothing is there yet, the sources are read, and other programs bring something in."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from papernotes.sidebar import NEW
from papernotes.tui.messages import SyncProgress


def news(opened: Any) -> int:
    """How many papers the first pane says are new."""
    return next(row.counted.total for row in opened.venues.rows if getattr(row, "id", "") == NEW)


def hint(opened: Any) -> str:
    """What stands under the search bar."""
    return str(opened.screen.ui.hint.content)


async def test_what_is_being_read_is_not_called_empty(
    home: Path, tree: Path, reader: Any, monkeypatch: Any
) -> None:
    (home / "config").mkdir(parents=True)
    listed = f"sources:\n- name: harbour\n  kind: folder\n  location: {tree}\n"
    (home / "config/sources.yaml").write_text(listed, "utf-8")
    monkeypatch.setattr("papernotes.tui.reader.screen.ReaderScreen.begin_sync", lambda screen: None)
    async with reader(sync=True) as opened:
        assert opened.titles == []
        assert hint(opened) == "the notes are being read for the first time, and appear here in a moment"
        opened.screen.sync.begin()
        await opened.wait_until(lambda: len(opened.titles) == 6)
        assert opened.message == "6 new"
        await opened.settle()
        assert hint(opened) == ""
        assert news(opened) == 0
        # What comes later is new, also at the first visit. The library keeps whole seconds.
        since = partial(opened.session_thread.ask, lambda session: session.news_since)
        await opened.wait_until(
            lambda: "" < since().result() < datetime.now(UTC).isoformat(timespec="seconds")
        )
        note = tree / "ICML2025" / "llm_safety" / "quiet_bells.md"
        (note.parent / "loud_bells.md").write_text(
            note.read_text("utf-8").replace("Quiet", "Loud").replace("2501.00002", "2501.00009"), "utf-8"
        )
        opened.screen.sync.begin()
        await opened.wait_until(lambda: news(opened) == 1)
        await opened.press("g", "n")
        assert opened.titles == ["Loud Bells Keep Ships Awake"]
        assert str(opened.papers.border_title).startswith(
            "Papers · new or revised since your first notes came"
        )


async def test_sources_without_notes_are_said_to_be_empty_when_they_were_read(
    home: Path, tmp_path: Path, reader: Any, monkeypatch: Any
) -> None:
    (tmp_path / "empty").mkdir()
    (home / "config").mkdir(parents=True)
    listed = f"sources:\n- name: empty\n  kind: folder\n  location: {tmp_path / 'empty'}\n"
    (home / "config/sources.yaml").write_text(listed, "utf-8")
    monkeypatch.setattr("papernotes.tui.reader.screen.ReaderScreen.begin_sync", lambda screen: None)
    async with reader(sync=True) as opened:
        opened.screen.sync.begin()
        await opened.wait_until(lambda: not opened.screen.sync.running)
        opened.screen.post_message(SyncProgress(""))  # its last one may be on its way
        await opened.settle()
        assert hint(opened).startswith("no notes yet; ga adds a folder")


async def test_what_another_program_brings_in_is_shown_and_told(filled: Any, tree: Path, reader: Any) -> None:
    async with reader() as opened:
        opened.poll()
        await opened.settle()
        note = tree / "ICML2025" / "llm_safety" / "quiet_bells.md"
        loud = (
            note.read_text("utf-8").replace("Quiet Bells", "Loud Bells").replace("2501.00002", "2501.00009")
        )
        (note.parent / "loud_bells.md").write_text(loud, "utf-8")
        assert filled("sync").code == 0
        # It polls by itself: what has changed must have come to rest between two polls.
        await opened.wait_until(lambda: opened.message == "another program added 1 entry")
        await opened.settle()
        assert "Loud Bells Keep Ships Awake" in opened.titles
        await opened.press("slash", *"loud", "enter")
        assert opened.titles == ["Loud Bells Keep Ships Awake"]
        (note.parent / "loud_bells.md").unlink()
        assert filled("sync").code == 0
        # It polls by itself: what has changed must have come to rest between two polls.
        await opened.wait_until(lambda: opened.message == "another program removed 1 entry")
        await opened.settle()
        assert opened.titles == []
        await opened.press("escape", "G")
        last = opened.titles[-1]
        assert last == opened.entry.title and len(opened.titles) > 2
        renamed = next(path for path in tree.rglob("*.md") if f"# {last}" in path.read_text("utf-8"))
        renamed.rename(renamed.with_name("a_new_name.md"))
        assert filled("sync").code == 0
        await opened.wait_until(lambda: opened.entry.key.endswith("/a_new_name"))
        assert opened.entry.title == last


async def test_what_the_reader_does_itself_is_not_told_as_another_programs(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        for keys in ((), ("s",), ("r", "a"), ("j", "u")):
            await opened.press(*keys)
            opened.poll()
            await opened.settle()
            assert "another program" not in opened.message
