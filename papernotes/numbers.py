"""How many there are, in words."""

from __future__ import annotations


def number_of(count: int, one: str, several: str = "") -> str:
    """`1 entry` or `2,000 entries`: the word for `several` ends in an s where none is given."""
    return f"{count:,} {one if count == 1 else several or one + 's'}"
