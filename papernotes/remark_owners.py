"""Which paper of the library each remark is on, whatever the name of its file."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from papernotes.reading import ReadingError, RemarkedPaper

if TYPE_CHECKING:
    from papernotes.notes import Library
    from papernotes.reading import ReadingStore


_STRONG = ("arxiv:", "doi:")


class LibraryCatalogue:
    """What the library knows about papers and keys: see `papernotes.reading.remarks.paper_lookup`.

    A damaged library answers that it knows nothing; remarks known only by a key are then bound to a paper later.
    """

    def __init__(self, library: Library) -> None:
        self._library = library

    def names(self, keys: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """Key → all identifiers of its paper. Keys that belong to no paper are left out."""
        with suppress(sqlite3.Error):
            papers = self._library.papers_named([(f"entry:{key}",) for key in keys])
            there = {key: paper for key, paper in zip(keys, papers, strict=True) if paper is not None}
            known = self._library.identify(set(there.values()))
            return {key: known[paper] for key, paper in there.items()}
        return {}

    def keys(self, owners: Sequence[RemarkedPaper]) -> list[tuple[str, ...]]:
        """The keys that each of these papers has now; none for a paper that is not in the library."""
        with suppress(sqlite3.Error):
            papers = self.papers(owners)
            keys = self._library.keys_by_paper({paper for paper in papers if paper is not None})
            return [keys.get(paper, ()) if paper is not None else () for paper in papers]
        return [()] * len(owners)

    def taken(self, keys: Collection[str]) -> set[str]:
        """Those of the keys that belong to a paper now."""
        with suppress(sqlite3.Error):
            return self._library.known_keys(keys)
        return set(keys)

    def papers(self, owners: Sequence[RemarkedPaper]) -> list[int | None]:
        """The library's number of each paper, None for one that is not in the library.

        What was known of the paper when the remark was written decides, first of all an arXiv id or DOI. What the
        reading state learned later may belong to another paper that took over the key. So that counts only if just
        a title was known, and no other paper has this title.
        """
        strong = self._library.papers_named(
            [[name for name in owner.written if name.startswith(_STRONG)] for owner in owners]
        )
        found = self._library.papers_named([owner.known for owner in owners])
        found = [first if first is not None else second for first, second in zip(strong, found, strict=True)]
        own = self._library.papers_named(
            [[name for name in owner.written if not name.startswith("entry:")] for owner in owners]
        )
        differing = {
            first
            for first, second in zip(found, own, strict=True)
            if None not in (first, second) and first != second
        }
        names = self._library.identify([paper for paper in differing if paper is not None])
        return [
            first
            if second is None or first in (None, second) or _share_title(names[first], owner.written)
            else second
            for owner, first, second in zip(owners, found, own, strict=True)
        ]


def _share_title(names: Iterable[str], others: Iterable[str]) -> bool:
    return any(name.startswith("title:") for name in {*names} & {*others})


class RemarkOwners:
    """The papers that the remarks are on. They are looked up again when files were added, removed or moved."""

    def __init__(self, library: Library, reading: ReadingStore) -> None:
        self._library = library
        self._reading = reading
        self._seen: dict[str, int] | None = None
        self._papers: dict[str, int] = {}
        self._keys: dict[int, list[str]] = {}

    def forget(self) -> None:
        """Look everything up again next time, since library or reading state have changed."""
        self._seen, self._papers = None, {}

    def papers_of(self, keys: Iterable[str]) -> set[int]:
        """The library's papers that the remarks in the files of these keys are on."""
        self._refresh()
        return {self._papers[key] for key in keys if key in self._papers}

    def keys_of(self, paper: int, likely: Iterable[str], identifiers: Sequence[str]) -> list[str]:
        """The keys of the files with remarks on a paper with these identifiers, the `likely` ones first.

        This is quick: all files are examined only if one is missing, or if a likely key has a new file.
        """
        remarks, likely = self._reading.remarks, list(likely)
        seen = self._seen
        if seen is None and (found := self._at_once(paper, likely, identifiers)) is not None:
            return found
        if (
            seen is None
            or any(remarks.stamp(key) is None for key in self._keys.get(paper, ()))
            or any(key not in seen and remarks.stamp(key) for key in likely)
        ):
            self._refresh()
        ranks = {key: rank for rank, key in enumerate(likely)}
        return sorted(self._keys.get(paper, ()), key=lambda key: (ranks.get(key, len(ranks)), key))

    def _at_once(self, paper: int, likely: Sequence[str], identifiers: Sequence[str]) -> list[str] | None:
        """The same, from these few files alone; None if they are not enough to tell."""
        known = {*identifiers, *self._reading.state_of(identifiers).identifiers}
        keys = dict.fromkeys((*likely, *self._reading.remark_keys(known)))
        present = [key for key in keys if self._reading.remarks.stamp(key, self._reading.tell)]
        owners = self._reading.remarked_papers(present)
        if len(owners) < len(present):
            return None
        papers = LibraryCatalogue(self._library).papers(list(owners.values()))
        return [key for key, found in zip(owners, papers, strict=True) if found == paper]

    def _refresh(self) -> None:
        numbers, seen = self._numbers(), self._seen or {}
        if numbers == self._seen:
            return
        changed = [key for key, number in numbers.items() if seen.get(key) != number]
        owners = self._reading.remarked_papers(changed)
        if self._reading.writable and len(owners) < len(changed):
            with suppress(ReadingError):  # remarks are shown even if their papers cannot be recorded
                self._reading.bind_remarks()
                numbers = self._numbers()
                changed = [key for key, number in numbers.items() if seen.get(key) != number]
                owners = self._reading.remarked_papers(changed)
        catalogue = LibraryCatalogue(self._library)
        unbound = [key for key in changed if key not in owners]
        names = catalogue.names(unbound)
        for key in unbound:
            known = names.get(key) or (f"entry:{key}", *self._reading.state_of([f"entry:{key}"]).identifiers)
            owners[key] = RemarkedPaper(known, known)
        found = dict(zip(owners, catalogue.papers(list(owners.values())), strict=True))
        self._papers = {
            key: paper
            for key in numbers
            if (paper := found[key] if key in found else self._papers.get(key)) is not None
        }
        self._keys = {}
        for key, paper in self._papers.items():
            self._keys.setdefault(paper, []).append(key)
        self._seen = numbers

    def _numbers(self) -> dict[str, int]:
        stamps = self._reading.remarks.stamps(self._reading.tell)
        return {key: stamp.number for key, stamp in stamps.items()}
