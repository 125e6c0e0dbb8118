"""The format of an `index.md` in a note tree: the names, icons and counts of venues and topics, which notes lack.

There is one for the root, for each venue and for each area.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from papernotes.notes.formats.area_header import counted_venue, elsewhere_in, split_icon, top_topics_in
from papernotes.notes.formats.document import DocumentContents, DocumentText
from papernotes.notes.formats.fields import is_venue_folder
from papernotes.notes.model import Area, Topic, Venue
from papernotes.notes.patterns import lazy_pattern
from papernotes.notes.text import clean, clean_line

_HEADING = lazy_pattern(r"^(#{1,3})[ \t]+(.+)$", re.MULTILINE)
_VENUE_LINK = lazy_pattern(r"\[([^\[\]]*)\]\((?:\./)?([^()\s/]+)/(?:index\.md)?\)")
_AREA_TAG = lazy_pattern(
    r"<a [^<>]{0,200}?href=\"(?:\./)?([^\"/]+)/([^\"/]+)/(?:index\.md)?\"[^<>]{0,200}>"
    r"([^<>]*?)\s*(\d+)\s*</a>"
)
_TABLE_TOPIC = lazy_pattern(r"^\|\s*(.*?)\[([^\[\]]+)\]\(([^()\s]+)\)\s*\|\s*(\d+)\s*\|", re.MULTILINE)
_NAMED_SECTION = lazy_pattern(r"^##[ \t]+(.+?)\s*\{ ?#([\w-]+) ?\}[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class AreaIndex:
    """What an index states: venues and topics with their icons and names, and areas with their counts."""

    venues: tuple[Venue, ...] = ()
    topics: tuple[Topic, ...] = ()
    areas: tuple[Area, ...] = ()


def is_area_index(document: DocumentText) -> bool:
    """Whether a document is the index of a tree, a venue or an area."""
    return document.name == "index.md" and not document.alone


def read_area_index(document: DocumentText) -> DocumentContents:
    """The contents of an index, which has no notes."""
    found = parse_area_index(document.text, path=document.path)
    return DocumentContents(venues=found.venues, topics=found.topics, areas=found.areas)


def parse_area_index(text: str, *, path: str) -> AreaIndex:
    """The index in a text. Its path, below the source's root, tells whether it is that of a tree, a venue or an area.

    Never raises: a text with nothing that we know gives an empty AreaIndex.
    """
    text = clean(text)
    folders = PurePosixPath(path.replace("\\", "/")).parts[:-1]
    if len(folders) >= 2 and is_venue_folder(folders[-2]):
        return _area(text, folders[-2], folders[-1])
    if folders and is_venue_folder(folders[-1]):
        return _venue(text, folders[-1])
    return _root(text)


def _first_heading(text: str) -> str:
    found = _HEADING.search(text)
    return found[2] if found else ""


def _area(text: str, venue_slug: str, topic_slug: str) -> AreaIndex:
    icon, name = split_icon(_first_heading(text))
    topic = Topic(topic_slug, name, icon)
    venue, declared = Venue(venue_slug), None
    elsewhere: tuple[tuple[Venue, int], ...] = ()
    top: tuple[tuple[str, int], ...] = ()
    for line in text.splitlines()[:40]:
        if declared is None and (counted := counted_venue(line)):
            venue, declared = Venue(venue_slug, counted[0].icon), counted[1]
        elsewhere = elsewhere or elsewhere_in(line) or ()
        top = top or top_topics_in(line) or ()
    if declared is None and not name:
        return AreaIndex()
    venues = tuple(dict.fromkeys([venue, *(other for other, _ in elsewhere)]))
    return AreaIndex(venues, (topic,), (Area(venue, topic, declared, elsewhere, top),))


def _venue(text: str, slug: str) -> AreaIndex:
    icon, heading = split_icon(_first_heading(text))
    venue = Venue(slug, icon if slug.lower() in heading.lower().replace(" ", "") else "")
    topics: dict[str, Topic] = {}
    areas = []
    for before, name, target, count in _TABLE_TOPIC.findall(text):
        topic_slug = target.removeprefix("#").removesuffix("index.md").strip("./")
        topic_icon = split_icon(f"{before.strip()} {name}")[0]
        topics[topic_slug] = Topic(topic_slug, clean_line(name), topic_icon)
        areas.append(Area(venue, topics[topic_slug], int(count)))
    for name, topic_slug in _NAMED_SECTION.findall(text):
        icon, name = split_icon(name)
        topics.setdefault(topic_slug, Topic(topic_slug, name, icon))
    return AreaIndex((venue,), tuple(topics.values()), tuple(areas))


def _root(text: str) -> AreaIndex:
    venues: dict[str, Venue] = {}
    topics: dict[str, Topic] = {}
    areas = []
    for _, heading in _HEADING.findall(text):
        if link := _VENUE_LINK.search(heading):
            icon = split_icon(f"{heading[: link.start()].strip()} {link[1]}")[0] or split_icon(link[1])[0]
            venues.setdefault(link[2], Venue(link[2], icon))
    for venue_slug, topic_slug, name, count in _AREA_TAG.findall(text):
        venue = venues.setdefault(venue_slug, Venue(venue_slug))
        icon, name = split_icon(name)
        topic = topics.setdefault(topic_slug, Topic(topic_slug, name, icon))
        areas.append(Area(venue, topic, int(count)))
    return AreaIndex(tuple(venues.values()), tuple(topics.values()), tuple(areas))
