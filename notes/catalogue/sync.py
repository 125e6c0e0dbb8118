"""Brings the catalogue up to date with a source.

A document is read only if its stat changed, and parsed only if the hash of its bytes changed too. The stat includes the
time of change that programs cannot set, because an edit may keep both the size and the time of modification. Then the
affected notes are grouped into papers and entries (`grouping`), and what differs is written. Each source is one
transaction: an interrupted sync leaves the catalogue as it was. Many documents are parsed in other processes.
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

from papernotes.notes.catalogue.affected import CatalogueChange
from papernotes.notes.catalogue.grouping import GroupingResult, regroup
from papernotes.notes.catalogue.schema import transaction
from papernotes.notes.formats.document import FORMATS_EDITION
from papernotes.notes.formats.filing import venue_and_topic_in
from papernotes.notes.sources.files import UnreadableError, read_file
from papernotes.notes.sources.left_out import (
    MARKDOWN_SUFFIXES,
    LeftOut,
    is_note_path,
    is_web_path,
    kind_without_note,
    may_hold_notes,
)
from papernotes.notes.sources.source import Source, SourceError
from papernotes.notes.sources.walk import Document, FileId, Skipped, documents
from papernotes.notes.text import composed, fold
from papernotes.notes.worker_process import begin_worker
from papernotes.paper_facts import canonical_ids

if TYPE_CHECKING:
    from papernotes.notes.formats.document import DocumentContents
    from papernotes.notes.model import Note

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is (0 if not known)."""

MINIMUM_PARALLEL_DOCUMENTS = 1000
"""From this many documents on, starting other processes to parse them is worth the time."""
CHUNK_DOCUMENTS = 200
"""How many documents a process is given at a time."""
TICK_NANOSECONDS = 100_000_000
"""Two changes of a file that are closer together may have the same time of change."""


class NoNotes(SourceError):
    """A source that must have notes has none. Nothing was written; `report` says what it has instead."""

    def __init__(self, report: SyncReport) -> None:
        super().__init__(f"source {report.source}: there is no note in it")
        self.report = report


class SyncCancelled(Exception):
    """The reader asked to stop. Nothing of the interrupted source was written."""


