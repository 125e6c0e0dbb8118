"""What area pages and index files declare about topics at venues: see the methods of `notes.catalogue.library.Library`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from papernotes.notes.catalogue.entry_sets import EntrySets
from papernotes.notes.catalogue.rows import DeclaredCounts
from papernotes.notes.catalogue.schema import placeholders
from papernotes.notes.model import Area, Topic, Venue


def areas(connection: sqlite3.Connection, sets: EntrySets, topic: str) -> list[Area]:
    """What pages and index files say about a topic, venue by venue."""
    icons = {slug: icon for slug, (_, icon) in sets.labels.get("venue", {}).items()}
    for slug, icon in connection.execute("SELECT slug, icon FROM label WHERE kind = 'venue' AND icon != ''"):
        icons.setdefault(slug, icon)
    slugs = _slugs_of(sets, topic)
    name, icon = sets.labels.get("topic", {}).get(topic, (topic, ""))
    rows = connection.execute(
        f"SELECT * FROM area WHERE topic IN {placeholders(slugs)} ORDER BY venue, document", slugs
    )
    return [
        Area(
            Venue(row["venue"], icons.get(row["venue"], "")), Topic(topic, name, icon), row["declared"],
            tuple((Venue(slug, icons.get(slug, "")), count) for slug, count in json.loads(row["elsewhere"])),
            tuple((name, count) for name, count in json.loads(row["top_topics"])),
        )
        for row in rows
    ]  # fmt: skip


def counts_by_venue(found: Iterable[Area]) -> dict[Venue, DeclaredCounts]:
    """How many notes on a topic each venue has, according to what is said about the topic; most first."""
    counts: dict[Venue, DeclaredCounts] = {}
    for area in found:
        if area.declared is not None:
            known = counts.get(area.venue, DeclaredCounts())
            counts[area.venue] = known._replace(on_own_page=max(area.declared, known.on_own_page or 0))
        for venue, count in area.elsewhere:
            known = counts.get(venue, DeclaredCounts())
            counts[venue] = known._replace(on_other_pages=max(count, known.on_other_pages or 0))
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1].most, pair[0].slug)))


def declared_notes(connection: sqlite3.Connection, sets: EntrySets, venue: str, topic: str) -> int | None:
    """How many notes the area page of a topic at a venue declares; None if it declares none, or there is no page."""
    slugs = _slugs_of(sets, topic)
    row = connection.execute(
        f"SELECT max(declared) FROM area WHERE venue = ? AND topic IN {placeholders(slugs)}", (venue, *slugs)
    ).fetchone()
    return None if row[0] is None else int(row[0])


def _slugs_of(sets: EntrySets, topic: str) -> list[str]:
    """What trees and pages call a topic."""
    return [topic, *(slug for slug, filed in sets.page_topics.items() if filed == topic)]
