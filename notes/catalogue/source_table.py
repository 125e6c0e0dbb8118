"""The table of sources: rows known again under another name or at another place, made, and forgotten with their notes."""

from __future__ import annotations

import os
import sqlite3
from functools import lru_cache
from pathlib import Path

from papernotes.notes.catalogue.affected import CatalogueChange
from papernotes.notes.catalogue.grouping import regroup
from papernotes.notes.catalogue.schema import transaction
from papernotes.notes.formats.filing import venue_and_topic_in
from papernotes.notes.sources.source import Source


def known_source(connection: sqlite3.Connection, source: Source, root: Path) -> tuple[int | None, bool]:
    """The id of the source's row, None if it has none, and whether its documents would be read as before: where the source
    is now at another place, its folders must tell the same."""
    row = connection.execute("SELECT id, kind, root FROM source WHERE name = ?", (source.name,)).fetchone()
    if row is None:
        return None, False
    before = Source(source.name, row["kind"], "")
    is_same = before.is_page == source.is_page and (
        row["root"] == stored_path(root)
        or source.is_page
        or in_context(Path(os.fsdecode(row["root"])), "") == in_context(root, "")
    )
    return int(row["id"]), is_same


def stored_path(root: Path) -> str | bytes:
    """A path as the database stores it: text, or bytes if the path is not valid text."""
    text = str(root)
    try:
        text.encode()
    except UnicodeEncodeError:
        return os.fsencode(root)
    return text


def new_source(connection: sqlite3.Connection, change: CatalogueChange, source: Source, root: Path) -> int:
    """Make a row for a source. What was known of another with its name is forgotten."""
    _forget(connection, change, source.name)
    cursor = connection.execute(
        "INSERT INTO source (name, kind, root) VALUES (?, ?, ?)",
        (source.name, source.kind, stored_path(root)),
    )
    return int(cursor.lastrowid or 0)


def in_context(root: Path, path: str) -> str:
    """`path`, below the last two folders of its root if these tell a venue: a source may itself be its folder, or an area's."""
    folders = _telling(root)
    return f"{folders}/{path}" if folders else path


@lru_cache(maxsize=8)
def _telling(root: Path) -> str:
    folders = root.parts[1:][-2:]
    return "/".join(folders) if venue_and_topic_in(folders)[0] else ""


def rename_source(connection: sqlite3.Connection, name: str, source: Source, repositories: Path) -> None:
    """Let the catalogue know a source, and our own copy of it, by a new name."""
    old, new = source._replace(name=name).copy(repositories), source.copy(repositories)
    with transaction(connection):
        connection.execute(
            "UPDATE source SET name = ?, root = ? WHERE name = ?",
            (source.name, stored_path(source.root(repositories)), name),
        )
        if source.kind in ("git", "web") and old.is_dir() and not new.exists():
            old.rename(new)


def forget_source(connection: sqlite3.Connection, name: str) -> tuple[str, ...]:
    """Take a source and its notes out of the catalogue, in the transaction at hand. Returns the keys of the entries that
    went."""
    change = CatalogueChange.begin(connection)
    _forget(connection, change, name)
    return regroup(connection, change).removed


def _forget(connection: sqlite3.Connection, change: CatalogueChange, name: str) -> None:
    documents = connection.execute(
        "SELECT id FROM document WHERE source = (SELECT id FROM source WHERE name = ?)", (name,)
    )
    change.record(connection, [row["id"] for row in documents])
    connection.execute("DELETE FROM source WHERE name = ?", (name,))
