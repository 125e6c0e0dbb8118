"""export."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from papernotes.cli.keys import PIPE, entries_named
from papernotes.cli.opened import session
from papernotes.cli.search import found
from papernotes.cli.terminal import print_text, tell
from papernotes.errors import UsageError, UserError
from papernotes.exports import FORMATS
from papernotes.exports.files import write_export
from papernotes.exports.gather import gather
from papernotes.figures import number_of
from papernotes.lists import list_named
from papernotes.views import View

if TYPE_CHECKING:
    from papernotes.notes import Entry
    from papernotes.session import Session


def export(arguments: argparse.Namespace) -> int:
    """Write what a query finds, or a list, in an export format."""
    chosen = FORMATS.get(arguments.format)
    if chosen is None:
        raise UsageError(f"--format {arguments.format}: give one of {', '.join(FORMATS)}")
    query = " ".join(arguments.query)
    with session(indexed=bool(query.strip()) and query != PIPE) as opened:
        entries = _entries(opened, query, arguments.list)
        exported = gather(opened, entries, chosen)
        text = chosen.write(exported)
    if arguments.output in (None, "-"):
        print_text(text, end="")
    else:
        write_export(Path(arguments.output).expanduser(), text)
    _tell(len(entries), len(exported), arguments.output)
    return 0


def _entries(opened: Session, query: str, list_name: str | None) -> list[Entry]:
    """The entries that a query finds, or whose keys are on standard input (`-`). With a list, only those on it, in its
    order."""
    piped = query == PIPE
    ids = [entry.id for entry in entries_named(opened, [PIPE])] if piped else found(opened, View(query)).ids
    if list_name is None:
        return opened.library.entries(ids)
    wanted = set(ids)
    listed = entries_of_list(opened, list_name)
    return [entry for entry in listed if entry.id in wanted]


def entries_of_list(opened: Session, name: str) -> list[Entry]:
    """The entries of a list's papers, in the list's order.

    Papers that are not in the library are reported on stderr. Raises UserError if there is no such list.
    """
    chosen = list_named(opened, name)
    if chosen is None:
        names = ", ".join(opened.reading.list_names().values())
        raise UserError(f"there is no list {name!r}; there are: {names or 'none'}")
    states = opened.reading.states_by_id(chosen.papers)
    keys: list[str] = []
    for state, paper in zip(
        states, opened.library.papers_named([state.identifiers for state in states]), strict=True
    ):
        if paper is None:
            called = min(state.identifiers, key=lambda name: not name.startswith("title:"))
            tell(f"not in the library, and left out: {called}")
        else:
            keys.extend(sorted(opened.library.keys_of_papers([paper])))
    return opened.library.entries(opened.library.ids_of(keys))


def _tell(entries: int, exported: int, output: str | None) -> None:
    """Say on stderr what was written, so that nothing is left out silently."""
    where = f" → {output}" if output not in (None, "-") else ""
    said = number_of(exported, "entry", "entries")
    if exported < entries:
        said += f" for {entries:,}: a paper that several venues list is written once"
    if where or exported < entries or not exported:
        tell(f"{said}{where}")
