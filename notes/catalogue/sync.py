"""Bringing the catalogue up to date with the sources.

Documents are told apart by their stat first and by a hash of their bytes second; only those that
changed are parsed. To the stat belongs the time that programs cannot set, since an edit may keep size
and time of the last one. Then notes are grouped into papers and entries, and what differs is written.
One transaction a source: an interrupted sync leaves the catalogue as it was.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from papernotes.notes.catalogue.grouping import regroup
from papernotes.notes.catalogue.schema import transaction
from papernotes.notes.catalogue.touched import Change
from papernotes.notes.formats.note_paths import wanted
from papernotes.notes.helping import begin_helping
from papernotes.notes.sources.files import UnreadableError, read_file
from papernotes.notes.sources.source import Source
from papernotes.notes.sources.walk import Document, Place, Skipped, documents
from papernotes.notes.text import fold

if TYPE_CHECKING:
    from papernotes.notes.formats.reader import Reading
    from papernotes.notes.model import Note

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, and how much there is (0: not known)."""

PARALLEL_FROM = 1000
"""Documents to parse from which on other processes are worth their start."""
CHUNK = 200
TICK_NANOSECONDS = 100_000_000
"""Two changes of a file within this time may bear the same time."""


class SyncCancelled(Exception):
    """The reader asked to stop; nothing of the interrupted source was written."""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync found: documents looked at and parsed, keys of entries added, changed, removed.

    `problems` counts all that the catalogue knows of this source, not only the new ones.
    """

    source: str
    documents: int = 0
    parsed: int = 0
    notes: int = 0
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    problems: int = 0


@dataclass(slots=True)
class _Plan:
    """What a look at the files' stats says is to be done."""

    seen: int = 0
    fresh: list[Document] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)


class _Known(NamedTuple):
    """What the catalogue knows of a document."""

    id: int
    size: int
    modified: int
    changed: int
    hash: str


def sync_source(
    connection: sqlite3.Connection,
    source: Source,
    repositories: Path,
    *,
    progress: Progress = lambda *_: None,
    cancel: Callable[[], bool] = lambda: False,
    processes: int = 2,
    others: Mapping[Place, str] | None = None,
) -> SyncReport:
    """Bring the catalogue up to date with one source; `others` are those that are left out of it (see `documents`).

    Raises SourceError if the source cannot be read (what the catalogue knew of it stays) and
    SyncCancelled.
    """
    progress(f"looking at {source.name}", 0, 0)
    if source.kind == "git":
        from papernotes.notes.sources.git_clone import fetch  # with what runs other programs

        fetch(source, repositories)
    root = source.root(repositories)
    old_id, stays = _known_source(connection, source, root)
    known = {
        path: _Known(*fields)
        for path, *fields in connection.execute(
            "SELECT path, id, size, modified, changed, hash FROM document WHERE source = ?",
            (old_id if stays else None,),
        )
    }
    began = time.time_ns()
    plan = _plan(source, repositories, known, others or {}, cancel)
    with transaction(connection):
        change = Change.begin(connection)
        source_id = old_id if stays and old_id else _new_source(connection, change, source, root)
        _write_skipped(connection, source_id, plan.skipped)
        change.of(connection, plan.gone)
        connection.executemany("DELETE FROM document WHERE id = ?", [(id_,) for id_ in plan.gone])
        parsed = 0
        jobs = [
            (document.path, known[document.path].hash if document.path in known else "")
            for document in plan.fresh
        ]
        results = _read_all(root, jobs, source.kind == "page", processes)
        for done, (document, (digest, reading)) in enumerate(zip(plan.fresh, results, strict=True), 1):
            parsed += reading is not None
            if done % 50 == 0 or done == len(jobs):
                progress(f"reading {source.name}", done, len(jobs))
            if cancel():
                raise SyncCancelled
            if document.changed > began - TICK_NANOSECONDS:  # another edit may bear the same time
                document = document._replace(changed=0)
            _write_document(connection, change, source_id, document, digest, reading)
        if change.any:
            progress("grouping papers", 0, 0)
        added, changed, removed = regroup(connection, change) if change.any else ((), (), ())
        connection.execute("UPDATE source SET synced = ? WHERE id = ?", (_now(), source_id))
        count = partial(_count, connection, source_id)
        return SyncReport(
            source.name, plan.seen, parsed, count("note JOIN document ON document.id = note.document"),
            added, changed, removed, count("problem"),
        )  # fmt: skip


