"""state: the reading state as JSON Lines, for backups and for other devices; and its copies, to restore one."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from papernotes.cli.opened import reading_state, session
from papernotes.cli.terminal import print_json, print_json_line, print_line, tell
from papernotes.config.paths import expanded, find_paths
from papernotes.errors import UsageError, UserError, failures
from papernotes.figures import notes_and_papers, number_of
from papernotes.imported_papers import exchange_papers
from papernotes.reading import (
    FILE,
    EventFile,
    ExchangeProblem,
    ExchangeResult,
    MergeResult,
    ReadingStore,
    copies_of,
    restore,
    shown_time,
    utc_now,
)
from papernotes.source_sync import sync_sources

MAXIMUM_PROBLEMS_SHOWN = 5


def state(arguments: argparse.Namespace) -> int:
    """Export, import, merge or sync the reading state, or restore a copy. Needs neither library nor sources, except to
    read imported papers that came along."""
    if arguments.json and arguments.action != "copies":
        raise UsageError(f"state {arguments.action} takes no --json")
    if arguments.action == "copies":
        if arguments.place:
            raise UsageError("state copies takes no file")
        return _copies(as_json=arguments.json)
    if not arguments.place and arguments.action != "restore":
        raise UsageError(
            f"state {arguments.action} needs a {'folder' if arguments.action == 'sync' else 'file'}"
        )
    return _ACTIONS[arguments.action](arguments.place)


def _export(place: str) -> int:
    with reading_state() as reading:
        _exchange_papers(reading)
        if place == "-":
            for line in reading.export_lines():
                print_json_line(line)
        else:
            count = reading.export_events(_absolute(place))
            print_line(f"{number_of(count, 'event')} → {place}")
    return 0


def _import(place: str) -> int:
    """Import all of a file or nothing, since what comes back from a backup should be whole."""
    with _file(place) as path, reading_state() as reading:
        problems = EventFile(path).problems
        if problems:
            raise UserError(
                f"{_named(place)}:{problems[0].line}: {problems[0].reason} ({number_of(len(problems), 'line')} in all cannot be read); "
                "nothing was imported; `papernotes state merge` imports the other lines"
            )
        merged = reading.merge_events(path)
        _say(f"{number_of(merged.events, 'event')} read, {merged.new:,} new", merged)
        changed = _exchange_papers(reading)
    _read_papers(changed)
    return 0


def _merge(place: str) -> int:
    """Import the sound lines of a file; the others are reported."""
    with _file(place) as path, reading_state() as reading:
        merged = reading.merge_events(path)
        if merged.problems and not merged.events:
            raise UserError(
                f"{_named(place)} has no reading state in it: line 1 is {merged.problems[0].reason}"
            )
        _say(f"{number_of(merged.events, 'event')} read, {merged.new:,} new", merged)
        _tell(
            [one._replace(path=Path(_named(place))) if one.path == path else one for one in merged.problems]
        )
        changed = _exchange_papers(reading)
    _read_papers(changed)
    return 0


def _sync(place: str) -> int:
    with reading_state() as reading:
        _exchange_papers(reading)
        synced = reading.sync_folder(_absolute(place))
        _say(f"{synced.received:,} received, {synced.sent:,} sent", synced)
        _tell(synced.problems)
        changed = _exchange_papers(reading)
    _read_papers(changed)
    return 0


def _exchange_papers(reading: ReadingStore) -> str:
    """Exchange imported papers between their file and the reading state; returns the source that has others now."""
    try:
        return exchange_papers(find_paths(), reading)
    except UserError as error:
        tell(str(error))
        return ""


def _read_papers(source: str) -> None:
    """Bring the library up to date with imported papers that came or went. What fails is told: the state is taken in."""
    if not source:
        return
    try:
        with session(synced=False) as opened:
            reports, failed = sync_sources(opened, [source])
            opened.update_index()
    except failures() as error:
        failed, reports = [error], []
    for report in reports:
        print_line(f"{source}: {notes_and_papers(report.notes, report.unwritten)}")
    for failure in failed:
        tell(f"{failure}; `papernotes sync` reads the papers without a note that came")


def _copies(*, as_json: bool) -> int:
    """List the copies, the newest first."""
    for copy in copies_of(find_paths().data / FILE):
        if as_json:
            print_json({
                "name": copy.path.name, "path": str(copy.path), "made": copy.made.isoformat(timespec="seconds"),
                "changes": copy.changes, "last": shown_time(copy.last) if copy.last else None, "fault": copy.fault,
            })  # fmt: skip
        else:
            held = copy.fault or f"{number_of(copy.changes, 'change')}, the last of {shown_time(copy.last)}"
            print_line(f"{copy.path.name}  made {copy.made.astimezone():%Y-%m-%d %H:%M}  {held}")
    return 0


def _restore(place: str) -> int:
    database = find_paths().data / FILE
    done = restore(database, place, utc_now)
    more = f", and {number_of(done.journal, 'change')} more from the journal" if done.journal else ""
    print_line(f"restored {done.copy}: {number_of(done.changes, 'change')}{more}")
    if done.aside:
        print_line(f"what was there is kept; `papernotes state restore {done.aside.name}` brings it back")
    return 0


_ACTIONS = {"export": _export, "import": _import, "merge": _merge, "sync": _sync, "restore": _restore}


@contextmanager
def _file(place: str) -> Iterator[Path]:
    """The path of the file; for `-`, of a temporary file with the standard input."""
    if place != "-":
        yield _absolute(place)
        return
    with tempfile.TemporaryDirectory(prefix="papernotes-") as folder:
        path = Path(folder) / "standard input"
        path.write_bytes(sys.stdin.buffer.read())
        yield path


def _named(place: str) -> str:
    return "standard input" if place == "-" else place


def _absolute(place: str) -> Path:
    return expanded(place).absolute()


def _say(what: str, done: MergeResult | ExchangeResult) -> None:
    """Print what was done, and on stderr which remarks the reader should put in order."""
    remarks = f", {number_of(len(done.remarks), 'remark')} changed" if done.remarks else ""
    print_line(what + remarks)
    for path in done.divided:
        tell(f"{path}: written on several devices; it has the text of all of them")


def _tell(problems: Sequence[ExchangeProblem]) -> None:
    for problem in problems[:MAXIMUM_PROBLEMS_SHOWN]:
        tell(f"{problem.path}:{problem.line}: {problem.reason}")
    if len(problems) > MAXIMUM_PROBLEMS_SHOWN:
        tell(f"{len(problems):,} lines in all could not be read")
