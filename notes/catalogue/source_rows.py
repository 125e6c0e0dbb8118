"""What the catalogue says of each source: see the methods of the same names of `notes.catalogue.library.Library`."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from papernotes.notes.catalogue.rows import DocumentProblem
from papernotes.notes.catalogue.schema import has_table

if TYPE_CHECKING:
    from papernotes.notes.sources.left_out import LeftOut


def notes_by_source(connection: sqlite3.Connection, *, written: bool) -> dict[str, int]:
    """Every synced source and how many notes it has, or how many papers it only lists."""
    return dict(
        connection.execute(
            """SELECT source.name, count(note.id) FROM source
               LEFT JOIN document ON document.source = source.id
               LEFT JOIN note ON note.document = document.id AND note.written = ?
               WHERE source.synced IS NOT NULL GROUP BY source.id ORDER BY source.name""",
            (written,),
        ).fetchall()
    )


def filed_in(connection: sqlite3.Connection, source: str) -> list[tuple[str, str, str]]:
    """The path, venue and topic of every note of a source that has a file of its own."""
    rows = connection.execute(
        """SELECT path, venue, topic FROM note JOIN document ON document.id = note.document
           WHERE text IS NULL AND source = (SELECT id FROM source WHERE name = ?) ORDER BY path""",
        (source,),
    )
    return [(path, venue, topic) for path, venue, topic in rows]


def problems(connection: sqlite3.Connection) -> list[DocumentProblem]:
    """What could not be read in the last sync of each source."""
    rows = connection.execute(
        """SELECT source.name, problem.path, line, reason FROM problem
           JOIN source ON source.id = problem.source ORDER BY 1, 2, 3"""
    )
    return [DocumentProblem(*row) for row in rows]


def left_out(connection: sqlite3.Connection) -> list[tuple[str, LeftOut]]:
    """The kinds of files that hold no notes, each with the source that they are in."""
    from papernotes.notes.sources.left_out import LeftOut  # not at start-up

    if not has_table(connection, "left_out"):  # in an older file that cannot be written
        return []
    rows = connection.execute(
        """SELECT source.name, left_out.kind, files, first FROM left_out
           JOIN source ON source.id = left_out.source ORDER BY 1, left_out.rowid"""
    )
    return [(source, LeftOut(*found)) for source, *found in rows]
