"""The index of a venue as people copy it: the venue, a table of its areas with their counts, then each area's entries.

An area begins at the line that has its name alone, after the table has told how many notes it has.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from papernotes.notes.formats.area_header import named_venue, split_icon
from papernotes.notes.formats.area_page.blocks import without_markup
from papernotes.notes.formats.area_page.lines import PageLine
from papernotes.notes.formats.fields import topic_named
from papernotes.notes.model import Topic, Venue
from papernotes.notes.patterns import lazy_pattern

MAXIMUM_LINES_TO_THE_VENUE = 60
"""Navigation may stand before the line of the venue."""

_ROW = lazy_pattern(
    r"\|?\s*(?P<name>\S[^|]{0,78}?)\s*(?:\||\s|[:：·×(（])\s*(?P<count>\d[\d,]{0,6})\s*[)）]?\s*\|?"
)
_ATTRIBUTES = lazy_pattern(r"\s*\{ ?#[\w-]+ ?\}\s*$")


class IndexedArea(NamedTuple):
    """An area in a venue's index: the index and number of the line with its name, and what the table says of it."""

    at: int
    line: int
    venue: Venue
    declared: int
    topic: Topic


def indexed_areas(lines: Sequence[PageLine]) -> list[IndexedArea]:
    """The areas whose entries a venue's index lists; none if the lines are no such index."""
    found: list[IndexedArea] = []
    counts: dict[str, int] = {}
    venue: Venue | None = None
    for at, line in enumerate(lines):
        if venue is None:
            if at > MAXIMUM_LINES_TO_THE_VENUE:
                return []
            venue = named_venue(_bare(line.text))
            continue
        if row := _ROW.fullmatch(line.text.strip()):
            counts.setdefault(split_icon(_bare(row["name"]))[1], int(row["count"].replace(",", "")))
            continue
        icon, name = split_icon(_bare(line.text))
        if name and name in counts and all(area.topic.name != name for area in found):
            topic = topic_named(name)
            found.append(
                IndexedArea(at, line.number, venue, counts[name], Topic(topic.slug, topic.name, icon))
            )
    return found


def _bare(text: str) -> str:
    """A line, or a cell of a table, without its markup and the sign of its address."""
    return without_markup(_ATTRIBUTES.sub("", text))[0].rstrip("¶ #").strip()
