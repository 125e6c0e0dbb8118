"""The text of notes, read from its file or from the catalogue, and the texts of entries that the index is built from.

The catalogue stores no text that has a file of its own, so every read may find that file gone or changed. For one
note the reader is told at once; for the index the document becomes a problem, and the next sync reads it again.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from papernotes.notes.catalogue.schema import chunks, open_catalogue, placeholders, transaction
from papernotes.notes.formats.front_matter import without_front_matter
from papernotes.notes.formats.sections import split_sections
from papernotes.notes.model import EntryText, NoteError, Section
from papernotes.notes.sources.files import read_file
from papernotes.notes.sources.source import PAGE_KINDS
from papernotes.notes.text import clean, clean_line, decode

_LOCK_TIMEOUT_SECONDS = 5
"""How long to wait for another program that writes to the library."""

_LOCATIONS = """
SELECT entry.key AS key, note.text AS text, document.id AS document, document.hash AS hash, source.kind AS kind, source.root AS root, document.path AS path
FROM note JOIN document ON document.id = note.document JOIN source ON source.id = document.source
JOIN entry ON entry.id = note.entry
"""


class NoteLocation(NamedTuple):
    """Where a note's text is: in the catalogue (`text`), or in a file, given as `notes.sources.files.read_file` takes it."""

    text: str | None
    root: Path
    path: str


def note_location(connection: sqlite3.Connection, note: int) -> NoteLocation:
    """Where the text of the note with this id is."""
    return _location(connection.execute(f"{_LOCATIONS} WHERE note.id = ?", (note,)).fetchone())


def read_markdown(location: NoteLocation) -> str:
    """A note's text after the front matter, cleaned.

    Raises NoteError, with a sentence for the reader, if its file is gone, unreadable or no longer a note's.
    """
    try:
        return _markdown(location)
    except NoteError as error:
        raise NoteError(
            f"the note's text cannot be read: {clean_line(str(location.root / location.path))}: {error.reason}; "
            "`papernotes sync` finds out what became of it"
        ) from error


