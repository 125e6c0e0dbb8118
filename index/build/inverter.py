"""Inverts a text field: turns the texts of documents, one after another, into columns.

A batch of texts is turned into the numbers of their chunks (`index.build.token_ids`). Every few million numbers are sorted
into a part, and at the end the parts are concatenated, since their documents ascend.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from papernotes.index.build.token_ids import END, TokenIds
from papernotes.index.storage.columns import Array, FieldArrays, ranges, smallest, starts_of
from papernotes.index.storage.postings import common_type, groups, length_bytes, put

BATCH_CHARACTERS = 1_000_000
"""Characters that are turned into numbers at once."""
PART_CHUNKS = 1_500_000
"""Chunks that are sorted at once. Sorting them takes about 150 MB."""

_POSITION_BITS = 20
_DOCUMENT_BITS = 20
MAXIMUM_DOCUMENTS = 1 << _DOCUMENT_BITS
"""Of a segment."""
MAXIMUM_POSITION = (1 << _POSITION_BITS) - 1
"""Words further on in a text are recorded at this position."""


@dataclass(slots=True)
class _Part:
    """Some documents' postings, sorted by term number, then document."""

    terms: Array
    docs: Array
    freqs: Array
    positions: Array

    def memory(self) -> int:
        return sum(getattr(self, field.name).nbytes for field in fields(self))


class TextBuilder:
    """Collects the texts of one field, document after document."""

    def __init__(self, numbers: TokenIds) -> None:
        self._numbers = numbers
        self._parts: list[_Part] = []
        self._sections = _Sections()
        self._pieces: list[str] = []
        self._characters = 0
        self._clear()

    def _clear(self) -> None:
        self._words: list[Array] = []
        self._docs: list[int] = []
        self._names: list[str] = []
        self._runs: list[str] = []
        self._waiting = 0

    def add(self, document: int, pieces: Sequence[str], names: Sequence[str] = ()) -> None:
        """Adds the pieces of a document's text. `names` are the names of the sections that they are ("" for no section).

        Documents come in ascending order, each once. Either all pieces of all documents have names, or none.
        """
        self._pieces += pieces
        self._docs += [document] * len(pieces)
        self._names += names
        self._characters += len(pieces[0]) if len(pieces) == 1 else sum(map(len, pieces))
        if self._characters >= BATCH_CHARACTERS:
            self._read()
            if self._waiting >= PART_CHUNKS:
                self._sort()

    def memory(self) -> int:
        """About how many bytes the added texts take."""
        return 4 * self._characters + 8 * self._waiting + sum(part.memory() for part in self._parts)

    def _read(self) -> None:
        """Turns the waiting pieces into numbers."""
        if self._pieces:
            words, runs = self._numbers.read(self._pieces)
            self._words.append(words)
            self._runs.append(runs)
            self._waiting += len(words) + len(runs)
        self._pieces = []
        self._characters = 0

    def _sort(self) -> None:
        """Sorts the waiting numbers into a part."""
        if not self._words:
            return
        words = np.concatenate(self._words)
        docs, names, runs = np.array(self._docs, dtype=np.int64), self._names, "".join(self._runs)
        self._clear()
        first, widths, is_run, term_table, offset_table = self._numbers.tables()
        width = widths[words]
        after = np.cumsum(width)
        ends = np.flatnonzero(words == END)
        counts = np.diff(ends, prepend=-1)
        # The pieces of one document are one text: positions run on from piece to piece.
        piece_ends = after[ends]
        piece_starts = np.append(0, piece_ends[:-1])
        _, firsts, how_many = groups(docs)
        text_starts = np.repeat(piece_starts[firsts], how_many)
        if names:
            self._sections.add(names, docs, piece_starts - text_starts, piece_ends - text_starts)
        shifted = np.repeat(docs << _POSITION_BITS, counts)
        positions = after - width - np.repeat(text_starts, counts)
        how_many = (first[1:] - first[:-1])[words]
        entries = ranges(first[words], how_many)
        keys = np.repeat(positions, how_many)
        keys += offset_table[entries]
        np.minimum(keys, MAXIMUM_POSITION, out=keys)
        keys += np.repeat(shifted, how_many)
        keys += (term_table << _DOCUMENT_BITS + _POSITION_BITS)[entries]
        if runs:
            here = is_run[words]
            lengths = width[here]
            more = np.minimum(ranges(positions[here], lengths), MAXIMUM_POSITION)
            more += np.repeat(shifted[here], lengths)
            more += self._numbers.pairs(runs, lengths) << _DOCUMENT_BITS + _POSITION_BITS
            keys = np.concatenate((keys, more))
        self._parts.append(_part(keys))

    def finish(self, documents: int) -> FieldArrays:
        """The columns of the field for this number of documents. The builder is empty afterwards."""
        self._read()
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
        docs = np.empty(int(starts[-1]), dtype=common_type(part.docs for part in self._parts))
        freqs = np.empty(len(docs), dtype=common_type(part.freqs for part in self._parts))
        positions = np.empty(
            int(position_starts[-1]), dtype=common_type(part.positions for part in self._parts)
        )
        parts, self._parts = self._parts[::-1], []
        while parts:
            part = parts.pop()
            terms_here, firsts, how_many = groups(part.terms)
            put(next_posting[terms_here], how_many, (docs, part.docs), (freqs, part.freqs))
            next_posting[terms_here] += how_many
            how_many = np.add.reduceat(part.freqs, firsts, dtype=np.int64) if len(firsts) else how_many
            put(next_position[terms_here], how_many, (positions, part.positions))
            next_position[terms_here] += how_many
        return FieldArrays(terms, starts, docs, freqs, positions, length_bytes(lengths), position_starts)

    def finish_sections(self) -> FieldArrays | None:
        """The positions of named sections in the texts, after `finish`; None if no section is named.

        A term is the name of a section. Its "positions" are, in turn, where such a section starts and ends in the text.
        """
        found, self._sections = self._sections, _Sections()
        return found.columns()


