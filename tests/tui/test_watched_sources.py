"""Sources that are watched: the open reader shows what changes in them, however it learns of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest

from papernotes.tui.reader import watch


def told_by_system(note: Path) -> SimpleNamespace:
    """A stand-in for the package watchfiles: it tells of one change, once it is there."""

    def changes(*places: str, stop_event: Event, **_: object) -> Iterator[set[tuple[int, str]]]:
        assert all(Path(place).is_dir() for place in places)
        while not (note.exists() or stop_event.wait(0.02)):
            pass
        yield {(1, str(note))}
        stop_event.wait()

    return SimpleNamespace(watch=changes)


@pytest.mark.parametrize("has_package", [True, False])
async def test_a_change_in_a_watched_source_is_shown(
    filled: Any, reader: Any, tree: Path, monkeypatch: pytest.MonkeyPatch, has_package: bool
) -> None:
    note = tree / "ICML2025/optimization/mended_nets.md"
    monkeypatch.setitem(sys.modules, "watchfiles", told_by_system(note) if has_package else None)
    monkeypatch.setattr(watch, "POLL_SECONDS", 0.2)
    filled("sources", "--watch", "harbour")
    async with reader() as opened:
        opened.screen.begin_watching()
        note.write_text("# Nets That Mend Themselves\n\nA net that closes its holes.\n", "utf-8")
        await opened.wait_until(lambda: "Nets That Mend Themselves" in opened.titles)


async def test_other_sources_are_left_alone(
    filled: Any, reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    monkeypatch.setattr(watch, "POLL_SECONDS", 0.01)
    async with reader() as opened:
        opened.screen.begin_watching()
        await opened.settle()
        assert opened.screen.sync.process is None
