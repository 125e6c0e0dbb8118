"""By what a paper is known, and when two sightings are of the same one.

An **identifier** is a string, its kind before the colon, strongest first: `arxiv:2502.17424`,
`doi:10.1000/x`, `title:folded title`, `entry:ICML2025/slug`. A **sighting** is the set of
identifiers that somebody knew a paper by at one time.

`arxiv` and `doi` are strong: one in common makes two sightings the same paper, except that two
different arXiv ids are never one paper. `title` and `entry` are weak: they match where no strong
identifier contradicts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

KINDS = ("arxiv", "doi", "title", "entry")
MAXIMUM_IDENTIFIER_CHARACTERS = 1000
_ORDER = {kind[0]: number for number, kind in enumerate(KINDS)}

_VERSION = re.compile(r"v\d+$")
_ARXIV_DOI = "10.48550/arxiv."
"""DOIs that arXiv itself gives out name the arXiv id: https://info.arxiv.org/help/doi.html"""


@lru_cache(maxsize=1 << 17)
def canonical(identifier: str) -> str:
    """The one spelling of an identifier; empty for a string that is none."""
    kind, colon, rest = identifier.partition(":")
    rest = rest.strip()
    if not colon or not rest or kind not in KINDS or len(identifier) > MAXIMUM_IDENTIFIER_CHARACTERS:
        return ""
    if kind == "doi":
        rest = rest.lower()
        if rest.startswith(_ARXIV_DOI):
            kind, rest = "arxiv", rest.removeprefix(_ARXIV_DOI)
    if kind == "arxiv":
        rest = _VERSION.sub("", rest.lower())
    return f"{kind}:{rest}" if rest else ""


def clean(identifiers: Iterable[str]) -> tuple[str, ...]:
    """The identifiers in canonical form, each once, at most one arXiv id (the first), strongest first."""
    known = dict.fromkeys(map(canonical, identifiers))
    known.pop("", None)
    names = sorted(known, key=_strength)
    while len(names) > 1 and names[1].startswith("arxiv:"):
        del names[1]
    return tuple(names)


def _strength(identifier: str) -> int:
    return _ORDER[identifier[0]]


class StrongIdentifiers(NamedTuple):
    """The strong identifiers of a paper or sighting: its arXiv id or empty, its DOIs."""

    arxiv: str
    dois: frozenset[str]

    @classmethod
    def of(cls, identifiers: Iterable[str]) -> StrongIdentifiers:
        arxiv, dois = "", []
        for name in identifiers:
            if name.startswith("arxiv:"):
                arxiv = name
            elif name.startswith("doi:"):
                dois.append(name)
        return cls(arxiv, frozenset(dois))

    def matches(self, other: StrongIdentifiers) -> bool:
        """Whether a strong identifier says that both are the same paper."""
        if self.arxiv and other.arxiv:
            return self.arxiv == other.arxiv
        return not self.dois.isdisjoint(other.dois)

    def contradicts(self, other: StrongIdentifiers) -> bool:
        """Whether strong identifiers say that they are two papers."""
        if self.arxiv and other.arxiv:
            return self.arxiv != other.arxiv
        return bool(self.dois and other.dois and self.dois.isdisjoint(other.dois))

    def joined(self, other: StrongIdentifiers) -> StrongIdentifiers:
        return StrongIdentifiers(self.arxiv or other.arxiv, self.dois | other.dois)


def same_paper(
    sighting: Sequence[str],
    holders: Mapping[str, Collection[str]],
    strong_of: Callable[[str], StrongIdentifiers],
) -> list[str]:
    """The ids of the known papers that a sighting (cleaned) is of, the best match first.

    More than one means that they have turned out to be one paper. `holders` gives the papers that
    an identifier belongs to, `strong_of` a paper's strong identifiers. An arXiv id in common
    outranks a DOI, a DOI outranks titles and entries, more of these outrank fewer.
    """
    shared: dict[str, int] = {}
    for identifier in sighting:
        for paper in holders.get(identifier, ()):
            shared[paper] = shared.get(paper, 0) + 1
    if not shared:
        return []
    seen = StrongIdentifiers.of(sighting)
    if len(shared) == 1:
        (paper,) = shared
        return [] if seen.contradicts(strong_of(paper)) and not seen.matches(strong_of(paper)) else [paper]
    ranked = []
    for paper, count in shared.items():
        strong = strong_of(paper)
        same = seen.matches(strong)
        if same or not seen.contradicts(strong):
            ranked.append((not (same and seen.arxiv and strong.arxiv), not same, -count, paper))
    ranked.sort()
    found: list[str] = []
    for *_, paper in ranked:
        strong = strong_of(paper)
        if seen.matches(strong) or not seen.contradicts(strong):
            found.append(paper)
            seen = seen.joined(strong)
    return found
