"""Programs of the reader's own on the screen: keystrokes of `commands.yaml`, `!`, `|`, and the pane of their output."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from shown import Shown
from textual.app import App
from textual.widgets import Input, Static

from papernotes.tui.dialogs.pager import PagerScreen, as_shown

STAND_IN = f"""#!{sys.executable}
import json, sys
with open({{log!r}}, "a") as log:
    log.write(json.dumps([sys.argv[1:], sys.stdin.read()]) + "\\n")
print("first"); print("got", len(sys.argv) - 1)
sys.exit(3 if "--fail" in sys.argv else 0)
"""


class Calls:
    """A stand-in for programs, and the arguments and the input that it got."""

    def __init__(self, folder: Path) -> None:
        self.program, self._log = folder / "stand-in", folder / "log"
        self.program.write_text(STAND_IN.format(log=str(self._log)), encoding="utf-8")
        self.program.chmod(0o700)

    @property
    def made(self) -> list[tuple[list[str], str]]:
        return (
            [tuple(json.loads(line)) for line in self._log.read_text("utf-8").splitlines()]
            if self._log.exists()
            else []
        )


@pytest.fixture
def calls(tmp_path: Path) -> Calls:
    return Calls(tmp_path)


@pytest.fixture
def commands(calls: Calls) -> Callable[[str], None]:
    """Writes `commands.yaml`; PROGRAM stands for the stand-in."""
    file = Path(os.environ["PAPERNOTES_HOME"]) / "config" / "commands.yaml"

    def write(text: str) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("commands:\n" + text.replace("PROGRAM", str(calls.program)), encoding="utf-8")

    return write


def notices(opened: Any) -> list[str]:
    return [notice.message for notice in opened.notifications]


async def begin_line(opened: Any, keystroke: str, line: str) -> None:
    """Type a line to run."""
    await opened.press(keystroke)
    await opened.wait_until(lambda: isinstance(opened.app.focused, Input))
    opened.app.focused.value = line
    await opened.press("enter")


async def pager_of(opened: Any) -> PagerScreen:
    """The pane of output, once it is there."""
    await opened.wait_until(lambda: isinstance(opened.app.screen, PagerScreen))
    return opened.app.screen


def output_of(pager: PagerScreen) -> str:
    """What the pane shows of the output; pieces of it stand below each other."""
    return "\n".join(str(part.content) for part in pager.query(Static) if part.id is None)


def end_of(pager: PagerScreen) -> str:
    return str(pager.query_one("#ended", Static).content)


async def test_keystrokes_run_commands_on_the_paper(
    filled: Any, reader: Any, commands: Any, calls: Calls
) -> None:
    commands(
        "- {name: mail it, keys: [xm, ctrl+o], run: 'PROGRAM -- {title} {key}', help: Mail the paper.}\n"
        "- {name: fail, keys: xf, run: 'PROGRAM --fail'}\n"
        "- {name: gone, keys: xg, run: no-such-program}\n"
    )
    async with reader() as opened:
        entry = opened.entry
        await opened.press("x", "m")
        await opened.wait_until(lambda: opened.message == "mail it: got 3")
        await opened.press("ctrl+o")
        await opened.wait_until(lambda: len(calls.made) == 2)
        assert calls.made == [(["--", entry.title, entry.key], "")] * 2
        await opened.press("x", "f")
        await opened.wait_until(lambda: any("stand-in ended with 3: got 1" in one for one in notices(opened)))
        await opened.press("x", "g")
        await opened.wait_until(lambda: "there is no program no-such-program" in notices(opened))
        await opened.press("question_mark")
        await opened.settle()
        opened.app.focused.value = "mail the"
        await opened.settle()
        assert any("xm  ^o" in strip.text and "Mail the paper." in strip.text for strip in opened.strips)


async def test_commands_run_once_for_each_selected_paper(
    filled: Any, reader: Any, commands: Any, calls: Calls
) -> None:
    commands(
        "- {name: each, keys: xe, run: 'PROGRAM {key}'}\n- {name: all, keys: xa, run: PROGRAM, input: bibtex}\n"
    )
    async with reader() as opened:
        await opened.press("j", "j", "space", "space", "x", "e")
        await opened.wait_until(lambda: len(calls.made) == 2)
        keys = [entry.key for entry in opened.screen.ui.library.entries(opened.papers.selected)]
        assert sorted(call[0][0] for call in calls.made) == sorted(keys)
        await opened.press("x", "a")
        await opened.wait_until(lambda: len(calls.made) == 3)
        assert calls.made[2][0] == [] and calls.made[2][1].count("@") == 2


async def test_a_line_is_run_and_its_output_is_shown(filled: Any, reader: Any, calls: Calls) -> None:
    async with reader() as opened:
        await begin_line(opened, "exclamation_mark", f"{calls.program} 'two words' {{arxiv}} --fail")
        pager = await pager_of(opened)
        await opened.wait_until(lambda: "ended with 3" in end_of(pager))
        await opened.wait_until(lambda: output_of(pager) == "first\ngot 3")
        assert calls.made == [(["two words", opened.entry.arxiv, "--fail"], "")]
        await opened.press("escape", "exclamation_mark")
        await opened.wait_until(lambda: isinstance(opened.app.focused, Input))
        await opened.press("up")
        assert opened.app.focused.value.startswith(str(calls.program))
        opened.app.focused.value = "echo 'x"
        await opened.press("enter")
        assert any("no closing quotation" in one for one in notices(opened))


async def test_the_note_is_piped_into_a_program(filled: Any, reader: Any, calls: Calls) -> None:
    async with reader() as opened:
        await opened.press("enter")
        await begin_line(opened, "vertical_line", str(calls.program))
        await opened.wait_until(lambda: len(calls.made) == 1)
        assert calls.made[0][0] == [] and calls.made[0][1].startswith(f"# {opened.entry.title}")


async def test_leaving_the_pane_ends_the_program(filled: Any, reader: Any, tmp_path: Path) -> None:
    async with reader() as opened:
        line = f"{sys.executable} -c 'import time; print(1, flush=True); time.sleep(60)'"
        await begin_line(opened, "exclamation_mark", line)
        pager = await pager_of(opened)
        await opened.wait_until(lambda: output_of(pager) == "1")
        assert end_of(pager) == "running …"
        await opened.press("escape")
        assert not isinstance(opened.app.screen, PagerScreen)


async def test_much_output_is_shown_in_pieces_and_copied_as_it_is_shown(
    filled: Any, reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []
    monkeypatch.setattr(App, "copy_to_clipboard", lambda app, text: copied.append(text))
    async with reader() as opened:
        pager = PagerScreen("much", lambda: None)
        await opened.app.push_screen(pager)
        lines = [f"line {number}" for number in range(2_000)]
        for line in lines:
            pager.add(f"half\r\x1b[31m{line}\x1b[0m\n".encode())
        await opened.wait_until(lambda: output_of(pager).endswith("line 1999"))
        pager.end("")
        assert output_of(pager).split("\n") == lines
        assert len(pager.query(Static)) > 10
        await opened.press("G")
        assert any("line 1999" in strip.text for strip in opened.strips)
        await opened.press("ctrl+b", "k", "y")
        assert not any("line 1999" in strip.text for strip in opened.strips)
        assert copied == ["\n".join([*lines, ""])]


@pytest.mark.parametrize(
    ("output", "shown"),
    [
        ("a\r\nb", "a\nb"),
        ("10 %\r50 %\r100 %\n", "100 %\n"),
        ("\x1b[31mred\x1b[0m\x1b]0;title\x07\x9b2J\u202e\x08\a", "red"),
        ("a\tb", "a       b"),
        ("[bold]x[/]", "[bold]x[/]"),
    ],
)
def test_output_is_shown_without_what_a_terminal_obeys(output: str, shown: str) -> None:
    assert as_shown(output) == shown


async def test_the_palette_offers_commands_and_mistakes_are_told(
    filled: Any, reader: Any, commands: Any, calls: Calls
) -> None:
    commands("- {name: zap it, run: PROGRAM}\n- {name: bad, run: 'x {ulr}'}\n")
    async with reader() as opened:
        assert any("commands.yaml:3: run: there is no {ulr}" in one for one in notices(opened))
        await opened.press("colon", *"zap", "enter")
        await opened.wait_until(lambda: len(calls.made) == 1)


def test_a_program_gets_the_terminal_and_gives_it_back(filled: Any, commands: Any, tmp_path: Path) -> None:
    asks = tmp_path / "asks.sh"
    asks.write_text(
        f"printf '\\033[2J\\033[31mtype something: '; read said; echo \"$said $1\" > {tmp_path}/said\n"
    )
    commands(f"- {{name: ask, keys: xt, run: 'sh {asks} {{key}}', in: terminal}}\n")
    ours, theirs = os.openpty()
    shown = Shown()
    with subprocess.Popen(
        [sys.executable, "-m", "papernotes"], stdin=theirs, stdout=theirs, stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color"},
    ) as process:  # fmt: skip
        os.close(theirs)
        try:
            shown.read(ours, "Calm Lanterns")
            before = shown.screen.display[3:-1]
            os.write(ours, b"xt")
            shown.read(ours, "type something", gone="Calm Lanterns")
            os.write(ours, b"this\n")
            shown.read(ours, "Calm Lanterns", gone="type something")
            assert shown.screen.display[3:-1] == before
            assert (tmp_path / "said").read_text("utf-8").startswith("this IC")
            process.terminate()
            assert process.wait(20) == 128 + signal.SIGTERM
        finally:
            process.kill()
    os.close(ours)
