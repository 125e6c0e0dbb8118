"""A topic at all venues: which venues have it, and what its papers are about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from papernotes.notes import Count, Selection

if TYPE_CHECKING:
    from papernotes.session import Session

MAXIMUM_KEYWORDS = 20


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A topic at all venues.

    `venues` are those of the library, most papers first; `declared` are others that area pages mention.
    `top_topics` are the counts on the area page of one venue, `keywords` those of our notes.
    """

    topic: Count
    venues: tuple[Count, ...] = ()
    declared: tuple[Count, ...] = ()
    top_topics: tuple[tuple[str, int], ...] = ()
    keywords: tuple[Count, ...] = ()


def look_up(session: Session, topic: str, venue: str | None) -> Elsewhere:
    """All venues that have a topic, and what it is about at `venue` (None: at all venues)."""
    library = session.library
    everywhere = Selection((("topic", topic),))
    here = everywhere._replace(facets=(*everywhere.facets, ("venue", venue))) if venue else everywhere
    venues = library.venues(everywhere)
    known = {count.slug for count in venues}
    declared = [
        Count(other.slug, other.slug, other.icon, count, 0, 0)
        for other, count in library.declared(topic).items()
        if other.slug not in known and count
    ]
    top: dict[str, int] = {}
    for area in library.areas(venue, topic) if venue else ():
        for name, count in area.top_topics:
            top.setdefault(name, count)
    named = next(
        (count for count in library.topics(Selection()) if count.slug == topic),
        Count(topic, topic, "", 0, 0, 0),
    )
    keywords = library.count("keyword", here)[:MAXIMUM_KEYWORDS]
    return Elsewhere(named, tuple(venues), tuple(declared), tuple(top.items()), tuple(keywords))
