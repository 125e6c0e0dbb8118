"""The list of sources in the configuration folder: read strictly, and written completely or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from papernotes.config.locked_file import locked
from papernotes.config.strict_yaml import SWITCHES, near, read_list, texts_in
from papernotes.errors import UserError
from papernotes.notes import Source, SourceError, check_folder, check_name
from papernotes.reading import write_atomically

KINDS = ("folder", "git", "page", "web")
_HEADER = """# Where papernotes reads notes from. `papernotes add`, `move`, `sources` and `remove` write this file.
# A source may have `folder:` (the part of a repository that is read), `paused: true` (it keeps its notes, but is not read),
# and `watch: true` (the open reader shows what changes in it).
"""
_NEEDED = frozenset(("name", "kind", "location"))
_SWITCHES = ("paused", "watch")


def read_sources(path: Path) -> list[Source]:
    """The configured sources; none if there is no such file. Raises UserError, which names file and line."""
    items, problems = read_list(path, "sources")
    if problems:
        raise UserError(f"{problems[0]}; correct or replace the file")
    return _sources(path, items)


def _sources(path: Path, items: Iterable[yaml.Node]) -> list[Source]:
    sources: list[Source] = []
    for item in items:
        where = f"{path}:{item.start_mark.line + 1}"
        pairs = item.value if isinstance(item, yaml.MappingNode) else []
        fields = texts_in(pairs)
        if not set(fields) >= _NEEDED or fields["kind"] not in KINDS or len(fields) != len(pairs):
            raise UserError(
                f"{where}: expected a source with `name`, `kind` and `location`; kind is one of {', '.join(KINDS)}"
            )
        if unknown := sorted(set(fields) - set(Source._fields)):
            raise UserError(f"{where}: no source has `{unknown[0]}:`{near(unknown[0], Source._fields)}")
        if wrong := [name for name in _SWITCHES if fields.get(name, "true").lower() not in SWITCHES]:
            raise UserError(f"{where}: `{wrong[0]}:` is true or false")
        if any(source.name == fields["name"] for source in sources):
            raise UserError(f"{where}: a second source is named {fields['name']}")
        switches = {name: SWITCHES[fields.get(name, "false").lower()] for name in _SWITCHES}
        try:
            name, folder = check_name(fields["name"]), check_folder(fields.get("folder", ""))
        except SourceError as error:
            raise UserError(f"{where}: {error}") from error
        sources.append(Source(name, fields["kind"], fields["location"], folder, **switches))
        if reason := unfit(sources[-1]):
            raise UserError(f"{where}: {reason}")
    return sources


@contextmanager
def changing_sources(path: Path) -> Iterator[list[Source]]:
    """The sources as a list to change within a `with` block. The list is written when the block ends without an error.

    Other copies of the program wait until then. Raises UserError.
    """
    with locked(path):
        sources = read_sources(path)
        yield sources
        write_atomically(path, _HEADER + _dump(sources), private=True)


def unfit(source: Source) -> str:
    """Why a source cannot have a setting that it has; empty if there is nothing wrong with it."""
    if source.folder and source.kind != "git":
        return "`folder:` is the part of a git repository that is read; give the folder itself as `location:`"
    if source.watch and source.kind not in ("folder", "page"):
        return "only a folder or a file on this computer can be watched"
    return ""


def _dump(sources: list[Source]) -> str:
    items = [
        {name: value for name, value in source._asdict().items() if value or name in _NEEDED}
        for source in sources
    ]
    return yaml.safe_dump({"sources": items}, allow_unicode=True, sort_keys=False)
