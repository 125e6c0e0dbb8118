"""Reading lists and tags, as panels and views show them."""

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
"""What the order of a view is called that shows a list as its reader arranged it."""


class Shelf(NamedTuple):
    """A list or tag: its name, how many papers it has, how many of these are read, and whether all asked are on it."""

    name: str
    total: int
    read: int
    on: bool


def list_id_named(session: MarkedLibrary, name: str) -> str | None:
    """The id of the list of a name, in any spelling; None where there is none."""
    names = session.reading.list_names()
    return next((id for id, called in names.items() if same_name(called, name)), None)


def list_named(session: MarkedLibrary, name: str) -> ReadingList | None:
    """The list of a name, in any spelling."""
    id = list_id_named(session, name)
    if id is None:
        return None
    return ReadingList(id, session.reading.list_names()[id], session.reading.papers_on(id))


def in_list_order(session: MarkedLibrary, name: str, ids: Sequence[int]) -> list[int]:
    """Entries in the order of a list; those that are not on it come last, as they were."""
    found = list_named(session, name)
    places = {session.papers[paper]: place for place, paper in enumerate(found.papers if found else ())}
    last = len(places)
    papers = session.library.papers_of(ids)
    order = {id_: places.get(paper, last) for id_, paper in zip(ids, papers, strict=False)}
    return sorted(ids, key=lambda id_: order.get(id_, last))


def lists(session: MarkedLibrary, papers: Collection[int] = ()) -> list[Shelf]:
    """All lists; `on` where all of these papers are on one."""
    states = _states(session, papers)
    on = set.intersection(*(set(state.lists) for state in states)) if states else set()
    counts = session.reading.list_counts()
    return [Shelf(name, *counts[id], name in on) for id, name in session.reading.list_names().items()]


def tags(session: MarkedLibrary, papers: Collection[int] = ()) -> list[Shelf]:
    """All tags, those that all of these papers have first, then the most used."""
    has = [{name_id(tag) for tag in state.tags} for state in _states(session, papers)]
    common = set.intersection(*has) if has else set()
    found = [Shelf(name, total, read, id in common) for id, name, total, read in session.reading.tag_counts()]
    return sorted(found, key=lambda tag: (not tag.on, -tag.total, name_id(tag.name)))


def _states(session: MarkedLibrary, papers: Collection[int]) -> list[PaperState]:
    """What the reader did with each of these papers."""
    return session.reading.states_of(list(session.library.identify(papers).values())) if papers else []


def move(session: MarkedLibrary, name: str, entry: Entry, neighbour: Entry) -> None:
    """Move an entry's paper within a list to where a neighbour's is, which makes room. Raises ReadingError."""
    found = list_named(session, name)
    if found is None:
        raise ReadingError(f"there is no list “{name}”")
    place = session.state_of(neighbour).id
    if place not in found.papers:
        raise ReadingError(f"a paper beside it is no longer on “{found.name}”")
    session.reading.move(found.name, session.library.identifiers(entry), found.papers.index(place))
