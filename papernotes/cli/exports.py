"""export."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from papernotes.cli.keys import PIPE, entries_named
from papernotes.cli.opened import session
from papernotes.cli.search import asked_view, found
from papernotes.cli.terminal import print_text, tell
from papernotes.config.kept_exports import KeptExport, changing_kept_exports
from papernotes.config.paths import expanded
from papernotes.errors import UsageError, UserError
from papernotes.exports import FORMATS
from papernotes.exports.files import write_export
from papernotes.exports.gather import gather
from papernotes.figures import number_of
from papernotes.lists import list_named

if TYPE_CHECKING:
    from papernotes.notes import Entry
    from papernotes.session import Session


class ExportCounts(NamedTuple):
    """How many entries were chosen, and how many written: a paper that several venues list may be written once."""

    chosen: int
    exported: int


def export(arguments: argparse.Namespace) -> int:
    """Write what a query finds, or a list, in an export format; with `--keep`, whenever something changes."""
    if arguments.format not in FORMATS:
        raise UsageError(f"--format {arguments.format}: give one of {', '.join(FORMATS)}")
    query = " ".join(arguments.query)
    output = None if arguments.output in (None, "-") else expanded(arguments.output)
    if arguments.keep and (output is None or query == PIPE):
        raise UsageError("--keep: give a file with --output, and a QUERY, --view or --list to fill it from")
    asked = KeptExport("", arguments.format, query, arguments.list or "", arguments.view or "")
    with session(indexed=needs_index(asked)) as opened:
        done = write(opened, asked, output)
        if arguments.keep and output is not None:
            kept = asked._replace(file=str(output.absolute()))
            with changing_kept_exports(opened.paths.exports) as exports:
                exports[:] = [*(other for other in exports if other.file != kept.file), kept]
    _tell(*done, arguments.output)
    return 0


def needs_index(asked: KeptExport) -> bool:
    """Whether what is exported may be searched for."""
    return bool(asked.view) or (bool(asked.query.strip()) and asked.query != PIPE)


def write(opened: Session, asked: KeptExport, output: Path | None) -> ExportCounts:
    """Write an export to a file, or to standard output. Raises UserError."""
    chosen = FORMATS.get(asked.format)
    if chosen is None:
        raise UserError(f"there is no format {asked.format!r}; there are: {', '.join(FORMATS)}")
    entries = _entries(opened, asked)
    exported = gather(opened, entries, chosen)
    text = chosen.write(exported)
    if output is None:
        print_text(text, end="")
    else:
        write_export(output, text)
    return ExportCounts(len(entries), len(exported))


def _entries(opened: Session, asked: KeptExport) -> list[Entry]:
    """The entries that a query or a saved view finds, or whose keys are on standard input (`-`). With a list, only those
    on it, in its order."""
    if asked.query == PIPE:
        ids = [entry.id for entry in entries_named(opened, [PIPE])]
    else:
        ids = found(opened, asked_view(opened, asked.query, asked.view or None)).ids
    if not asked.list:
        return opened.library.entries(ids)
    wanted = set(ids)
    listed = entries_of_list(opened, asked.list)
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
