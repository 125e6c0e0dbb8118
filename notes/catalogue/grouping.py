"""Groups the catalogue's notes into papers and entries, and writes the entries that changed."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from papernotes.notes.catalogue.affected import (
    NOTES,
    CatalogueChange,
    affected_by,
    identity,
    rows_of,
    write_all_ties,
)
from papernotes.notes.catalogue.identity import EntryGroup, group
from papernotes.notes.catalogue.labels import page_topics, rewrite_labels, year_of
from papernotes.notes.startup import collector_paused

Keys = tuple[str, ...]

_COLUMNS = (
    "paper", "venue", "title", "folded", "year", "award", "keywords", "authors", "arxiv",
    "doi", "code", "date", "stars", "notes", "digest", "contents", "revised",
)  # fmt: skip


def regroup(connection: sqlite3.Connection, change: CatalogueChange | None = None) -> tuple[Keys, Keys, Keys]:
    """Group notes into entries and write what differs. Runs inside the caller's transaction.

    With `change`, only the notes that it can affect are grouped; the result is the same as that of grouping all.
    Returns the keys of the entries that were added, changed and removed, and lists all of them as unindexed.
    """
    with collector_paused():
        affected = affected_by(connection, change) if change is not None else None
        if affected is None:
            notes = {row["id"]: row for row in connection.execute(NOTES)}
            write_all_ties(connection, notes.values())
            before = connection.execute(_BEFORE).fetchall()
        else:
            notes = affected.notes
            before = rows_of(connection, f"{_BEFORE} WHERE id IN", affected.entries)
        return _regroup(connection, notes, {row["key"]: row for row in before})


def _regroup(
    connection: sqlite3.Connection, notes: Mapping[int, sqlite3.Row], before: dict[str, sqlite3.Row]
) -> tuple[Keys, Keys, Keys]:
    """Group these notes. `before` holds the entries that they had, by key."""
    topics = _topics(connection, notes.values())
    groups = group([identity(row) for row in notes.values()])
    first_of_paper: dict[int, int] = defaultdict(lambda: 1 << 62)
    for entry in groups:
        first_of_paper[entry.paper] = min(first_of_paper[entry.paper], *entry.notes)

    added: list[str] = []
    changed: list[str] = []
    differing: list[tuple[EntryGroup, sqlite3.Row | None, str]] = []
    for entry in groups:
        members = [notes[id_] for id_ in entry.notes]
        digest = _digest(members, topics)
        old = before.pop(entry.key, None)
        # A source that moved has new notes, which may have been given the ids of its old ones.
        stays = old is not None and all(row["entry"] == old["id"] for row in members)
        if old is None or old["digest"] != digest or not stays:
            differing.append((entry, old, digest))
            (added if old is None else changed).append(entry.key)
        elif old["paper"] != (paper := first_of_paper[entry.paper]):
            # The paper gained or lost an entry at another venue; there is nothing to index.
            connection.execute("UPDATE entry SET paper = ? WHERE id = ?", (paper, old["id"]))

    now = datetime.now(UTC).isoformat(timespec="seconds")
    ids = [id_ for entry, _, _ in differing for id_ in entry.notes]
    full_rows = {row["id"]: row for row in rows_of(connection, "SELECT * FROM note WHERE id IN", ids)}
    for entry, old, digest in differing:
        members = [full_rows[id_] for id_ in entry.notes]
        contents = " ".join(sorted({row["text_hash"] for row in members}))
        revised = "" if old is None else now if _has_new_text(old["contents"], contents) else old["revised"]
        values = (first_of_paper[entry.paper], *_values(members), digest, contents, revised)
        if old is None:
            id_ = connection.execute(
                f"INSERT INTO entry (key, added, {', '.join(_COLUMNS)}) VALUES (?, ?{', ?' * len(_COLUMNS)})",
                (entry.key, now, *values),
            ).lastrowid
        else:
            id_ = old["id"]
            assignments = ", ".join(f"{name} = ?" for name in _COLUMNS)
            connection.execute(f"UPDATE entry SET {assignments} WHERE id = ?", (*values, id_))
        _write_members(connection, int(id_ or 0), entry.key, members, topics)
    removed = list(before)
    connection.executemany("DELETE FROM entry WHERE key = ?", [(key,) for key in removed])
    connection.executemany(
        "INSERT OR IGNORE INTO unindexed VALUES (?)", [(key,) for key in (*added, *changed, *removed)]
    )
    rewrite_labels(connection)
    return tuple(added), tuple(changed), tuple(removed)


_BEFORE = "SELECT id, key, paper, digest, contents, revised FROM entry"


def _topics(connection: sqlite3.Connection, notes: Iterable[sqlite3.Row]) -> dict[int, str]:
    """The topics of notes that are filed under another topic than they state: those of pages, under a tree's."""
    renamed = page_topics(connection)
    return {row["id"]: renamed[row["topic"]] for row in notes if row["topic"] in renamed and row["has_text"]}


def _digest(members: list[sqlite3.Row], topics: Mapping[int, str]) -> str:
    """A hash that changes when a note comes, goes, changes in any byte, or is filed elsewhere."""
    parts = [f"{row['id']} {row['hash']} {row['path']} {row['ordinal']}" for row in members]
    parts += [topics[row["id"]] for row in members if row["id"] in topics]
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=12).hexdigest()


def _has_new_text(before: str, now: str) -> bool:
    """Whether some text is new. `before` and `now` are hashes; if `before` is unknown (empty), any change counts."""
    return not before or not set(now.split()) <= set(before.split())


def _values(members: list[sqlite3.Row]) -> tuple[object, ...]:
    """The entry's columns: for most of them, the value of the first note that has one."""

    def first(name: str) -> object:
        return next((row[name] for row in members if row[name]), members[0][name])

    keywords = dict.fromkeys(word for row in members for word in json.loads(row["keywords"]))
    venue = members[0]["venue"]
    return (
        venue, first("title"), first("folded"), first("year") or year_of(venue), first("award"),
        json.dumps(list(keywords), ensure_ascii=False), first("authors"),
        first("arxiv"), first("doi"), first("code"), max(row["date"] for row in members),
        next((stars for row in members if (stars := _stars(row["rating"])) is not None), None), len(members),
    )  # fmt: skip


def _stars(rating: str) -> float | None:
    """One number for lists and orders: the overall stars, else the mean of the axes."""
    value = json.loads(rating)
    overall: float | None = value["overall"]
    if overall is None and value["axes"]:
        overall = round(sum(stars for _, stars in value["axes"]) / len(value["axes"]), 2)
    return overall


def _write_members(
    connection: sqlite3.Connection,
    entry: int,
    key: str,
    members: list[sqlite3.Row],
    topics: Mapping[int, str],
) -> None:
    """Write which notes, topics and further keys an entry has."""
    connection.executemany(
        "UPDATE note SET entry = ?, rank = ? WHERE id = ?",
        [(entry, rank, row["id"]) for rank, row in enumerate(members)],
    )
    for table in ("entry_topic", "entry_key"):
        connection.execute(f"DELETE FROM {table} WHERE entry = ?", (entry,))
    connection.executemany(
        "INSERT OR IGNORE INTO entry_topic (entry, topic) VALUES (?, ?)",
        [(entry, topics.get(row["id"], row["topic"])) for row in members],
    )
    names = {f"{row['venue']}/{row['slug']}" for row in members} - {key}
    connection.executemany(
        "INSERT OR IGNORE INTO entry_key (key, entry) VALUES (?, ?)", [(name, entry) for name in names]
    )
