"""exports, and the exports that `export --keep` remembers: they are written again when something changes."""

from __future__ import annotations

import argparse
import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from papernotes.cli.exports import needs_index, write
from papernotes.cli.opened import session
from papernotes.cli.terminal import print_json, print_line, tell
from papernotes.config.kept_exports import changing_kept_exports, read_kept_exports
from papernotes.config.paths import expanded, find_paths, is_there
from papernotes.errors import UsageError, UserError
from papernotes.figures import number_of
from papernotes.reading import read_regular_file, write_atomically

if TYPE_CHECKING:
    from papernotes.session import Session

_MAXIMUM_RECORD_BYTES = 1_000_000


def kept_exports(arguments: argparse.Namespace) -> int:
    """List the kept exports, write all of them now, or forget one."""
    path = find_paths().exports
    if arguments.forget is not None:
        return _forget(path, arguments.forget)
    if arguments.renew:
        return 0 if renew(always=True) else 1
    kept = read_kept_exports(path)
    for export in kept:
        if arguments.json:
            print_json(export._asdict())
        else:
            named = [
                f"{kind} {name!r}" for kind, name in (("view", export.view), ("list", export.list)) if name
            ]
            what = " ".join(filter(None, (export.query, *named)))
            print_line(f"{export.file}  {export.format}  {what or 'everything'}")
    if not kept and not arguments.json:
        tell("no export is kept; `papernotes export … --output FILE --keep` keeps one")
    return 0


def _forget(path: Path, file: str) -> int:
    wanted = str(expanded(file).absolute())
    with changing_kept_exports(path) as kept:
        left = [export for export in kept if export.file != wanted]
        if len(left) == len(kept):
            names = ", ".join(export.file for export in kept)
            raise UserError(f"no export to {wanted} is kept; there are: {names or 'none'}")
        kept[:] = left
    print_line(f"{wanted} is left as it is, and not written again")
    return 0


def renew(*, always: bool = False) -> bool:
    """Write the kept exports that are not as library and reading state are now, or all. What cannot be written is told
    on stderr; returns whether all could."""
    paths = find_paths()
    kept = read_kept_exports(paths.exports)
    record = paths.cache / "kept_exports.json"
    written = {} if always else _written(record)
    with session(synced=False) as opened:
        state = _state(opened)
        stale = [
            one for one in kept if written.get(one.file) != [*one, *state] or not is_there(Path(one.file))
        ]
    if not stale:
        return True
    failed: set[str] = set()
    with session(indexed=any(map(needs_index, stale))) as opened:
        for one in stale:
            try:
                done = write(opened, one, Path(one.file))
            except (UserError, UsageError) as error:
                failed.add(one.file)
                tell(f"the kept export to {one.file}: {error}")
            else:
                if always:
                    print_line(f"{number_of(done.exported, 'entry', 'entries')} → {one.file}")
        state = _state(opened)  # citation keys may have been given
    with suppress(OSError):
        sound = {one.file: [*one, *state] for one in kept if one.file not in failed}
        write_atomically(record, json.dumps(sound), private=True)
    return not failed


def _state(opened: Session) -> list[Any]:
    return [opened.reading.moment(), opened.library.generation()]


def _written(record: Path) -> dict[str, list[Any]]:
    """What was written last, by file: the export, and the state of library and reading state."""
    with suppress(OSError, ValueError):
        found = json.loads(read_regular_file(record, _MAXIMUM_RECORD_BYTES))
        if isinstance(found, dict):
            return found
    return {}
