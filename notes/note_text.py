"""The text of notes, read from where it lies; and what the index wants of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from notes.catalogue import chunks, marks, open_catalogue
from notes.front_matter import split_front_matter
from notes.model import EntryText, NoteError, Section
from notes.sections import split_sections
from notes.text import clean, decode


@dataclass(frozen=True, slots=True)
class NoteLocation:
    """Where a note's text is: in the catalogue (`text`), or in `file`."""

    text: str | None
    file: Path


def note_location(connection: sqlite3.Connection, note: int) -> NoteLocation:
    """Where the text of the note with this id is."""
    row = connection.execute(f"{_LOCATIONS} WHERE note.id = ?", (note,)).fetchone()
    return _location(row)


def read_markdown(location: NoteLocation) -> str:
    """A note's text after the front matter, cleaned. Raises NoteError if its file is gone or unreadable."""
    if location.text is not None:
        return location.text
    try:
        data = location.file.read_bytes()
    except OSError as error:
        raise NoteError(f"{location.file}: {error.strerror}") from error
    return split_front_matter(clean(decode(data))).body


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
                yield from _load(connection, chunk, _sections)

    def heads(self, keys: Sequence[str]) -> Iterator[EntryText]:
        """The same without their sections: what the catalogue knows, for which no file is read."""
        with closing(open_catalogue(self.catalogue, read_only=True)) as connection:
            for chunk in chunks(keys):
                yield from _load(connection, chunk, lambda row: ())


_LOCATIONS = """
SELECT note.entry AS entry, note.text AS text, note.summary AS summary, source.kind AS kind, source.root AS root,
       document.path AS path
FROM note JOIN document ON document.id = note.document JOIN source ON source.id = document.source
"""


def _location(row: sqlite3.Row) -> NoteLocation:
    root = Path(row["root"])
    return NoteLocation(row["text"], root if row["kind"] == "page" else root / row["path"])


def _sections(row: sqlite3.Row) -> tuple[Section, ...]:
    """The sections of a note; none if its file is gone."""
    try:
        return split_sections(read_markdown(_location(row)))
    except NoteError:
        return ()


def _load(
    connection: sqlite3.Connection, keys: Sequence[str], read: Callable[[sqlite3.Row], Sequence[Section]]
) -> Iterator[EntryText]:
    entries = {
        row["id"]: row for row in connection.execute(f"SELECT * FROM entry WHERE key IN {marks(keys)}", keys)
    }
    ids = list(entries)
    topics: dict[int, list[tuple[str, str]]] = {}
    for entry, slug, name in connection.execute(
        f"""SELECT entry, topic.slug, topic.name FROM entry_topic JOIN topic ON topic.slug = entry_topic.topic
            WHERE entry IN {marks(ids)}""",
        ids,
    ):
        topics.setdefault(entry, []).append((slug, name))
    sections: dict[int, list[Section]] = {}
    summaries: dict[int, list[str]] = {}
    for row in connection.execute(f"{_LOCATIONS} WHERE note.entry IN {marks(ids)} ORDER BY note.rank", ids):
        sections.setdefault(row["entry"], []).extend(read(row))
        summaries.setdefault(row["entry"], []).append(row["summary"])
    for id_, row in entries.items():
        filed = topics.get(id_, [])
        yield EntryText(
            row["key"], row["title"], row["venue"], row["year"],
            tuple(slug for slug, _ in filed), tuple(name for _, name in filed),
            tuple(json.loads(row["keywords"])), tuple(json.loads(row["authors"])),
            "\n".join(dict.fromkeys(filter(None, summaries.get(id_, [])))), tuple(sections.get(id_, [])),
            row["arxiv"], row["code"] is not None, row["date"],
        )  # fmt: skip
