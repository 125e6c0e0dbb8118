"""From papers to the identifiers by which the reading state knows them, and back; and papers by what their notes have."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence

from papernotes.notes.catalogue.identity import identifiers
from papernotes.notes.catalogue.rows import NOTE_ROWS, NoteRow, note_from
from papernotes.notes.catalogue.schema import chunks, placeholders

# Strongest first: an arXiv id or a DOI decides; a title or a key decides only if no arXiv id contradicts.
_BY_IDENTIFIER = {
    "arxiv": "SELECT arxiv AS name, paper, arxiv FROM entry WHERE arxiv IN wanted ORDER BY id",
    "doi": "SELECT doi AS name, paper, arxiv FROM entry WHERE doi IN wanted ORDER BY id",
    "title": "SELECT folded AS name, paper, arxiv FROM entry WHERE folded IN wanted ORDER BY id",
    "entry": """SELECT name, paper, arxiv FROM (
                    SELECT key AS name, paper, arxiv, 0 AS other, id FROM entry WHERE key IN wanted UNION ALL
                    SELECT entry_key.key, paper, arxiv, 1, id FROM entry_key JOIN entry ON entry.id = entry
                    WHERE entry_key.key IN wanted)
                ORDER BY other, id""",
}
_ASKED = """WITH wanted AS (SELECT value FROM json_each(?))
            SELECT json_group_array(name), json_group_array(paper), json_group_array(arxiv) FROM ({})"""
"""One row of JSON: while other threads compute, each row that is read waits for the interpreter's lock."""


def names(connection: sqlite3.Connection, papers: Collection[int]) -> dict[int, tuple[str, ...]]:
    """The identifiers of each of these papers, strongest first, in their order; unknown papers are left out.

    The key of a note is not among them if an entry of another paper has that key: the two notes were filed under one
    name, and what is done to one paper must not be done to the other.
    """
    found: dict[int, tuple[str, ...]] = {}
    for chunk in chunks(list(papers)):
        titles: dict[int, str] = {}
        strong: dict[int, list[str | None]] = {}
        for paper, folded, arxiv, doi in connection.execute(
            f"SELECT paper, folded, arxiv, doi FROM entry WHERE paper IN {placeholders(chunk)} ORDER BY id",
            chunk,
        ):
            titles.setdefault(paper, folded)
            known = strong.setdefault(paper, [None, None])
            known[:] = known[0] or arxiv or None, known[1] or doi or None
        keys: dict[int, list[str]] = {}
        for paper, key in connection.execute(
            f"""SELECT paper, key FROM entry WHERE paper IN {placeholders(chunk)} UNION
                SELECT paper, entry_key.key FROM entry_key JOIN entry ON entry.id = entry
                WHERE paper IN {placeholders(chunk)} AND NOT EXISTS (
                    SELECT 1 FROM entry AS other WHERE other.key = entry_key.key AND other.paper <> entry.paper
                ) ORDER BY 2""",
            [*chunk, *chunk],
        ):
            keys.setdefault(paper, []).append(key)
        for paper, title in titles.items():
            arxiv, doi = strong[paper]
            found[paper] = identifiers(title, arxiv, doi, keys.get(paper, []))
    return {paper: found[paper] for paper in papers if paper in found}


def papers_of(connection: sqlite3.Connection, asked: Sequence[Iterable[str]]) -> list[int | None]:
    """For each set of identifiers, the paper that one of them names. A strong identifier outweighs the others."""
    by_kind: list[dict[str, list[str]]] = []
    for names in asked:
        kinds: dict[str, list[str]] = {}
        for name in names:
            kind, _, value = name.partition(":")
            kinds.setdefault(kind, []).append(value)
        by_kind.append(kinds)
    found: list[int | None] = [None] * len(asked)
    for kind, sql in _BY_IDENTIFIER.items():
        left = [number for number, paper in enumerate(found) if paper is None and kind in by_kind[number]]
        if not left:
            continue
        wanted = json.dumps(list({value for number in left for value in by_kind[number][kind]}))
        rows: dict[str, list[tuple[int, str | None]]] = {}
        columns = map(json.loads, connection.execute(_ASKED.format(sql), (wanted,)).fetchone())
        for value, paper, arxiv in zip(*columns, strict=True):
            rows.setdefault(value, []).append((paper, arxiv))
        for number in left:
            found[number] = _not_contradicted(kind, by_kind[number], rows)
    return found


def _not_contradicted(
    kind: str, names: Mapping[str, Sequence[str]], rows: Mapping[str, Sequence[tuple[int, str | None]]]
) -> int | None:
    """The first paper that identifiers of one kind name. If the kind is weak, its arXiv id must not contradict theirs."""
    own = names.get("arxiv", ()) if kind in ("title", "entry") else ()
    for value in names[kind]:
        for paper, arxiv in rows.get(value, ()):
            if not (own and arxiv) or arxiv in own:
                return paper
    return None


def paper_by_url(connection: sqlite3.Connection, url: str) -> int | None:
    """See `notes.catalogue.library.Library.paper_by_url`."""
    address = url.partition("://")[2].rstrip("/")
    spellings = [f"{scheme}://{address}{end}" for scheme in ("https", "http") for end in ("", "/")]
    row = connection.execute(
        f"""SELECT entry.paper FROM note JOIN entry ON entry.id = note.entry
            WHERE note.paper_url IN {placeholders(spellings)} ORDER BY note.id""",
        spellings,
    ).fetchone()
    return int(row[0]) if row else None


def notes_naming(connection: sqlite3.Connection, names: Collection[str]) -> list[NoteRow]:
    """See `notes.catalogue.library.Library.notes_naming`."""
    named = " OR ".join(["instr(note.related, ?)"] * len(names)) or "0"
    written = [json.dumps(name, ensure_ascii=False)[1:-1] for name in names]
    return [note_from(row) for row in connection.execute(f"{NOTE_ROWS} WHERE {named}", written)]


def papers_with_several_notes(connection: sqlite3.Connection) -> dict[int, list[NoteRow]]:
    """See `notes.catalogue.library.Library.papers_with_several_notes`."""
    several = "SELECT paper FROM note JOIN entry ON entry.id = note.entry GROUP BY paper HAVING count(*) > 1"
    found: dict[int, list[NoteRow]] = {}
    for row in connection.execute(
        f"{NOTE_ROWS} WHERE entry.paper IN ({several}) ORDER BY entry.paper, entry.id, note.rank"
    ):
        found.setdefault(row["paper"], []).append(note_from(row))
    return found
