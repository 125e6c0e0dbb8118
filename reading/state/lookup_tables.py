"""Tables beside `paper` that answer by SQL what would otherwise need all papers in memory.

`identifier` says which papers have an identifier, `mark` which marks papers have. Triggers on `paper` update both tables, so
that they stay right even if a version of the program writes that does not know them. They cost a few kilobytes of writing for
each mark. In return, opening reads no paper, and a change only the papers that it is about.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from papernotes.reading.startup import collector_paused
from papernotes.reading.state.identity import is_identifier
from papernotes.reading.state.projection import Paper

VERSION = "3"
"""Raise it when the tables or triggers change; tables of another version are rebuilt."""

_TABLES = ("identifier", "mark")
TRIGGERS = ("paper_changes", "paper_changed", "paper_goes")

_SOUND = "CASE WHEN json_valid({0}) THEN {0} ELSE 'null' END"
# Details, which many papers share, tell of none.
_TELLS = "value NOT GLOB 'by:*' AND value NOT GLOB 'year:*'"
_IDENTIFIERS = f"(SELECT value FROM json_each({_SOUND}, '$[2]') WHERE {_TELLS})"
_MARKS = (
    "(SELECT json_extract(value, '$[0]') AS what, json_extract(value, '$[1]') AS name, {1} AS paper,"
    " json_extract(value, '$[4]') AS value, json_extract(value, '$[3]') AS time"
    " FROM json_each(" + _SOUND + ", '$[3]') WHERE json_extract(value, '$[4]') NOT IN ('', 0))"
)
_OLD, _NEW = ("OLD.document", "OLD.id"), ("NEW.document", "NEW.id")
_OLD_ROW = "(SELECT document FROM paper WHERE id = NEW.id)", "NEW.id"

# Only changed rows are written, since most rows of a paper stay the same and are on pages all over the file. Each column
# is compared by itself, since SQLite uses no index for `(several, columns) IN (query)`.
_STATEMENTS = (
    """CREATE {temporary} TABLE identifier (
         identifier TEXT NOT NULL, paper TEXT NOT NULL, PRIMARY KEY (identifier, paper)
       ) WITHOUT ROWID""",
    """CREATE {temporary} TABLE mark (
         what TEXT NOT NULL, name TEXT NOT NULL, paper TEXT NOT NULL, value NOT NULL, time TEXT NOT NULL,
         PRIMARY KEY (what, name, paper)
       ) WITHOUT ROWID""",
    f"""CREATE {{temporary}} TRIGGER paper_changes BEFORE INSERT ON paper BEGIN
          DELETE FROM identifier WHERE paper = NEW.id AND identifier IN (
            SELECT value FROM {_IDENTIFIERS.format(*_OLD_ROW)} EXCEPT SELECT value FROM {_IDENTIFIERS.format(*_NEW)});
          DELETE FROM mark WHERE what IN (SELECT what FROM {_MARKS.format(*_OLD_ROW)})
            AND name IN (SELECT name FROM {_MARKS.format(*_OLD_ROW)}) AND paper = NEW.id
            AND NOT EXISTS (
              SELECT 1 FROM {_MARKS.format(*_NEW)} AS now WHERE now.what = mark.what AND now.name = mark.name);
        END""",
    f"""CREATE {{temporary}} TRIGGER paper_changed AFTER INSERT ON paper BEGIN
          INSERT OR REPLACE INTO identifier SELECT value, NEW.id FROM {_IDENTIFIERS.format(*_NEW)} AS now
            WHERE NOT EXISTS (SELECT 1 FROM identifier WHERE identifier = now.value AND paper = NEW.id);
          INSERT OR REPLACE INTO mark SELECT what, name, paper, value, time FROM {_MARKS.format(*_NEW)} AS now
            WHERE NOT EXISTS (
              SELECT 1 FROM mark WHERE mark.what = now.what AND mark.name = now.name AND mark.paper = now.paper
                AND mark.value = now.value AND mark.time = now.time);
        END""",
    f"""CREATE {{temporary}} TRIGGER paper_goes AFTER DELETE ON paper BEGIN
          DELETE FROM identifier WHERE paper = OLD.id AND identifier IN (
            SELECT value FROM {_IDENTIFIERS.format(*_OLD)});
          DELETE FROM mark WHERE what IN (SELECT what FROM {_MARKS.format(*_OLD)})
            AND name IN (SELECT name FROM {_MARKS.format(*_OLD)}) AND paper = OLD.id;
        END""",
)

Rows = Callable[..., list[Any]]
"""A function that runs a query with its values and returns all rows."""


def make(connection: sqlite3.Connection) -> None:
    """Make empty tables in place of the present ones. The caller holds a write transaction."""
    for trigger in TRIGGERS:
        connection.execute(f"DROP TRIGGER IF EXISTS {trigger}")
    for table in _TABLES:
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    for statement in _STATEMENTS:
        connection.execute(statement.format(temporary=""))


def are_there(connection: sqlite3.Connection) -> bool:
    """Whether the tables and triggers are as `make` makes them."""
    wanted = {statement.format(temporary="").replace("CREATE  ", "CREATE ") for statement in _STATEMENTS}
    return wanted <= {sql for (sql,) in connection.execute("SELECT sql FROM sqlite_schema")}


def make_temporary(connection: sqlite3.Connection, papers: Iterable[Paper]) -> None:
    """Make temporary tables of these papers, for this connection alone, if the file cannot be written."""
    connection.execute("BEGIN")
    connection.execute(
        "CREATE TEMPORARY TABLE paper (id TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID"
    )
    for statement in _STATEMENTS:
        connection.execute(statement.format(temporary="TEMPORARY"))
    connection.executemany(
        "INSERT INTO paper VALUES (?, ?)", ((paper.id, paper.as_document()) for paper in papers)
    )
    connection.execute("COMMIT")


def clear(connection: sqlite3.Connection) -> None:
    """Empty `paper` and the tables beside it."""
    for table in (*_TABLES, "paper"):
        connection.execute(f"DELETE FROM {table}")


def rows_of(papers: Iterable[Paper]) -> tuple[set[tuple[Any, ...]], set[tuple[Any, ...]]]:
    """The rows that `identifier` and `mark` should have for these papers."""
    identifiers: set[tuple[Any, ...]] = set()
    marks: set[tuple[Any, ...]] = set()
    for paper in papers:
        identifiers.update((name, paper.id) for name in paper.identifiers if is_identifier(name))
        marks.update(
            (what, name, paper.id, held.value, held.time)
            for (what, name), held in paper.registers.items()
            if held.value
        )
    return identifiers, marks


_SOUND_DOCUMENT = _SOUND.format("paper.document")
_FIT = (
    f"""SELECT count(*) = total(EXISTS (SELECT 1 FROM identifier
                 WHERE identifier.identifier = held.value AND identifier.paper = paper.id))
               AND count(*) = (SELECT count(*) FROM identifier)
        FROM paper, json_each({_SOUND_DOCUMENT}, '$[2]') AS held WHERE {_TELLS}""",
    f"""SELECT count(*) = total(EXISTS (SELECT 1 FROM mark
                 WHERE mark.what = json_extract(held.value, '$[0]') AND mark.name = json_extract(held.value, '$[1]')
                   AND mark.paper = paper.id AND mark.value = json_extract(held.value, '$[4]')
                   AND mark.time = json_extract(held.value, '$[3]')))
               AND count(*) = (SELECT count(*) FROM mark)
        FROM paper, json_each({_SOUND_DOCUMENT}, '$[3]') AS held
        WHERE json_extract(held.value, '$[4]') NOT IN ('', 0)""",
    f"SELECT NOT EXISTS (SELECT 1 FROM paper WHERE json_extract({_SOUND_DOCUMENT}, '$[0]') IS NOT id)",
)


def fit_papers(connection: sqlite3.Connection) -> bool:
    """Whether the tables hold what the papers say of which they are made, and nothing else: 0.3 s for 20,000 papers,
    in SQLite, so that other threads go on. A paper itself has a checksum, and is checked when it is read."""
    return all(connection.execute(query).fetchone()[0] for query in _FIT)


def stored_rows(connection: sqlite3.Connection) -> tuple[set[tuple[Any, ...]], set[tuple[Any, ...]]]:
    """The rows that `identifier` and `mark` have."""
    identifiers = connection.execute("SELECT identifier, paper FROM identifier")
    marks = connection.execute("SELECT what, name, paper, value, time FROM mark")
    return set(map(tuple, identifiers)), set(map(tuple, marks))


def papers_with(
    connection: sqlite3.Connection, what: str, names: Iterable[str] | None = None, value: str | None = None
) -> list[str]:
    """The ids of the papers with a mark of this kind; only with one of the names, or the value, if these are given.

    A paper with several such marks is returned once for each.
    """
    where, values = "what = ?", [what]
    if names is not None:
        where += " AND name IN (SELECT value FROM json_each(?))"
        values.append(json.dumps(list(names)))
    if value is not None:
        where += " AND mark.value = ?"
        values.append(value)
    # In one row, since reading each row waits for other threads that are computing.
    sql = f"SELECT group_concat(paper, ' ') FROM mark WHERE {where}"
    return (connection.execute(sql, values).fetchone()[0] or "").split()


_UNSETTLED = """SELECT sighting.key, count(*) AS held, count(DISTINCT paper) AS papers FROM json_each(?) AS sighting
                JOIN json_each(sighting.value) AS known JOIN identifier ON identifier.identifier = known.value
                GROUP BY sighting.key HAVING papers > 1 OR held < json_array_length(sighting.value)"""


def unsettled(connection: sqlite3.Connection, sightings: Sequence[Sequence[str]]) -> list[int]:
    """Which of some sightings (cleaned), by number, may tell something: those of which a paper has some
    identifiers, but not one paper all of them. Details are not looked at."""
    asked = [list(filter(is_identifier, sighting)) for sighting in sightings]
    return [number for number, _, _ in connection.execute(_UNSETTLED, (json.dumps(asked),))]


def members(connection: sqlite3.Connection, what: str) -> dict[str, tuple[str, ...]]:
    """The ids of the papers of every list or tag (`what`) that has some, by its id; those of a list in its order."""
    found: dict[str, list[str]] = {}
    for name, paper in connection.execute(
        "SELECT name, paper FROM mark WHERE what = ? ORDER BY name, value, paper", (what,)
    ):
        found.setdefault(name, []).append(paper)
    return {name: tuple(papers) for name, papers in found.items()}


def holders(connection: sqlite3.Connection, what: str) -> dict[str, tuple[str, ...]]:
    """The names of a kind of mark → the ids of the papers that have it, in no order."""
    found: dict[str, tuple[str, ...]] = {}
    for name, paper in connection.execute("SELECT name, paper FROM mark WHERE what = ?", (what,)):
        found[name] = (*found.get(name, ()), paper)
    return found


_COUNTED = """SELECT mark.name, {spelled}, min(mark.paper), count(*) AS total, count(done.paper) AS done FROM mark
              LEFT JOIN mark AS done ON done.what = 'read' AND done.name = '' AND done.paper = mark.paper
              WHERE mark.what = ? {among} GROUP BY mark.name"""


def list_counts(connection: sqlite3.Connection, ids: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Id of a list → how many papers it has, and how many of them are read."""
    wanted = list(ids)
    sql = _COUNTED.format(spelled="''", among="AND mark.name IN (SELECT value FROM json_each(?))")
    # In one row: where other threads compute, each row that is read waits for them.
    rows = f"SELECT json_group_array(json_array(name, total, done)) FROM ({sql})"
    found = json.loads(connection.execute(rows, ("list", json.dumps(wanted))).fetchone()[0])
    counts = {id: (total, read) for id, total, read in found}
    return {id: counts.get(id, (0, 0)) for id in wanted}


