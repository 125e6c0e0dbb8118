"""What is closed goes, and nothing is looked for while somebody types."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from papernotes.tui import app as application
from papernotes.tui import tidying
from papernotes.tui.tidying import Tidying

PANELS = {
    "topics and keywords": ["t"], "help": ["question_mark"], "related": ["g", "r"], "history": ["g", "h"],
    "order": ["S"], "a list to add to": ["A"], "filters": ["f"], "lists": ["g", "l"], "views": ["g", "v"],
    "statistics": ["g", "t"], "elsewhere": ["g", "s"], "duplicates": ["g", "d"], "tags": ["number_sign"],
    "palette": ["colon"], "contents": ["4", "t"],
}  # fmt: skip


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    """The collector as the application has it: off, but for its own looks."""
    gc.collect()
    gc.disable()
    yield
    gc.unfreeze()
    gc.enable()
    gc.collect()


@pytest.fixture
def soon(monkeypatch) -> None:
    """A long rest comes as soon as the panel is closed: a cursor that blinked goes half a second later than the rest."""
    monkeypatch.setattr(application, "SETTLED", 0.01)
    monkeypatch.setattr(tidying, "RESTED", 0.05)
    monkeypatch.setattr(tidying, "LONG_RESTED", 0.05)
    monkeypatch.setattr(tidying, "LOOKS", 0)


@pytest.mark.parametrize("panel", PANELS)
async def test_a_panel_that_was_closed_goes_by_itself(reader, filled, soon, panel) -> None:
    async with reader() as opened:
        await opened.press("3")
        while not gc.get_freeze_count():  # what stays for good is left out from here on
            await opened.pilot.pause(0.05)
        await opened.press(*PANELS[panel])
        for _ in range(100):
            if len(opened.app.screen_stack) > 1:
                break
            await opened.settle()
        parts = [weakref.ref(part) for part in (opened.app.screen, *opened.app.screen.query("*"))]
        assert opened.app.screen is not opened.screen
        await opened.press("escape")
        for _ in range(100):
            if not any(part() for part in parts):
                break
            await opened.pilot.pause(0.05)
        assert [part() for part in parts if part()] == []


class Circle:
    """Something that holds on to itself."""

    def __init__(self) -> None:
        self.itself = self


def garbage(count: int = tidying.FEW + 100) -> weakref.ref[Circle]:
    """Some garbage; the last of it, to see whether it is still there."""
    circles = [Circle() for _ in range(count)]
    return weakref.ref(circles[-1])


@pytest.fixture
def clock(monkeypatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(tidying, "monotonic", lambda: now[0])
    return now


def test_nothing_is_looked_for_until_no_key_was_pressed_for_a_moment(clock) -> None:
    looks = Tidying(lambda: 0)
    clock[0] += tidying.RESTED + 0.1
    looks.look()  # what is there stays
    looks.pressed()
    left = garbage()
    clock[0] += tidying.RESTED - 0.1
    looks.look()
    assert left()
    clock[0] += 0.2
    looks.look()
    assert not left()


def test_who_never_rests_has_what_is_new_looked_through(clock) -> None:
    looks = Tidying(lambda: 0)
    clock[0] += tidying.RESTED + 0.1
    looks.look()
    looks.pressed()
    left = garbage(tidying.MANY + 100)
    looks.look()
    assert not left()


def test_what_an_open_panel_holds_is_looked_for_when_it_is_closed(clock) -> None:
    panels = [0]
    looks = Tidying(lambda: panels[0])
    clock[0] += tidying.RESTED + 0.1
    looks.look()
    held = [Circle() for _ in range(tidying.MANY + 100)]
    left = weakref.ref(held[0])
    panels[0] = 1
    looks.look()
    held.clear()
    panels[0] = 0
    looks.look()
    assert not left()


def test_what_was_closed_before_the_first_look_goes_too(clock) -> None:
    panels = [1]
    looks = Tidying(lambda: panels[0])
    looks.look()
    left = garbage()
    panels[0] = 0
    clock[0] += tidying.RESTED + 0.1
    looks.look()
    assert not left()


def test_a_long_rest_is_for_a_look_at_all_that_was_made_since_the_start(clock) -> None:
    looks = Tidying(lambda: 0)
    clock[0] += tidying.RESTED + 0.1
    looks.look()
    held = [Circle() for _ in range(tidying.FEW + 100)]
    left = weakref.ref(held[0])
    for _ in range(tidying.LOOKS):
        more = [Circle() for _ in range(tidying.FEW + 100)]
        looks.look()
        del more
    held.clear()
    looks.look()
    assert left()  # it has been there for long, and is not looked at again and again
    clock[0] += tidying.LONG_RESTED
    looks.look()
    assert not left()
