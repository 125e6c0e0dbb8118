"""The text of notes, read from where it lies; and what the index wants of it."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from papernotes.notes.catalogue.schema import chunks, marks, open_catalogue, transaction
from papernotes.notes.formats.front_matter import without_front_matter
from papernotes.notes.formats.sections import split_sections
from papernotes.notes.model import EntryText, NoteError, Section
from papernotes.notes.sources.files import read_file
from papernotes.notes.text import clean, clean_line, decode

_PATIENCE_SECONDS = 5
"""So long another program that writes to the library is waited for."""


class NoteLocation(NamedTuple):
    """Where a note's text is: in the catalogue (`text`), or in a file as `notes.sources.files.read_file` takes it."""

    text: str | None
    root: Path
    path: str


def note_location(connection: sqlite3.Connection, note: int) -> NoteLocation:
    """Where the text of the note with this id is."""
    row = connection.execute(f"{_LOCATIONS} WHERE note.id = ?", (note,)).fetchone()
    return _location(row)


def read_markdown(location: NoteLocation) -> str:
    """A note's text after the front matter, cleaned.

    Raises NoteError, with a sentence for the reader, if its file is gone, unreadable or no longer a note's.
    """
    try:
        return _markdown(location)
    except NoteError as error:
        raise NoteError(
            f"the note's text cannot be read: {clean_line(str(location.root / location.path))}: {error.reason}; "
            "`papernotes sync` looks what has become of it"
        ) from error


def _markdown(location: NoteLocation) -> str:
    if location.text is not None:
        return location.text
    return without_front_matter(clean(decode(read_file(location.root, location.path))))


@dataclass(frozen=True, slots=True)
class EntryLoader:
    """Gives the index the text of entries; small enough to be sent to another process."""

    catalogue: Path

    def keys(self) -> list[str]:
        """The keys of all entries, those with the newest notes first."""
        with closing(open_catalogue(self.catalogue, read_only=True)) as connection:
            return [row[0] for row in connection.execute("SELECT key FROM entry ORDER BY date DESC, id")]

    def load(self, keys: Sequence[str]) -> Iterator[EntryText]:
        """The texts of those of `keys` that are entries; one whose file is gone has what the library knows."""
        with closing(open_catalogue(self.catalogue, read_only=True)) as connection:
            for chunk in chunks(keys):
                sections = dict(self._bodies(connection, chunk))
                for entry in _heads(connection, chunk):
                    yield entry._replace(sections=sections.get(entry.key, ()))

    def heads(self, keys: Sequence[str]) -> Iterator[EntryText]:
        """The same without their sections: what the catalogue knows, for which no file is read."""
        with closing(open_catalogue(self.catalogue, read_only=True)) as connection:
            for chunk in chunks(keys):
                yield from _heads(connection, chunk)

    def bodies(self, keys: Sequence[str]) -> Iterator[tuple[str, tuple[Section, ...]]]:
        """The key and the sections of those of `keys` that are entries."""
        with closing(open_catalogue(self.catalogue, read_only=True)) as connection:
            for chunk in chunks(keys):
                yield from self._bodies(connection, chunk)

    def _bodies(
        self, connection: sqlite3.Connection, keys: Sequence[str]
    ) -> Iterator[tuple[str, tuple[Section, ...]]]:
        """The keys of entries, in this order, and the sections of all their notes that can be read."""
        notes: dict[str, list[sqlite3.Row]] = {}
        for row in connection.execute(
            f"{_LOCATIONS} WHERE entry.key IN {marks(keys)} ORDER BY note.rank", keys
        ):
            notes.setdefault(row["key"], []).append(row)
        tried = _Tried({}, set())
        for key in keys:
            if key in notes:
                yield key, tuple([section for row in notes[key] for section in _sections(row, tried)])
        if tried.unread or tried.read_again:
            _put_down(self.catalogue, tried)


class _Tried(NamedTuple):
    """Documents whose text could not be read for the index, with the reasons, and those that can be read again."""

    unread: dict[int, str]
    read_again: set[int]


def _put_down(catalogue: Path, tried: _Tried) -> None:
    """Make problems of documents that could not be read, and have the next sync read them and index them anew."""
    unread = [(document,) for document in tried.unread]
    with (
        suppress(sqlite3.Error),  # a disk that is full, or another sync: then there is only a text missing
        closing(sqlite3.connect(catalogue, timeout=_PATIENCE_SECONDS, isolation_level=None)) as connection,
        transaction(connection),
    ):
        connection.executemany(
            "DELETE FROM problem WHERE document = ?",
            [*unread, *((document,) for document in tried.read_again)],
        )
        connection.executemany(
            """INSERT INTO problem (document, source, path, line, reason)
               SELECT id, source, path, 0, ? FROM document WHERE id = ?""",
            [(reason, document) for document, reason in tried.unread.items()],
        )
        connection.executemany("UPDATE document SET hash = '' WHERE id = ?", unread)
        connection.executemany(
            "UPDATE entry SET digest = '' WHERE id IN (SELECT entry FROM note WHERE document = ?)", unread
        )


def unread(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """The paths of the documents that have notes whose text could not be read for the index, each with the reason."""
    rows = connection.execute(
        """SELECT document.path, problem.reason FROM document JOIN problem ON problem.document = document.id
           WHERE document.hash = '' AND EXISTS (SELECT 1 FROM note WHERE note.document = document.id)
           GROUP BY document.id ORDER BY document.path"""
    )
    return [(path, reason) for path, reason in rows]


_LOCATIONS = """
SELECT entry.key AS key, note.text AS text, document.id AS document, document.hash AS hash, source.kind AS kind, source.root AS root, document.path AS path
FROM note JOIN document ON document.id = note.document JOIN source ON source.id = document.source
JOIN entry ON entry.id = note.entry
"""


def _location(row: sqlite3.Row) -> NoteLocation:
    return NoteLocation(
        row["text"], Path(os.fsdecode(row["root"])), "" if row["kind"] == "page" else row["path"]
    )


def _sections(row: sqlite3.Row, tried: _Tried) -> tuple[Section, ...]:
    """The sections of a note; none if it cannot be read, which is put down."""
    try:
        sections = split_sections(_markdown(_location(row)))
    except NoteError as error:
        tried.unread[row["document"]] = f"cannot read: {error.reason}"
        return ()
    if not row["hash"]:
        tried.read_again.add(row["document"])
    return sections


def _heads(connection: sqlite3.Connection, keys: Sequence[str]) -> Iterator[EntryText]:
    """The entries of these keys, in this order, without their sections."""
    entries = {
        row["key"]: row for row in connection.execute(f"SELECT * FROM entry WHERE key IN {marks(keys)}", keys)
    }
    ids = [row["id"] for row in entries.values()]
    topics: dict[int, list[tuple[str, str]]] = {}
    for entry, slug, name in connection.execute(
        f"""SELECT entry, topic.slug, topic.name FROM entry_topic JOIN topic ON topic.slug = entry_topic.topic
            WHERE entry IN {marks(ids)}""",
        ids,
    ):
        topics.setdefault(entry, []).append((slug, name))
    summaries: dict[int, list[str]] = {}
    for entry, summary in connection.execute(
        f"SELECT entry, summary FROM note WHERE entry IN {marks(ids)} AND summary != '' ORDER BY rank", ids
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
