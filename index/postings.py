"""Making a field's columns: from the words of documents as they come, and from other columns.

Words are numbered once per distinct raw token, so that a document becomes a short array. Every
few million words the arrays are sorted into a part, which keeps memory bounded; the parts of a
field, whose documents ascend, are put together at the end. `merge` does the same for segments.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from whoosh.util.numeric import byte_to_length

from index import analysis
from index.columns import Array, FieldArrays, ranges, smallest, starts_of

PART = 1_500_000
"""So many positions are sorted at once: about 150 MB while it lasts."""
AT_ONCE = 1_000_000
"""So many numbers are put in their places at once."""

_POSITION_BITS = 20
_DOCUMENT_BITS = 20
MOST_DOCUMENTS = 1 << _DOCUMENT_BITS
"""More documents do not fit into one segment."""
LAST_POSITION = (1 << _POSITION_BITS) - 1
"""Words further on in a text count as being here."""

LENGTHS = np.array([byte_to_length(byte) for byte in range(256)], dtype=np.int64)


def length_bytes(lengths: Array) -> Array:
    """Lengths as Whoosh's one byte (`whoosh.util.numeric.length_to_byte`)."""
    return np.minimum(np.searchsorted(LENGTHS, lengths, side="left"), 255).astype(np.uint8)


class WordNumbers(dict[str, int]):
    """Raw tokens to numbers, and of each number the terms it stands for.

    CJK runs are not kept: a run gets the number of its length (`run`), which has no terms.
    """

    def __init__(self) -> None:
        super().__init__()
        self.terms: dict[str, int] = {}
        self._first = [0]
        self._term: list[int] = []
        self._offset: list[int] = []
        self._width = array("q")
        self._is_run: list[bool] = []
        self._runs: dict[int, int] = {}

    def __missing__(self, raw: str) -> int:
        terms, width = analysis.expand(raw)
        for term, offset in terms:
            self._term.append(self.term(term))
            self._offset.append(offset)
        number = self._add(width, False)
        self[raw] = number
        return number

    def term(self, term: str) -> int:
        """The number of a term."""
        return self.terms.setdefault(term, len(self.terms))

    def run(self, length: int) -> int:
        """The number that stands for any CJK run of this length."""
        if length not in self._runs:
            self._runs[length] = self._add(length, True)
        return self._runs[length]

    def _add(self, width: int, is_run: bool) -> int:
        self._first.append(len(self._term))
        self._width.append(width)
        self._is_run.append(is_run)
        return len(self._width) - 1

    def width(self, numbers: Array) -> int:
        """How many positions these tokens take."""
        return int(np.frombuffer(self._width, np.int64)[numbers].sum()) if len(numbers) else 0

    def tables(self) -> tuple[Array, Array, Array, Array, Array]:
        """Of each number where its terms begin, its width, and if it is a run; then all terms and offsets."""
        return (
            np.array(self._first, dtype=np.int64),
            np.array(self._width, dtype=np.int64),
            np.array(self._is_run, dtype=bool),
            np.array(self._term, dtype=np.int64),
            np.array(self._offset, dtype=np.int64),
        )


@dataclass(slots=True)
class _Part:
    """Some documents' postings, sorted by term number, then document."""

    terms: Array
    docs: Array
    freqs: Array
    positions: Array


