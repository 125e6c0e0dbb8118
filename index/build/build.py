"""Builds a new index, in one process or several, and applies changes to an existing one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.index import FileIndex, LockError
from whoosh.reading import SegmentReader

from papernotes.index.build.segment_writer import ColumnWriter, merge_small_segments
from papernotes.index.build.workers import (
    BATCH_ENTRIES,
    BuildWorkers,
    EntryLoader,
    collect_bodies,
    columns_in,
)
from papernotes.index.errors import BuildCancelled, IndexUnusable
from papernotes.index.schema import document, head, schema
from papernotes.index.storage import directory, manifest
from papernotes.index.storage.columns import Array
from papernotes.index.storage.directory import DurableStorage, open_whoosh
from papernotes.notes import EntryText

Progress = Callable[[int, int], None]
Cancel = Callable[[], bool]

LOCK_TIMEOUT_SECONDS = 10.0
"""How long to wait for another program that writes to the index."""
MINIMUM_PARALLEL_ENTRIES = 1000
"""With this many entries or more, other processes help; and if there is no index yet, heads can be searched before texts."""
HEADS_COST_RATIO = 0.25
"""The time for the heads of entries, divided by the time for their bodies."""


def build(
    folder: Path,
    loader: EntryLoader,
    progress: Progress,
    cancel: Cancel,
    processes: int,
    titled: Callable[[], None] = lambda: None,
) -> None:
    """Builds the index of all entries of the loader, and replaces the content of `folder` by it.

    This process writes the heads of all entries and collects the bodies of its share, while other processes collect those
    of theirs. Then they are merged. The parameters are those of `index.index.Index.build`.
    """
    keys = loader.keys()
    progress(0, len(keys))
    shares = _shares(keys, processes if len(keys) >= MINIMUM_PARALLEL_ENTRIES else 1)
    with (
        directory.replacing(folder) as fresh,
        directory.working_folder(folder, "parts") as parts,
    ):
        workers = BuildWorkers(loader, shares[1:], parts)

        def report(heads: int, bodies: int) -> None:
            done = HEADS_COST_RATIO * heads + bodies + workers.done()
            progress(round(done / (1 + HEADS_COST_RATIO)), len(keys))

        def watch(heads: int, bodies: int) -> None:
            if cancel():
                raise BuildCancelled
            report(heads, bodies)

        created = FileIndex.create(DurableStorage(str(fresh)), schema(), "MAIN")
        writer = ColumnWriter(created)
        try:
            written = _add_heads(writer, loader, keys, lambda heads: watch(heads, 0))
            if len(keys) >= MINIMUM_PARALLEL_ENTRIES and not _usable(folder):
                writer.commit()
                with directory.replacing(folder, whole=False) as first:
                    directory.copy(fresh, first)
                titled()
                writer = ColumnWriter(open_whoosh(fresh))
            own = parts / "own"
            collect_bodies(own, loader, shares[0], partial(report, len(keys)), cancel)
            workers.wait(partial(watch, len(keys), len(shares[0])))
            _add_bodies(writer, [own, *workers.folders], shares, written)
            watch(len(keys), len(shares[0]))
        except BaseException:
            writer.cancel()
            raise
        finally:
            workers.stop()
        writer.commit(mergetype=_merge_all)


def _usable(folder: Path) -> bool:
    try:
        manifest.check(folder)
    except IndexUnusable:
        return False
    return True


def _shares(keys: Sequence[str], processes: int) -> list[Sequence[str]]:
    """The keys in one part for each process. The first part is smaller, since that process also writes the heads."""
    each = (1 + HEADS_COST_RATIO) / processes
    bounds = [
        min(len(keys), round(len(keys) * max(0.0, each * number - HEADS_COST_RATIO)))
        for number in range(1, processes)
    ]
    return [keys[start:end] for start, end in zip([0, *bounds], [*bounds, len(keys)], strict=True)]


def _add_heads(
    writer: ColumnWriter, loader: EntryLoader, keys: Sequence[str], done: Callable[[int], None]
) -> list[str]:
    """Adds a document without a body for each entry; returns the keys of the entries that exist.

    Before each batch, `done` is called with the number of entries so far.
    """
    written = []
    for start in range(0, len(keys), BATCH_ENTRIES):
        done(start)
        for entry in loader.heads(keys[start : start + BATCH_ENTRIES]):
            writer.add_document(**head(entry))
            written.append(entry.key)
    return written


def _add_bodies(
    writer: ColumnWriter, folders: Sequence[Path], shares: Sequence[Sequence[str]], written: Sequence[str]
) -> None:
    """Adds the bodies in these folders, one folder for each share of the keys, to the documents with the keys `written`."""
    number_of = {key: number for number, key in enumerate(written)}
    for folder, share in zip(folders, shares, strict=True):
        numbers: Array = np.array([number_of.get(key, -1) for key in share], dtype=np.int64)
        consecutive = len(numbers) and np.array_equal(numbers, np.arange(len(numbers)) + numbers[0])
        moved = int(numbers[0]) if consecutive else numbers
        for file in columns_in(folder):
            for name, field in file.fields.items():
                writer.fieldwriter.add_columns(name, field.arrays(), moved)


def _merge_all(writer: ColumnWriter, segments: list[Any]) -> list[Any]:
    """The merge policy of a build: existing segments, which have the heads, become part of the new one."""
    for segment in segments:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return []


def apply(folder: Path, changed: Iterable[EntryText], removed: Iterable[str]) -> None:
    """Replaces or adds the `changed` entries by key and removes the keys `removed`. Raises `TimeoutError` if the index is locked."""
    entries = {entry.key: entry for entry in changed}
    try:
        writer = ColumnWriter(open_whoosh(folder), timeout=LOCK_TIMEOUT_SECONDS)
    except LockError as error:
        raise TimeoutError("another program is writing to the index") from error
    try:
        with writer.reader() as reader:
            for key in {*entries, *removed}:
                if ("key", key) in reader:
                    for number in reader.postings("key", key).all_ids():
                        writer.delete_document(number)
        for entry in entries.values():
            writer.add_document(**document(entry))
    except BaseException:
        writer.cancel()
        raise
    writer.commit(mergetype=merge_small_segments)
