"""Which notes are of the same paper, and under which key a venue lists it.

Notes are joined by what they share, the surest first: what the reader joined by hand, an arXiv id, a DOI, a title, a
name at one venue (a retouched title, or an edition in another language). Each time nothing that is known of the two
papers so far may contradict (`papernotes.paper_facts`). Which join comes first depends on what the notes say and never on
when they came, so the same notes make the same papers. A venue lists a paper once, however many notes of it there are.
Pure functions over values; the catalogue is not touched here.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

from papernotes.notes.model import UNFILED
from papernotes.notes.patterns import lazy_pattern
from papernotes.notes.text import fold
from papernotes.paper_facts import PaperFacts, similar_titles
from papernotes.titles import is_generic

MAXIMUM_OTHER_NAMES = 3
"""If more notes than these share a title, and the name of none has a word of it, it is a heading and no title."""
MAXIMUM_COMPARED = 24
"""Of more notes than these that share something, each is compared with the first and the one before it only."""
MAXIMUM_FAMILIES = 4
"""The number of first authors that are recorded, which is enough to tell a paper from a namesake."""
_NUMBERED = lazy_pattern(r"(?:~\d+)+$")
_LANGUAGE_SUFFIX = lazy_pattern(
    r"(?<=\w)[._-](?:en|eng|english|zh|zh-cn|zh-hans|cn|chinese|ja|jp|japanese|ko|kr|korean)$"
)
_FOREIGN = lazy_pattern("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

_SCHEME = lazy_pattern(r"https?://(?:www\.)?")
_PDF = lazy_pattern(r"\.pdf$")
_SAYS_ID = lazy_pattern(r"(?:^|\.)(?:arxiv|doi)\.org$")
_NOT_NAMES = frozenset(("et", "al", "others", "jr", "sr", "ii", "iii", "iv", "and", "等", "他", "외"))


class NoteIdentity(NamedTuple):
    """What identifies a note's paper. `title` is folded (see `notes.text.fold`); `arxiv` and `doi` are canonical, or None.

    `families` are the authors' (`families_of`). `preference` orders the notes of one paper, best
    (lowest) first. `joined` names what the reader joined the note with, `part` what the reader split it off as. `id` is
    the caller's own. A note that is not `written` is a paper on a list; `filed` says whether that list has topics, as
    those of conferences have. `page` is the address of the paper's own page (`page_address`).
    """

    id: int
    title: str
    venue: str
    slug: str
    arxiv: str | None = None
    doi: str | None = None
    preference: tuple[int, ...] = ()
    year: int | None = None
    families: frozenset[str] = frozenset()
    language: str = "en"
    joined: tuple[str, ...] = ()
    part: str = ""
    written: bool = True
    filed: bool = True
    page: str = ""

    @property
    def facts(self) -> PaperFacts:
        """What is known of the paper by this note."""
        return PaperFacts(
            frozenset(filter(None, (self.arxiv,))), frozenset(filter(None, (self.doi,))),
            self.families, frozenset(filter(None, (self.year,))),
        )  # fmt: skip

    @property
    def name(self) -> str:
        """The slug without a number and without what names the language."""
        return _LANGUAGE_SUFFIX.sub("", _NUMBERED.sub("", self.slug))


class EntryGroup(NamedTuple):
    """One entry: its key, and the ids of its notes, best first. Papers are numbered from 0."""

    key: str
    paper: int
    venue: str
    notes: tuple[int, ...]


class JoinReason(NamedTuple):
    """Why two notes (their ids) are one paper: `hand`, `arxiv`, `doi`, `page`, `title`, `name` or `edition`."""

    one: int
    other: int
    why: str


def families_of(authors: Iterable[str]) -> frozenset[str]:
    """The families of authors, folded, given as `Given Family` or `Family, Given`.

    Of a name without a comma, what comes last is taken for the family.
    """
    found = set()
    for author in authors:
        family, comma, _ = author.partition(",")
        words = [word for word in fold(family if comma else author).split() if word not in _NOT_NAMES]
        whole = [word for word in words if len(word) > 1 or not word.isascii()]  # no initials
        if whole:
            found.add(whole[-1])
    return frozenset(found)


def page_address(url: str | None) -> str:
    """The address of a paper's page in the form that its spellings share, and that of its PDF where sites name it alike;
    empty for one that says an id, and for that of a whole site."""
    address = _SCHEME.sub("", url or "", count=1).partition("#")[0]
    host, slash, path = address.partition("/")
    path = _PDF.sub("", path.replace("pdf?id=", "forum?id=").partition("&")[0].rstrip("/"))
    return f"{host.lower()}{slash}{path}" if path and not _SAYS_ID.search(host) else ""


def told_families(authors: str) -> list[str]:
    """The families of the first authors (as JSON), as the reading state is told them."""
    return sorted(families_of(json.loads(authors)[:MAXIMUM_FAMILIES]))


def identifiers(
    title: str, arxiv: str | None, doi: str | None, keys: Iterable[str], *,
    other_titles: Iterable[str] = (), families: Iterable[str] = (), year: int | None = None,
) -> tuple[str, ...]:  # fmt: skip
    """All identifiers of a paper, strongest first, as the reading state keeps them, and then what tells it from others.

    Titles are folded, `keys` are those of its entries and notes. The result looks like `("arxiv:2502.17424",
    "title:…", "entry:ICML2025/…", "by:reed", "year:2025")`. A generic title is left out.
    """
    strong = [f"{kind}:{value}" for kind, value in (("arxiv", arxiv), ("doi", doi)) if value]
    weak = [f"title:{known}" for known in (title, *other_titles) if known and not is_generic(known)]
    details = [*(f"by:{family}" for family in families), *([f"year:{year}"] if year else [])]
    return (*strong, *weak, *(f"entry:{key}" for key in keys), *details)


def ties(note: NoteIdentity) -> tuple[str, ...]:
    """The values by which a note can influence how other notes are grouped.

    Two notes that no chain of common ties connects never influence each other, neither as one paper nor in the contest
    for a key. So a set of notes that is closed under ties can be grouped alone, with the same result as among all
    notes. This holds only if every value that `group` compares between notes is among the ties.
    """
    strong = [f"{kind}:{value}" for kind, value in (("arxiv", note.arxiv), ("doi", note.doi)) if value]
    weak = [f"title:{note.title}"] if note.title else []
    weak += [f"page:{note.page}"] if note.page else []
    by_hand = [f"joined:{name}" for name in note.joined]
    # `name~2` is the key of a second paper under `name`, or the name of a file.
    return (*strong, *weak, *by_hand, f"entry:{note.venue}/{note.name}")


def group(notes: Sequence[NoteIdentity]) -> list[EntryGroup]:
    """The entries that `notes` make up. The same notes in any order give the same entries."""
    notes = sorted(notes, key=_best_first)
    papers = _papers(notes)[0]
    listed: dict[tuple[int, str], list[NoteIdentity]] = defaultdict(list)
    for note, paper in zip(notes, papers, strict=True):
        listed[paper, note.venue].append(note)
    _file_mentions(listed)
    taken: set[str] = set()
    entries = []
    for (paper, venue), members in listed.items():
        entries.append(
            EntryGroup(_free_key(venue, members[0], taken), paper, venue, tuple(note.id for note in members))
        )
    return entries


def _file_mentions(listed: dict[tuple[int, str], list[NoteIdentity]]) -> None:
    """Move papers that a list only mentions to where their papers are filed: to the entry of the best note, else, of
    several mentions, to one with a venue. So such a paper becomes one entry with its note, whatever its list said."""
    places: dict[int, list[str]] = defaultdict(list)
    for paper, venue in listed:
        places[paper].append(venue)
    for paper, venues in places.items():
        if len(venues) == 1:
            continue
        mentions = [venue for venue in venues if not any(map(_is_filed, listed[paper, venue]))]
        goal = next((venue for venue in venues if venue not in mentions), "")
        goal = goal or next((venue for venue in venues if venue != UNFILED), UNFILED)
        for venue in mentions:
            if venue != goal:
                listed[paper, goal] = sorted(
                    listed[paper, goal] + listed.pop((paper, venue)), key=_best_first
                )


def _is_filed(note: NoteIdentity) -> bool:
    return note.written or note.filed


def reasons(notes: Sequence[NoteIdentity]) -> list[JoinReason]:
    """Why notes are one paper: as many joins as are needed to connect the notes of each, the surest first."""
    return _papers(sorted(notes, key=_best_first))[1]


def _best_first(note: NoteIdentity) -> tuple[object, ...]:
    return note.preference, note.venue, note.slug, note.id


def _free_key(venue: str, note: NoteIdentity, taken: set[str]) -> str:
    """The entry's key. A second paper under the same name at the same venue gets `~2`, and so on."""
    key = first = f"{venue}/{note.slug}"
    number = 1
    while key in taken:
        number += 1
        key = f"{first}~{number}"
    taken.add(key)
    return key


