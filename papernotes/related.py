"""Papers that belong with one: those that its notes name as related, those whose notes name it, those like it;
and papers that have several notes."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from papernotes import links
from papernotes.glyphs import READ, STARRED, UNREAD
from papernotes.views import View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from papernotes.notes import Entry, NoteRow
    from papernotes.session import Session

MOST_ALIKE = 12
"""Papers that are shown as like another."""


class Relative(NamedTuple):
    """A paper beside another: its entry's key (empty where the library does not have it), its title, which of its
    notes, and what else to know of it."""

    key: str
    title: str
    number: int = 0
    about: str = ""


def related(session: Session, entry: Entry) -> list[Relative]:
    """What the paper's notes name as related, in their order; then papers with keywords of its own, likest first."""
    found: dict[int | str, Relative] = {}
    for other in _named(session, entry):
        if isinstance(other, str):
            found.setdefault(other, Relative("", other, about="not in the library"))
        elif other.paper != entry.paper:
            found.setdefault(other.paper, _relative(session, other, "related"))
    alike = [other for other in _alike(session, entry) if other.paper != entry.paper]
    for other in alike[:MOST_ALIKE]:
        found.setdefault(other.paper, _relative(session, other, "alike"))
    return list(found.values())


def backlinks(session: Session, entry: Entry) -> list[Relative]:
    """The papers whose notes name this one as related, by title."""
    library = session.library
    names = {name for note in library.notes_of(entry) for name in (note.title, PurePosixPath(note.path).stem)}
    found: dict[int, Relative] = {}
    for note in library.notes_naming(names):
        own = library.find(note.key)
        if own is None or own.paper in (entry.paper, *found):
            continue
        if any(_leads_to(session, note, entry, title, target) for title, _, target in note.related):
            found[own.paper] = _relative(session, own)
    return sorted(found.values(), key=lambda other: other.title.casefold())


def duplicates(session: Session, entry: Entry | None) -> list[Relative]:
    """The notes of all papers that have several: those of the entry's paper first, then by title."""
    papers = session.library.papers_with_several_notes()
    here = papers.pop(entry.paper, None) if entry else None
    others = sorted(papers.values(), key=lambda notes: notes[0].title.casefold())
    found: list[Relative] = []
    for notes in [here, *others] if here else others:
        numbers: dict[str, int] = {}
        for place, note in enumerate(notes, 1):
            number = numbers[note.key] = numbers.get(note.key, -1) + 1
            about = f"{note.venue} · {note.source} · {place} of {len(notes)}"
            found.append(Relative(note.key, note.title, number, about))
    return found


def _named(session: Session, entry: Entry) -> Iterator[Entry | str]:
    """What the notes name as related: an entry, or the title of what the library does not have."""
    for note in session.library.notes_of(entry):
        for title, _, target in note.related:
            goal = links.resolve(session.library, note, target, title)
            if isinstance(goal, links.ToNote):
                yield goal.entry
            elif isinstance(goal, links.Missing):
                yield goal.title


def _alike(session: Session, entry: Entry) -> list[Entry]:
    """Entries with keywords of this one: first those that have more of them, and rarer ones."""
    words = [word.replace('"', " ").strip() for word in entry.keywords]
    query = " OR ".join(f'keyword:"{word}"' for word in words if word)
    ids = session.first(View(query), 2 * MOST_ALIKE)[0] if query else []
    return session.library.entries(ids)


def _leads_to(session: Session, note: NoteRow, entry: Entry, title: str, target: str) -> bool:
    goal = links.resolve(session.library, note, target, title)
    return isinstance(goal, links.ToNote) and goal.entry.paper == entry.paper


def _relative(session: Session, entry: Entry, how: str = "") -> Relative:
    state = session.state_of(entry)
    marks = (STARRED if state.starred else "") + (READ if state.read else UNREAD)
    return Relative(entry.key, entry.title, about=" · ".join(filter(None, (how, entry.venue.slug, marks))))
