"""The library with what the reader did: papers as they are listed, and the marks on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from notes.library import Library
from reading.events import Change, Value
from reading.store import ReadingStore
from tui import states

if TYPE_CHECKING:
    from notes.rows import Entry
    from reading.remarks import Stamp
    from reading.state import PaperState
    from tui.paths import Paths
    from tui.remark_words import RemarkWords


class MarkedLibrary:
    """Library and reading state, open together.

    `marks` has the state of every paper of the library that something is known of, by the paper's number there.
    """

    def __init__(self, paths: Paths) -> None:
        """Open both. Raises LibraryError or ReadingError."""
        self.paths = paths
        self.library = Library.open(paths.library)
        self.reading = ReadingStore.open(paths.data)
        left = self.reading.get_visit().get("left")
        self.last_visit = left if isinstance(left, str) else ""
        """When the reader left the application before (ISO 8601, UTC); empty at the first visit."""
        self.library.count_news_from(self.last_visit)
        self.marks: dict[int, PaperState] = {}
        self.remark_in_sight: dict[str, Stamp | None] = {}
        """See `tui.remarks.seen`."""
        self._ids: dict[str, int] | None = None
        self.refresh_marks()

    def close(self) -> None:
        self.reading.close()
        self.library.close()

    # What there is

    def ids_by_key(self) -> dict[str, int]:
        """The id of every entry by its key."""
        if self._ids is None:
            self._ids = self.library.ids_by_key()
        return self._ids

    @cached_property
    def remark_words(self) -> RemarkWords:
        """Which remarks hold words. Loaded with the first search."""
        from tui.remark_words import RemarkWords

        return RemarkWords(self.reading.remarks)

    def state_of(self, entry: Entry) -> PaperState:
        """What the reader did with the entry's paper."""
        (state,) = self.states_of([entry])
        return state

    def states_of(self, entries: Sequence[Entry]) -> list[PaperState]:
        """What the reader did with the paper of each of these entries, in their order."""
        names = self.library.identify({entry.paper for entry in entries} - self.marks.keys())
        return [self.marks.get(entry.paper) or self.reading.state_of(names[entry.paper]) for entry in entries]

    def keys_with(self, kind: str, value: str) -> frozenset[str]:
        """The keys of the entries that have a state, for the query language's `is:`, `list:`, `tag:` and `remark:`.

        Raises KeyError for a value that is none.
        """
        return states.keys_with(self, kind, value)

    # Marking

    def refresh_marks(
        self, changed: Iterable[PaperState] | None = None, known: Mapping[int, tuple[str, ...]] | None = None
    ) -> None:
        """Bring the papers' states over from the reading state: all, or those that have changed.

        `known` are the names by which papers were changed just now: these need not be looked up.
        """
        found = self.reading.papers().values() if changed is None else changed
        marks = {} if changed is None else dict(self.marks)
        places = {names[0]: paper for paper, names in (known or {}).items() if names}
        for paper, state in marks.items():
            places.setdefault(state.id, paper)
        placed = [
            (state, {places[name] for name in (state.id, *state.identifiers) if name in places})
            for state in found
        ]
        told = iter(
            self.library.papers_named([state.identifiers for state, here in placed if len(here) != 1])
        )
        for state, here in placed:
            place = here.pop() if len(here) == 1 else next(told)
            if place is not None:
                marks[place] = state
        self.marks = marks
        self.library.set_marks(
            {paper for paper, state in marks.items() if state.read},
            {paper for paper, state in marks.items() if state.starred},
        )

    def mark(self, entries: Sequence[Entry], what: str, value: Value, name: str = "") -> str:
        """Change the state of the entries' papers, on disk when this returns; returns what was done.

        `what`, `value` and `name` are those of `reading.events.Change`. Raises ReadingError.
        """
        return self.change([entry.paper for entry in entries], [(what, value, name)])

    def change(self, papers: Iterable[int], wishes: Sequence[tuple[str, Value, str]]) -> str:
        """Make all the wishes (what, value, name: see `mark`) come true of these papers, as one step."""
        known = self.library.identify(dict.fromkeys(papers))
        applied = self.reading.apply([Change(names, *wish) for names in known.values() for wish in wishes])
        self.refresh_marks(applied.papers, known)
        return applied.text