class _Papers:
    """Disjoint sets of notes (union-find), with what is known of each."""

    def __init__(self, notes: Sequence[NoteIdentity]) -> None:
        self._parent = list(range(len(notes)))
        self._facts = [note.facts for note in notes]
        self._parts = [note.part for note in notes]
        """The part that each note is of, which the reader split from others."""
        self._names = [{note.part: _names(note)} for note in notes] if any(self._parts) else []
        """What the notes of each part in a set are known by; none where nothing was split."""

    def find(self, item: int) -> int:
        parent = self._parent
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    def join(self, one: int, other: int) -> bool:
        """Join the sets of two notes; whether they were two."""
        a, b = self.find(one), self.find(other)
        if a == b:
            return False
        a, b = min(a, b), max(a, b)
        self._parent[b] = a
        self._facts[a] = self._facts[a].joined(self._facts[b])
        for part, names in self._names[b].items() if self._names else ():
            self._names[a][part] = self._names[a].get(part, frozenset()) | names
        return True

    def join_unless(self, one: int, other: int, why: str) -> bool:
        """Join the sets of two notes unless something contradicts; whether they were joined."""
        a, b = self.find(one), self.find(other)
        facts, others = self._facts[a], self._facts[b]
        if self._names and (self._parts[one] != self._parts[other] or self._were_split(a, b)):
            return False
        if why != "arxiv" and facts.ids_contradict(others):
            return False
        if (
            why not in ("arxiv", "doi")
            and not facts.share_id(others)
            and facts.authorship_contradicts(others)
        ):
            return False
        return self.join(a, b)

    def _were_split(self, a: int, b: int) -> bool:
        """Whether two sets have notes that would be one paper, had the reader not split them."""
        return any(
            part != other and not names.isdisjoint(others)
            for part, names in self._names[a].items()
            for other, others in self._names[b].items()
        )


