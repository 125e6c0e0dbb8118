"""The terminal driver: what is handed on from the keyboard, and the program on a terminal of its own."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from shown import Shown

from papernotes.__main__ import main
from papernotes.tui.terminal.driver import (
    ESCAPE,
    ESCAPE_KEY,
    UNFINISHED_PASTE_SECONDS,
    Pasted,
    escape_delay,
    relay,
)


@dataclass
class Keyboard:
    """Writes what a terminal sends, and reads what is handed on."""

    keys: int
    stop: int
    onward: int
    thread: threading.Thread

    def read(self) -> bytes:
        assert select.select([self.onward], [], [], 10)[0]
        return os.read(self.onward, 100)


@pytest.fixture
def keyboard(monkeypatch: pytest.MonkeyPatch) -> Iterator[Keyboard]:
    monkeypatch.setenv("ESCDELAY", "200")
    terminal, keys = os.pipe()
    stopped, stop = os.pipe()
    relayed, onward = os.pipe()
    thread = threading.Thread(target=relay, args=(terminal, stopped, onward))
    thread.start()
    yield Keyboard(keys, stop, relayed, thread)
    if thread.is_alive():
        os.write(stop, b"x")
    thread.join()
    for file in (terminal, keys, stopped, stop, relayed):
        os.close(file)


@pytest.mark.parametrize("keys", [b"j", "注".encode(), b"\x1b[A", b"\x1bx", b"\x1b[200~pasted\x1b[201~"])
def test_keys_are_handed_on_as_they_come(keyboard: Keyboard, keys: bytes) -> None:
    os.write(keyboard.keys, keys)
    assert keyboard.read() == keys


@pytest.mark.parametrize(
    ("encoding", "keys", "handed_on"),
    [
        ("latin-1", b"\xe9\xdf", "éß"),
        ("gbk", "论文".encode("gbk"), "论文"),
        ("ascii", b"a\xe9", "a\ufffd"),
        ("utf-8", b"a\xe9b", "a\ufffdb"),
    ],
)
def test_keys_of_every_encoding_are_handed_on_as_utf8(encoding: str, keys: bytes, handed_on: str) -> None:
    terminal, typed = os.pipe()
    stopped, stop = os.pipe()
    relayed, onward = os.pipe()
    thread = threading.Thread(target=relay, args=(terminal, stopped, onward, encoding))
    thread.start()
    for byte in keys:  # a character may come in pieces
        os.write(typed, bytes([byte]))
    seen = b""
    while len(seen) < len(handed_on.encode()):
        seen += os.read(relayed, 100)
    os.write(stop, b"x")
    thread.join()
    for file in (terminal, typed, stopped, stop, relayed):
        os.close(file)
    assert seen.decode() == handed_on


def test_escape_alone_becomes_a_sequence_that_is_complete(keyboard: Keyboard) -> None:
    os.write(keyboard.keys, b"\x1b")
    assert keyboard.read() == ESCAPE_KEY


def test_escape_with_its_sequence_behind_it_stays(keyboard: Keyboard) -> None:
    os.write(keyboard.keys, b"\x1b")
    os.write(keyboard.keys, b"[A")
    seen = keyboard.read()
    if seen == b"\x1b":
        seen += keyboard.read()
    assert seen == b"\x1b[A"


def test_what_is_pasted_has_no_escapes_whose_rest_would_be_keystrokes(keyboard: Keyboard) -> None:
    os.write(keyboard.keys, b"\x1b[A\x1b[200~a\x1b[31mred\x1b\x1b[0m\x1b[201~\x1b[B")
    assert keyboard.read() == b"\x1b[A\x1b[200~a[31mred[0m\x1b[201~\x1b[B"


def test_a_paste_may_come_in_pieces() -> None:
    whole = b"j\x1b[200~a\x1b[31m\x1b[20\x1b[201~\x1b[A\x1b[200~\x1b\x1b[201~\x1bx"
    wanted = b"j\x1b[200~a[31m[20\x1b[201~\x1b[A\x1b[200~\x1b[201~\x1bx"
    begin = len(b"j\x1b[200~")  # a terminal sends the sign that one begins in one piece
    for cut in range(begin, whole.index(b"\x1b[A") + 3):
        pasted = Pasted()
        assert pasted.clean(whole[:cut]) + pasted.clean(whole[cut:]) == wanted, cut
    pasted = Pasted()
    assert (
        pasted.clean(whole[:begin])
        + b"".join(pasted.clean(bytes([byte])) for byte in whole[begin : whole.index(b"\x1b[A")])
        == wanted[: wanted.index(b"\x1b[A")]
    )


@pytest.mark.parametrize("keys", [b"\x1b", ESCAPE_KEY, b"\x03", b"\x11"])
def test_a_paste_whose_end_was_lost_can_be_left(keyboard: Keyboard, keys: bytes) -> None:
    os.write(keyboard.keys, b"\x1b[200~lantern\x1b[20")
    assert keyboard.read() == b"\x1b[200~lantern"
    os.write(keyboard.keys, keys)
    seen = b""
    while not seen.endswith((b"\x03", b"\x11", ESCAPE_KEY)):
        seen += keyboard.read()
    assert seen == b"[20\x1b[201~" + (ESCAPE_KEY if keys == ESCAPE else keys)


def test_keystrokes_within_a_paste_that_goes_on_do_not_end_it(keyboard: Keyboard) -> None:
    os.write(keyboard.keys, b"\x1b[200~a")
    assert keyboard.read() == b"\x1b[200~a"
    os.write(keyboard.keys, b"\x11")
    time.sleep(UNFINISHED_PASTE_SECONDS / 10)  # a slow line: what was read alone is followed by more
    os.write(keyboard.keys, b"b\x1b[201~")
    seen = b""
    while Pasted.END not in seen:
        seen += keyboard.read()
    assert seen == b"\x11b\x1b[201~"


def test_the_end_ends_what_is_handed_on(keyboard: Keyboard) -> None:
    os.write(keyboard.stop, b"x")
    assert keyboard.read() == b""
    keyboard.thread.join(10)
    assert not keyboard.thread.is_alive()


@pytest.mark.parametrize(("said", "seconds"), [("", 0.025), ("60", 0.06), ("soon", 0.025)])
def test_the_delay_is_as_the_environment_says(
    monkeypatch: pytest.MonkeyPatch, said: str, seconds: float
) -> None:
    monkeypatch.setenv("ESCDELAY", said)
    assert escape_delay() == seconds


def started(terminal: int, home: Path) -> subprocess.Popen[bytes]:
    """The reader on a terminal."""
    environment = {**os.environ, "PAPERNOTES_HOME": str(home), "TERM": "xterm-256color"}
    return subprocess.Popen(
        [sys.executable, "-m", "papernotes"],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env=environment,
    )


def test_the_reader_opens_obeys_and_ends_on_a_terminal(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    shown = Shown()
    with started(theirs, tmp_path) as process:
        os.close(theirs)
        try:
            shown.read(ours, "Papers")
            os.write(ours, b"/")
            shown.read(ours, "to the papers")  # the hints of the search bar
            os.write(ours, b"\x1b")
            shown.read(ours, "filter", gone="to the papers")  # those of the list
            # What it loads of Textual when it is asked for; so much of it is not loaded at the start.
            os.write(ours, b":")
            shown.read(ours, "run or go there")
            os.write(ours, b"theme")
            shown.read(ours, "Choose the colours", gone="undo")
            os.write(ours, b"\r")
            shown.read(ours, "terminal")  # a theme
            os.write(ours, b"\x1b")
            shown.read(ours, "filter", gone="Esc")
            os.write(ours, b"Q")
            shown.read(ours, "\x1b[?1049l")  # the terminal's own screen
            assert process.wait(20) == 0
        finally:
            process.kill()
    os.close(ours)


@pytest.mark.parametrize("early", [True, False])
def test_a_signal_ends_the_reader_as_a_keystroke_does(early: bool, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    shown = Shown()
    modes = termios.tcgetattr(theirs)
    with started(theirs, tmp_path) as process:
        try:
            shown.read(ours, "\x1b[?1049h" if early else "Papers")
            process.send_signal(signal.SIGTERM)
            shown.read(ours, "\x1b[?1049l")  # the terminal's own screen
            assert process.wait(20) == 128 + signal.SIGTERM
            assert termios.tcgetattr(theirs) == modes
        finally:
            process.kill()
    os.close(ours)
    os.close(theirs)


IN_CHARGE = """
import fcntl, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from papernotes.__main__ import run
run()
"""
"""The reader as what its terminal belongs to: it is told when that goes."""


def test_the_reader_ends_when_its_terminal_goes_while_it_is_painted(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    shown = Shown()
    environment = {**os.environ, "PAPERNOTES_HOME": str(tmp_path), "TERM": "xterm-256color"}
    with subprocess.Popen(
        [sys.executable, "-c", IN_CHARGE], stdin=theirs, stdout=theirs, stderr=theirs, env=environment,
        start_new_session=True,
    ) as process:  # fmt: skip
        os.close(theirs)
        try:
            shown.read(ours, "Papers")
            os.write(ours, b"j" * 40)
            os.close(ours)
            assert process.wait(20) == 128 + signal.SIGHUP
        finally:
            process.kill()


def test_a_reader_stopped_without_its_knowing_goes_on_and_can_be_left(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    shown = Shown()
    modes = termios.tcgetattr(theirs)
    with started(theirs, tmp_path) as process:
        try:
            shown.read(ours, "Papers")
            process.send_signal(signal.SIGSTOP)
            process.send_signal(signal.SIGCONT)
            shown = Shown()
            shown.read(ours, "Papers")
            os.write(ours, b"Q")
            shown.read(ours, "\x1b[?1049l")
            assert process.wait(20) == 0
            assert termios.tcgetattr(theirs) == modes
        finally:
            process.kill()
    os.close(ours)
    os.close(theirs)


@pytest.mark.parametrize(("own", "used"), [("", "240"), ("30", "30")])
def test_results_do_not_wait_long_to_be_painted(own: str, used: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[str] = []

    def open_nothing(*arguments: object, **named: object) -> int:
        found.append(os.environ["TEXTUAL_FPS"])
        return 0

    monkeypatch.setattr(os, "isatty", lambda descriptor: True)
    monkeypatch.setenv("TEXTUAL_FPS", own)
    if not own:
        monkeypatch.delenv("TEXTUAL_FPS")
    monkeypatch.setattr("papernotes.tui.app.run_app", open_nothing)
    monkeypatch.setattr("gc.disable", lambda: None)
    assert main([]) == 0
    assert found == [used]