def forget_source(connection: sqlite3.Connection, name: str) -> tuple[str, ...]:
    """Take a source and its notes out of the catalogue; returns the keys of the entries that went."""
    with transaction(connection):
        change = Change.begin(connection)
        _forget(connection, change, name)
        return regroup(connection, change)[2]


def _forget(connection: sqlite3.Connection, change: Change, name: str) -> None:
    documents = connection.execute(
        "SELECT id FROM document WHERE source = (SELECT id FROM source WHERE name = ?)", (name,)
    )
    change.of(connection, [row["id"] for row in documents])
    connection.execute("DELETE FROM source WHERE name = ?", (name,))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _count(connection: sqlite3.Connection, source_id: int, what: str) -> int:
    return int(
        connection.execute(f"SELECT count(*) FROM {what} WHERE source = ?", (source_id,)).fetchone()[0]
    )


def _known_source(connection: sqlite3.Connection, source: Source, root: Path) -> tuple[int | None, bool]:
    """The id of the source's row, if it has one, and whether it still lies where it lay."""
    row = connection.execute("SELECT id, kind, root FROM source WHERE name = ?", (source.name,)).fetchone()
    if row is None:
        return None, False
    return int(row["id"]), (row["kind"], row["root"]) == (source.kind, _kept(root))


def _kept(root: Path) -> str | bytes:
    """A folder as the database keeps it: its bytes where they are no text in the encoding of the locale."""
    text = str(root)
    try:
        text.encode()
    except UnicodeEncodeError:
        return os.fsencode(root)
    return text


def _new_source(connection: sqlite3.Connection, change: Change, source: Source, root: Path) -> int:
    """A row for a source that begins anew, be it that it lay elsewhere."""
    _forget(connection, change, source.name)
    cursor = connection.execute(
        "INSERT INTO source (name, kind, root) VALUES (?, ?, ?)", (source.name, source.kind, _kept(root))
    )
    return int(cursor.lastrowid or 0)


def _plan(
    source: Source,
    repositories: Path,
    known: Mapping[str, _Known],
    others: Mapping[Place, str],
    cancel: Callable[[], bool],
) -> _Plan:
    plan = _Plan()
    alone = source.kind == "page"
    present = set()
    for found in documents(source, repositories, others):
        if cancel():
            raise SyncCancelled
        if isinstance(found, Skipped):
            if wanted(found.path, alone=alone):
                plan.skipped.append(found)
            continue
        if not wanted(found.path, alone=alone):
            continue
        plan.seen += 1
        present.add(found.path)
        before = known.get(found.path)
        if before is None or not before.hash or before[1:4] != found[1:4]:
            plan.fresh.append(found)
    plan.gone = [before.id for path, before in known.items() if path not in present]
    return plan


def _read_all(
    root: Path, jobs: list[tuple[str, str]], alone: bool, processes: int
) -> Iterable[tuple[str, Reading | None]]:
    read = partial(_read_file, root, alone)
    if len(jobs) < PARALLEL_FROM or processes < 2:
        return map(read, jobs)
    return _read_in_processes(read, jobs, processes)


def _read_in_processes(
    read: Callable[[tuple[str, str]], tuple[str, Reading | None]], jobs: list[tuple[str, str]], processes: int
) -> Iterator[tuple[str, Reading | None]]:
    done = 0
    try:
        # Spawned, not forked: a fork copies the locks of whatever threads happen to run.
        with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), begin_helping) as pool:
            try:
                for done, result in enumerate(pool.map(read, jobs, chunksize=CHUNK), 1):  # noqa: B007
                    yield result
            finally:
                pool.shutdown(wait=True, cancel_futures=True)
    except (OSError, RuntimeError):  # none can be started, or one was killed for want of memory: then without
        yield from map(read, jobs[done:])


def _read_file(root: Path, alone: bool, job: tuple[str, str]) -> tuple[str, Reading | None]:
    """The hash of a document's bytes, and what it holds; None where the hash is the known one."""
    from papernotes.notes.formats.reader import Reading, read_document

    path, known_hash = job
    try:
        data = read_file(root, "" if alone else path)
    except UnreadableError as error:  # it was another file a moment ago
        return "", Reading(problems=((0, f"cannot read: {error.reason}"),))
    digest = hashlib.blake2b(data, digest_size=16).hexdigest()
    if digest == known_hash:
        return digest, None
    context = path if alone else in_context(root, path)
    return digest, read_document(data, context, alone=alone)


