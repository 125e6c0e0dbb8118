"""Copies of the reading state for the person: which there are, and putting one in the database's place.

The database that was there is only renamed, so a restoration is taken back by restoring that one.
Works whatever state the database is in: also where it is damaged, gone, or a newer program's.
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
    """A copy, or a database that was set aside: when it was made, how many changes it has, the id of the last.

    `fault` says why it cannot be restored; empty where it can.
    """

    path: Path
    made: datetime
    changes: int
    last: str
    fault: str = ""


class RestoreResult(NamedTuple):
    """What was restored: from which copy, how many changes it had, how many more came from the journal, and
    where the database is now that was there before; None if there was none."""

    copy: Path
    changes: int
    journal: int
    aside: Path | None


def copies_of(database: Path) -> list[StateCopy]:
    """The copies there are and the databases that were set aside, the newest first."""
    aside = (path for path in database.parent.glob(f"{database.name}.*-[0-9]*") if _is_database(path))
    found = [_examined(path) for path in (*copies.copies(database), *aside)]
    return sorted(found, key=lambda copy: (copy.made, copy.path.name), reverse=True)


def restore(database: Path, wanted: str, now: Callable[[], datetime]) -> RestoreResult:
    """Put a copy in the database's place: the one wanted (its name, or a path), as it is; or for an empty name the
    newest sound one, with what came after it by the journal. ReadingError, and then nothing was changed."""
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
    """Note when it was restored, for who has the old one open; add the journal, or begin it anew. How many changes came."""
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
        with suppress(OSError):  # told at the next change
            journal.catch_up(connection, database, now())
    return len(news)


def _put_away(database: Path, stamp: str, today: str) -> None:
    """Rename what would bring back, after damage, what the person went back from; it stays among the copies."""
    folder = copies.folder_of(database)
    for file in (*journal.files(database), folder / f"{database.stem}-{today}.db"):
        with suppress(FileNotFoundError):
            label = file.name.removeprefix(f"{database.stem}-")
            file.rename(folder / f"{database.stem}-replaced-{stamp}-{label}")


def _chosen(database: Path, wanted: str) -> StateCopy:
    there = copies_of(database)
    if not wanted:
        in_folder = set(copies.copies(database))
        sound = [copy for copy in there if copy.path in in_folder and not copy.fault]
        if not sound:
            raise ReadingError(f"there is no sound copy of the reading state in {copies.folder_of(database)}")
        return sound[0]
    path = Path(wanted).expanduser().absolute()
    found = next((copy for copy in there if wanted == copy.path.name or path == copy.path), None)
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