def unreadable(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """The documents whose notes' text could not be read for the index, as `(path, reason)`."""
    rows = connection.execute(
        """SELECT document.path, problem.reason FROM document JOIN problem ON problem.document = document.id
           WHERE document.hash = '' AND EXISTS (SELECT 1 FROM note WHERE note.document = document.id)
           GROUP BY document.id ORDER BY document.path"""
    )
    return [(path, reason) for path, reason in rows]


@dataclass(frozen=True, slots=True)
class CatalogueLoader:
    """Gives the index the texts of entries. It is small, so it can be sent to another process."""

    catalogue: Path

    def keys(self) -> list[str]:
        """The keys of all entries, those with the newest notes first."""
        with closing(open_catalogue(self.catalogue, read_only=True)) as connection:
            return [row[0] for row in connection.execute("SELECT key FROM entry ORDER BY date DESC, id")]

    def load(self, keys: Sequence[str]) -> Iterator[EntryText]:
        """The texts of the entries with these keys; unknown keys are left out.

        An entry whose file cannot be read has only what the catalogue knows.
        """
        with closing(open_catalogue(self.catalogue, read_only=True)) as connection:
            for chunk in chunks(keys):
                sections = dict(self._bodies(connection, chunk))
                for entry in _heads(connection, chunk):
                    yield entry._replace(sections=sections.get(entry.key, ()))

    def heads(self, keys: Sequence[str]) -> Iterator[EntryText]:
        """The entries without their sections: what the catalogue knows. No file is read."""
        with closing(open_catalogue(self.catalogue, read_only=True)) as connection:
            for chunk in chunks(keys):
                yield from _heads(connection, chunk)

    def bodies(self, keys: Sequence[str]) -> Iterator[tuple[str, tuple[Section, ...]]]:
        """The key and the sections of each entry; unknown keys are left out."""
        with closing(open_catalogue(self.catalogue, read_only=True)) as connection:
            for chunk in chunks(keys):
                yield from self._bodies(connection, chunk)

    def _bodies(
        self, connection: sqlite3.Connection, keys: Sequence[str]
    ) -> Iterator[tuple[str, tuple[Section, ...]]]:
        """The keys of entries, in this order, and the sections of all their notes that can be read."""
        notes: dict[str, list[sqlite3.Row]] = {}
        for row in connection.execute(
            f"{_LOCATIONS} WHERE entry.key IN {placeholders(keys)} ORDER BY note.rank", keys
        ):
            notes.setdefault(row["key"], []).append(row)
        outcome = _Outcome({}, set())
        for key in keys:
            if key in notes:
                yield key, tuple([section for row in notes[key] for section in _sections(row, outcome)])
        if outcome.failed or outcome.recovered:
            _record(self.catalogue, outcome)


class _Outcome(NamedTuple):
    """Documents by id: those that could not be read, with the reason, and those that can be read again."""

    failed: dict[int, str]
    recovered: set[int]


def _record(catalogue: Path, outcome: _Outcome) -> None:
    """Make problems of the documents that failed, and have the next sync read and index them again."""
    failed = [(document,) for document in outcome.failed]
    with (
        suppress(sqlite3.Error),  # the disk is full, or another sync writes: then only a text is missing
        closing(
            sqlite3.connect(catalogue, timeout=_LOCK_TIMEOUT_SECONDS, isolation_level=None)
        ) as connection,
        transaction(connection),
    ):
        connection.executemany(
            "DELETE FROM problem WHERE document = ?",
            [*failed, *((document,) for document in outcome.recovered)],
        )
        connection.executemany(
            """INSERT INTO problem (document, source, path, line, reason)
               SELECT id, source, path, 0, ? FROM document WHERE id = ?""",
            [(reason, document) for document, reason in outcome.failed.items()],
        )
        connection.executemany("UPDATE document SET hash = '' WHERE id = ?", failed)
        connection.executemany(
            "UPDATE entry SET digest = '' WHERE id IN (SELECT entry FROM note WHERE document = ?)", failed
        )


def _location(row: sqlite3.Row) -> NoteLocation:
    return NoteLocation(
        row["text"], Path(os.fsdecode(row["root"])), "" if row["kind"] in PAGE_KINDS else row["path"]
    )


def _markdown(location: NoteLocation) -> str:
    if location.text is not None:
        return location.text
    return without_front_matter(clean(decode(read_file(location.root, location.path))))


def _sections(row: sqlite3.Row, outcome: _Outcome) -> tuple[Section, ...]:
    """The sections of a note, none if it cannot be read; `outcome` records which."""
    try:
        sections = split_sections(_markdown(_location(row)))
    except NoteError as error:
        outcome.failed[row["document"]] = f"cannot read: {error.reason}"
        return ()
    if not row["hash"]:
        outcome.recovered.add(row["document"])
    return sections


def _heads(connection: sqlite3.Connection, keys: Sequence[str]) -> Iterator[EntryText]:
    """The entries of these keys, in this order, without their sections."""
    entries = {
        row["key"]: row
        for row in connection.execute(f"SELECT * FROM entry WHERE key IN {placeholders(keys)}", keys)
    }
    ids = [row["id"] for row in entries.values()]
    topics: dict[int, list[tuple[str, str]]] = {}
    for entry, slug, name in connection.execute(
        f"""SELECT entry, topic.slug, topic.name FROM entry_topic JOIN topic ON topic.slug = entry_topic.topic
            WHERE entry IN {placeholders(ids)}""",
        ids,
    ):
        topics.setdefault(entry, []).append((slug, name))
    summaries: dict[int, list[str]] = {}
    for entry, summary in connection.execute(
        f"""SELECT entry, summary FROM note WHERE entry IN {placeholders(ids)} AND summary != ''
            ORDER BY rank""",
        ids,
    ):
        summaries.setdefault(entry, []).append(summary)
    for key in keys:
        if row := entries.get(key):
            filed = topics.get(row["id"], [])
            yield EntryText(
                row["key"], row["title"], row["venue"], row["year"],
                tuple([slug for slug, _ in filed]), tuple([name for _, name in filed]),
                tuple(json.loads(row["keywords"])), tuple(json.loads(row["authors"])),
                "\n".join(dict.fromkeys(summaries.get(row["id"], ()))), (),
                row["arxiv"], row["code"] is not None, row["date"],
            )  # fmt: skip
