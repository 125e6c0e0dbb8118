"""Which notes a change can affect, so that only these are grouped again after it.

They are found by their ties (see `notes.catalogue.identity.ties`): the ties that the changed notes had before and those
that they have now lead to further notes, whose ties lead to more, until nothing new is found. The cost depends on the
change and its neighbours, not on how many notes there are.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import NamedTuple

from papernotes.notes.catalogue.identity import NoteIdentity, families_of, page_address, ties
from papernotes.notes.catalogue.judgement import Judgement
from papernotes.notes.catalogue.labels import page_topics
from papernotes.notes.model import UNFILED
from papernotes.paper_facts import IDENTITY_RULES
from papernotes.titles import is_generic

MAXIMUM_SHARE = 0.25
"""If more than this share of all notes is affected, grouping all of them is as fast."""

# What tells entries apart, and whether they changed. The rest of a note is read only if it did.
NOTES = """
SELECT note.id, entry, ordinal, folded, venue, topic, slug, arxiv, doi, year, authors, language, text_hash, written, paper_url,
       text IS NOT NULL AS has_text, substr(document.hash, instr(document.hash, ':') + 1) AS hash, document.path AS path, note.document AS document
FROM note JOIN document ON document.id = note.document
"""


@dataclass(slots=True)
class CatalogueChange:
    """A change of the catalogue: which documents it touches, and what their notes were tied to before.

    `everything` is set if all notes must be grouped. `topics` is what `page_topics` gave before the change.
    `judgement` is what was said by hand, and the language that is preferred, as they hold after it.
    """

    topics: dict[str, str]
    judgement: Judgement = field(default_factory=Judgement)
    everything: bool = False
    documents: set[int] = field(default_factory=set)
    ties: set[int] = field(default_factory=set)
    entries: set[int] = field(default_factory=set)

    @classmethod
    def begin(cls, connection: sqlite3.Connection, judgement: Judgement | None = None) -> CatalogueChange:
        """Begin to record a change. `judgement` is a new one; None if that does not change."""
        before = stored_judgement(connection)
        change = cls(page_topics(connection), before or Judgement(), everything=before is None)
        if judgement is not None and judgement != before:
            if before is not None and judgement.language != before.language:
                change.everything = True
            change.record(connection, _documents_judged(connection, change.judgement, judgement))
            change.judgement = judgement
            _store(connection, judgement)
        return change

    def record(self, connection: sqlite3.Connection, documents: Collection[int]) -> None:
        """Record what the notes of these documents are tied to. Call it before the documents change or go."""
        self.documents.update(documents)
        if self.everything:
            return
        for row in rows_of(connection, f"{NOTES} WHERE note.document IN", documents):
            self.ties |= _ties(row, self.judgement)
            if row["entry"] is not None:
                self.entries.add(row["entry"])

    @property
    def any(self) -> bool:
        """Whether there is anything to group."""
        return self.everything or bool(self.documents)


class AffectedNotes(NamedTuple):
    """The notes that a change can affect, by their ids, and the ids of the entries that they had before it."""

    notes: dict[int, sqlite3.Row]
    entries: set[int]


def affected_by(connection: sqlite3.Connection, change: CatalogueChange) -> AffectedNotes | None:
    """What a change affects, once it is made. None if all notes should be grouped: all are affected, or a large share."""
    # The highest id is about the number of notes, and is found without counting.
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM note").fetchone()
    maximum = MAXIMUM_SHARE * last
    if change.everything or len(change.documents) > maximum or page_topics(connection) != change.topics:
        return None
    notes = {
        row["id"]: row for row in rows_of(connection, f"{NOTES} WHERE note.document IN", change.documents)
    }
    write_ties(connection, notes.values(), change.judgement)
    known: set[int] = set()
    further = change.ties.union(*(_ties(row, change.judgement) for row in notes.values()))
    while further:
        known |= further
        found = {
            row["note"]
            for row in rows_of(connection, "SELECT DISTINCT note FROM note_tie WHERE tie IN", further)
        } - notes.keys()
        if len(notes) + len(found) > maximum:
            return None
        rows = rows_of(connection, f"{NOTES} WHERE note.id IN", found)
        notes |= {row["id"]: row for row in rows}
        further = set().union(*(_ties(row, change.judgement) for row in rows)) - known
    return AffectedNotes(
        notes, change.entries | {row["entry"] for row in notes.values() if row["entry"] is not None}
    )


def write_ties(connection: sqlite3.Connection, notes: Iterable[sqlite3.Row], judgement: Judgement) -> None:
    """Store the ties of these notes."""
    pairs = sorted((name, row["id"]) for row in notes for name in _ties(row, judgement))
    connection.executemany("INSERT OR IGNORE INTO note_tie (tie, note) VALUES (?, ?)", pairs)


def write_all_ties(
    connection: sqlite3.Connection, notes: Iterable[sqlite3.Row], judgement: Judgement
) -> None:
    """Store the ties of all notes anew, and that they are grouped by the current rules."""
    connection.execute("DELETE FROM note_tie")
    write_ties(connection, notes, judgement)
    _store(connection, judgement)


def stored_judgement(connection: sqlite3.Connection) -> Judgement | None:
    """The judgement by which all notes are grouped; None if they are not, or by other rules."""
    row = connection.execute("SELECT rules, judgement FROM grouping").fetchone()
    return Judgement.from_text(row["judgement"]) if row and row["rules"] == IDENTITY_RULES else None


def _store(connection: sqlite3.Connection, judgement: Judgement) -> None:
    connection.execute("DELETE FROM grouping")
    connection.execute(
        "INSERT INTO grouping (rules, judgement) VALUES (?, ?)", (IDENTITY_RULES, judgement.as_text())
    )


def _documents_judged(connection: sqlite3.Connection, *judgements: Judgement) -> set[int]:
    """The documents of the notes that a judgement is about."""
    names = set().union(*(judgement.names for judgement in judgements))
    if not names:
        return set()
    values = [name.partition(":")[2] for name in names]
    slugs = [value.rpartition("/")[2] for value in values]
    columns = (("arxiv", values), ("doi", values), ("folded", values), ("slug", slugs), ("text_hash", values))
    return {
        row["document"]
        for column, wanted in columns
        for row in rows_of(connection, f"SELECT document FROM note WHERE {column} IN", wanted)
    }


def note_names(row: sqlite3.Row) -> tuple[str, ...]:
    """All that a note is known by, from its row of NOTES, the surest first.

    Its text tells it from another of the same title and name, and stays when the file is renamed.
    """
    strong = [f"{kind}:{row[kind]}" for kind in ("arxiv", "doi") if row[kind]]
    weak = [f"title:{row['folded']}"] if row["folded"] else []
    texts = [f"text:{row['text_hash']}"] if row["text_hash"] else []
    return (*strong, f"entry:{row['venue']}/{row['slug']}", *weak, *texts)


def identity(row: sqlite3.Row, judgement: Judgement) -> NoteIdentity:
    """What identifies the paper of a note, from its row of NOTES."""
    # The preferred note stands for the entry in lists: one from a tree before one from a page, since it has the full
    # text, and one in the reader's language before others. What is only on a list comes last, and there what has a
    # title before what has an id alone.
    families = families_of(json.loads(row["authors"]))
    names = (*note_names(row), *(f"by:{family}" for family in sorted(families)))
    joined, part = judgement.of(names) if judgement.names else ((), "")
    return NoteIdentity(
        row["id"], row["folded"], row["venue"], row["slug"], row["arxiv"], row["doi"],
        (
            not row["written"], not row["written"] and is_generic(row["folded"]), bool(row["has_text"]),
            row["language"] != judgement.language, row["language"] != "en", row["id"],
        ),
        row["year"], families, row["language"], joined, part,
        bool(row["written"]), row["topic"] != UNFILED, page_address(row["paper_url"]),
    )  # fmt: skip


def _ties(row: sqlite3.Row, judgement: Judgement) -> set[int]:
    """The ties of a note, hashed. Two that collide only make more notes affected than need be."""
    return {
        int.from_bytes(blake2b(name.encode(errors="surrogatepass"), digest_size=8).digest(), signed=True)
        for name in ties(identity(row, judgement))
    }


def rows_of(
    connection: sqlite3.Connection, statement: str, ids: Collection[int] | Collection[str]
) -> list[sqlite3.Row]:
    """The rows of a statement that ends in `IN`, completed with these ids or values."""
    if not ids:
        return []
    return connection.execute(
        f"{statement} (SELECT value FROM json_each(?))", (json.dumps(list(ids)),)
    ).fetchall()
