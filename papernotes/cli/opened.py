"""What a command opens: a session, with library and index brought to where it can use them, or the reading state."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING

from papernotes.cli.terminal import progress_bar, tell
from papernotes.config.paths import find_paths
from papernotes.errors import UserError
from papernotes.notes import Library, LibraryError, failure
from papernotes.reading import ReadingStore, no_library
from papernotes.session import Session

if TYPE_CHECKING:
    from papernotes.reading import PaperLookup


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
            read_first(opened)
        if indexed:
            _bring_up_to_date(opened)
        yield opened
    except sqlite3.Error as error:
        raise failure(opened.paths.library, error) from error
    finally:
        _tell(opened.reading)
        opened.close()


def read_first(opened: Session) -> None:
    """Read sources for the first time; what cannot be read, or written, is told, where there is something else to read."""
    try:
        sources = opened.sources()
        seen = opened.library.sources()
        unseen = [source.name for source in sources if source.name not in seen]
        if not unseen:
            return
        with progress_bar() as progress:
            failures = opened.sync(unseen, progress=progress).failures
        if failures and len(sources) == 1:
            raise failures[0]
        for failed in failures:
            tell(str(failed))
    except (UserError, LibraryError) as error:
        if not opened.library.has_entries():
            raise
        tell(str(error))


def _bring_up_to_date(opened: Session) -> None:
    """Bring the index up to date; where that cannot be done it is told, and the index used as it is."""
    try:
        with progress_bar() as progress:
            reason = opened.update_index(progress=progress)
    except (UserError, LibraryError) as error:
        tell(str(error))
    else:
        if reason:
            tell(f"built the index anew ({reason})")
            tell_unread(opened)


def tell_unread(opened: Session) -> None:
    """Say of which notes the index does not have the text, since it could not be read."""
    if unread := opened.library.unreadable():
        first, reason = unread[0]
        others = f", and so for {len(unread) - 1:,} more" if len(unread) > 1 else ""
        tell(f"not in the index is the text of {first}: {reason}{others}; `papernotes sync` tries again")


@contextmanager
def reading_state() -> Iterator[ReadingStore]:
    """The reading state, which can be had even where the library cannot be read.

    The library is opened only for remarks, where it matters which paper has a key.
    """
    paths = find_paths()
    with ExitStack() as opened:
        reading = opened.enter_context(ReadingStore.open(paths.data))

        @cache
        def catalogue() -> PaperLookup:
            from papernotes.remark_owners import LibraryCatalogue

            with suppress(LibraryError):
                if paths.library.exists():
                    return LibraryCatalogue(opened.enter_context(closing(Library.open(paths.library))))
            return no_library()

        reading.paper_lookup = catalogue
        _tell(reading)
        try:
            yield reading
        finally:
            _tell(reading)


def _tell(reading: ReadingStore) -> None:
    """Say on stderr what was met on opening, or since."""
    for notice in reading.take_notices():
        tell(notice)
