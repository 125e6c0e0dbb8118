"""Which notes are of the same paper, and under which key a venue lists it.

A paper is recognised by its arXiv id or DOI (*strong*: one match decides, and notes with different arXiv ids are never
one paper) or by its title (*weak*: it decides unless something strong contradicts). A venue lists a paper once, however
many notes of it there are. Pure functions over values; the catalogue is not touched here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from papernotes.notes.patterns import lazy_pattern

RULES = 1
"""The edition of these rules. A library that another edition grouped is grouped again in its next sync."""
MINIMUM_TITLE_SIMILARITY = 0.85
"""Two notes under one name at one venue are one paper if their titles are at least this similar (0 to 1)."""
_NUMBERED = lazy_pattern(r"(?:~\d+)+$")


class NoteIdentity(NamedTuple):
    """What identifies a note's paper. `title` is folded (see `notes.text.fold`); `arxiv` and `doi` are bare, or None.

    `preference` orders the notes of one paper, best (lowest) first. `id` is the caller's own.
    """

    id: int
    title: str
    venue: str
    slug: str
    arxiv: str | None = None
    doi: str | None = None
    preference: tuple[int, ...] = ()


class EntryGroup(NamedTuple):
    """One entry: its key, and the ids of its notes, best first. Papers are numbered from 0."""

    key: str
    paper: int
    venue: str
    notes: tuple[int, ...]


class _Groups:
    """Disjoint sets of numbers (union-find)."""

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
    """All identifiers of a paper, strongest first, as the reading state keeps them.

    `title` is folded, `keys` are those of its entries and notes. The result looks like `("arxiv:2502.17424", "title:…", "entry:ICML2025/…")`.
    """
    strong = [f"{kind}:{value}" for kind, value in (("arxiv", arxiv), ("doi", doi)) if value]
    weak = [f"title:{title}"] if title else []
    return (*strong, *weak, *(f"entry:{key}" for key in keys))


def ties(note: NoteIdentity) -> tuple[str, ...]:
    """The values by which a note can influence how other notes are grouped.

    Two notes that no chain of common ties connects never influence each other, neither as one paper nor in the contest
    for a key. So a set of notes that is closed under ties can be grouped alone, with the same result as among all
    notes. This holds only if every value that `group` compares between notes is among the ties.
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
    """The entry's key. A second paper under the same name at the same venue gets `~2`, and so on."""
    key = first = f"{venue}/{note.slug}"
    number = 1
    while key in taken:
        number += 1
        key = f"{first}~{number}"
    taken.add(key)
    return key


def _papers(notes: Sequence[NoteIdentity]) -> list[int]:
    """The paper of each note, as the number of a set."""
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
    """Those notes of a bucket (positions), in groups, whose titles are spellings of each other."""
    from rapidfuzz.distance import Indel

    found: list[list[int]] = []
    for position in bucket:
        title = notes[position].title
        for alike in found:
            if Indel.normalized_similarity(title, notes[alike[0]].title) >= MINIMUM_TITLE_SIMILARITY:
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
    """Join the notes of a bucket (positions), which share a title, but never papers with different arXiv ids.

    A note without an id joins the paper that has one. If there are several such papers, it joins the one that its own
    venue lists, else the first.
    """
    identified = sorted({groups.find(p) for p in bucket if groups.find(p) in strong})
    plain = [p for p in bucket if groups.find(p) not in strong]
    if len(identified) > 1:
        for other in identified[1:]:
            ids = {root: arxiv.get(groups.find(root), set()) for root in (identified[0], other)}
            if not all(ids.values()):  # a DOI does not contradict an arXiv id
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
        # Looked up before the join, which may give the group another root.
        known = arxiv.get(groups.find(target), set())
        groups.join(target, position)
        if identified:
            root = groups.find(position)
            strong.add(root)
            arxiv[root] |= known
