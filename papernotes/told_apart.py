"""Papers that the reading state takes for one and the library for several: they are parted, and keep all marks.

They come from an earlier version, which joined whatever was called the same, or from a library in which a title, an id
or the authors were missing once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from papernotes.notes import Library
    from papernotes.reading import ReadingStore


def tell_apart(library: Library, reading: ReadingStore) -> int:
    """Part what the library tells apart; how many papers of the reading state were parted. Raises ReadingError."""
    known = {id: names for id, names in reading.identifiers().items() if len(names) > 1}
    claims = zip(known, library.all_papers_named(list(known.values())), strict=True)
    doubtful = {id: papers for id, papers in claims if len(papers) > 1}
    if not doubtful:
        return 0
    names = library.identify({paper for papers in doubtful.values() for paper in papers})
    owners = dict(zip(names, reading.states_of(list(names.values())), strict=True))
    groups = []
    for id, papers in doubtful.items():
        held = {paper: names[paper] for paper in sorted(papers) if owners[paper].id == id}
        for paper in papers - held.keys():
            if _was_joined(known[id], names[paper]) and reading.were_seen_as_one(
                _keys(held[next(iter(held))]) if held else _keys(known[id]), _keys(names[paper])
            ):
                held[paper] = names[paper]
        if len(held) > 1 and all(parts := list(_own_names(held).values())):
            groups.append(parts)
    return reading.tell_apart(groups) if groups else 0


def _was_joined(known: Iterable[str], names: Iterable[str]) -> bool:
    """Whether a paper has the title that another one is known by: an id tells them apart, but once the title did not."""
    return any(name.startswith("title:") for name in {*known} & {*names})


def _keys(names: Iterable[str]) -> list[str]:
    return [name for name in names if name.startswith("entry:")]


def _own_names(names: Mapping[int, tuple[str, ...]]) -> dict[int, tuple[str, ...]]:
    """The identifiers of each paper that none of the others has."""
    count: dict[str, int] = {}
    for some in names.values():
        for name in some:
            count[name] = count.get(name, 0) + 1
    telling = ("arxiv:", "doi:", "title:", "entry:")
    return {
        paper: tuple(name for name in some if count[name] == 1 and name.startswith(telling))
        for paper, some in names.items()
    }
