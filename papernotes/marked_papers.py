"""Which paper of the library each paper of the reading state is.

Looking 20,000 papers up by their names takes a second. So the result is kept in the cache folder, with the library's
generation and the position in the log; later only papers that have changed since are looked up. The file is disposable.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from papernotes.reading import read_regular_file, write_atomically

if TYPE_CHECKING:
    from papernotes.notes import Library
    from papernotes.reading import PaperState, ReadingStore

VERSION = 3
"""Raise it when the format of the file changes, or the rules by which papers are found."""
MAXIMUM_SIGHTINGS = 2_000
"""If more papers than this have changed since the file was written, all are looked up again."""
MAXIMUM_FILE_BYTES = 128_000_000
"""A larger file was not written by papernotes."""
MINIMUM_KEPT_PAPERS = 100
"""The file is written only when at least this many papers were looked up at once."""


class MarkedPapers:
    """The papers of a library by their ids in the reading state. Call `refresh` before using it."""

    def __init__(self, library: Library, reading: ReadingStore, kept: Path) -> None:
        self._library = library
        self._reading = reading
        self._kept = kept
        self._found: dict[str, int] = {}
        self._generation: int | None = None
        self._moment = ""
        self.are_renewed = False
        """Whether the last `refresh` looked up all papers, since the library has changed."""

    @cached_property
    def _owners(self) -> dict[int, str]:
        """Paper of the library → its id in the reading state."""
        return {paper: id for id, paper in self._found.items()}

    def __getitem__(self, id: str) -> int | None:
        """The library's paper for an id of the reading state; None if the library does not have it."""
        return self._found.get(id)

    def all(self) -> list[int]:
        """All papers of the library that the reading state knows."""
        return sorted(self.of(self._reading.ids()))

    def of(self, ids: Iterable[str]) -> set[int]:
        """The library's papers for these ids of the reading state; unknown ids are left out."""
        found = self._found
        return {found[id] for id in ids if id in found}

    def refresh(self) -> None:
        """Take in the changes of library and reading state."""
        if self._generation is None:
            self._read()
        generation, moment = self._library.generation(), self._reading.moment()
        sightings = None
        if generation is not None and generation == self._generation:
            sightings = self._reading.sightings_since(self._moment, MAXIMUM_SIGHTINGS)
        self.are_renewed = sightings is None
        if sightings is None:
            self._found = {}
            vars(self).pop("_owners", None)
            wanted: Mapping[str, Iterable[str]] = self._reading.identifiers()
        else:
            states = self._reading.states_of(sightings)
            wanted = {state.id: state.identifiers for state in states if state.id}
        self._look_up(wanted)
        self._generation, self._moment = generation, moment
        if len(wanted) >= MINIMUM_KEPT_PAPERS:
            self._write()

    def place(self, states: Sequence[PaperState], known: Mapping[int, tuple[str, ...]]) -> None:
        """Find the papers of states that have changed. `known` maps some papers to names that are known to be theirs."""
        by_name = {names[0]: paper for paper, names in known.items() if names}
        unknown: dict[str, Iterable[str]] = {}
        for state in states:
            papers = {by_name[name] for name in state.identifiers if name in by_name}
            if not papers and state.id in self._found:
                continue
            if len(papers) == 1:
                self._set(state.id, papers.pop())
            else:
                unknown[state.id] = state.identifiers
        self._look_up(unknown)

    def _set(self, id: str, paper: int) -> None:
        owner = self._owners.get(paper, id)
        if owner != id:
            self._found.pop(owner, None)
        before = self._found.get(id)
        if before is not None and before != paper:
            self._owners.pop(before, None)
        self._found[id], self._owners[paper] = paper, id

    def _look_up(self, wanted: Mapping[str, Iterable[str]]) -> None:
        """Find the papers of these ids by their identifiers."""
        if not wanted:
            return
        claimed: dict[int, set[str]] = {}
        found = dict(zip(wanted, self._library.papers_named(list(wanted.values())), strict=True))
        # Of what was joined by hand the library may know only what the other paper is known by.
        joined = {id: self._reading.joined_with(wanted[id]) for id, paper in found.items() if paper is None}
        if joined := {id: names for id, names in joined.items() if names}:
            found |= dict(zip(joined, self._library.papers_named(list(joined.values())), strict=True))
        for id, paper in found.items():
            before = self._found.pop(id, None)
            if before is not None:
                self._owners.pop(before, None)
            if paper is not None:
                claimed.setdefault(paper, set()).add(id)
        for paper, ids in claimed.items():
            if paper in self._owners:
                ids.add(self._owners[paper])
        doubtful = self._names(claimed)
        right = dict(zip(doubtful, self._reading.states_of(list(doubtful.values())), strict=True))
        for paper, ids in claimed.items():
            state = right.get(paper)
            self._set(state.id if state and state.id in ids else min(ids), paper)
        self._place_others({id: wanted[id] for ids in claimed.values() for id in ids if id in wanted})

    def _place_others(self, wanted: Mapping[str, Iterable[str]]) -> None:
        """Find another paper for ids that lost theirs to the right one, where they name several."""
        lost = [id for id in wanted if id not in self._found]
        if not lost:
            return
        named = self._library.all_papers_named([wanted[id] for id in lost])
        free = {paper for papers in named for paper in papers if paper not in self._owners}
        names = self._library.identify(sorted(free))
        for paper, state in zip(names, self._reading.states_of(list(names.values())), strict=True):
            if state.id in lost:
                self._set(state.id, paper)

    def _names(self, claimed: Mapping[int, set[str]]) -> dict[int, tuple[str, ...]]:
        """The names of the papers that several ids claim; they decide which id is right."""
        return self._library.identify([paper for paper, ids in claimed.items() if len(ids) > 1])

    # What is kept

    def _read(self) -> None:
        with suppress(OSError, ValueError, TypeError, LookupError):
            kept = json.loads(read_regular_file(self._kept, MAXIMUM_FILE_BYTES))
            if kept["version"] == VERSION:
                self._found = dict(zip(kept["ids"].split(), map(int, kept["papers"]), strict=True))
                self._generation, self._moment = int(kept["generation"]), str(kept["moment"])

    def _write(self) -> None:
        if self._generation is None:
            return
        kept = {
            "version": VERSION, "generation": self._generation, "moment": self._moment,
            "ids": " ".join(self._found), "papers": list(self._found.values()),
        }  # fmt: skip
        with suppress(OSError):
            write_atomically(self._kept, json.dumps(kept))
