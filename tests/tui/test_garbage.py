"""Closed dialogs leave memory, and no garbage is collected while somebody types."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from papernotes.tui import app as application
from papernotes.tui import garbage
from papernotes.tui.garbage import IdleCollector

PANELS = {
    "topics and keywords": ["t"], "help": ["question_mark"], "related": ["g", "r"], "history": ["g", "h"],
    "order": ["S"], "a list to add to": ["A"], "filters": ["f"], "lists": ["g", "l"], "views": ["g", "v"],
    "statistics": ["g", "t"], "elsewhere": ["g", "s"], "duplicates": ["g", "d"], "tags": ["number_sign"],
    "palette": ["colon"], "contents": ["g", "4", "t"],
}  # fmt: skip


@pytest.fixture(autouse=True)
def collector_off() -> Iterator[None]:
    """The collector as the application has it: it runs only when the application calls it."""
    gc.unfreeze()  # an application of an earlier test may have left objects out
    gc.collect()
    gc.disable()
    yield
    gc.unfreeze()
    gc.enable()
    gc.collect()


@pytest.fixture
def soon(monkeypatch) -> None:
    """The reader counts as idle as soon as a dialog is closed. A blinking cursor is the last to go, after half a second."""
    monkeypatch.setattr(application, "SETTLED_SECONDS", 0.01)
    monkeypatch.setattr(garbage, "IDLE_SECONDS", 0.05)
    monkeypatch.setattr(garbage, "LONG_IDLE_SECONDS", 0.05)
    monkeypatch.setattr(garbage, "MINIMUM_QUICK_COLLECTIONS", 0)


@pytest.mark.parametrize("panel", PANELS)
async def test_a_closed_dialog_leaves_memory(reader, filled, soon, panel) -> None:
    async with reader() as opened:
        await opened.press("g", "3")
        await opened.wait_until(gc.get_freeze_count)  # what exists is left out
        await opened.press(*PANELS[panel])
        await opened.wait_until(lambda: len(opened.app.screen_stack) > 1)
        await opened.settle()
        widgets = [opened.app.screen, *opened.app.screen.query("*")]
        lines = [vars(widget)["_styles_cache"] for widget in widgets]  # as Textual keeps them
        parts = [weakref.ref(part) for part in (*widgets, *lines)]
        del widgets, lines
        assert opened.app.screen is not opened.screen
        await opened.press("escape")
        await opened.wait_until(lambda: not any(part() for part in parts))


class Circle:
    """An object in a cycle with itself."""

    def __init__(self) -> None:
        self.itself = self


def make_garbage(count: int = garbage.FEW_OBJECTS + 100) -> weakref.ref[Circle]:
    """Make garbage; returns a reference to the last object of it, which tells whether it still exists."""
    circles = [Circle() for _ in range(count)]
    return weakref.ref(circles[-1])


@pytest.fixture
def clock(monkeypatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(garbage, "monotonic", lambda: now[0])
    return now


def test_nothing_is_collected_until_the_reader_is_idle(clock) -> None:
    collector = IdleCollector(lambda: 0)
    clock[0] += garbage.IDLE_SECONDS + 0.1
    collector.collect_if_idle()  # leaves out what exists
    collector.keystroke()
    left = make_garbage()
    clock[0] += garbage.IDLE_SECONDS - 0.1
    collector.collect_if_idle()
    assert left()
    clock[0] += 0.2
    collector.collect_if_idle()
    assert not left()


def test_many_new_objects_are_collected_while_the_reader_types(clock) -> None:
    collector = IdleCollector(lambda: 0)
    clock[0] += garbage.IDLE_SECONDS + 0.1
    collector.collect_if_idle()
    collector.keystroke()
    left = make_garbage(garbage.MANY_OBJECTS + 100)
    collector.collect_if_idle()
    assert not left()


def test_what_an_open_dialog_holds_is_collected_when_it_is_closed(clock) -> None:
    dialogs = [0]
    collector = IdleCollector(lambda: dialogs[0])
    clock[0] += garbage.IDLE_SECONDS + 0.1
    collector.collect_if_idle()
    held = [Circle() for _ in range(garbage.MANY_OBJECTS + 100)]
    left = weakref.ref(held[0])
    dialogs[0] = 1
    collector.collect_if_idle()
    held.clear()
    dialogs[0] = 0
    collector.collect_if_idle()
    assert not left()


def test_what_was_closed_before_the_first_collection_goes_too(clock) -> None:
    dialogs = [1]
    collector = IdleCollector(lambda: dialogs[0])
    collector.collect_if_idle()
    left = make_garbage()
    dialogs[0] = 0
    clock[0] += garbage.IDLE_SECONDS + 0.1
    collector.collect_if_idle()
    assert not left()


def test_all_objects_are_collected_in_a_long_pause(clock) -> None:
    collector = IdleCollector(lambda: 0)
    clock[0] += garbage.IDLE_SECONDS + 0.1
    collector.collect_if_idle()
    held = [Circle() for _ in range(garbage.FEW_OBJECTS + 100)]
    left = weakref.ref(held[0])
    for _ in range(garbage.MINIMUM_QUICK_COLLECTIONS):
        more = [Circle() for _ in range(garbage.FEW_OBJECTS + 100)]
        collector.collect_if_idle()
        del more
    held.clear()
    collector.collect_if_idle()
    assert left()  # an old object is not looked at in each collection
    clock[0] += garbage.LONG_IDLE_SECONDS
    collector.collect_if_idle()
    assert not left()
