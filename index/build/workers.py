"""Collects the bodies of entries as columns, in this process and in others.

Other processes are spawned, since a program with threads cannot be forked safely. Each writes files of its own, which is
faster than pickling.
"""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from papernotes.index.build.field_collector import FieldCollector
from papernotes.index.errors import BuildCancelled
from papernotes.index.schema import pieces
from papernotes.index.storage.columns import ColumnFile
from papernotes.notes import EntryText, Section, begin_worker

BATCH_ENTRIES = 500
"""Entries between two progress reports, at which the build can also be cancelled."""
BODY, SECTIONS = "body", "sections"
_KEYS = ".keys"


class EntryLoader(Protocol):
    """Where the entries come from. It is pickled for other processes."""

    def keys(self) -> list[str]:
        """The keys of all entries, newest first."""

    def heads(self, keys: Sequence[str]) -> Iterator[EntryText]:
        """The entries with these keys, without their sections, in this order. Missing ones are left out."""

    def bodies(self, keys: Sequence[str]) -> Iterator[tuple[str, Sequence[Section]]]:
        """The key and the sections of the entries with these keys, in this order. Missing ones are left out."""


def collect_bodies(
    folder: Path,
    loader: EntryLoader,
    keys: Sequence[str],
    done: Callable[[int], None],
    cancel: Callable[[], bool],
) -> None:
    """Writes the bodies of these entries, numbered from 0, as files of columns.

    After each batch, `done` is called with the number of entries so far. Raises `BuildCancelled`.
    """
    numbers = {key: number for number, key in enumerate(keys)}
    collector = FieldCollector(folder)
    for start in range(0, len(keys), BATCH_ENTRIES):
        if cancel():
            raise BuildCancelled
        for key, sections in loader.bodies(keys[start : start + BATCH_ENTRIES]):
            if sections:
                collector.add_sections(BODY, numbers[key], pieces(sections), SECTIONS)
                collector.end_document(numbers[key] + 1)
        done(min(start + BATCH_ENTRIES, len(keys)))
    collector.set_aside(len(keys))


def columns_in(folder: Path) -> Iterator[ColumnFile]:
    """The files that `collect_bodies` wrote, in the order of documents."""
    for path in sorted(folder.iterdir(), key=lambda path: int(path.name)):
        yield ColumnFile(path.open("rb"))


class BuildWorkers:
    """Processes that collect bodies, one for each share of the entries."""

    def __init__(self, loader: EntryLoader, shares: Sequence[Sequence[str]], folder: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self._stopped = context.Event()
        # Without a lock, which a killed process would never release.
        self._counts = [context.Value("q", 0, lock=False) for _ in shares]
        self.folders = [folder / f"helper-{number}" for number in range(len(shares))]
        self._loader = loader
        self._processes: list[Any] = []
        for path, share, count in zip(self.folders, shares, self._counts, strict=True):
            # In a file: passing much data to a process that dies at its start would block for ever.
            path.with_suffix(_KEYS).write_text(json.dumps(share), encoding="utf-8")
            process = context.Process(target=_work, args=(path, loader, count, self._stopped), daemon=True)
            with suppress(OSError):  # no room for another process: this one takes its share later
                process.start()
            self._processes.append(process)

    def done(self) -> int:
        """How many bodies they have collected so far."""
        return sum(count.value for count in self._counts)

    def wait(self, look: Callable[[], None]) -> None:
        """Waits until all have ended, and calls `look` now and then.

        This process collects the share of one that did not start or was killed, for example for lack of memory. Raises the
        `OSError` that ended a process, or `RuntimeError` if it was something else.
        """
        for path, process in zip(self.folders, self._processes, strict=True):
            waiting = process.pid is not None
            while waiting:
                process.join(0.1)
                waiting = process.is_alive()
                look()
            if process.pid is None or process.exitcode < 0:
                self._take_over(path, look)
                continue
            if process.exitcode and process.exitcode in errno.errorcode:
                raise OSError(process.exitcode, os.strerror(process.exitcode))
            if process.exitcode:
                raise RuntimeError(f"a process that builds the index ended with {process.exitcode}")

    def _take_over(self, path: Path, look: Callable[[], None]) -> None:
        shutil.rmtree(path, ignore_errors=True)
        keys = json.loads(path.with_suffix(_KEYS).read_text(encoding="utf-8"))
        collect_bodies(path, self._loader, keys, lambda _: look(), lambda: False)

    def stop(self) -> None:
        """Stops all that still run, and waits for their end."""
        self._stopped.set()
        for process in self._processes:
            if process.pid is not None:
                process.join()


def _work(folder: Path, loader: EntryLoader, count: Any, stopped: Any) -> None:
    """The work of one process."""
    begin_worker()

    def done(number: int) -> None:
        count.value = number

    keys = json.loads(folder.with_suffix(_KEYS).read_text(encoding="utf-8"))
    try:
        collect_bodies(folder, loader, keys, done, stopped.is_set)
    except BuildCancelled:
        return
    except OSError as error:
        raise SystemExit(error.errno) from error  # such as a full disk; the waiting process raises it
