"""By what a paper is known, and when two sightings are of the same one.

An **identifier** is a string, its kind before the colon, strongest first: `arxiv:2502.17424`,
`doi:10.1000/x`, `title:folded title`, `entry:ICML2025/slug`. A **detail** joins nothing, but tells
papers apart that share a title: `by:` the family of an author, `year:`. A **sighting** is the set
of identifiers and details that somebody knew a paper by at one time.

`arxiv` and `doi` are strong: one in common makes two sightings the same paper, except that two
different arXiv ids are never one paper. A `title` matches where ids, authors and years do not
contradict, an `entry` where the titles are alike besides: another paper may take over a key. It has done so, too, where
one of both has a title alone and the other an id alone. The rules are those of the library too (`papernotes.paper_facts`),
so that both agree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from papernotes.paper_facts import PaperFacts, by_kind, called_otherwise, canonical_ids
from papernotes.titles import is_generic

KINDS = ("arxiv", "doi", "title", "entry")
DETAILS = ("by", "year")
MAXIMUM_IDENTIFIER_CHARACTERS = 1000
_ORDER = {kind[0]: number for number, kind in enumerate((*KINDS, *DETAILS))}
_YEAR = re.compile(r"(?:19|20)\d\d")


@lru_cache(maxsize=1 << 17)
def canonical(identifier: str) -> str:
    """The one spelling of an identifier or detail; empty for a string that is neither."""
    kind, colon, rest = identifier.partition(":")
    rest = rest.strip()
    if not colon or not rest or kind not in _KNOWN or len(identifier) > MAXIMUM_IDENTIFIER_CHARACTERS:
        return ""
    if kind in ("arxiv", "doi"):
        arxiv, doi = canonical_ids(rest, None) if kind == "arxiv" else canonical_ids(None, rest)
        return f"arxiv:{arxiv}" if arxiv else f"doi:{doi}" if doi else ""
    if kind == "year":
        return identifier if _YEAR.fullmatch(rest) else ""
    return f"{kind}:{rest if rest.isascii() else normalize('NFC', rest)}"


_KNOWN = frozenset((*KINDS, *DETAILS))


def clean(identifiers: Iterable[str]) -> tuple[str, ...]:
    """What is known of a paper in canonical form, each once, strongest first, details last.

    At most one arXiv id (the first). A title that says nothing about the paper is left out where there is anything else.
    """
    known = dict.fromkeys(map(canonical, identifiers))
    known.pop("", None)
    names = sorted(known, key=_strength)
    while len(names) > 1 and names[1].startswith("arxiv:"):
        del names[1]
    telling = [name for name in names if not (name.startswith("title:") and is_generic(name[6:]))]
    return tuple(telling if any(map(is_identifier, telling)) else names)


def is_identifier(name: str) -> bool:
    """Whether a paper is found by it: it is not a detail."""
    return not name.startswith(("by:", "year:"))


def _strength(identifier: str) -> int:
    return _ORDER[identifier[0]]


class KnownFacts(NamedTuple):
    """What tells a paper or sighting from others: ids, authors and years; its titles and keys."""

    facts: PaperFacts
    titles: frozenset[str]
    keys: frozenset[str]

    @classmethod
    def of(cls, names: Iterable[str]) -> KnownFacts:
        """The facts among identifiers and details."""
        found = by_kind(names)
        return cls(
            PaperFacts.among(found), frozenset(found.get("title", ())), frozenset(found.get("entry", ()))
        )

    def is_called_otherwise(self, other: KnownFacts) -> bool:
        """Whether both may share only a key, and that says nothing (see `called_otherwise`)."""
        return called_otherwise(
            self.titles, other.titles, self.keys | other.keys,
            has_id=self.facts.has_id, other_has_id=other.facts.has_id,
        )  # fmt: skip

    def joined(self, other: KnownFacts) -> KnownFacts:
        """What is known of the paper that both belong to."""
        return KnownFacts(self.facts.joined(other.facts), self.titles | other.titles, self.keys | other.keys)


class SightingMatch(NamedTuple):
    """How surely a sighting is of a paper; the least is the surest."""

    rank: int
    is_of_others: bool
    shared: int
    paper: str


def _rank(seen: KnownFacts, known: KnownFacts, shared: Collection[str]) -> int | None:
    """How surely a sighting and a paper with these identifiers in common are one; None if they are not."""
    if seen.facts.share_id(known.facts):
        return 0 if seen.facts.arxiv and known.facts.arxiv else 1
    if seen.facts.ids_contradict(known.facts):
        return None
    has_title = any(name.startswith("title:") for name in shared)
    has_entry = any(name.startswith("entry:") for name in shared)
    if has_entry and seen.facts.is_of_namesake(known.facts):
        return None
    if has_title and has_entry:
        return 2
    if has_entry and not has_title and seen.is_called_otherwise(known):
        return None
    if has_entry and seen.titles and known.titles:
        return 3
    if not (has_title or has_entry) or seen.facts.authorship_contradicts(known.facts):
        return None
    return 3 if has_entry else 4


def is_of(sighting: Sequence[str], known: Sequence[str]) -> bool:
    """Whether a sighting is of the paper that is known by these (both cleaned)."""
    return _rank(KnownFacts.of(sighting), KnownFacts.of(known), {*sighting} & {*known}) is not None


def same_paper(
    sighting: Sequence[str],
    holders: Mapping[str, Collection[str]],
    facts_of: Callable[[str], KnownFacts],
) -> list[str]:
    """The ids of the known papers that a sighting (cleaned) is of, the best match first.

    More than one means that they have turned out to be one paper. `holders` gives the papers that
    an identifier belongs to, `facts_of` what is known of a paper. An arXiv id in common outranks a
    DOI, a DOI outranks title and entry together, these an entry, and that a title.
    """
    shared: dict[str, list[str]] = {}
    for name in sighting:
        for paper in holders.get(name, ()):
            shared.setdefault(paper, []).append(name)
    if not shared:
        return []
    seen = KnownFacts.of(sighting)
    ranked = sorted(
        SightingMatch(rank, rank > 1 and seen.facts.authorship_contradicts(known.facts), -len(names), paper)
        for paper, names in shared.items()
        if (rank := _rank(seen, known := facts_of(paper), names)) is not None
    )
    found: list[str] = []
    for rank, is_of_others, _, paper in ranked:
        known = facts_of(paper)
        if found and (
            is_of_others  # a namesake that had the key before
            or (seen.facts.ids_contradict(known.facts) and not seen.facts.share_id(known.facts))
            or (rank > 1 and seen.facts.authorship_contradicts(known.facts))
        ):
            continue
        found.append(paper)
        seen = seen.joined(known)
    return found
