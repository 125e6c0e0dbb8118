"""Writes segments in columns: Whoosh's segment writer, and the writing half of its codec.

Whoosh's own writer sorts a tuple for each posting. This one hands whole fields to a `FieldCollector` instead. Index-time
boosts, and weights that are not frequencies, are left out: nothing here uses them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3PerDocWriter
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from papernotes.index.build.field_collector import FieldCollector
from papernotes.index.schema import Body, Labels, SectionPlaces, Text
from papernotes.index.storage.codec import EXTENSION, ColumnCodec, columns_of
from papernotes.index.storage.columns import Array, FieldArrays, write
from papernotes.index.storage.directory import DurableStorage
from papernotes.index.storage.postings import length_bytes, merge
from papernotes.index.storage.term_dictionary import term_dictionary_columns

_REWRITE_FROM_DELETED = 0.2
"""The largest segment is rewritten when this share of its documents is deleted."""
_REWRITE_FROM_OTHERS = 0.1
"""It is also rewritten when the other segments have this share of its documents."""


class WritingCodec(ColumnCodec):
    """The codec of a segment that is being written."""

    def per_document_writer(self, storage: Any, segment: Any) -> DocumentWriter:
        return DocumentWriter(self, storage, segment)

    def field_writer(self, storage: Any, segment: Any) -> ColumnFieldWriter:
        return ColumnFieldWriter(storage, segment)


class DocumentWriter(W3PerDocWriter):  # type: ignore[misc]
    """Writes stored fields. The field writer writes lengths."""

    def add_field(self, fieldname: str, fieldobj: Any, value: Any, length: int) -> None:
        super().add_field(fieldname, fieldobj, value, 0)

    def set_field_lengths(self, totals: dict[str, int]) -> None:
        """Record the total length of each field, which is known once its columns are."""
        self._fieldlengths.update(totals)


class ColumnFieldWriter(base.FieldWriter):  # type: ignore[misc]
    """Writes the file of columns: the fields of documents (`collector`), the columns of other segments (`add_columns`), or
    single postings, which Whoosh's own writers give."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self._storage = storage
        self._segment = segment
        self.collector = FieldCollector(Path(storage.folder) / f"{segment.segment_id()}.parts")
        self._others: dict[str, list[tuple[FieldArrays, Array | int]]] = {}
        self._term: list[tuple[int, int, Any]] = []
        self._lengths: dict[str, dict[int, int]] = {}
        self.is_closed = False

    def add_columns(self, fieldname: str, columns: FieldArrays, moved: Array | int) -> None:
        """Adds a field of another segment. `moved` is the new number of each document (-1 leaves it out), or one number that
        is added to all document numbers."""
        self._others.setdefault(fieldname, []).append((columns, moved))

    def start_field(self, fieldname: str, fieldobj: Any) -> None:
        self._fieldname, self._field = fieldname, fieldobj
        self._terms = self.collector.items_of(fieldname, fieldobj.supports("positions"))

    def start_term(self, text: bytes) -> None:
        self._term = self._terms.setdefault(bytes(text), [])

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int) -> None:
        if weight != int(weight):
            raise ValueError("weights other than frequencies cannot be written in columns")
        positions = self._field.format.decode_positions(vbytes) if self._field.supports("positions") else ()
        self._term.append((docnum, int(weight), positions))
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
        collected = self.collector.finish(documents)
        for name in sorted({*collected, *self._others}):
            parts: list[tuple[FieldArrays, Array | int]] = [(part, 0) for part in collected.pop(name, [])]
            if name in self._lengths:
                parts[-1][0].lengths = self._counted(name, documents)
            # As in Whoosh's merge policies, documents of other segments get the higher numbers.
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