def tag_ids(connection: sqlite3.Connection) -> list[str]:
    """The ids of all tags that a paper has."""
    return [id for (id,) in connection.execute("SELECT DISTINCT name FROM mark WHERE what = 'tag'")]


def tag_counts(connection: sqlite3.Connection) -> list[tuple[str, str, int, int]]:
    """All tags: id, the spelling on the first paper, how many papers have it, and how many of them are read."""
    rows = connection.execute(_COUNTED.format(spelled="mark.value", among=""), ("tag",))
    return [(id, spelled, total, read) for id, spelled, _, total, read in rows]


def read_times(connection: sqlite3.Connection) -> list[str]:
    """The time at which each read paper was read."""
    rows = "SELECT group_concat(time, ' ') FROM mark WHERE what = 'read'"
    return (connection.execute(rows).fetchone()[0] or "").split()


def ids(connection: sqlite3.Connection) -> list[str]:
    """The ids of all papers."""
    return (connection.execute("SELECT group_concat(id, ' ') FROM paper").fetchone()[0] or "").split()


def identifiers(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """The identifiers of all papers, by id."""
    rows = "SELECT json_group_array(json_array(id, json_extract(document, '$[2]'))) FROM paper"
    return dict(json.loads(connection.execute(rows).fetchone()[0]))


class StoredPapers:
    """The papers in the tables, read when they are needed. Methods raise ReadingError."""

    def __init__(self, rows: Rows, damaged: Callable[[], Exception]) -> None:
        self._rows = rows
        self._damaged = damaged

    def holders(self, identifiers: Sequence[str]) -> list[str]:
        """The ids of the papers that have one of the identifiers."""
        sql = "SELECT DISTINCT paper FROM identifier WHERE identifier IN (SELECT value FROM json_each(?))"
        return [row[0] for row in self._rows(sql, json.dumps(identifiers))]

    def papers(self, ids: Sequence[str] | None = None) -> list[Paper]:
        """The papers of these ids, or all; unknown ones are left out."""
        # In one row, since reading each row waits for other threads that are computing.
        sql = "SELECT CAST(group_concat(document, char(10)) AS BLOB) FROM paper"
        if ids is None:
            ((documents,),) = self._rows(sql)
        else:
            ((documents,),) = self._rows(
                f"{sql} WHERE id IN (SELECT value FROM json_each(?))", json.dumps(ids)
            )
        try:
            with collector_paused():
                return [Paper.from_document(text) for text in (documents or b"").decode().split("\n") if text]
        except (ValueError, TypeError) as error:
            raise self._damaged() from error

    def members(self, list_id: str) -> list[tuple[str, str]]:
        """The papers of a list, in order, as (rank, paper id)."""
        sql = "SELECT value, paper FROM mark WHERE what = 'list' AND name = ? ORDER BY value, paper"
        return [(rank, id) for rank, id in self._rows(sql, list_id)]
