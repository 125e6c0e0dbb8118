"""add, sync, sources, move, remove."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from papernotes.cli.opened import read_first, session, tell_unread
from papernotes.cli.terminal import print_json, print_line, progress_bar, tell
from papernotes.config.paths import is_there
from papernotes.config.source_list import changing_sources
from papernotes.errors import UsageError, UserError
from papernotes.figures import notes_and_papers, number_of
from papernotes.formulas import without_formulas
from papernotes.not_read import not_read
from papernotes.notes import MAXIMUM_BYTES, SourceError, check_name, discard, end_with_reader, presentable
from papernotes.source_sync import forget_source, sync_sources

if TYPE_CHECKING:
    from papernotes.adding import Added, Addition
    from papernotes.notes import Source, SyncReport
    from papernotes.session import Session

MAXIMUM_NEW_SHOWN = 10
MAXIMUM_PROBLEMS_SHOWN = 3


def add(arguments: argparse.Namespace) -> int:
    """Add a source, sync it, and index its notes."""
    from papernotes.adding import Addition, add_source  # only here: a sync does without what reads pages

    if arguments.name is not None:
        try:
            check_name(arguments.name)
        except SourceError as error:
            raise UsageError(f"--name: {error}") from error
    wanted = Addition(arguments.source, arguments.name, arguments.force, folder=arguments.folder)
    if arguments.source == "-":
        wanted = wanted._replace(location="standard input", page=sys.stdin.buffer.read(MAXIMUM_BYTES + 1))
    with session(synced=False) as opened:
        if arguments.events:
            return _add_for_programs(opened, wanted)
        with progress_bar() as progress:
            added = add_source(opened, wanted, progress=progress, tell=tell)
        for other in added.replaced:
            print_line(_taken_place(added, other))
        _tell(opened, [added.report])
        for line in added.certainty:
            print_line(f"  {line}")
        _index(opened)
    return 0


def _taken_place(added: Added, other: Source) -> str:
    return f"{added.source.name}: replaces the same page, added earlier as {other.name}"


def _add_for_programs(opened: Session, wanted: Addition) -> int:
    """Add a source, and report it as JSON Lines on stdout: the events of `_sync_for_programs`, with `said` in `changed`."""
    from papernotes.adding import add_source

    end_with_reader(1)
    said: list[str] = []
    added = add_source(opened, wanted, progress=_say_progress, tell=said.append)
    left_out = not_read(
        added.report.left_out, added.source.root(opened.paths.repositories), added.report.markdown
    )
    said = [
        _summary(added.report),
        *(_taken_place(added, other) for other in added.replaced),
        *said,
        *left_out,
        *(line for line in added.certainty if not line.startswith("sure")),
    ]
    _say(changed=_changes_in([added.report]), said="; ".join(said))
    return _index_for_programs(opened)


def sync(arguments: argparse.Namespace) -> int:
    """Bring sources, library and index up to date."""
    with session(synced=False) as opened:
        if arguments.events:
            return _sync_for_programs(opened, arguments.names)
        with progress_bar() as progress:
            reports, failures = sync_sources(opened, arguments.names, progress=progress)
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

    {"doing", "done", "total"}: progress, again and again. {"changed", "said"}: the library is up to date, with the number
    of changed entries, and in words how they changed. {"failed"}: a source cannot be read, with the reason. {"titled"}: titles and summaries of a new
    index can be searched. {"indexed", "built"}: the end; `built` says why the index was rebuilt, empty if it was not.
    """

    end_with_reader(1)
    reports, failures = sync_sources(opened, names, progress=_say_progress)
    _say(changed=_changes_in(reports), said=_changes(reports))
    for failure in failures:
        _say(failed=str(failure))
    _index_for_programs(opened)
    return 1 if failures else 0


def _say(**event: object) -> None:
    print_json(event, flush=True)


def _say_progress(doing: str, done: int, total: int) -> None:
    _say(doing=doing, done=done, total=total)


def _index_for_programs(opened: Session) -> int:
    built = opened.update_index(progress=_say_progress, titled=lambda: _say(titled=True))
    _say(indexed=True, built=built)
    return 0


def _changes_in(reports: Sequence[SyncReport]) -> int:
    return sum(
        len(report.added) + len(report.changed) + len(report.removed) + len(report.renamed)
        for report in reports
    )


