"""How quick the application is in a terminal: first frame, moving, searching, opening a note, leaving.

    python tests/bench/screen.py [FOLDER] [--runs N] [--marks N] [--lists L] [--tags T]

Beside it, in the same run and in turn: a bare Textual application, and fzf over the titles where it
is installed. Times are from the keystroke, or the start, to the bytes that show the result. At last, how many bytes are
written to the terminal: what a slow line has to carry.

A library of 23,000 notes takes a minute to read, a run 50 seconds. What has been measured is printed when the first
frames are known, and at the end, though it be stopped before.
"""

from __future__ import annotations

import argparse
import os
import pty
import re
import select
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable
from fcntl import ioctl
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import marked_home
from generate import entry

ROWS, COLUMNS = 24, 80
SIZES = ((24, 80), (50, 200))
"""Rows and columns for which the bytes are counted that are written to the terminal."""
IDLE_SECONDS = 5
TYPING_SECONDS = (0.03, 0.06, 0.12)
"""Times between keystrokes while searches run: a key held down, the fastest typist, and a fast one."""
REST_SECONDS = 0.45
"""After this time without output everything that a keystroke causes has happened. The cursor blinks after half a second."""
MAXIMUM_SECONDS = 20
"""How long the screen may take to come to rest, or to show something."""
FIRST_FRAMES = 4
"""First frames in a run. They take little time, and differ more than the rest."""
FIRST_PAPER = 4
"""The row of the screen (from 1) below which the papers are during a search."""
FIRST_LINE = 3
"""The row of a note's first line, which is its title."""
MOVES = re.compile(rb"\x1b\[(\d+);\d+H(?!\x1b\[\?2026l|$)")
"""Where the cursor is sent before something is written in a row: which row. Where it is left at last does not count."""
ECHO = re.compile(rb"\x1b\[1;\d+H\x1b\[[\d;]*m")
"""Where it is sent before the query is written; without a colour after it, it is left there."""
BARE = "from textual.app import App\nfrom textual.widgets import Static\n"
BARE += "class Bare(App):\n    def compose(self): yield Static('READY')\nBare().run()\n"
# What a terminal answers when it is asked what it can do; without, programs wait for it.
ANSWERS = (
    (b"\x1b[?2026$p", b"\x1b[?2026;2$y"),
    (b"\x1b[?2048$p", b"\x1b[?2048;0$y"),
    (b"\x1b[c", b"\x1b[?62;22c"),
)


