"""What a command opens: a session, with library and index ready for use, or the reading state alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING

from papernotes.cli.terminal import progress_bar, tell
from papernotes.config.paths import find_paths, is_there
from papernotes.errors import UserError
from papernotes.notes import Library, LibraryError, failure
from papernotes.reading import ReadingStore, no_library
from papernotes.session import Session

if TYPE_CHECKING:
    from papernotes.reading import PaperLookup


@contextmanager
def session(*, synced: bool = True, indexed: bool = False) -> Iterator[Session]:
    """A session that is closed at the end.

    `synced`: sources that were never read are read first. `indexed`: an index that is missing, outdated or damaged
    is built first, with a message on stderr.
    """
    opened = Session(find_paths())
    try:
        opened.reading.check_if_due()
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
    """Read sources that were never read before.

    A source that cannot be read, or a library that cannot be written, is reported on stderr if other notes can still
    be used; else its error is raised.
    """
    try:
        sources = opened.sources()
        seen = opened.library.sources()
        unseen = [source.name for source in sources if source.name not in seen and not source.paused]
        if not unseen:
            return
        from papernotes.source_sync import sync_sources

        with progress_bar() as progress:
            outcome = sync_sources(opened, unseen, progress=progress)
        if outcome.failures and len(sources) == 1:
            raise outcome.failures[0]
        for failed in outcome.failures:
            tell(str(failed))
        read = [report.source for report in outcome.reports]
        if read and is_there(opened.paths.sources):  # else it is the sample library, at the first start
            tell(f"read what the library did not have: {', '.join(read)}")
    except (UserError, LibraryError) as error:
        if not opened.library.has_entries():
            raise
        tell(str(error))


def _bring_up_to_date(opened: Session) -> None:
    """Bring the index up to date. If that fails, say so on stderr and use the index as it is."""
    try:
        with progress_bar() as progress:
            reason = opened.update_index(progress=progress)
    except (UserError, LibraryError) as error:
        tell(str(error))
    else:
        if reason:
            tell(f"built the index ({reason})")
            tell_unread(opened)


def tell_unread(opened: Session) -> None:
    """Say which notes' text is not in the index because it could not be read."""
    if unread := opened.library.unreadable():
        first, reason = unread[0]
        others = f", and {len(unread) - 1:,} more" if len(unread) > 1 else ""
        tell(f"the text of {first} is not in the index: {reason}{others}; `papernotes sync` tries again")


@contextmanager
def reading_state() -> Iterator[ReadingStore]:
    """The reading state alone, which can be opened even if the library cannot be read.

    The library is opened only for remarks, which need to know which paper has a key.
    """
    paths = find_paths()
    with ExitStack() as opened:
        reading = opened.enter_context(ReadingStore.open(paths.data))

        @cache
        def catalogue() -> PaperLookup:
            from papernotes.remark_owners import LibraryCatalogue

            with suppress(LibraryError):
                if is_there(paths.library):
                    return LibraryCatalogue(opened.enter_context(closing(Library.open(paths.library))))
            return no_library()

        reading.paper_lookup = catalogue
        reading.check_if_due()
        _tell(reading)
        try:
            yield reading
        finally:
            _tell(reading)


def _tell(reading: ReadingStore) -> None:
    """Print on stderr what the reading state has to say since it was opened."""
    for notice in reading.take_notices():
        tell(notice)
