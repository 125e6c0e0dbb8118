"""From papers to the identifiers by which the reading state knows them, and back; and papers by what their notes have."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from papernotes.notes.catalogue.identity import families_of, identifiers, told_families
from papernotes.notes.catalogue.rows import NOTE_ROWS, NoteRow, note_from
from papernotes.notes.catalogue.schema import chunks, placeholders
from papernotes.paper_facts import PaperFacts, called_otherwise
from papernotes.titles import is_generic, says_only_an_id

MAXIMUM_NAMESAKES = 3
"""A title that more papers have identifies none of them."""

_STRONG = {
    "arxiv": "SELECT arxiv AS name, paper FROM entry WHERE arxiv IN wanted ORDER BY id",
    "doi": "SELECT doi AS name, paper FROM entry WHERE doi IN wanted ORDER BY id",
}
_WEAK = {
    "title": """SELECT name, paper, arxiv, doi, folded, year, authors FROM (
                    SELECT folded AS name, entry.*, 0 AS other FROM entry WHERE folded IN wanted UNION ALL
                    SELECT note.folded AS name, entry.*, 1 AS other FROM entry JOIN note ON note.entry = entry.id
                    WHERE entry.notes > 1 AND note.folded <> entry.folded AND note.folded IN wanted)
                ORDER BY other, id""",
    "entry": """SELECT name, paper, arxiv, doi, folded, year, authors FROM (
                    SELECT key AS name, entry.*, 0 AS other FROM entry WHERE key IN wanted UNION ALL
                    SELECT entry_key.key AS name, entry.*, 1 AS other FROM entry_key JOIN entry ON entry.id = entry
                    WHERE entry_key.key IN wanted)
                ORDER BY other, id""",
}
# One row of JSON: while other threads compute, each row that is read waits for the interpreter's lock.
_ASKED = "WITH wanted AS (SELECT value FROM json_each(?)) SELECT {columns} FROM ({sql})"


class _Candidate(NamedTuple):
    """An entry that has a title or a key that was asked for."""

    paper: int
    arxiv: str | None
    doi: str | None
    folded: str
    year: int | None
    authors: str

    def facts(self) -> PaperFacts:
        """What tells its paper from others."""
        return PaperFacts(
            frozenset(filter(None, (self.arxiv,))), frozenset(filter(None, (self.doi,))),
            families_of(json.loads(self.authors)), frozenset(filter(None, (self.year,))),
        )  # fmt: skip


def names(connection: sqlite3.Connection, papers: Collection[int]) -> dict[int, tuple[str, ...]]:
    """The identifiers of each of these papers, strongest first, in their order, and what tells it from others with its
    title; unknown papers are left out.

    The key of a note is not among them if an entry of another paper has that key: the two notes were filed under one
    name, and what is done to one paper must not be done to the other.
    """
    found: dict[int, tuple[str, ...]] = {}
    for chunk in chunks(list(papers)):
        titles: dict[int, dict[str, None]] = {}
        about: dict[int, list[Any]] = {}
        for paper, folded, arxiv, doi, year, authors in connection.execute(
            f"SELECT paper, folded, arxiv, doi, year, authors FROM entry WHERE paper IN {placeholders(chunk)} ORDER BY id",
            chunk,
        ):
            titles.setdefault(paper, {})[folded] = None
            known = about.setdefault(paper, [None, None, None, "[]"])
            known[:] = known[0] or arxiv or None, known[1] or doi or None, known[2] or year, (
                known[3] if known[3] != "[]" else authors
            )  # fmt: skip
        for paper, folded in connection.execute(
            f"""SELECT paper, note.folded FROM entry JOIN note ON note.entry = entry.id
                WHERE paper IN {placeholders(chunk)} AND entry.notes > 1 ORDER BY note.rank""",
            chunk,
        ):
            titles[paper][folded] = None
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
        headings = _headings(connection, {title for some in titles.values() for title in some})
        for paper, some in titles.items():
            arxiv, doi, year, authors = about[paper]
            title, *others = [title for title in some if title not in headings] or [""]
            found[paper] = identifiers(
                title, arxiv, doi, keys.get(paper, []),
                other_titles=others, families=told_families(authors), year=year,
            )  # fmt: skip
    return {paper: found[paper] for paper in papers if paper in found}


def _headings(connection: sqlite3.Connection, titles: Collection[str]) -> set[str]:
    """Those of the titles that too many papers have to tell one from another."""
    rows = connection.execute(
        """SELECT folded FROM entry WHERE folded IN (SELECT value FROM json_each(?))
           GROUP BY folded HAVING count(DISTINCT paper) > ?""",
        (json.dumps(list(titles)), MAXIMUM_NAMESAKES),
    )
    return {row[0] for row in rows}


def namesakes(connection: sqlite3.Connection) -> set[int]:
    """The papers that have a title in common with another paper."""
    rows = connection.execute(
        """SELECT json_group_array(paper) FROM entry WHERE folded IN (
               SELECT folded FROM entry GROUP BY folded HAVING count(DISTINCT paper) > 1)"""
    )
    return set(json.loads(rows.fetchone()[0]))


def papers_of(connection: sqlite3.Connection, asked: Sequence[Iterable[str]]) -> list[int | None]:
    """For each set of identifiers, the paper that they name. An arXiv id outweighs a DOI; either outweighs a key under
    which the title is alike, and that a title, which name a paper only where nothing contradicts."""
    found: list[int | None] = [None] * len(asked)
    by_kind: list[dict[str, list[str]]] = []
    for names in asked:
        kinds: dict[str, list[str]] = {}
        for name in names:
            kind, _, value = name.partition(":")
            kinds.setdefault(kind, []).append(value)
        by_kind.append(kinds)
    for kind, sql in _STRONG.items():
        left = [number for number, paper in enumerate(found) if paper is None and kind in by_kind[number]]
        there = _rows(connection, sql, 2, {value for number in left for value in by_kind[number][kind]})
        for number in left:
            papers = list(
                dict.fromkeys(row[0] for value in by_kind[number][kind] for row in there.get(value, ()))
            )
            found[number] = papers[0] if papers else None
            if len(papers) > 1:  # the reader split them
                keys = [f"entry:{key}" for key in by_kind[number].get("entry", ())]
                (named,) = all_papers_of(connection, [keys])
                found[number] = next((paper for paper in papers if paper in named), papers[0])
    left = [number for number, paper in enumerate(found) if paper is None]
    there_by_kind = {
        kind: _rows(connection, sql, 7, {value for number in left for value in by_kind[number].get(kind, ())})
        for kind, sql in _WEAK.items()
    }
    for number in left:
        found[number] = _best(by_kind[number], there_by_kind)
    return found


def all_papers_of(connection: sqlite3.Connection, asked: Sequence[Iterable[str]]) -> list[set[int]]:
    """For each set of identifiers, all papers that one of its ids or keys names."""
    kinds = {**_STRONG, "entry": _WEAK["entry"]}
    wanted: dict[str, set[str]] = {kind: set() for kind in kinds}
    known = list(map(tuple, asked))
    for names in known:
        for name in names:
            kind, _, value = name.partition(":")
            if kind in wanted:
                wanted[kind].add(value)
    there: dict[str, set[int]] = {}
    for kind, sql in kinds.items():
        for value, rows in _rows(connection, sql, 2, wanted[kind]).items():
            there[f"{kind}:{value}"] = {row[0] for row in rows}
    return [set[int]().union(*(there.get(name, set()) for name in names)) for names in known]


def _rows(
    connection: sqlite3.Connection, sql: str, columns: int, wanted: Collection[str]
) -> dict[str, list[Any]]:
    """The rows of a statement by their first column, without it."""
    if not wanted:
        return {}
    head = sql.partition("FROM")[0].removeprefix("SELECT ").split(",")
    named = ", ".join(f"json_group_array({column.split()[-1]})" for column in head[:columns])
    row = connection.execute(_ASKED.format(columns=named, sql=sql), (json.dumps(list(wanted)),)).fetchone()
    found: dict[str, list[Any]] = {}
    for value, *rest in zip(*map(json.loads, row), strict=True):
        found.setdefault(value, []).append(rest)
    return found


def _best(asked: Mapping[str, list[str]], there: Mapping[str, Mapping[str, list[Any]]]) -> int | None:
    """The paper that a title or a key names, of those that nothing contradicts the surest."""
    titles = asked.get("title", ())
    by_title = {row[0] for title in titles for row in there["title"].get(title, ())}
    ranked: list[tuple[int, int, int]] = []
    own: PaperFacts | None = None
    for kind in ("entry", "title"):
        for value in asked.get(kind, ()):
            for row in there[kind].get(value, ()):
                candidate = _Candidate(*row)
                if own is None:
                    own = _facts(asked)
                if kind == "entry":
                    called = candidate.paper in by_title
                    rank = 0 if called else -1 if _is_called_otherwise(titles, own, value, candidate) else 1
                else:
                    rank = 2
                unsure = rank == 2 or (rank == 1 and not titles)
                if rank < 0 or own.ids_contradict(facts := candidate.facts()):
                    continue
                if rank == 0 and own.is_of_namesake(facts):
                    continue
                if not (unsure and own.authorship_contradicts(facts)):
                    ranked.append((rank, len(ranked), candidate.paper))
    return min(ranked)[2] if ranked else None


def _is_called_otherwise(titles: Collection[str], own: PaperFacts, key: str, candidate: _Candidate) -> bool:
    """Whether an entry that has a key that was asked for is of another paper."""
    facts = candidate.facts()
    if own.share_id(facts):
        return False
    title = candidate.folded
    known = [title] if title and not says_only_an_id(title) and (titles or not is_generic(title)) else []
    return called_otherwise(titles, known, [key], has_id=own.has_id, other_has_id=facts.has_id)


def _facts(asked: Mapping[str, list[str]]) -> PaperFacts:
    """What tells the paper of some identifiers from others."""
    return PaperFacts(
        frozenset(asked.get("arxiv", ())), frozenset(asked.get("doi", ())), frozenset(asked.get("by", ())),
        frozenset(map(int, asked.get("year", ()))),
    )  # fmt: skip


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
    named = "SELECT note FROM note_link WHERE name IN (SELECT lower(value) FROM json_each(?))"
    rows = connection.execute(f"{NOTE_ROWS} WHERE note.id IN ({named})", (json.dumps(sorted(names)),))
    return [note_from(row) for row in rows]


def papers_with_several_notes(connection: sqlite3.Connection) -> dict[int, list[NoteRow]]:
    """See `notes.catalogue.library.Library.papers_with_several_notes`."""
    several = (
        "SELECT paper FROM note JOIN entry ON entry.id = note.entry AND note.written"
        " GROUP BY paper HAVING count(*) > 1"
    )
    found: dict[int, list[NoteRow]] = {}
    for row in connection.execute(
        f"{NOTE_ROWS} WHERE note.written AND entry.paper IN ({several}) ORDER BY entry.paper, entry.id, note.rank"
    ):
        found.setdefault(row["paper"], []).append(note_from(row))
    return found
