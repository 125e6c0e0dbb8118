"""The Whoosh codec that keeps the inverted index in columns.

Stored fields and what else Whoosh keeps of each document stay Whoosh's own. Terms, postings,
positions and field lengths are in one file of columns a segment (`index.storage.columns`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Codec, W3PerDocReader, W3Segment
from whoosh.reading import TermInfo, TermNotFound
from whoosh.util.numeric import byte_to_length

from papernotes.index.storage.columns import Array, ColumnFile, FieldReader
from papernotes.index.storage.posting_matcher import ColumnMatcher

EXTENSION = ".columns"


class ColumnCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's default codec but for the inverted index. This one reads; `index.build.segment_writer` writes.

    Whoosh pickles the name of this class and of `ColumnSegment` into its table of contents: to move or rename them, raise
    `index.storage.manifest.VERSION`.
    """

    def per_document_reader(self, storage: Any, segment: Any) -> DocumentReader:
        return DocumentReader(storage, segment)

    def terms_reader(self, storage: Any, segment: Any) -> ColumnTermsReader:
        return ColumnTermsReader(storage, segment)

    def new_segment(self, storage: Any, indexname: str) -> ColumnSegment:
        return ColumnSegment(ColumnCodec(), indexname)


class ColumnSegment(W3Segment):  # type: ignore[misc]
    """A segment whose files stay files of their own, so that they can be mapped into memory."""

    def should_assemble(self) -> bool:
        return False


def open_columns(storage: Any, segment: Any) -> ColumnFile:
    """The file of columns of a segment."""
    return ColumnFile((Path(storage.folder) / segment.make_filename(EXTENSION)).open("rb"))


class DocumentReader(W3PerDocReader):  # type: ignore[misc]
    """Whoosh's reader of stored fields, and the field lengths from the columns."""

    _columns: ColumnFile | None = None

    def length_bytes(self, fieldname: str) -> Array:
        """The length of each document's field, as Whoosh's one byte; zeros where it has none."""
        if self._columns is None:
            self._columns = open_columns(self._storage, self._segment)
        field = self._columns.fields.get(fieldname)
        if field is None or field.lengths is None:
            return np.zeros(self._doccount, dtype=np.uint8)
        return field.lengths

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        if docnum >= self._doccount:
            raise IndexError(f"There is no document {docnum} of {self._doccount}")
        byte = int(self.length_bytes(fieldname)[docnum])
        return int(byte_to_length(byte)) if byte else default

    def min_field_length(self, fieldname: str) -> int:
        return int(byte_to_length(int(self.length_bytes(fieldname).min(initial=255))))

    def max_field_length(self, fieldname: str) -> int:
        return int(byte_to_length(int(self.length_bytes(fieldname).max(initial=0))))


class ColumnTermsReader(base.TermsReader):  # type: ignore[misc]
    """The terms and postings of a segment."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self.file = open_columns(storage, segment)
        self.fields = {name: field for name, field in self.file.fields.items() if not name.startswith("_")}

    def _number(self, fieldname: str, text: bytes) -> int:
        field = self.fields.get(fieldname)
        return -1 if field is None else field.find(text)

    def _found(self, fieldname: str, text: bytes) -> tuple[FieldReader, int]:
        number = self._number(fieldname, text)
        if number < 0:
            raise TermNotFound(f"{fieldname}:{text!r}")
        return self.fields[fieldname], number

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._number(*term) >= 0

    def indexed_field_names(self) -> list[str]:
        return list(self.fields)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return ((name, term) for name in sorted(self.fields) for term in self.fields[name].terms())

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        for name in sorted(self.fields):
            if name >= fieldname:
                field = self.fields[name]
                first = field.at_least(prefix) if name == fieldname else 0
                yield from ((name, field.term(number)) for number in range(first, field.size))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def cursor(self, fieldname: str, fieldobj: Any) -> TermCursor:
        return TermCursor(self, fieldname, fieldobj)

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        field, number = self._found(fieldname, text)
        here = field.postings(number, number + 1)
        docs, freqs = field.docs[here], field.freqs[here]
        lengths = np.zeros(1, np.uint8) if field.lengths is None else field.lengths[docs]
        return TermInfo(
            float(freqs.sum()),
            len(docs),
            byte_to_length(int(lengths.min())),
            byte_to_length(int(lengths.max())),
            float(freqs.max()),
            int(docs[0]),
            int(docs[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        field, number = self._found(fieldname, text)
        return float(field.freqs[field.postings(number, number + 1)].sum())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        number = self._number(fieldname, text)
        return 0 if number < 0 else self.fields[fieldname].count(number)

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ColumnMatcher:
        field, number = self._found(fieldname, text)
        return ColumnMatcher(field, number, format_, (fieldname, text), scorer)

    def close(self) -> None:
        """Nothing to do: the map goes when the last array of it does."""


def columns_of(reader: Any) -> ColumnTermsReader | None:
    """What reads the columns behind one of Whoosh's segment readers; None when the segment is not in columns."""
    terms = getattr(reader, "_terms", None)
    return terms if isinstance(terms, ColumnTermsReader) else None


class TermCursor(base.FieldCursor):  # type: ignore[misc]
    """Walks the terms of a field."""

    def __init__(self, reader: ColumnTermsReader, fieldname: str, fieldobj: Any) -> None:
        self._reader = reader
        self._name = fieldname
        self._fieldobj = fieldobj
        self._field = reader.fields.get(fieldname)
        self._at = 0

    def is_valid(self) -> bool:
        return self._field is not None and self._at < self._field.size

    def first(self) -> Any:
        self._at = 0
        return self.text()

    def find(self, string: str | bytes) -> Any:
        if self._field is not None:
            wanted = string if isinstance(string, bytes) else self._fieldobj.to_bytes(string)
            self._at = self._field.at_least(wanted)
        return self.text()

    def next(self) -> Any:
        self._at += 1
        return self.text()

    def text(self) -> Any:
        if self._field is None or not self.is_valid():
            return None
        return self._fieldobj.from_bytes(self._field.term(self._at))

    term = text

    def term_info(self) -> TermInfo | None:
        if self._field is None or not self.is_valid():
            return None
        return self._reader.term_info(self._name, self._field.term(self._at))
