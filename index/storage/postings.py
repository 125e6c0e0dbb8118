"""Makes columns from the items of small fields, and merges the columns of a field from several parts or segments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
from whoosh.util.numeric import byte_to_length

from papernotes.index.storage.columns import Array, FieldArrays, ranges, smallest, starts_of

BATCH_POSTINGS = 1_000_000
"""Numbers that are moved at once, to bound the memory."""

LENGTHS = np.array([byte_to_length(byte) for byte in range(256)], dtype=np.int64)


def length_bytes(lengths: Array) -> Array:
    """Lengths as Whoosh's one byte (`whoosh.util.numeric.length_to_byte`)."""
    return np.minimum(np.searchsorted(LENGTHS, lengths, side="left"), 255).astype(np.uint8)


def put(starts: Array, counts: Array, *arrays: tuple[Array, Array], more: int = 0) -> None:
    """Copies groups of numbers within pairs of arrays (target, source).

    The groups follow one another in the source; `starts` says where each begins in the target, `counts` how many numbers
    it has. `more` is added to the numbers of the first pair. Some groups are copied at a time, to use little memory.
    """
    ends = np.cumsum(counts, dtype=np.int64)
    done = first = 0
    while first < len(counts):
        last = max(first + 1, int(np.searchsorted(ends, done + BATCH_POSTINGS, side="right")))
        after = int(ends[last - 1])
        indices = ranges(starts[first:last], counts[first:last])
        add = more
        for target, source in arrays:
            values = source[done:after]
            target[indices] = values.astype(target.dtype) + target.dtype.type(add) if add else values
            add = 0
        done, first = after, last


def groups(values: Array) -> tuple[Array, Array, Array]:
    """For sorted values: the distinct values, where each begins, and how often each occurs."""
    if not len(values):
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing, nothing
    first = np.flatnonzero(np.append(True, values[1:] != values[:-1]))
    return values[first], first, np.diff(np.append(first, len(values)))


def common_type(arrays: Iterable[Array]) -> np.dtype[np.unsignedinteger]:
    """The smallest unsigned type that holds the numbers of all arrays."""
    return np.dtype(np.result_type(np.uint8, *(array.dtype for array in arrays)))


def from_items(items: dict[bytes, list[tuple[int, int, Sequence[int]]]], positions: bool) -> FieldArrays:
    """Columns of a small field: of each term `(document, frequency, positions)` in order of documents."""
    terms = sorted(items)
    counts = np.array([len(items[term]) for term in terms], dtype=np.int64)
    flat = [posting for term in terms for posting in items[term]]
    return FieldArrays(
        terms,
        starts_of(counts),
        np.array([document for document, _, _ in flat], dtype=np.uint32),
        np.array([frequency for _, frequency, _ in flat], dtype=np.uint32),
        np.fromiter(chain.from_iterable(places for _, _, places in flat), np.uint32) if positions else None,
    )


def merge(parts: Sequence[tuple[FieldArrays, Array | int]], documents: int) -> FieldArrays:
    """One field of several segments as one of `documents` documents.

    With each come the new numbers of its documents, -1 for those to be dropped, or how much greater
    all of them become. The numbers of a later part are all after those of an earlier one.
    """
    (first, moved), *others = parts
    if not others and isinstance(moved, int) and moved == 0 and _measures(first, documents):
        return first
    kept = [columns if isinstance(moved, int) else _kept(columns, moved) for columns, moved in parts]
    terms = sorted(set().union(*(columns.terms for columns in kept)))
    number = {term: place for place, term in enumerate(terms)}
    targets = [np.fromiter(map(number.__getitem__, one.terms), np.int64, len(one.terms)) for one in kept]
    del number
    with_positions = all(columns.positions is not None for columns in kept)
    counts = np.zeros(len(terms), dtype=np.int64)
    position_counts = np.zeros(len(terms), dtype=np.int64)
    for columns, target in zip(kept, targets, strict=True):
        counts[target] += _widths(columns.starts)
        if with_positions:
            position_counts[target] += _widths(columns.first_positions())
    starts, position_starts = starts_of(counts), starts_of(position_counts)
    next_posting, next_position = starts[:-1].copy(), position_starts[:-1].copy()
    docs = np.empty(int(starts[-1]), dtype=np.min_scalar_type(max(documents - 1, 0)))
    freqs = np.empty(len(docs), dtype=common_type(columns.freqs for columns in kept))
    positions = None
    if with_positions:
        every = [columns.positions for columns in kept if columns.positions is not None]
        positions = np.empty(int(position_starts[-1]), dtype=common_type(every))
    lengths = np.zeros(documents, dtype=np.uint8)
    for (old, moved), columns, target in zip(parts, kept, targets, strict=True):
        base = moved if isinstance(moved, int) else 0
        how_many = _widths(columns.starts)
        put(next_posting[target], how_many, (docs, columns.docs), (freqs, columns.freqs), more=base)
        next_posting[target] += how_many
        if positions is not None and columns.positions is not None:
            how_many = _widths(columns.first_positions())
            put(next_position[target], how_many, (positions, columns.positions))
            next_position[target] += how_many
        if old.lengths is not None:
            # A part may have been made for all documents so far, with nothing for those of earlier parts.
            where = slice(moved, moved + len(old.lengths)) if isinstance(moved, int) else moved[moved >= 0]
            own = old.lengths if isinstance(moved, int) else old.lengths[moved >= 0]
            lengths[where] = np.maximum(lengths[where], own)
    scored = any(columns.lengths is not None for columns, _ in parts)
    return FieldArrays(
        terms, starts, docs, freqs, positions, lengths if scored else None,
        position_starts if with_positions else None,
    )  # fmt: skip


def _measures(columns: FieldArrays, documents: int) -> bool:
    return columns.lengths is None or len(columns.lengths) == documents


def _widths(starts: Array) -> Array:
    return np.diff(starts.astype(np.int64))


def _kept(columns: FieldArrays, moved: Array) -> FieldArrays:
    """The columns with the documents' new numbers, and without the postings and terms that are dropped."""
    docs: Array = moved[columns.docs]
    counts: Array = np.diff(columns.starts.astype(np.int64))
    keep = docs >= 0
    if keep.all():
        starts = starts_of(counts)
        return FieldArrays(columns.terms, starts, smallest(docs), columns.freqs, columns.positions)
    positions = columns.positions
    if positions is not None:
        positions = positions[np.repeat(keep, columns.freqs)]
    counts = np.bincount(np.repeat(np.arange(len(counts)), counts)[keep], minlength=len(counts))
    used = counts > 0
    terms = [term for term, wanted in zip(columns.terms, used.tolist(), strict=True) if wanted]
    return FieldArrays(terms, starts_of(counts[used]), smallest(docs[keep]), columns.freqs[keep], positions)
