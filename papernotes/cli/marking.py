"""mark, undo, redo."""

from __future__ import annotations

import argparse

from papernotes.cli.keys import entries_named
from papernotes.cli.opened import reading_state, session
from papernotes.cli.terminal import print_line
from papernotes.errors import UsageError
from papernotes.joining import take_over
from papernotes.reading import tidy_name

# Option of `mark` → the field of the reading state, and its new value.
_FLAGS = (
    ("read", "read", True),
    ("unread", "read", False),
    ("star", "starred", True),
    ("unstar", "starred", False),
    ("later", "triage", "later"),
    ("skimmed", "triage", "skimmed"),
)
_NAMED = (("tag", "tag", True), ("untag", "tag", False), ("list", "list", True), ("unlist", "list", False))


def mark(arguments: argparse.Namespace) -> int:
    """Change the reading state of papers."""
    changes = [(what, value, "") for option, what, value in _FLAGS if getattr(arguments, option)] + [
        (what, value, name) for option, what, value in _NAMED for name in getattr(arguments, option)
    ]
    if not changes:
        raise UsageError(
            "mark what? give --read, --unread, --later, --skimmed, --star, --unstar, --tag, --untag, --list or --unlist"
        )
    for option, _, _ in _NAMED:
        if not all(map(tidy_name, getattr(arguments, option))):
            raise UsageError(f"--{option}: a {option.removeprefix('un')} needs a name")
    with session() as opened:
        # An unknown key ends the command: nothing is marked.
        entries = entries_named(opened, arguments.keys)
        print_line(opened.change([entry.paper for entry in entries], changes))
    return 0


def undo(arguments: argparse.Namespace) -> int:
    """Undo the last change of the reading state that was made on this device."""
    return _step_back(again=False)


def redo(arguments: argparse.Namespace) -> int:
    """Redo what was undone last."""
    return _step_back(again=True)


def _step_back(*, again: bool) -> int:
    with reading_state() as reading:
        applied = reading.redo() if again else reading.undo()
    if applied and applied.judged:
        with session() as opened:
            take_over(opened)
    print_line(applied.text if applied else f"nothing to {'redo' if again else 'undo'}")
    return 0
