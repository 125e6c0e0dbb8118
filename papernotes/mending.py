"""What `doctor --fix` does: the home is put in order, and everything that was done is named.

First the way to the files: what stands in the place of a folder or a file of ours is moved aside, and modes give the reader
access and nobody else. Then the stores: the reading state restores itself when it is opened, and is compared with its log;
library and index are made anew where they are damaged. Nothing that a person wrote is deleted or changed. What only a person
can know (where a link to an absent disk should lead, what a mistake in a file was meant to be) is reported, and left.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from papernotes.config.known_sources import last_known_sources
from papernotes.config.paths import Paths
from papernotes.config.source_list import changing_sources
from papernotes.errors import UserError, failures, told_of
from papernotes.health import index_fault
from papernotes.notes import Library, presentable
from papernotes.reading import FILE, PRIVATE_FILE, PRIVATE_FOLDER, ReadingStore

if TYPE_CHECKING:
    from papernotes.notes import SyncReport
    from papernotes.session import Progress, Session


class Mended(NamedTuple):
    """What was done, in words; or, if not `done`, what a person has to do."""

    what: str
    done: bool = True


def mend_files(paths: Paths) -> Iterator[Mended]:
    """Put folders and files of the home where they belong, with modes for the reader alone. Raises nothing."""
    home = paths.config.parent
    if paths.data.parent == home == paths.cache.parent and _mode(home) is not None:  # PAPERNOTES_HOME
        if not home.is_dir():
            yield Mended(
                f"{home} is not a folder: move it away, or have PAPERNOTES_HOME name another", done=False
            )
            return
        yield from _accessible(home, keep_others=True)
    in_the_way = [
        path
        for path in (paths.config, paths.sources)
        if _is_there(path) and not _is_ours(path, paths.sources)
    ]
    for folder in (paths.config, paths.data, paths.cache):
        yield from _folder(folder, disposable=folder == paths.cache)
    for folder in (paths.data / "copies", paths.data / "remarks", paths.index_folder, paths.repositories):
        yield from _folder(folder, disposable=folder.parent == paths.cache)
    for file in _files(paths):
        yield from _file(file, disposable=file.parent == paths.cache)
    yield from _accessible(paths.data / FILE)  # opening it moves aside what is not a file
    for below in (paths.data / "remarks", paths.data / "copies", paths.index_folder):
        for within, folders, files in os.walk(below):
            for name in (*folders, *files):
                yield from _accessible(Path(within) / name, keep_others=True)
    if any(not _is_there(path) for path in in_the_way):  # the list of sources went with it
        yield from _sources(paths)


def mend_reading_state(paths: Paths) -> Iterator[Mended]:
    """Open the reading state, which restores what is damaged, and compare all of it with its log. Raises nothing."""
    try:
        with ReadingStore.open(paths.data) as store:
            store.check_all()
            yield from map(Mended, store.take_notices())
            yield from (Mended(fault, done=False) for fault in store.check())
            if store.reason:
                yield Mended(store.reason, done=False)
    except failures() as error:
        yield Mended(str(error), done=False)


def drop_damaged_library(paths: Paths) -> Iterator[Mended]:
    """Delete a library that is damaged anywhere: it is made anew from the sources. Raises nothing."""
    try:
        with closing(Library.open(paths.library)) as library:
            fault = library.check()
    except failures() as error:
        fault = str(error)
    except sqlite3.Error as error:
        fault = str(error)
    if not fault:
        return
    try:
        for suffix in ("", "-wal", "-shm"):
            paths.library.with_name(f"{paths.library.name}{suffix}").unlink(missing_ok=True)
    except OSError as error:
        yield Mended(f"{fault}; {told_of(error)}", done=False)
    else:
        yield Mended(
            f"deleted the damaged library {paths.library} ({fault}); it is made anew from the sources"
        )


def _files(paths: Paths) -> tuple[Path, ...]:
    configuration = (
        paths.configuration,
        paths.keybindings,
        paths.commands,
        paths.views,
        paths.sources,
        paths.exports,
    )
    own = (paths.imported, paths.queries, paths.finds)
    made = (paths.library, paths.known_sources, *paths.cache.glob("*.json"))
    locks = (*paths.config.glob("*.lock"), *paths.data.glob("*.lock"), paths.data / "remarks" / ".lock")
    return (*configuration, *own, *dict.fromkeys(made), *locks)


def _mode(path: Path) -> int | None:
    """The type and mode of what is there, no link followed; None if nothing is, or nobody can tell."""
    try:
        return path.lstat().st_mode
    except OSError:
        return None


def _is_there(path: Path) -> bool:
    return _mode(path) is not None


def _is_ours(path: Path, file: Path) -> bool:
    """Whether a file is there, or a folder, whichever of both it should be."""
    return os.path.isfile(path) if path == file else os.path.isdir(path)  # noqa: PTH112, PTH113 - raise nothing


def _folder(path: Path, *, disposable: bool) -> Iterator[Mended]:
    """Make way for a folder of ours, and give the reader access to it."""
    yield from _in_place(path, "folder", os.path.isdir(path), disposable=disposable)  # noqa: PTH112 - raises nothing
    yield from _accessible(path)


def _file(path: Path, *, disposable: bool) -> Iterator[Mended]:
    """Make way for a file of ours, and give the reader access to it."""
    yield from _in_place(path, "file", os.path.isfile(path), disposable=disposable)  # noqa: PTH113 - raises nothing
    yield from _accessible(path)


def _in_place(path: Path, wanted: str, right: bool, *, disposable: bool) -> Iterator[Mended]:
    """Move aside what is there, if it is not the folder or file that belongs there (`right`)."""
    mode = _mode(path)
    if mode is None or right:
        return
    if stat.S_ISLNK(mode) and not _leads_in_a_circle(path) and not disposable:
        target = os.readlink(path)  # noqa: PTH115 - as it is written
        reason = f"{path} leads to {target}, where there is no {wanted}: mount the disk, or make the link lead elsewhere"
        yield Mended(reason, done=False)
        return
    try:
        aside = _free_name(path)
        path.rename(aside)
    except OSError as error:
        yield Mended(told_of(error), done=False)
    else:
        yield Mended(f"moved {path}, which was not a {wanted}, to {aside.name} beside it")


def _leads_in_a_circle(path: Path) -> bool:
    try:
        path.stat()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def _free_name(path: Path) -> Path:
    """A name beside it that nothing has."""
    number = 1
    while _is_there(aside := path.with_name(f"{path.name}.aside-{number}")):
        number += 1
    return aside


def _accessible(path: Path, *, keep_others: bool = False) -> Iterator[Mended]:
    """Give the reader access to a folder or file of ours, and nobody else, unless `keep_others`. Links are left as they are:
    what they lead to is somebody's own."""
    found = _mode(path)
    if found is None or not (stat.S_ISDIR(found) or stat.S_ISREG(found)):
        return
    present = stat.S_IMODE(found) & 0o777
    needed = PRIVATE_FOLDER if stat.S_ISDIR(found) else PRIVATE_FILE
    wanted = needed | (present if keep_others else present & PRIVATE_FOLDER)
    if present == wanted:
        return
    try:
        path.chmod(wanted)
    except OSError as error:
        yield Mended(f"{told_of(error)}; its mode is {present:o}, and should be {wanted:o}", done=False)
    else:
        yield Mended(f"changed the mode of {path} from {present:o} to {wanted:o}")