_HASH_PREFIX = f"{FORMATS_EDITION}:"
"""What the hash of a document begins with that was read by the formats of today."""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did: how many documents it found and parsed, and the keys of entries added, changed and removed.

    `notes` and `problems` count all of this source, not only the new ones; `unwritten` are its papers without a note.
    `renamed` and `editions` are those of `notes.catalogue.grouping.GroupingResult`: editions are among the added and
    changed ones. `left_out` are the kinds of files that hold no notes, of which there are more than in the last sync;
    `markdown` counts Markdown files with notes.
    """

    source: str
    documents: int = 0
    parsed: int = 0
    notes: int = 0
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    problems: int = 0
    renamed: tuple[tuple[str, str], ...] = ()
    editions: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    markdown: int = 0
    unwritten: int = 0


@dataclass(slots=True)
class _Plan:
    """What is to be done, according to the stats of the files.

    `seen` counts documents, `fresh` are those to be read, `gone` are the ids of those that are no longer there.
    """

    seen: int = 0
    fresh: list[Document] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    left_out: dict[str, LeftOut] = field(default_factory=dict)

    def leave_out(self, kind: str, path: str) -> None:
        """Count a file that is left out."""
        before = self.left_out.get(kind)
        self.left_out[kind] = before._replace(files=before.files + 1) if before else LeftOut(kind, 1, path)


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
    excluded: Callable[[], Mapping[FileId, str]] = dict,
    must_have_notes: bool = False,
) -> SyncReport:
    """Bring the catalogue up to date with one source.

    `repositories` is the folder of git clones. `progress` is called now and then; `cancel` is asked at every document
    whether to stop. `processes` is how many may parse at once. `excluded` gives, once our
    own copy is there, what `notes.sources.walk.documents` takes.
    Raises SyncCancelled, SourceError if the source cannot be read, and NoNotes if it has none but must; what the catalogue
    knew of it stays then.
    """
    progress(f"looking at {source.name}", 0, 0)
    if source.kind == "git":
        from papernotes.notes.sources.git_clone import fetch  # loaded late: it needs subprocess

        fetch(source, repositories)
    elif source.kind == "web":
        from papernotes.notes.sources.web_address import fetch_page  # loaded late: it needs httpx

        fetch_page(source, repositories, progress)
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
    plan = _plan(source, repositories, known, excluded(), cancel)
    with transaction(connection):
        change = CatalogueChange.begin(connection)
        source_id = old_id if stays and old_id else _new_source(connection, change, source, root)
        connection.execute(
            "UPDATE source SET kind = ?, root = ? WHERE id = ?", (source.kind, _stored_path(root), source_id)
        )
        _write_skipped(connection, source_id, plan.skipped)
        change.record(connection, plan.gone)
        connection.executemany("DELETE FROM document WHERE id = ?", [(id_,) for id_ in plan.gone])
        parsed = 0
        jobs = [
            (document.path, known[document.path].hash if document.path in known else "")
            for document in plan.fresh
        ]
        results = _read_all(root, jobs, source.is_page, processes)
        for done, (document, (digest, contents)) in enumerate(zip(plan.fresh, results, strict=True), 1):
            parsed += contents is not None
            if done % 50 == 0 or done == len(jobs):
                progress(f"reading {source.name}", done, len(jobs))
            if cancel():
                raise SyncCancelled
            if document.changed > began - TICK_NANOSECONDS:  # a later edit may have the same time
                document = document._replace(changed=0)
            if not contents or not _stays(connection, source, source_id, document.path, contents):
                _write_document(connection, change, source_id, document, digest, contents)
        if change.any:
            progress("grouping papers", 0, 0)
        grouped = regroup(connection, change) if change.any else GroupingResult()
        connection.execute("UPDATE source SET synced = ? WHERE id = ?", (_now(), source_id))
        _leave_out_read(connection, source_id, plan)
        written, unwritten, markdown = _count_notes(connection, source_id)
        (problems,) = connection.execute(
            "SELECT count(*) FROM problem WHERE source = ?", (source_id,)
        ).fetchone()
        report = SyncReport(
            source.name, plan.seen, parsed, written, grouped.added, grouped.changed, grouped.removed,
            problems, grouped.renamed, grouped.editions,
            _write_left_out(connection, source_id, plan.left_out), markdown, unwritten,
        )  # fmt: skip
        if must_have_notes and not (report.notes or report.unwritten):
            raise NoNotes(report)
        return report


def rename_source(connection: sqlite3.Connection, name: str, source: Source, repositories: Path) -> None:
    """Let the catalogue know a source, and our own copy of it, by a new name."""
    old, new = source._replace(name=name).copy(repositories), source.copy(repositories)
    with transaction(connection):
        connection.execute(
            "UPDATE source SET name = ?, root = ? WHERE name = ?",
            (source.name, _stored_path(source.root(repositories)), name),
        )
        if source.kind in ("git", "web") and old.is_dir() and not new.exists():
            old.rename(new)


def forget_source(connection: sqlite3.Connection, name: str) -> tuple[str, ...]:
    """Take a source and its notes out of the catalogue. Returns the keys of the entries that went."""
    with transaction(connection):
        change = CatalogueChange.begin(connection)
        _forget(connection, change, name)
        return regroup(connection, change).removed


def _forget(connection: sqlite3.Connection, change: CatalogueChange, name: str) -> None:
    documents = connection.execute(
        "SELECT id FROM document WHERE source = (SELECT id FROM source WHERE name = ?)", (name,)
    )
    change.record(connection, [row["id"] for row in documents])
    connection.execute("DELETE FROM source WHERE name = ?", (name,))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _count_notes(connection: sqlite3.Connection, source_id: int) -> tuple[int, int, int]:
    """How many notes of a source are written, how many are not, and how many of its Markdown files have any."""
    is_markdown = " OR ".join(f"path LIKE '%{suffix}'" for suffix in MARKDOWN_SUFFIXES)
    return connection.execute(  # type: ignore[no-any-return]
        f"""SELECT coalesce(sum(written), 0), coalesce(sum(NOT written), 0),
            count(DISTINCT document.id) FILTER (WHERE {is_markdown})
            FROM document JOIN note ON note.document = document.id WHERE source = ?""",
        (source_id,),
    ).fetchone()


def _known_source(connection: sqlite3.Connection, source: Source, root: Path) -> tuple[int | None, bool]:
    """The id of the source's row, None if it has none, and whether its documents would be read as before: where the source
    is now at another place, its folders must tell the same."""
    row = connection.execute("SELECT id, kind, root FROM source WHERE name = ?", (source.name,)).fetchone()
    if row is None:
        return None, False
    before = Source(source.name, row["kind"], "")
    is_same = before.is_page == source.is_page and (
        row["root"] == _stored_path(root)
        or source.is_page
        or in_context(Path(os.fsdecode(row["root"])), "") == in_context(root, "")
    )
    return int(row["id"]), is_same


def _stored_path(root: Path) -> str | bytes:
    """A path as the database stores it: text, or bytes if the path is no valid text."""
    text = str(root)
    try:
        text.encode()
    except UnicodeEncodeError:
        return os.fsencode(root)
    return text


def _new_source(connection: sqlite3.Connection, change: CatalogueChange, source: Source, root: Path) -> int:
    """Make a row for a source. What was known of another with its name is forgotten."""
    _forget(connection, change, source.name)
    cursor = connection.execute(
        "INSERT INTO source (name, kind, root) VALUES (?, ?, ?)",
        (source.name, source.kind, _stored_path(root)),
    )
    return int(cursor.lastrowid or 0)


def _plan(
    source: Source,
    repositories: Path,
    known: Mapping[str, _Known],
    excluded: Mapping[FileId, str],
    cancel: Callable[[], bool],
) -> _Plan:
    """Compare the files of a source with what the catalogue knows of them."""
    plan = _Plan()
    alone = source.is_page
    present = set()
    web_pages: list[Document] = []
    has_markdown = False

    def take(found: Document) -> None:
        plan.seen += 1
        present.add(found.path)
        before = known.get(found.path)
        if before is None or not before.hash.startswith(_HASH_PREFIX) or before[1:4] != found[1:4]:
            plan.fresh.append(found)

    for found in documents(source, repositories, excluded):
        if cancel():
            raise SyncCancelled
        if isinstance(found, Skipped):
            if may_hold_notes(found.path, alone=alone):
                plan.skipped.append(found)
            continue
        if isinstance(found, LeftOut):
            plan.leave_out(found.kind, found.first)
            continue
        if is_web_path(found.path) and not alone:
            web_pages.append(found)
            continue
        has_markdown = has_markdown or is_note_path(found.path)
        take(found)
    if web_pages and has_markdown:  # they are what was made of it
        pages = "a web page is" if len(web_pages) == 1 else f"{len(web_pages):,} web pages are"
        plan.skipped.append(Skipped("./", f"{pages} not read, as there are Markdown notes"))
    else:
        for found in web_pages:
            take(found)
    plan.gone = [before.id for path, before in known.items() if path not in present]
    return plan


def _read_all(
    root: Path, jobs: list[tuple[str, str]], alone: bool, processes: int
) -> Iterable[tuple[str, DocumentContents | None]]:
    """Read documents, given as (path, known hash), each as `_read_file` gives it, in their order."""
    read = partial(_read_file, root, alone)
    if len(jobs) < MINIMUM_PARALLEL_DOCUMENTS or processes < 2:
        return map(read, jobs)
    return _read_in_processes(read, jobs, processes)


def _read_in_processes(
    read: Callable[[tuple[str, str]], tuple[str, DocumentContents | None]],
    jobs: list[tuple[str, str]],
    processes: int,
) -> Iterator[tuple[str, DocumentContents | None]]:
    done = 0
    try:
        # Spawned, not forked: a fork copies the locks of whatever threads happen to run.
        with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), begin_worker) as pool:
            try:
                for done, result in enumerate(pool.map(read, jobs, chunksize=CHUNK_DOCUMENTS), 1):  # noqa: B007
                    yield result
            finally:
                pool.shutdown(wait=True, cancel_futures=True)
    except (OSError, RuntimeError):  # no process can start, or one was killed: go on without
        yield from map(read, jobs[done:])


def _read_file(root: Path, alone: bool, job: tuple[str, str]) -> tuple[str, DocumentContents | None]:
    """The hash of a document's bytes and of how they are read, and its contents; None for contents if the hash is the known one."""
    from papernotes.notes.formats.document import DocumentContents
    from papernotes.notes.formats.reader import read_document

    path, known_hash = job
    try:
        data = read_file(root, "" if alone else path)
    except UnreadableError as error:  # the file changed since the walk
        return "", DocumentContents(problems=((0, f"cannot read: {error.reason}"),))
    digest = _HASH_PREFIX + hashlib.blake2b(data, digest_size=16).hexdigest()
    if digest == known_hash:
        return digest, None
    context = path if alone else in_context(root, path)
    return digest, read_document(data, context, alone=alone)


