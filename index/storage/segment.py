"""A segment, opened for reading: its fields, its term dictionary, and which documents are deleted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from papernotes.index.storage.codec import columns_of
from papernotes.index.storage.columns import Array, FieldReader, ranges
from papernotes.index.storage.term_dictionary import FIELDS, TermDictionary

if TYPE_CHECKING:
    from numpy.typing import NDArray

Mask: TypeAlias = "NDArray[np.bool_]"
Numbers: TypeAlias = "NDArray[np.int64]"
Scores: TypeAlias = "NDArray[np.floating[Any]]"

_BATCH_POSTINGS = 1000
"""Postings that are searched at once for a document that is not deleted; it is nearly always in the first batch."""

_MERGE_RATIO = 24
"""Up to this ratio, merging two arrays is quicker than a binary search for each number of the smaller one."""


class Segment:
    """One segment, opened. All searches share it. `base` is the number of its first document in the whole index."""

    def __init__(self, searcher: Any, base: int) -> None:
        self.searcher = searcher
        self.base = base
        self.reader = searcher.reader()
        self.schema = searcher.schema
        self.size: int = self.reader.doc_count_all()
        self.live: Mask = np.ones(self.size, dtype=bool)
        if self.reader.has_deletions():
            self.live[list(self.reader.deleted_docs_set)] = False
        self.labels: dict[str, Numbers] = {}
        self.columns = columns_of(self.reader)
        self.term_dictionary = None if self.columns is None else TermDictionary(self.columns.file)
        columns = {} if self.columns is None else self.columns.fields
        self.fields: dict[str, FieldReader] = {
            name: columns[name] for name in self.schema.names() if name in columns
        }
        self.scored = {name: field for name, field in self.fields.items() if self.schema[name].scorable}
        self.first_norm = {name: number * self.size for number, name in enumerate(self.scored)}
        """Where in the norms of all scored fields those of each begin (`index.query.bm25`)."""

    def field(self, name: str) -> FieldReader | None:
        """A field's columns; None when no document has the field, or nothing is in columns."""
        return self.fields.get(name)

    def find(self, name: str, term: bytes) -> int:
        """The number of a field's term, -1 if the field does not have it."""
        if self.term_dictionary is not None and name in FIELDS:
            return self.term_dictionary.number_in(name, term)
        field = self.field(name)
        return -1 if field is None else field.find(term)

    def rows(self, words: Sequence[str]) -> list[list[int]]:
        """For each of the words that the term dictionary has: its number in each of the term dictionary's `FIELDS`."""
        if self.term_dictionary is None:
            return []
        numbers = self.term_dictionary.numbers
        return [row for word in words if (row := numbers(word.encode())) is not None]

    def numbers(self, name: str, words: Sequence[str], rows: Sequence[Sequence[int]]) -> list[int]:
        """The numbers in a scored field of those of the words that it has; `rows` are the words' own."""
        if name in FIELDS:
            column = FIELDS[name]
            return [row[column] for row in rows if row[column] >= 0]
        if name not in self.scored:
            return []
        found = [self.scored[name].find(word.encode()) for word in words]
        return [number for number in found if number >= 0]

    def starting(self, name: str, start: bytes) -> tuple[int, int]:
        """The numbers of a field's terms that begin with `start`, as `(first, after the last)`."""
        if self.term_dictionary is not None and name in FIELDS:
            return self.term_dictionary.starting_in(start)[FIELDS[name]]
        field = self.field(name)
        return (0, 0) if field is None else field.starting(start)

    def begins(self, names: Sequence[str], start: bytes) -> bool:
        """Whether a document that is not deleted has a term in one of the fields that begins with `start`."""
        in_list = self.term_dictionary.starting_in(start) if self.term_dictionary is not None else []
        for name in names:
            field = self.field(name)
            if field is None:
                continue
            numbers = in_list[FIELDS[name]] if in_list and name in FIELDS else field.starting(start)
            docs = field.docs[field.postings(*numbers)]
            if any(
                self.live[docs[some : some + _BATCH_POSTINGS]].any()
                for some in range(0, len(docs), _BATCH_POSTINGS)
            ):
                return True
        return False


def counts(field: FieldReader, numbers: Array) -> Array:
    """The number of documents with each of these terms."""
    counts: Array = field.starts[numbers + 1].astype(np.int64) - field.starts[numbers]
    return counts


def postings_of(field: FieldReader, numbers: Array) -> Any:
    """The indices of the postings of these terms, as a slice where possible."""
    if not len(numbers):
        return slice(0, 0)
    first, last = int(numbers[0]), int(numbers[-1]) + 1
    if last - first == len(numbers) and (len(numbers) == 1 or bool((np.diff(numbers) == 1).all())):
        return field.postings(first, last)
    return ranges(field.starts[numbers], counts(field, numbers))


def documents_of(field: FieldReader, numbers: Array) -> Array:
    """The documents that have these terms, in the type that numpy looks up by fastest."""
    docs: Array = field.docs[postings_of(field, numbers)].astype(np.intp)
    return docs


def in_both(few: Numbers, many: Numbers) -> Numbers:
    """The numbers that are in both arrays, which ascend."""
    if len(few) * _MERGE_RATIO < len(many):
        nearest = np.minimum(np.searchsorted(many, few), len(many) - 1)
        shared: Numbers = few[many[nearest] == few]
    else:
        merged = np.concatenate((few, many))
        merged.sort(kind="stable")  # which merges two ascending runs in one pass
        shared = merged[np.flatnonzero(merged[1:] == merged[:-1])]
    return shared
