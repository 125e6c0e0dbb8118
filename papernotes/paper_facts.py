"""What tells papers apart: ids, and, where only a title is shared, authors and years.

The library (`notes.catalogue.identity`) and the reading state (`reading.state.identity`), which know nothing of each
other, both judge by these rules, so that a mark is never shown on a paper that the library holds for another one. Pure
functions over values.

- Two ids of one kind that differ separate. Two DOIs may be of one paper with one arXiv id: a preprint and what became
  of it. An arXiv id and a DOI never separate by themselves.
- A title joins only where nothing contradicts: authors without a common name, or years more than
  MAXIMUM_YEARS_BETWEEN apart. A generic title never joins (`papernotes.titles`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

IDENTITY_RULES = 13
"""The edition of the rules by which papers are told apart. What another edition made is made again: the library's
groups in the next sync, the tables of the reading state at its next opening."""
MAXIMUM_YEARS_BETWEEN = 3
"""A preprint and its publication are at most this many years apart."""
MINIMUM_TITLE_SIMILARITY = 0.85
"""Two notes under one name are of one paper if their titles are at least this similar (0 to 1)."""

# https://info.arxiv.org/help/arxiv_identifier.html, https://info.arxiv.org/help/doi.html
_ARXIV_VERSION = re.compile(r"v\d+$")
_ARXIV_CLASS = re.compile(r"(?<=[a-z])\.[a-z]{2}(?=/\d)")
_ARXIV_DOI = "10.48550/arxiv."
# bioRxiv and medRxiv add the version to the address that their DOI leads to.
_PREPRINT_VERSION = re.compile(r"(?<=^10\.1101/)([\d.]+)v\d+.*$")
_NOT_IN_DOI = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_TELLING = re.compile(
    r"\d+|\b(?:[ivx]+|part [a-z]|one|two|three|four|five|six|first|second|third|fourth|[一二三四五六七八九十上中下]"
    r"|errat(?:um|a)|corrigend(?:um|a)|addend(?:um|a)|correction|retract(?:ed|ion)|comments?|reply|response|rejoinder"
    r"|supplement(?:ary)?|revisited)\b|勘误|勘誤|更正|訂正|正誤表|정오표"
)
"""What makes a title that is like another one that of another paper: numbers of parts, and papers about a paper."""
_LATIN = re.compile("[a-z]")
_TWO_FOR_ONE = re.compile("([aou])e")


def by_kind(names: Iterable[str]) -> dict[str, set[str]]:
    """The values of identifiers and details by their kinds: what stands after the first colon, by what stands before."""
    found: dict[str, set[str]] = {}
    for name in names:
        kind, _, value = name.partition(":")
        found.setdefault(kind, set()).add(value)
    return found


class PaperFacts(NamedTuple):
    """What is known of a paper besides its title: arXiv ids and DOIs in canonical form, the families of its authors
    (folded), the years that are stated of it."""

    arxiv: frozenset[str] = frozenset()
    dois: frozenset[str] = frozenset()
    families: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()

    @classmethod
    def of(cls, names: Iterable[str]) -> PaperFacts:
        """The facts among identifiers and details (`arxiv:`, `doi:`, `by:`, `year:`)."""
        return cls.among(by_kind(names))

    @classmethod
    def among(cls, found: Mapping[str, Collection[str]]) -> PaperFacts:
        """The facts among values by their kinds, as `by_kind` gives them."""
        arxiv, dois, families = (frozenset(found.get(kind, ())) for kind in ("arxiv", "doi", "by"))
        return cls(arxiv, dois, families, frozenset(map(int, found.get("year", ()))))

    def joined(self, other: PaperFacts) -> PaperFacts:
        """The facts of a paper about which both are known."""
        return PaperFacts(
            self.arxiv | other.arxiv, self.dois | other.dois,
            self.families | other.families, self.years | other.years,
        )  # fmt: skip

    @property
    def has_id(self) -> bool:
        """Whether an id is known."""
        return bool(self.arxiv or self.dois)

    def share_id(self, other: PaperFacts) -> bool:
        """Whether an id says that both are one paper."""
        if self.arxiv and other.arxiv:
            return not self.arxiv.isdisjoint(other.arxiv)
        return not self.dois.isdisjoint(other.dois)

    def ids_contradict(self, other: PaperFacts) -> bool:
        """Whether ids say that they are two papers."""
        if self.arxiv and other.arxiv:
            return self.arxiv.isdisjoint(other.arxiv)
        if not (self.dois and other.dois and self.dois.isdisjoint(other.dois)):
            return False
        pairs = ((one, two) for one in self.dois for two in other.dois)
        # Ids with angle brackets were once cut before the first of them.
        return not any(one.startswith(f"{two}<") or two.startswith(f"{one}<") for one, two in pairs)

    def authorship_contradicts(self, other: PaperFacts) -> bool:
        """Whether authors or years say that they are two papers that share a title."""
        return _disjoint_people(self.families, other.families) or (
            bool(self.years and other.years)
            and min(abs(one - two) for one in self.years for two in other.years) > MAXIMUM_YEARS_BETWEEN
        )

    def is_of_namesake(self, other: PaperFacts) -> bool:
        """Whether the other paper only has the same title and key, since it took over the key: they have no author in
        common, and only one of them has an id. Where neither or both have one, the authors may have been corrected."""
        return self.has_id != other.has_id and _disjoint_people(self.families, other.families)


def canonical_ids(arxiv: str | None, doi: str | None) -> tuple[str | None, str | None]:
    """The one spelling of an arXiv id and of a DOI: without case, version and address; None for one that is not given.

    A DOI that arXiv gives out is that arXiv id. The class of a subject says nothing: `cs.LG/0701001` is `cs/0701001`.
    """
    arxiv = _ARXIV_CLASS.sub("", _ARXIV_VERSION.sub("", (arxiv or "").strip().lower()))
    doi = _NOT_IN_DOI.sub("", (doi or "").strip()).lower()
    if doi.startswith(_ARXIV_DOI):
        arxiv, doi = arxiv or _ARXIV_VERSION.sub("", doi.removeprefix(_ARXIV_DOI)), ""
    return arxiv or None, _PREPRINT_VERSION.sub(r"\1", doi) or None


def _disjoint_people(families: Collection[str], others: Collection[str]) -> bool:
    """Whether both name people, in one script, and have nobody in common.

    What is written in Latin letters here and in others there may be the same name.
    """
    latin, other_latin = ({name for name in names if _LATIN.search(name)} for names in (families, others))
    pairs = ((latin, other_latin), (set(families) - latin, set(others) - other_latin))
    compared = [(one, two) for one, two in pairs if one and two]
    return bool(compared) and all(
        one.isdisjoint(two) and _plainly(one).isdisjoint(_plainly(two)) for one, two in compared
    )


def _plainly(families: Iterable[str]) -> set[str]:
    """Families with one letter for those that are written as two where there are no umlauts: Müller, Mueller."""
    return {_TWO_FOR_ONE.sub(r"\1", name) for name in families}


def called_otherwise(
    titles: Collection[str],
    other_titles: Collection[str],
    keys: Iterable[str],
    *,
    has_id: bool,
    other_has_id: bool,
) -> bool:
    """Whether two papers that had one of these keys, and have no id in common, are so different that the key does not
    make them one: another paper took it over.

    They are if their folded titles differ, or if one has only a title and the other only an id. A title that only
    repeats the name in a key tells no more than the key.
    """
    named = {_letters(key.rpartition("/")[2]) for key in keys}
    if all(_letters(title) in named for title in (*titles, *other_titles)):
        return False
    if titles and other_titles:
        return not any(similar_titles(one, other) for one in titles for other in other_titles)
    return other_has_id if titles else has_id


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def similar_titles(one: str, other: str) -> bool:
    """Whether two titles (folded) are spellings of each other: a retouched title, with the same numbers and such words in it."""
    if one == other:
        return True
    from rapidfuzz.distance import Indel  # few titles are ever compared

    return Indel.normalized_similarity(one, other) >= MINIMUM_TITLE_SIMILARITY and sorted(
        _TELLING.findall(one)
    ) == sorted(_TELLING.findall(other))