def in_context(root: Path, path: str) -> str:
    """`path`, below the last two folders of its root if these tell a venue: a source may itself be its folder, or an area's."""
    folders = root.parts[1:][-2:]
    return "/".join([*folders, path]) if venue_and_topic_in(folders)[0] else path


def _write_skipped(connection: sqlite3.Connection, source_id: int, skipped: list[Skipped]) -> None:
    connection.execute("DELETE FROM problem WHERE source = ? AND document IS NULL", (source_id,))
    connection.executemany(
        "INSERT INTO problem (source, path, line, reason) VALUES (?, ?, 0, ?)",
        [(source_id, item.path, item.reason) for item in skipped],
    )


def _leave_out_read(connection: sqlite3.Connection, source_id: int, plan: _Plan) -> None:
    """Count the documents that were read and have no note among what is left out."""
    rows = connection.execute(
        """SELECT path FROM document WHERE source = ? AND NOT EXISTS (SELECT 1 FROM note WHERE document = document.id)
           AND NOT EXISTS (SELECT 1 FROM problem WHERE document = document.id) ORDER BY path""",
        (source_id,),
    )
    for (path,) in rows:
        plan.leave_out(kind_without_note(path), path)


def _write_left_out(
    connection: sqlite3.Connection, source_id: int, left_out: Mapping[str, LeftOut]
) -> tuple[LeftOut, ...]:
    """Store what kinds of files were left out. Returns those of which there are more than before."""
    before = dict(
        connection.execute("SELECT kind, files FROM left_out WHERE source = ?", (source_id,)).fetchall()
    )
    connection.execute("DELETE FROM left_out WHERE source = ?", (source_id,))
    connection.executemany(
        "INSERT INTO left_out (source, kind, files, first) VALUES (?, ?, ?, ?)",
        [(source_id, *found) for found in left_out.values()],
    )
    return tuple(found for found in left_out.values() if found.files > before.get(found.kind, 0))


