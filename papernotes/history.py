"""What was opened when, newest first, and what to go on reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from papernotes.state_terms import ago

if TYPE_CHECKING:
    from papernotes.session import Session

LOOKED_AT = 500
"""How many of the latest openings are looked at."""
TO_GO_ON_WITH = 5


@dataclass(frozen=True, slots=True)
class Opening:
    """An entry was opened: its key as it is now, its title (the key where it has gone from the library), and when.

    `unfinished` where it stands here as something to go on reading.
    """

    key: str
    title: str
    venue: str
    when: str
    unfinished: bool = False
    gone: bool = False


def openings(session: Session) -> list[Opening]:
    """The papers opened last that are not read yet, then all that was opened, each once a day."""
    every: dict[tuple[str, str], Opening] = {}
    unread: dict[str, Opening] = {}
    for opened in session.reading.history(LOOKED_AT):
        when = ago(opened.time.isoformat())
        entry = session.library.find(opened.entry)
        if entry is None and (paper := session.library.paper_of(opened.identifiers)) is not None:
            known = session.library.ids_of(sorted(session.library.keys_of_papers([paper])))
            entry = session.library.entries(known[:1])[0]
        if entry is None:
            found = Opening(opened.entry, opened.entry, "gone from the library", when, gone=True)
        else:
            found = Opening(entry.key, entry.title, entry.venue.slug, when)
            if not session.state_of(entry).read and len(unread) < TO_GO_ON_WITH:
                unread.setdefault(entry.key, Opening(entry.key, entry.title, entry.venue.slug, when, True))
        every.setdefault(
            (opened.time.astimezone().date().isoformat(), entry.key if entry else opened.entry), found
        )
    return [*unread.values(), *every.values()]
