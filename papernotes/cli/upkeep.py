"""index, doctor, keys."""

from __future__ import annotations

import argparse
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from papernotes.cli.opened import session, tell_unread
from papernotes.cli.terminal import (
    print_json,
    print_line,
    print_text,
    progress_bar,
    tell,
    terminal_encoding,
)
from papernotes.config.paths import find_paths
from papernotes.config.settings_file import read_configuration
from papernotes.errors import UsageError, failures
from papernotes.exports.files import write_export
from papernotes.figures import number_of
from papernotes.health import examine, versions
from papernotes.keymap.keymap import load_keymap
from papernotes.not_read import not_read
from papernotes.notes import presentable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from papernotes.config.paths import Paths
    from papernotes.health import Health
    from papernotes.mending import Mended

MAXIMUM_ABSENT_SHOWN = 20
"""How many marked papers are named that the library does not have."""


def index(arguments: argparse.Namespace) -> int:
    """Bring the index up to date, or rebuild it."""
    with session() as opened:
        with progress_bar() as progress:
            reason = opened.update_index(rebuild=arguments.rebuild, progress=progress)
        how = f"built ({reason})" if reason else "up to date"
        print_line(f"index: {number_of(opened.index().count(), 'entry', 'entries')}, {how}")
        tell_unread(opened)
    return 0


def doctor(arguments: argparse.Namespace) -> int:
    """Print whether everything is in order, or (`--report`) what a bug report needs, without anything private.

    With `--fix`, what is not in order is mended first, and named. The exit code is 1 if a store is not in order.
    """
    if arguments.output is not None and not arguments.report:
        raise UsageError("--output goes with --report")
    paths = find_paths()
    mended = list(_mend(paths)) if arguments.fix else []
    with suppress(*failures()), session(synced=False):
        pass  # prints what was repaired on opening; a failure shows up in what is examined below
    health = examine(paths)
    if arguments.report:
        from papernotes.bug_report import report

        text = report(paths, health, terminal_encoding())
        if arguments.output is None:
            print_text(text, end="")
        else:
            write_export(Path(arguments.output), text)
    elif arguments.json:
        told = {
            kind: [what for what, done in mended if done == wanted]
            for kind, wanted in (("mended", True), ("left", False))
        }
        print_json(_fields(paths, health) | (told if arguments.fix else {}))
    else:
        for what, done in mended:
            print_line(("mended  ", "bold green") if done else ("left    ", "bold red"), what)
        if arguments.fix and not mended:
            print_line("there was nothing to mend")
        _print(_fields(paths, health))
        _print_absent(health)
        _print_left_out(paths, health)
    return 0 if all(store.ok for store in health.stores) else 1


def _mend(paths: Paths) -> Iterator[Mended]:
    """Put the home in order; what was done, and what has to be done by hand."""
    from papernotes import mending

    yield from mending.mend_files(paths)
    yield from mending.mend_reading_state(paths)
    yield from mending.drop_damaged_library(paths)
    try:
        with session(synced=False) as opened, progress_bar() as progress:
            yield from mending.mend_library(opened, progress)
            yield from mending.mend_index(opened, progress)
    except failures() as error:
        yield mending.Mended(str(error), done=False)


def _fields(paths: Paths, health: Health) -> dict[str, Any]:
    """All that `doctor` reports, as `--json` prints it."""
    return {
        "versions": versions(),
        "paths": {
            "config": str(paths.config), "data": str(paths.data), "cache": str(paths.cache),
            "configuration": str(paths.configuration), "sources": str(paths.sources), "keybindings": str(paths.keybindings),
        },
        "sources": [
            {"name": source.name, "kind": source.kind, "location": presentable(source.location)}
            for source in health.sources
        ],
        "counts": health.counts,
        "stores": {
            store.name: {"path": str(store.path), "ok": store.ok, "fault": store.fault} for store in health.stores
        },
        "problems": [problem._asdict() for problem in health.problems],
        "left_out": [{"source": source, **found._asdict()} for source, found in health.left_out],
        "absent": health.absent,
    }  # fmt: skip


def _print(report: dict[str, Any]) -> None:
    for part in ("versions", "paths", "counts"):
        print_line((part, "bold"))
        for name, value in report[part].items():
            print_line(f"  {name:<16} {value:,}" if isinstance(value, int) else f"  {name:<16} {value}")
    print_line(("stores", "bold"))
    for name, store in report["stores"].items():
        print_line(f"  {name:<16} {'in order' if store['ok'] else store['fault']}  {store['path']}")
    print_line(("sources", "bold"))
    for source in report["sources"]:
        print_line(f"  {source['name']:<16} {source['kind']}  {source['location']}")
    print_line((f"problems: {len(report['problems'])}", "bold"))
    for problem in report["problems"]:
        line = f":{problem['line']}" if problem["line"] else ""
        print_line(f"  {problem['source']}: {problem['path']}{line}: {problem['reason']}")


def _print_absent(health: Health) -> None:
    if health.absent:
        print_line(("marked, and not in the library; all marks are kept for when they come", "bold"))
        for told in health.absent[:MAXIMUM_ABSENT_SHOWN]:
            print_line(f"  {told}")
        if len(health.absent) > MAXIMUM_ABSENT_SHOWN:
            print_line(
                f"  and {len(health.absent) - MAXIMUM_ABSENT_SHOWN:,} more; `papernotes doctor --json` lists all"
            )


def _print_left_out(paths: Paths, health: Health) -> None:
    print_line(("not read", "bold"))
    for source in health.sources:
        left_out = [found for name, found in health.left_out if name == source.name]
        for said in not_read(left_out, source.root(paths.repositories)):
            print_line(f"  {source.name}: {said}")


def keys(arguments: argparse.Namespace) -> int:
    """Print the current keymap. The exit code is 1 if `keybindings.yaml` or `commands.yaml` has mistakes."""
    paths = find_paths()
    keymap = load_keymap(paths.keybindings, paths.commands)
    if read_configuration(paths.configuration)[0].digits == "panes":
        keymap = keymap.with_pane_digits()
    for context, actions in keymap.by_context().items():
        print_line((context, "bold"))
        for action, keystrokes in actions:
            shown = "  ".join(keystrokes) or "(no keystroke)"
            print_line(f"  {shown:<22} {action.id:<22} {action.name}")
    for problem in keymap.problems:
        tell(str(problem))
    return 1 if keymap.problems else 0
