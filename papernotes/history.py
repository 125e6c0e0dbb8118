"""Which papers were opened when, each once: first the latest that are still to be finished, then the others, newest first,
and last those that the library no longer has."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from papernotes.formulas import without_formulas
from papernotes.state_terms import ago

if TYPE_CHECKING:
    from papernotes.session import Session

MAXIMUM_OPENINGS = 500
"""How many of the latest openings are examined."""
MAXIMUM_UNFINISHED = 5


@dataclass(frozen=True, slots=True)
class Opening:
    """An entry that was opened: its present key, its title, its venue, and when, in words.

    If it is `gone` from the library, words from its key stand for the title. `unfinished` marks an entry that is offered for
    reading on.
    """

    key: str
    title: str
    venue: str
    when: str
    unfinished: bool = False
    gone: bool = False


def openings(session: Session) -> list[Opening]:
    """The papers that were opened, each once, with when it was opened last: first the latest that are not read yet."""
    found: dict[str, Opening] = {}
    unread: dict[str, Opening] = {}
    gone: dict[str, Opening] = {}
    for opened in session.reading.history(MAXIMUM_OPENINGS):
        when = ago(opened.time.isoformat())
        entry = session.library.find(opened.entry)
        if entry is None and (paper := session.library.paper_of(opened.identifiers)) is not None:
            known = session.library.ids_of(sorted(session.library.keys_of_papers([paper])))
            entry = session.library.entries(known[:1])[0]
        if entry is None:
            venue, _, slug = opened.entry.rpartition("/")
            title = " ".join(slug.replace("_", " ").split()) or opened.entry
            gone.setdefault(opened.entry, Opening(opened.entry, title, venue, when, gone=True))
        elif entry.key not in unread and entry.key not in found:
            opening = Opening(entry.key, without_formulas(entry.title), entry.venue.slug, when)
            if not session.state_of(entry).read and len(unread) < MAXIMUM_UNFINISHED:
                unread[entry.key] = replace(opening, unfinished=True)
            else:
                found[entry.key] = opening
    return [*unread.values(), *found.values(), *gone.values()]