def _names(note: NoteIdentity) -> frozenset[str]:
    """By what a note is joined to others."""
    return frozenset(filter(None, (note.arxiv, note.doi, note.title)))


_SUREST = ("arxiv", "doi", "page", "title", "name", "edition")


def _papers(notes: Sequence[NoteIdentity]) -> tuple[list[int], list[JoinReason]]:
    """The paper of each note, as the number of a set, and why notes were joined."""
    papers = _Papers(notes)
    found = []
    for one, other in _joined_by_hand(notes):
        if papers.join(one, other):
            found.append(JoinReason(notes[one].id, notes[other].id, "hand"))
    places = _by_content(notes)
    pairs = [
        (
            _SUREST.index(why),
            *_likeness(notes[one], notes[other]),
            *sorted((places[one], places[other])),
            one,
            other,
        )
        for why, one, other in _pairs(notes, sorted(range(len(notes)), key=places.__getitem__))
    ]
    for rank, *_, one, other in sorted(pairs):
        if papers.join_unless(one, other, _SUREST[rank]):
            found.append(JoinReason(notes[one].id, notes[other].id, _SUREST[rank]))
    return [papers.find(position) for position in range(len(notes))], found


def _by_content(notes: Sequence[NoteIdentity]) -> list[int]:
    """The place of each note in an order that depends on what they say alone."""

    def content(position: int) -> tuple[object, ...]:
        note = notes[position]
        return (
            note.arxiv or "", note.doi or "", note.title, note.venue, note.slug, sorted(note.families),
            note.year or 0, note.language, note.joined, note.part, note.page,
        )  # fmt: skip

    places = [0] * len(notes)
    for place, position in enumerate(sorted(range(len(notes)), key=content)):
        places[position] = place
    return places


