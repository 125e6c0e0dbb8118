"""The names of the library's papers, by which the reading state knows them, and the papers of such names; and
papers by what their notes have."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable

from notes.catalogue import chunks, marks
from notes.identity import identifiers
from notes.rows import NOTE_ROWS, NoteRow, note_from

# Strongest first: an arXiv id or a DOI decides, a title or a key only where no arXiv id contradicts.
_BY_IDENTIFIER = {
    "arxiv": "SELECT paper, arxiv FROM entry WHERE arxiv = :value",
    "doi": "SELECT paper, arxiv FROM entry WHERE doi = :value",
    "title": "SELECT paper, arxiv FROM entry WHERE folded = :value ORDER BY id",
    "entry": """SELECT paper, arxiv FROM entry
                WHERE key = :value OR id IN (SELECT entry FROM entry_key WHERE key = :value) ORDER BY key <> :value, id""",
}


def names(connection: sqlite3.Connection, papers: Collection[int]) -> dict[int, tuple[str, ...]]:
    """All names of each of these papers, in their order, strongest first; those that there are not are left out.

    A name that a note has is none of its paper's where another paper's entry has it as its key: the notes were filed
    under one name, and what is done to one paper must not be done to the other.
    """
    found: dict[int, tuple[str, ...]] = {}
    for chunk in chunks(list(papers)):
        titles: dict[int, str] = {}
        strong: dict[int, list[str | None]] = {}
        for paper, folded, arxiv, doi in connection.execute(
            f"SELECT paper, folded, arxiv, doi FROM entry WHERE paper IN {marks(chunk)} ORDER BY id",
            chunk,
        ):
            titles.setdefault(paper, folded)
            known = strong.setdefault(paper, [None, None])
            known[:] = known[0] or arxiv or None, known[1] or doi or None
        keys: dict[int, list[str]] = {}
        for paper, key in connection.execute(
            f"""SELECT paper, key FROM entry WHERE paper IN {marks(chunk)} UNION
                SELECT paper, entry_key.key FROM entry_key JOIN entry ON entry.id = entry
                WHERE paper IN {marks(chunk)} AND NOT EXISTS (
                    SELECT 1 FROM entry AS other WHERE other.key = entry_key.key AND other.paper <> entry.paper
                ) ORDER BY 2""",
            [*chunk, *chunk],
        ):
            keys.setdefault(paper, []).append(key)
        for paper, title in titles.items():
            arxiv, doi = strong[paper]
            found[paper] = identifiers(title, arxiv, doi, keys.get(paper, []))
    return {paper: found[paper] for paper in papers if paper in found}


def paper_of(connection: sqlite3.Connection, names: Iterable[str]) -> int | None:
    """The paper that goes by one of these identifiers; a strong one decides against the others."""
    by_kind: dict[str, list[str]] = {}
    for name in names:
        kind, _, value = name.partition(":")
        by_kind.setdefault(kind, []).append(value)
    for kind, sql in _BY_IDENTIFIER.items():
        for value in by_kind.get(kind, ()):
            for row in connection.execute(sql, {"value": value}):
                strangers = kind in ("title", "entry") and by_kind.get("arxiv") and row["arxiv"]
                if not (strangers and row["arxiv"] not in by_kind["arxiv"]):
                    return int(row["paper"])
    return None


def paper_by_url(connection: sqlite3.Connection, url: str) -> int | None:
    """The paper whose own page that is, however the URL ends and whether or not it is encrypted."""
    place = url.partition("://")[2].rstrip("/")
    spellings = [f"{scheme}://{place}{end}" for scheme in ("https", "http") for end in ("", "/")]
    row = connection.execute(
        f"""SELECT entry.paper FROM note JOIN entry ON entry.id = note.entry
            WHERE note.paper_url IN {marks(spellings)} ORDER BY note.id""",
        spellings,
    ).fetchone()
    return int(row[0]) if row else None


def notes_naming(connection: sqlite3.Connection, names: Collection[str]) -> list[NoteRow]:
    """See `notes.library.Library.notes_naming`."""
    named = " OR ".join(["instr(note.related, ?)"] * len(names)) or "0"
    written = [json.dumps(name, ensure_ascii=False)[1:-1] for name in names]
    return [note_from(row) for row in connection.execute(f"{NOTE_ROWS} WHERE {named}", written)]


def papers_with_several_notes(connection: sqlite3.Connection) -> dict[int, list[NoteRow]]:
    """See `notes.library.Library.papers_with_several_notes`."""
    several = "SELECT paper FROM note JOIN entry ON entry.id = note.entry GROUP BY paper HAVING count(*) > 1"
    found: dict[int, list[NoteRow]] = {}
    for row in connection.execute(
        f"{NOTE_ROWS} WHERE entry.paper IN ({several}) ORDER BY entry.paper, entry.id, note.rank"
    ):
        found.setdefault(row["paper"], []).append(note_from(row))
    return found
