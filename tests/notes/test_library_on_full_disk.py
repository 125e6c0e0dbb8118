"""A library that cannot be written: it can be read, and changes are refused."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from papernotes.notes.catalogue import schema
from papernotes.notes.catalogue.library import Library
from papernotes.notes.catalogue.schema import LibraryError
from papernotes.notes.sources.source import Source


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A library with one note."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "fog.md").write_text("# Painted Fog\n\n## TL;DR\n\nDense.\n", "utf-8")
    with closing(Library.open(tmp_path / "library.db")) as library:
        library.sync(Source("s", "folder", str(tmp_path / "notes")), tmp_path)
    return tmp_path / "library.db"


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk without room for SQLite's log and shared memory, which SQLite needs even for reading."""
    connect = sqlite3.connect

    def refusing(name: str | Path, **more: object) -> sqlite3.Connection:
        if "immutable" in str(name) or name == ":memory:":
            return connect(name, **more)  # type: ignore[call-overload, no-any-return]
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR
        raise error

    monkeypatch.setattr(sqlite3, "connect", refusing)


def test_a_library_on_a_full_disk_is_read(file: Path, full: None, tmp_path: Path) -> None:
    before = file.read_bytes()
    with closing(Library.open(file)) as library:
        assert library.totals()["entries"] == 1
        assert "disk I/O error" in library.reason
        for change in (
            lambda: library.sync(Source("s", "folder", str(tmp_path / "notes")), tmp_path),
            lambda: library.forget("s"),
            lambda: library.indexed(["Unfiled/painted_fog"]),
        ):
            with pytest.raises(LibraryError, match="nothing was changed"):
                change()
    with closing(Library.open(file, read_only=True)) as library:
        assert library.has_entries()
    assert file.read_bytes() == before


def test_a_library_of_an_older_version_is_read_on_a_full_disk(
    file: Path, full: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "_MIGRATIONS", {schema.VERSION: ("CREATE TABLE more (x)",)})
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    with closing(Library.open(file)) as library:
        assert library.totals()["entries"] == 1
        assert library.reason


@pytest.mark.parametrize("pages", [0, 4])
def test_a_disk_that_fills_up_in_a_sync_leaves_the_library_as_it_was(
    file: Path, tmp_path: Path, pages: int
) -> None:
    for number in range(200):
        text = f"# Lantern {number}\n\n## TL;DR\n\n{'Oil and light. ' * 100}\n"
        (tmp_path / "notes" / f"lantern_{number}.md").write_text(text, "utf-8")
    source = Source("s", "folder", str(tmp_path / "notes"))
    with closing(schema.open_catalogue(file)) as connection:
        room = connection.execute("PRAGMA page_count").fetchone()[0] + pages
        connection.execute(f"PRAGMA max_page_count = {room}")
        library = Library(file, connection)
        with pytest.raises(LibraryError, match="full"):
            library.sync(source, tmp_path)
        assert library.totals()["entries"] == 1
        connection.execute("PRAGMA max_page_count = 1000000")
        assert len(library.sync(source, tmp_path).added) == 200


def test_a_library_and_all_folders_that_are_made_for_it_are_private(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        Library.open(tmp_path / "home" / "cache" / "library.db").close()
    finally:
        os.umask(before)
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.rglob("*")}
    assert modes == {"home": 0o700, "cache": 0o700, "library.db": 0o600}
