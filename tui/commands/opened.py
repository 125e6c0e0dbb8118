"""What a command opens: a session, with library and index brought to where it can use them, or the reading state."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from notes.catalogue import failure
from reading.store import ReadingStore
from tui.paths import find_paths
from tui.session import Session
from tui.terminal import progress_bar, tell


@contextmanager
def session(*, synced: bool = True, indexed: bool = False) -> Iterator[Session]:
    """A session that is closed at the end.

    `synced`: sources that the library has never seen are read first. `indexed`: an index that is
    missing, outdated or damaged is built first, with a word on stderr.
    """
    opened = Session(find_paths())
    try:
        _tell(opened.reading)
        if synced or indexed:
            unseen = [
                source.name for source in opened.sources() if source.name not in opened.library.sources()
            ]
            if unseen:
                _read_first(opened, unseen)
        if indexed:
            with progress_bar() as progress:
                reason = opened.update_index(progress=progress)
            if reason:
                tell(f"built the index anew ({reason})")
                tell_unread(opened)
        yield opened
    except sqlite3.Error as error:
        raise failure(opened.paths.library, error) from error
    finally:
        _tell(opened.reading)
        opened.close()


def _read_first(opened: Session, unseen: Sequence[str]) -> None:
    """Read sources for the first time; one that cannot be read is told, where there are others."""
    with progress_bar() as progress:
        failures = opened.sync(unseen, progress=progress).failures
    if failures and len(opened.sources()) == 1:
        raise failures[0]
    for error in failures:
        tell(str(error))


def tell_unread(opened: Session) -> None:
    """Say of which notes the index does not have the text, since it could not be read."""
    if unread := opened.library.unread():
        first, reason = unread[0]
        others = f", and so for {len(unread) - 1:,} more" if len(unread) > 1 else ""
        tell(f"not in the index is the text of {first}: {reason}{others}; `papernotes sync` tries again")


@contextmanager
def reading_state() -> Iterator[ReadingStore]:
    """The reading state alone, which can be had even where the library cannot be read."""
    with ReadingStore.open(find_paths().data) as reading:
        _tell(reading)
        try:
            yield reading
        finally:
            _tell(reading)


def _tell(reading: ReadingStore) -> None:
    """Say on stderr what was met on opening, or since."""
    for notice in reading.take_notices():
        tell(notice)
