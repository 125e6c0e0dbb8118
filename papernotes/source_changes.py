"""Changing a source: its place, its name, and whether it is read and watched.

The notes keep their entries, and the papers their marks, whatever is changed here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from papernotes.adding import Addition, check_overlap, delete_page, described, fetch_readable, read_new
from papernotes.config.source_list import changing_sources, unfit
from papernotes.errors import UserError
from papernotes.notes import Source, discard

if TYPE_CHECKING:
    from papernotes.config.paths import Paths
    from papernotes.notes import SyncReport
    from papernotes.session import Progress, Session


def move_source(
    session: Session, name: str, wanted: Addition, *, progress: Progress, tell: Callable[[str], object]
) -> SyncReport:
    """Read a source from another place from now on, and sync it. `tell` is given what a person should know.

    Raises UserError, SourceError or LibraryError. Then, and if it is interrupted, all is as it was before.
    """
    session.library.require_writable()
    paths = session.paths
    old = _named(session, name)
    # A page that is kept by us gets a file of its own, so that the old one stays until all is well.
    new = described(wanted, paths)._replace(name=name, paused=old.paused, watch=old.watch)
    if unfit(new):
        new = new._replace(watch=False)
    is_elsewhere = (new.kind, new.location) != (old.kind, old.location)
    try:
        check_overlap(new, paths, tell, instead=name)
        if is_elsewhere:
            discard(old, paths.repositories)
        if new.kind == "web":
            fetch_readable(new, paths, progress)
        report = _read_in_place_of(old, new, session, wanted, progress)
    except BaseException:
        if is_elsewhere:
            delete_page(new, paths)
        raise
    if is_elsewhere:
        delete_page(old, paths)
    return report


def _read_in_place_of(
    old: Source, new: Source, session: Session, wanted: Addition, progress: Progress
) -> SyncReport:
    change_source(session.paths, old.name, new)
    try:
        return read_new(session, new, wanted, progress)
    except BaseException:
        change_source(session.paths, old.name, old)
        raise


def rename_source(session: Session, name: str, new_name: str) -> None:
    """Give a source another name. Raises UserError, LibraryError, and OSError if our own copy of it cannot be renamed."""
    session.library.require_writable()
    change_source(session.paths, name, _named(session, name)._replace(name=new_name))
    session.library.follow_renamed(session.sources(), session.paths.repositories)


def change_source(paths: Paths, name: str, changed: Source) -> None:
    """Put a changed source in the place of the one with this name. Raises UserError."""
    if reason := unfit(changed):
        raise UserError(f"{name}: {reason}")
    with changing_sources(paths.sources) as sources:
        if changed.name != name and any(source.name == changed.name for source in sources):
            raise UserError(f"a source is already named {changed.name}")
        sources[:] = [changed if source.name == name else source for source in sources]


def change_settings(session: Session, name: str, change: Callable[[Source], Source]) -> None:
    """Change whether a source is paused or watched. Raises UserError."""
    change_source(session.paths, name, change(_named(session, name)))


def _named(session: Session, name: str) -> Source:
    """The configured source with this name. Raises UserError, which names all there are."""
    from papernotes.config.source_list import read_sources

    sources = read_sources(session.paths.sources)
    for source in sources:
        if source.name == name:
            return source
    names = ", ".join(source.name for source in sources) or "none but the built-in sample library"
    raise UserError(f"no source is named {name}; there are: {names}")