def _likeness(one: NoteIdentity, other: NoteIdentity) -> tuple[bool, bool, bool, int]:
    """How much two notes have in common besides what joins them; the least is the most alike."""
    years = abs(one.year - other.year) if one.year and other.year else 99
    return (
        one.title != other.title, one.families.isdisjoint(other.families), one.venue != other.venue, years,
    )  # fmt: skip


def _joined_by_hand(notes: Sequence[NoteIdentity]) -> Iterator[tuple[int, int]]:
    """The pairs of notes (positions) that the reader joined."""
    first: dict[str, int] = {}
    for position, note in enumerate(notes):
        for name in note.joined:
            yield first.setdefault(name, position), position


def _pairs(notes: Sequence[NoteIdentity], order: Sequence[int]) -> Iterator[tuple[str, int, int]]:
    """The pairs of notes (positions) that may be of one paper, and why."""
    by_id: dict[tuple[str, str], list[int]] = defaultdict(list)
    by_page: dict[str, list[int]] = defaultdict(list)
    by_title: dict[str, list[int]] = defaultdict(list)
    by_name: dict[tuple[str, str], list[int]] = defaultdict(list)
    for position in order:
        note = notes[position]
        for kind, value in (("arxiv", note.arxiv), ("doi", note.doi)):
            if value:
                by_id[kind, value].append(position)
        if note.page:
            by_page[note.page].append(position)
        if note.title:
            by_title[note.title].append(position)
        by_name[note.venue, note.name].append(position)
    for (kind, _), bucket in by_id.items():
        for one, other in _compared(bucket):
            yield kind, one, other
    for bucket in by_page.values():
        if _names_one_paper([notes[position] for position in bucket]):
            yield from (("page", one, other) for one, other in _compared(bucket))
    for title, bucket in by_title.items():
        if len(bucket) > 1 and not is_generic(title) and not _is_heading([notes[p] for p in bucket]):
            for one, other in _compared(bucket):
                yield "title", one, other
    for bucket in by_name.values():
        for one, other in _compared(bucket) if len(bucket) > 1 else ():
            if why := _under_one_name(notes[one], notes[other]):
                yield why, one, other


def _names_one_paper(notes: Sequence[NoteIdentity]) -> bool:
    """Whether an address that these state as their paper's page tells a paper of which a list has nothing else."""
    titles = {note.title for note in notes if not is_generic(note.title)}
    return len(notes) > len(titles) <= 1 and not all(note.written for note in notes)


def _compared(bucket: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The pairs of a bucket; not all of one that is large."""
    if len(bucket) <= MAXIMUM_COMPARED:
        yield from combinations(bucket, 2)
    else:
        yield from pairwise(bucket)
        yield from ((bucket[0], other) for other in bucket[2:])


def _under_one_name(one: NoteIdentity, other: NoteIdentity) -> str:
    """Why two notes under one name at one venue are of one paper; empty if they are not, as far as that can be told."""
    if one.title == other.title or not (one.title and other.title):
        return ""
    generic = is_generic(one.title) or is_generic(other.title)
    if one.slug == other.slug and not generic and similar_titles(one.title, other.title):
        return "name"
    in_two_scripts = bool(_FOREIGN.search(one.title)) != bool(_FOREIGN.search(other.title))
    if one.language != other.language and in_two_scripts and not generic and not is_generic(one.name):
        return "edition"
    return ""


def _is_heading(notes: Sequence[NoteIdentity]) -> bool:
    """Whether what the notes share is rather a heading: more notes than papers have, called otherwise, have it."""
    names = {note.slug for note in notes if not (note.arxiv or note.doi or _is_named_after(note))}
    return len(names) > MAXIMUM_OTHER_NAMES


def _is_named_after(note: NoteIdentity) -> bool:
    """Whether a note's name has a word of its title."""
    name = fold(note.slug.replace("_", " ").replace("-", " "))
    words = note.title.split()
    if len(words) == 1 and not words[0].isascii():
        return words[0][:4] in name or name in words[0]
    return not {word for word in words if len(word) > 2}.isdisjoint(name.split())
