"""Whoosh's segment writer, fed with whole documents instead of a tuple for every posting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from papernotes.index.build.field_collector import FieldCollector
from papernotes.index.schema import Body, Labels, SectionPlaces, Text
from papernotes.index.storage.codec import ColumnCodec, ColumnTermsReader
from papernotes.index.storage.columns import Array
from papernotes.index.storage.directory import DurableStorage

_WORTH_REWRITING = 0.2
_DELTAS_TOO_LARGE = 0.1


class ColumnWriter(SegmentWriter):  # type: ignore[misc]
    """Writes segments in columns. Index-time boosts and term vectors are not supported."""

    def __init__(self, index: FileIndex, **options: Any) -> None:
        super().__init__(index, codec=ColumnCodec(), compound=False, **options)
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
        """What takes in the value of a field: its name, the document's number, the value."""
        collector: FieldCollector = self.fieldwriter.collector
        if isinstance(field, Body):
            places = next((name for name, one in self._fields.items() if isinstance(one, SectionPlaces)), "")
            return lambda name, number, value: collector.add_sections(name, number, value, places)
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
        terms = getattr(reader, "_terms", None)
        if not isinstance(terms, ColumnTermsReader):
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

    The largest is left alone until a fifth of it is deleted or the others are a tenth of it, so
    that a small change costs little however large the library is.
    """
    largest: Any = max(segments, key=lambda segment: segment.doc_count_all(), default=None)
    others = sum(segment.doc_count() for segment in segments if segment is not largest)
    kept = []
    for segment in segments:
        if segment is largest:
            size = segment.doc_count_all()
            if segment.deleted_count() < _WORTH_REWRITING * size and others < _DELTAS_TOO_LARGE * size:
                kept.append(segment)
                continue
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return kept
