"""The library: all notes of all sources, to browse, count and look up.

`Library` is the face of this package: it opens the catalogue's file and answers in rows (`rows`). Counting, narrowing
and ordering are done in memory by `entry_sets`; everything else is SQL here and in `paper_names`. Syncing (`sync`) and
reading text (`loader`) are loaded when they are first used. The file is disposable: it is made from the sources.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from papernotes.lazy import lazy_modules
from papernotes.notes.catalogue import entry_lookup, kept_sets
from papernotes.notes.catalogue.entry_sets import SINCE, Bits, EntrySets, data_version, since
from papernotes.notes.catalogue.judgement import Judgement
from papernotes.notes.catalogue.rows import (
    NOTE_ROWS,
    Count,
    DeclaredCounts,
    DocumentProblem,
    Entry,
    NoteRow,
    Selection,
    note_from,
)
from papernotes.notes.catalogue.schema import (
    READING_CACHE_KIB,
    WRITING_CACHE_KIB,
    LibraryError,
    failure,
    foreign,
    generation,
    open_catalogue,
    set_cache_size,
    transaction,
)  # fmt: skip
from papernotes.notes.text import fold

if TYPE_CHECKING:
    from papernotes.notes.catalogue import area_rows, note_lookup, source_rows
    from papernotes.notes.catalogue import paper_names as by_names
    from papernotes.notes.catalogue.duplicates import LikelyDuplicate
    from papernotes.notes.catalogue.sync import SyncReport
    from papernotes.notes.model import Area, Venue
    from papernotes.notes.sources.left_out import LeftOut
    from papernotes.notes.sources.source import Source
else:
    area_rows, note_lookup, source_rows, by_names = lazy_modules(
        *(
            f"papernotes.notes.catalogue.{name}"
            for name in ("area_rows", "note_lookup", "source_rows", "paper_names")
        )
    )

Marks = tuple[Collection[int], Collection[int]]
"""The ids of the papers that are read, and of those that are starred."""


class Library:
    """One connection to the catalogue. Each thread needs its own."""

    def __init__(self, path: Path, connection: sqlite3.Connection, reason: str = "") -> None:
        self.path = path
        self.reason = reason
        """Why the file cannot be written, as a sentence for the person; empty if it can."""
        self._connection = connection
        self._sets: EntrySets | None = None
        self._marks: Callable[[], Marks] = lambda: ((), ())
        self._since = ""
        self._among: tuple[Collection[int] | None, Bits] = (None, 0)

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> Self:
        """Open the library's file, or make it. One that cannot be written is opened for reading. Raises LibraryError."""
        try:
            return cls(path, open_catalogue(path, read_only=read_only))
        except LibraryError as error:
            with suppress(LibraryError):
                return cls(path, open_catalogue(path, read_only=True), str(error))
            raise

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def require_writable(self) -> None:
        """Raise LibraryError if the file can only be read."""
        if self.reason:
            raise LibraryError(f"nothing was changed: {self.reason}")

    # Sources

    def sync(
        self, source: Source, repositories: Path, *,
        progress: Callable[[str, int, int], None] = lambda *_: None, cancel: Callable[[], bool] = lambda: False, processes: int = 2,
        excluded: Callable[[], Mapping[tuple[int, int], str]] = dict, must_have_notes: bool = False,
        instead_of: Collection[str] = (),
    ) -> SyncReport:  # fmt: skip
        """Bring the library up to date with a source. The parameters are those of `notes.catalogue.sync.sync_source`.

        Raises SourceError (NoNotes is one), SyncCancelled, and LibraryError if the file cannot be written.
        """
        from papernotes.notes.catalogue.sync import sync_source

        self._sets = None
        with self._writing():
            return sync_source(
                self._connection, source, repositories,
                progress=progress, cancel=cancel, processes=processes, excluded=excluded,
                must_have_notes=must_have_notes, instead_of=instead_of,
            )  # fmt: skip

    def follow_renamed(self, sources: Sequence[Source], repositories: Path) -> None:
        """Know sources by new names that are still at their places. Raises LibraryError, and OSError for our own copies."""
        from papernotes.notes.catalogue.source_table import rename_source
        from papernotes.notes.sources.renamed import renamed

        rows = self._connection.execute("SELECT name, kind, root FROM source").fetchall()
        for name, source in renamed(sources, {row[0]: (row[1], row[2]) for row in rows}, repositories):
            with self._writing():
                rename_source(self._connection, name, source, repositories)

    def forget(self, name: str) -> tuple[str, ...]:
        """Take a source out of the library. Returns the keys of the entries that went with it. Raises LibraryError."""
        from papernotes.notes.catalogue.source_table import forget_source

        self._sets = None
        with self._writing(), transaction(self._connection):
            return forget_source(self._connection, name)

    def keep_sets(self) -> None:
        """Keep what a first look at all entries needs, after a sync; see `notes.catalogue.kept_sets`. Raises LibraryError."""
        if kept_sets.are_there(self._connection):
            return
        with self._writing(), transaction(self._connection):
            EntrySets(self._connection).keep()

    def judge(self, judgement: Judgement) -> bool:
        """Group the notes by what was joined and split by hand; whether this changed anything. Raises LibraryError."""
        from papernotes.notes.catalogue.affected import CatalogueChange, stored_judgement
        from papernotes.notes.catalogue.grouping import regroup

        if judgement == (stored_judgement(self._connection) or Judgement()):
            return False
        self._sets = None
        with self._writing(), transaction(self._connection):
            change = CatalogueChange.begin(self._connection, judgement)
            if change.any:
                regroup(self._connection, change)
        return True

    def sources(self) -> dict[str, int]:
        """Every synced source and how many notes it has."""
        return source_rows.notes_by_source(self._connection, written=True)

    def unwritten_by_source(self) -> dict[str, int]:
        """Every synced source and how many papers it lists without having a note of them."""
        return source_rows.notes_by_source(self._connection, written=False)

    def filed_in(self, source: str) -> list[tuple[str, str, str]]:
        """The path, venue and topic of every note of a source that has a file of its own."""
        return source_rows.filed_in(self._connection, source)

    def problems(self) -> list[DocumentProblem]:
        """What could not be read in the last sync of each source."""
        return source_rows.problems(self._connection)

    def left_out(self) -> list[tuple[str, LeftOut]]:
        """The kinds of files that hold no notes, each with the source that they are in."""
        return source_rows.left_out(self._connection)

    def unreadable(self) -> list[tuple[str, str]]:
        """The documents whose text could not be read for the index, as `(path, reason)`."""
        from papernotes.notes.catalogue.loader import unreadable

        return unreadable(self._connection)

    def has_entries(self) -> bool:
        """Whether the library has any entry."""
        return self._connection.execute("SELECT 1 FROM entry LIMIT 1").fetchone() is not None

    def totals(self) -> dict[str, int]:
        """How many notes, entries, papers, venues and topics there are."""
        queries = {
            "notes": "count(*) FROM note WHERE written", "entries": "count(*) FROM entry",
            "papers": "count(DISTINCT paper) FROM entry", "venues": "count(*) FROM venue",
            "topics": "count(*) FROM topic",
        }  # fmt: skip
        return {
            name: self._connection.execute(f"SELECT {sql}").fetchone()[0] for name, sql in queries.items()
        }

    def check(self) -> str:
        """What is wrong with the file: what SQLite finds, or parts that we did not make; empty if it is sound."""
        try:
            (found,) = self._connection.execute("PRAGMA quick_check(1)").fetchone()
            return foreign(self._connection) if found == "ok" else str(found)
        except sqlite3.DatabaseError as error:
            return str(error)

    # Browsing

    def set_marks(self, read: Collection[int], starred: Collection[int]) -> None:
        """Set which papers are read and starred, for the counts and selections that follow."""
        self.ask_marks(lambda: (read, starred))

    def ask_marks(self, marks: Callable[[], Marks]) -> None:
        """Set the function that knows which papers are read and starred. It is called when something is counted."""
        self._marks = marks
        if self._sets is not None:
            self._sets.set_marks(*marks())

    def generation(self) -> int | None:
        """A number that changes whenever entries or the names of papers change; None if the file does not keep it."""
        return generation(self._connection)

    def count_news_from(self, moment: str) -> None:
        """Set the moment (ISO 8601, UTC) after which an entry counts as new; if empty, none does."""
        self._since = moment
        self._sets = None

    def count(self, facet: str, selection: Selection, among: Collection[int] | None = None) -> list[Count]:
        """Each value of a facet with its counts in a selection, most entries first.

        `facet` is one of `notes.catalogue.entry_sets.FACETS`; what the selection says of it is ignored, so that the
        values not chosen are counted too. `among`: count only these entries.
        """
        sets = self._current_sets()
        bits = self._bits(selection.without(facet), among)
        labels = self._labels(facet)
        found = [
            Count(value, *labels.get(value, (value, "")), *counts)
            for value, counts in sets.values(facet, bits)
        ]
        return sorted(found, key=lambda count: (-count.total, count.slug))

    def venues(self, selection: Selection, among: Collection[int] | None = None) -> list[Count]:
        """`count` by venue."""
        return self.count("venue", selection, among)

    def topics(self, selection: Selection, among: Collection[int] | None = None) -> list[Count]:
        """`count` by topic."""
        return self.count("topic", selection, among)

    def named(self, facet: str, value: str) -> Count:
        """A value of a facet with its name and icon, and no entries."""
        return Count(value, *self._labels(facet).get(value, (value, "")), 0, 0, 0)

    def shared(self, facet: str) -> str:
        """The value of a facet where all entries of the library have it and no other one; else empty."""
        return self._current_sets().shared(facet)

    def keywords(self) -> list[tuple[str, int]]:
        """Every keyword in one of its spellings, and how many entries have it, most first.

        SQLite does all the counting, so other threads can run meanwhile.
        """
        return self._connection.execute(
            """SELECT keyword.value, count(*) FROM entry, json_each(entry.keywords) AS keyword
               GROUP BY keyword.value COLLATE NOCASE ORDER BY 2 DESC, 1"""
        ).fetchall()

    def prepare(self) -> None:
        """Make what narrowing needs. A first look at all entries may do without it."""
        self._current_sets().prepare()

    def total(self, selection: Selection, among: Collection[int] | None = None) -> Count:
        """The counts of a selection."""
        return Count("", "", "", *self._current_sets().counts(self._bits(selection, among)))

    def totals_of(
        self, groups: Iterable[Collection[int]], selection: Selection, among: Collection[int] | None = None
    ) -> list[Count]:
        """The counts of a selection's entries of each of some groups of papers, of which there may be thousands."""
        sets = self._current_sets()
        return [Count("", "", "", *counts) for counts in sets.counts_of(groups, self._bits(selection, among))]

    def entry_ids(
        self, selection: Selection, among: Collection[int] | None = None, order: str = "title"
    ) -> list[int]:
        """The ids of a selection's entries in an order of `notes.catalogue.entry_sets.ORDERS`, reversed by a hyphen (`-date`)."""
        return self._current_sets().in_order(self._bits(selection, among), order)

    def selected(self, selection: Selection, among: Collection[int]) -> list[int]:
        """Those of `among` (ids of entries) that are in a selection, in their order."""
        return self._current_sets().among(among, self._bits(selection, None))

    def ids_by_key(self) -> dict[str, int]:
        """The id of every entry, by its key."""
        return dict(self._connection.execute("SELECT key, id FROM entry").fetchall())

    def ids_by_title(self, words: str) -> list[int]:
        """The entries whose titles hold all the words, in any order. This is the search when there is no index."""
        terms = fold(words).split()
        sql = " AND ".join(["instr(folded, ?)"] * len(terms)) or "TRUE"
        return [
            row[0]
            for row in self._connection.execute(f"SELECT id FROM entry WHERE {sql} ORDER BY folded", terms)
        ]

    def ids_of(self, keys: Sequence[str]) -> list[int]:
        """The ids of the entries with these keys, in their order; unknown keys are left out."""
        return entry_lookup.ids_of(self._connection, keys)

    def known_keys(self, keys: Collection[str]) -> set[str]:
        """Those of `keys` that an entry has."""
        return entry_lookup.known_keys(self._connection, keys)

    def keys_by_paper(self, papers: Collection[int]) -> dict[int, tuple[str, ...]]:
        """The keys of each paper's entries."""
        return entry_lookup.keys_by_paper(self._connection, papers)

    def keys_of_papers(self, papers: Collection[int]) -> frozenset[str]:
        """The keys of all entries of these papers."""
        return entry_lookup.keys_of_papers(self._connection, papers)

    def entries(self, ids: Sequence[int]) -> list[Entry]:
        """The entries with these ids, in their order; unknown ids are left out."""
        return entry_lookup.entries(self._connection, ids)

    def find(self, key: str) -> Entry | None:
        """The entry with this key. The key of any of its notes, and the paper's arXiv id, lead to it too."""
        found = entry_lookup.find(self._connection, key)
        return None if found is None else self.entries([found])[0]

    def similar_keys(self, key: str, limit: int = 3) -> list[str]:
        """Keys that resemble `key`, for a suggestion."""
        return entry_lookup.similar_keys(self._connection, key, limit)

    def also_in(self, entry: Entry) -> list[Entry]:
        """The other entries of the same paper."""
        rows = self._connection.execute(
            "SELECT id FROM entry WHERE paper = ? AND id != ? ORDER BY year DESC, venue",
            (entry.paper, entry.id),
        )
        return self.entries([row[0] for row in rows])

    def areas(self, venue: str, topic: str) -> list[Area]:
        """What pages and index files say about a topic at a venue."""
        found = area_rows.areas(self._connection, self._current_sets(), topic)
        return [area for area in found if area.venue.slug == venue]

    def declared(self, topic: str) -> dict[Venue, DeclaredCounts]:
        """How many notes on a topic each venue has, according to pages and index files; most first."""
        return area_rows.counts_by_venue(area_rows.areas(self._connection, self._current_sets(), topic))

    def declared_notes(self, venue: str, topic: str) -> int | None:
        """How many notes the area page of a topic at a venue declares; None if it declares none, or there is no page."""
        return area_rows.declared_notes(self._connection, self._current_sets(), venue, topic)

    # Papers and notes

    def identifiers(self, entry: Entry) -> tuple[str, ...]:
        """All identifiers by which the reading state may know the entry's paper, strongest first.

        If the library has no such paper any more, as another program has just synced, they are those of the entry itself.
        """
        if found := self.identify([entry.paper]).get(entry.paper):
            return found
        from papernotes.notes.catalogue.identity import identifiers

        return identifiers(fold(entry.title), entry.arxiv, entry.doi, (entry.key,), year=entry.year)

    def identify(self, papers: Collection[int]) -> dict[int, tuple[str, ...]]:
        """The identifiers of each of these papers, strongest first, and what tells it from others that are called so;
        unknown papers are left out."""
        return by_names.names(self._connection, papers)

    def namesakes(self) -> set[int]:
        """The papers that have a title in common with another paper."""
        return by_names.namesakes(self._connection)

    def papers_of(self, ids: Sequence[int]) -> list[int]:
        """The paper of each entry, in the order of `ids`; unknown entries are left out."""
        return entry_lookup.papers_of(self._connection, ids)

    def keys_since(self, moment: str) -> frozenset[str]:
        """The keys of the entries that came, or were revised, after a moment (ISO 8601, UTC), or are dated after its day."""
        rows = self._connection.execute(f"SELECT key FROM entry WHERE id IN ({SINCE})", since(moment))
        return frozenset(row[0] for row in rows)

    def paper_of(self, names: Iterable[str]) -> int | None:
        """The paper that one of these identifiers names. A strong identifier outweighs the others."""
        (found,) = self.papers_named([names])
        return found

    def papers_named(self, asked: Sequence[Iterable[str]]) -> list[int | None]:
        """`paper_of` for many papers at once; the results are in the order of `asked`."""
        return by_names.papers_of(self._connection, asked)

    def all_papers_named(self, asked: Sequence[Iterable[str]]) -> list[set[int]]:
        """For each set of identifiers, all papers that one of its ids or keys names."""
        return by_names.all_papers_of(self._connection, asked)

    def successions(self) -> list[tuple[str, ...]]:
        """The names by which papers were known and are known now, where these differ; until `forget_successions`."""
        rows = self._connection.execute("SELECT names FROM succession").fetchall()
        return [tuple(json.loads(row[0])) for row in rows]

    def forget_successions(self) -> None:
        """The reading state knows them. Raises LibraryError."""
        with self._writing():
            self._connection.execute("DELETE FROM succession")

    def paper_by_url(self, url: str) -> int | None:
        """The paper whose own page is at this URL, with `http` or `https` and with or without a final slash."""
        return by_names.paper_by_url(self._connection, url)

    def notes_of(self, entry: Entry) -> list[NoteRow]:
        """The notes of the entry's paper, best first; the entry's own come before those of its other entries."""
        return self._notes_of(entry, "AND note.written")

    def listings_of(self, entry: Entry) -> list[NoteRow]:
        """The same, with what lists say of the paper, which are notes without text."""
        return self._notes_of(entry, "")

    def _notes_of(self, entry: Entry, condition: str) -> list[NoteRow]:
        rows = self._connection.execute(
            f"{NOTE_ROWS} WHERE entry.paper = ? {condition} ORDER BY entry.id != ?, entry.id, note.rank",
            (entry.paper, entry.id),
        )
        return [note_from(row) for row in rows]

    def keys_with_notes(self) -> frozenset[str]:
        """The keys of all entries whose paper has a note."""
        rows = self._connection.execute(
            """SELECT key FROM entry WHERE written
               OR EXISTS (SELECT 1 FROM entry AS other WHERE other.paper = entry.paper AND other.written)"""
        )
        return frozenset(row[0] for row in rows)

    def notes_naming(self, names: Collection[str]) -> list[NoteRow]:
        """The notes with a link whose text is one of these titles, or that leads to a file of one of these names."""
        return by_names.notes_naming(self._connection, names)

    def papers_with_several_notes(self) -> dict[int, list[NoteRow]]:
        """Each paper that has more than one note, with its notes: those of one entry together, best first."""
        return by_names.papers_with_several_notes(self._connection)

    def join_reasons(self, notes: Collection[int]) -> dict[int, str]:
        """Why each of these notes (ids) is of its paper: see `notes.catalogue.duplicates`."""
        from papernotes.notes.catalogue import duplicates

        return duplicates.join_reasons(self._connection, notes)

    def likely_duplicates(self) -> list[LikelyDuplicate]:
        """Papers that are taken for several and look like one: see `notes.catalogue.duplicates`."""
        from papernotes.notes.catalogue import duplicates

        return duplicates.likely_duplicates(self._connection)

    def own_names(self, notes: Collection[int], paper: int) -> tuple[str, ...]:
        """What tells some notes (ids) of a paper from its other notes, the surest first."""
        from papernotes.notes.catalogue import duplicates

        return duplicates.own_names(self._connection, notes, paper)

    def notes_called(self, key: str) -> set[int]:
        """The notes (ids) that have a key themselves, whatever their entry's is."""
        return note_lookup.notes_called(self._connection, key)

    def known_names(self, notes: Collection[int]) -> tuple[str, ...]:
        """All that some notes (ids) are known by, the surest first."""
        from papernotes.notes.catalogue import duplicates

        return duplicates.known_names(self._connection, notes)

    def keys_of_notes(self, notes: Collection[int]) -> list[str]:
        """The keys of the entries of these notes (ids)."""
        return note_lookup.keys_of_notes(self._connection, notes)

    def note_at(self, source: str, path: str) -> tuple[Entry, int] | None:
        """The entry of the first note in a source's file, and that note's number among its paper's notes, from 0.

        File systems and people spell one name composed or decomposed (NFC, NFD): both are found.
        """
        found = note_lookup.note_at(self._connection, source, path)
        return self._numbered(*found) if found else None

    def note_named(self, source: str, path: str) -> tuple[Entry, int] | None:
        """The note of a source whose file has this name, in whatever folder, else the one with this alias; the same values as
        `note_at` gives.

        Folders in `path` are the last ones above the file. Case and suffix do not matter. Of several files the one with the
        fewest folders counts.
        """
        found = note_lookup.note_named(self._connection, source, path)
        return self._numbered(*found) if found else None

    def aliases_of(self, notes: Collection[int]) -> list[str]:
        """What links may call these notes (ids), beside their titles and the names of their files."""
        return note_lookup.aliases_of(self._connection, notes)

    def _numbered(self, note: int, entry_id: int) -> tuple[Entry, int]:
        """The entry of a note (ids), and the note's number among its paper's notes."""
        entry = self.entries([entry_id])[0]
        return entry, [other.id for other in self.notes_of(entry)].index(note)

    def markdown(self, note: NoteRow) -> str:
        """The note's text. Raises NoteError if its file is gone or unreadable."""
        from papernotes.notes.catalogue.loader import note_location, read_markdown

        return read_markdown(note_location(self._connection, note.id))

    def file_of(self, note: NoteRow) -> Path:
        """The file that the note is in; of a page, that of the page."""
        from papernotes.notes.catalogue.loader import note_location

        location = note_location(self._connection, note.id)
        return location.root if location.root.is_file() else location.root / location.path

    # The index

    def unindexed(self) -> list[str]:
        """The keys of entries that came, changed or went since the index was last brought up to date."""
        return [row[0] for row in self._connection.execute("SELECT key FROM unindexed ORDER BY key")]

    def indexed(self, keys: Collection[str]) -> None:
        """Record that the index is up to date with these entries. Raises LibraryError."""
        with self._writing(), transaction(self._connection):
            self._connection.executemany("DELETE FROM unindexed WHERE key = ?", [(key,) for key in keys])

    # Helpers

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Turn what fails while the file is written into a LibraryError. A read-only file is refused at once."""
        self.require_writable()
        try:
            set_cache_size(self._connection, WRITING_CACHE_KIB)
            yield
            set_cache_size(self._connection, READING_CACHE_KIB)
        except sqlite3.Error as error:
            raise failure(self.path, error) from error

    def _current_sets(self) -> EntrySets:
        """All entries as the catalogue has them now."""
        if self._sets is None or self._sets.version != data_version(self._connection):
            self._sets = EntrySets(self._connection, self._since)
            self._sets.set_marks(*self._marks())
            self._among = (None, 0)
        return self._sets

    def _bits(self, selection: Selection, among: Collection[int] | None) -> Bits:
        sets = self._current_sets()
        bits = sets.selected(selection)
        if among is None:
            return bits
        if self._among[0] is not among:
            self._among = (among, sets.of_ids(among))
        return bits & self._among[1]

    def _labels(self, facet: str) -> dict[str, tuple[str, str]]:
        """The name and icon of each value of a facet that has them."""
        return self._current_sets().labels.get(facet, {})
