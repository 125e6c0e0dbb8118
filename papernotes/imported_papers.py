"""The file of imported papers that have no note: in the data folder, a source of the library, and part of the reading state.

The file is a table of papers (`notes.formats.paper_list`), one a line. It may be edited: what comes into it and what goes
out of it is recorded in the reading state, by which other devices learn of it, and what they did is done here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from papernotes.config.locked_file import locked
from papernotes.config.paths import is_there
from papernotes.config.source_list import changing_sources
from papernotes.errors import UserError, not_utf8
from papernotes.notes import MAXIMUM_BYTES, Source, clean_line, too_large
from papernotes.reading import read_regular_file, write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    from papernotes.config.paths import Paths
    from papernotes.reading import ReadingStore

NAME = "imported"
_COLUMNS = ("title", "authors", "venue", "year", "arxiv", "doi", "url")
_HEADER = "\t".join(_COLUMNS)


def add_papers(paths: Paths, rows: Iterable[Iterable[str]]) -> str:
    """Add papers to the file, each given by its cells, but none twice; returns the name of the source that reads it.

    Raises UserError if the file cannot be written.
    """
    file = paths.imported
    with locked(file):
        lines = _lines(file)
        known = set(lines)
        new = dict.fromkeys("\t".join(_cleaned(row)) for row in rows)
        _write(file, [*lines, *(line for line in new if line not in known)])
    return _source(paths)


def exchange_papers(paths: Paths, reading: ReadingStore) -> str:
    """Record in the reading state what came into the file and went out of it, and do in it what other devices did.

    Returns the name of the source to be read again; empty where other devices did nothing. Raises UserError if the file
    cannot be read or written, ReadingError.
    """
    if not reading.writable:
        return ""
    file, name = paths.imported, ""
    with locked(file):
        there = is_there(file)
        lines = _lines(file)
        rows = {line: _cleaned(line.split("\t")) for line in lines[1:] if line.strip()}
        changes = reading.exchange_references(list(rows.values()), whole=there)
        absent = [row for row in changes.absent if row == _cleaned(row) and len(row) == len(_COLUMNS)]
        if absent or changes.removed:
            kept = [line for line in lines if rows.get(line) not in changes.removed]
            _write(file, [*kept, *map("\t".join, absent)])
            name = _source(paths)
        reading.take_references([*(set(rows.values()) - changes.removed), *absent])
    return name


def _cleaned(cells: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(clean_line, cells))


def _lines(file: Path) -> list[str]:
    """The lines of the file; the header alone if there is none."""
    if not is_there(file):
        return [_HEADER]
    try:
        lines = read_regular_file(file, MAXIMUM_BYTES).rstrip("\n").split("\n")
    except UnicodeDecodeError as error:
        raise UserError(f"{file} cannot be read: {not_utf8(error)}") from error
    if lines[0] != _HEADER:
        raise UserError(
            f"{file}:1: expected the names of the columns, with tabs between them: {_HEADER.expandtabs(2)}"
        )
    return lines


def _write(file: Path, lines: Iterable[str]) -> None:
    text = "\n".join((*lines, ""))
    if (size := len(text.encode())) > MAXIMUM_BYTES:
        raise UserError(f"nothing was imported: {file} would be too large ({too_large(size)})")
    write_atomically(file, text, private=True)


def _source(paths: Paths) -> str:
    """The name of the source that reads the file, which is made if there is none."""
    with changing_sources(paths.sources) as sources:
        for source in sources:
            if source.location == str(paths.imported):
                return source.name
        name = _free_name(source.name for source in sources)
        sources.append(Source(name, "page", str(paths.imported)))
        return name


def _free_name(taken: Iterable[str]) -> str:
    names, number, name = set(taken), 1, NAME
    while name in names:
        number += 1
        name = f"{NAME}-{number}"
    return name
