"""Entries by their keys, which may come from another command through a pipe."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from papernotes.errors import UserError
from papernotes.notes import decode, lazy_pattern

if TYPE_CHECKING:
    from papernotes.notes import Entry
    from papernotes.session import Session

PIPE = "-"
"""Stands for the keys on standard input."""
_LISTED = lazy_pattern(r"[★ ][● ] (\S.*?)  ")


def entry_of(opened: Session, key: str) -> Entry:
    """The entry with this key. Raises UserError, with similar keys, if there is none."""
    entry = opened.library.find(key)
    if entry is None:
        near = opened.library.similar_keys(key)
        hint = f"; did you mean {' or '.join(near)}?" if near else "; `papernotes list` shows all keys"
        raise UserError(f"there is no entry {key}{hint}")
    return entry


def entries_named(opened: Session, keys: Iterable[str]) -> list[Entry]:
    """The entries of these keys, each once; `-` stands for those on standard input.

    There a line is a key, a JSON object with one (`--json`), or a line that `papernotes list` prints. Raises UserError
    for a key that there is none of, with its line.
    """
    found: dict[int, Entry] = {}
    for key in keys:
        for entry in _piped(opened) if key == PIPE else (entry_of(opened, key),):
            found.setdefault(entry.id, entry)
    return list(found.values())


def _piped(opened: Session) -> Iterator[Entry]:
    lines = decode(sys.stdin.buffer.read()).removeprefix("\ufeff").splitlines()
    if not any(map(str.strip, lines)):
        raise UserError(
            "standard input has no keys: give one a line, as `papernotes list --format '{key}'` does"
        )
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield opened.library.find(line.strip()) or entry_of(opened, _key_in(line))
        except UserError as error:
            raise UserError(f"standard input, line {number}: {error}") from error


def _key_in(line: str) -> str:
    if line.lstrip().startswith("{"):
        try:
            key = json.loads(line).get("key")
        except (ValueError, AttributeError, RecursionError):
            key = None
        if isinstance(key, str):
            return key
    listed = _LISTED.match(line)
    return listed[1] if listed else line.strip()
