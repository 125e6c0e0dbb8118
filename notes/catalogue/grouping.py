"""Groups the catalogue's notes into papers and entries, and writes the entries that changed."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from papernotes.notes.catalogue.affected import (
    NOTES,
    CatalogueChange,
    affected_by,
    identity,
    rows_of,
    stored_judgement,
    write_all_ties,
)
from papernotes.notes.catalogue.identity import EntryGroup, group, identifiers, told_families
from papernotes.notes.catalogue.judgement import Judgement
from papernotes.notes.catalogue.labels import page_topics, rewrite_labels, year_of
from papernotes.notes.catalogue.schema import UNUSED_ENTRY_ID
from papernotes.notes.catalogue.succession import (
    FormerEntry,
    key_of,
    succession,
    told_names,
    told_of_same_text,
)
from papernotes.notes.startup import collector_paused

Keys = tuple[str, ...]

_COLUMNS = (
    "paper", "venue", "title", "folded", "year", "award", "keywords", "authors", "arxiv",
    "doi", "code", "date", "stars", "notes", "written", "digest", "contents", "revised",
)  # fmt: skip
_NOTHING = ("", "[]", None)
"""Values of a note's column that say nothing: authors are JSON."""


class GroupingResult(NamedTuple):
    """What grouping changed: the keys of entries that were added, changed and removed; those that have another key
    now, as `(before, now)`; and those that are a further edition of a paper that was known: in another language, or
    at another venue. An entry of which only a list knew is added when its note comes, and removed when that goes."""

    added: Keys = ()
    changed: Keys = ()
    removed: Keys = ()
    renamed: tuple[tuple[str, str], ...] = ()
    editions: Keys = ()


def regroup(connection: sqlite3.Connection, change: CatalogueChange | None = None) -> GroupingResult:
    """Group notes into entries and write what differs. Runs inside the caller's transaction.

    With `change`, only the notes that it can affect are grouped; the result is the same as that of grouping all.
    All entries that differ are listed as unindexed.
    """
    with collector_paused():
        affected = affected_by(connection, change) if change is not None else None
        judgement = change.judgement if change else stored_judgement(connection) or Judgement()
        if affected is None:
            notes = {row["id"]: row for row in connection.execute(NOTES)}
            write_all_ties(connection, notes.values(), judgement)
            before = connection.execute(_BEFORE).fetchall()
        else:
            notes = affected.notes
            before = rows_of(connection, f"{_BEFORE} WHERE id IN", affected.entries)
        groups = group([identity(row, judgement) for row in notes.values()])
        return _write(connection, groups, notes, {row["key"]: row for row in before}, judgement)


