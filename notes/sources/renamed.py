"""Sources that got another name, in the list of sources or by a command, and are otherwise as they were."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from papernotes.notes.sources.git_clone import address_of
from papernotes.notes.sources.source import Source
from papernotes.notes.sources.web_address import address_of_page


def renamed(
    sources: Sequence[Source], known: Mapping[str, tuple[str, str | bytes]], repositories: Path
) -> Iterator[tuple[str, Source]]:
    """The former name of each source that has a new one, and the source as it is now.

    `known` are the kinds and roots, by their names, of the sources that were read. A source that is elsewhere has its root
    in our own copy, which says what it is a copy of.
    """
    configured = {source.name for source in sources}
    gone = {name: place for name, place in known.items() if name not in configured}
    for source in sources:
        if source.name in known:
            continue
        for name, (kind, root) in gone.items():
            old = source._replace(name=name)
            is_there = kind == source.kind and os.fsencode(root) == os.fsencode(old.root(repositories))
            if is_there and _is_copy(old, repositories):
                del gone[name]
                yield name, source
                break


def _is_copy(source: Source, repositories: Path) -> bool:
    """Whether our own copy under the name of a source is one of what the source has; true where there is no copy."""
    if source.kind == "git":
        return address_of(source.copy(repositories)) == source.location
    return source.kind != "web" or address_of_page(source, repositories) == source.location
