"""Whether everything is in order. Each part is examined by itself, so that a broken one does not hide the others."""

from __future__ import annotations

import platform
import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, closing, suppress
from importlib import metadata
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

from papernotes import __version__
from papernotes.config.kept_exports import read_kept_exports
from papernotes.config.known_sources import configured_sources
from papernotes.config.paths import Paths, is_there
from papernotes.config.settings_file import read_configuration
from papernotes.config.views_file import read_views
from papernotes.errors import UserError, failures, told_of
from papernotes.index import Index, IndexUnusable
from papernotes.keymap.keymap import load_keymap
from papernotes.marked_papers import MarkedPapers
from papernotes.notes import LeftOut, Library, Source
from papernotes.reading import PRIVATE_FILE, PRIVATE_FOLDER, ReadingStore
from papernotes.version import commit

_MARKS = ("read", "starred", "triage", "tag", "list")
"""What marks a paper. One that was only opened or cited is known, but not marked."""
PACKAGES = ("textual", "rich", "Whoosh-Reloaded", "numpy", "markdown-it-py")


class Store(NamedTuple):
    """A part of what is kept on disk, and what is wrong with it (empty if nothing is)."""

    name: str
    path: Path
    fault: str

    @property
    def ok(self) -> bool:
        return not self.fault


class Finding(NamedTuple):
    """A problem in a source or in one of our own files."""

    source: str
    path: str
    line: int
    reason: str


class Health(NamedTuple):
    """The result of `examine`."""

    sources: list[Source]
    counts: dict[str, int]
    stores: tuple[Store, Store, Store]
    problems: list[Finding]
    left_out: list[tuple[str, LeftOut]]
    absent: list[str]
    """What is known of papers that are marked, but that the library does not have: a title or an id, and keys."""


class _Closable(Protocol):
    def close(self) -> None: ...


T = TypeVar("T", bound=_Closable)


def versions() -> dict[str, str]:
    """The versions of the program, its commit, of Python, and of the most important packages."""
    return {
        "papernotes": __version__,
        "commit": commit() or "unknown",
        "python": platform.python_version(),
    } | {name: metadata.version(name) for name in PACKAGES}


def examine(paths: Paths) -> Health:
    """Examine everything. Faults are reported in the result; none is raised."""
    with ExitStack() as stack:
        library, library_fault = _opened(stack, lambda: Library.open(paths.library))
        reading, reading_fault = _opened(stack, lambda: ReadingStore.open(paths.data))
        counts: dict[str, int] = {}
        seen: dict[str, int] = {}
        problems: list[Finding] = []
        left_out: list[tuple[str, LeftOut]] = []
        absent: list[str] = []
        if library:
            try:
                counts, seen = library.totals(), library.sources()
                problems = [Finding(*problem) for problem in library.problems()]
                left_out = library.left_out()
                library_fault = library.reason or library.check()
            except sqlite3.Error as error:
                library_fault = str(error)
        if reading:
            marked = {id for what in _MARKS for id in reading.papers_with(what)}
            counts["marked"] = len(marked)
            if library and not library_fault:
                with suppress(*failures(), sqlite3.Error):  # what is wrong is among the faults
                    absent = _absent(paths, library, reading, marked)
                counts |= {"absent": len(absent)} if absent else {}
            reading_fault = reading.reason or "; ".join(reading.check())
        stores = (
            Store("library", paths.library, library_fault),
            Store("index", paths.index_folder, index_fault(paths, library)),
            Store("reading state", paths.data, reading_fault),
        )
    try:
        sources = configured_sources(paths)
    except UserError as error:
        sources = []
        problems.append(_unread("sources", paths.sources, error))
    # Nothing is read here: it may lie on a network.
    problems += [
        Finding(
            "sources", str(paths.sources), 0, f"{source.name} was not read yet; `papernotes sync` reads it"
        )
        for source in sources
        if library and source.name not in seen and not source.paused and is_there(paths.sources)
    ]
    mistakes = (
        ("keybindings", load_keymap(paths.keybindings, paths.commands).problems),
        ("configuration", read_configuration(paths.configuration)[1]),
        ("views", read_views(paths.views)[1]),
    )
    problems += [
        Finding(name, str(mistake.path), mistake.line, mistake.reason)
        for name, found in mistakes
        for mistake in found
    ]
    try:
        read_kept_exports(paths.exports)
    except UserError as error:
        problems.append(_unread("exports", paths.exports, error))
    return Health(sources, counts, stores, [*problems, *_open_to_others(paths)], left_out, absent)


def _absent(paths: Paths, library: Library, reading: ReadingStore, marked: Collection[str]) -> list[str]:
    papers = MarkedPapers(library, reading, paths.cache / "marked.json")
    papers.refresh()
    names = reading.identifiers()
    return sorted(_told(names.get(id, ())) for id in marked if papers[id] is None)


def _told(names: Collection[str]) -> str:
    """A title, else an id, and the keys that the paper had."""
    found = [
        name.partition(":")[2]
        for kind in ("title:", "arxiv:", "doi:")
        for name in names
        if name.startswith(kind)
    ]
    keys = sorted(name.removeprefix("entry:") for name in names if name.startswith("entry:"))
    return "  ".join((*found[:1], *keys))


def _unread(name: str, path: Path, error: UserError) -> Finding:
    return Finding(name, str(path), 0, str(error).removeprefix(f"{path}:").lstrip())  # which names the file


def _opened(stack: ExitStack, open: Callable[[], T]) -> tuple[T | None, str]:
    """What was opened, or why it could not be."""
    try:
        return stack.enter_context(closing(open())), ""
    except failures() as error:
        return None, str(error)
    except OSError as error:
        return None, told_of(error)


def index_fault(paths: Paths, library: Library | None) -> str:
    """What is wrong with the index, and what to do; empty if nothing is, or the library's fault hides it."""
    try:
        Index.check(paths.index_folder)
        with closing(Index.open(paths.index_folder)) as opened:
            indexed = opened.count()
        if library is None:
            return ""
        waiting, entries = len(library.unindexed()), library.totals()["entries"]
    except IndexUnusable as error:
        # The message of IndexForeign says itself what to do.
        advice = "" if type(error).__name__ == "IndexForeign" else "; `papernotes index` builds it"
        return f"{error.reason}{advice}"
    except sqlite3.Error:
        return ""  # it is the library's fault, which is reported already
    except OSError as error:
        return told_of(error)
    if waiting or indexed != entries:
        return f"{indexed:,} of {entries:,} entries, {waiting:,} waiting; `papernotes index` brings it up to date"
    return ""


def _open_to_others(paths: Paths) -> Iterator[Finding]:
    """Our folders and configuration files whose mode lets other people in. They are reported, never changed."""
    files = [
        paths.configuration,
        paths.keybindings,
        paths.commands,
        paths.sources,
        paths.exports,
        paths.views,
    ]
    for path in (paths.config, paths.data, paths.cache, *files):
        try:
            mode = path.stat().st_mode & 0o777
        except OSError:
            continue
        own = PRIVATE_FILE if path in files else PRIVATE_FOLDER
        if mode & 0o077:
            reason = f"others on this computer may use it: its mode is {mode:o}; `chmod {own:o} {path}` keeps them out"
            yield Finding("permissions", str(path), 0, reason)
