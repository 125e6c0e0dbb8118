"""stats."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

from papernotes.cli.opened import session
from papernotes.cli.terminal import print_json, print_text
from papernotes.statistics import ReadingStatistics, statistics
from papernotes.statistics_text import statistics_text

if TYPE_CHECKING:
    from papernotes.reading import Progress

MAXIMUM_WIDTH_CELLS = 120


def stats(arguments: argparse.Namespace) -> int:
    """Print the reading progress."""
    with session() as opened:
        found = statistics(opened, date.today())
    if arguments.json:
        for fields in as_objects(found):
            print_json(fields)
    else:
        for line in statistics_text(found, min(get_terminal_size((80, 24)).columns, MAXIMUM_WIDTH_CELLS)):
            print_text("".join(text for text, _ in line).rstrip())
    return 0


def as_objects(found: ReadingStatistics) -> Iterator[dict[str, Any]]:
    """A JSON object for the library, and for each venue, topic, list and week."""
    yield {"what": "library", "slug": "", "name": "", **_progress(found.whole)}
    for what, lines in (("venue", found.venues), ("topic", found.topics), ("list", found.lists)):
        for line in lines:
            yield {"what": what, "slug": line.slug, "name": line.name, **_progress(line.progress)}
    for week in found.weeks:
        yield {"what": "week", "monday": week.monday.isoformat(), "read": week.read}


def _progress(progress: Progress) -> dict[str, Any]:
    return {**asdict(progress), "share": round(progress.share, 4)}
