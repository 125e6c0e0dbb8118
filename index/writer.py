"""Whoosh's segment writer, fed with whole documents instead of a tuple for every posting."""

from __future__ import annotations

from typing import Any

import numpy as np
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from index.codec import ColumnCodec, ColumnTermsReader
from index.columns import Array
from index.gather import Gatherer
from index.schema import Body, Labels, Pieces, SectionPlaces, Text
from index.storage import DurableStorage

_WORTH_REWRITING = 0.2
_DELTAS_TOO_LARGE = 0.1


class ColumnWriter(SegmentWriter):  # type: ignore[misc]
    """Writes segments in columns. Index-time boosts and term vectors are not supported."""

    def __init__(self, index: FileIndex, **options: Any) -> None:
        super().__init__(index, codec=ColumnCodec(), compound=False, **options)
        self._fields = dict(self.schema.items())
        self._places = next(
            (name for name, field in self._fields.items() if isinstance(field, SectionPlaces)), ""
        )
        self._stored = {name for name, field in self._fields.items() if field.stored}

    def add_document(self, **fields: Any) -> None:
        self._check_state()
        names = sorted(name for name in fields if not name.startswith("_"))
        self._check_fields(self._fields, names)
        if any(name.endswith("_boost") for name in fields):
            raise ValueError("index-time boosts cannot be written in columns")
        self.perdocwriter.start_doc(self.docnum)
        for name in names:
            if fields[name] is not None:
                self._add_field(name, fields[name], fields.get(f"_stored_{name}", fields[name]))
        self.perdocwriter.finish_doc()
        self._added = True
        self.docnum += 1
        self.fieldwriter.gatherer.end_document(self.docnum)

    def _add_field(self, name: str, value: Any, kept: Any) -> None:
        field, gatherer = self._fields[name], self.fieldwriter.gatherer
        if isinstance(field, Body):
            add_sections(gatherer, name, self._places, self.docnum, value)
        elif isinstance(field, Text):
            gatherer.add_text(name, self.docnum, (value,))
        elif isinstance(field, Labels):
            gatherer.add_labels(name, self.docnum, value)
        elif field.indexed and not isinstance(field, SectionPlaces):  # these come with the body
            gatherer.add_items(name, self.docnum, field, field.index(value))
        if name in self._stored:
            self.perdocwriter.add_field(name, field, kept, 0)
        if field.column_type and kept is not None:
            self.perdocwriter.add_column_value(name, field.column_type, field.to_column_value(kept))

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

    def _flush_segment(self) -> None:
        self.fieldwriter.add_postings(self.schema, None, self.pool.iter_postings())
        self.perdocwriter.set_field_lengths(self.fieldwriter.finish(self.docnum))
        self.perdocwriter.close()

    def _commit_toc(self, segments: list[Any]) -> None:
        if isinstance(self.storage, DurableStorage):
            self.storage.segments = lambda: segments
        super()._commit_toc(segments)


def add_sections(gatherer: Gatherer, name: str, places: str, document: int, sections: Pieces) -> None:
    """Adds a body to a gatherer, and to the field `places` where its sections lie."""
    gatherer.add_text(
        name, document, [text for _, text in sections], [section for section, _ in sections], places
    )


def fold_small(writer: ColumnWriter, segments: list[Any]) -> list[Any]:
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
