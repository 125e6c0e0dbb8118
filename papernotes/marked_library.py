"""The library together with the reading state: entries, and the marks on their papers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from papernotes import kept_marks
from papernotes.config.paths import is_there
from papernotes.marked_papers import MarkedPapers
from papernotes.notes import Library
from papernotes.query import plain_name
from papernotes.reading import UNKNOWN, UNMARKED, Mark, ReadingError, ReadingStore, StateChange, Value

if TYPE_CHECKING:
    from papernotes.config.paths import Paths
    from papernotes.notes import Entry
    from papernotes.reading import FileStamp, PaperState
    from papernotes.remark_owners import LibraryCatalogue, RemarkOwners
    from papernotes.remark_search import RemarkWords


class MarkedLibrary:
    """Library and reading state, opened together."""

    def __init__(self, paths: Paths) -> None:
        """Open both. Raises LibraryError or ReadingError."""
        self.paths = paths
        self.library = Library.open(paths.library)
        self.reading = ReadingStore.open(paths.data)
        self.reading.paper_lookup = self._catalogue
        left = self.reading.get_ui_state().get("left")
        self.last_visit = left if isinstance(left, str) else ""
        """When the reader last left the application (ISO 8601, UTC); empty at the first visit."""
        self.news_since = self.last_visit
        """The moment after which something counts as new (ISO 8601, UTC); see `begin_news`."""
        self.library.count_news_from(self.news_since)
        self._papers = MarkedPapers(self.library, self.reading, paths.cache / "marked.json")
        self._stale = True
        self._marks: dict[int, Mark] | None = None
        self._kept = kept_marks.Moment(None, "")
        """Of which moment the marks in the cache folder are."""
        self._tags: dict[str, list[str]] | None = None
        self.remark_in_sight: dict[str, FileStamp | None] = {}
        """See `papernotes.remarks.seen`."""
        self._ids: dict[str, int] | None = None
        self._keys: dict[int, str] = {}
        self.library.ask_marks(self._read_and_starred)

    def close(self) -> None:
        self._keep_marks()
        self.reading.close()
        self.library.close()

    def begin_news(self) -> None:
        """Count what comes from now on as new, at the first visit, once the reader's own sources have been read."""
        if not self.news_since and is_there(self.paths.sources):
            self.news_since = datetime.now(UTC).isoformat(timespec="seconds")
            self.library.count_news_from(self.news_since)

    # Entries, states and remarks

    def ids_by_key(self) -> dict[str, int]:
        """Key → id, for every entry."""
        if self._ids is None:
            self._ids = self.library.ids_by_key()
        return self._ids

    def keys_of(self, ids: Iterable[int]) -> frozenset[str]:
        """The keys of entries by their ids."""
        by_key = self.ids_by_key()
        if not self._keys:
            self._keys = {id_: key for key, id_ in by_key.items()}
        return frozenset([self._keys[id_] for id_ in ids if id_ in self._keys])

    @cached_property
    def remark_words(self) -> RemarkWords:
        """The words of the remarks. Loaded with the first search."""
        from papernotes.remark_search import RemarkWords

        return RemarkWords(self.reading.remarks, self.reading.tell)

    @cached_property
    def remark_owners(self) -> RemarkOwners:
        """Which papers the remarks are on. Loaded with the first note or search."""
        from papernotes.remark_owners import RemarkOwners

        return RemarkOwners(self.library, self.reading)

    def _catalogue(self) -> LibraryCatalogue:
        from papernotes.remark_owners import LibraryCatalogue

        return LibraryCatalogue(self.library)

    def state_of(self, entry: Entry) -> PaperState:
        """The reading state of the entry's paper."""
        (state,) = self.states_of([entry])
        return state

    def states_of(self, entries: Sequence[Entry]) -> list[PaperState]:
        """The reading state of the paper of each of these entries, in their order."""
        names = self.library.identify(dict.fromkeys(entry.paper for entry in entries))
        states = dict(zip(names, self.reading.states_of(list(names.values())), strict=True))
        return [states.get(entry.paper, UNKNOWN) for entry in entries]

    def marks_of(self, entries: Sequence[Entry]) -> list[Mark]:
        """The mark of each of these entries. If the marks are not loaded yet, only those of these entries are read."""
        if self._marks is None:
            return list(map(Mark.of, self.states_of(entries)))
        return [self._marks.get(entry.paper, UNMARKED) for entry in entries]

    def bind_remarks(self) -> None:
        """Bind remarks that are seen for the first time to their papers. Call this before the library changes.

        If the reading state cannot be written, none is bound; they then belong to the papers with their keys.
        """
        if self.reading.writable:
            with suppress(ReadingError):
                self.reading.bind_remarks()

    def file_remarks(self) -> None:
        """Rename the files of remarks after the present keys of their papers. Call this after the library has changed.

        A file that cannot be moved now is moved next time.
        """
        if self.reading.writable:
            with suppress(ReadingError):
                self.reading.rename_remark_files()
        self.remark_owners.forget()

    # Marking

    @property
    def marks(self) -> Mapping[int, Mark]:
        """Number of a paper in the library → its mark, for all papers with marks. A new mapping after each change."""
        if self._marks is None:
            self._marks = self._all_marks()
        return self._marks

    @property
    def papers(self) -> MarkedPapers:
        """The papers of the library that the reading state knows."""
        if self._stale:
            self._papers.refresh()
            self._stale = False
        return self._papers

    def papers_with(self, what: str, *names: str, value: str | None = None) -> set[int]:
        """The papers of the library that have a mark; arguments as for `ReadingStore.papers_with`."""
        return self.papers.of(self.reading.papers_with(what, *names, value=value))

    def members(self, what: str) -> dict[str, set[int]]:
        """The papers of the library of every list or tag (`what`) that has some, by its id."""
        of = self.papers.of
        return {id: of(papers) for id, papers in self.reading.members(what).items()}

    def tags_called(self, name: str) -> list[str]:
        """The ids of the tags with this name, in any spelling."""
        if self._tags is None:
            self._tags = {}
            for id in self.reading.tag_ids():
                self._tags.setdefault(plain_name(id), []).append(id)
        return self._tags.get(plain_name(name), [])

    def triaged(self, value: str) -> set[int]:
        """The papers of the library that are marked `later`, `skimmed` or `read`."""
        return {paper for paper, mark in self.marks.items() if mark.triage == value}

    def refresh_marks(
        self, changed: Sequence[PaperState] | None = None, known: Mapping[int, tuple[str, ...]] | None = None
    ) -> None:
        """Read the marks from the reading state again: all, or only those of `changed` papers.

        `known` maps papers that were changed just now to their names, so that these need not be looked up.
        """
        if changed is None and "remark_owners" in self.__dict__:
            self.remark_owners.forget()
        self._tags = None
        if changed is None or self._marks is None:  # they are read at their next use
            self._marks, self._stale = None, True
        else:
            self.papers.place(changed, known or {})
            marks = dict(self._marks)
            for state in changed:
                paper = self.papers[state.id]
                if paper is not None:
                    marks[paper] = Mark.of(state)
            self._marks = marks
        self.library.ask_marks(self._read_and_starred)

    def _all_marks(self) -> dict[int, Mark]:
        moment = self._moment()
        kept = kept_marks.read(self.paths.cache / "marks.json", moment)
        if kept is not None:
            self._kept = moment
            return kept
        read = self.papers.of(self.reading.papers_with("read"))
        starred = self.papers.of(self.reading.papers_with("starred"))
        later, skimmed = (
            self.papers.of(self.reading.papers_with("triage", value=value)) for value in ("later", "skimmed")
        )
        listed = self.papers.of(self.reading.papers_with("list"))

        every = read | starred | later | skimmed | listed
        triaged = {"read": read, "later": later - read, "skimmed": skimmed - read}
        triaged[""] = every.difference(*triaged.values())
        # One kind of mark at a time, since there are few: one paper at a time takes three times as long.
        found: dict[int, Mark] = {}
        for triage, papers in triaged.items():
            for some, is_starred in ((papers & starred, True), (papers - starred, False)):
                for these, is_listed in ((some & listed, True), (some - listed, False)):
                    found |= dict.fromkeys(these, Mark(triage == "read", is_starred, triage, is_listed))
        return found

    def _moment(self) -> kept_marks.Moment:
        return kept_marks.Moment(self.library.generation(), self.reading.moment())

    def _keep_marks(self) -> None:
        """Keep the marks for the next opening, unless others have changed them meanwhile."""
        if self._marks is None:
            return
        with suppress(
            ReadingError, sqlite3.Error
        ):  # what is wrong with the files is told where they are used
            moment = self._moment()
            if moment != self._kept and not self.reading.changed_by_others():
                kept_marks.write(self.paths.cache / "marks.json", moment, self._marks)

    def _read_and_starred(self) -> tuple[set[int], set[int]]:
        marks = self.marks.items()
        return {paper for paper, mark in marks if mark.read}, {paper for paper, mark in marks if mark.starred}

    def mark(self, entries: Sequence[Entry], what: str, value: Value, name: str = "") -> str:
        """Change the state of the entries' papers; returns what was done, for a message.

        The change is on disk when this returns. `what`, `value` and `name` are as in `papernotes.reading.StateChange`.
        Raises ReadingError.
        """
        return self.change([entry.paper for entry in entries], [(what, value, name)])

    def change(self, papers: Iterable[int], changes: Sequence[tuple[str, Value, str]]) -> str:
        """Make all these changes (what, value, name: see `mark`) to these papers, as one step that undo takes back."""
        known = self.library.identify(dict.fromkeys(papers))
        applied = self.reading.apply(
            [StateChange(names, *change) for names in known.values() for change in changes]
        )
        self.refresh_marks(applied.papers, known)
        return applied.text
