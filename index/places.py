"""Where in documents words stand: phrases, and what lies inside a section.

A place is the number of a document, shifted, plus a position in it: in the arrays of one chunk of a
search the number is counted from the chunk's first document, so that most places fit into 32 bits.
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

_SHIFT = 21
"""So many bits has a position, with room for the length of a phrase."""
_SHORT_SHIFT = 17
"""And so many where all positions are of 16."""
_AT_ONCE = 1 << 16
"""So many places of a word are looked at at once: memory that stays in the processor is quicker."""


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where a term stands: in which documents, how often in each, and where in `positions` those of
    each begin; `whole` if they follow one another there."""

    docs: Array
    counts: Array
    firsts: Numbers
    positions: Array
    whole: bool

    def places(self, first: int, last: int, base: int, shift: int, moved: int) -> Array:
        """The places, moved on by so much, in the documents from number `first` up to, not including, `last`
        of these, of which `base` becomes the document 0."""
        counts = self.counts[first:last]
        kind = np.uint32 if shift == _SHORT_SHIFT else np.int64
        numbers: Array = self.docs[first:last].astype(kind) - base
        found: Array = np.repeat((numbers << shift) + moved, counts)
        if self.whole and len(found):
            begin = int(self.firsts[first])
            found += self.positions[begin : begin + len(found)]
        elif len(found):
            found += self.positions[ranges(self.firsts[first:last], counts.astype(np.int64))]
        return found


def documents(places: Numbers) -> Numbers:
    """The documents in which these places are."""
    numbers: Numbers = places >> _SHIFT
    return numbers


def starts_of_sequence(evaluation: Evaluation, parts: Sequence[Any]) -> Numbers:
    """The places where the parts follow one another."""
    nowhere = np.zeros(0, dtype=np.int64)
    terms = [evaluation.terms_of_part(part) for part in parts]
    wanted = np.ones(evaluation.leaf.size, dtype=bool)
    for field, numbers in terms:
        if field is None or not len(numbers):
            return nowhere
        here = np.zeros(evaluation.leaf.size, dtype=bool)
        here[documents_of(field, numbers)] = True
        wanted &= here
    if not wanted.any():
        return nowhere
    standing = [_standing(field, numbers, wanted) for field, numbers in terms if field is not None]
    sizes = [sum(int(one.counts.sum(dtype=np.int64)) for one in part) for part in standing]
    rarest_first = sorted(range(len(parts)), key=sizes.__getitem__)
    last = len(parts) - 1
    short = all(one.positions.itemsize <= 2 for part in standing for one in part)
    shift = _SHORT_SHIFT if short and last < 1 << 16 else _SHIFT
    found = []
    edges = _edges(standing, max(sizes), evaluation.leaf.size, 32 - shift if short else 32)
    cuts = [[np.searchsorted(one.docs, edges).tolist() for one in part] for part in standing]
    for chunk, start in enumerate(edges[:-1]):
        ends: Array | None = None
        for place in rarest_first:
            here = _merged(
                [
                    one.places(cut[chunk], cut[chunk + 1], start, shift, last - place)
                    for one, cut in zip(standing[place], cuts[place], strict=True)
                ]
            )
            ends = here if ends is None else in_both(ends, here)
            if not len(ends):
                break
        if ends is not None and len(ends):
            ends = ends.astype(np.int64)
            found.append(((ends >> shift) + start << _SHIFT) + (ends & (1 << shift) - 1) - last)
    return np.concatenate(found) if found else nowhere


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
            found.append(_Standing(docs, freqs, firsts, field.positions, whole))
    return found


def _edges(standing: Sequence[Sequence[_Standing]], most: int, size: int, bits: int) -> list[int]:
    """Where to cut the documents, so that the numbers in a chunk are of at most so many bits, and in each
    are about `_AT_ONCE` places of the part that has `most` of them."""
    edges = {0, size, *range(0, size, 1 << bits)}
    number = -(-most // _AT_ONCE)
    if number > 1:
        longest = max((one.docs for part in standing for one in part), key=len)
        edges.update(int(longest[len(longest) * chunk // number]) for chunk in range(1, number))
    return sorted(edges)


def _merged(found: Sequence[Array]) -> Array:
    """The places of several terms, in order; two may stand at one place, as `gpt` and `gpt4o` do in `GPT-4o`."""
    if len(found) == 1:
        return found[0]
    return np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)


def inside_section(evaluation: Evaluation, section: str, starts: Numbers, width: int) -> Numbers:
    """Those places from which `width` positions on lie inside a section of this name."""
    field, numbers = evaluation.terms_of_part(q.Term("sections", section))
    if field is None or not len(numbers):
        return starts[:0]
    size = evaluation.leaf.size
    everywhere = np.ones(size, dtype=bool)
    bounds = _merged(
        [one.places(0, len(one.docs), 0, _SHIFT, 0) for one in _standing(field, numbers, everywhere)]
    )
    begins, ends = bounds[::2], bounds[1::2]
    before = np.searchsorted(begins, starts, side="right") - 1
    inside = (before >= 0) & (starts + width <= ends[before])
    return starts[inside]
