"""Whose a remark is, and what the library says of papers and keys, as far as remarks depend on it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import count, islice
from typing import NamedTuple, Protocol


class RemarkedPaper(NamedTuple):
    """By what the paper of a remark is known: what its writers knew, and all that the state knows."""

    written: tuple[str, ...] = ()
    known: tuple[str, ...] = ()


class PaperLookup(Protocol):
    """What the library says of papers and keys, as far as remarks depend on it."""

    def names(self, keys: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """All that the papers of these keys are known by; keys that are no paper's are left out."""

    def keys(self, owners: Sequence[RemarkedPaper]) -> list[tuple[str, ...]]:
        """The keys that each of these papers has now, none for one that is not in the library."""

    def taken(self, keys: Collection[str]) -> set[str]:
        """Those of the keys that papers have now."""


class NoLibrary:
    """Where there is no library, nothing is known of keys."""

    def names(self, keys: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        return {}

    def keys(self, owners: Sequence[RemarkedPaper]) -> list[tuple[str, ...]]:
        return [()] * len(owners)

    def taken(self, keys: Collection[str]) -> set[str]:
        return set()


def best_key(name: str, keys: Iterable[str], occupied: Collection[str]) -> str:
    """The key of a paper for a file that is called so: a free one, the same, at the same venue, if possible."""
    venue = name.partition("/")[0]
    return min(keys, key=lambda key: (key in occupied, key != name, key.partition("/")[0] != venue))


def numbered_keys(key: str) -> Iterator[str]:
    """The key, and names like it."""
    yield key
    for number in count(2):
        yield f"{key}~{number}"


def free_name(key: str, occupied: Collection[str], paper_lookup: PaperLookup) -> str:
    """A name like the key that no file has and no paper."""
    names = islice(numbered_keys(key), 1, None)
    return next(name for name in names if name not in occupied and not paper_lookup.taken([name]))
