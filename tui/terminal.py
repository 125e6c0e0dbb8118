"""What the command line prints: lines with a little colour, words on stderr, and progress bars."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from notes.text import clean_line

if TYPE_CHECKING:
    from rich.console import Console

SHOW_PROGRESS_AFTER = 1.0
"""Seconds; quicker work needs no bar."""


def tell(message: str) -> None:
    """Say something to the person, on stderr and on one line.

    It may quote an argument or a file's name, which can hold what a terminal would obey: that is taken out.
    """
    print(f"papernotes: {clean_line(message)}", file=sys.stderr)


def print_line(*parts: str | tuple[str, str]) -> None:
    """Print a line of texts, each with the style that it has on a terminal (rich's name of it), if any."""
    texts = [(part, "") if isinstance(part, str) else part for part in parts]
    if sys.stdout.isatty() or "FORCE_COLOR" in os.environ:
        from rich.text import Text

        console().print(Text.assemble(*texts))
    else:
        print(
            "".join(text for text, _ in texts)
        )  # for a program or a file, without the time that rich takes to load


def console(*, stderr: bool = False) -> Console:
    """Where to print what has styles: colour only without NO_COLOR, no markup in anything, lines never cut."""
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