def _changes(reports: Sequence[SyncReport]) -> str:
    """How many entries came, changed and went in the sources: `36 new, 2 changed`; empty if none did."""
    editions = {key for report in reports for key in report.editions}
    counts = (
        (sum(key not in editions for report in reports for key in report.added), "new"),
        (sum(key not in editions for report in reports for key in report.changed), "changed"),
        (sum(len(report.renamed) for report in reports), "renamed"),
        (sum(len(report.removed) for report in reports), "removed"),
        (
            len(editions),
            "new edition of a known paper" if len(editions) == 1 else "new editions of known papers",
        ),
    )
    return ", ".join(f"{count:,} {word}" for count, word in counts if count)


def _summary(report: SyncReport) -> str:
    """How many notes a source has, and how many entries came, changed and went: `page-1: 39 notes, 36 new`."""
    has = notes_and_papers(report.notes, report.unwritten)
    again = "; its clone was broken, and was made anew" if report.cloned_again else ""
    return f"{report.source}: {has}, {_changes([report]) or 'nothing new'}{again}"


def _tell(opened: Session, reports: Sequence[SyncReport]) -> None:
    """Print for people what a sync found."""
    roots = {source.name: source.root(opened.paths.repositories) for source in opened.sources()}
    for report in reports:
        print_line(_summary(report))
        editions = set(report.editions)
        added = [key for key in report.added if key not in editions]
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
        if report.left_out:
            for said in not_read(report.left_out, roots[report.source], report.markdown):
                print_line((f"  {said}", "dim"))


def sources(arguments: argparse.Namespace) -> int:
    """List the sources, or change one."""
    with session(synced=False) as opened:
        if said := _changed(opened, arguments):
            print_line(said)
            return 0
        configured = opened.sources()
        read_first(opened)
        counts, unwritten = opened.library.sources(), opened.library.unwritten_by_source()
        for source in configured:
            if arguments.json:
                fields = {
                    "name": source.name,
                    "kind": source.kind,
                    "location": presentable(source.location),
                    "folder": source.folder,
                    "paused": source.paused,
                    "watch": source.watch,
                    "notes": counts.get(source.name, 0),
                    "unwritten": unwritten.get(source.name, 0),
                }
                print_json(fields)
            else:
                how = [
                    word for word, is_so in (("paused", source.paused), ("watched", source.watch)) if is_so
                ]
                folder = f" {source.folder}" if source.folder else ""
                has = notes_and_papers(counts.get(source.name, 0), unwritten.get(source.name, 0))
                print_line(
                    f"{source.name}  {source.kind}  {has}"
                    f"  {presentable(source.location)}{folder}{'  (' + ', '.join(how) + ')' if how else ''}"
                )
        if not is_there(opened.paths.sources) and not arguments.json:
            tell("This is the built-in sample library; add your own with `papernotes add SOURCE`.", name="")
    return 0


def _changed(opened: Session, arguments: argparse.Namespace) -> str:
    """Change a source as an option says; what was done, empty if there is no such option."""
    from papernotes.source_changes import change_settings, rename_source

    if arguments.rename:
        name, new = arguments.rename
        try:
            rename_source(opened, name, check_name(new))
        except SourceError as error:
            raise UsageError(f"--rename: {error}") from error
        return f"{name}: now named {new}"
    for name, change, said in (
        (
            arguments.pause,
            lambda source: source._replace(paused=True),
            "paused; its notes stay, and `papernotes sync {}` reads it",
        ),
        (arguments.resume, lambda source: source._replace(paused=False), "read again by each sync"),
        (
            arguments.watch,
            lambda source: source._replace(watch=True),
            "watched by the open reader from its next start",
        ),
        (arguments.unwatch, lambda source: source._replace(watch=False), "no longer watched"),
    ):
        if name is not None:
            change_settings(opened, name, change)
            return f"{name}: {said.format(name)}"
    return ""


def move(arguments: argparse.Namespace) -> int:
    """Read a source from another place."""
    from papernotes.adding import Addition
    from papernotes.source_changes import move_source

    if arguments.source == "-":
        raise UsageError("move: give a folder, a git URL, the address of a page, or a file")
    wanted = Addition(arguments.source, None, arguments.force, folder=arguments.folder)
    with session(synced=False) as opened:
        with progress_bar() as progress:
            report = move_source(opened, arguments.name, wanted, progress=progress, tell=tell)
        _tell(opened, [report])
        _index(opened)
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
        gone = forget_source(opened, arguments.name)
        discard(removed, opened.paths.repositories)
        with progress_bar() as progress:
            opened.update_index(progress=progress)
        print_line(
            f"{arguments.name}: forgotten, with {number_of(len(gone), 'entry', 'entries')}; what you marked is kept"
        )
    return 0