class Terminal:
    """A program on a terminal of its own."""

    def __init__(
        self, command: list[str], environment: dict[str, str], size: tuple[int, int] = (ROWS, COLUMNS)
    ) -> None:
        self.began = time.perf_counter()
        self.process, self.file = pty.fork()
        if self.process == 0:
            os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as it is where the program is used
            os.execvpe(command[0], command, {**os.environ, "TERM": "xterm-256color", **environment})
        ioctl(self.file, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))

    def until(self, text: bytes) -> float:
        """Milliseconds from the last keystroke, or the start, until the program has written `text`."""
        return self._read(lambda seen: text in seen)

    def until_quiet(self, seconds: float = 0.15) -> float:
        """Milliseconds from the last keystroke to the last byte before this much silence."""
        last = self.began
        while self.writes_within(seconds):
            seen = os.read(self.file, 1 << 16)
            last = time.perf_counter()
            if last - self.began > MAXIMUM_SECONDS:
                raise TimeoutError(f"the program does not come to rest; it wrote {seen[-400:]!r}")
        return (last - self.began) * 1000

    def follow(self, seconds: float) -> list[tuple[float, list[int]]]:
        """What is written until this much silence: milliseconds from the last keystroke, and which rows."""
        writes = []
        while self.writes_within(seconds):
            rows = [int(row) for row in MOVES.findall(os.read(self.file, 1 << 16))]
            writes.append(((time.perf_counter() - self.began) * 1000, rows))
        return writes

    def until_drawn(self, row: int, seconds: float) -> float:
        """Milliseconds from the last keystroke until a row, from 1, was drawn for the last time before a silence."""
        return max((at for at, rows in self.follow(seconds) if row in rows), default=0.0)

    def read_for(self, seconds: float) -> float:
        """Take what the program writes, for a time; the clock starts again at its end.

        Returns milliseconds from the last keystroke until the query was written, or the whole time.
        """
        end, echo = time.perf_counter() + seconds, seconds * 1000
        while (left := end - time.perf_counter()) > 0:
            if self.writes_within(left) and ECHO.search(os.read(self.file, 1 << 16)):
                echo = min(echo, (time.perf_counter() - self.began) * 1000)
        self.began = time.perf_counter()
        return echo

    def count(self, seconds: float) -> int:
        """How many bytes are written until this much silence."""
        written = 0
        while self.writes_within(seconds):
            written += len(os.read(self.file, 1 << 16))
        return written

    def count_for(self, seconds: float) -> int:
        """How many bytes are written in this time."""
        written, end = 0, time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            if self.writes_within(left):
                written += len(os.read(self.file, 1 << 16))
        return written

    def until_answer(self) -> float:
        """Milliseconds from the last keystroke to the first byte that answers it."""
        return self._read(bool)

    def writes_within(self, seconds: float) -> bool:
        """Whether something can be read within this time."""
        return bool(select.select([self.file], [], [], seconds)[0])

    def press(self, keys: bytes) -> None:
        """Press keys, and start the clock."""
        self.began = time.perf_counter()
        os.write(self.file, keys)

    def until_gone(self) -> float:
        """Milliseconds from the last keystroke until the program has ended."""
        while os.waitpid(self.process, os.WNOHANG)[0] == 0:
            if self.writes_within(0.001):
                try:
                    os.read(self.file, 1 << 16)
                except OSError:
                    os.waitpid(self.process, 0)
                    break
        os.close(self.file)
        return (time.perf_counter() - self.began) * 1000

    def kill(self) -> None:
        """End the program."""
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.file)

    def _read(self, found: Callable[[bytes], bool]) -> float:
        seen = b""
        end = time.perf_counter() + MAXIMUM_SECONDS
        while not found(seen):
            if not self.writes_within(max(0, end - time.perf_counter())):
                raise TimeoutError(f"what was awaited did not come; the program wrote {seen[-400:]!r}")
            new = os.read(self.file, 1 << 16)
            for question, answer in ANSWERS:
                if question in new:
                    os.write(self.file, answer)
            seen += new
        return (time.perf_counter() - self.began) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument(
        "--notes", type=int, default=23_245, help="how many to make up where no FOLDER is given"
    )
    marked_home.add_options(parser)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary)
        folder = arguments.folder
        if folder is None:
            folder = home / "notes"
            write_tree(folder, arguments.notes)
        environment = {"PAPERNOTES_HOME": str(home / "home")}
        papernotes = [sys.executable, "-P", "-m", "papernotes"]
        os.environ |= environment
        subprocess.run([*papernotes, "add", str(folder)], check=True)
        marked_home.make(arguments)
        listed = [*papernotes, "list", "--format", "{title}"]
        titles = subprocess.run(listed, check=True, capture_output=True).stdout
        (home / "titles").write_bytes(titles)
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # what there is by then is printed
        frames: dict[str, list[float]] = {}
        for _ in range(FIRST_FRAMES * arguments.runs):
            measure_frames(frames, papernotes, environment)
        print_table(frames)
        measured: dict[str, list[float]] = {}
        try:
            for _ in range(arguments.runs):
                measure(measured, papernotes, environment, home)
        finally:
            print_table(measured)
        written: dict[str, list[float]] = {}
        for size in SIZES:
            count_bytes(written, papernotes, environment, home, size)
        print_table(written, "bytes")


def write_tree(folder: Path, count: int) -> None:
    """Made-up notes as files, `VENUE/topic/slug.md`."""
    for number in range(count):
        made = entry(number)
        venue, slug = made.key.split("/")
        file = folder / venue / made.topics[0] / f"{slug}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        fields = f"**arXiv**: {made.arxiv}\n**Keywords**: {', '.join(made.keywords)}\n"
        text = "\n\n".join(f"## {section.heading}\n\n{section.text}" for section in made.sections)
        file.write_text(
            f"# {made.title}\n\n{fields}\n## TL;DR\n\n{made.summary}\n\n{text}\n", encoding="utf-8"
        )


def measure_frames(
    measured: dict[str, list[float]], papernotes: list[str], environment: dict[str, str]
) -> None:
    """One first frame of a bare Textual application, and one of ours."""
    for what, command, text in (
        ("bare Textual: first frame", [sys.executable, "-c", BARE], b"READY"),
        ("papernotes: first frame", papernotes, b"unread"),
    ):
        program = Terminal(command, environment)
        measured.setdefault(what, []).append(program.until(text))
        program.kill()


