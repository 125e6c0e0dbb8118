"""A cache of the configured sources, since loading the YAML reader takes longer than a search."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from papernotes.config.paths import Paths, is_there, sample_library
from papernotes.notes import Source, SourceError, check_name
from papernotes.reading import read_regular_file, write_atomically

SAMPLE = "sample"
MAXIMUM_BYTES = 4_000_000
"""Of the file in which the list is put down."""


def configured_sources(paths: Paths) -> list[Source]:
    """The configured sources; the sample library if there are none. Raises UserError."""
    return known_sources(paths.sources, paths.known_sources) or [
        Source(SAMPLE, "folder", str(sample_library()))
    ]


def known_sources(path: Path, kept: Path) -> list[Source]:
    """The same as `papernotes.config.source_list.read_sources(path)`, from the cache file `kept` if that is up to date.

    Raises UserError as `read_sources` does.
    """
    stamp = _stamp(path)
    known = None if stamp == [-1] else _kept(kept, stamp)
    if known is None:
        from papernotes.config.source_list import read_sources

        known = read_sources(path)
        with suppress(OSError):
            write_atomically(kept, json.dumps({"stamp": stamp, "sources": known}), private=True)
    return known


def last_known_sources(kept: Path) -> list[Source]:
    """The sources as they were last read, from the cache file, whatever became of the list; none if it is not known."""
    return _kept(kept) or []


def _stamp(path: Path) -> list[int]:
    """A value that differs when the list has changed: empty if there is no list, [-1] if it cannot be examined."""
    try:
        stat = path.stat()
    except OSError:
        return [-1] if is_there(path) else []
    return [stat.st_mtime_ns, stat.st_size, stat.st_ino]


def _kept(kept: Path, stamp: list[int] | None = None) -> list[Source] | None:
    """The sources in the cache file; None if the list has changed since (unless `stamp` is None), or the file is damaged."""
    try:
        found = json.loads(read_regular_file(kept, MAXIMUM_BYTES))
        if stamp is not None and found["stamp"] != stamp:
            return None
        return [Source(check_name(name), *rest) for name, *rest in found["sources"]]
    except (OSError, ValueError, TypeError, LookupError, SourceError):
        return None
