"""`exports.yaml`: exports that are written again whenever the reading state or the library changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import yaml

from papernotes.config.locked_file import locked
from papernotes.config.strict_yaml import near, read_list, texts_in
from papernotes.errors import UserError
from papernotes.reading import write_atomically

_HEADER = "# Files that papernotes writes again when something changes; `export --keep` and `exports --forget` write this list.\n"


class KeptExport(NamedTuple):
    """An export that is kept up to date: the file (an absolute path), the format, and what is exported."""

    file: str
    format: str
    query: str = ""
    list: str = ""
    view: str = ""


def read_kept_exports(path: Path) -> list[KeptExport]:
    """The kept exports; none if there is no such file. Raises UserError, which names file and line."""
    items, problems = read_list(path, "exports")
    if problems:
        raise UserError(f"{problems[0]}; correct or delete the file")
    return [_kept(path, item) for item in items]


def _kept(path: Path, item: yaml.Node) -> KeptExport:
    pairs = item.value if isinstance(item, yaml.MappingNode) else []
    fields = texts_in(pairs)
    where = f"{path}:{item.start_mark.line + 1}"
    for name in fields:
        if name not in KeptExport._fields:
            raise UserError(f"{where}: an export has no {name}{near(name, KeptExport._fields)}")
    if not fields.get("file") or not fields.get("format") or len(fields) != len(pairs):
        raise UserError(
            f"{where}: expected an export: file and format, perhaps query, list and view, one text each"
        )
    if not Path(fields["file"]).is_absolute():
        raise UserError(f"{where}: {fields['file']} must be an absolute path")
    return KeptExport(**fields)


@contextmanager
def changing_kept_exports(path: Path) -> Iterator[list[KeptExport]]:
    """The kept exports as a list to change within a `with` block; it is written when the block ends without an error."""
    with locked(path):
        kept = read_kept_exports(path)
        yield kept
        items = [{name: value for name, value in export._asdict().items() if value} for export in kept]
        text = yaml.safe_dump({"exports": items}, allow_unicode=True, sort_keys=False)
        write_atomically(path, _HEADER + text, private=True)