def _write(
    connection: sqlite3.Connection,
    groups: Sequence[EntryGroup],
    notes: Mapping[int, sqlite3.Row],
    before: Mapping[str, sqlite3.Row],
    judgement: Judgement,
) -> GroupingResult:
    """Write what differs between these groups and the entries that their notes had, by key."""
    topics = _topics(connection, notes.values())
    first_of_paper: dict[int, int] = defaultdict(lambda: 1 << 62)
    for entry in groups:
        first_of_paper[entry.paper] = min(first_of_paper[entry.paper], *entry.notes)
    differing = _differing(groups, notes, before, topics)
    same = {entry.key for entry in groups} - {entry.key for entry, _ in differing}
    _write_papers(
        connection,
        ((before[entry.key], first_of_paper[entry.paper]) for entry in groups if entry.key in same),
    )

    left = {key: row for key, row in before.items() if key not in same}
    became = succession([entry for entry, _ in differing], notes, left)
    told = told_of_same_text(became.gone, [entry for entry, _ in differing], notes, before, judgement)
    connection.executemany(
        "INSERT INTO succession (names) VALUES (?)", [(json.dumps(names),) for names in told]
    )
    connection.executemany("DELETE FROM entry WHERE id = ?", [(old.row["id"],) for old in became.gone])
    renamed = [(old.row["key"], key) for key, old in became.former.items() if old and old.row["key"] != key]
    # Two may change places, and a key stands for one entry only.
    connection.executemany(
        "UPDATE entry SET key = '\x01' || id WHERE key = ?", [(old,) for old, _ in renamed]
    )
    known_since: dict[int, str] = {}
    for entry in groups:
        former = became.former.get(entry.key)
        row = before[entry.key] if entry.key in same else former.row if former else None
        if row is not None and row["written"]:
            known_since[entry.paper] = min(row["added"], known_since.get(entry.paper, row["added"]))

    now = datetime.now(UTC).isoformat(timespec="seconds")
    ids = [id_ for entry, _ in differing for id_ in entry.notes]
    full_rows = {row["id"]: row for row in rows_of(connection, "SELECT * FROM note WHERE id IN", ids)}
    new_entries = [entry for entry, _ in differing if became.former[entry.key] is None]
    alone = [id_ for entry in new_entries for id_ in entry.notes if notes[id_]["entry"] is None]
    by_id = {row["id"]: row for row in before.values()}
    fates: dict[str, _Fate] = {}
    editions: list[str] = []
    for entry, digest in differing:
        members, former = [full_rows[id_] for id_ in entry.notes], became.former[entry.key]
        contents = " ".join(sorted({row["text_hash"] for row in members}))
        origins = [by_id[notes[id_]["entry"]] for id_ in entry.notes if notes[id_]["entry"] in by_id]
        is_retold = former is not None and _is_retold(connection, former.row, members, contents, topics)
        fate = _fate(former, members, origins, known_since.get(entry.paper), now, is_retold)
        fates[entry.key] = fate
        is_written = any(row["written"] for row in members)
        # A note that joins what a list named, or leaves it, is no other name of it.
        if (
            former
            and is_written == bool(former.row["written"])
            and (
                names := told_names(former, entry, notes)
                or _told_of_note(connection, former, entry, notes, alone)
            )
        ):
            connection.execute("INSERT INTO succession (names) VALUES (?)", (json.dumps(names),))
        is_further = fate.kind == _NEW and is_written and entry.paper in known_since
        if is_further or (former and fate.kind != _ARRIVED and _is_edition(former.row["id"], members)):
            editions.append(entry.key)
        values = (first_of_paper[entry.paper], *_values(members), digest, contents, fate.revised)
        id_ = _write_entry(connection, former, entry.key, fate.added, values)
        _write_members(connection, id_, entry.key, members, topics)

    gone = [old.row["key"] for old in became.gone]
    touched = dict.fromkeys((*became.former, *gone, *(old for old, _ in renamed)))
    waiting = [(key,) for key in touched if key not in fates or fates[key].kind != _RETOLD]
    connection.executemany("INSERT OR IGNORE INTO unindexed VALUES (?)", waiting)
    rewrite_labels(connection)
    return _result({key: fates[key] for key in became.former}, gone, renamed, editions)


def _result(
    fates: Mapping[str, _Fate],
    gone: Iterable[str],
    renamed: Iterable[tuple[str, str]],
    editions: Iterable[str],
) -> GroupingResult:
    """What to say of it. An entry that is renamed is not called changed, too."""

    def keys(*kinds: str) -> Keys:
        return tuple(key for key, fate in fates.items() if fate.kind in kinds)

    changed = keys(_CHANGED)
    names = tuple(pair for pair in renamed if pair[1] in changed)
    now = {key for _, key in names}
    changed = tuple(key for key in keys(_CHANGED, _MOVED) if key not in now)
    return GroupingResult(
        keys(_NEW, _ARRIVED), changed, (*gone, *sorted(keys(_LEFT))), names, tuple(editions)
    )


_NEW, _MOVED, _CHANGED, _ARRIVED, _LEFT, _LISTED, _RETOLD = (
    "new", "moved", "changed", "arrived", "left", "listed", "retold",
)  # fmt: skip


