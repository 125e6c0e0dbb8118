"""Keys that are typed while the screen is busy: none is lost, and Escape ends the wait for a panel."""

from __future__ import annotations

import os
import pty
import select
import signal
import termios
import threading
from typing import Any

import pytest
from textual.events import Key

from papernotes.tui.terminal.modes import for_keystrokes, give_back

SLOW = {
    "statistics": "gt", "related": "gr", "duplicates": "gd", "elsewhere": "gs", "history": "gh",
    "topics and keywords": "t", "lists": "gl",
}  # fmt: skip


@pytest.fixture
def busy(monkeypatch):
    """What keeps the session thread until it is set."""
    done = threading.Event()
    yield done
    done.set()


def type_ahead(opened, *keys: str) -> None:
    """Press keys without a wait for what comes of them."""
    for key in keys:
        opened.app.post_message(Key(key, key if len(key) == 1 else None))


@pytest.mark.parametrize("panel", SLOW)
async def test_escape_ends_the_wait_for_a_slow_panel(reader, filled, busy, panel) -> None:
    async with reader() as opened:
        await opened.press("g", "3")
        waits = opened.session_thread.ask(lambda session: busy.wait(30))
        type_ahead(opened, *SLOW[panel], "j")

        def running() -> list[Any]:
            return [w for w in opened.app.workers if w.is_running and w.name.startswith("action_")]

        await opened.wait_until(running)
        type_ahead(opened, "escape")
        await opened.wait_until(lambda: not running())
        busy.set()
        assert waits.result(30)
        await opened.settle()
        assert opened.app.screen is opened.screen  # nothing opens late
        await opened.press("question_mark")
        assert opened.app.screen is not opened.screen  # and the next key is heeded


@pytest.mark.parametrize("before", ["gt", "gv", "t", "jjj", "/lan", "?"])
@pytest.mark.parametrize("wait", [False, True])
async def test_leaving_is_not_lost_behind_other_keys(reader, filled, busy, before, wait) -> None:
    async with reader() as opened:
        await opened.press("g", "3")
        if wait:
            opened.session_thread.ask(lambda session: busy.wait(0.4))
        type_ahead(opened, *before, "ctrl+q")
        await opened.wait_until(lambda: opened.app._exit)  # noqa: SLF001  # Textual tells by it alone


TYPED = b"\x11/a\r\x7f\x15\x04\xc2\x9b31m\xe2\x80\xae\x1b]0;T\x07"


def test_the_terminal_passes_every_key_on_and_echoes_none_from_the_start(monkeypatch) -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "r+b", buffering=0) as person, os.fdopen(theirs, "r") as terminal:
        monkeypatch.setattr(os, "tcgetpgrp", lambda terminal: os.getpgrp())
        before = termios.tcgetattr(terminal)
        assert before[0] & termios.IXON
        with for_keystrokes(theirs):
            person.write(TYPED)
            seen = b""
            while len(seen) < len(TYPED):
                assert select.select([terminal], [], [], 10)[0]
                seen += os.read(theirs, 100)
            assert seen == TYPED
            assert not select.select([person], [], [], 0.05)[0]  # nothing is echoed
            give_back(theirs)  # to an editor
            assert termios.tcgetattr(terminal) == before
        assert termios.tcgetattr(terminal) == before


def test_a_program_ended_before_the_screen_gives_the_terminal_back(monkeypatch) -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "wb"), os.fdopen(theirs, "r") as terminal:
        monkeypatch.setattr(os, "tcgetpgrp", lambda terminal: os.getpgrp())
        before, ended = termios.tcgetattr(terminal), signal.getsignal(signal.SIGTERM)
        with pytest.raises(SystemExit) as left, for_keystrokes(theirs):
            signal.raise_signal(signal.SIGTERM)
        assert left.value.code == 128 + signal.SIGTERM
        assert termios.tcgetattr(terminal) == before
        assert signal.getsignal(signal.SIGTERM) == ended