class _Sections:
    """The positions of named sections in texts."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {"": 0}
        self._found: list[tuple[Array, Array, Array, Array]] = []

    def add(self, names: Sequence[str], docs: Array, starts: Array, ends: Array) -> None:
        """Adds pieces of text, each with its document and its first and last position."""
        numbers = self._numbers
        name = np.array([numbers.setdefault(name, len(numbers)) for name in names], dtype=np.int64)
        named = (name > 0) & (ends > starts)
        self._found.append((name[named], docs[named], starts[named], ends[named]))

    def columns(self) -> FieldArrays | None:
        name, docs, starts, ends = (
            np.concatenate(arrays) if arrays else np.zeros(0, np.int64)
            for arrays in (list(zip(*self._found, strict=True)) or [()] * 4)
        )
        if not len(name):
            return None
        order = sorted(self._numbers)
        rank = np.zeros(len(order), dtype=np.int64)
        rank[[self._numbers[name] for name in order]] = np.arange(len(order))
        term = rank[name]
        sequence = np.lexsort((docs, term))  # stable: the sections of one name in a text stay in order
        key = (term << _DOCUMENT_BITS | docs)[sequence]
        postings, _, how_many = groups(key)
        terms, _, counts = groups(postings >> _DOCUMENT_BITS)
        positions = np.column_stack((starts[sequence], ends[sequence])).ravel()
        return FieldArrays(
            [order[number].encode() for number in terms.tolist()], starts_of(counts),
            postings & MAXIMUM_DOCUMENTS - 1, 2 * how_many, positions,
        )  # fmt: skip


def _part(keys: Array) -> _Part:
    """The postings in these keys. The bits of a key are the number of a term, of a document, and a position."""
    keys.sort()
    postings, _, counts = groups(keys >> _POSITION_BITS)
    return _Part(
        (postings >> _DOCUMENT_BITS).astype(np.int32),
        smallest(postings & (MAXIMUM_DOCUMENTS - 1)),
        smallest(counts),
        smallest(keys & MAXIMUM_POSITION),
    )
