"""The inverted index of a segment as columns: sorted terms, postings, frequencies and positions.

In memory a field is `FieldArrays`; on disk all fields of a segment are one file of arrays,
mapped into memory when opened (`FieldReader`):

    magic, length of the header, the header as JSON, then the arrays, each at a multiple of 64

Of each field: the terms' bytes end to end and where each begins; where each term's postings
begin; the postings' document numbers and frequencies; the positions, a term's after another;
and the length of each document, as Whoosh's one byte.
"""

from __future__ import annotations

import json
import mmap
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAGIC = b"papernotes-columns-1\n"
_ALIGNMENT_BYTES = 64
_TERM_STRIDE = 32
"""Every 32nd term is kept in memory; a binary search among these leaves few others to compare."""
_MAXIMUM_REMEMBERED = 20_000
"""How many terms of each field have their numbers remembered once they were looked up."""

Array: TypeAlias = "NDArray[Any]"


@dataclass(slots=True)
class FieldArrays:
    """A field's postings: those of term `i` are `docs[starts[i] : starts[i + 1]]`, documents ascending.

    The positions of a posting follow one another in `positions`, as many as its frequency says;
    None where the field has none. `lengths` is one byte a document, None where not scored.
    `position_starts` says where in `positions` those of each term begin, where that is known.
    """

    terms: Sequence[bytes]
    starts: Array
    docs: Array
    freqs: Array
    positions: Array | None = None
    lengths: Array | None = None
    position_starts: Array | None = None

    def first_positions(self) -> Array:
        """Where in `positions` those of each term begin, and the end of the last."""
        if self.position_starts is None:
            self.position_starts = starts_of(self.freqs)[self.starts]
        return self.position_starts


def smallest(values: Array) -> Array:
    """Whole numbers in the smallest unsigned type that holds them."""
    top = int(values.max()) if len(values) else 0
    kind = (
        np.uint8
        if top < 1 << 8
        else np.uint16
        if top < 1 << 16
        else np.uint32
        if top < 1 << 32
        else np.uint64
    )
    return values.astype(kind, copy=False)


def distinct(values: Array) -> Array:
    """Each value once, ascending. As `np.unique`, which loads all of `numpy.ma` first, a third of a first search."""
    ordered = np.sort(values)
    first = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    found: Array = ordered[first]
    return found


def numbered(values: Array) -> Array:
    """For each value how many distinct ones are smaller."""
    order = np.argsort(values)
    ordered = values[order]
    found = np.zeros(len(values), dtype=np.int64)
    found[order[1:]] = np.cumsum(ordered[1:] != ordered[:-1])
    return found


def starts_of(counts: Array) -> Array:
    """Where each group begins, and the end of the last, when groups of these sizes follow one another."""
    starts = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=starts[1:])
    return starts


def ranges(starts: Array, counts: Array) -> Array:
    """The numbers `starts[i], starts[i] + 1, …` of each group `i`, `counts[i]` of them, end to end."""
    total = int(counts.sum())
    if not total:
        return np.zeros(0, dtype=np.int64)
    before = np.cumsum(counts) - counts
    return np.repeat(starts.astype(np.int64) - before, counts) + np.arange(total)


# Writing


