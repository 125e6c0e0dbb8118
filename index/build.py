"""Building an index from nothing, in one process or several, and applying changes to one."""

from __future__ import annotations

import multiprocessing
import signal
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from whoosh.index import FileIndex, LockError
from whoosh.reading import SegmentReader

from index import storage
from index.errors import BuildCancelled, IndexUnusable
from index.schema import document, schema
from index.storage import DurableStorage, open_whoosh
from index.writer import ColumnWriter, fold_small
from notes.model import EntryText

Progress = Callable[[int, int], None]
Cancel = Callable[[], bool]

PATIENCE = 10.0
"""So many seconds are waited for another program that writes to the index."""
BATCH = 100
MANY = 1000
"""From so many entries on their heads become searchable before their texts, when there is no index yet."""


class EntryLoader(Protocol):
    """Where the entries come from. It must survive pickling, into a process of its own."""

    def keys(self) -> list[str]:
        """The keys of all entries, newest first."""

    def load(self, keys: Sequence[str]) -> Iterator[EntryText]:
        """The entries of these keys, in this order; one that is gone is left out."""

    def heads(self, keys: Sequence[str]) -> Iterator[EntryText]:
        """The same without their sections, which takes a moment where the texts take minutes."""


def build(folder: Path, loader: EntryLoader, progress: Progress, cancel: Cancel, processes: int) -> None:
    """Builds the index of all the loader's entries in place of what is in `folder`."""
    keys = loader.keys()
    progress(0, len(keys))
    if len(keys) >= MANY and not _usable(folder):
        with storage.replacing(folder, whole=False) as fresh:
            _write(fresh, loader.heads, keys, lambda done: None, cancel)
    with storage.replacing(folder) as fresh:
        if processes > 1 and len(keys) > BATCH:
            _write_in_parts(fresh, loader, keys, progress, cancel, processes)
        else:
            _write(fresh, loader.load, keys, lambda done: progress(done, len(keys)), cancel)


def _usable(folder: Path) -> bool:
    try:
        storage.check(folder)
    except IndexUnusable:
        return False
    return True


def _write(
    folder: Path,
    load: Callable[[Sequence[str]], Iterator[EntryText]],
    keys: Sequence[str],
    done: Callable[[int], None],
    cancel: Cancel,
    parts: Callable[[ColumnWriter], None] = lambda writer: None,
) -> None:
    """Writes the index of these entries into an empty folder; `parts` may add to what is written."""
    created = FileIndex.create(DurableStorage(str(folder)), schema(), "MAIN")
    writer = ColumnWriter(created)
    try:
        for start in range(0, len(keys), BATCH):
            if cancel():
                raise BuildCancelled
            for entry in load(keys[start : start + BATCH]):
                writer.add_document(**document(entry))
            done(min(start + BATCH, len(keys)))
        parts(writer)
        if cancel():
            raise BuildCancelled
    except BaseException:
        writer.cancel()
        raise
    writer.commit(mergetype=_keep_nothing)


def _keep_nothing(writer: ColumnWriter, segments: list[Any]) -> list[Any]:
    return []


def _write_in_parts(
    folder: Path, loader: EntryLoader, keys: Sequence[str], progress: Progress, cancel: Cancel, processes: int
) -> None:
    """Each process writes an index of its share into a folder of its own; then they become one.

    The processes are spawned, since a program with threads cannot be forked safely, and hand over
    files, which are quicker than pickles.
    """
    context = multiprocessing.get_context("spawn")
    counts = [context.Value("q", 0) for _ in range(processes)]
    stopped = context.Event()
    share = -(-len(keys) // processes)
    shares = [keys[place : place + share] for place in range(0, len(keys), share)]

    def stop() -> bool:
        if cancel():
            stopped.set()
        return stopped.is_set()

    def report(done: int) -> None:
        counts[0].value = done
        progress(sum(count.value for count in counts), len(keys))

    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f"{folder.name}-parts-") as parts:
        workers = [
            context.Process(
                target=_write_part,
                args=(Path(parts) / str(number), loader, shares[number], counts[number], stopped),
                daemon=True,
            )
            for number in range(1, len(shares))
        ]
        for worker in workers:
            worker.start()

        def join(writer: ColumnWriter) -> None:
            for number, worker in enumerate(workers, start=1):
                while worker.is_alive():
                    worker.join(0.1)
                    if stop():
                        raise BuildCancelled
                    report(len(shares[0]))
                if worker.exitcode:
                    raise RuntimeError(f"a process that builds the index ended with {worker.exitcode}")
                _add_all(writer, Path(parts) / str(number))

        try:
            _write(folder, loader.load, shares[0], report, stop, join)
        except BaseException:
            stopped.set()
            raise
        finally:
            for worker in workers:
                worker.join()
        progress(len(keys), len(keys))


def _write_part(folder: Path, loader: EntryLoader, keys: Sequence[str], count: Any, stopped: Any) -> None:
    """What a process of its own does."""
    # The terminal's ^C goes to every process; the first one stops the others by `stopped`.
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def done(number: int) -> None:
        count.value = number

    folder.mkdir()
    try:
        _write(folder, loader.load, keys, done, stopped.is_set)
    except BuildCancelled:
        return


def _add_all(writer: ColumnWriter, folder: Path) -> None:
    """Adds all documents of the index in `folder`."""
    opened = open_whoosh(folder)
    for segment in opened._segments():
        reader = SegmentReader(opened.storage, opened.schema, segment)
        writer.add_reader(reader)
        reader.close()


def apply(folder: Path, changed: Iterable[EntryText], removed: Iterable[str]) -> None:
    """Puts the changed entries in place of those with their keys, and removes others."""
    entries = {entry.key: entry for entry in changed}
    try:
        writer = ColumnWriter(open_whoosh(folder), timeout=PATIENCE)
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
    writer.commit(mergetype=fold_small)
