"""Record the reader in use, from the program itself on a terminal of tmux, as a picture that moves: docs/recording.svg.

The keys, and how long each picture stays, are in SCENES, so that the recording does not depend on the machine's speed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from html import escape
from pathlib import Path

from rich.cells import cell_len
from rich.color import Color, ColorType
from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI
from rich.text import Text

HERE = Path(__file__).resolve().parent
COLUMNS, ROWS = 120, 32
CELL_WIDTH, LINE_HEIGHT, FONT_SIZE, MARGIN = 8, 17, 13, 10
CONSOLE = Console(width=2 * COLUMNS)
BACKGROUND, FOREGROUND = "#11151c", "#d7dce2"
TYPED_SECONDS, MAXIMUM_SECONDS = 0.09, 30.0
PATIENCE_SECONDS, SETTLED_SECONDS, QUIET_SECONDS = 60.0, 2.5, 0.2
"""How long to wait for the first papers; at most, for a picture to be as it stays, since a cursor blinks; and for no change."""
SCENES: tuple[tuple[str, float], ...] = (
    ("", 1.6), ("j", 0.4), ("j", 0.4), ("j", 0.9),
    ("/", 0.5), *((letter, TYPED_SECONDS) for letter in "self attenton"), ("", 1.4),
    ("Enter", 0.6), ("j", 0.5), ("s", 0.9), ("Enter", 1.3), ("Space", 1.1), ("Space", 1.3), ("]", 0.9),
    ("q", 0.7), ("Escape", 0.5), ("Escape", 0.7),
    ("/", 0.5), *((letter, TYPED_SECONDS) for letter in "images from noise year:2020..2023"), ("", 1.5), ("Enter", 0.6),
    ("Enter", 1.2), ("r", 0.9), ("q", 0.8), ("?", 2.2),
)  # fmt: skip
"""Keys, as tmux calls them, and the seconds for which the picture after each stays."""


class Terminal:
    """A tmux of our own, with the program on it."""

    def __init__(self, folder: str, command: str) -> None:
        self._tmux = ("tmux", "-S", f"{folder}/tmux", "-f", os.devnull)
        size = ("-x", str(COLUMNS), "-y", str(ROWS))
        self.run("new-session", "-d", *size, command)
        self.run("set-option", "-s", "escape-time", "0")

    def run(self, *words: str) -> str:
        """A command of tmux; what it prints."""
        done = subprocess.run([*self._tmux, *words], capture_output=True, text=True, check=True)
        return done.stdout

    def rows(self, quiet_seconds: float = QUIET_SECONDS) -> tuple[str, ...]:
        """The rows on the screen, with their colours as escape sequences, once nothing has changed for so long."""
        until, shown, since = (
            time.monotonic() + SETTLED_SECONDS * (1 if quiet_seconds > QUIET_SECONDS else 0.3),
            "",
            time.monotonic(),
        )
        while time.monotonic() < until:
            now = self.run("capture-pane", "-p", "-e", "-N")
            if now != shown:
                shown, since = now, time.monotonic()
            elif time.monotonic() - since > quiet_seconds:
                break
            time.sleep(0.05)
        return tuple(shown.rstrip("\n").split("\n"))

    def close(self) -> None:
        """Leave the program, and end tmux with it."""
        for key in ("Escape", "Escape", "Q"):
            self.run("send-keys", key)
            time.sleep(QUIET_SECONDS)
        until = time.monotonic() + SETTLED_SECONDS
        with suppress(subprocess.CalledProcessError):  # it ends with its only window
            while time.monotonic() < until:
                self.run("list-sessions")
            self.run("kill-server")


Frames = list[tuple[tuple[str, ...], float]]
"""The rows of each picture, and the seconds for which it stays."""


def recorded(folder: str) -> Frames:
    """Play the scenes."""
    environment = {"PAPERNOTES_HOME": f"{folder}/home", "COLORTERM": "truecolor", "PAPERNOTES": ""}
    setting = " ".join(f"{name}={value}" for name, value in environment.items() if value)
    program = f"{sys.executable} -m papernotes"
    prepared = {**os.environ, **environment}
    subprocess.run(
        [sys.executable, "-m", "papernotes", "search", "prepare"], env=prepared, capture_output=True
    )
    terminal = Terminal(folder, f"env {setting} {program}")
    frames: Frames = []
    try:
        until = time.monotonic() + PATIENCE_SECONDS
        while "Attention Is All You Need" not in "\n".join(terminal.rows()):
            if time.monotonic() > until:
                sys.exit("the reader shows no papers")
        for key, seconds in SCENES:
            if key:
                terminal.run("send-keys", *(("-l", "--", key) if len(key) == 1 else (key,)))
            frames.append((terminal.rows(max(QUIET_SECONDS, seconds)), seconds))
    finally:
        terminal.close()
    return frames


def as_svg(frames: Frames) -> str:
    """The recording as a picture that moves: all frames below one another, each row once, seen through a window."""
    rows = list(dict.fromkeys(row for drawn, _ in frames for row in drawn))
    number = {row: at for at, row in enumerate(rows)}
    height, width = ROWS * LINE_HEIGHT, COLUMNS * CELL_WIDTH
    total, at, steps = sum(seconds for _, seconds in frames), 0.0, []
    for frame, (_, seconds) in enumerate(frames):
        steps.append(f"{at / total:.4%}{{transform:translateY({-frame * height}px)}}")
        at += seconds
    definitions = "".join(f'<g id="r{at}">{"".join(_row(row))}</g>' for row, at in number.items() if row)
    drawn = "".join(
        f'<use href="#r{number[row]}" y="{frame * height + line * LINE_HEIGHT}"/>'
        for frame, (shown, _) in enumerate(frames)
        for line, row in enumerate(shown)
        if row
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width + 2 * MARGIN} {height + 2 * MARGIN}" '
        f'width="{width + 2 * MARGIN}"><title>papernotes in use</title><style>'
        f"text{{font:{FONT_SIZE}px ui-monospace,Menlo,Consolas,monospace;white-space:pre}}"
        f"#film{{animation:roll {total:.2f}s steps(1,end) infinite}}@keyframes roll{{{''.join(steps)}}}</style>"
        f"<defs>{definitions}</defs>"
        f'<rect width="100%" height="100%" rx="8" fill="{BACKGROUND}"/>'
        f'<svg x="{MARGIN}" y="{MARGIN}" width="{width}" height="{height}"><g id="film" fill="{FOREGROUND}" xml:space="preserve">{drawn}</g></svg></svg>\n'
    )


def _row(row: str) -> Iterator[str]:
    """What draws a row at the top left."""
    text, column = Text.from_ansi(row), 0
    for segment in text.render(CONSOLE):
        cells = cell_len(segment.text)
        style = segment.style
        fill, back = (
            _colour(style.color if style else None, FOREGROUND),
            _colour(style.bgcolor if style else None, ""),
        )
        if style is not None and style.reverse:
            fill, back = back or BACKGROUND, fill
        x, wide, shown = column * CELL_WIDTH, cells * CELL_WIDTH, segment.text.strip(" ")
        if back and back != BACKGROUND:
            yield f'<rect x="{x}" width="{wide}" height="{LINE_HEIGHT}" fill="{back}"/>'
        if shown:
            left = x + (len(segment.text) - len(segment.text.lstrip(" "))) * CELL_WIDTH
            look = "" if fill == FOREGROUND else f' fill="{fill}"'
            look += ' font-weight="bold"' if style is not None and style.bold else ""
            look += ' font-style="italic"' if style is not None and style.italic else ""
            look += ' opacity=".6"' if style is not None and style.dim else ""
            look += ' text-decoration="underline"' if style is not None and style.underline else ""
            yield (
                f'<text x="{left}" y="{FONT_SIZE}" textLength="{cell_len(shown) * CELL_WIDTH}"{look}>'
                f"{escape(shown, quote=False)}</text>"
            )
        column += cells


def _colour(colour: Color | None, default: str) -> str:
    if colour is None or colour.type is ColorType.DEFAULT:
        return default
    return colour.get_truecolor(DIMMED_MONOKAI).hex


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        frames = recorded(folder)
    length = sum(seconds for _, seconds in frames)
    if length > MAXIMUM_SECONDS:
        sys.exit(f"the recording takes {length:.1f} s, more than {MAXIMUM_SECONDS:g}")
    (HERE / "recording.svg").write_text(as_svg(frames), encoding="utf-8")
