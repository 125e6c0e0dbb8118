"""Bring the library up to date with its sources. To bring the index up to date afterwards is a separate step."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from papernotes.errors import UserError
from papernotes.identity import judge
from papernotes.imported_papers import exchange_papers
from papernotes.notes import LibraryError, SourceError, excluded_roots
from papernotes.reading import ReadingError
from papernotes.session import Cancel, Progress, never, no_progress

if TYPE_CHECKING:
    from papernotes.notes import SyncReport
    from papernotes.session import Session


class SyncOutcome(NamedTuple):
    """The result of a sync: a report for each source, and the errors of sources that could not be read."""

    reports: list[SyncReport]
    failures: list[Exception]


def sync_sources(
    session: Session,
    names: Collection[str] = (),
    *,
    progress: Progress = no_progress,
    cancel: Cancel = never,
    must_have_notes: bool = False,
) -> SyncOutcome:
    """Bring the library up to date with its sources: all that are not paused, or those with these names.

    Sources that are no longer configured go with the first sync of another that succeeds, so that a failed one takes nothing
    away. A source that cannot be read, or with `must_have_notes` one without notes (NoNotes), does not keep the others
    from being synced. Raises UserError for an unknown name, and
    LibraryError if the library cannot be written at all; if that happens after some sources, it is among the failures.
    A sync of all exchanges imported papers with the reading state first.
    """
    failures: list[Exception] = []
    if not names:
        try:
            exchange_papers(session.paths, session.reading)
        except (UserError, ReadingError) as error:
            failures.append(error)
    sources = session.sources()
    configured = {source.name for source in sources}
    if unknown := sorted(set(names) - configured):
        raise UserError(f"no source is named {unknown[0]}; there are: {', '.join(sorted(configured))}")
    session.library.require_writable()
    session.bind_remarks()
    with suppress(OSError):  # a copy that cannot be renamed is made anew
        session.library.follow_renamed(sources, session.paths.repositories)
    judge(session)
    gone = set(session.library.sources()) - configured
    reports: list[SyncReport] = []
    for source in sources:
        if source.name not in names if names else source.paused:
            continue
        try:
            reports.append(
                session.library.sync(
                    source, session.paths.repositories, progress=progress, cancel=cancel,
                    excluded=partial(excluded_roots, source, sources, session.paths.repositories),
                    must_have_notes=must_have_notes, instead_of=gone,
                )
            )  # fmt: skip
        except SourceError as error:
            failures.append(error)
        except LibraryError as error:
            if not reports:
                raise
            failures.append(error)
            break
        else:
            gone = set()
    if not names:
        for name in gone:
            session.library.forget(name)
    _keep_sets(session)
    session.reload()
    session.file_remarks()
    return SyncOutcome(reports, failures)


def forget_source(session: Session, name: str) -> tuple[str, ...]:
    """Take a source out of the library; returns the keys of the entries that went with it."""
    session.bind_remarks()
    gone = session.library.forget(name)
    _keep_sets(session)
    session.reload()
    session.file_remarks()
    return gone


def _keep_sets(session: Session) -> None:
    with suppress(LibraryError):  # without, the next first frame takes longer
        session.library.keep_sets()
