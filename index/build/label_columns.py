"""The columns of a label field, whose values are indexed whole."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

import numpy as np

from papernotes.index.storage.columns import FieldArrays, smallest, starts_of


class LabelBuilder:
    """Collects the labels of one field, document after document."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._labels = array("q")
        self._docs = array("q")

    def add(self, document: int, values: str | Iterable[str]) -> None:
        """Adds the labels of a document. A repeated label counts once."""
        numbers = self._numbers
        if isinstance(values, str):
            values = (values,)
        elif not isinstance(values, set):
            values = set(values)
        for value in values:
            self._labels.append(numbers.setdefault(value, len(numbers)))
            self._docs.append(document)

    def memory(self) -> int:
        """About how many bytes the added labels take."""
        return 250 * len(self._numbers) + 16 * len(self._docs)

    def finish(self) -> FieldArrays:
        """The field's columns."""
        encoded = sorted((label.encode(), number) for label, number in self._numbers.items())
        rank = np.empty(len(encoded), dtype=np.int64)
        rank[[number for _, number in encoded]] = np.arange(len(encoded))
        labels, docs = rank[np.array(self._labels)], np.array(self._docs)
        order = np.lexsort((docs, labels))
        counts = np.bincount(labels, minlength=len(encoded))
        return FieldArrays(
            [label for label, _ in encoded],
            starts_of(counts),
            smallest(docs[order]),
            np.ones(len(docs), np.uint8),
        )
