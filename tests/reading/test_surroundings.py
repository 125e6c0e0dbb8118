"""A reading state in surroundings that refuse things: no room, no rights, something else in its place."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from papernotes.reading.errors import ReadingError, in_words
from papernotes.reading.log.events import StateChange
from papernotes.reading.storage import access, schema
from papernotes.reading.store import ReadingStore

FOG = ("title:fog",)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A reading state in which one paper is starred."""
    with ReadingStore.open(tmp_path / "data") as store:
        store.apply([StateChange(FOG, "starred", True)])
    return tmp_path / "data"


def without_room(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk on which SQLite finds no room for its log and its shared memory."""
    connect = sqlite3.connect

    class Full(sqlite3.Connection):
        def execute(self, sql: str, *values: object) -> sqlite3.Cursor:  # type: ignore[override]
            if "journal_mode" in sql:
                error = sqlite3.OperationalError("disk I/O error")
                error.sqlite_errorcode = sqlite3.SQLITE_IOERR
                raise error
            return super().execute(sql, *values)

    monkeypatch.setattr(sqlite3, "connect", lambda *given, **more: connect(*given, factory=Full, **more))


def test_on_a_full_disk_the_state_is_read_and_not_changed(data: Path, full: None) -> None:
    with ReadingStore.open(data) as store:
        assert not store.writable
        assert "the disk cannot be written: make room" in store.reason
        assert store.state_of(FOG).starred
        with pytest.raises(ReadingError, match="nothing was changed"):
            store.apply([StateChange(FOG, "read", True)])


@pytest.mark.usefixtures("full")
def test_on_a_full_disk_a_new_state_is_empty(tmp_path: Path) -> None:
    for _ in range(2):  # the second time an empty file is there
        with ReadingStore.open(tmp_path / "data") as store:
            assert (store.writable, dict(store.papers())) == (False, {})


def test_where_no_room_is_left_for_what_is_written_first_the_state_is_read(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As after a move of the home: another name for this device is to be written.
    (data.parent / "moved").mkdir()
    moved = data.rename(data.parent / "moved" / "data")
    with closing(sqlite3.connect(moved / "reading.db")) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connect = access.connect

    def limited(*given: object, **more: object) -> sqlite3.Connection:
        connection = connect(*given, **more)  # type: ignore[arg-type]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        connection.set_authorizer(
            lambda action, _one, _other, where, _by: (
                sqlite3.SQLITE_DENY
                if (action, where) == (sqlite3.SQLITE_INSERT, "main")
                else sqlite3.SQLITE_OK
            )
        )
        return connection

    monkeypatch.setattr(access, "connect", limited)
    with ReadingStore.open(moved) as store:
        assert store.state_of(FOG).starred
        assert not store.writable


def test_a_state_of_an_older_version_is_read_where_it_cannot_be_made_a_new_one(
    data: Path, full: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = (*schema.MIGRATIONS, ("CREATE TABLE more (x TEXT)",))
    monkeypatch.setattr(schema, "MIGRATIONS", newer)
    monkeypatch.setattr(schema, "NEWEST", len(newer))
    before = (data / "reading.db").read_bytes()
    with ReadingStore.open(data) as store:
        assert store.state_of(FOG).starred
        assert not store.writable
    assert (data / "reading.db").read_bytes() == before


IN_THE_WAY: dict[str, Callable[[Path], Path]] = {
    "a file": lambda folder: _file(folder / "data"),
    "a file above": lambda folder: _file(folder / "home") / "data",
    "a link that leads nowhere": lambda folder: _link(folder / "data", folder / "nowhere"),
    "a name that is too long": lambda folder: folder / ("d" * 300),
}


def _file(path: Path) -> Path:
    path.write_text("mine", "utf-8")
    return path


def _link(path: Path, target: Path) -> Path:
    path.symlink_to(target)
    return path


@pytest.mark.parametrize("make", IN_THE_WAY.values(), ids=IN_THE_WAY)
def test_where_no_folder_can_be_nothing_is_known_and_nothing_changed(
    tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    folder = make(tmp_path)
    with ReadingStore.open(folder) as store:
        assert (store.writable, dict(store.papers())) == (False, {})
        assert str(folder) in store.reason
        in_the_way = make is not IN_THE_WAY["a name that is too long"]
        assert bool(store.notices) is in_the_way  # what is not there may be behind it
        with pytest.raises(ReadingError, match="nothing was changed"):
            store.apply([StateChange(FOG, "read", True)])


def test_a_state_that_may_not_be_read_is_not_taken_for_an_empty_one(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stat = os.stat

    def refusing(path: str | Path, *given: object, **more: object) -> os.stat_result:
        if isinstance(path, str | Path) and Path(path).parent == data:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return stat(path, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "stat", refusing)
    with pytest.raises(ReadingError, match="Permission denied: check the rights") as raised:
        ReadingStore.open(data)
    assert str(data / "reading.db") in str(raised.value)


def test_a_circle_of_links_is_not_taken_for_an_empty_state(tmp_path: Path) -> None:
    circle = _link(tmp_path / "data", tmp_path / "data")
    with pytest.raises(ReadingError, match=r"links there lead in a circle|something else is in its place"):
        ReadingStore.open(circle)


def test_what_a_system_says_comes_with_what_to_do() -> None:
    said = in_words(OSError(errno.ENOSPC, "No space left on device"))
    assert said == "No space left on device: make room on the disk"
    assert in_words(OSError("no number")) == "no number"
