"""The sources as they were last read: to load what reads YAML takes longer than a search."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from papernotes.config.paths import Paths, is_there, sample_library
from papernotes.notes import Source, SourceError, check_name
from papernotes.reading import write_atomically

SAMPLE = "sample"


def configured_sources(paths: Paths) -> list[Source]:
    """The configured sources; the sample library where there is none. Raises UserError."""
    return known_sources(paths.sources, paths.known_sources) or [
        Source(SAMPLE, "folder", str(sample_library()))
    ]


def known_sources(path: Path, kept: Path) -> list[Source]:
    """What `papernotes.config.source_list.read_sources` gives for `path`; `kept` is the file in which that is put down.

    Raises UserError as that does.
    """
    stamp = _stamp(path)
    known = None if stamp == [-1] else _kept(kept, stamp)
    if known is None:
        from papernotes.config.source_list import read_sources

        known = read_sources(path)
        with suppress(OSError):
            write_atomically(kept, json.dumps({"stamp": stamp, "sources": known}), private=True)
    return known


def _stamp(path: Path) -> list[int]:
    """What tells whether the list has changed: empty where there is none, and no number that is known of one where
    that cannot be told."""
    try:
        stat = path.stat()
    except OSError:
        return [-1] if is_there(path) else []
    return [stat.st_mtime_ns, stat.st_size, stat.st_ino]


def _kept(kept: Path, stamp: list[int]) -> list[Source] | None:
    """What was put down; None where the list has changed since, or nothing sound is there."""
    try:
        found = json.loads(kept.read_text(encoding="utf-8"))
        if found["stamp"] != stamp:
            return None
        return [Source(check_name(name), kind, location) for name, kind, location in found["sources"]]
    except (OSError, ValueError, TypeError, LookupError, SourceError):
        return None