class ColumnWriter(SegmentWriter):  # type: ignore[misc]
    """Writes segments in columns. Index-time boosts and term vectors are not supported."""

    def __init__(self, index: FileIndex, **options: Any) -> None:
        super().__init__(index, codec=WritingCodec(), compound=False, **options)
        self._fields = dict(self.schema.items())
        self._adders = {name: self._adder(field) for name, field in self._fields.items()}
        self._kept = {name for name, field in self._fields.items() if field.stored or field.column_type}

    def add_document(self, **fields: Any) -> None:
        self._check_state()
        self.perdocwriter.start_doc(self.docnum)
        for name, value in fields.items():
            if value is None or name.startswith("_"):
                continue
            if name not in self._adders:
                self._refuse(name)
            self._adders[name](name, self.docnum, value)
            if name in self._kept:
                self._keep(name, fields.get(f"_stored_{name}", value))
        self.perdocwriter.finish_doc()
        self._added = True
        self.docnum += 1
        self.fieldwriter.collector.end_document(self.docnum)

    def _refuse(self, name: str) -> None:
        if name.endswith("_boost"):
            raise ValueError("index-time boosts cannot be written in columns")
        self._check_fields(self._fields, [name])

    def _adder(self, field: Any) -> Callable[[str, int, Any], None]:
        """The function that adds a value to a field: it takes the field's name, the document's number and the value."""
        collector: FieldCollector = self.fieldwriter.collector
        if isinstance(field, Body):
            sections = next(
                (name for name, one in self._fields.items() if isinstance(one, SectionPlaces)), ""
            )
            return lambda name, number, value: collector.add_sections(name, number, value, sections)
        if isinstance(field, Text):
            return lambda name, number, value: collector.add_text(name, number, value)
        if isinstance(field, Labels):
            return collector.add_labels
        if field.indexed and not isinstance(field, SectionPlaces):  # these come with the body
            return lambda name, number, value: collector.add_items(name, number, field, field.index(value))
        return lambda name, number, value: None

    def _keep(self, name: str, value: Any) -> None:
        field = self._fields[name]
        if field.stored:
            self.perdocwriter.add_field(name, field, value, 0)
        if field.column_type and value is not None:
            self.perdocwriter.add_column_value(name, field.column_type, field.to_column_value(value))

    def add_reader(self, reader: Any) -> None:
        """Adds all documents of a segment; by columns if it has them, else as Whoosh does."""
        self._check_state()
        terms = columns_of(reader)
        if terms is None:
            super().add_reader(reader)
            return
        moved: Array | int = self.docnum
        numbers = self.write_per_doc(set(self.schema.names()), reader)
        if numbers is not None:
            moved = np.full(reader.doc_count_all(), -1, dtype=np.int64)
            moved[list(numbers.keys())] = list(numbers.values())
        for name, field in terms.fields.items():
            if name in self.schema:
                self.fieldwriter.add_columns(name, field.arrays(), moved)
        self._added = True

    def write_per_doc(self, fieldnames: set[str], reader: Any) -> dict[int, int] | None:
        """Adds what is stored of a segment's documents; their new numbers, if some are gone."""
        if any(field.column_type or field.vector for field in self._fields.values()):
            numbers: dict[int, int] | None = super().write_per_doc(fieldnames, reader)
            return numbers
        numbers = {} if reader.has_deletions() else None
        for number, stored in reader.iter_docs():
            if numbers is not None:
                numbers[number] = self.docnum
            self.perdocwriter.start_doc(self.docnum)
            for name, value in stored.items():
                if name in self._kept:
                    self.perdocwriter.add_field(name, self._fields[name], value, 0)
            self.perdocwriter.finish_doc()
            self.docnum += 1
        return numbers

    def _flush_segment(self) -> None:
        self.fieldwriter.add_postings(self.schema, None, self.pool.iter_postings())
        self.perdocwriter.set_field_lengths(self.fieldwriter.finish(self.docnum))
        self.perdocwriter.close()

    def _commit_toc(self, segments: list[Any]) -> None:
        if isinstance(self.storage, DurableStorage):
            self.storage.segments = lambda: segments
        super()._commit_toc(segments)


def merge_small_segments(writer: ColumnWriter, segments: list[Any]) -> list[Any]:
    """Whoosh's merge policy of this index: all small segments become one with the new documents.

    The largest is left alone until a fifth of it is deleted or the others are a tenth of it, so that a small change costs
    little in a library of any size.
    """
    largest: Any = max(segments, key=lambda segment: segment.doc_count_all(), default=None)
    others = sum(segment.doc_count() for segment in segments if segment is not largest)
    kept = []
    for segment in segments:
        if segment is largest:
            size = segment.doc_count_all()
            if (
                segment.deleted_count() < _REWRITE_FROM_DELETED * size
                and others < _REWRITE_FROM_OTHERS * size
            ):
                kept.append(segment)
                continue
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return kept
