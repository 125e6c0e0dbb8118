"""Phrases: the positions in documents where terms follow one another, and which of them lie inside a section.

A position in the whole segment is one integer: the document's number, shifted, plus the position in the document. A search
goes through the documents in chunks, and in a chunk numbers are counted from its first document: so most fit into 32 bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from papernotes.index.storage.columns import Array, FieldReader, ranges, starts_of
from papernotes.index.storage.segment import Mask, Numbers, counts, in_both, postings_of

_SHIFT = 21
"""The bits of a position in a document, with room for the length of a phrase."""
_SHORT_SHIFT = 17
"""The same where all positions have 16 bits."""
_AT_ONCE = 1 << 16
"""Positions of a term that are compared at once. They fit into the processor's cache."""


class _PartPositions(NamedTuple):
    """The positions of one part of a phrase: its documents, how often it is in each, and where in `positions` those of each
    document begin. `whole` says that they follow one another there without gaps, `mixed` that the part stands for several
    terms, whose positions are not in order."""

    docs: Array
    counts: Array
    firsts: Numbers
    positions: Array
    whole: bool
    mixed: bool = False

    def in_documents(
        self, first: int, last: int, base: int, shift: int, moved: int, only: Mask | None
    ) -> Array:
        """The positions in the documents with indices from `first` up to, not including, `last`, each plus `moved`.

        Documents are counted from `base`. If the part is mixed, only documents of the mask `only` are looked at.
        """
        docs, counts, firsts = self.docs[first:last], self.counts[first:last], self.firsts[first:last]
        if self.mixed and only is not None:
            keep = only.take(docs).nonzero()[0]
            docs, counts, firsts = docs[keep], counts[keep], firsts[keep]
        kind = np.uint32 if shift == _SHORT_SHIFT else np.int64
        numbers: Array = docs.astype(kind) - base
        found: Array = np.repeat((numbers << shift) + moved, counts)
        if self.whole and len(found):
            begin = int(firsts[0])
            found += self.positions[begin : begin + len(found)]
        elif len(found):
            found += self.positions[ranges(firsts, counts.astype(np.int64))]
        if self.mixed and len(found):
            found.sort()
            # Two terms may stand at one position, as `gpt` and `gpt4o` do in `GPT-4o`.
            found = found[np.append(True, found[1:] != found[:-1])]
        return found


def documents(positions: Numbers) -> Numbers:
    """The documents of these positions."""
    numbers: Numbers = positions >> _SHIFT
    return numbers


def starts_of_sequence(terms: Sequence[tuple[FieldReader, Array]], size: int) -> Numbers:
    """The positions where the parts of a phrase follow one another, in a segment of `size` documents.

    Each part is given as its field and the numbers of the terms that may stand there, which ascend.
    """
    having = sorted((_having(field, numbers) for field, numbers in terms), key=len)
    common = having[0]
    for docs in having[1:]:
        common = common[_mask(docs, size).take(common)]
    if not len(common):
        return common.astype(np.int64)
    standing = [_part_positions(field, numbers, common) for field, numbers in terms]
    sizes = [int(one.counts.sum(dtype=np.int64)) for one in standing]
    rarest_first = sorted(range(len(terms)), key=lambda part: (standing[part].mixed, sizes[part]))
    last = len(terms) - 1
    short = all(one.positions.itemsize <= 2 for one in standing)
    shift = _SHORT_SHIFT if short and last < 1 << 16 else _SHIFT
    found = []
    edges = _edges(standing, max(sizes), size, 32 - shift if short else 32)
    cuts = [np.searchsorted(one.docs, edges).tolist() for one in standing]
    for chunk, start in enumerate(edges[:-1]):
        ends: Array | None = None
        for number in rarest_first:
            one, cut = standing[number], cuts[number]
            only = None
            if one.mixed and ends is not None:
                only = _mask((ends >> shift).astype(np.int64) + start, size)
            here = one.in_documents(cut[chunk], cut[chunk + 1], start, shift, last - number, only)
            ends = here if ends is None else in_both(ends, here)
            if not len(ends):
                break
        if ends is not None and len(ends):
            ends = ends.astype(np.int64)
            found.append(((ends >> shift) + start << _SHIFT) + (ends & (1 << shift) - 1) - last)
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


def _having(field: FieldReader, numbers: Array) -> Array:
    """The documents that have any of some terms of a field; they ascend."""
    docs: Array = field.docs[postings_of(field, numbers)]
    if len(numbers) == 1:
        return docs
    return np.flatnonzero(_mask(docs, int(docs.max()) + 1)).astype(docs.dtype)


def _mask(docs: Array, size: int) -> Mask:
    """Which of `size` documents are in `docs`."""
    mask: Mask = np.zeros(size, dtype=bool)
    mask[docs.astype(np.intp)] = True
    return mask


def _part_positions(field: FieldReader, numbers: Array, common: Array) -> _PartPositions:
    """Where some terms of a field stand in documents that have any of them, or in some more."""
    if field.positions is None or field.position_starts is None:
        raise ValueError("words of a field without positions do not follow one another")
    mixed, here = len(numbers) > 1, postings_of(field, numbers)
    docs, freqs = field.docs[here], field.freqs[here]
    firsts = starts_of(freqs)[:-1]
    if isinstance(here, slice):
        firsts += int(field.position_starts[numbers[0]])
    else:  # the positions of each term begin elsewhere
        postings = counts(field, numbers)
        begins = field.position_starts[numbers].astype(np.int64) - firsts[starts_of(postings)[:-1]]
        firsts += np.repeat(begins, postings)
    if mixed:
        keep = np.flatnonzero(_mask(common, int(max(docs.max(), common[-1])) + 1).take(docs))
        keep = keep[np.argsort(docs[keep], kind="stable")]
    elif 2 * len(common) > len(docs):
        # To leave out a few others would take longer than to look at them.
        return _PartPositions(docs, freqs, firsts, field.positions, True)
    else:
        keep = docs.searchsorted(common)
    return _PartPositions(docs[keep], freqs[keep], firsts[keep], field.positions, False, mixed)


def _edges(standing: Sequence[_PartPositions], most: int, size: int, bits: int) -> list[int]:
    """Where to cut the documents into chunks: numbers in a chunk fit into this many bits.

    Each has about `_AT_ONCE` positions of the part that has `most` of them.
    """
    edges = {0, size, *range(0, size, 1 << bits)}
    number = -(-most // _AT_ONCE)
    if number > 1:
        longest = max((one.docs for one in standing), key=len)
        edges.update(int(longest[len(longest) * chunk // number]) for chunk in range(1, number))
    return sorted(edges)


def inside_section(field: FieldReader, numbers: Array, starts: Numbers, width: int) -> Numbers:
    """Those of `starts` from which `width` positions on lie inside a section.

    The sections are given as the field and term number that say where they lie (`index.schema.SectionPlaces`).
    """
    one = _part_positions(field, numbers, _having(field, numbers))
    bounds = one.in_documents(0, len(one.docs), 0, _SHIFT, 0, None)
    begins, ends = bounds[::2], bounds[1::2]
    before = np.searchsorted(begins, starts, side="right") - 1
    inside = (before >= 0) & (starts + width <= ends[before])
    return starts[inside]
