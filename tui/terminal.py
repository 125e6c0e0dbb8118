"""What the command line prints: lines with a little colour, and progress bars, where there is a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

SHOW_PROGRESS_AFTER = 1.0
"""Seconds; quicker work needs no bar."""


def console(*, stderr: bool = False) -> Console:
    """Where to print: colour only on a terminal and without NO_COLOR, no markup in anything, lines never cut."""
    from rich.console import Console

    return Console(stderr=stderr, markup=False, highlight=False, emoji=False, soft_wrap=True)


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """A function that shows progress on a terminal's stderr: what is done, how far, of how much (0: unknown)."""
    if not sys.stderr.isatty():
        yield lambda doing, done, total: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    bar = Progress(*columns, console=console(stderr=True), transient=True)
    task = bar.add_task("", total=None)
    started = time.monotonic()
    shown = False

    def show(doing: str, done: int, total: int) -> None:
        nonlocal shown
        if not shown and time.monotonic() - started > SHOW_PROGRESS_AFTER:
            shown = True
            bar.start()
        bar.update(task, description=doing, completed=done, total=total or None)

    try:
        yield show
    finally:
        bar.stop()