def measure(
    measured: dict[str, list[float]], papernotes: list[str], environment: dict[str, str], home: Path
) -> None:
    """One run of everything, each program in turn."""

    def note(what: str, milliseconds: float) -> None:
        measured.setdefault(what, []).append(milliseconds)

    bare = Terminal([sys.executable, "-c", BARE], {})
    bare.until(b"READY")
    bare.until_quiet()
    bare.press(b"\x11")
    note("bare Textual: leaving", bare.until_gone())

    ours = Terminal(papernotes, environment)
    ours.until(b"unread")
    time.sleep(3)  # the look for new notes
    ours.press(b"gg")
    ours.until_quiet(0.5)
    for _ in range(15):
        ours.press(b"j")
        note("papernotes: keystroke to repaint in the list", ours.until_answer())
        ours.until_quiet(0.1)
    for key in b"srsrsrsr":
        ours.press(bytes([key]))
        note("papernotes: a paper marked", ours.until_quiet(0.15))
    for rest in (0.1, 0.6) * 5:
        time.sleep(rest)
        ours.press(b"\r")
        how = "one rested on" if rest > 0.5 else "at once"
        note(f"papernotes: opening a note, {how}", ours.until_drawn(FIRST_LINE, 0.2))
        ours.press(b"h")
        note("papernotes: back to the list", ours.until_drawn(FIRST_LINE, 0.2))
        ours.press(b"j")
        ours.until_quiet(0.1)
    ours.press(b"\r")
    ours.until_quiet(0.5)
    for _ in range(8):
        time.sleep(0.5)
        ours.press(b"J")
        note("papernotes: the next note", ours.until_drawn(FIRST_LINE, 0.2))
    for _ in range(2):
        for _ in range(60):
            ours.press(b"J")
            ours.read_for(1 / 30)
        note("papernotes: the last note of 60, 30 a second", ours.until_drawn(FIRST_LINE, 0.2) + 1000 / 30)
        ours.press(b"gg")
        ours.until_quiet(0.3)
    ours.press(b"q/")
    ours.until_quiet(0.3)
    for letter in b"attention model":
        ours.press(bytes([letter]))
        writes = ours.follow(REST_SECONDS)
        note("papernotes: keystroke to its echo", writes[0][0])
        # Where no row is written, those that stand there were right already.
        results = [at for at, rows in writes if any(FIRST_PAPER <= row < ROWS for row in rows)]
        note("papernotes: keystroke to results", results[0] if results else writes[-1][0])
        note(
            "papernotes: keystroke to all counts, and to passages", results[-1] if results else writes[-1][0]
        )
    for between in TYPING_SECONDS:
        ours.press(b"\x15")
        ours.until_quiet(REST_SECONDS)
        for letter in b"watermark removal from language models":
            ours.press(bytes([letter]))
            note(
                f"papernotes: keystroke to its echo, one every {between * 1000:.0f} ms",
                ours.read_for(between),
            )
        ours.until_quiet(REST_SECONDS)
    ours.press(b"\r\x1b")
    ours.until_quiet(0.3)
    ours.press(b"Q")
    note("papernotes: leaving", ours.until_gone())

    if shutil.which("fzf"):
        fzf = Terminal(["sh", "-c", f"fzf < {home / 'titles'}"], {})
        note("fzf over titles: first frame", fzf.until(b">"))
        fzf.until_quiet(0.5)
        for letter in b"attention model":
            fzf.press(bytes([letter]))
            note("fzf over titles: keystroke to rest", fzf.until_quiet(0.25))
        fzf.kill()


def count_bytes(
    written: dict[str, list[float]],
    papernotes: list[str],
    environment: dict[str, str],
    home: Path,
    size: tuple[int, int],
) -> None:
    """What is written to a terminal of a size: with a move in the list, a letter of a search, and nothing to do."""
    at = f"{size[1]}x{size[0]}"
    programs = {"papernotes": (papernotes, environment, b"unread", b"gg", b"j", b"/")}
    if shutil.which("fzf"):
        programs["fzf over titles"] = (
            ["sh", "-c", f"fzf < {home / 'titles'}"],
            {},
            b">",
            b"",
            b"\x1b[A",
            b"",
        )
    for name, (command, own, ready, top, down, search) in programs.items():
        program = Terminal(command, own, size)
        program.until(ready)
        time.sleep(3)  # the look for new notes
        program.press(top)
        program.count(0.6)
        written[f"{name}: idle for {IDLE_SECONDS} s, {at}"] = [program.count_for(IDLE_SECONDS)]
        for key in (down,) * 5:
            program.press(key)
            written.setdefault(f"{name}: one down in the list, {at}", []).append(program.count(REST_SECONDS))
        program.press(search)
        program.count(REST_SECONDS)
        for letter in b"attention model":
            program.press(bytes([letter]))
            written.setdefault(f"{name}: a letter of a search, {at}", []).append(program.count(REST_SECONDS))
        program.kill()


def print_table(measured: dict[str, list[float]], unit: str = "ms") -> None:
    """Medians and 95th percentiles."""
    print(f"{'':<52}{'median':>9}{'95th':>9}   {unit}")
    for what, values in measured.items():
        ordered = sorted(values)
        print(
            f"{what:<52}{statistics.median(ordered):>9.1f}{ordered[round(0.95 * (len(ordered) - 1))]:>9.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
