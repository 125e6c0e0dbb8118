"""Brings the catalogue up to date with a source.

A document is read only if its stat changed, and parsed only if the hash of its bytes changed too. The stat includes the
time of change that programs cannot set, because an edit may keep both the size and the time of modification. Then the
affected notes are grouped into papers and entries (`grouping`), and what differs is written. Each source is one
transaction: an interrupted sync leaves the catalogue as it was. Many documents are parsed in other processes.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from papernotes.notes.catalogue.affected import CatalogueChange
from papernotes.notes.catalogue.document_rows import keep_as_read, write_document
from papernotes.notes.catalogue.grouping import GroupingResult, regroup
from papernotes.notes.catalogue.schema import transaction
from papernotes.notes.catalogue.source_table import (
    forget_source,
    in_context,
    known_source,
    new_source,
    stored_path,
)
from papernotes.notes.formats.document import FORMATS_EDITION
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

if TYPE_CHECKING:
    from papernotes.notes.formats.document import DocumentContents

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
    `markdown` counts Markdown files with notes. `cloned_again` says that the clone of a repository was broken.
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
    cloned_again: bool = False


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

    path: str
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
    instead_of: Collection[str] = (),
) -> SyncReport:
    """Bring the catalogue up to date with one source.

    `repositories` is the folder of git clones. `progress` is called now and then; `cancel` is asked at every document
    whether to stop. `processes` is how many may parse at once. `excluded` gives, once our
    own copy is there, what `notes.sources.walk.documents` takes. The sources named in `instead_of` are forgotten, and are no
    part of the report.
    Raises SyncCancelled, SourceError if the source cannot be read, and NoNotes if it has none but must; what the catalogue
    knew of it stays then.
    """
    progress(f"looking at {source.name}", 0, 0)
    cloned_again = False
    if source.kind == "git":
        from papernotes.notes.sources.git_clone import fetch  # loaded late: it needs subprocess

        cloned_again = fetch(source, repositories)
    elif source.kind == "web":
        from papernotes.notes.sources.web_address import fetch_page  # loaded late: it needs httpx

        fetch_page(source, repositories, progress)
    root = source.root(repositories)
    old_id, stays = known_source(connection, source, root)
    rows = connection.execute(
        "SELECT path, id, size, modified, changed, hash FROM document WHERE source = ?",
        (old_id if stays else None,),
    )
    known = {document.path: document for document in map(_Known._make, rows)}
    began = time.time_ns()
    plan = _plan(source, repositories, known, excluded(), cancel)
    with transaction(connection):
        for name in instead_of:
            forget_source(connection, name)
        change = CatalogueChange.begin(connection)
        source_id = old_id if stays and old_id else new_source(connection, change, source, root)
        connection.execute(
            "UPDATE source SET kind = ?, root = ? WHERE id = ?", (source.kind, stored_path(root), source_id)
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
            is_new = document.path not in known
            if is_new or not (
                contents and keep_as_read(connection, source, source_id, document.path, contents)
            ):
                write_document(connection, change, source_id, document, digest, contents)
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
            _write_left_out(connection, source_id, plan.left_out), markdown, unwritten, cloned_again,
        )  # fmt: skip
        if must_have_notes and not (report.notes or report.unwritten):
            raise NoNotes(report)
        return report


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
        if before is None or found.path not in read or before[2:5] != found[1:4]:
            plan.fresh.append(found)

    read = {path for path, before in known.items() if before.hash.startswith(_HASH_PREFIX)}
    for found in documents(source, repositories, excluded, read):
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
    # Loaded late: with all that they need, they take a twentieth of a sync that finds nothing new.
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    from papernotes.notes.worker_process import begin_worker

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
