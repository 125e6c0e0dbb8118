"""Completion in bash, zsh and fish themselves: a line is typed with a Tab in it, and the shell tells what it made of it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import shlex
import shutil
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from papernotes.config.paths import shipped

PATIENCE_SECONDS = 60
STANDS_FOR_THE_PROGRAM = """#!/bin/sh
[ "$1" = __complete ] && exec {python} -m papernotes "$@"
printf '<%s>' "$@"; echo '<end>'
"""
STARTS = {
    "bash": ("--rcfile {start} --noprofile -i", "bind 'set enable-bracketed-paste off'\nsource {script}\n"),
    "bash 3.2": (
        "--rcfile {start} --noprofile -i",
        "bind 'set enable-bracketed-paste off'\ncompopt() {{ return 1; }}\nsource {script}\n",
    ),
    "zsh": ("-i", "unsetopt ZLE_BRACKETED_PASTE\nautoload -Uz compinit\ncompinit -u -D\nsource {script}\n"),
    "fish": ("--no-config -i -C 'source {start}'", "set -g fish_greeting\nsource {script}\n"),
}
"""A shell → how it is started, and what it reads first. bash 3.2 lacks `compopt`: that is what macOS has."""
ANSWERS = ((b"\x1b[c", b"\x1b[?62;22c"), (b"\x1b[6n", b"\x1b[1;1R"))
"""What a terminal answers when a shell asks what it is and where the cursor is."""

Type = Callable[[str], list[str]]


class Shell:
    """A shell on a terminal of its own."""

    def __init__(self, command: list[str], folder: Path, environment: dict[str, str]) -> None:
        self.process, self.file = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            os.execvpe(command[0], command, environment)
        fcntl.ioctl(self.file, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 250, 0, 0))
        self.seen = b""

    def wait_for(self, words: bytes) -> str:
        """What is written up to these words."""
        until = time.monotonic() + PATIENCE_SECONDS
        while words not in self.seen:
            assert time.monotonic() < until, f"{words!r} does not come: {self.seen[-1000:]!r}"
            if select.select([self.file], [], [], 0.1)[0]:
                new = os.read(self.file, 1 << 16)
                for question, answer in ANSWERS:
                    if question in new:
                        os.write(self.file, answer)
                self.seen += new
        found, _, self.seen = self.seen.partition(words)
        return found.decode(errors="replace")

    def type(self, text: str) -> None:
        os.write(self.file, text.encode())

    def close(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.file)


@pytest.fixture(params=STARTS)
def typed(request: pytest.FixtureRequest, filled, home: Path, tmp_path: Path) -> Iterator[Type]:
    """Types a line with Tabs in a shell, presses Enter, and returns the words that the program is given."""
    name = request.param.split()[0]
    program = shutil.which(name)
    if program is None:
        pytest.skip(f"{name} is not installed")
    filled("mark", "ICLR2026/painted_fog", "--list", "sea fog", "--tag", "night")
    folder = tmp_path / "at work"
    folder.mkdir()
    (folder / "wanted list.txt").write_text("2501.00001\n", "utf-8")
    own = tmp_path / "bin" / "papernotes"
    own.parent.mkdir()
    own.write_text(STANDS_FOR_THE_PROGRAM.format(python=shlex.quote(sys.executable)), "utf-8")
    own.chmod(0o755)
    options, start = STARTS[request.param]
    first = tmp_path / ".zshrc"
    first.write_text(start.format(script=shipped(f"shells/papernotes.{name}")), "utf-8")
    environment = {
        "PATH": f"{own.parent}:{os.environ['PATH']}", "HOME": str(tmp_path), "ZDOTDIR": str(tmp_path),
        "PAPERNOTES_HOME": str(home), "TERM": "xterm", "LC_ALL": "C.UTF-8", "PS1": "$ ",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }  # fmt: skip
    if "PYTHONPYCACHEPREFIX" in os.environ:
        environment["PYTHONPYCACHEPREFIX"] = os.environ["PYTHONPYCACHEPREFIX"]
    shell = Shell([program, *shlex.split(options.format(start=first))], folder, environment)

    def type_line(line: str) -> list[str]:
        shell.type(f"{line}\r")
        shown = shell.wait_for(b"<end>\r\n")
        given = re.findall(r"(?:<[^<>]*>)+$", shown)
        assert given, shown
        return re.findall(r"<([^<>]*)>", given[0])

    try:
        assert type_line("papernotes begin") == ["begin"]
        yield type_line
    finally:
        shell.close()


def test_what_a_tab_makes_of_a_line(typed):
    for line, words in (
        ("papernotes rel\t", ["related"]),
        ("papernotes show icml2025/q\t", ["show", "ICML2025/quiet_bells"]),
        ("papernotes show iclr\tpai\t", ["show", "ICLR2026/painted_fog"]),
        ("papernotes mark x --list sea\t--star", ["mark", "x", "--list", "sea fog", "--star"]),
        ("papernotes list list:sea\tfog", ["list", 'list:"sea fog"', "fog"]),
        ("papernotes list 'tag:ni\t", ["list", "tag:night"]),
        ("papernotes list -tag:ni\t", ["list", "-tag:night"]),
        ("papernotes export --format bibt\t", ["export", "--format", "bibtex"]),
        ("papernotes export --format=csl\t--list to\t", ["export", "--format=csl-json", "--list", "to read"]),
        ("papernotes search --js\tven\ticl\t", ["search", "--json", "venue:ICLR2026"]),
        ("papernotes import want\t --list x", ["import", "wanted list.txt", "--list", "x"]),
        ("papernotes remove har\t", ["remove", "harbour"]),
    ):
        assert typed(line) == words, line
