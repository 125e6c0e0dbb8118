"""The SQLite file behind the library: its tables, how it is opened, and how an older version is brought up to date.

The file is disposable, since it is made from the sources, with one exception: only the file knows when entries came.
So an older version is migrated rather than rebuilt, and a damaged file is the only one that is deleted.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from papernotes.notes.catalogue.files_beside import special_files_beside

VERSION = 9
PAGE_BYTES = 16384
"""The size of a page of the file. In a page of the usual 4096 bytes only one note fits, and the rest is wasted."""

T = TypeVar("T")

SCHEMA = """
CREATE TABLE source (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, root TEXT NOT NULL, synced TEXT
);
-- One file of a source, with what tells whether it changed. `changed` is when the system last recorded a change, 0 if a
-- later one may have gone unnoticed. `hash` is empty if the file could not be read last time.
CREATE TABLE document (
    id INTEGER PRIMARY KEY, source INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
    path TEXT NOT NULL, size INTEGER NOT NULL, modified INTEGER NOT NULL, hash TEXT NOT NULL,
    changed INTEGER NOT NULL DEFAULT 0,
    UNIQUE (source, path)
);
-- One note. `text` holds the text of notes that have no file of their own (those of a page); others stay in their files.
-- One that is not `written` is a paper on a list, without text.
CREATE TABLE note (
    id INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
    ordinal INTEGER NOT NULL, entry INTEGER REFERENCES entry ON DELETE SET NULL, rank INTEGER,
    title TEXT NOT NULL, folded TEXT NOT NULL, venue TEXT NOT NULL, topic TEXT NOT NULL, slug TEXT NOT NULL,
    year INTEGER, award TEXT NOT NULL, language TEXT NOT NULL, summary TEXT NOT NULL,
    keywords TEXT NOT NULL, areas TEXT NOT NULL, authors TEXT NOT NULL,
    arxiv TEXT, doi TEXT, code TEXT, paper_url TEXT, rating TEXT NOT NULL,
    date TEXT NOT NULL, content_hash TEXT NOT NULL, related TEXT NOT NULL, text TEXT,
    text_hash TEXT NOT NULL DEFAULT '', written INTEGER NOT NULL DEFAULT 1,
    UNIQUE (document, ordinal)
);
CREATE INDEX note_entry ON note (entry, rank);
-- The notes of pages, and the topics of all others: each sync looks up what trees call the topics of pages.
CREATE INDEX note_page ON note (document) WHERE text IS NOT NULL;
CREATE INDEX note_topic ON note (topic) WHERE text IS NULL;
-- Ties (hashed; see `notes.catalogue.identity.ties`) and the notes that have them, or had them: a change may affect these
-- notes. `grouping` holds the edition of the rules by which all notes were grouped, and what was said by hand of them.
CREATE TABLE note_tie (tie INTEGER NOT NULL, note INTEGER NOT NULL, PRIMARY KEY (tie, note)) WITHOUT ROWID;
CREATE TABLE grouping (rules INTEGER NOT NULL, judgement TEXT NOT NULL DEFAULT '');
-- By what papers were known before and by what now, where a file was renamed or a title changed: the reading state has
-- still to be told. JSON.
CREATE TABLE succession (names TEXT NOT NULL);
-- One paper as one venue lists it: the row in a list. Its summary is that of its first note that has one. `digest` tells
-- whether anything searchable changed. `contents` (the hashes of its notes' texts) tells whether a text changed, which
-- last happened at `revised`. `written` says how many of its `notes` are written.
CREATE TABLE entry (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, paper INTEGER NOT NULL, venue TEXT NOT NULL,
    title TEXT NOT NULL, folded TEXT NOT NULL, year INTEGER, award TEXT NOT NULL,
    keywords TEXT NOT NULL, authors TEXT NOT NULL, arxiv TEXT, doi TEXT, code TEXT, date TEXT NOT NULL,
    stars REAL, notes INTEGER NOT NULL, added TEXT NOT NULL, digest TEXT NOT NULL,
    contents TEXT NOT NULL DEFAULT '', revised TEXT NOT NULL DEFAULT '', written INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX entry_paper ON entry (paper);
-- All that lists filter and order by, without the summaries, so that 23,000 entries are read at once.
CREATE INDEX entry_listing ON entry (folded, id, paper, venue, year, award, code, date, added, stars);
-- For the counts of all entries: the index is in order, so nothing need be sorted.
CREATE INDEX entry_venue ON entry (venue);
-- For what is new since a moment.
CREATE INDEX entry_added ON entry (added);
CREATE INDEX entry_revised ON entry (revised);
CREATE INDEX entry_date ON entry (date);
CREATE INDEX entry_arxiv ON entry (arxiv);
CREATE INDEX entry_doi ON entry (doi);
CREATE INDEX entry_unwritten ON entry (paper) WHERE written = 0;
CREATE TABLE entry_topic (
    entry INTEGER NOT NULL REFERENCES entry ON DELETE CASCADE, topic TEXT NOT NULL,
    PRIMARY KEY (entry, topic)
) WITHOUT ROWID;
CREATE INDEX entry_topic_topic ON entry_topic (topic);
-- The other keys that lead to an entry: those of its notes that differ from its own.
CREATE TABLE entry_key (
    key TEXT NOT NULL, entry INTEGER NOT NULL REFERENCES entry ON DELETE CASCADE,
    PRIMARY KEY (key, entry)
) WITHOUT ROWID;
CREATE INDEX entry_key_entry ON entry_key (entry);
-- Names and icons, as each document states them.
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
-- Entries that the index does not reflect yet. They survive an interruption between syncing and indexing.
CREATE TABLE unindexed (key TEXT PRIMARY KEY) WITHOUT ROWID;
"""

# These do not change the version: a program that does not know them works on, and its changes fire them too.
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
"""A number that changes whenever entries or the names of papers change."""

_KEPT_SETS = """
CREATE TABLE IF NOT EXISTS kept_sets (ids BLOB NOT NULL, papers BLOB NOT NULL, facet_values TEXT NOT NULL, sets BLOB NOT NULL);
""" + "".join(
    f"""CREATE TRIGGER IF NOT EXISTS kept_sets_{table}_{event.split()[0].lower()} AFTER {event} ON {table}
        BEGIN DELETE FROM kept_sets; END;
"""
    for table, columns in (("entry", "id, paper, folded, venue"), ("entry_topic", "entry, topic"))
    for event in ("INSERT", "DELETE", f"UPDATE OF {columns}")
)
"""At most one row, which any change deletes; see `notes.catalogue.kept_sets`."""

_LEFT_OUT = """
CREATE TABLE IF NOT EXISTS left_out (
    source INTEGER NOT NULL REFERENCES source ON DELETE CASCADE, kind TEXT NOT NULL, files INTEGER NOT NULL,
    first TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS note_slug ON note (slug COLLATE NOCASE);
"""
"""The files of a source that hold no notes, by their kind in `notes.sources.left_out`; and notes by the names of their files."""

_ALIASES = """
CREATE TABLE IF NOT EXISTS note_alias (
    name TEXT NOT NULL COLLATE NOCASE, note INTEGER NOT NULL REFERENCES note ON DELETE CASCADE, PRIMARY KEY (name, note)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS note_alias_note ON note_alias (note);
"""
"""What links may call notes, beside their titles and the names of their files."""

_DELETED_ENTRY = """
CREATE TABLE IF NOT EXISTS highest_deleted_entry (row INTEGER PRIMARY KEY CHECK (row = 1), id INTEGER NOT NULL);
CREATE TRIGGER IF NOT EXISTS highest_deleted_entry_delete AFTER DELETE ON entry
    WHEN old.id > (SELECT coalesce(max(id), 0) FROM highest_deleted_entry)
    BEGIN INSERT OR REPLACE INTO highest_deleted_entry VALUES (1, old.id); END;
"""
"""No id is given to a second entry: a screen that selects papers by their ids would have another paper selected then."""
UNUSED_ENTRY_ID = """
    (SELECT 1 + max(coalesce((SELECT max(id) FROM entry), 0), coalesce((SELECT id FROM highest_deleted_entry), 0)))
"""

_WITHOUT_VERSION = f"{_GENERATION} {_KEPT_SETS} {_LEFT_OUT} {_ALIASES} {_DELETED_ENTRY}"
_ADDED = ("generation", "kept_sets", "left_out", "note_slug", "note_alias", "highest_deleted_entry")
"""Tables and indexes that came without a new version, since a file that cannot be written does without them."""


_LINK_NAMES = """
    SELECT lower(json_extract(value, '$[0]')), {note} FROM json_each({related})
    UNION SELECT lower(replace(replace(target, rtrim(target, replace(target, '/', '')), ''), '.md', '')), {note}
    FROM (SELECT json_extract(value, '$[2]') AS target FROM json_each({related}))
"""
_LINKS = (
    "CREATE TABLE IF NOT EXISTS note_link (name TEXT NOT NULL, note INTEGER NOT NULL, PRIMARY KEY (name, note)) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS note_link_note ON note_link (note)",
    *(
        f"CREATE TRIGGER IF NOT EXISTS note_link_{event.split()[0].lower()} AFTER {event} ON note WHEN {when} BEGIN {act}; END"
        for event, when, act in (
            ("INSERT", "new.related != '[]'", f"INSERT OR IGNORE INTO note_link {_LINK_NAMES.format(note='new.id', related='new.related')}"),
            ("DELETE", "old.related != '[]'", "DELETE FROM note_link WHERE note = old.id"),
            (
                "UPDATE OF related", "new.related != '[]' OR old.related != '[]'",
                "DELETE FROM note_link WHERE note = old.id;"
                f" INSERT OR IGNORE INTO note_link {_LINK_NAMES.format(note='new.id', related='new.related')}",
            ),
        )
    ),
)  # fmt: skip
"""The notes that link to others, by what a link calls the other: the title in its text, and the name of its file, both in
lower case. So nobody who looks for the notes that link to one reads all notes. Made from `note.related`, and kept with it."""


_WHOLE = f"BEGIN; {SCHEMA} {';'.join(_LINKS)}; {_WITHOUT_VERSION} PRAGMA user_version = {VERSION}; COMMIT;"
"""The statements that make an empty catalogue."""


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
    6: (
        "DROP TABLE grouping",
        "CREATE TABLE grouping (rules INTEGER NOT NULL, judgement TEXT NOT NULL DEFAULT '')",
        "CREATE TABLE IF NOT EXISTS succession (names TEXT NOT NULL)",
        "UPDATE note SET doi = lower(doi) WHERE doi != lower(doi)",
        "UPDATE entry SET doi = lower(doi) WHERE doi != lower(doi)",
    ),
    7: (
        *_LINKS,
        "UPDATE note SET related = related WHERE related != '[]'",  # for the trigger
    ),
    8: (
        "ALTER TABLE note ADD COLUMN written INTEGER NOT NULL DEFAULT 1",
        "ALTER TABLE entry ADD COLUMN written INTEGER NOT NULL DEFAULT 1",
        "UPDATE entry SET written = notes",
        "CREATE INDEX entry_unwritten ON entry (paper) WHERE written = 0",
    ),
}
"""A version → the statements that make it the next one."""


_UNUSABLE = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
"""The errors that SQLite gives for a file that is not one of ours, or is damaged."""


class LibraryError(Exception):
    """The library cannot be used. The message says what is wrong, where, and what to do."""


READING_CACHE_KIB = 2_000
"""The cache of a connection that looks things up. The system caches the whole file anyway."""
WRITING_CACHE_KIB = 32_000
"""The cache of a connection while it writes much."""


def open_catalogue(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Open the catalogue at `path`. One that is missing, too new, or damaged is rebuilt.

    A read-only connection (for a second thread, or on a full disk) expects the file to exist. Raises LibraryError if
    the file cannot be opened or written.
    """
    try:
        if read_only:
            connection = _open_to_read(path)
        else:
            for folder in reversed(path.parents):  # one by one: `parents=True` would ignore the mode
                if not folder.is_dir():
                    folder.mkdir(0o700, exist_ok=True)
            connection = _open_or_make(path)
    except (sqlite3.Error, OSError) as error:
        raise LibraryError(
            f"cannot open the library {path}: {getattr(error, 'strerror', None) or error}; check the rights of its"
            " folder and the room on the disk, or try `papernotes doctor --fix`"
        ) from error
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    set_cache_size(connection, READING_CACHE_KIB)
    return connection


_READ_ONLY = ("mode=ro", "immutable=1")
"""The ways to open a file for reading, the better first. With the first, SQLite may have to create its log and shared
memory beside the file. On a full disk, or in a folder that cannot be written, only the second works: the file is read as
it is, without what its log may hold."""


def _open_to_read(path: Path) -> sqlite3.Connection:
    *first, last = _READ_ONLY
    for way in () if special_files_beside(path) else first:
        with suppress(sqlite3.Error):
            return _connect_to_read(path, way)
    return _connect_to_read(path, last)


def _connect_to_read(path: Path, way: str) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?{way}", uri=True, isolation_level=None)
    try:
        connection.execute("PRAGMA temp_store = MEMORY")  # the disk may have no room for temporary files
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version in _MIGRATIONS:  # the file cannot be written, so a copy in memory is migrated
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


def set_cache_size(connection: sqlite3.Connection, kibibytes: int) -> None:
    """Let a connection cache at most this much of the file."""
    connection.execute(f"PRAGMA cache_size = -{kibibytes}")


def _open_or_make(path: Path) -> sqlite3.Connection:
    _make_way(path)
    try:
        connection = _connect(path)
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version in _MIGRATIONS:
            version = _migrate(connection)
        if version == VERSION:
            if not all(has_table(connection, name) for name in _ADDED):
                connection.executescript(f"BEGIN IMMEDIATE; {_WITHOUT_VERSION} COMMIT;")
            return connection
        connection.close()
    except sqlite3.DatabaseError as error:
        # A file that is in use, or that a full disk keeps from being opened, is sound.
        if _code(error) not in _UNUSABLE:
            raise
    _delete(path)
    connection = _connect(path, new=True)
    connection.executescript(_WHOLE)
    return connection


def _make_way(path: Path) -> None:
    """Remove what is not a file that can be read: it is as disposable as what belongs there. A full folder stays."""
    for special in special_files_beside(path):
        if special.is_dir() and not special.is_symlink():
            special.rename(special.with_name(f"{special.name}.aside-{os.urandom(4).hex()}"))
        else:
            special.unlink()
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    except OSError as error:
        if error.errno == errno.ELOOP:
            path.unlink()
        return
    if stat.S_ISDIR(mode):
        with suppress(OSError):
            path.rmdir()
    elif not (stat.S_ISREG(mode) and os.access(path, os.R_OK)):
        path.unlink()


def generation(connection: sqlite3.Connection) -> int | None:
    """A number that changes whenever entries or the names of papers change; None if the file does not keep it."""
    if not has_table(connection, "generation"):
        return None
    return int(connection.execute("SELECT number FROM generation").fetchone()[0])


def has_table(connection: sqlite3.Connection, name: str) -> bool:
    """Whether there is a table or an index of this name."""
    return connection.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (name,)).fetchone() is not None


_PARTS = "SELECT type, name, iif(type = 'table', '', sql) FROM sqlite_schema WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'"


def foreign(connection: sqlite3.Connection) -> str:
    """The tables, views, indexes and triggers that we did not make, in words; empty if there are none.

    One trigger of another program can refuse all that we write, or drop it without an error.
    """
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        made.executescript(_WHOLE)
        ours = set(made.execute(_PARTS))
    names = sorted(
        f"{type} {name}" for type, name, sql in connection.execute(_PARTS) if (type, name, sql) not in ours
    )
    return f"it has parts that papernotes did not make: {', '.join(names)}" if names else ""


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
    """The LibraryError for an error in using the catalogue at `path`. A damaged catalogue is deleted, to be rebuilt."""
    if _is_damaged(path):  # checked, since another database may have failed
        _delete(path)
        return LibraryError(
            f"the library {path} was damaged and is deleted; try again, and it will be rebuilt"
        )
    if _code(error) == sqlite3.SQLITE_CONSTRAINT:
        with closing(_connect(path)) as connection:
            if others := foreign(connection):
                return LibraryError(
                    f"cannot use the library {path}: {error}; {others}; `papernotes doctor --fix` makes it anew"
                )
    return LibraryError(f"cannot use the library {path}: {error}; is there room on the disk?")


def _migrate(connection: sqlite3.Connection) -> int:
    """Bring a catalogue up to date as far as there are migrations. Returns the version reached."""
    with transaction(connection):
        # Read again: another program may just have migrated it.
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        while version in _MIGRATIONS:
            for statement in _MIGRATIONS[version]:
                connection.execute(statement)
            version += 1
        connection.execute(f"PRAGMA user_version = {version}")
    return version


def _connect(path: Path, *, new: bool = False) -> sqlite3.Connection:
    with suppress(FileExistsError):
        path.touch(0o600, exist_ok=False)  # its log and shared memory inherit the mode
    connection = sqlite3.connect(path, isolation_level=None, timeout=30)
    try:
        if new:
            connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
    except BaseException:  # it is not a database
        connection.close()
        raise
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Write everything inside, or nothing of it if something raises."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:  # SQLite has already rolled back if the disk was full
            connection.execute("ROLLBACK")


def chunks(items: Sequence[T], size: int = 500) -> Iterator[Sequence[T]]:
    """`items` in parts that are short enough for the parameters of one statement."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def placeholders(items: Sequence[object]) -> str:
    """A placeholder for each item, in parentheses: `(?, ?, ?)`."""
    return f"({', '.join('?' * len(items))})"
