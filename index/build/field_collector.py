"""Collects the fields of documents as they come and makes columns of them, within bounded memory.

When what was collected takes too much memory, it is written to a file of columns, a *part*, and collecting begins again. The
parts are merged at the end.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from papernotes.index.build.inverter import TextBuilder
from papernotes.index.build.label_columns import LabelBuilder
from papernotes.index.build.token_ids import TokenIds
from papernotes.index.schema import Pieces
from papernotes.index.storage.columns import ColumnFile, FieldArrays, write
from papernotes.index.storage.postings import from_items

MAXIMUM_MEMORY_BYTES = 200_000_000
"""About this much may be collected before it is written to a file."""
_CHECK_EVERY_DOCUMENTS = 500
"""The memory is estimated each time this many documents were added."""

Columns = dict[str, FieldArrays]
Items = dict[bytes, list[tuple[int, int, Sequence[int]]]]


class FieldCollector:
    """Collects documents, each with a number greater than the one before. `close` it in the end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        """Made when the first part is written: these are files in it, named by numbers from 0."""
        self._parts: list[ColumnFile] = []
        self._clear()

    def _clear(self) -> None:
        self._numbers = TokenIds()
        self._texts: dict[str, TextBuilder] = {}
        self._section_fields: dict[str, str] = {}
        self._labels: dict[str, LabelBuilder] = {}
        self._items: dict[str, Items] = {}
        self._with_positions: dict[str, bool] = {}
        self._documents = 0

    def add_text(self, name: str, document: int, text: str) -> None:
        """Adds a text field of a document."""
        self._text_builder(name).add(document, (text,))

    def add_sections(self, name: str, document: int, sections: Pieces, places: str) -> None:
        """Adds a text field of a document that is in sections; where they lie goes to the field `places`."""
        texts = [text for _, text in sections]
        self._text_builder(name).add(document, texts, [section for section, _ in sections])
        self._section_fields[places] = name

    def _text_builder(self, name: str) -> TextBuilder:
        if name not in self._texts:
            self._texts[name] = TextBuilder(self._numbers)
        return self._texts[name]

    def add_labels(self, name: str, document: int, values: str | Iterable[str]) -> None:
        """Adds a label field of a document."""
        if name not in self._labels:
            self._labels[name] = LabelBuilder()
        self._labels[name].add(document, values)

    def add_items(self, name: str, document: int, field: Any, items: Iterable[Any]) -> None:
        """Adds a field of a document by the field's own account of its terms (`FieldType.index`)."""
        with_positions = self._with_positions[name] = field.supports("positions")
        terms = self._items.setdefault(name, {})
        for term, frequency, _, encoded in items:
            places = field.format.decode_positions(encoded) if with_positions else ()
            terms.setdefault(term, []).append((document, frequency, places))

    def items_of(self, name: str, with_positions: bool) -> Items:
        """The postings of a field by term, for callers that add to them directly."""
        self._with_positions[name] = with_positions
        return self._items.setdefault(name, {})

    def end_document(self, documents: int) -> None:
        """Must be called after each document, with the number of documents so far."""
        self._documents += 1
        if self._documents % _CHECK_EVERY_DOCUMENTS == 0 and self._memory() > MAXIMUM_MEMORY_BYTES:
            self.set_aside(documents)

    def set_aside(self, documents: int) -> None:
        """Writes what was collected so far, from this number of documents, to a file."""
        self._folder.mkdir(exist_ok=True)
        path = self._folder / str(len(self._parts))
        with path.open("wb") as stream:
            write(stream, self._take(documents), {})
        self._parts.append(ColumnFile(path.open("rb")))

    def finish(self, documents: int) -> dict[str, list[FieldArrays]]:
        """The columns of each field, part after part; `documents` is the number of documents in all."""
        found: dict[str, list[FieldArrays]] = {}
        for part in self._parts:
            for name, field in part.fields.items():
                found.setdefault(name, []).append(field.arrays())
        for name, columns in self._take(documents).items():
            found.setdefault(name, []).append(columns)
        return found

    def close(self) -> None:
        """Forgets all, and removes the files."""
        self._parts = []
        self._clear()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _memory(self) -> int:
        builders: list[TextBuilder | LabelBuilder] = [*self._texts.values(), *self._labels.values()]
        postings = sum(len(found) for items in self._items.values() for found in items.values())
        return self._numbers.memory() + sum(builder.memory() for builder in builders) + 200 * postings

    def _take(self, documents: int) -> Columns:
        """The columns of what was collected since the last part; nothing is left of it."""
        columns: Columns = {}
        texts, labels, items = self._texts, self._labels, self._items
        for name in list(texts):
            columns[name] = texts[name].finish(documents)
        for places, name in self._section_fields.items():
            sections = texts[name].finish_sections()
            if sections is not None:
                columns[places] = sections
        for name in list(labels):
            columns[name] = labels.pop(name).finish()
        for name in list(items):
            columns[name] = from_items(items.pop(name), self._with_positions[name])
        self._clear()
        return columns
