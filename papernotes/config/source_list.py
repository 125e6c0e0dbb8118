"""The list of sources in the configuration folder: read strictly, and written completely or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from papernotes.config.locked_file import locked
from papernotes.config.paths import is_there
from papernotes.config.strict_yaml import read_yaml
from papernotes.errors import UserError
from papernotes.notes import Source, check_name
from papernotes.reading import write_atomically

KINDS = ("folder", "git", "page", "web")
_HEADER = "# Where papernotes reads notes from; `papernotes add` and `papernotes remove` write this file.\n"


def read_sources(path: Path) -> list[Source]:
    """The configured sources; none if there is no such file. Raises UserError, which names file and line."""
    if not is_there(path):
        return []
    node, problems = read_yaml(path)
    if problems:
        raise UserError(f"{problems[0]}; correct the file, or move it away")
    return [] if node is None else _sources(path, node)


def _sources(path: Path, node: yaml.Node) -> list[Source]:
    wanted = "expected `sources:` and under it a list, each item with `name`, `kind` and `location`"
    if not isinstance(node, yaml.MappingNode) or [key.value for key, _ in node.value] != ["sources"]:
        raise UserError(f"{path}:{node.start_mark.line + 1}: {wanted}")
    ((_, items),) = node.value
    if not isinstance(items, yaml.SequenceNode):
        raise UserError(f"{path}:{items.start_mark.line + 1}: {wanted}")
    sources: list[Source] = []
    for item in items.value:
        where = f"{path}:{item.start_mark.line + 1}"
        pairs = item.value if isinstance(item, yaml.MappingNode) else []
        fields = {key.value: value.value for key, value in pairs if isinstance(value, yaml.ScalarNode)}
        if set(fields) != {"name", "kind", "location"} or fields["kind"] not in KINDS:
            raise UserError(f"{where}: {wanted}; kind is one of {', '.join(KINDS)}")
        if any(source.name == fields["name"] for source in sources):
            raise UserError(f"{where}: a second source is named {fields['name']}")
        sources.append(Source(check_name(fields["name"]), fields["kind"], fields["location"]))
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


def _dump(sources: list[Source]) -> str:
    items = [{"name": source.name, "kind": source.kind, "location": source.location} for source in sources]
    return yaml.safe_dump({"sources": items}, allow_unicode=True, sort_keys=False)
