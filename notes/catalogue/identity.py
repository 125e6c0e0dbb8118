"""Which notes are of the same paper, and under which key a venue lists it.

A paper is recognised by its arXiv id or DOI (*strong*: one match decides, and two papers with
different arXiv ids are never one) or by its title (*weak*: matches where nothing strong
contradicts). A venue lists a paper once, however many notes it has of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from papernotes.notes.patterns import lazy_pattern

RULES = 1
"""The edition of these rules. A library that was grouped by another is grouped anew at its next sync."""
SIMILAR_TITLES = 0.85
"""Two titles filed under one name at one venue are the same paper from this likeness (0 to 1) on."""
_NUMBERED = lazy_pattern(r"(?:~\d+)+$")


class NoteIdentity(NamedTuple):
    """What tells a note's paper: `title` folded (see `notes.text.fold`), ids bare or None.

    `preference` orders the notes of one paper, best (lowest) first; `id` is the caller's own.
    """

    id: int
    title: str
    venue: str
    slug: str
    arxiv: str | None = None
    doi: str | None = None
    preference: tuple[int, ...] = ()


class EntryGroup(NamedTuple):
    """One entry: its key, and the ids of its notes, best first. `paper` numbers the papers from 0."""

    key: str
    paper: int
    venue: str
    notes: tuple[int, ...]


class _Groups:
    """Disjoint sets of numbers."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def find(self, item: int) -> int:
        parent = self._parent
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    def join(self, one: int, other: int) -> None:
        a, b = self.find(one), self.find(other)
        if a != b:
            self._parent[max(a, b)] = min(a, b)


def identifiers(title: str, arxiv: str | None, doi: str | None, keys: Iterable[str]) -> tuple[str, ...]:
    """All names a paper is known by, strongest first, as the reading state keeps them.

    `title` is folded. The result looks like `("arxiv:2502.17424", "title:…", "entry:ICML2025/…")`.
    """
    strong = [f"{kind}:{value}" for kind, value in (("arxiv", arxiv), ("doi", doi)) if value]
    weak = [f"title:{title}"] if title else []
    return (*strong, *weak, *(f"entry:{key}" for key in keys))


def ties(note: NoteIdentity) -> tuple[str, ...]:
    """By what a note can have a part in the grouping of others.

    Whatever the rules are: two notes that no chain of notes with common ties joins have nothing to do with each other,
    neither as one paper nor in contest for a key. Notes grouped with all that such chains lead to are then grouped as
    they would be among all notes. So each value that `group` compares between notes has to be among the ties.
    """
    strong = [f"{kind}:{value}" for kind, value in (("arxiv", note.arxiv), ("doi", note.doi)) if value]
    weak = [f"title:{note.title}"] if note.title else []
    # `name~2` is the key of a second paper under `name`, or the name of a file.
    return (*strong, *weak, f"entry:{note.venue}/{_NUMBERED.sub('', note.slug)}")


def group(notes: Sequence[NoteIdentity]) -> list[EntryGroup]:
    """The entries that `notes` make up. The same notes in any order give the same entries."""
    notes = sorted(notes, key=lambda note: (note.preference, note.venue, note.slug, note.id))
    papers = _papers(notes)
    listed: dict[tuple[int, str], list[NoteIdentity]] = defaultdict(list)
    for note, paper in zip(notes, papers, strict=True):
        listed[paper, note.venue].append(note)
    taken: set[str] = set()
    entries = []
    for (paper, venue), members in listed.items():
        entries.append(
            EntryGroup(_free_key(venue, members[0], taken), paper, venue, tuple(note.id for note in members))
        )
    return entries


def _free_key(venue: str, note: NoteIdentity, taken: set[str]) -> str:
    """The entry's key; a second paper under the same name at the same venue gets `~2` and so on."""
    key = first = f"{venue}/{note.slug}"
    number = 1
    while key in taken:
        number += 1
        key = f"{first}~{number}"
    taken.add(key)
    return key


def _papers(notes: Sequence[NoteIdentity]) -> list[int]:
    groups = _Groups(len(notes))
    for attribute in ("arxiv", "doi"):
        first: dict[str, int] = {}
        for position, note in enumerate(notes):
            if value := getattr(note, attribute):
                groups.join(first.setdefault(value, position), position)
    strong = {groups.find(position) for position, note in enumerate(notes) if note.arxiv or note.doi}
    arxiv = defaultdict(set)
    for position, note in enumerate(notes):
        if note.arxiv:
            arxiv[groups.find(position)].add(note.arxiv)

    by_title: dict[str, list[int]] = defaultdict(list)
    by_name: dict[tuple[str, str], list[int]] = defaultdict(list)
    for position, note in enumerate(notes):
        if note.title:
            by_title[note.title].append(position)
        by_name[note.venue, note.slug].append(position)
    buckets = [bucket for bucket in by_title.values() if len(bucket) > 1]
    buckets += [
        similar for bucket in by_name.values() if len(bucket) > 1 for similar in _alike(notes, bucket)
    ]
    for bucket in buckets:
        _join_weakly(notes, bucket, groups, strong, arxiv)
    return [groups.find(position) for position in range(len(notes))]


def _alike(notes: Sequence[NoteIdentity], bucket: list[int]) -> list[list[int]]:
    """The notes filed under one name whose titles are spellings of each other."""
    from rapidfuzz.distance import Indel

    found: list[list[int]] = []
    for position in bucket:
        title = notes[position].title
        for alike in found:
            if Indel.normalized_similarity(title, notes[alike[0]].title) >= SIMILAR_TITLES:
                alike.append(position)
                break
        else:
            found.append([position])
    return [alike for alike in found if len(alike) > 1]


def _join_weakly(
    notes: Sequence[NoteIdentity],
    bucket: list[int],
    groups: _Groups,
    strong: set[int],
    arxiv: dict[int, set[str]],
) -> None:
    """Join the notes of one title, but never two papers that have different arXiv ids.

    A note without an id joins the paper with one; where there are several, the one that its own
    venue lists, else the first.
    """
    identified = sorted({groups.find(p) for p in bucket if groups.find(p) in strong})
    plain = [p for p in bucket if groups.find(p) not in strong]
    if len(identified) > 1:
        for other in identified[1:]:
            ids = {root: arxiv.get(groups.find(root), set()) for root in (identified[0], other)}
            if not all(ids.values()):  # a DOI beside an arXiv id is no contradiction
                groups.join(identified[0], other)
                root = groups.find(other)
                strong.add(root)
                arxiv[root] = ids[identified[0]] | ids[other]
    for position in plain:
        target = plain[0]
        if identified:
            venue = notes[position].venue
            same_venue = [p for p in bucket if p not in plain and notes[p].venue == venue]
            target = same_venue[0] if same_venue else identified[0]
        known = arxiv.get(
            groups.find(target), set()
        )  # before the join, which may give the group another root
        groups.join(target, position)
        if identified:
            root = groups.find(position)
            strong.add(root)
            arxiv[root] |= known