def write(stream: Any, fields: Mapping[str, FieldArrays], extra: Mapping[str, Array]) -> None:
    """Writes the columns of a segment to a binary stream, and `extra` arrays under their names."""
    blocks: list[Array] = []
    offset = 0

    def put(array: Array) -> list[Any]:
        nonlocal offset
        array = np.ascontiguousarray(array)
        blocks.append(array)
        entry = [array.dtype.str, len(array), offset]
        offset += -(-array.nbytes // _ALIGNMENT_BYTES) * _ALIGNMENT_BYTES
        return entry

    layout: dict[str, dict[str, list[Any]]] = {}
    for name, field in fields.items():
        lengths = np.fromiter(map(len, field.terms), np.int64, len(field.terms))
        layout[name] = {
            "terms": put(np.frombuffer(b"".join(field.terms), np.uint8)),
            "term_starts": put(smallest(starts_of(lengths))),
            "starts": put(smallest(field.starts)),
            "docs": put(smallest(field.docs)),
            "freqs": put(field.freqs if field.freqs.dtype.kind == "f" else smallest(field.freqs)),
        }
        if field.positions is not None:
            layout[name]["position_starts"] = put(smallest(field.first_positions()))
            layout[name]["positions"] = put(smallest(field.positions))
        if field.lengths is not None:
            layout[name]["lengths"] = put(field.lengths)
    others = {name: put(array) for name, array in extra.items()}
    header = json.dumps({"fields": layout, "extra": others, "size": offset}).encode()
    before = len(MAGIC) + 8 + len(header)
    stream.write(MAGIC + len(header).to_bytes(8, "little") + header + bytes(-before % _ALIGNMENT_BYTES))
    for block in blocks:
        if block.nbytes:
            stream.write(block.view(np.uint8).data)
            stream.write(bytes(-block.nbytes % _ALIGNMENT_BYTES))


# Reading


class ColumnFile:
    """The columns of a segment, mapped into memory. Raises `ValueError` for a file that is not whole."""

    def __init__(self, stream: BinaryIO) -> None:
        with stream:
            try:
                self._map = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
            except ValueError as error:
                raise ValueError("the file of columns is empty") from error
        head = len(MAGIC) + 8
        if self._map[: len(MAGIC)] != MAGIC:
            raise ValueError("this is not a file of columns")
        size = int.from_bytes(self._map[len(MAGIC) : head], "little")
        header = json.loads(bytes(self._map[head : head + size]))
        self._base = head + size + -(head + size) % _ALIGNMENT_BYTES
        if self._base + header["size"] != len(self._map):
            raise ValueError("the file of columns is not whole")
        self.extra = {name: self._array(entry) for name, entry in header["extra"].items()}
        self.fields = {
            name: FieldReader({part: self._array(entry) for part, entry in entries.items()})
            for name, entries in header["fields"].items()
        }

    def _array(self, entry: Sequence[Any]) -> Array:
        kind, count, offset = entry
        return np.frombuffer(self._map, np.dtype(kind), count, self._base + offset)


class FieldReader:
    """One field of a segment on disk."""

    def __init__(self, parts: Mapping[str, Array]) -> None:
        self.starts = parts["starts"]
        self.docs = parts["docs"]
        self.freqs = parts["freqs"]
        self.positions = parts.get("positions")
        self.position_starts = parts.get("position_starts")
        self.lengths = parts.get("lengths")
        self._bytes = parts["terms"]
        self._view = self._bytes.data
        self.term_starts = parts["term_starts"]
        self._begins = self.term_starts.data  # faster than the array for single numbers
        self.size = len(self.term_starts) - 1
        self._terms: list[bytes] | None = None
        self._samples: list[bytes] | None = None
        self._found: dict[bytes, int] = {}

    def term(self, number: int) -> bytes:
        """The term of this number, counted in the order of terms."""
        return bytes(self._view[self._begins[number] : self._begins[number + 1]])

    def terms(self) -> list[bytes]:
        """All terms, sorted."""
        if self._terms is None:
            self._terms = self.some_terms(0, self.size)
        return self._terms

    def some_terms(self, first: int, last: int) -> list[bytes]:
        """The terms from number `first` up to, not including, `last`."""
        bounds = self.term_starts[first : last + 1].tolist()
        if not bounds:
            return []
        base = bounds[0]
        joined = bytes(self._view[base : bounds[-1]])
        return [joined[start - base : end - base] for start, end in pairwise(bounds)]

    def words(self, numbers: Array) -> list[str]:
        """The terms with these numbers, as text."""
        begins, ends = self.term_starts[numbers].tolist(), self.term_starts[numbers + 1].tolist()
        view = self._view
        return [str(view[begin:end], "utf-8") for begin, end in zip(begins, ends, strict=True)]

    def neighbouring_words(self, numbers: Array) -> list[str]:
        """The same for numbers that ascend and are close together; for many ASCII terms, in half the time."""
        if not len(numbers):
            return []
        begins, ends = self.term_starts[numbers].tolist(), self.term_starts[numbers + 1].tolist()
        base = begins[0]
        joined = bytes(self._view[base : ends[-1]])
        if not joined.isascii():
            return self.words(numbers)
        text = joined.decode("ascii")
        return [text[begin - base : end - base] for begin, end in zip(begins, ends, strict=True)]

    def at_least(self, term: bytes) -> int:
        """The number of the first term that is equal to `term` or after it."""
        if self._samples is None:
            joined = bytes(self._view)
            first, after = self.term_starts[:-1:_TERM_STRIDE], self.term_starts[1::_TERM_STRIDE]
            self._samples = [
                joined[start:end] for start, end in zip(first.tolist(), after.tolist(), strict=True)
            ]
        end = bisect_left(self._samples, term) * _TERM_STRIDE
        return bisect_left(
            range(self.size), term, max(0, end - _TERM_STRIDE), min(end, self.size), key=self.term
        )

    def find(self, term: bytes) -> int:
        """The number of `term` in the order of terms, -1 if the field does not have it."""
        number = self._found.get(term)
        if number is None:
            number = self.at_least(term)
            if number >= self.size or self.term(number) != term:
                number = -1
            if len(self._found) >= _MAXIMUM_REMEMBERED:
                self._found.clear()
            self._found[term] = number
        return number

    def starting(self, start: bytes) -> tuple[int, int]:
        """The numbers of the terms that begin with `start`, as `(first, after the last)`."""
        first = self.at_least(start)
        after = after_prefix(start)
        return first, self.size if after is None else self.at_least(after)

    def count(self, number: int) -> int:
        """The number of documents that have a term, deleted ones included."""
        return int(self.starts[number + 1]) - int(self.starts[number])

    def postings(self, first: int, last: int) -> slice:
        """Where the postings of the terms from `first` up to, not including, `last` are."""
        return slice(int(self.starts[first]), int(self.starts[last]))

    def arrays(self) -> FieldArrays:
        """The field as it was before it was written."""
        return FieldArrays(
            self.some_terms(0, self.size), self.starts, self.docs, self.freqs, self.positions, self.lengths,
            self.position_starts,
        )  # fmt: skip


def after_prefix(start: bytes) -> bytes | None:
    """The smallest bytes that come after everything that begins with `start`; None if there are none."""
    kept = start.rstrip(b"\xff")
    return kept[:-1] + bytes([kept[-1] + 1]) if kept else None