def _stays(
    connection: sqlite3.Connection, source: Source, source_id: int, path: str, contents: DocumentContents
) -> bool:
    """Whether a document stays as it was read before, which is then among its problems.

    What was a page and is none any more, such as a server's excuse or half a file, replaces nothing.
    """
    known = connection.execute(
        "SELECT id, (SELECT count(*) FROM note WHERE document = document.id),"
        " EXISTS (SELECT 1 FROM area WHERE document = document.id) FROM document WHERE source = ? AND path = ?",
        (source_id, path),
    ).fetchone()
    id_, notes, had_areas = known or (0, 0, 0)
    if not notes or (contents.areas if had_areas else contents.notes or not source.is_page):
        return False
    kept = "; what was read from it before stays"
    told = contents.problems or ((0, "is no area page"),)
    _write_problems(connection, source_id, id_, path, [(line, reason + kept) for line, reason in told])
    # A hash that no file has: it is read again at each sync.
    connection.execute("UPDATE document SET hash = '-' WHERE id = ?", (id_,))
    return True


def _write_document(
    connection: sqlite3.Connection,
    change: CatalogueChange,
    source_id: int,
    document: Document,
    digest: str,
    contents: DocumentContents | None,
) -> None:
    """Store a document and its contents; `contents` is None if only its stat changed."""
    known = connection.execute(
        "SELECT id FROM document WHERE source = ? AND path = ?", (source_id, document.path)
    ).fetchone()
    stat = (document.size, document.modified, document.changed, digest)
    if known:
        id_ = int(known[0])
        connection.execute(
            "UPDATE document SET size = ?, modified = ?, changed = ?, hash = ? WHERE id = ?", (*stat, id_)
        )
        if contents is None:
            return
        change.record(connection, [id_])
        _mark_reread(connection, id_, contents)
        _forget_contents(connection, id_, len(contents.notes))
    else:
        cursor = connection.execute(
            "INSERT INTO document (source, path, size, modified, changed, hash) VALUES (?, ?, ?, ?, ?, ?)",
            (source_id, document.path, *stat),
        )
        id_ = int(cursor.lastrowid or 0)
        change.record(connection, [id_])
        if contents is None:
            return
    connection.executemany(
        _NOTE_UPSERT,
        [
            (id_, ordinal, *_note_values(note, own_text=contents.own_text))
            for ordinal, note in enumerate(contents.notes)
        ],
    )
    if contents.venues or contents.topics or contents.areas or contents.problems:
        _write_labels_and_problems(connection, source_id, id_, document.path, contents)


