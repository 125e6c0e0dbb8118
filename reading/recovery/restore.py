"""Listing the copies of the reading state for the person, and putting one in place of the database.

The present database is only renamed, so a restoration is undone by restoring that file. All this works whatever the
condition of the database: damaged, missing, or written by a newer papernotes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from papernotes.reading.errors import ReadingError, in_words
from papernotes.reading.log import event_table
from papernotes.reading.log.events import ticks
from papernotes.reading.recovery import journal
from papernotes.reading.storage import copies, local_table, schema


class StateCopy(NamedTuple):
    """A copy, or a database that was set aside: when it was made, how many changes it has, and the id of the last one.

    `fault` says why it cannot be restored; empty if it can.
    """

    path: Path
    made: datetime
    changes: int
    last: str
    fault: str = ""


class RestoreResult(NamedTuple):
    """What was restored: from which copy, how many changes it had, how many more came from the journal, and where the
    previous database is now (None if there was none)."""

    copy: Path
    changes: int
    journal: int
    aside: Path | None


def copies_of(database: Path) -> list[StateCopy]:
    """The copies and the databases that were set aside, the newest first."""
    aside = (path for path in database.parent.glob(f"{database.name}.*-[0-9]*") if _is_database(path))
    found = [_examined(path) for path in (*copies.copies(database), *aside)]
    return sorted(found, key=lambda copy: (copy.made, copy.path.name), reverse=True)


def restore(database: Path, wanted: str, now: Callable[[], datetime]) -> RestoreResult:
    """Put a copy in place of the database.

    `wanted` is the name or path of a copy, which is restored as it is. If it is empty, the newest sound copy is restored,
    together with the later changes in the journal. Raises ReadingError; then nothing was changed.
    """
    copy = _chosen(database, wanted)
    stamp = now().strftime("%Y%m%d-%H%M%S")
    try:
        with copies.folder_locked(database.parent):
            aside = copies.set_aside(database, now(), "replaced") if database.exists() else None
            try:
                if not copies.put_in_place(copy.path, database):
                    raise ReadingError(f"{copy.path} cannot be read any more")
            except BaseException:
                if aside:
                    copies.take_back(aside, database)
                raise
            if wanted:
                _put_away(database, stamp, now().strftime("%Y-%m-%d"))
            added = _finish(database, now, with_journal=not wanted)
    except (OSError, sqlite3.Error) as error:
        reason = in_words(error) if isinstance(error, OSError) else error
        raise ReadingError(
            f"reading state {database}: {copy.path.name} cannot be restored: {reason}"
        ) from error
    return RestoreResult(copy.path, copy.changes, added, aside)


def _finish(database: Path, now: Callable[[], datetime], *, with_journal: bool) -> int:
    """Record the time of the restoration, for programs that have the old file open; and add the journal, or start a new one.

    Returns how many changes came from the journal.
    """
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        schema.migrate(connection)
        local_table.set_local(connection, local_table.RESTORED, f"{ticks(now()):016x}")
        local_table.forget_derived(connection)
        before = event_table.ids(connection)
        news = (
            [event for event in journal.read(database).events if event.id not in before]
            if with_journal
            else []
        )
        event_table.append(connection, news)
        connection.execute("COMMIT")
        copies.make_copy(connection, database, now().strftime("%Y-%m-%d"))
        with suppress(OSError):  # reported at the next change
            journal.catch_up(connection, database, now())
    return len(news)


def _put_away(database: Path, stamp: str, today: str) -> None:
    """Rename the journal and the day's copy, from which damage would bring the undone changes back. They are kept."""
    folder = copies.folder_of(database)
    for file in (*journal.files(database), folder / f"{database.stem}-{today}.db"):
        with suppress(FileNotFoundError):
            label = file.name.removeprefix(f"{database.stem}-")
            file.rename(folder / f"{database.stem}-replaced-{stamp}-{label}")


def _chosen(database: Path, wanted: str) -> StateCopy:
    known = copies_of(database)
    if not wanted:
        in_folder = set(copies.copies(database))
        sound = [copy for copy in known if copy.path in in_folder and not copy.fault]
        if not sound:
            raise ReadingError(f"there is no sound copy of the reading state in {copies.folder_of(database)}")
        return sound[0]
    path = Path(wanted).expanduser().absolute()
    found = next((copy for copy in known if wanted == copy.path.name or path == copy.path), None)
    if found is None:
        if path == database or not path.is_file():
            raise ReadingError(f"there is no copy {wanted}; `papernotes state copies` lists them")
        found = _examined(path)
    if found.fault:
        raise ReadingError(f"{found.path}: {found.fault}; nothing was changed")
    return found


def _examined(path: Path) -> StateCopy:
    made = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    try:
        with closing(copies.reading(path)) as connection:
            version = schema.version(connection)
            if schema.NEWEST < version < schema.IMPOSSIBLE_VERSION:
                return StateCopy(path, made, 0, "", "written by a newer papernotes")
            if version and copies.is_sound(connection, thorough=True):
                count = connection.execute("SELECT count(*) FROM event").fetchone()[0]
                return StateCopy(path, made, count, event_table.ends(connection)[1])
    except (sqlite3.Error, ValueError):
        pass
    return StateCopy(path, made, 0, "", "damaged, or no reading state")


def _is_database(path: Path) -> bool:
    return path.is_file() and not path.name.endswith(("-wal", "-shm", ".part"))
