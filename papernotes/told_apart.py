"""Papers that are one to the reading state and several to the library: they are separated, and keep all marks.

They come from an earlier version, which joined whatever was called the same, or from a library in which a title, an id
or the authors were missing once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from papernotes.paper_facts import PaperFacts

if TYPE_CHECKING:
    from papernotes.notes import Library
    from papernotes.reading import ReadingStore


def tell_apart(library: Library, reading: ReadingStore, *, by_hand: bool = False) -> int:
    """Separate what the library tells apart; returns how many papers of the reading state were separated. Raises ReadingError.

    The person is told, unless they did it themselves (`by_hand`).
    """
    known = {id: names for id, names in reading.identifiers().items() if len(names) > 1}
    claims = zip(known, library.all_papers_named(list(known.values())), strict=True)
    doubtful = {id: papers for id, papers in claims if len(papers) > 1}
    if not doubtful:
        return 0
    names = library.identify({paper for papers in doubtful.values() for paper in papers})
    owners = dict(zip(names, reading.states_of(list(names.values())), strict=True))
    namesakes = library.namesakes()
    groups: list[list[str]] = []
    parts: dict[str, tuple[dict[str, None], tuple[str, ...]]] = {}
    for id, papers in doubtful.items():
        held = {paper: names[paper] for paper in sorted(papers) if owners[paper].id == id}
        for paper in papers - held.keys():
            if _was_joined(known[id], names[paper]) and reading.were_seen_as_one(
                _keys(held[next(iter(held))]) if held else _keys(known[id]), _keys(names[paper])
            ):
                held[paper] = names[paper]
        own = _own_names(held, namesakes)
        if len(held) > 1 and all(own.values()):
            # What was done under a key that nobody has any more is kept on each, unless it is known of which one it was.
            old = reading.without_part(_without_owner(library, known[id]))
            groups.append([names[0] for names in own.values()])
            for paper, names_alone in own.items():
                part, *_ = names_alone
                # The reading state may know one paper as several: what it knows of each is true of the part.
                whole, _ = parts.setdefault(part, ({}, held[paper]))
                before = _without_owner(library, reading.names_of_part(part))
                whole |= dict.fromkeys((*names_alone, *old, *before))
    found = [[(tuple(parts[part][0]), parts[part][1]) for part in group] for group in groups]
    return reading.tell_apart(found, by_hand=by_hand) if found else 0


def _without_owner(library: Library, names: Iterable[str]) -> list[str]:
    """The keys among these names that no paper of the library has."""
    keys = _keys(names)
    named = library.all_papers_named([[key] for key in keys])
    return [key for key, there in zip(keys, named, strict=True) if not there]


def _was_joined(known: Iterable[str], names: Iterable[str]) -> bool:
    """Whether a paper has the title that another one is known by, and did not just take over its key: an id tells them
    apart, but once the title did not."""
    known, names = set(known), set(names)
    if PaperFacts.of(known).is_of_namesake(PaperFacts.of(names)):
        return False
    return any(name.startswith("title:") for name in known & names)


def _keys(names: Iterable[str]) -> list[str]:
    return [name for name in names if name.startswith("entry:")]


def _own_names(
    names: Mapping[int, tuple[str, ...]], namesakes: Collection[int]
) -> dict[int, tuple[str, ...]]:
    """The identifiers of each paper that none of the others has; the titles of `namesakes` are of several papers."""
    count: dict[str, int] = {}
    for some in names.values():
        for name in some:
            count[name] = count.get(name, 0) + 1
    ids = ("arxiv:", "doi:", "entry:")
    return {
        paper: tuple(
            name
            for name in some
            if count[name] == 1 and name.startswith(ids if paper in namesakes else (*ids, "title:"))
        )
        for paper, some in names.items()
    }
