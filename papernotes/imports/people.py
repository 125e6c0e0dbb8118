"""The names in a list of people, as bibliographies and people write it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from papernotes.notes import lazy_pattern

_AND_OR_BRACE = lazy_pattern(r"\s+and\s+|;|[{}]", re.IGNORECASE)
_ET_AL = lazy_pattern(r"[,\s]+et\.?\s+al\.?$", re.IGNORECASE)


def names_in(people: str) -> Iterator[str]:
    """The names in a list of people, which ` and `, or a semicolon, parts wherever it is not in braces. Lists with commas
    are read as they are meant where it is clear: `Ann Reed, Bo Lake, and Cy Hill`."""
    depth, start = 0, 0
    for found in _AND_OR_BRACE.finditer(people):
        depth += (found[0] == "{") - (found[0] == "}")
        if depth == 0 and found[0] not in "{}":
            yield from _one_by_one(people[start : found.start()])
            start = found.end()
    yield from _one_by_one(people[start:])


def _one_by_one(name: str) -> Iterator[str]:
    name = name.strip()
    alone = _ET_AL.sub("", name)
    parts = [part.strip() for part in alone.split(",") if part.strip()]
    is_list = len(parts) > 2 or (len(parts) == 2 and alone.endswith(","))
    yield from parts if is_list and all(" " in part for part in parts) else [alone]
    if alone != name:
        yield "others"
