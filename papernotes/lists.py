"""Reading lists and tags, as dialogs and views show them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

from papernotes.query import same_name
from papernotes.reading import ReadingError, ReadingList, name_id

if TYPE_CHECKING:
    from papernotes.marked_library import MarkedLibrary
    from papernotes.notes import Entry
    from papernotes.reading import PaperState

LIST_ORDER = "list order"
"""The name of the order in which a view shows a list as the reader arranged it."""


class Shelf(NamedTuple):
    """A list or tag: its name, how many papers it has, how many of them are read, and whether all given papers are on it."""

    name: str
    total: int
    read: int
    on: bool


def list_id_named(session: MarkedLibrary, name: str) -> str | None:
    """The id of the list with this name, in any spelling; None if there is none."""
    names = session.reading.list_names()
    return next((id for id, known in names.items() if same_name(known, name)), None)


def list_named(session: MarkedLibrary, name: str) -> ReadingList | None:
    """The list with this name, in any spelling; None if there is none."""
    id = list_id_named(session, name)
    if id is None:
        return None
    return ReadingList(id, session.reading.list_names()[id], session.reading.papers_on(id))


def in_list_order(session: MarkedLibrary, name: str, ids: Sequence[int]) -> list[int]:
    """The entries sorted by their position on a list. Entries that are not on it come last, in their old order."""
    found = list_named(session, name)
    positions = {session.papers[paper]: at for at, paper in enumerate(found.papers if found else ())}
    last = len(positions)
    papers = session.library.papers_of(ids)
    order = {id_: positions.get(paper, last) for id_, paper in zip(ids, papers, strict=False)}
    return sorted(ids, key=lambda id_: order.get(id_, last))


def lists(session: MarkedLibrary, papers: Collection[int] = ()) -> list[Shelf]:
    """All lists; `on` is set for those that have all of the given papers."""
    states = _states(session, papers)
    on = set.intersection(*(set(state.lists) for state in states)) if states else set()
    counts = session.reading.list_counts()
    return [Shelf(name, *counts[id], name in on) for id, name in session.reading.list_names().items()]


def tags(session: MarkedLibrary, papers: Collection[int] = ()) -> list[Shelf]:
    """All tags: first those that all given papers have, then the most used. `on` is set for the former."""
    has = [{name_id(tag) for tag in state.tags} for state in _states(session, papers)]
    common = set.intersection(*has) if has else set()
    found = [Shelf(name, total, read, id in common) for id, name, total, read in session.reading.tag_counts()]
    return sorted(found, key=lambda tag: (not tag.on, -tag.total, name_id(tag.name)))


def _states(session: MarkedLibrary, papers: Collection[int]) -> list[PaperState]:
    """The reading state of each of these papers."""
    return session.reading.states_of(list(session.library.identify(papers).values())) if papers else []


def move(session: MarkedLibrary, name: str, entry: Entry, neighbour: Entry) -> None:
    """Move an entry's paper within a list to the position of a neighbour's paper. Raises ReadingError."""
    found = list_named(session, name)
    if found is None:
        raise ReadingError(f"there is no list “{name}”")
    other = session.state_of(neighbour).id
    if other not in found.papers:
        raise ReadingError(f"a paper beside it is no longer on “{found.name}”")
    session.reading.move(found.name, session.library.identifiers(entry), found.papers.index(other))