def _sources(paths: Paths) -> Iterator[Mended]:
    """Write the list of sources again, as it was last read."""
    known = last_known_sources(paths.known_sources)
    if not known:
        reason = "which sources there were is not known; `papernotes add` adds them again, with their marks"
        yield Mended(reason, done=False)
        return
    with suppress(UserError), changing_sources(paths.sources) as sources:
        sources[:] = known
        names = ", ".join(f"{source.name} ({presentable(source.location)})" for source in known)
        yield Mended(f"wrote {paths.sources} again, with the sources as they were last read: {names}")


def mend_library(session: Session, progress: Progress) -> Iterator[Mended]:
    """Read all sources that are not paused, and broken copies of repositories anew. Raises LibraryError."""
    from papernotes.source_sync import sync_sources

    outcome = sync_sources(session, progress=progress)
    for report in outcome.reports:
        counts = [f"{len(keys):,} {what}" for what, keys in _changes(report) if keys]
        if counts:
            yield Mended(f"read {report.source} again: {', '.join(counts)}")
    yield from (Mended(str(failure), done=False) for failure in outcome.failures)


def mend_index(session: Session, progress: Progress) -> Iterator[Mended]:
    """Bring the index up to date; build it anew if it is then still not in order. Raises UserError."""
    for rebuild in (False, True):
        fault = index_fault(session.paths, session.library)
        if not fault:
            return
        built = session.update_index(rebuild=rebuild, progress=progress)
        if not index_fault(session.paths, session.library):
            how = "built the index anew" if built else "brought the index up to date"
            yield Mended(f"{how}: {fault.partition('; `')[0]}")
            return


def _changes(report: SyncReport) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return ("new", report.added), ("changed", report.changed), ("removed", report.removed)
