"""Adding a source: a folder, a repository, a page by its file or address, or the text of a page.

The command line and the screen add by these rules. A source in which nothing can be read is refused at once. Nothing
stays of one that is refused, that fails, or whose adding is stopped. The same page again, or a newer copy of it, takes
the place of the earlier one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from papernotes.config.known_sources import configured_sources
from papernotes.config.paths import is_there
from papernotes.config.source_list import changing_sources, read_sources, unfit
from papernotes.errors import UserError
from papernotes.figures import number_of
from papernotes.not_read import not_read
from papernotes.notes import (
    MAXIMUM_BYTES,
    NoNotes,
    NoteError,
    Source,
    check_folder,
    describe_source,
    discard,
    fetch_page,
    fold,
    is_repository,
    looks_like_page,
    overlap,
    presentable,
    read_document,
    read_file,
    text_of,
    too_large,
)
from papernotes.pages import areas_in, how_sure, likeliest_text, replaced_by
from papernotes.reading import write_atomically
from papernotes.source_sync import forget_source, sync_sources

if TYPE_CHECKING:
    from papernotes.config.paths import Paths
    from papernotes.notes import DocumentContents, SyncReport
    from papernotes.session import Progress, Session


class Addition(NamedTuple):
    """What is to be added: its location, or, with `page`, the bytes of a page; `location` then says where they come from.

    `name` is what the source is to be called, None for a name after its last part. `force` takes the likeliest reading
    of a page that is not clear, and a folder without notes. `folder` is the part of a repository that is to be read.
    """

    location: str
    name: str | None = None
    force: bool = False
    page: bytes | None = None
    folder: str = ""


class Added(NamedTuple):
    """A source that was added, the sources with earlier copies whose place it took, and what its sync found."""

    source: Source
    replaced: tuple[Source, ...]
    report: SyncReport
    certainty: tuple[str, ...] = ()


class Preview(NamedTuple):
    """What the text of a page, or of a note, holds; `unwritten` of its notes are papers without one. `areas` are venues and topics, as `ICML2025 · LLM Safety`.

    `refused` says why it cannot be added as it is, empty if it can; with notes nevertheless, these are the likeliest
    reading. `problems` are what is odd about it, `replaces` the sources whose place it takes, `certainty` is how sure the
    reading is.
    """

    notes: int = 0
    papers: int = 0
    areas: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    refused: str = ""
    unwritten: int = 0
    certainty: tuple[str, ...] = ()


def preview(page: bytes, paths: Paths) -> Preview:
    """What would come with the bytes of a page, which are not stored."""
    if len(page) > MAXIMUM_BYTES:
        return Preview(refused=too_large(len(page)))
    reading, refused, force = read_document(page, "", alone=True), "", False
    if not reading.notes:
        refused = _where(*next(iter(reading.problems), (0, "it has no note")))
        try:
            page, force = likeliest_text(text_of(page, "")).encode(), True
        except NoteError:
            return Preview(refused=refused)
        reading = read_document(page, "", alone=True)
    try:
        replaces = tuple(source.name for source in _earlier(reading, "", paths))
    except UserError as error:
        return Preview(refused=str(error))
    return Preview(
        len(reading.notes),
        len({(note.venue.slug, fold(note.title)) for note in reading.notes}),
        tuple(f"{area.venue.slug} · {area.topic.name}" for area in reading.areas),
        tuple(note.title for note in reading.notes),
        () if force else tuple(_where(line, reason) for line, reason in reading.problems),
        replaces,
        refused,
        sum(not note.written for note in reading.notes),
        () if force else how_sure(reading),
    )


def add_source(
    session: Session, wanted: Addition, *, progress: Progress, tell: Callable[[str], object]
) -> Added:
    """Add a source and sync it; to bring the index up to date is a separate step. `tell` is given what a person should know.

    Raises UserError, SourceError or LibraryError. Then, and if it is interrupted, all is as it was before.
    """
    session.library.require_writable()
    paths = session.paths
    source = described(wanted, paths)
    try:
        check_overlap(source, paths, tell)
        if source.kind == "web":
            _fetch_first(source, paths, progress)
        contents = _page_contents(source, paths)
        replaced = _earlier(contents, source.location, paths) if contents else []
    except BaseException:
        delete_page(source, paths)
        if all(other.name != source.name for other in session.sources()):
            discard(source, paths.repositories)
        raise
    source, restore = _in_place_of(replaced, source, wanted.name, paths)
    gone = {other.name for other in replaced}
    try:
        with changing_sources(paths.sources) as sources:
            if any(other.name == source.name for other in sources if other.name not in gone):
                raise UserError(f"a source is already named {source.name}; choose another with --name")
            sources[:] = [other for other in sources if other.name not in gone] + [source]
        report = _read_or_forget(session, source, replaced, wanted, progress)
    except BaseException:
        restore()
        if all(other.location != source.location for other in replaced):
            delete_page(source, paths)
        raise
    _forget(replaced, source, session)
    return Added(source, tuple(replaced), report, how_sure(contents) if contents else ())


def _read_or_forget(
    session: Session, source: Source, replaced: Sequence[Source], wanted: Addition, progress: Progress
) -> SyncReport:
    """Sync a source that is in the list. One that could not be read or stored even once is not kept."""
    try:
        return read_new(session, source, wanted, progress)
    except BaseException:
        with changing_sources(session.paths.sources) as sources:
            sources[:] = [*(other for other in sources if other.name != source.name), *replaced]
        discard(source, session.paths.repositories)
        raise


def read_new(session: Session, source: Source, wanted: Addition, progress: Progress) -> SyncReport:
    """Sync a source for the first time, or at a new place. Raises UserError if it has no note, SourceError or LibraryError."""
    reports, failures = sync_sources(
        session, [source.name], progress=progress, must_have_notes=not wanted.force
    )
    if not failures:
        return reports[0]
    if isinstance(failures[0], NoNotes):
        raise UserError(_without_notes(source, failures[0].report, session.paths))
    raise failures[0]


def _without_notes(source: Source, report: SyncReport, paths: Paths) -> str:
    """Why a folder or a repository cannot be a source."""
    there = not_read(report.left_out, source.root(paths.repositories))
    if report.problems:
        there.insert(0, f"{number_of(report.problems, 'file')} cannot be read")
    return (
        f"{presentable(source.location)}: there is no note in it{'' if there else ', nor anything else'}; "
        + "".join(f"{said}; " for said in there)
        + "give a folder with Markdown notes, or begin one here with `papernotes add --force`"
    )


def described(wanted: Addition, paths: Paths) -> Source:
    """The source that is wanted. A page that is kept by us is written. Raises UserError or SourceError."""
    if wanted.page is not None:
        if len(wanted.page) > MAXIMUM_BYTES:
            raise UserError(f"{wanted.location}: {too_large(len(wanted.page))}")
        return _kept_page(wanted.page, wanted, paths)
    source = describe_source(wanted.location)
    if source.kind == "web" and is_repository(source.location):
        source = source._replace(kind="git")
    if wanted.name is not None:
        source = source._replace(name=wanted.name)
    if wanted.folder:
        source = source._replace(folder=check_folder(wanted.folder))
        if reason := unfit(source):
            raise UserError(f"--folder: {reason}")
    if source.kind == "page":
        data = _read(Path(source.location))
        if wanted.force:
            return _kept_page(data, wanted._replace(location=source.location), paths)
        _check_page(data, source.location)
    return source


def _read(page: Path) -> bytes:
    try:
        return read_file(page)
    except NoteError as error:
        raise UserError(f"{page}: {error.reason}") from error


def _where(line: int, reason: str) -> str:
    return f"line {line}: {reason}" if line else reason


def _check_page(data: bytes, where: str) -> None:
    """Refuse at once a file in which there is nothing that we can read."""
    reading = read_document(data, Path(where).name, alone=True)
    if not reading.notes:
        line, reason = next(iter(reading.problems), (0, "it has no note"))
        advice = (
            "`--force` takes the likeliest reading"
            if line
            else "give a saved area page or a Markdown note; `papernotes import` reads lists of papers"
        )
        raise UserError(f"{presentable(where)}{f':{line}' if line else ''}: {reason}; {advice}")


def _kept_page(data: bytes, wanted: Addition, paths: Paths) -> Source:
    """A page kept in our own folder, because only its text is known, or it is read in another way than it stands."""
    where = wanted.location
    try:
        text = text_of(data, where)
        if wanted.force and looks_like_page(text):
            text = likeliest_text(text)
    except NoteError as error:
        raise UserError(f"{presentable(where)}: {error.reason}") from error
    _check_page(text.encode(), where)
    taken = {source.name for source in read_sources(paths.sources)}
    name = wanted.name or _free_name(paths, taken)
    if wanted.name in taken:
        raise UserError(f"a source is already named {name}; choose another with --name")
    file = paths.pages / (f"{name}.txt" if looks_like_page(text) else f"{name}.md")
    try:
        write_atomically(file, text, private=True)
    except OSError as error:
        raise UserError(f"cannot write {file}: {error.strerror}") from error
    return Source(name, "page", str(file))


def _free_name(paths: Paths, taken: Collection[str]) -> str:
    number = 1
    while f"page-{number}" in taken or any(paths.pages.glob(f"page-{number}.*")):
        number += 1
    return f"page-{number}"


def check_overlap(source: Source, paths: Paths, tell: Callable[[str], object], *, instead: str = "") -> None:
    """Refuse a source that is read already, by itself or inside another; say which sources lie inside the new one.

    `instead` is the name of the source whose place it takes. Raises UserError.
    """
    if not is_there(paths.sources):
        return  # the first own source replaces the sample library
    location = presentable(source.location)
    for other in configured_sources(paths):
        if other.name == instead:
            continue
        how = overlap(source, other)
        if how == "same":
            raise UserError(f"{location} is already the source {other.name}; `papernotes sync {other.name}`")
        if how == "inside":
            raise UserError(
                f"{location} lies in the source {other.name}, which has its notes already; to add it as a source of "
                f"its own, `papernotes remove {other.name}` first"
            )
        if how == "around":
            tell(f"the source {other.name} lies in {location}; its notes stay with it")


def _fetch_first(source: Source, paths: Paths, progress: Progress) -> None:
    if any(other.name == source.name for other in configured_sources(paths)):
        raise UserError(f"a source is already named {source.name}; choose another with --name")
    fetch_readable(source, paths, progress)


def fetch_readable(source: Source, paths: Paths, progress: Progress) -> None:
    """Fetch a page, and refuse it at once if there is nothing in it that we can read. Raises UserError or SourceError."""
    fetch_page(source, paths.repositories, progress)
    _check_page(_read(source.root(paths.repositories)), source.location)


def _page_contents(source: Source, paths: Paths) -> DocumentContents | None:
    """What a source holds that is a page or a note by itself; None for any other."""
    if not source.is_page:
        return None
    path = source.root(paths.repositories)
    return read_document(_read(path), path.name, alone=True)


def _earlier(contents: DocumentContents, location: str, paths: Paths) -> list[Source]:
    """The sources, other than that at `location`, with earlier copies of the area pages in a document."""
    if not is_there(paths.sources):
        return []
    others = [other for other in configured_sources(paths) if other.location != location]
    return replaced_by(areas_in(contents), others, paths.repositories)


def _in_place_of(
    replaced: Sequence[Source], source: Source, name: str | None, paths: Paths
) -> tuple[Source, Callable[[], None]]:
    """The source as it is to be kept where it takes the place of others, and what undoes that.

    It takes the first one's name unless it has a name of its own. Where both are files in our folder of pages, it takes
    the file, too, so that only what differs counts as changed.
    """
    if not replaced or name is not None or source.kind != "page":
        return source, lambda: None
    first = replaced[0]
    if first.kind != "page":
        return source._replace(name=first.name), lambda: None
    old, new = Path(first.location), Path(source.location)
    if old.parent != paths.pages or new.parent != paths.pages:
        return source._replace(name=first.name), lambda: None
    before = _read(old).decode()
    write_atomically(old, _read(new).decode(), private=True)
    new.unlink()
    return first, lambda: write_atomically(old, before, private=True)


def _forget(replaced: Sequence[Source], source: Source, session: Session) -> None:
    """Remove the earlier copies of a page from the library, and from our own folder of pages."""
    for other in replaced:
        if other.name != source.name:
            forget_source(session, other.name)
            discard(other, session.paths.repositories)
        if other.location != source.location:
            delete_page(other, session.paths)


def delete_page(source: Source, paths: Paths) -> None:
    """Delete the file of a page if it is in our own folder of pages."""
    path = Path(source.location)
    if source.kind == "page" and path.parent == paths.pages:
        path.unlink(missing_ok=True)