def in_context(root: Path, path: str) -> str:
    """`path` with the last two folders of its root, for a source that is itself a venue's or an area's folder."""
    return "/".join([*root.parts[1:][-2:], path])


def _write_skipped(connection: sqlite3.Connection, source_id: int, skipped: list[Skipped]) -> None:
    connection.execute("DELETE FROM problem WHERE source = ? AND document IS NULL", (source_id,))
    connection.executemany(
        "INSERT INTO problem (source, path, line, reason) VALUES (?, ?, 0, ?)",
        [(source_id, item.path, item.reason) for item in skipped],
    )


def _write_document(
    connection: sqlite3.Connection,
    change: Change,
    source_id: int,
    document: Document,
    digest: str,
    reading: Reading | None,
) -> None:
    """Store what a document holds, which nothing is where only its stat changed."""
    known = connection.execute(
        "SELECT id FROM document WHERE source = ? AND path = ?", (source_id, document.path)
    ).fetchone()
    stat = (document.size, document.modified, document.changed, digest)
    if known:
        id_ = int(known[0])
        connection.execute(
            "UPDATE document SET size = ?, modified = ?, changed = ?, hash = ? WHERE id = ?", (*stat, id_)
        )
        if reading is None:
            return
        change.of(connection, [id_])
        _forget_contents(connection, id_, len(reading.notes))
    else:
        cursor = connection.execute(
            "INSERT INTO document (source, path, size, modified, changed, hash) VALUES (?, ?, ?, ?, ?, ?)",
            (source_id, document.path, *stat),
        )
        id_ = int(cursor.lastrowid or 0)
        change.of(connection, [id_])
        if reading is None:
            return
    connection.executemany(
        _NOTE_UPSERT,
        [
            (id_, ordinal, *_note_values(note, own_text=reading.own_text))
            for ordinal, note in enumerate(reading.notes)
        ],
    )
    if reading.venues or reading.topics or reading.areas or reading.problems:
        _write_facts(connection, source_id, id_, document.path, reading)


def _forget_contents(connection: sqlite3.Connection, document: int, notes: int) -> None:
    """Takes out what a document held, but for its first so many notes, which keep their ids."""
    for table in ("label", "area", "problem"):
        connection.execute(f"DELETE FROM {table} WHERE document = ?", (document,))
    connection.execute("DELETE FROM note WHERE document = ? AND ordinal >= ?", (document, notes))


def _write_facts(
    connection: sqlite3.Connection, source_id: int, id_: int, path: str, reading: Reading
) -> None:
    """Store what a document holds besides notes."""
    labels = [("venue", venue.slug, "", venue.icon) for venue in reading.venues]
    labels += [("topic", topic.slug, topic.name, topic.icon) for topic in reading.topics]
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
            for area in reading.areas
        ],
    )  # fmt: skip
    connection.executemany(
        "INSERT INTO problem (document, source, path, line, reason) VALUES (?, ?, ?, ?, ?)",
        [(id_, source_id, path, line, reason) for line, reason in reading.problems],
    )


_NOTE_COLUMNS = (
    "title", "folded", "venue", "topic", "slug", "year", "award", "language", "summary", "keywords", "areas",
    "authors", "arxiv", "doi", "code", "paper_url", "rating", "date", "content_hash", "related", "text",
    "text_hash",
)  # fmt: skip
_NOTE_UPSERT = f"""
INSERT INTO note (document, ordinal, {", ".join(_NOTE_COLUMNS)}) VALUES (?, ?{", ?" * len(_NOTE_COLUMNS)})
ON CONFLICT (document, ordinal) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in _NOTE_COLUMNS)}
"""


def _note_values(note: Note, *, own_text: bool) -> tuple[object, ...]:
    """The columns of a note."""
    rating = {"overall": note.rating.overall, "axes": note.rating.axes}
    related = [(other.title, other.venue, other.target) for other in note.related]
    return (
        note.title, fold(note.title), note.venue.slug, note.topic.slug, note.slug, note.year, note.award,
        note.language, note.summary, _json(note.keywords), _json(note.areas), _json(note.authors), note.arxiv,
        note.doi, note.code, note.paper_url, _json(rating), note.date, note.content_hash, _json(related),
        note.markdown if own_text else None, note.text_hash,
    )  # fmt: skip


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _json(value: object) -> str:
    return _encode(value) if value else "[]"
