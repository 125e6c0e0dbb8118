"""index, doctor, keys."""

from __future__ import annotations

import argparse
import platform
from importlib import metadata
from typing import TYPE_CHECKING, Any

from notes.locations import presentable
from tui import __version__
from tui.commands.opened import session, tell_unread
from tui.configuration import read_configuration
from tui.keymap import load_keymap
from tui.numbers import number_of
from tui.paths import find_paths
from tui.terminal import print_json, print_line, progress_bar, tell

if TYPE_CHECKING:
    from tui.session import Session

PACKAGES = ("textual", "rich", "Whoosh-Reloaded", "numpy", "markdown-it-py")


def index(arguments: argparse.Namespace) -> int:
    """Bring the index up to date, or build it anew."""
    with session() as opened:
        with progress_bar() as progress:
            reason = opened.update_index(rebuild=arguments.rebuild, progress=progress)
        how = f"built anew ({reason})" if reason else "up to date"
        print_line(f"index: {number_of(opened.index().count(), 'entry', 'entries')}, {how}")
        tell_unread(opened)
    return 0


def doctor(arguments: argparse.Namespace) -> int:
    """Tell whether all is in order; 1 if a store is not."""
    with session() as opened:
        report = examine(opened)
    if arguments.json:
        print_json(report)
    else:
        _print(report)
    return 0 if all(store["ok"] for store in report["stores"].values()) else 1


def examine(opened: Session) -> dict[str, Any]:
    """Paths, versions, counts, problems, and the state of the three stores."""
    paths = opened.paths
    return {
        "versions": {"papernotes": __version__, "python": platform.python_version()}
        | {name: metadata.version(name) for name in PACKAGES},
        "paths": {
            "config": str(paths.config), "data": str(paths.data), "cache": str(paths.cache),
            "configuration": str(paths.configuration), "sources": str(paths.sources), "keybindings": str(paths.keybindings),
        },
        "sources": [
            {"name": source.name, "kind": source.kind, "location": presentable(source.location)}
            for source in opened.sources()
        ],
        "counts": opened.library.totals() | {"marked": len(opened.reading.ids())},
        "stores": {
            "library": _store(str(paths.library), opened.library.check()),
            "index": _store(str(paths.index_folder), _index_fault(opened)),
            "reading state": _store(str(paths.data), "; ".join(opened.reading.check())),
        },
        "problems": [
            {"source": problem.source, "path": problem.path, "line": problem.line, "reason": problem.reason}
            for problem in opened.library.problems()
        ]
        + [
            {"source": source, "path": str(mistake.path), "line": mistake.line, "reason": mistake.reason}
            for source, mistakes in (("keybindings", load_keymap(paths.keybindings).problems),
                                     ("configuration", read_configuration(paths.configuration)[1]))
            for mistake in mistakes
        ],
    }  # fmt: skip


def _store(path: str, fault: str) -> dict[str, Any]:
    return {"path": path, "ok": not fault, "fault": fault}


def _index_fault(opened: Session) -> str:
    from index import IndexForeign, IndexUnusable

    try:
        opened.check_index()
        indexed, entries = opened.index().count(), opened.library.totals()["entries"]
    except IndexForeign as error:
        return error.reason
    except IndexUnusable as error:
        return f"{error.reason}; `papernotes index` builds it"
    waiting = len(opened.library.unindexed())
    if waiting or indexed != entries:
        return f"{indexed:,} of {entries:,} entries, {waiting:,} waiting; `papernotes index` brings it up to date"
    return ""


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


def keys(arguments: argparse.Namespace) -> int:
    """Print the keymap in force."""
    path = find_paths().keybindings
    keymap = load_keymap(path)
    for context, actions in keymap.by_context().items():
        print_line((context, "bold"))
        for action, keystrokes in actions:
            shown = "  ".join(keystrokes) or "(no keystroke)"
            print_line(f"  {shown:<22} {action.id:<22} {action.name}")
    for problem in keymap.problems:
        tell(str(problem))
    return 1 if keymap.problems else 0
