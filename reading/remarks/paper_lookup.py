"""Which paper a remark is on, and what the library says of papers and keys, as far as remarks depend on it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import count, islice
from typing import NamedTuple, Protocol


class RemarkedPaper(NamedTuple):
    """What identifies the paper of a remark: what its writers knew, and all that the state knows."""

    written: tuple[str, ...] = ()
    known: tuple[str, ...] = ()


class PaperLookup(Protocol):
    """What the library says of papers and keys, as far as remarks depend on it."""

    def names(self, keys: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """All identifiers of the papers with these keys; keys of no paper are left out."""

    def keys(self, owners: Sequence[RemarkedPaper]) -> list[tuple[str, ...]]:
        """The keys that each of these papers has now, none for one that is not in the library."""

    def taken(self, keys: Collection[str]) -> set[str]:
        """Those of the keys that papers have now."""


class NoLibrary:
    """Without a library, nothing is known of keys."""

    def names(self, keys: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        return {}

    def keys(self, owners: Sequence[RemarkedPaper]) -> list[tuple[str, ...]]:
        return [()] * len(owners)

    def taken(self, keys: Collection[str]) -> set[str]:
        return set()


def best_key(name: str, keys: Iterable[str], occupied: Collection[str]) -> str:
    """The key of a paper to name its file by: a free one; if possible the one that the file has, or one at the same venue."""
    venue = name.partition("/")[0]
    return min(keys, key=lambda key: (key in occupied, key != name, key.partition("/")[0] != venue))


def numbered_keys(key: str) -> Iterator[str]:
    """The key, and names like it."""
    yield key
    for number in count(2):
        yield f"{key}~{number}"


def free_name(key: str, occupied: Collection[str], paper_lookup: PaperLookup) -> str:
    """A name like the key that neither a file nor a paper has."""
    names = islice(numbered_keys(key), 1, None)
    return next(name for name in names if name not in occupied and not paper_lookup.taken([name]))
