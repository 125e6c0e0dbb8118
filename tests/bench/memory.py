"""How much memory the application keeps over a long session in a terminal, and how long it then takes to quit.

    python tests/bench/memory.py [FOLDER] [--keystrokes N] [--home HOME]

The keystrokes are mixed, and the same for the same --seed: searching words, opening and scrolling notes, following links,
opening and closing every dialog, marks, lists, tags, orders, filters, themes, panes, and sizes of the window. Memory is the
program's own, without what is mapped from files, such as the index. HOME is used as it is and changed, so give a copy. A
session that was just opened is quit too, for comparison.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time
from fcntl import ioctl
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from screen import ANSWERS, Terminal, write_tree

ROW_KEYSTROKES = 400
"""Keystrokes between two rows of the table."""
QUIET_SECONDS = 0.03
"""After this time without output the next key is pressed."""
PATIENCE_SECONDS = 0.25
"""How long to wait for the first output after a key."""
REST_SECONDS = 4.0
"""How long to wait without a key before memory is read."""
SIZES = ((24, 80), (30, 100), (40, 140), (40, 120), (50, 180), (20, 60))
WORDS = (
    "attention", "watermark", "diffusion", "graph", "language model", "3d", "retrieval", "agent", "safety", "video",
    "transformer scaling", "is:unread", "year:2025", "reinforcement learning", "-survey image", "no such words here",
)  # fmt: skip
# Escape is that of the kitty keyboard protocol: nothing that follows it can make another key of it.
ESC, ENTER, DOWN, UP, TAB = "\x1b[27u", "\r", "\x1b[B", "\x1b[A", "\t"


def acts(chance: random.Random) -> list[str]:
    """The keystrokes of one thing that a reader does, from the list and back to it."""
    panels = ("?", "t", "gl", "gv", "gn", "gh", "gt", "gs", "gr", "gb", "gd", "S", "A", "f", "#", ":")
    step = chance.choice
    word = step(WORDS)
    word = word[: chance.randint(2, len(word))]
    kind = chance.randrange(20)
    if kind < 5:
        name = step(panels)
        moves = [step((DOWN, UP, "\x1b[6~")) for _ in range(chance.randint(0, 4))]
        typed = list(step(("", "", "a", "re", "lan")))
        return [
            name,
            *(moves if name not in "fS" else []),
            *(typed if name not in "fS" else []),
            ESC,
        ]
    if kind < 8:
        return ["/", "\x15", *word, ENTER, *step(([], ["j", "j"], ["n"], [ENTER, "n", "n", "h"]))]
    if kind < 9:
        return ["g3", ESC, ESC, ESC]
    if kind < 12:
        inside = (
            "j",
            "k",
            " ",
            "\x04",
            "\x15",
            "]",
            "[",
            "G",
            "gg",
            "n",
            "N",
            "m",
            "m",
            "T",
            "T",
            "+",
            "-",
            TAB,
            "w",
            "J",
            "K",
        )
        return ["g3", ENTER, *(step(inside) for _ in range(chance.randint(2, 14))), "h"]
    if kind < 13:
        return [
            "g3",
            ENTER,
            "/",
            *"the"[: chance.randint(1, 3)],
            ENTER,
            "n",
            "n",
            ESC,
            "t",
            DOWN,
            ENTER,
            "f",
            ESC,
            "h",
        ]
    if kind < 15:
        return ["g3", *(step(("j", "k", "j", "\x06", "\x02", "G", "gg", TAB, "]", "[")) for _ in range(8))]
    if kind < 17:
        return ["g3", step("rsa"), "j", step(("xl", "xs", "xx", "s", "r")), "u"]
    if kind < 18:
        return [
            step(("g1", "g2", "g3")),
            *(step("jjk") for _ in range(4)),
            step((">", "<", "+", "-")),
            "Z",
            "Z",
            "g3",
        ]
    if kind < 19:
        return [":", *"theme", ENTER, DOWN, step((DOWN, UP)), step((ENTER, ESC)), ESC]
    return ["resize"]


def own_memory(process: int) -> float:
    """Megabytes that a process has for itself, without what it maps from files."""
    rollup = Path(f"/proc/{process}/smaps_rollup")
    if rollup.exists():
        found = re.search(r"^Anonymous:\s+(\d+)", rollup.read_text(), re.MULTILINE)
        return int(found[1]) / 1024 if found else 0.0
    told = subprocess.run(["ps", "-o", "rss=", "-p", str(process)], check=True, capture_output=True)
    return int(told.stdout) / 1024


def resize(terminal: Terminal, rows: int, columns: int) -> None:
    """Give the terminal another size."""
    ioctl(terminal.file, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def press(terminal: Terminal, key: str, patience: float = PATIENCE_SECONDS) -> None:
    """Press a key, and take what the program writes until it is quiet."""
    os.write(terminal.file, key.encode())
    listen(terminal, patience)


def listen(terminal: Terminal, patience: float, quiet: float = QUIET_SECONDS) -> None:
    """Take what the program writes, until it is quiet; at most this many seconds for the first of it."""
    while select.select([terminal.file], [], [], patience)[0]:
        new = os.read(terminal.file, 1 << 16)
        for question, answer in ANSWERS:
            if question in new:
                os.write(terminal.file, answer)
        patience = quiet


def opened(command: list[str], environment: dict[str, str]) -> Terminal:
    """The application, when it has come to rest."""
    terminal = Terminal(command, environment)
    resize(terminal, 40, 140)
    terminal.until(b"unread")
    listen(terminal, 6, 3)
    return terminal


def left(terminal: Terminal) -> float:
    """Leave the application; how long that took, in milliseconds."""
    terminal.press(b"\x11")
    return terminal.until_gone()


def session(terminal: Terminal, keystrokes: int, seed: int) -> None:
    """Press keys, and print what memory the program has meanwhile."""
    chance, pressed, told = random.Random(seed), 0, 0
    print(f"{'keystrokes':>10} {'MB':>7}")
    print(f"{0:>10} {own_memory(terminal.process):>7.1f}", flush=True)
    while pressed < keystrokes:
        for key in acts(chance):
            if key == "resize":
                resize(terminal, *chance.choice(SIZES))
                listen(terminal, PATIENCE_SECONDS)
            else:
                press(terminal, key)
            pressed += 1
        if pressed >= told + ROW_KEYSTROKES:
            told = pressed
            listen(terminal, REST_SECONDS, REST_SECONDS)
            print(f"{pressed:>10} {own_memory(terminal.process):>7.1f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--keystrokes", type=int, default=8_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--home", type=Path, help="a home that is synced and indexed; it is changed")
    parser.add_argument(
        "--notes", type=int, default=23_245, help="how many to make up where no FOLDER is given"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        home = arguments.home or Path(temporary) / "home"
        environment = {"PAPERNOTES_HOME": str(home), "EDITOR": "true", "BROWSER": "true"}
        papernotes = [sys.executable, "-P", "-m", "papernotes"]
        if arguments.home is None:
            folder = arguments.folder or Path(temporary) / "notes"
            if arguments.folder is None:
                write_tree(folder, arguments.notes)
            subprocess.run([*papernotes, "add", str(folder)], check=True, env={**os.environ, **environment})
        fresh = left(opened(papernotes, environment))
        terminal = opened(papernotes, environment)
        began = time.monotonic()
        session(terminal, arguments.keystrokes, arguments.seed)
        seconds = time.monotonic() - began
        print(f"{seconds:.0f} s; leaving took {left(terminal):.0f} ms, {fresh:.0f} ms without keystrokes")


if __name__ == "__main__":
    main()