class _Fate(NamedTuple):
    """What has become of an entry, and when it was added and revised.

    It is new, or moved: of notes that other entries had, since the reader joined or split them. Else it had a former self:
    it changed; its first note arrived, or its last note left, where a list names it; it is as before, except that a list
    names it, or names it no more; or its pages tell the same as before (see `_is_retold`).
    """

    kind: str
    added: str
    revised: str


def _fate(
    former: FormerEntry | None,
    members: Sequence[sqlite3.Row],
    origins: Sequence[sqlite3.Row],
    known_since: str | None,
    now: str,
    is_retold: bool,
) -> _Fate:
    """What has become of the entry of these notes (`members`), some of which other entries had (`origins`).

    `known_since` is when its paper came to the library by another entry.
    """
    written = [row for row in members if row["written"]]
    texts = " ".join({row["text_hash"] for row in written or members})
    had = " ".join(row["contents"] for row in origins)
    if former is None:
        if had and not _has_new_text(had, texts):
            return _Fate(_MOVED, min(row["added"] for row in origins), max(row["revised"] for row in origins))
        # A paper that is known from elsewhere is not new: it has something new.
        return _Fate(_NEW, now, "") if known_since is None else _Fate(_NEW, known_since, now)
    before = former.row
    has_new_text = _has_new_text(f"{before['contents']} {had}" if before["contents"] else "", texts)
    revised = now if has_new_text else before["revised"]
    if written and not before["written"]:
        return _Fate(_ARRIVED, now, revised)
    if before["written"] and not written:
        kind = _LEFT
    elif is_retold:
        kind = _RETOLD
    elif not has_new_text and len(written) == before["written"] and len(members) != before["notes"]:
        kind = _LISTED
    else:
        kind = _CHANGED
    return _Fate(kind, before["added"], revised)


def _differing(
    groups: Iterable[EntryGroup],
    notes: Mapping[int, sqlite3.Row],
    before: Mapping[str, sqlite3.Row],
    topics: Mapping[int, str],
) -> list[tuple[EntryGroup, str]]:
    """The groups that differ from the entry that had their key, each with its digest."""
    found = []
    for entry in groups:
        members = [notes[id_] for id_ in entry.notes]
        digest, old = _digest(members, topics), before.get(entry.key)
        # A source that moved has new notes, which may have been given the ids of its old ones.
        stays = old is not None and all(row["entry"] == old["id"] for row in members)
        if old is None or old["digest"] != digest or not stays:
            found.append((entry, digest))
    return found


def _write_papers(connection: sqlite3.Connection, papers: Iterable[tuple[sqlite3.Row, int]]) -> None:
    """Write the paper of entries that otherwise stay the same: it may have gained or lost an entry at another venue. There is
    nothing to index."""
    for entry, paper in papers:
        if entry["paper"] != paper:
            connection.execute("UPDATE entry SET paper = ? WHERE id = ?", (paper, entry["id"]))


def _write_entry(
    connection: sqlite3.Connection, former: FormerEntry | None, key: str, added: str, values: Sequence[object]
) -> int:
    """Write the row of an entry: a new one, or over that of its former self. Returns its id."""
    if former is None:
        columns = f"INSERT INTO entry (id, key, added, {', '.join(_COLUMNS)})"
        insert = f"{columns} VALUES ({UNUSED_ENTRY_ID}, ?, ?{', ?' * len(_COLUMNS)})"
        return int(connection.execute(insert, (key, added, *values)).lastrowid or 0)
    assignments = ", ".join(f"{name} = ?" for name in _COLUMNS)
    connection.execute(
        f"UPDATE entry SET key = ?, {assignments} WHERE id = ?", (key, *values, former.row["id"])
    )
    return int(former.row["id"])


