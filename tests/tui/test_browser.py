"""Opening addresses: a browser for terminals gets the terminal, any other runs beside the reader."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from papernotes.tui.terminal.browser import needs_terminal

URL = "https://arxiv.org/abs/2502.00002"


@pytest.mark.parametrize(
    ("command", "needed"),
    [(["w3m"], True), (["/usr/bin/lynx", "-nocolor"], True), (["firefox"], False), (["lynx-gtk"], False)],
)
def test_browsers_for_terminals_are_known_by_their_names(command: list[str], needed: bool) -> None:
    assert needs_terminal(command) is needed


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What happened to the terminal while it was given away, and when it came back."""
    happened: list[str] = []

    @contextmanager
    def suspend(app: Any) -> Any:
        happened.append("away")
        yield
        happened.append("back")

    monkeypatch.setattr("papernotes.tui.app.PapernotesApp.suspend", suspend)
    return happened


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes a stand-in program on the PATH, which keeps its arguments in a file beside it and ends with a code."""

    def make(name: str, code: int = 0) -> Path:
        kept = tmp_path / f"{name}.said"
        file = tmp_path / name
        file.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{kept}"\nexit {code}\n', "utf-8")
        file.chmod(0o700)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
        return kept

    return make


@pytest.mark.parametrize(
    ("browser", "words"),
    [
        ("w3m", [URL]),
        ("w3m -o color=0", ["-o", "color=0", URL]),
        ("w3m %s -B", [URL, "-B"]),
        ("gone:w3m", [URL]),
    ],
)
async def test_a_browser_for_terminals_gets_the_terminal(
    filled: Any, reader: Any, away: Any, program: Any, monkeypatch: Any, browser: str, words: list[str]
) -> None:
    kept = program("w3m")
    monkeypatch.setenv("BROWSER", browser)
    async with reader() as opened:
        opened.app.open_url(URL)
        assert away == ["away", "back"]
        assert kept.read_text("utf-8").splitlines() == words
        assert opened.notifications == []


async def test_another_browser_runs_beside_the_reader(
    filled: Any, reader: Any, away: Any, program: Any, monkeypatch: Any
) -> None:
    kept = program("firefox")
    monkeypatch.setenv("BROWSER", "firefox --new-tab &")
    async with reader() as opened:
        opened.app.open_url(URL)
        await opened.wait_until(lambda: kept.exists() and kept.read_text("utf-8"))
        assert kept.read_text("utf-8").splitlines() == ["--new-tab", URL]
        assert away == []


async def test_a_browser_that_fails_is_told_and_the_address_copied(
    filled: Any, reader: Any, away: Any, program: Any, monkeypatch: Any
) -> None:
    program("lynx", code=3)
    monkeypatch.setenv("BROWSER", "lynx")
    async with reader() as opened:
        opened.app.open_url(URL)
        await opened.settle()
        assert [told.message for told in opened.notifications] == [
            "lynx ended with 3\nThe address is copied."
        ]
        assert opened.app.clipboard == URL
        assert away == ["away", "back"]
