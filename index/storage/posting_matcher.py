"""A Whoosh matcher over one term's postings in columns, for Whoosh's own searcher and for deleting documents by key."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

import numpy as np
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.system import pack_uint
from whoosh.util.numeric import byte_to_length

from papernotes.index.storage.columns import FieldReader, starts_of

BLOCK_POSTINGS = 128
"""Postings that share one upper bound of their scores, as in Lucene and tantivy."""


class ColumnMatcher(LeafMatcher):  # type: ignore[misc]
    """The postings of one term, one after another."""

    def __init__(
        self, field: FieldReader, number: int, format_: Any, term: tuple[str, bytes], scorer: Any
    ) -> None:
        self._field = field
        self._number = number
        self.format = format_
        self._term = term
        self.scorer = scorer
        self._here = field.postings(number, number + 1)
        self._ids: list[int] = field.docs[self._here].tolist()
        self._weights: list[int] | None = None
        self._bounds: tuple[list[int], list[int]] | None = None
        self._position_starts: list[int] | None = None
        self._at = 0

    def copy(self) -> ColumnMatcher:
        other = ColumnMatcher.__new__(ColumnMatcher)
        other.__dict__.update(self.__dict__)
        return other

    def reset(self) -> None:
        self._at = 0

    def is_active(self) -> bool:
        return self._at < len(self._ids)

    def id(self) -> int:
        # After skipping past the end by quality, Whoosh still asks for the id, and expects the last one.
        return self._ids[min(self._at, len(self._ids) - 1)]

    def all_ids(self) -> Iterator[int]:
        return iter(self._ids[self._at :])

    def weight(self) -> float:
        if self._weights is None:
            self._weights = self._field.freqs[self._here].tolist()
        return float(self._weights[self._at])

    def value(self) -> bytes:
        if self.format.supports("positions"):
            return bytes(self.format.encode(self._positions()))
        return b"" if self.format.fixed_value_size() == 0 else bytes(pack_uint(int(self.weight())))

    def value_as(self, astype: str) -> Any:
        return self._positions() if astype == "positions" else super().value_as(astype)

    def _positions(self) -> list[int]:
        field = self._field
        if field.positions is None or field.position_starts is None:
            raise ValueError(f"the field {self._term[0]} has no positions")
        if self._position_starts is None:
            first = int(field.position_starts[self._number])
            self._position_starts = (starts_of(field.freqs[self._here]) + first).tolist()
        start, end = self._position_starts[self._at], self._position_starts[self._at + 1]
        positions: list[int] = field.positions[start:end].tolist()
        return positions

    def all_items(self) -> Iterator[tuple[int, bytes]]:
        while self.is_active():
            yield self.id(), self.value()
            self._at += 1

    def next(self) -> bool:
        self._at += 1
        return self._at % BLOCK_POSTINGS == 0

    def skip_to(self, id: int) -> None:
        if not self.is_active():
            raise ReadTooFar
        self._at = bisect_left(self._ids, id, self._at)

    def _block_bounds(self) -> tuple[list[int], list[int]]:
        """The greatest frequency and the least length (as a byte) of each block."""
        if self._bounds is None:
            starts = np.arange(0, len(self._ids), BLOCK_POSTINGS)
            most = np.maximum.reduceat(self._field.freqs[self._here], starts)
            least = np.zeros(len(starts), dtype=np.uint8)
            if self._field.lengths is not None:
                least = np.minimum.reduceat(self._field.lengths[self._field.docs[self._here]], starts)
            self._bounds = most.tolist(), least.tolist()
        return self._bounds

    def _block(self) -> int:
        return min(self._at, len(self._ids) - 1) // BLOCK_POSTINGS

    def block_max_weight(self) -> float:
        return float(self._block_bounds()[0][self._block()])

    def block_min_length(self) -> int:
        return int(byte_to_length(self._block_bounds()[1][self._block()]))

    def block_max_id(self) -> int:
        return self._ids[min(len(self._ids), (self._block() + 1) * BLOCK_POSTINGS) - 1]

    def skip_to_quality(self, minquality: float) -> int:
        skipped = 0
        while self.is_active() and self.block_quality() <= minquality:
            self._at = (self._block() + 1) * BLOCK_POSTINGS
            skipped += 1
        return skipped
