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
from whoosh.codec.whoosh3 import W3Codec, W3PerDocReader, W3PerDocWriter, W3Segment
from whoosh.reading import TermInfo, TermNotFound
from whoosh.util.numeric import byte_to_length

from papernotes.index.build.field_collector import FieldCollector
from papernotes.index.storage.columns import Array, ColumnFile, FieldArrays, FieldView, write
from papernotes.index.storage.posting_matcher import ColumnMatcher
from papernotes.index.storage.postings import length_bytes, merge
from papernotes.index.storage.term_dictionary import term_dictionary_columns

EXTENSION = ".columns"


class ColumnCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's default codec but for the inverted index."""

    def per_document_writer(self, storage: Any, segment: Any) -> DocumentWriter:
        return DocumentWriter(self, storage, segment)

    def field_writer(self, storage: Any, segment: Any) -> ColumnFieldWriter:
        return ColumnFieldWriter(storage, segment)

    def per_document_reader(self, storage: Any, segment: Any) -> DocumentReader:
        return DocumentReader(storage, segment)

    def terms_reader(self, storage: Any, segment: Any) -> ColumnTermsReader:
        return ColumnTermsReader(storage, segment)

    def new_segment(self, storage: Any, indexname: str) -> ColumnSegment:
        return ColumnSegment(self, indexname)


class ColumnSegment(W3Segment):  # type: ignore[misc]
    """A segment whose files stay files of their own, so that they can be mapped into memory."""

    def should_assemble(self) -> bool:
        return False


class DocumentWriter(W3PerDocWriter):  # type: ignore[misc]
    """Writes stored fields; lengths are the field writer's business."""

    def add_field(self, fieldname: str, fieldobj: Any, value: Any, length: int) -> None:
        super().add_field(fieldname, fieldobj, value, 0)

    def set_field_lengths(self, totals: dict[str, int]) -> None:
        """The total length of each field, known when its columns are."""
        self._fieldlengths.update(totals)


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


class ColumnFieldWriter(base.FieldWriter):  # type: ignore[misc]
    """Takes the fields of documents (`collector`), the columns of other segments (`add_columns`), or
    posting by posting what Whoosh's own writers give, and writes the file of columns."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self._storage = storage
        self._segment = segment
        self.collector = FieldCollector(Path(storage.folder) / f"{segment.segment_id()}.parts")
        self._others: dict[str, list[tuple[FieldArrays, Array | int]]] = {}
        self._term: list[tuple[int, int, Any]] = []
        self._lengths: dict[str, dict[int, int]] = {}
        self.is_closed = False

    def add_columns(self, fieldname: str, columns: FieldArrays, moved: Array | int) -> None:
        """Adds the field of another segment whose documents get new numbers, or -1 to leave them out,
        or become so much greater."""
        self._others.setdefault(fieldname, []).append((columns, moved))

    def start_field(self, fieldname: str, fieldobj: Any) -> None:
        self._fieldname, self._field = fieldname, fieldobj
        self._terms = self.collector.items_of(fieldname, fieldobj.supports("positions"))

    def start_term(self, text: bytes) -> None:
        self._term = self._terms.setdefault(bytes(text), [])

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int) -> None:
        if weight != int(weight):
            raise ValueError("weights other than frequencies cannot be written in columns")
        places = self._field.format.decode_positions(vbytes) if self._field.supports("positions") else ()
        self._term.append((docnum, int(weight), places))
        if self._field.scorable:
            lengths = self._lengths.setdefault(self._fieldname, {})
            lengths[docnum] = lengths.get(docnum, 0) + int(weight)

    def finish_term(self) -> None:
        self._term = []

    def finish_field(self) -> None:
        self._term = []

    def finish(self, documents: int) -> dict[str, int]:
        """Writes the file; returns the total length of each scored field."""
        whole: dict[str, FieldArrays] = {}
        totals: dict[str, int] = {}
        gathered = self.collector.finish(documents)
        for name in sorted({*gathered, *self._others}):
            parts: list[tuple[FieldArrays, Array | int]] = [(part, 0) for part in gathered.pop(name, [])]
            if name in self._lengths:
                parts[-1][0].lengths = self._counted(name, documents)
            # Documents of other segments have the higher numbers, as Whoosh's merge policies have it.
            whole[name] = merge([*parts, *self._others.pop(name, [])], documents)
            if whole[name].lengths is not None:
                totals[name] = int(whole[name].freqs.sum(dtype=np.int64))
        with self._segment.create_file(self._storage, EXTENSION) as stream:
            words, tables = term_dictionary_columns(whole)
            write(stream, whole | words, tables)
        self.close()
        return totals

    def _counted(self, name: str, documents: int) -> Array:
        lengths = np.zeros(documents, dtype=np.int64)
        for document, length in self._lengths[name].items():
            lengths[document] = length
        return length_bytes(lengths)

    def close(self) -> None:
        self.collector.close()
        self._others = {}
        self.is_closed = True


class ColumnTermsReader(base.TermsReader):  # type: ignore[misc]
    """The terms and postings of a segment."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self.file = open_columns(storage, segment)
        self.fields = {name: field for name, field in self.file.fields.items() if not name.startswith("_")}

    def _number(self, fieldname: str, text: bytes) -> int:
        field = self.fields.get(fieldname)
        return -1 if field is None else field.find(text)

    def _found(self, fieldname: str, text: bytes) -> tuple[FieldView, int]:
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
