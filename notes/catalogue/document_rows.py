"""The rows of documents and of what they hold: notes, labels, areas and problems, as a sync has read them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from papernotes.notes.catalogue.affected import CatalogueChange
from papernotes.notes.sources.source import Source
from papernotes.notes.sources.walk import Document
from papernotes.notes.text import composed, fold
from papernotes.paper_facts import canonical_ids

if TYPE_CHECKING:
    from papernotes.notes.formats.document import DocumentContents
    from papernotes.notes.model import Note


def keep_as_read(
    connection: sqlite3.Connection, source: Source, source_id: int, path: str, contents: DocumentContents
) -> bool:
    """Whether a document stays as it was read before, which is then among its problems.

    What was a page and no longer is one, such as an error of a server or half a file, replaces nothing.
    """
    known = connection.execute(
        "SELECT id, (SELECT count(*) FROM note WHERE document = document.id),"
        " EXISTS (SELECT 1 FROM area WHERE document = document.id) FROM document WHERE source = ? AND path = ?",
        (source_id, path),
    ).fetchone()
    id_, notes, had_areas = known or (0, 0, 0)
    if not notes or (contents.areas if had_areas else contents.notes or not source.is_page):
        return False
    kept = "; what was read from it before stays"
    told = contents.problems or ((0, "is no area page"),)
    _write_problems(connection, source_id, id_, path, [(line, reason + kept) for line, reason in told])
    # A hash that no file has: it is read again at each sync.
    connection.execute("UPDATE document SET hash = '-' WHERE id = ?", (id_,))
    return True


def write_document(
    connection: sqlite3.Connection,
    change: CatalogueChange,
    source_id: int,
    document: Document,
    digest: str,
    contents: DocumentContents | None,
) -> None:
    """Store a document and its contents; `contents` is None if only its stat changed."""
    known = connection.execute(
        "SELECT id FROM document WHERE source = ? AND path = ?", (source_id, document.path)
    ).fetchone()
    stat = (document.size, document.modified, document.changed, digest)
    if known:
        id_ = int(known[0])
        connection.execute(
            "UPDATE document SET size = ?, modified = ?, changed = ?, hash = ? WHERE id = ?", (*stat, id_)
        )
        if contents is None:
            return
        change.record(connection, [id_])
        _mark_reread(connection, id_, contents)
        _forget_contents(connection, id_, len(contents.notes))
    else:
        cursor = connection.execute(
            "INSERT INTO document (source, path, size, modified, changed, hash) VALUES (?, ?, ?, ?, ?, ?)",
            (source_id, document.path, *stat),
        )
        id_ = int(cursor.lastrowid or 0)
        change.record(connection, [id_])
        if contents is None:
            return
    connection.executemany(
        _NOTE_UPSERT,
        [
            (id_, ordinal, *_note_values(note, own_text=contents.own_text))
            for ordinal, note in enumerate(contents.notes)
        ],
    )
    if known or any(note.aliases for note in contents.notes):
        _write_aliases(connection, id_, contents.notes)
    if contents.venues or contents.topics or contents.areas or contents.problems:
        _write_labels_and_problems(connection, source_id, id_, document.path, contents)


def _write_aliases(connection: sqlite3.Connection, document: int, notes: Sequence[Note]) -> None:
    """Store the names by which links may call the notes of a document, instead of the former ones."""
    of_document = "SELECT id FROM note WHERE document = ?"
    connection.execute(f"DELETE FROM note_alias WHERE note IN ({of_document})", (document,))
    connection.executemany(
        f"INSERT OR IGNORE INTO note_alias (name, note) {of_document.replace('id', '?, id', 1)} AND ordinal = ?",
        [
            (composed(alias), document, ordinal)
            for ordinal, note in enumerate(notes)
            for alias in note.aliases
        ],
    )


def _mark_reread(connection: sqlite3.Connection, document: int, contents: DocumentContents) -> None:
    """Have the entries made again whose notes are now read in another way, although no byte of them changed."""
    before = connection.execute(
        f"SELECT entry, {', '.join(_NOTE_COLUMNS)} FROM note WHERE document = ? ORDER BY ordinal", (document,)
    )
    connection.executemany(
        "UPDATE entry SET digest = '' WHERE id = ?",
        [
            (entry,)
            for (entry, *values), note in zip(before, contents.notes, strict=False)
            if tuple(values) != _note_values(note, own_text=contents.own_text)
        ],
    )


def _forget_contents(connection: sqlite3.Connection, document: int, notes: int) -> None:
    """Delete what a document held, except its first `notes` notes, which are overwritten and so keep their ids."""
    for table in ("label", "area", "problem"):
        connection.execute(f"DELETE FROM {table} WHERE document = ?", (document,))
    connection.execute("DELETE FROM note WHERE document = ? AND ordinal >= ?", (document, notes))


def _write_labels_and_problems(
    connection: sqlite3.Connection, source_id: int, id_: int, path: str, contents: DocumentContents
) -> None:
    """Store what a document holds besides notes: labels, areas and problems."""
    labels = [("venue", venue.slug, "", venue.icon) for venue in contents.venues]
    labels += [("topic", topic.slug, topic.name, topic.icon) for topic in contents.topics]
    connection.executemany(
        "INSERT INTO label (document, kind, slug, name, icon) VALUES (?, ?, ?, ?, ?)",
        [(id_, *label) for label in labels],
    )
    connection.executemany(
        "INSERT INTO area (document, venue, topic, declared, elsewhere, top_topics) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (
                id_, area.venue.slug, area.topic.slug, area.declared,
                _json([(venue.slug, count) for venue, count in area.elsewhere]), _json(area.top_topics),
            )
            for area in contents.areas
        ],
    )  # fmt: skip
    _write_problems(connection, source_id, id_, path, contents.problems)


def _write_problems(
    connection: sqlite3.Connection,
    source_id: int,
    id_: int,
    path: str,
    problems: Iterable[tuple[int, str]],
) -> None:
    """Store the problems of a document instead of the former ones."""
    connection.execute("DELETE FROM problem WHERE document = ?", (id_,))
    connection.executemany(
        "INSERT INTO problem (document, source, path, line, reason) VALUES (?, ?, ?, ?, ?)",
        [(id_, source_id, path, line, reason) for line, reason in problems],
    )


_NOTE_COLUMNS = (
    "title", "folded", "venue", "topic", "slug", "year", "award", "language", "summary", "keywords", "areas",
    "authors", "arxiv", "doi", "code", "paper_url", "rating", "date", "content_hash", "related", "text",
    "text_hash", "written",
)  # fmt: skip
_NOTE_UPSERT = f"""
INSERT INTO note (document, ordinal, {", ".join(_NOTE_COLUMNS)}) VALUES (?, ?{", ?" * len(_NOTE_COLUMNS)})
ON CONFLICT (document, ordinal) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in _NOTE_COLUMNS)}
"""


def _note_values(note: Note, *, own_text: bool) -> tuple[object, ...]:
    """The columns of a note. Whatever spelling its file has, names and keywords have one: NFC."""
    rating = {"overall": note.rating.overall, "axes": note.rating.axes}
    related = [(composed(other.title), other.venue, composed(other.target)) for other in note.related]
    arxiv, doi = canonical_ids(note.arxiv, note.doi)
    return (
        composed(note.title), fold(note.title), composed(note.venue.slug), composed(note.topic.slug),
        composed(note.slug), note.year, note.award, note.language, note.summary,
        _json(tuple(map(composed, note.keywords))), _json(note.areas), _json(tuple(map(composed, note.authors))), arxiv,
        doi, note.code, note.paper_url, _json(rating), note.date, note.content_hash, _json(related),
        note.markdown if own_text else None, note.text_hash, int(note.written),
    )  # fmt: skip


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _json(value: object) -> str:
    return _encode(value) if value else "[]"
