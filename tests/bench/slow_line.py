"""The application over a slow line: how long a keystroke takes until all that it changes has arrived.

    python tests/bench/slow_line.py [--home DIR] [--bits 1000000] [--delay 0.1] [--columns 80] [--rows 24] [--keys KEYS]

The line is made up: what the program writes is taken from its terminal as fast as the line carries it, and a keystroke
and its answer take the delay each. Without a home, an empty one is used, which shows the sample notes.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from screen import REST_SECONDS, Terminal

SLICE_SECONDS = 0.01
"""The line is read in slices: their length in seconds, and what the line carries in one."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--home", type=Path)
    parser.add_argument("--bits", type=int, default=1_000_000, help="a second")
    parser.add_argument("--delay", type=float, default=0.1, help="seconds, each way")
    parser.add_argument("--columns", type=int, default=80)
    parser.add_argument("--rows", type=int, default=24)
    parser.add_argument("--keys", default="jjj/attention")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        program = Terminal(
            [sys.executable, "-P", "-m", "papernotes"],
            {"PAPERNOTES_HOME": str(arguments.home or temporary)},
            (arguments.rows, arguments.columns),
        )
        program.until(b"unread")
        time.sleep(3)  # the look for new notes
        program.count(0.5)
        print(f"{'key':<8}{'bytes':>9}{'first':>9}{'last':>9}   ms, with the delays")
        for key in arguments.keys:
            sent = time.perf_counter()
            program.press(key.encode())
            written, first, last = carried(program, arguments.bits // 8)
            delays = 2 * arguments.delay
            print(
                f"{key!r:<8}{written:>9}{(first - sent + delays) * 1000:>9.0f}{(last - sent + delays) * 1000:>9.0f}",
                flush=True,
            )
        program.kill()


def carried(program: Terminal, bytes_a_second: int) -> tuple[int, float, float]:
    """How many bytes a line carries until the program rests, and when the first and the last of them were there."""
    written, first = 0, 0.0
    last = time.perf_counter()
    while program.writes_within(REST_SECONDS):
        began = time.perf_counter()
        piece = os.read(program.file, max(1, int(bytes_a_second * SLICE_SECONDS)))
        time.sleep(max(0.0, len(piece) / bytes_a_second - (time.perf_counter() - began)))
        last = time.perf_counter()
        written, first = written + len(piece), first or last
    return written, first or last, last


if __name__ == "__main__":
    main()