class TextBuilder:
    """Collects the texts of one field, document after document."""

    def __init__(self, numbers: WordNumbers) -> None:
        self._numbers = numbers
        self._parts: list[_Part] = []
        self._clear()

    def _clear(self) -> None:
        self._words: list[Array] = []
        self._docs: list[int] = []
        self._runs: list[str] = []
        self._waiting = 0

    def add(self, document: int, pieces: Sequence[str], measure: bool) -> list[int]:
        """Adds the pieces of a document's text; documents come in ascending order, each once.

        Returns how many positions each piece takes if it is to `measure`.
        """
        widths = []
        for piece in pieces:
            words = self._read(piece)
            self._words.append(words)
            self._docs.append(document)
            self._waiting += len(words)
            if measure:
                widths.append(self._numbers.width(words))
        return widths

    def rest(self) -> None:
        """To be called between documents: sorts what was collected if it is enough."""
        if self._waiting >= PART:
            self._sort()

    def _read(self, text: str) -> Array:
        if text.isascii():
            raws = analysis.WORDS_ASCII.findall(text.lower())
        elif not analysis.HAS_CJK.search(text):
            raws = analysis.WORDS_AND_RUNS.findall(text)
        else:
            return self._read_mixed(text)
        return np.fromiter(map(self._numbers.__getitem__, raws), np.int32, len(raws))

    def _read_mixed(self, text: str) -> Array:
        numbers, runs, is_run = self._numbers, self._runs, analysis.HAS_CJK.match
        found: list[int] = []
        for raw in analysis.WORDS_AND_RUNS.findall(text):
            if is_run(raw):
                runs.append(raw)
                found.append(numbers.run(len(raw)))
                self._waiting += len(raw)
            else:
                found.append(numbers[raw])
        return np.array(found, dtype=np.int32)

    def _sort(self) -> None:
        """Makes a part of what was collected."""
        if not self._words:
            return
        words = np.concatenate(self._words)
        # The pieces of one document are one text: positions run on from piece to piece.
        numbers, firsts, _ = _groups(np.array(self._docs, dtype=np.int64))
        counts = np.add.reduceat(np.array([len(piece) for piece in self._words]), firsts)
        docs, runs = np.repeat(numbers, counts), self._runs
        self._clear()
        first, widths, is_run, term_table, offset_table = self._numbers.tables()
        width = widths[words]
        after = np.cumsum(width)
        begins = starts_of(counts)[:-1]
        at_start = np.zeros(len(counts), dtype=np.int64)
        nonempty = counts > 0
        at_start[nonempty] = (after - width)[begins[nonempty]]
        positions = after - width - np.repeat(at_start, counts)
        runs_here = is_run[words]
        how_many = (first[1:] - first[:-1])[words]
        places = ranges(first[words], how_many)
        term = [term_table[places]]
        document = [np.repeat(docs, how_many)]
        position = [np.repeat(positions, how_many) + offset_table[places]]
        if runs:
            lengths = width[runs_here]
            term.append(self._pairs("".join(runs), lengths))
            document.append(np.repeat(docs[runs_here], lengths))
            position.append(ranges(positions[runs_here], lengths))
        self._parts.append(_part(np.concatenate(term), np.concatenate(document), np.concatenate(position)))

    def _pairs(self, characters: str, lengths: Array) -> Array:
        """The term numbers of CJK runs written end to end: every pair, and each run's last alone."""
        codes = np.frombuffer(characters.encode("utf-32-le"), np.uint32).astype(np.uint64)
        following = np.append(codes[1:], np.uint64(0))
        following[np.cumsum(lengths) - 1] = 0
        distinct, which = np.unique((codes << np.uint64(32)) | following, return_inverse=True)
        numbers = np.array(
            [
                self._numbers.term(chr(code >> 32) + (chr(code & 0xFFFFFFFF) if code & 0xFFFFFFFF else ""))
                for code in distinct.tolist()
            ],
            dtype=np.int64,
        )
        return numbers[which]

    def finish(self, documents: int) -> FieldArrays:
        """The field's columns, for so many documents."""
        self._sort()
        known = list(self._numbers.terms)
        counts = np.zeros(len(known), dtype=np.int64)
        position_counts = np.zeros(len(known), dtype=np.int64)
        lengths = np.zeros(documents, dtype=np.int64)
        for part in self._parts:
            counts += np.bincount(part.terms, minlength=len(known))
            position_counts += np.bincount(part.terms, part.freqs, len(known)).astype(np.int64)
            lengths += np.bincount(part.docs, part.freqs, documents).astype(np.int64)
        used = np.flatnonzero(counts).tolist()
        encoded = sorted((known[number].encode(), number) for number in used)
        in_order = np.array([number for _, number in encoded], dtype=np.int64)
        terms = [term for term, _ in encoded]
        starts, position_starts = starts_of(counts[in_order]), starts_of(position_counts[in_order])
        next_posting, next_position = np.zeros_like(counts), np.zeros_like(counts)
        next_posting[in_order], next_position[in_order] = starts[:-1], position_starts[:-1]
        docs = np.empty(int(starts[-1]), dtype=_common(part.docs for part in self._parts))
        freqs = np.empty(len(docs), dtype=_common(part.freqs for part in self._parts))
        positions = np.empty(int(position_starts[-1]), dtype=_common(part.positions for part in self._parts))
        for number, part in enumerate(self._parts):
            terms_here, firsts, how_many = _groups(part.terms)
            put(next_posting[terms_here], how_many, (docs, part.docs), (freqs, part.freqs))
            next_posting[terms_here] += how_many
            how_many = np.add.reduceat(part.freqs, firsts, dtype=np.int64) if len(firsts) else how_many
            put(next_position[terms_here], how_many, (positions, part.positions))
            next_position[terms_here] += how_many
            self._parts[number] = _NOTHING
        self._parts = []
        return FieldArrays(terms, starts, docs, freqs, positions, length_bytes(lengths))


