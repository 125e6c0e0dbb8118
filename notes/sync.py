"""Bringing the catalogue up to date with the sources.

Documents are told apart by their stat first and by a hash of their bytes second; only those that
changed are parsed. Then notes are grouped into papers and entries, and what differs is written.
One transaction a source: an interrupted sync leaves the catalogue as it was.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import signal
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from notes.catalogue import transaction
from notes.entries import regroup
from notes.model import Note
from notes.reader import Reading, read_document, wanted
from notes.sources import Document, Skipped, Source, documents, fetch
from notes.text import fold

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, and how much there is (0: not known)."""

PARALLEL_FROM = 1000
"""Documents to parse from which on other processes are worth their start."""
CHUNK = 200


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


def sync_source(
    connection: sqlite3.Connection,
    source: Source,
    repositories: Path,
    *,
    progress: Progress = lambda *_: None,
    cancel: Callable[[], bool] = lambda: False,
    processes: int = 2,
) -> SyncReport:
    """Bring the catalogue up to date with one source.

    Raises SourceError if the source cannot be read (what the catalogue knew of it stays) and
    SyncCancelled.
    """
    progress(f"looking at {source.name}", 0, 0)
    fetch(source, repositories)
    root = source.root(repositories)
    source_id = _source_id(connection, source, root)
    known = {
        path: (id_, size, modified, digest)
        for id_, path, size, modified, digest in connection.execute(
            "SELECT id, path, size, modified, hash FROM document WHERE source = ?", (source_id,)
        )
    }
    plan = _plan(source, repositories, known, cancel)
    with transaction(connection):
        _write_skipped(connection, source_id, plan.skipped)
        connection.executemany("DELETE FROM document WHERE id = ?", [(id_,) for id_ in plan.gone])
        touched = bool(plan.gone)
        parsed = 0
        jobs = [(document.path, known.get(document.path, (0, 0, 0, ""))[3]) for document in plan.fresh]
        results = _read_all(root, jobs, source.kind == "page", processes)
        for document, (digest, reading) in zip(plan.fresh, results, strict=True):
            parsed += 1
            if parsed % 50 == 0 or parsed == len(jobs):
                progress(f"reading {source.name}", parsed, len(jobs))
            if cancel():
                raise SyncCancelled
            touched |= _write_document(connection, source_id, document, digest, reading)
        if touched:
            progress("grouping papers", 0, 0)
        added, changed, removed = regroup(connection) if touched else ((), (), ())
        connection.execute("UPDATE source SET synced = ? WHERE id = ?", (_now(), source_id))
        count = partial(_count, connection, source_id)
        return SyncReport(
            source.name, plan.seen, parsed, count("note JOIN document ON document.id = note.document"),
            added, changed, removed, count("problem"),
        )  # fmt: skip


def forget_source(connection: sqlite3.Connection, name: str) -> tuple[str, ...]:
    """Take a source and its notes out of the catalogue; returns the keys of the entries that went."""
    with transaction(connection):
        connection.execute("DELETE FROM source WHERE name = ?", (name,))
        return regroup(connection)[2]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _count(connection: sqlite3.Connection, source_id: int, what: str) -> int:
    return int(
        connection.execute(f"SELECT count(*) FROM {what} WHERE source = ?", (source_id,)).fetchone()[0]
    )


def _source_id(connection: sqlite3.Connection, source: Source, root: Path) -> int:
    """The source's row; one that now lies elsewhere starts anew."""
    row = connection.execute("SELECT id, kind, root FROM source WHERE name = ?", (source.name,)).fetchone()
    if row and (row["kind"], row["root"]) == (source.kind, str(root)):
        return int(row["id"])
    connection.execute("DELETE FROM source WHERE name = ?", (source.name,))
    cursor = connection.execute(
        "INSERT INTO source (name, kind, root) VALUES (?, ?, ?)", (source.name, source.kind, str(root))
    )
    return int(cursor.lastrowid or 0)


def _plan(
    source: Source,
    repositories: Path,
    known: dict[str, tuple[int, int, int, str]],
    cancel: Callable[[], bool],
) -> _Plan:
    plan = _Plan()
    alone = source.kind == "page"
    present = set()
    for found in documents(source, repositories):
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
        if before is None or (before[1], before[2]) != (found.size, found.modified):
            plan.fresh.append(found)
    plan.gone = [row[0] for path, row in known.items() if path not in present]
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
    # Spawned, not forked: a fork copies the locks of whatever threads happen to run.
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), ignore_interrupts) as pool:
        try:
            yield from pool.map(read, jobs, chunksize=CHUNK)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def ignore_interrupts() -> None:
    """For worker processes: the terminal's ^C goes to all of them, and it is the first one that stops the rest."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _read_file(root: Path, alone: bool, job: tuple[str, str]) -> tuple[str, Reading | None]:
    """The hash of a document's bytes, and what it holds; None where the hash is the known one."""
    path, known_hash = job
    try:
        data = (root if alone else root / path).read_bytes()
    except OSError as error:
        return "", Reading(problems=((0, f"cannot read: {error.strerror}"),))
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
    connection: sqlite3.Connection, source_id: int, document: Document, digest: str, reading: Reading | None
) -> bool:
    """Store what a document holds; returns whether anything but its stat changed."""
    row = connection.execute(
        """INSERT INTO document (source, path, size, modified, hash) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET size = excluded.size, modified = excluded.modified, hash = excluded.hash
           RETURNING id""",
        (source_id, document.path, document.size, document.modified, digest),
    ).fetchone()
    if reading is None:
        return False
    id_ = int(row[0])
    for table in ("label", "area", "problem"):
        connection.execute(f"DELETE FROM {table} WHERE document = ?", (id_,))
    connection.execute("DELETE FROM note WHERE document = ? AND ordinal >= ?", (id_, len(reading.notes)))
    for ordinal, note in enumerate(reading.notes):
        values = _note_values(note, own_text=reading.own_text)
        names = ", ".join(values)
        updates = ", ".join(f"{name} = excluded.{name}" for name in values)
        connection.execute(
            f"""INSERT INTO note (document, ordinal, {names}) VALUES (?, ?{", ?" * len(values)})
                ON CONFLICT (document, ordinal) DO UPDATE SET {updates}""",
            (id_, ordinal, *values.values()),
        )
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
        [(id_, source_id, document.path, line, reason) for line, reason in reading.problems],
    )
    return True


def _note_values(note: Note, *, own_text: bool) -> dict[str, object]:
    return {
        "title": note.title, "folded": fold(note.title), "venue": note.venue.slug, "topic": note.topic.slug,
        "slug": note.slug, "year": note.year, "award": note.award, "language": note.language,
        "summary": note.summary, "keywords": _json(note.keywords), "areas": _json(note.areas),
        "authors": _json(note.authors), "arxiv": note.arxiv, "doi": note.doi, "code": note.code,
        "paper_url": note.paper_url, "rating": _json(asdict(note.rating)), "date": note.date,
        "content_hash": note.content_hash, "related": _json([asdict(related) for related in note.related]),
        "text": note.markdown if own_text else None, "text_hash": note.text_hash,
    }  # fmt: skip


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
