"""add, sync, sources, remove."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from papernotes.cli.opened import read_first, session, tell_unread
from papernotes.cli.terminal import print_json, print_line, progress_bar, tell
from papernotes.config.paths import is_there
from papernotes.config.source_list import changing_sources, read_sources
from papernotes.errors import UsageError, UserError
from papernotes.figures import number_of
from papernotes.formulas import without_formulas
from papernotes.notes import (
    MAXIMUM_BYTES,
    LibraryError,
    NoteError,
    Source,
    SourceError,
    check_name,
    describe_source,
    discard,
    fetch_page,
    is_repository,
    overlap,
    presentable,
    read_file,
    too_large,
)
from papernotes.reading import write_atomically

if TYPE_CHECKING:
    from papernotes.config.paths import Paths
    from papernotes.notes import SyncReport
    from papernotes.session import Progress, Session

MAXIMUM_NEW_SHOWN = 10
MAXIMUM_PROBLEMS_SHOWN = 3


def add(arguments: argparse.Namespace) -> int:
    """Add a source, sync it, and index its notes."""
    with session(synced=False) as opened:
        opened.library.require_writable()
        paths = opened.paths
        source = _source_of(arguments, paths)
        try:
            _check_overlap(source, opened)
            if source.kind == "web":
                _fetch(source, opened)
            replaced = _replaced_by(source, opened)
        except (UserError, SourceError):
            _delete_page(source, paths)
            if all(other.name != source.name for other in opened.sources()):
                discard(source, paths.repositories)
            raise
        source, restore = _in_place_of(replaced, source, arguments.name, paths)
        gone = {other.name for other in replaced}
        with changing_sources(paths.sources) as sources:
            if any(other.name == source.name for other in sources if other.name not in gone):
                raise UserError(f"a source is already named {source.name}; choose another with --name")
            sources[:] = [other for other in sources if other.name not in gone] + [source]
        try:
            with progress_bar() as progress:
                reports, failures = opened.sync([source.name], progress=progress)
            if failures:
                raise failures[0]
        except (SourceError, LibraryError):
            with changing_sources(paths.sources) as sources:
                # A source that could not be read or stored even once is not kept.
                sources[:] = [other for other in sources if other.name != source.name] + replaced
            restore()
            discard(source, paths.repositories)
            raise
        _forget(replaced, source, opened)
        _tell(opened, reports)
        if not reports[0].notes:
            tell(f"no notes in {presentable(source.location)} yet")
        _index(opened)
    return 0


def _check_overlap(source: Source, opened: Session) -> None:
    """Refuse a source that is read already, by itself or inside another; say which sources lie inside the new one."""
    if not is_there(opened.paths.sources):
        return  # the first own source replaces the sample library
    location = presentable(source.location)
    for other in opened.sources():
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


def _fetch(source: Source, opened: Session) -> None:
    """Fetch a page for the first time, and refuse it at once if there is nothing in it that we can read."""
    if any(other.name == source.name for other in opened.sources()):
        raise UserError(f"a source is already named {source.name}; choose another with --name")
    with progress_bar() as progress:
        fetch_page(source, opened.paths.repositories, progress)
    _check_page(_read(source.root(opened.paths.repositories)), source.location)


def _replaced_by(source: Source, opened: Session) -> list[Source]:
    """The sources with earlier copies of the area pages in `source`, which takes their place."""
    from papernotes.pages import areas_in, replaced_by

    if not source.is_page or not is_there(opened.paths.sources):
        return []
    repositories = opened.paths.repositories
    path = source.root(repositories)
    others = [other for other in opened.sources() if other.location != source.location]
    return replaced_by(areas_in(_read(path), path.name), others, repositories)


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


def _forget(replaced: Sequence[Source], source: Source, opened: Session) -> None:
    """Remove the earlier copies of a page from the library, and from our own folder of pages."""
    for other in replaced:
        if other.name != source.name:
            opened.forget(other.name)
            discard(other, opened.paths.repositories)
        if other.location != source.location:
            _delete_page(other, opened.paths)
        print_line(f"{source.name}: takes the place of the same page, added before as {other.name}")


def _delete_page(source: Source, paths: Paths) -> None:
    """Delete the file of a page if it is in our own folder of pages."""
    path = Path(source.location)
    if source.kind == "page" and path.parent == paths.pages:
        path.unlink(missing_ok=True)


def _source_of(arguments: argparse.Namespace, paths: Paths) -> Source:
    if arguments.name is not None:
        try:
            check_name(arguments.name)
        except SourceError as error:
            raise UsageError(f"--name: {error}") from error
    if arguments.source == "-":
        data = sys.stdin.buffer.read(MAXIMUM_BYTES + 1)
        if len(data) > MAXIMUM_BYTES:
            raise UserError(f"standard input: {too_large(len(data))}")
        return _kept_page(data, "standard input", arguments, paths)
    source = describe_source(arguments.source)
    if source.kind == "web" and is_repository(source.location):
        source = source._replace(kind="git")
    if arguments.name is not None:
        source = source._replace(name=arguments.name)
    if source.kind == "page":
        data = _read(Path(source.location))
        if arguments.force:
            return _kept_page(data, source.location, arguments, paths)
        _check_page(data, source.location)
    return source


def _read(page: Path) -> bytes:
    try:
        return read_file(page)
    except NoteError as error:
        raise UserError(f"{page}: {error.reason}") from error


def _check_page(data: bytes, where: str) -> None:
    """Refuse at once a file in which there is nothing that we can read."""
    from papernotes.notes import read_document

    reading = read_document(data, Path(where).name, alone=True)
    if not reading.notes:
        line, reason = next(iter(reading.problems), (0, "it has no note"))
        advice = (
            "`--force` takes the likeliest reading" if line else "give a saved area page or a Markdown note"
        )
        raise UserError(f"{presentable(where)}{f':{line}' if line else ''}: {reason}; {advice}")


def _kept_page(data: bytes, where: str, arguments: argparse.Namespace, paths: Paths) -> Source:
    """A page kept in our own folder, because it came on standard input, or is read in another way than it stands."""
    from papernotes.notes import looks_like_page, text_of
    from papernotes.pages import likeliest_text

    try:
        text = text_of(data, where)
        if arguments.force and looks_like_page(text):
            text = likeliest_text(text)
    except NoteError as error:
        raise UserError(f"{presentable(where)}: {error.reason}") from error
    _check_page(text.encode(), where)
    taken = {source.name for source in read_sources(paths.sources)}
    name = arguments.name or _free_name(paths, taken)
    if arguments.name in taken:
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


def sync(arguments: argparse.Namespace) -> int:
    """Bring sources, library and index up to date."""
    with session(synced=False) as opened:
        if arguments.events:
            return _sync_for_programs(opened, arguments.names)
        with progress_bar() as progress:
            reports, failures = opened.sync(arguments.names, progress=progress)
        _tell(opened, reports)
        for failure in failures:
            tell(str(failure))
        _index(opened)
    return 1 if failures else 0


def _index(opened: Session) -> None:
    with progress_bar() as progress:
        opened.update_index(progress=progress)
    tell_unread(opened)


def _sync_for_programs(opened: Session, names: Sequence[str]) -> int:
    """Sync, and report it as JSON Lines on stdout.

    {"doing", "done", "total"}: progress, again and again. {"changed"}: the library is up to date, with the number of
    changed entries. {"failed"}: a source cannot be read, with the reason. {"titled"}: titles and summaries of a new
    index can be searched. {"indexed", "built"}: the end; `built` says why the index was rebuilt, empty if it was not.
    """

    def say(**event: object) -> None:
        print_json(event, flush=True)

    progress: Progress = lambda doing, done, total: say(doing=doing, done=done, total=total)  # noqa: E731
    reports, failures = opened.sync(names, progress=progress)
    changed = sum(
        len(report.added) + len(report.changed) + len(report.removed) + len(report.renamed)
        for report in reports
    )
    say(changed=changed)
    for failure in failures:
        say(failed=str(failure))
    built = opened.update_index(progress=progress, titled=lambda: say(titled=True))
    say(indexed=True, built=built)
    return 1 if failures else 0


def _tell(opened: Session, reports: Sequence[SyncReport]) -> None:
    """Print for people what a sync found."""
    for report in reports:
        editions = set(report.editions)
        added = [key for key in report.added if key not in editions]
        changed = [key for key in report.changed if key not in editions]
        counts = (
            (len(added), "new"),
            (len(changed), "changed"),
            (len(report.renamed), "renamed"),
            (len(report.removed), "removed"),
            (
                len(editions),
                "new edition of a known paper" if len(editions) == 1 else "new editions of known papers",
            ),
        )
        changes = [f"{count} {word}" for count, word in counts if count]
        print_line(
            f"{report.source}: {number_of(report.notes, 'note')}, {', '.join(changes) or 'nothing new'}"
        )
        for key in added[:MAXIMUM_NEW_SHOWN] if len(added) <= MAXIMUM_NEW_SHOWN * 2 else ():
            entry = opened.library.find(key)
            print_line((f"  + {without_formulas(entry.title) if entry else key}", "dim"))
        if report.problems:
            problems = [problem for problem in opened.library.problems() if problem.source == report.source]
            for problem in problems[:MAXIMUM_PROBLEMS_SHOWN]:
                where = f"{problem.path}{f':{problem.line}' if problem.line else ''}"
                tell(f"{where}: {problem.reason}")
            if len(problems) > MAXIMUM_PROBLEMS_SHOWN:
                tell(f"{len(problems)} problems in all; `papernotes doctor` lists them")


def sources(arguments: argparse.Namespace) -> int:
    """List the sources."""
    with session(synced=False) as opened:
        configured = opened.sources()
        read_first(opened)
        counts = opened.library.sources()
        for source in configured:
            if arguments.json:
                fields = {
                    "name": source.name,
                    "kind": source.kind,
                    "location": presentable(source.location),
                    "notes": counts.get(source.name, 0),
                }
                print_json(fields)
            else:
                print_line(
                    f"{source.name}  {source.kind}  {number_of(counts.get(source.name, 0), 'note')}"
                    f"  {presentable(source.location)}"
                )
        if not is_there(opened.paths.sources) and not arguments.json:
            tell("This is the built-in sample library; add your own with `papernotes add SOURCE`.", name="")
    return 0


def remove(arguments: argparse.Namespace) -> int:
    """Remove a source, with its notes in the library; the reading state stays."""
    with session(synced=False) as opened:
        opened.library.require_writable()
        with changing_sources(opened.paths.sources) as configured:
            left = [source for source in configured if source.name != arguments.name]
            if len(left) == len(configured):
                names = (
                    ", ".join(source.name for source in configured) or "none but the built-in sample library"
                )
                raise UserError(f"no source is named {arguments.name}; there are: {names}")
            (removed,) = [source for source in configured if source.name == arguments.name]
            configured[:] = left
        gone = opened.forget(arguments.name)
        discard(removed, opened.paths.repositories)
        with progress_bar() as progress:
            opened.update_index(progress=progress)
        print_line(
            f"{arguments.name}: forgotten, with {number_of(len(gone), 'entry', 'entries')}; what you marked is kept"
        )
    return 0
