"""Where in documents words stand: phrases, and what lies inside a section.

A place is the number of a document, shifted, plus a position in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh import query as q

from index.columns import ranges, starts_of
from index.leaf import Mask, Numbers, counts, in_both

if TYPE_CHECKING:
    from index.evaluate import Evaluation

_SHIFT = 20


def documents(places: Numbers) -> Numbers:
    """The documents in which these places are."""
    numbers: Numbers = places >> _SHIFT
    return numbers


def starts_of_sequence(evaluation: Evaluation, parts: Sequence[Any], wanted: Mask) -> Numbers:
    """The places in the wanted documents where the parts follow one another."""
    rarest_first = sorted(range(len(parts)), key=lambda place: _size(evaluation, parts[place]))
    starts: Numbers | None = None
    for place in rarest_first:
        here = _places(evaluation, parts[place], wanted) - place
        if starts is None:
            starts = here
        elif len(starts) and len(here):
            starts = in_both(starts, here)
            wanted = np.zeros(evaluation.leaf.size, dtype=bool)
            wanted[starts >> _SHIFT] = True
        else:
            return np.zeros(0, dtype=np.int64)
    return np.zeros(0, dtype=np.int64) if starts is None else starts


def _size(evaluation: Evaluation, part: Any) -> int:
    field, numbers = evaluation.terms_of_part(part)
    return 0 if field is None else int(counts(field, numbers).sum())


def _places(evaluation: Evaluation, part: Any, wanted: Mask) -> Numbers:
    """Where a term, or any of several, stands in the wanted documents at least, sorted."""
    field, numbers = evaluation.terms_of_part(part)
    if field is None or field.positions is None or field.position_starts is None:
        return np.zeros(0, dtype=np.int64)
    found = []
    for first in numbers.tolist():
        here = field.postings(first, first + 1)
        docs, freqs = field.docs[here], field.freqs[here]
        keep = np.flatnonzero(wanted.take(docs))
        base = int(field.position_starts[first])
        if 2 * len(keep) > len(docs):
            # To leave out the few others would take longer than to look at them.
            places = np.repeat(docs.astype(np.int64) << _SHIFT, freqs)
            places += field.positions[base : base + len(places)]
        else:
            starts = starts_of(freqs)[:-1][keep] + base
            counts = freqs[keep].astype(np.int64)
            places = np.repeat(docs[keep].astype(np.int64) << _SHIFT, counts)
            places += field.positions[ranges(starts, counts)]
        found.append(places)
    merged = np.concatenate(found) if found else np.zeros(0, dtype=np.int64)
    return np.sort(merged) if len(numbers) > 1 else merged


def inside_section(evaluation: Evaluation, section: str, starts: Numbers, width: int) -> Numbers:
    """Those places from which `width` positions on lie inside a section of this name."""
    field = evaluation.leaf.field("sections")
    number = -1 if field is None else field.find(section.encode())
    if field is None or number < 0:
        return starts[:0]
    bounds = _places(evaluation, q.Term("sections", section), np.ones(evaluation.leaf.size, dtype=bool))
    begins, ends = bounds[::2], bounds[1::2]
    before = np.searchsorted(begins, starts, side="right") - 1
    inside = (before >= 0) & (starts + width <= ends[before])
    return starts[inside]
