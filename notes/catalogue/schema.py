"""The SQLite file behind the library: its tables, and opening it. Disposable: it is made from the sources."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

VERSION = 6
PAGE = 16384
"""Bytes of a page of the file: two notes do not fit into a quarter of it, and what is left over is lost."""

T = TypeVar("T")

SCHEMA = """
CREATE TABLE source (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, root TEXT NOT NULL, synced TEXT
);
-- One file of a source, with the fingerprint by which an unchanged one is known. `changed` is when the system last
-- noted a change, 0 if one may have come since then unnoticed; `hash` is empty if it could not be read when it was last
-- tried.
CREATE TABLE document (
    id INTEGER PRIMARY KEY, source INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
    path TEXT NOT NULL, size INTEGER NOT NULL, modified INTEGER NOT NULL, hash TEXT NOT NULL,
    changed INTEGER NOT NULL DEFAULT 0,
    UNIQUE (source, path)
);
-- One note. `text` holds what has no file of its own (the notes of a page); others are read where they lie.
CREATE TABLE note (
    id INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
    ordinal INTEGER NOT NULL, entry INTEGER REFERENCES entry ON DELETE SET NULL, rank INTEGER,
    title TEXT NOT NULL, folded TEXT NOT NULL, venue TEXT NOT NULL, topic TEXT NOT NULL, slug TEXT NOT NULL,
    year INTEGER, award TEXT NOT NULL, language TEXT NOT NULL, summary TEXT NOT NULL,
    keywords TEXT NOT NULL, areas TEXT NOT NULL, authors TEXT NOT NULL,
    arxiv TEXT, doi TEXT, code TEXT, paper_url TEXT, rating TEXT NOT NULL,
    date TEXT NOT NULL, content_hash TEXT NOT NULL, related TEXT NOT NULL, text TEXT,
    text_hash TEXT NOT NULL DEFAULT '',
    UNIQUE (document, ordinal)
);
CREATE INDEX note_entry ON note (entry, rank);
-- The notes of pages, and the topics of all others: what pages' topics are called in trees is looked at in each sync.
CREATE INDEX note_page ON note (document) WHERE text IS NOT NULL;
CREATE INDEX note_topic ON note (topic) WHERE text IS NULL;
-- By which names (hashed; see `notes.catalogue.identity.ties`) which notes are found whose grouping a change may touch. It may
-- have more than there are. `grouping` has the edition of the rules by which all notes were grouped.
CREATE TABLE note_tie (tie INTEGER NOT NULL, note INTEGER NOT NULL, PRIMARY KEY (tie, note)) WITHOUT ROWID;
CREATE TABLE grouping (rules INTEGER NOT NULL);
-- One paper as one venue lists it: the row in a list; its summary is that of its first note that has one. `digest`
-- tells whether anything searchable changed, `contents` (the hashes of its notes' texts) whether any of them was
-- written anew, which it last was at `revised`.
CREATE TABLE entry (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, paper INTEGER NOT NULL, venue TEXT NOT NULL,
    title TEXT NOT NULL, folded TEXT NOT NULL, year INTEGER, award TEXT NOT NULL,
    keywords TEXT NOT NULL, authors TEXT NOT NULL, arxiv TEXT, doi TEXT, code TEXT, date TEXT NOT NULL,
    stars REAL, notes INTEGER NOT NULL, added TEXT NOT NULL, digest TEXT NOT NULL,
    contents TEXT NOT NULL DEFAULT '', revised TEXT NOT NULL DEFAULT ''
);
CREATE INDEX entry_paper ON entry (paper);
-- What lists filter and order by, without the summaries: of 23,000 entries it is read at once.
CREATE INDEX entry_listing ON entry (folded, id, paper, venue, year, award, code, date, added, stars);
-- What is counted before anything is narrowed: in order, so that nothing need be sorted.
CREATE INDEX entry_venue ON entry (venue);
-- What is new since a moment.
CREATE INDEX entry_added ON entry (added);
CREATE INDEX entry_revised ON entry (revised);
CREATE INDEX entry_date ON entry (date);
CREATE INDEX entry_arxiv ON entry (arxiv);
CREATE INDEX entry_doi ON entry (doi);
CREATE TABLE entry_topic (
    entry INTEGER NOT NULL REFERENCES entry ON DELETE CASCADE, topic TEXT NOT NULL,
    PRIMARY KEY (entry, topic)
) WITHOUT ROWID;
CREATE INDEX entry_topic_topic ON entry_topic (topic);
-- The other keys that lead to an entry: the names of its notes that are not its own key.
CREATE TABLE entry_key (
    key TEXT NOT NULL, entry INTEGER NOT NULL REFERENCES entry ON DELETE CASCADE,
    PRIMARY KEY (key, entry)
) WITHOUT ROWID;
CREATE INDEX entry_key_entry ON entry_key (entry);
-- Names and icons, as the documents that tell them do; `rank` orders documents that disagree.
CREATE TABLE label (
    document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
    kind TEXT NOT NULL, slug TEXT NOT NULL, name TEXT NOT NULL, icon TEXT NOT NULL
);
CREATE INDEX label_document ON label (document);
CREATE TABLE venue (slug TEXT PRIMARY KEY, icon TEXT NOT NULL, year INTEGER) WITHOUT ROWID;
CREATE TABLE topic (slug TEXT PRIMARY KEY, name TEXT NOT NULL, icon TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE area (
    document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
    venue TEXT NOT NULL, topic TEXT NOT NULL, declared INTEGER, elsewhere TEXT NOT NULL, top_topics TEXT NOT NULL
);
CREATE INDEX area_document ON area (document);
CREATE TABLE problem (
    document INTEGER REFERENCES document ON DELETE CASCADE, source INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
    path TEXT NOT NULL, line INTEGER NOT NULL, reason TEXT NOT NULL
);
CREATE INDEX problem_document ON problem (document);
-- Entries that the index has not been told of yet, so that an interruption between the two is made up for.
CREATE TABLE unindexed (key TEXT PRIMARY KEY) WITHOUT ROWID;
"""

# Without a version of their own: programs that do not know them go on, and keep them right.
_GENERATION = """
CREATE TABLE IF NOT EXISTS generation (number INTEGER NOT NULL);
INSERT INTO generation SELECT abs(random()) / 2 WHERE NOT EXISTS (SELECT 1 FROM generation);
""" + "".join(
    f"""CREATE TRIGGER IF NOT EXISTS generation_{table}_{event.split()[0].lower()} AFTER {event} ON {table}
        BEGIN UPDATE generation SET number = number + 1; END;
"""
    for table, columns in (("entry", "key, paper, folded, arxiv, doi"), ("entry_key", "key, entry"))
    for event in ("INSERT", "DELETE", f"UPDATE OF {columns}")
)
"""A number that is another one whenever entries, or the names of papers, are others."""


_MIGRATIONS = {
    1: (
        "ALTER TABLE note ADD COLUMN text_hash TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE entry ADD COLUMN contents TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE entry ADD COLUMN revised TEXT NOT NULL DEFAULT ''",
        "CREATE INDEX entry_added ON entry (added)",
        "CREATE INDEX entry_revised ON entry (revised)",
        "CREATE INDEX entry_date ON entry (date)",
    ),
    2: (
        "ALTER TABLE entry DROP COLUMN summary",
        "CREATE TABLE filed (entry INTEGER NOT NULL REFERENCES entry ON DELETE CASCADE, topic TEXT NOT NULL,"
        " PRIMARY KEY (entry, topic)) WITHOUT ROWID",
        "INSERT INTO filed SELECT entry, topic FROM entry_topic",
        "DROP TABLE entry_topic",
        "ALTER TABLE filed RENAME TO entry_topic",
        "DELETE FROM entry_key WHERE key = (SELECT key FROM entry WHERE id = entry_key.entry)",
        "UPDATE note SET related = (SELECT json_group_array(json_array(json_extract(value, '$.title'),"
        " json_extract(value, '$.venue'), json_extract(value, '$.target'))) FROM json_each(note.related))",
    ),
    3: ("CREATE INDEX entry_venue ON entry (venue)", "CREATE INDEX entry_topic_topic ON entry_topic (topic)"),
    4: ("ALTER TABLE document ADD COLUMN changed INTEGER NOT NULL DEFAULT 0",),
    5: (
        "CREATE INDEX note_page ON note (document) WHERE text IS NOT NULL",
        "CREATE INDEX note_topic ON note (topic) WHERE text IS NULL",
        "CREATE TABLE note_tie (tie INTEGER NOT NULL, note INTEGER NOT NULL, PRIMARY KEY (tie, note)) WITHOUT ROWID",
        "CREATE TABLE grouping (rules INTEGER NOT NULL)",
    ),
}
"""What makes a catalogue of a version one of the next. Made anew it would not know when its entries came."""


_UNUSABLE = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
"""What SQLite says of a file that is not one of ours, or is damaged."""


class LibraryError(Exception):
    """The library cannot be used; the message says what is wrong, where, and what to do."""


LOOKING_KIB = 4_000
"""What a connection keeps of the file for those who look things up; the system keeps all of it."""
WRITING_KIB = 32_000
"""What it keeps while much is written."""


def open_catalogue(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Open the catalogue at `path`; one that is missing, of another version or damaged is made anew.

    A read-only connection (for a second thread, or where nothing can be written) expects the file to be
    there. Raises LibraryError if the file cannot be opened or written.
    """
    try:
        if read_only:
            connection = _open_to_read(path)
        else:
            for folder in reversed(path.parents):  # all that are missing, whatever the umask
                if not folder.is_dir():
                    folder.mkdir(0o700, exist_ok=True)
            connection = _open_or_make(path)
    except (sqlite3.Error, OSError) as error:
        raise LibraryError(
            f"cannot open the library {path}: {getattr(error, 'strerror', None) or error}; check the rights of its"
            " folder, and the room on the disk"
        ) from error
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    remember(connection, LOOKING_KIB)
    return connection


_READ_ONLY = ("mode=ro", "immutable=1")
"""Ways to open a file to read it. SQLite makes a log and shared memory beside it also to read, where they are missing;
on a full disk, or in a folder that cannot be written, it is read as it is, without what may be in a log."""


def _open_to_read(path: Path) -> sqlite3.Connection:
    *others, last = _READ_ONLY
    for way in others:
        with suppress(sqlite3.Error):
            return _connect_to_read(path, way)
    return _connect_to_read(path, last)


def _connect_to_read(path: Path, way: str) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?{way}", uri=True, isolation_level=None)
    try:
        connection.execute("PRAGMA temp_store = MEMORY")  # there may be no room for temporary files either
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version in _MIGRATIONS:  # what cannot be written anew there is so in memory, to be read
            older, connection = connection, sqlite3.connect(":memory:", isolation_level=None)
            with closing(older):
                older.backup(connection)
            version = _migrate(connection)
        if version != VERSION:
            raise sqlite3.DatabaseError(f"it is of version {version}, and cannot be made one of {VERSION}")
    except BaseException:
        connection.close()
        raise
    return connection


def remember(connection: sqlite3.Connection, kibibytes: int) -> None:
    """Have a connection keep so many kibibytes of what it has read at most."""
    connection.execute(f"PRAGMA cache_size = -{kibibytes}")


def _open_or_make(path: Path) -> sqlite3.Connection:
    try:
        connection = _connect(path)
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version in _MIGRATIONS:
            version = _migrate(connection)
        if version == VERSION:
            if generation(connection) is None:
                connection.executescript(f"BEGIN IMMEDIATE; {_GENERATION} COMMIT;")
            return connection
        connection.close()
    except sqlite3.DatabaseError as error:
        # One that is in use, or that a full disk keeps from being opened, is whole.
        if _code(error) not in _UNUSABLE:
            raise
    _delete(path)
    connection = _connect(path, new=True)
    connection.executescript(f"BEGIN; {SCHEMA} {_GENERATION} PRAGMA user_version = {VERSION}; COMMIT;")
    return connection


def generation(connection: sqlite3.Connection) -> int | None:
    """A number that is another one whenever entries, or the names of papers, are others; None where it is not kept."""
    if connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'generation'").fetchone() is None:
        return None
    return int(connection.execute("SELECT number FROM generation").fetchone()[0])


def _delete(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _is_damaged(path: Path) -> bool:
    try:
        with closing(_connect(path)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok")
    except sqlite3.Error as error:
        return _code(error) in _UNUSABLE[1:]


def failure(path: Path, error: sqlite3.Error) -> LibraryError:
    """What went wrong while the catalogue at `path` was used. One that is damaged is deleted, to be made anew."""
    if _is_damaged(path):  # what failed may have been another database
        _delete(path)
        return LibraryError(
            f"the library {path} was damaged and is deleted; do it again, and it is made anew"
        )
    return LibraryError(f"cannot use the library {path}: {error}; is there room on the disk?")


def _migrate(connection: sqlite3.Connection) -> int:
    """Bring a catalogue up to the newest version that can be reached; returns it."""
    with transaction(connection):
        # Another program may have done so just now.
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        while version in _MIGRATIONS:
            for statement in _MIGRATIONS[version]:
                connection.execute(statement)
            version += 1
        connection.execute(f"PRAGMA user_version = {version}")
    return version


def _connect(path: Path, *, new: bool = False) -> sqlite3.Connection:
    with suppress(FileExistsError):
        path.touch(0o600, exist_ok=False)  # its log and shared memory take over its mode
    connection = sqlite3.connect(path, isolation_level=None, timeout=30)
    if new:
        connection.execute(f"PRAGMA page_size = {PAGE}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:  # SQLite itself takes back what a full disk cuts off
            connection.execute("ROLLBACK")


def chunks(items: Sequence[T], size: int = 500) -> Iterator[Sequence[T]]:
    """`items` in parts short enough for one statement's parameters."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def marks(items: Sequence[object]) -> str:
    """As many parameter marks as there are items, in parentheses."""
    return f"({', '.join('?' * len(items))})"