def _part(terms: Array, docs: Array, positions: Array) -> _Part:
    key = terms.astype(np.uint64) << np.uint64(_DOCUMENT_BITS + _POSITION_BITS)
    key |= docs.astype(np.uint64) << np.uint64(_POSITION_BITS)
    key |= np.minimum(positions, LAST_POSITION).astype(np.uint64)
    key.sort()
    posting = key >> np.uint64(_POSITION_BITS)
    first = (
        np.flatnonzero(np.append(True, posting[1:] != posting[:-1])) if len(key) else np.zeros(0, np.int64)
    )
    posting = posting[first]
    return _Part(
        (posting >> np.uint64(_DOCUMENT_BITS)).astype(np.int32),
        smallest(posting & np.uint64(MOST_DOCUMENTS - 1)),
        smallest(np.diff(np.append(first, len(key)))),
        smallest(key & np.uint64(LAST_POSITION)),
    )


def put(starts: Array, counts: Array, *arrays: tuple[Array, Array]) -> None:
    """Puts groups of numbers, which follow one another in the second array of each pair, to where
    each group begins in the first; some groups at a time, so that little memory is needed for it."""
    ends = np.cumsum(counts, dtype=np.int64)
    done = first = 0
    while first < len(counts):
        last = max(first + 1, int(np.searchsorted(ends, done + AT_ONCE, side="right")))
        after = int(ends[last - 1])
        places = ranges(starts[first:last], counts[first:last])
        for target, source in arrays:
            target[places] = source[done:after]
        done, first = after, last


_NOTHING = _Part(*[np.zeros(0, dtype=np.int64)] * 4)


def _groups(values: Array) -> tuple[Array, Array, Array]:
    """Of values that are sorted: the distinct ones, where each begins, and how often each stands there."""
    if not len(values):
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing, nothing
    first = np.flatnonzero(np.append(True, values[1:] != values[:-1]))
    return values[first], first, np.diff(np.append(first, len(values)))


def _common(arrays: Iterable[Array]) -> np.dtype[np.unsignedinteger]:
    """The type that holds the numbers of all arrays."""
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


def merge(parts: Sequence[tuple[FieldArrays, Array]], documents: int) -> FieldArrays:
    """One field of several segments as one of `documents` documents.

    With each come the new numbers of its documents, -1 for those to be dropped; the numbers of a
    later part are all after those of an earlier one.
    """
    kept = [_kept(columns, moved) for columns, moved in parts]
    terms = sorted(set().union(*(columns.terms for columns in kept)))
    number = {term: place for place, term in enumerate(terms)}
    targets = [np.fromiter(map(number.__getitem__, one.terms), np.int64, len(one.terms)) for one in kept]
    with_positions = all(columns.positions is not None for columns in kept)
    counts = np.zeros(len(terms), dtype=np.int64)
    position_counts = np.zeros(len(terms), dtype=np.int64)
    per_term: list[Array] = []
    for columns, target in zip(kept, targets, strict=True):
        counts[target] += np.diff(columns.starts)
        ends = starts_of(columns.freqs) if with_positions else np.zeros(len(columns.freqs) + 1, np.int64)
        per_term.append(np.diff(ends[columns.starts]))
        position_counts[target] += per_term[-1]
    starts, position_starts = starts_of(counts), starts_of(position_counts)
    next_posting, next_position = starts[:-1].copy(), position_starts[:-1].copy()
    docs = np.empty(int(starts[-1]), dtype=_common(columns.docs for columns in kept))
    freqs = np.empty(len(docs), dtype=_common(columns.freqs for columns in kept))
    positions = None
    if with_positions:
        every = [columns.positions for columns in kept if columns.positions is not None]
        positions = np.empty(int(position_starts[-1]), dtype=_common(every))
    lengths = np.zeros(documents, dtype=np.uint8)
    for (old, moved), columns, target, widths in zip(parts, kept, targets, per_term, strict=True):
        how_many = np.diff(columns.starts)
        put(next_posting[target], how_many, (docs, columns.docs), (freqs, columns.freqs))
        next_posting[target] += how_many
        if positions is not None and columns.positions is not None:
            put(next_position[target], widths, (positions, columns.positions))
            next_position[target] += widths
        if old.lengths is not None:
            lengths[moved[moved >= 0]] = old.lengths[moved >= 0]
    scored = any(columns.lengths is not None for columns, _ in parts)
    return FieldArrays(terms, starts, docs, freqs, positions, lengths if scored else None)


def _kept(columns: FieldArrays, moved: Array) -> FieldArrays:
    """The columns with the documents' new numbers, and without the postings and terms that are dropped."""
    docs = moved[columns.docs]
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
