"""Where in documents words stand: phrases, and what lies inside a section.

A place is the number of a document, shifted, plus a position in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh import query as q

from index.columns import Array, FieldView, ranges, starts_of
from index.leaf import Mask, Numbers, documents_of, in_both

if TYPE_CHECKING:
    from index.evaluate import Evaluation

_SHIFT = 20
_AT_ONCE = 1 << 16
"""So many places of a word are looked at at once: memory that stays in the processor is quicker."""


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where a term stands: in which documents (shifted), how often in each, and where in `positions`
    those of each begin; `whole` if they follow one another there."""

    docs: Numbers
    counts: Array
    firsts: Numbers
    positions: Array
    whole: bool

    def total(self) -> int:
        return int(self.counts.sum(dtype=np.int64))

    def places(self, first: int, last: int) -> Numbers:
        """The places in the documents from the `first` up to, not including, the `last` of these."""
        counts = self.counts[first:last]
        found: Numbers = np.repeat(self.docs[first:last], counts)
        if self.whole and len(found):
            start = int(self.firsts[first])
            found += self.positions[start : start + len(found)]
        elif len(found):
            found += self.positions[ranges(self.firsts[first:last], counts.astype(np.int64))]
        return found


def documents(places: Numbers) -> Numbers:
    """The documents in which these places are."""
    numbers: Numbers = places >> _SHIFT
    return numbers


def starts_of_sequence(evaluation: Evaluation, parts: Sequence[Any]) -> Numbers:
    """The places where the parts follow one another."""
    terms = [evaluation.terms_of_part(part) for part in parts]
    wanted = np.ones(evaluation.leaf.size, dtype=bool)
    for field, numbers in terms:
        if field is None or not len(numbers):
            return np.zeros(0, dtype=np.int64)
        here = np.zeros(evaluation.leaf.size, dtype=bool)
        here[documents_of(field, numbers)] = True
        wanted &= here
    if not wanted.any():
        return np.zeros(0, dtype=np.int64)
    standing = [_standing(field, numbers, wanted) for field, numbers in terms if field is not None]
    sizes = [sum(one.total() for one in part) for part in standing]
    rarest_first = sorted(range(len(parts)), key=sizes.__getitem__)
    last = len(parts) - 1
    found = []
    for chunk in _chunks(standing, max(sizes)):
        ends: Numbers | None = None
        for place in rarest_first:
            here = _merged(standing[place], *chunk) + (last - place)
            ends = here if ends is None else in_both(ends, here)
            if not len(ends):
                break
        if ends is not None and len(ends):
            found.append(ends - last)
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


def _standing(field: FieldView, numbers: Array, wanted: Mask) -> list[_Standing]:
    """Where each of several terms of a field stands in the wanted documents, or in some more."""
    found = []
    if field.positions is None or field.position_starts is None:
        return []
    for number in numbers.tolist():
        here = field.postings(number, number + 1)
        docs, freqs = field.docs[here], field.freqs[here]
        firsts = starts_of(freqs)[:-1] + int(field.position_starts[number])
        keep = np.flatnonzero(wanted.take(docs))
        # To leave out a few others would take longer than to look at them.
        whole = 2 * len(keep) > len(docs)
        if not whole:
            docs, freqs, firsts = docs[keep], freqs[keep], firsts[keep]
        if len(docs):
            found.append(_Standing(docs.astype(np.int64) << _SHIFT, freqs, firsts, field.positions, whole))
    return found


def _chunks(standing: Sequence[Sequence[_Standing]], most: int) -> list[tuple[int, int]]:
    """Ranges of places, each with about `_AT_ONCE` places of the part that has `most` of them."""
    number = -(-most // _AT_ONCE)
    top = (1 << 62,)
    if number <= 1:
        return [(0, *top)]
    longest = max((one for part in standing for one in part), key=lambda one: len(one.docs))
    bounds = [int(longest.docs[len(longest.docs) * chunk // number]) for chunk in range(1, number)]
    return list(zip((0, *bounds), (*bounds, *top), strict=True))


def _merged(terms: Sequence[_Standing], start: int, end: int) -> Numbers:
    """The places of any of the terms from a place up to, not including, another, in order."""
    found = [one.places(*np.searchsorted(one.docs, (start, end)).tolist()) for one in terms]
    if len(found) == 1:
        return found[0]
    return np.sort(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)


def inside_section(evaluation: Evaluation, section: str, starts: Numbers, width: int) -> Numbers:
    """Those places from which `width` positions on lie inside a section of this name."""
    field, numbers = evaluation.terms_of_part(q.Term("sections", section))
    if field is None or not len(numbers):
        return starts[:0]
    everywhere = np.ones(evaluation.leaf.size, dtype=bool)
    bounds = _merged(_standing(field, numbers, everywhere), 0, 1 << 62)
    begins, ends = bounds[::2], bounds[1::2]
    before = np.searchsorted(begins, starts, side="right") - 1
    inside = (before >= 0) & (starts + width <= ends[before])
    return starts[inside]