def _told_of_note(
    connection: sqlite3.Connection,
    former: FormerEntry,
    entry: EntryGroup,
    notes: Mapping[int, sqlite3.Row],
    alone: Sequence[int],
) -> tuple[str, ...]:
    """The names by which a note of several was known and is known now, if it alone was renamed. It is still in the entry, or
    among the notes that are `alone` in new entries, since the reader had joined it by its former name."""
    if former.row["notes"] < 2:
        return ()
    keys = {key_of(notes[id_]) for id_ in entry.notes}
    before = connection.execute("SELECT key FROM entry_key WHERE entry = ?", (former.row["id"],))
    gone = {former.row["key"], *(key for (key,) in before)} - keys
    came = [id_ for id_ in entry.notes if notes[id_]["entry"] is None]
    came = came or [id_ for id_ in alone if notes[id_]["text_hash"] in former.texts]
    if len(gone) != 1 or len(came) != 1 or notes[came[0]]["text_hash"] not in former.texts:
        return ()
    note = notes[came[0]]
    return identifiers(
        note["folded"], note["arxiv"], note["doi"], [key_of(note), *gone],
        families=told_families(note["authors"]), year=note["year"],
    )  # fmt: skip


def _is_retold(
    connection: sqlite3.Connection,
    before: sqlite3.Row,
    members: Sequence[sqlite3.Row],
    contents: str,
    topics: Mapping[int, str],
) -> bool:
    """Whether an entry of pages only stands elsewhere in them: its notes have the same texts, from which all else comes."""
    if before["contents"] != contents or any(row["text"] is None for row in members):
        return False
    filed = connection.execute("SELECT topic FROM entry_topic WHERE entry = ?", (before["id"],))
    same_topics = {row[0] for row in filed} == {topics.get(row["id"], row["topic"]) for row in members}
    return same_topics and before["key"] in {f"{row['venue']}/{row['slug']}" for row in members}


def _is_edition(entry: int, members: Sequence[sqlite3.Row]) -> bool:
    """Whether a note in a language that an entry (its id) did not have has come to it."""
    known = {row["language"] for row in members if row["entry"] == entry and row["written"]}
    return bool(known) and any(
        row["entry"] is None and row["language"] not in known for row in members if row["written"]
    )


_BEFORE = """
SELECT id, key, paper, venue, folded, year, authors, arxiv, doi, digest, contents, added, revised, notes, written FROM entry
"""


def _topics(connection: sqlite3.Connection, notes: Iterable[sqlite3.Row]) -> dict[int, str]:
    """The topics of notes that are filed under another topic than they state: those of pages, under a tree's."""
    renamed = page_topics(connection)
    return {row["id"]: renamed[row["topic"]] for row in notes if row["topic"] in renamed and row["has_text"]}


def _digest(members: list[sqlite3.Row], topics: Mapping[int, str]) -> str:
    """A hash that changes when a note comes, goes, changes in any byte, or is filed elsewhere."""
    parts = [f"{row['id']} {row['hash']} {row['path']} {row['ordinal']}" for row in members]
    parts += [topics[row["id"]] for row in members if row["id"] in topics]
    if members[0]["authors"] in _NOTHING:  # once they were not taken from another note
        parts += [row["authors"] for row in members if row["authors"] not in _NOTHING]
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=12).hexdigest()


def _has_new_text(before: str, now: str) -> bool:
    """Whether some text is new. `before` and `now` are hashes; if `before` is unknown (empty), any change counts."""
    return not before or not set(now.split()) <= set(before.split())


def _values(members: list[sqlite3.Row]) -> tuple[object, ...]:
    """The entry's columns: for most of them, the value of the first note that has one."""

    def first(name: str) -> object:
        return next((row[name] for row in members if row[name] not in _NOTHING), members[0][name])

    keywords = dict.fromkeys(word for row in members for word in json.loads(row["keywords"]))
    venue = members[0]["venue"]
    return (
        venue, first("title"), first("folded"), first("year") or year_of(venue), first("award"),
        json.dumps(list(keywords), ensure_ascii=False), first("authors"),
        first("arxiv"), first("doi"), first("code"), max(row["date"] for row in members),
        next((stars for row in members if (stars := _stars(row["rating"])) is not None), None), len(members),
        sum(row["written"] for row in members),
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