def _mark_reread(connection: sqlite3.Connection, document: int, contents: DocumentContents) -> None:
    """Have the entries made anew whose notes are read in another way than before, though no byte of them changed."""
    before = connection.execute(
        f"SELECT entry, {', '.join(_NOTE_COLUMNS)} FROM note WHERE document = ? ORDER BY ordinal", (document,)
    )
    connection.executemany(
        "UPDATE entry SET digest = '' WHERE id = ?",
        [
            (entry,)
            for (entry, *values), note in zip(before, contents.notes, strict=False)
            if tuple(values) != _note_values(note, own_text=contents.own_text)
        ],
    )


def _forget_contents(connection: sqlite3.Connection, document: int, notes: int) -> None:
    """Delete what a document held, except its first `notes` notes, which are overwritten and so keep their ids."""
    for table in ("label", "area", "problem"):
        connection.execute(f"DELETE FROM {table} WHERE document = ?", (document,))
    connection.execute("DELETE FROM note WHERE document = ? AND ordinal >= ?", (document, notes))


def _write_labels_and_problems(
    connection: sqlite3.Connection, source_id: int, id_: int, path: str, contents: DocumentContents
) -> None:
    """Store what a document holds besides notes: labels, areas and problems."""
    labels = [("venue", venue.slug, "", venue.icon) for venue in contents.venues]
    labels += [("topic", topic.slug, topic.name, topic.icon) for topic in contents.topics]
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
            for area in contents.areas
        ],
    )  # fmt: skip
    _write_problems(connection, source_id, id_, path, contents.problems)


def _write_problems(
    connection: sqlite3.Connection,
    source_id: int,
    id_: int,
    path: str,
    problems: Iterable[tuple[int, str]],
) -> None:
    """Store the problems of a document in the place of those that it had."""
    connection.execute("DELETE FROM problem WHERE document = ?", (id_,))
    connection.executemany(
        "INSERT INTO problem (document, source, path, line, reason) VALUES (?, ?, ?, ?, ?)",
        [(id_, source_id, path, line, reason) for line, reason in problems],
    )


_NOTE_COLUMNS = (
    "title", "folded", "venue", "topic", "slug", "year", "award", "language", "summary", "keywords", "areas",
    "authors", "arxiv", "doi", "code", "paper_url", "rating", "date", "content_hash", "related", "text",
    "text_hash", "written",
)  # fmt: skip
_NOTE_UPSERT = f"""
INSERT INTO note (document, ordinal, {", ".join(_NOTE_COLUMNS)}) VALUES (?, ?{", ?" * len(_NOTE_COLUMNS)})
ON CONFLICT (document, ordinal) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in _NOTE_COLUMNS)}
"""


def _note_values(note: Note, *, own_text: bool) -> tuple[object, ...]:
    """The columns of a note. Whatever spelling its file has, names and keywords have one: NFC."""
    rating = {"overall": note.rating.overall, "axes": note.rating.axes}
    related = [(composed(other.title), other.venue, composed(other.target)) for other in note.related]
    arxiv, doi = canonical_ids(note.arxiv, note.doi)
    return (
        composed(note.title), fold(note.title), composed(note.venue.slug), composed(note.topic.slug),
        composed(note.slug), note.year, note.award, note.language, note.summary,
        _json(tuple(map(composed, note.keywords))), _json(note.areas), _json(tuple(map(composed, note.authors))), arxiv,
        doi, note.code, note.paper_url, _json(rating), note.date, note.content_hash, _json(related),
        note.markdown if own_text else None, note.text_hash, int(note.written),
    )  # fmt: skip


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _json(value: object) -> str:
    return _encode(value) if value else "[]"
