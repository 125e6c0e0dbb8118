"""Notes by their files and names: see the methods of the same names of `notes.catalogue.library.Library`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from unicodedata import normalize

from papernotes.notes.catalogue.schema import has_table
from papernotes.notes.text import composed


def note_at(connection: sqlite3.Connection, source: str, path: str) -> tuple[int, int] | None:
    """The first note in a source's file, and its entry (ids); the name may be composed or decomposed (NFC, NFD)."""
    spellings = json.dumps([path, *(normalize(form, path) for form in ("NFC", "NFD"))])
    return connection.execute(  # type: ignore[no-any-return]
        """SELECT note.id, note.entry FROM note JOIN document ON document.id = note.document
           JOIN source ON source.id = document.source
           WHERE source.name = ? AND document.path IN (SELECT value FROM json_each(?))
             AND note.entry IS NOT NULL AND note.written ORDER BY document.path <> ?, ordinal""",
        (source, spellings, path),
    ).fetchone()


def note_named(connection: sqlite3.Connection, source: str, path: str) -> tuple[int, int] | None:
    """The note of a source whose file has this name, in whatever folder, else the one with this alias; and its entry (ids)."""
    wanted = composed(path).casefold().removesuffix(".md").strip("/")
    rows = connection.execute(
        """SELECT document.path, note.id, note.entry FROM note JOIN document ON document.id = note.document
           WHERE note.slug = ? COLLATE NOCASE AND document.source = (SELECT id FROM source WHERE name = ?)
             AND note.entry IS NOT NULL AND note.written""",
        (composed(path).rpartition("/")[2].removesuffix(".md").strip(), source),
    )
    fitting = [
        (path.count("/"), path, note, entry)
        for path, note, entry in rows
        if f"/{composed(path)}".casefold().rpartition(".")[0].endswith(f"/{wanted}")
    ]
    return min(fitting)[2:] if fitting else _note_aliased(connection, source, path)


def _note_aliased(connection: sqlite3.Connection, source: str, alias: str) -> tuple[int, int] | None:
    if not has_table(connection, "note_alias"):  # in an older file that cannot be written
        return None
    return connection.execute(  # type: ignore[no-any-return]
        """SELECT note.id, note.entry FROM note_alias JOIN note ON note.id = note_alias.note
           JOIN document ON document.id = note.document
           WHERE name = ? AND document.source = (SELECT id FROM source WHERE name = ?)
             AND note.entry IS NOT NULL AND note.written ORDER BY document.path""",
        (composed(alias).strip(), source),
    ).fetchone()


def aliases_of(connection: sqlite3.Connection, notes: Collection[int]) -> list[str]:
    """The aliases of notes (ids)."""
    if not has_table(connection, "note_alias"):
        return []
    rows = connection.execute(
        "SELECT DISTINCT name FROM note_alias WHERE note IN (SELECT value FROM json_each(?))",
        (json.dumps(list(notes)),),
    )
    return [row[0] for row in rows]


def notes_called(connection: sqlite3.Connection, key: str) -> set[int]:
    """The notes (ids) that have a key themselves, whatever their entry's is."""
    venue, _, slug = key.partition("/")
    rows = connection.execute("SELECT id FROM note WHERE venue = ? AND slug = ?", (venue, slug))
    return {row[0] for row in rows}


def keys_of_notes(connection: sqlite3.Connection, notes: Collection[int]) -> list[str]:
    """The keys of the entries of these notes (ids)."""
    rows = connection.execute(
        """SELECT DISTINCT key FROM note JOIN entry ON entry.id = note.entry
           WHERE note.id IN (SELECT value FROM json_each(?)) ORDER BY key""",
        (json.dumps(list(notes)),),
    )
    return [row[0] for row in rows]
