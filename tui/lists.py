"""Reading lists and tags, as panels and views show them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from reading.errors import ReadingError
from reading.events import name_id

if TYPE_CHECKING:
    from notes.rows import Entry
    from reading.lists import ReadingList
    from tui.marked_library import MarkedLibrary

LIST_ORDER = "list order"
"""What the order of a view is called that shows a list as its reader arranged it."""


class Shelf(NamedTuple):
    """A list or tag: its name, how many papers it has, how many of these are read, and whether all asked are on it."""

    name: str
    total: int
    read: int
    on: bool


def same_name(first: str, second: str) -> bool:
    """Whether two spellings name one list or tag; quotes do not count, which queries cannot hold."""
    return _plain(first) == _plain(second)


def _plain(name: str) -> str:
    return name_id(name.replace('"', ""))


def list_named(session: MarkedLibrary, name: str) -> ReadingList | None:
    """The list of a name, in any spelling."""
    return next((found for found in session.reading.lists() if same_name(found.name, name)), None)


def in_list_order(session: MarkedLibrary, name: str, ids: Sequence[int]) -> list[int]:
    """Entries in the order of a list; those that are not on it come last, as they were."""
    found = list_named(session, name)
    places = {paper: place for place, paper in enumerate(found.papers if found else ())}
    last = len(places)
    papers = session.library.papers_of(ids)
    marks = session.marks
    order = {
        id_: places.get(marks[paper].id, last) if paper in marks else last
        for id_, paper in zip(ids, papers, strict=False)
    }
    return sorted(ids, key=lambda id_: order.get(id_, last))


def lists(session: MarkedLibrary, papers: Collection[int] = ()) -> list[Shelf]:
    """All lists; `on` where all of these papers are on one."""
    asked = _ids(session, papers)
    return [
        Shelf(found.name, len(found.papers), read, bool(asked) and asked <= set(found.papers))
        for found, read in counted_lists(session)
    ]


def counted_lists(session: MarkedLibrary) -> list[tuple[ReadingList, int]]:
    """All lists in their order, and how many papers of each are read."""
    states = session.reading.papers()
    return [
        (found, sum(states[paper].read for paper in found.papers if paper in states))
        for found in session.reading.lists()
    ]


def tags(session: MarkedLibrary, papers: Collection[int] = ()) -> list[Shelf]:
    """All tags, those that all of these papers have first, then the most used."""
    counts: dict[str, list[int]] = {}
    names: dict[str, str] = {}
    for state in session.reading.papers().values():
        for tag in state.tags:
            names.setdefault(name_id(tag), tag)
            figures = counts.setdefault(name_id(tag), [0, 0])
            figures[0] += 1
            figures[1] += state.read
    has = [{name_id(tag) for tag in session.marks[paper].tags} for paper in papers if paper in session.marks]
    common = set.intersection(*has) if has and len(has) == len(papers) else set()
    found = [Shelf(names[id_], total, read, id_ in common) for id_, (total, read) in counts.items()]
    return sorted(found, key=lambda tag: (not tag.on, -tag.total, name_id(tag.name)))


def _ids(session: MarkedLibrary, papers: Iterable[int]) -> set[str]:
    """The ids by which the reading state knows these papers; of one that it does not know, an empty one."""
    return {session.marks[paper].id if paper in session.marks else "" for paper in papers}


def move(session: MarkedLibrary, name: str, entry: Entry, neighbour: Entry) -> None:
    """Move an entry's paper within a list to where a neighbour's is, which makes room. Raises ReadingError."""
    found = list_named(session, name)
    if found is None:
        raise ReadingError(f"there is no list “{name}”")
    place = session.state_of(neighbour).id
    if place not in found.papers:
        raise ReadingError(f"a paper beside it is no longer on “{found.name}”")
    session.reading.move(found.name, session.library.identifiers(entry), found.papers.index(place))
