"""An hour of use, compressed: thousands of keystrokes in one session, and what it has at their beginning and end.

The keystrokes are those of `tests/bench/memory.py`: words searched, notes opened, scrolled and followed, every panel
opened and left, marks, lists, tags, orders, filters, themes, panes. Memory is the program's own: what is mapped from
files, as the index is, does not count.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

sys.path.append(str(Path(__file__).parents[1] / "bench"))
from made_notes import write_notes
from memory import acts, own_memory
from program import Home, demand
from terminal import Terminal

GROWTH_MEGABYTES = 25.0
"""How much more memory a session may have at its end than after the first part of the time."""
GROWTH_HANDLES = 4
GROWTH_LATENCY_RATIO = 1.6
"""How many times longer a keystroke in the list may take, in the median. Other programs may use the machine too."""
LONG_REST_SECONDS = 4.0
"""After this time without a key garbage has been collected."""
MEASURED_KEYSTROKES = 60
"""Keystrokes in the list whose latencies are measured."""


class Figures(NamedTuple):
    """What a session has at one moment: its own memory, file handles, threads, and the latency of a keystroke."""

    keystrokes: int
    megabytes: float
    handles: int
    threads: int
    median_milliseconds: float
    most_milliseconds: float
    """The 95th percentile."""


def hour(
    work: Path,
    keystrokes: int,
    seed: int,
    notes: int,
    tell: Callable[[str], None] = lambda _: None,
    measured_keystrokes: int = MEASURED_KEYSTROKES,
    parts: int = 4,
) -> list[Figures]:
    """Use one session; its figures at the beginning and after each of this many parts. Raises Broken if they grow."""
    tree, home = work / "hour notes", Home(work / "hour")
    write_notes(tree, notes)
    home.run("add", tree, "--name", "sea")
    terminal = Terminal(home, VISUAL="true", EDITOR="true")
    terminal.wait_for(b"unread")
    terminal.rest(1.0, 10.0)
    chance, pressed, found = random.Random(seed), 0, [measured(terminal, 0, measured_keystrokes)]
    tell(f"{found[-1]}")
    while len(found) <= parts:
        for key in acts(chance):
            if key != "resize":
                terminal.press(key.encode())
                terminal.rest(0.03, 1.0)
                demand(
                    terminal.poll() is None,
                    f"the reader ended with {terminal.code}: {terminal.seen[-800:]!r}",
                )
                pressed += 1
        if pressed >= len(found) * keystrokes / parts:
            found.append(measured(terminal, pressed, measured_keystrokes))
            tell(f"{found[-1]}")
    code = terminal.leave()
    demand(code == 0, f"the reader left with {code}")
    home.demand_sound(in_order=False)
    demand_level(found)
    return found


def measured(terminal: Terminal, pressed: int, count: int) -> Figures:
    """The figures of a session now, after a rest; it is left in the list of all papers."""
    for key in (b"\x1b", b"\x1b", b"g3", b"\x1b", b"\x1b", b"\x1b", b"g", b"g"):
        terminal.press(key)
        terminal.rest()
    terminal.rest(LONG_REST_SECONDS, 2 * LONG_REST_SECONDS)
    times = []
    for number in range(count):
        terminal.press(b"j" if number < count // 2 else b"k")
        began = time.perf_counter()
        terminal.take_in(1.0)
        times.append((time.perf_counter() - began) * 1000)
        terminal.rest(0.15, 1.0)
    if count:
        terminal.rest(LONG_REST_SECONDS, 2 * LONG_REST_SECONDS)
    times = sorted(times) or [0.0]
    return Figures(
        pressed,
        round(own_memory(terminal.process), 1),
        handles(terminal.process),
        threads(terminal.process),
        round(statistics.median(times), 1),
        round(times[int(0.95 * (len(times) - 1))], 1),
    )


def demand_level(found: list[Figures]) -> None:
    """Raises Broken where memory, handles, threads or latency grew from the first part to the end."""
    first, last = found[1], found[-1]
    demand(last.megabytes <= first.megabytes + GROWTH_MEGABYTES, f"memory grows: {found}")
    demand(last.handles <= first.handles + GROWTH_HANDLES, f"file handles grow: {found}")
    demand(last.threads <= first.threads + 2, f"threads grow: {found}")
    demand(
        last.median_milliseconds <= GROWTH_LATENCY_RATIO * first.median_milliseconds + 2,
        f"keystrokes take longer: {found}",
    )


def handles(process: int) -> int:
    """How many files, pipes and sockets a process has open."""
    open_files = Path(f"/proc/{process}/fd")
    if open_files.is_dir():
        return len(list(open_files.iterdir()))
    told = subprocess.run(["lsof", "-p", str(process)], check=True, capture_output=True, text=True)
    return len(told.stdout.splitlines())


def threads(process: int) -> int:
    """How many threads a process has."""
    tasks = Path(f"/proc/{process}/task")
    if tasks.is_dir():
        return len(list(tasks.iterdir()))
    told = subprocess.run(["ps", "-M", "-p", str(process)], check=True, capture_output=True, text=True)
    return len(told.stdout.splitlines()) - 1
