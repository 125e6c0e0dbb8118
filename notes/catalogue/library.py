"""The library: all notes of all sources, to browse, count and look up. Its file is disposable."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from papernotes.notes.catalogue import paper_names as by_names
from papernotes.notes.catalogue.entry_sets import SINCE, Bits, Listing, data_version, since
from papernotes.notes.catalogue.rows import (
    NOTE_ROWS,
    Count,
    Entry,
    NoteRow,
    Problem,
    Selection,
    entry_from,
    note_from,
)
from papernotes.notes.catalogue.schema import (
    LOOKING_KIB,
    WRITING_KIB,
    LibraryError,
    chunks,
    failure,
    generation,
    marks,
    open_catalogue,
    remember,
    transaction,
)  # fmt: skip
from papernotes.notes.parts import Area, Topic, Venue
from papernotes.notes.text import fold

if TYPE_CHECKING:
    from papernotes.notes.catalogue.sync import SyncReport
    from papernotes.notes.sources.source import Source

_SUMMARY = """(SELECT summary FROM note WHERE note.entry = entry.id AND summary != '' ORDER BY rank LIMIT 1) AS summary"""

Marks = tuple[Collection[int], Collection[int]]
"""The papers that are read, and those that are starred."""


class Library:
    """One connection to the catalogue; each thread needs its own."""

    def __init__(self, path: Path, connection: sqlite3.Connection, reason: str = "") -> None:
        self.path = path
        self.reason = reason
        """Why nothing can be written, for the person; empty where it can."""
        self._connection = connection
        self._listing: Listing | None = None
        self._marks: Callable[[], Marks] = lambda: ((), ())
        self._since = ""
        self._among: tuple[Collection[int] | None, Bits] = (None, 0)

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> Self:
        """Open, or make, the library's file; one that cannot be written is opened to be read. Raises LibraryError."""
        try:
            return cls(path, open_catalogue(path, read_only=read_only))
        except LibraryError as error:
            with suppress(LibraryError):
                return cls(path, open_catalogue(path, read_only=True), str(error))
            raise

    def close(self) -> None:
        self._connection.close()

    def demand_writable(self) -> None:
        """Raise LibraryError where the file can only be read."""
        if self.reason:
            raise LibraryError(f"nothing was changed: {self.reason}")

    # Sources

    def sync(
        self, source: Source, repositories: Path, *,
        progress: Callable[[str, int, int], None] = lambda *_: None, cancel: Callable[[], bool] = lambda: False, processes: int = 2,
        others: Mapping[tuple[int, int], str] | None = None,
    ) -> SyncReport:  # fmt: skip
        """Bring the library up to date with a source; `others`: see `notes.sources.walk.documents`.

        Raises SourceError, SyncCancelled, and LibraryError if the file cannot be written.
        """
        from papernotes.notes.catalogue.sync import sync_source

        self._listing = None
        with self._writing():
            return sync_source(
                self._connection, source, repositories,
                progress=progress, cancel=cancel, processes=processes, others=others,
            )  # fmt: skip

    def forget(self, name: str) -> tuple[str, ...]:
        """Take a source out of the library; returns the keys of the entries that went with it. LibraryError."""
        from papernotes.notes.catalogue.sync import forget_source

        self._listing = None
        with self._writing():
            return forget_source(self._connection, name)

    def sources(self) -> dict[str, int]:
        """Every synced source and how many notes it has."""
        return dict(
            self._connection.execute(
                """SELECT source.name, count(note.id) FROM source
                   LEFT JOIN document ON document.source = source.id
                   LEFT JOIN note ON note.document = document.id
                   WHERE source.synced IS NOT NULL GROUP BY source.id ORDER BY source.name"""
            ).fetchall()
        )

    def problems(self) -> list[Problem]:
        """What could not be read at the last sync of each source."""
        rows = self._connection.execute(
            """SELECT source.name, problem.path, line, reason FROM problem
               JOIN source ON source.id = problem.source ORDER BY 1, 2, 3"""
        )
        return [Problem(*row) for row in rows]

    def unread(self) -> list[tuple[str, str]]:
        """The paths of the documents whose text could not be read for the index, each with the reason."""
        from papernotes.notes.note_text import unread

        return unread(self._connection)

    def has_entries(self) -> bool:
        """Whether there is anything in the library."""
        return self._connection.execute("SELECT 1 FROM entry LIMIT 1").fetchone() is not None

    def totals(self) -> dict[str, int]:
        """Numbers of notes, entries, papers, venues and topics."""
        queries = {
            "notes": "count(*) FROM note", "entries": "count(*) FROM entry",
            "papers": "count(DISTINCT paper) FROM entry", "venues": "count(*) FROM venue",
            "topics": "count(*) FROM topic",
        }  # fmt: skip
        return {
            name: self._connection.execute(f"SELECT {sql}").fetchone()[0] for name, sql in queries.items()
        }

    def check(self) -> str:
        """What SQLite finds wrong with the file; empty if nothing."""
        try:
            (found,) = self._connection.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.DatabaseError as error:
            return str(error)
        return "" if found == "ok" else str(found)

    # Browsing

    def set_marks(self, read: Collection[int], starred: Collection[int]) -> None:
        """Tell which papers are read and starred, for the counts and selections that follow."""
        self.ask_marks(lambda: (read, starred))

    def ask_marks(self, marks: Callable[[], Marks]) -> None:
        """Tell what knows which papers are read, and which are starred; it is asked when something is counted."""
        self._marks = marks
        if self._listing is not None:
            self._listing.set_marks(*marks())

    def generation(self) -> int | None:
        """A number that is another one whenever entries, or the names of papers, are others; None if it is not known."""
        return generation(self._connection)

    def count_news_from(self, moment: str) -> None:
        """Tell after which moment (ISO 8601, UTC) something is new; after an empty one nothing is."""
        self._since = moment
        self._listing = None

    def count(self, facet: str, selection: Selection, among: Collection[int] | None = None) -> list[Count]:
        """Each value of a facet in a selection (its own value aside), most entries first.

        `among`: only these entries. `facet` is one of `notes.catalogue.entry_sets.FACETS`.
        """
        listing = self._listed()
        bits = self._bits(selection.without(facet), among)
        labels = self._labels(facet)
        found = [
            Count(value, *labels.get(value, (value, "")), *counts)
            for value, counts in listing.values(facet, bits)
        ]
        return sorted(found, key=lambda count: (-count.total, count.slug))

    def venues(self, selection: Selection, among: Collection[int] | None = None) -> list[Count]:
        """The venues of a selection (its own venue aside), most entries first; `among`: only these entries."""
        return self.count("venue", selection, among)

    def topics(self, selection: Selection, among: Collection[int] | None = None) -> list[Count]:
        """The topics of a selection (its own topic aside), most entries first."""
        return self.count("topic", selection, among)

    def keywords(self) -> list[tuple[str, int]]:
        """Every keyword in one of its spellings, and how many times entries have it; most first.

        SQLite counts them alone, while other threads go on.
        """
        return self._connection.execute(
            """SELECT keyword.value, count(*) FROM entry, json_each(entry.keywords) AS keyword
               GROUP BY keyword.value COLLATE NOCASE ORDER BY 2 DESC, 1"""
        ).fetchall()

    def ready(self) -> None:
        """Get ready what narrowing needs; counts of all entries do without."""
        self._listed().ready()

    def total(self, selection: Selection, among: Collection[int] | None = None) -> Count:
        """How many entries a selection has."""
        return Count("", "", "", *self._listed().counts(self._bits(selection, among)))

    def entry_ids(
        self, selection: Selection, among: Collection[int] | None = None, order: str = "title"
    ) -> list[int]:
        """The entries of a selection in an order of `notes.catalogue.entry_sets.ORDERS`, reversed after a hyphen (`-date`)."""
        return self._listed().in_order(self._bits(selection, among), order)

    def selected(self, selection: Selection, among: Collection[int]) -> list[int]:
        """Those of some entries that a selection has, in their order."""
        return self._listed().among(among, self._bits(selection, None))

    def ids_by_key(self) -> dict[str, int]:
        """The id of every entry by its key."""
        return dict(self._connection.execute("SELECT key, id FROM entry").fetchall())

    def ids_by_title(self, words: str) -> list[int]:
        """The entries whose titles hold all the words, in any order: what there is without an index."""
        terms = fold(words).split()
        sql = " AND ".join(["instr(folded, ?)"] * len(terms)) or "TRUE"
        return [
            row[0]
            for row in self._connection.execute(f"SELECT id FROM entry WHERE {sql} ORDER BY folded", terms)
        ]

    def ids_of(self, keys: Sequence[str]) -> list[int]:
        """The entries of the keys (each an entry's own), in their order; unknown ones are left out."""
        found: dict[str, int] = {}
        for chunk in chunks(keys):
            found.update(
                self._connection.execute(f"SELECT key, id FROM entry WHERE key IN {marks(chunk)}", chunk)
            )
        return [found[key] for key in keys if key in found]

    def known_keys(self, keys: Collection[str]) -> set[str]:
        """Those of the keys that are an entry's own."""
        found: set[str] = set()
        for chunk in chunks(list(keys)):
            rows = self._connection.execute(f"SELECT key FROM entry WHERE key IN {marks(chunk)}", chunk)
            found.update(row[0] for row in rows)
        return found

    def keys_by_paper(self, papers: Collection[int]) -> dict[int, tuple[str, ...]]:
        """The keys of the entries of each of these papers."""
        found: dict[int, tuple[str, ...]] = {}
        for chunk in chunks(list(papers)):
            for paper, key in self._connection.execute(
                f"SELECT paper, key FROM entry WHERE paper IN {marks(chunk)} ORDER BY id", chunk
            ):
                found[paper] = (*found.get(paper, ()), key)
        return found

    def keys_of_papers(self, papers: Collection[int]) -> frozenset[str]:
        """The keys of all entries of some papers."""
        keys: set[str] = set()
        for chunk in chunks(list(papers)):
            rows = self._connection.execute(f"SELECT key FROM entry WHERE paper IN {marks(chunk)}", chunk)
            keys.update(row[0] for row in rows)
        return frozenset(keys)

    def entries(self, ids: Sequence[int]) -> list[Entry]:
        """The entries of these ids, in their order; unknown ones are left out."""
        found: dict[int, Entry] = {}
        for chunk in chunks(ids):
            topics = self._topics_of(chunk)
            for row in self._connection.execute(
                f"""SELECT entry.*, venue.icon AS icon, {_SUMMARY} FROM entry LEFT JOIN venue ON venue.slug = entry.venue
                    WHERE id IN {marks(chunk)}""",
                chunk,
            ):
                found[row["id"]] = entry_from(row, topics.get(row["id"], ()))
        return [found[id_] for id_ in ids if id_ in found]

    def find(self, key: str) -> Entry | None:
        """The entry of a key, which may be the name of any of its notes, or a paper's arXiv id."""
        key = key.encode(errors="replace").decode()  # bytes of an argument that are no text are in no key
        for sql in (
            "SELECT id FROM entry WHERE key = ?",
            "SELECT entry FROM entry_key WHERE key = ? ORDER BY entry",
            "SELECT id FROM entry WHERE arxiv = ? ORDER BY year DESC, id",
        ):
            if row := self._connection.execute(sql, (key,)).fetchone():
                return self.entries([row[0]])[0]
        return None

    def similar_keys(self, key: str, limit: int = 3) -> list[str]:
        """Keys that a person may have meant by `key`."""
        from rapidfuzz import process

        keys = [row[0] for row in self._connection.execute("SELECT key FROM entry")]
        return [found for found, _, _ in process.extract(key, keys, limit=limit, score_cutoff=60)]

    def also_in(self, entry: Entry) -> list[Entry]:
        """The other entries of the entry's paper."""
        rows = self._connection.execute(
            "SELECT id FROM entry WHERE paper = ? AND id != ? ORDER BY year DESC, venue",
            (entry.paper, entry.id),
        )
        return self.entries([row[0] for row in rows])

    def areas(self, venue: str, topic: str) -> list[Area]:
        """What pages and index files say of a topic at a venue."""
        return [area for area in self._areas(topic) if area.venue.slug == venue]

    def declared(self, topic: str) -> dict[Venue, int]:
        """How many notes of a topic each venue has, as pages and index files say; most first."""
        found: dict[Venue, int] = {}
        for area in self._areas(topic):
            said = [*area.elsewhere, *([(area.venue, area.declared)] if area.declared is not None else [])]
            for venue, count in said:
                found[venue] = max(count, found.get(venue, 0))
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0].slug)))

    def _areas(self, topic: str) -> list[Area]:
        icons = {slug: icon for slug, (_, icon) in self._labels("venue").items()}
        for slug, icon in self._connection.execute(
            "SELECT slug, icon FROM label WHERE kind = 'venue' AND icon != ''"
        ):
            icons.setdefault(slug, icon)
        slugs = [topic, *(slug for slug, filed in self._listed().page_topics.items() if filed == topic)]
        name, icon = self._labels("topic").get(topic, (topic, ""))
        rows = self._connection.execute(
            f"SELECT * FROM area WHERE topic IN {marks(slugs)} ORDER BY venue, document", slugs
        )
        return [
            Area(
                Venue(row["venue"], icons.get(row["venue"], "")), Topic(topic, name, icon), row["declared"],
                tuple((Venue(slug, icons.get(slug, "")), count) for slug, count in json.loads(row["elsewhere"])),
                tuple((name, count) for name, count in json.loads(row["top_topics"])),
            )
            for row in rows
        ]  # fmt: skip

    # Papers and notes

    def identifiers(self, entry: Entry) -> tuple[str, ...]:
        """All names by which the reading state may know the entry's paper, strongest first."""
        return self.identify([entry.paper])[entry.paper]

    def identify(self, papers: Collection[int]) -> dict[int, tuple[str, ...]]:
        """All names of each of these papers, in their order, strongest first; those that there are not are left out."""
        return by_names.names(self._connection, papers)

    def papers_of(self, ids: Sequence[int]) -> list[int]:
        """The paper of each of these entries, in their order; unknown entries are left out."""
        found: dict[int, int] = {}
        for chunk in chunks(ids):
            found.update(
                self._connection.execute(f"SELECT id, paper FROM entry WHERE id IN {marks(chunk)}", chunk)
            )
        return [found[id_] for id_ in ids if id_ in found]

    def keys_since(self, moment: str) -> frozenset[str]:
        """The keys of the entries that came to the library after a moment (ISO 8601, UTC), were written anew
        after it, or are dated after its day."""
        rows = self._connection.execute(f"SELECT key FROM entry WHERE id IN ({SINCE})", since(moment))
        return frozenset(row[0] for row in rows)

    def paper_of(self, names: Iterable[str]) -> int | None:
        """The paper that goes by one of these identifiers; a strong one decides against the others."""
        (found,) = self.papers_named([names])
        return found

    def papers_named(self, asked: Sequence[Iterable[str]]) -> list[int | None]:
        """The same for each of many papers."""
        return by_names.papers_of(self._connection, asked)

    def paper_by_url(self, url: str) -> int | None:
        """The paper whose own page that is, however the URL ends and whether or not it is encrypted."""
        return by_names.paper_by_url(self._connection, url)

    def notes_of(self, entry: Entry) -> list[NoteRow]:
        """The notes of the entry's paper: the entry's own first, best first."""
        rows = self._connection.execute(
            f"{NOTE_ROWS} WHERE entry.paper = ? ORDER BY entry.id != ?, entry.id, note.rank",
            (entry.paper, entry.id),
        )
        return [note_from(row) for row in rows]

    def notes_naming(self, names: Collection[str]) -> list[NoteRow]:
        """The notes among whose related papers one of these titles or file names stands, as a whole or as a part."""
        return by_names.notes_naming(self._connection, names)

    def papers_with_several_notes(self) -> dict[int, list[NoteRow]]:
        """The papers that have more than one note, each with them: those of one entry together, best first."""
        return by_names.papers_with_several_notes(self._connection)

    def note_at(self, source: str, path: str) -> tuple[Entry, int] | None:
        """The entry of the (first) note in a source's file, and which of its paper's notes that is, from 0."""
        row = self._connection.execute(
            """SELECT note.id, note.entry FROM note JOIN document ON document.id = note.document
               JOIN source ON source.id = document.source
               WHERE source.name = ? AND document.path = ? AND note.entry IS NOT NULL ORDER BY ordinal""",
            (source, path),
        ).fetchone()
        if row is None:
            return None
        entry = self.entries([row["entry"]])[0]
        return entry, [note.id for note in self.notes_of(entry)].index(row["id"])

    def markdown(self, note: NoteRow) -> str:
        """The note's text. Raises NoteError if its file is gone or unreadable."""
        from papernotes.notes.note_text import note_location, read_markdown

        return read_markdown(note_location(self._connection, note.id))

    # The index

    def unindexed(self) -> list[str]:
        """Keys of entries that came, changed or went since the index was last told."""
        return [row[0] for row in self._connection.execute("SELECT key FROM unindexed ORDER BY key")]

    def indexed(self, keys: Collection[str]) -> None:
        """The index now knows these entries. LibraryError."""
        with self._writing(), transaction(self._connection):
            self._connection.executemany("DELETE FROM unindexed WHERE key = ?", [(key,) for key in keys])

    # Helpers

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """What fails while the file is written becomes a LibraryError; where it can only be read nothing is begun."""
        self.demand_writable()
        try:
            remember(self._connection, WRITING_KIB)
            yield
            remember(self._connection, LOOKING_KIB)
        except sqlite3.Error as error:
            raise failure(self.path, error) from error

    def _topics_of(self, ids: Sequence[int]) -> dict[int, tuple[Topic, ...]]:
        found: dict[int, tuple[Topic, ...]] = {}
        for entry, *topic in self._connection.execute(
            f"""SELECT entry, topic.slug, topic.name, topic.icon FROM entry_topic
                JOIN topic ON topic.slug = entry_topic.topic WHERE entry IN {marks(ids)} ORDER BY topic.slug""",
            ids,
        ):
            found[entry] = (*found.get(entry, ()), Topic(*topic))
        return found

    def _listed(self) -> Listing:
        """All entries as the catalogue now has them."""
        if self._listing is None or self._listing.version != data_version(self._connection):
            self._listing = Listing(self._connection, self._since)
            self._listing.set_marks(*self._marks())
            self._among = (None, 0)
        return self._listing

    def _bits(self, selection: Selection, among: Collection[int] | None) -> Bits:
        listing = self._listed()
        bits = listing.selected(selection)
        if among is None:
            return bits
        if self._among[0] is not among:
            self._among = (among, listing.of_ids(among))
        return bits & self._among[1]

    def _labels(self, facet: str) -> dict[str, tuple[str, str]]:
        """Name and icon of each value of a facet that has some."""
        return self._listed().labels.get(facet, {})
