"""Which notes a change can have to do with, so that after it no others need be grouped anew.

Notes are found by their ties (see `notes.catalogue.identity.ties`): those that the changed notes had before and those that they
have now, the ties of what is found by these, and so on until nothing further is found. That costs what the change and
its neighbours are, however many notes there are.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import NamedTuple

from papernotes.notes.catalogue.identity import RULES, NoteIdentity, ties
from papernotes.notes.catalogue.labels import page_topics

MOST = 0.25
"""The share of all notes beyond which to group all is as quick."""

# What tells entries apart, and whether they changed. The rest of a note is read where it did.
NOTES = """
SELECT note.id, entry, ordinal, folded, venue, topic, slug, arxiv, doi, language, text IS NOT NULL AS has_text,
       document.hash AS hash, document.path AS path, note.document AS document
FROM note JOIN document ON document.id = note.document
"""


@dataclass(slots=True)
class Change:
    """What is changed in the catalogue: which documents, and what their notes were tied to before.

    `topics`: what pages' topics are called in trees before the change, as `page_topics` gives it.
    """

    topics: dict[str, str]
    everything: bool = False
    documents: set[int] = field(default_factory=set)
    ties: set[int] = field(default_factory=set)
    entries: set[int] = field(default_factory=set)

    @classmethod
    def begin(cls, connection: sqlite3.Connection) -> Change:
        """A change that follows."""
        row = connection.execute("SELECT rules FROM grouping").fetchone()
        return cls(page_topics(connection), everything=row is None or row["rules"] != RULES)

    def of(self, connection: sqlite3.Connection, documents: Collection[int]) -> None:
        """Take down what the notes of documents are tied to. To be called before these change or go."""
        self.documents.update(documents)
        if self.everything:
            return
        for row in rows_of(connection, f"{NOTES} WHERE note.document IN", documents):
            self.ties |= _ties(row)
            if row["entry"] is not None:
                self.entries.add(row["entry"])

    @property
    def any(self) -> bool:
        """Whether there is anything to group."""
        return self.everything or bool(self.documents)


class Touched(NamedTuple):
    """The notes that a change can have to do with, by their ids, and the ids of the entries that they had before it."""

    notes: dict[int, sqlite3.Row]
    entries: set[int]


def touched_by(connection: sqlite3.Connection, change: Change) -> Touched | None:
    """What a change has touched, after it was made; None where that is all, or so much that all is as quick."""
    (last,) = connection.execute(
        "SELECT coalesce(max(id), 0) FROM note"
    ).fetchone()  # about as many as there are
    most = MOST * last
    if change.everything or len(change.documents) > most or page_topics(connection) != change.topics:
        return None
    notes = {
        row["id"]: row for row in rows_of(connection, f"{NOTES} WHERE note.document IN", change.documents)
    }
    tie(connection, notes.values())
    known: set[int] = set()
    further = change.ties.union(*map(_ties, notes.values()))
    while further:
        known |= further
        found = {
            row["note"]
            for row in rows_of(connection, "SELECT DISTINCT note FROM note_tie WHERE tie IN", further)
        } - notes.keys()
        if len(notes) + len(found) > most:
            return None
        rows = rows_of(connection, f"{NOTES} WHERE note.id IN", found)
        notes |= {row["id"]: row for row in rows}
        further = set().union(*map(_ties, rows)) - known
    return Touched(
        notes, change.entries | {row["entry"] for row in notes.values() if row["entry"] is not None}
    )


def tie(connection: sqlite3.Connection, notes: Iterable[sqlite3.Row]) -> None:
    """Put down the ties of these notes."""
    pairs = sorted((name, row["id"]) for row in notes for name in _ties(row))
    connection.executemany("INSERT OR IGNORE INTO note_tie (tie, note) VALUES (?, ?)", pairs)


def tie_all(connection: sqlite3.Connection, notes: Iterable[sqlite3.Row]) -> None:
    """Put down the ties of all notes, which are then grouped by the rules as they are."""
    connection.execute("DELETE FROM note_tie")
    tie(connection, notes)
    connection.execute("DELETE FROM grouping")
    connection.execute("INSERT INTO grouping (rules) VALUES (?)", (RULES,))


def identity(row: sqlite3.Row) -> NoteIdentity:
    """What tells the paper of a note, from its row of `NOTES`."""
    # A tree's note before a page's (it has the full text), English before other languages: that is
    # the note that stands for the entry in lists.
    return NoteIdentity(
        row["id"], row["folded"], row["venue"], row["slug"], row["arxiv"], row["doi"],
        (bool(row["has_text"]), row["language"] != "en", row["id"]),
    )  # fmt: skip


def _ties(row: sqlite3.Row) -> set[int]:
    """Hashed: two that fall together only lead to more notes than need be."""
    return {
        int.from_bytes(blake2b(name.encode(errors="surrogatepass"), digest_size=8).digest(), signed=True)
        for name in ties(identity(row))
    }


def rows_of(connection: sqlite3.Connection, statement: str, ids: Collection[int]) -> list[sqlite3.Row]:
    """The rows of a statement that ends in `IN`, for these ids."""
    if not ids:
        return []
    return connection.execute(
        f"{statement} (SELECT value FROM json_each(?))", (json.dumps(list(ids)),)
    ).fetchall()
