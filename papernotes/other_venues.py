"""A topic at all venues: which venues have it, and what its papers are about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from papernotes.notes import Count, Selection, lazy_pattern

if TYPE_CHECKING:
    from papernotes.notes import DeclaredCounts
    from papernotes.session import Session

MAXIMUM_KEYWORDS = 20
_ALTERNATIVES = lazy_pattern(r"\s*(?:[/,;|、，；・]|\s[&+]\s|\s(?:and|or)\s)\s*")
_WORD = lazy_pattern(r"\w[\w+#.'’-]*")


class TopTopic(NamedTuple):
    """What an area page names as a top topic, and how many notes it counts.

    `query` finds its papers by their text, where no note has it as a keyword; else it is empty.
    """

    name: str
    notes: int
    query: str = ""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A topic at all venues.

    `venues` are those of the library, most papers first, with what pages declare of them; `declared` are others that
    area pages mention. `top_topics` are the counts on the area page of one venue, `keywords` those of our notes.
    """

    topic: Count
    venues: tuple[tuple[Count, DeclaredCounts | None], ...] = ()
    declared: tuple[Count, ...] = ()
    top_topics: tuple[TopTopic, ...] = ()
    keywords: tuple[Count, ...] = ()


def look_up(session: Session, topic: str, venue: str | None) -> Elsewhere:
    """All venues that have a topic, and what it is about at `venue` (None: at all venues)."""
    library = session.library
    everywhere = Selection((("topic", topic),))
    here = everywhere._replace(facets=(*everywhere.facets, ("venue", venue))) if venue else everywhere
    declared = {other.slug: (other, counts) for other, counts in library.declared(topic).items()}
    venues = [
        (count, declared[count.slug][1] if count.slug in declared else None)
        for count in library.venues(everywhere)
    ]
    known = {count.slug for count, _ in venues}
    missing = [
        Count(slug, slug, other.icon, counts.most, 0, 0)
        for slug, (other, counts) in declared.items()
        if slug not in known and counts.most
    ]
    top: dict[str, int] = {}
    for area in library.areas(venue, topic) if venue else ():
        for name, count in area.top_topics:
            top.setdefault(name, count)
    top_topics = []
    for name, count in top.items():
        is_keyword = library.total(here._replace(facets=(*here.facets, ("keyword", name)))).total > 0
        top_topics.append(TopTopic(name, count, "" if is_keyword else query_for(name)))
    named = next(
        (count for count in library.topics(Selection()) if count.slug == topic),
        Count(topic, topic, "", 0, 0, 0),
    )
    keywords = library.count("keyword", here)[:MAXIMUM_KEYWORDS]
    return Elsewhere(named, tuple(venues), tuple(missing), tuple(top_topics), tuple(keywords))


def query_for(name: str) -> str:
    """The query that finds what a topic's name says: `Alignment/RLHF` → `alignment OR rlhf`.

    Words are in lower case, so that none of them is an operator of the query language.
    """
    found = [_WORD.findall(part.casefold()) for part in _ALTERNATIVES.split(name)]
    words = [" ".join(part) for part in found if part]
    if len(words) == 1:
        return words[0]
    return " OR ".join(f"({part})" if " " in part else part for part in words)
