"""stats."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from reading.statistics import Progress, Week
from tui.bars import bar
from tui.commands.opened import session
from tui.statistics import Line, Statistics, statistics
from tui.terminal import console

BAR = 16
NAME = 28
"""Cells; longer names are cut."""


def stats(arguments: argparse.Namespace) -> int:
    """Print how the reading goes."""
    with session() as opened:
        found = statistics(opened, date.today())
    if arguments.json:
        for fields in as_objects(found):
            print(json.dumps(fields, ensure_ascii=False))
    else:
        for line in as_lines(found):
            console().print(line)
    return 0


def as_objects(found: Statistics) -> Iterator[dict[str, Any]]:
    """One object each for the library, its venues and topics, the lists, and the weeks."""
    yield {"what": "library", "slug": "", "name": "", **_progress(found.whole)}
    for what, lines in (("venue", found.venues), ("topic", found.topics), ("list", found.lists)):
        for line in lines:
            yield {"what": what, "slug": line.slug, "name": line.name, **_progress(line.progress)}
    for week in found.weeks:
        yield {"what": "week", "monday": week.monday.isoformat(), "read": week.read}


def _progress(progress: Progress) -> dict[str, Any]:
    return {**asdict(progress), "share": round(progress.share, 4)}


def as_lines(found: Statistics) -> Iterator[str]:
    """The same for people, with bars."""
    yield _line("All papers", found.whole)
    for heading, lines in (("Venues", found.venues), ("Topics", found.topics), ("Lists", found.lists)):
        if lines:
            yield ""
            yield heading
            yield from (_line(f"  {_called(line)}", line.progress) for line in lines)
    yield ""
    yield "Read per week, by its Monday"
    yield from _weeks(found.weeks)


def _called(line: Line) -> str:
    return f"{line.icon} {line.name or line.slug}".strip()


def _line(name: str, progress: Progress) -> str:
    from rich.cells import set_cell_size

    others = (("skimmed", progress.skimmed), ("later", progress.later), ("starred", progress.starred))
    said = "".join(f" · {count:,} {what}" for what, count in others if count)
    counts = f"{progress.read:>6,} of {progress.total:>6,} {progress.share:>4.0%}"
    return f"{set_cell_size(name, NAME)} {counts} {bar(progress.share, BAR)}{said}".rstrip()


def _weeks(weeks: Sequence[Week]) -> Iterator[str]:
    most = max((week.read for week in weeks), default=0) or 1
    for week in weeks:
        yield f"  {week.monday.isoformat()} {week.read:>6,} {bar(week.read / most, BAR)}".rstrip()
