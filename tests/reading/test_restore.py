"""The copies for the person, and restoring one: what was there is kept, and can be restored in its turn."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from papernotes.reading.errors import ReadingError
from papernotes.reading.log.events import StateChange
from papernotes.reading.recovery.restore import copies_of, restore
from papernotes.reading.store import ReadingStore

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def star(store, title):
    store.apply([StateChange((f"title:{title}",), "starred", True)])


def starred(data):
    with ReadingStore.open(data, now=at(2)) as store:
        assert store.check() == [] and store.notices == ()
        return sorted(min(paper.identifiers) for paper in store.papers().values() if paper.starred)


@pytest.fixture
def data(tmp_path):
    """A home with a star a day, and one more that only database and journal have."""
    for day in range(3):
        with ReadingStore.open(tmp_path, now=lambda day=day: START + timedelta(days=day)) as store:
            star(store, f"day {day}")
            store.copy_if_due()
    with ReadingStore.open(tmp_path, now=lambda: START + timedelta(days=2)) as store:
        star(store, "later")
    return tmp_path


def at(day):
    return lambda: START + timedelta(days=day, hours=1)


def test_the_copies_are_told_with_what_they_hold(data):
    copies = copies_of(data / "reading.db")
    assert [(copy.path.name, copy.changes, copy.fault) for copy in copies] == [
        (f"reading-2026-03-0{day}.db", day, "") for day in (3, 2, 1)
    ]
    copies[1].path.write_bytes(b"fog " * 4000)
    assert {copy.path.name: copy.fault for copy in copies_of(data / "reading.db")}[
        "reading-2026-03-02.db"
    ] == "damaged, or no reading state"


def test_the_newest_copy_comes_with_all_that_was_changed_since(data):
    before = starred(data)
    done = restore(data / "reading.db", "", at(2))
    assert (done.copy.name, done.changes, done.journal) == ("reading-2026-03-03.db", 3, 1)
    assert starred(data) == before and len(before) == 4


def test_a_copy_that_is_named_is_restored_as_it_is_and_back(data):
    before = starred(data)
    done = restore(data / "reading.db", "reading-2026-03-01.db", at(2))
    assert (done.changes, done.journal) == (1, 0)
    assert starred(data) == ["title:day 0"]
    with ReadingStore.open(data, now=at(2)) as store:
        star(store, "in between")
    back = restore(data / "reading.db", done.aside.name, at(3))
    assert back.changes == 4 and starred(data) == before
    assert [copy.changes for copy in copies_of(data / "reading.db") if copy.path == back.aside] == [2]


def test_damage_after_a_restoration_does_not_bring_back_what_one_went_back_from(data):
    restore(data / "reading.db", "reading-2026-03-01.db", at(2))
    with ReadingStore.open(data, now=at(2)) as store:
        star(store, "since")
    (data / "reading.db").write_bytes(b"x" * 9000)
    with ReadingStore.open(data, now=at(2)) as store:
        assert "Nothing is missing" in store.notices[0]
        assert sorted(min(paper.identifiers) for paper in store.papers().values()) == [
            "title:day 0",
            "title:since",
        ]


def test_an_open_window_goes_over_to_what_was_restored_and_keeps_its_later_marks(data):
    with ReadingStore.open(data) as window:
        star(window, "gone back from")
        restore(data / "reading.db", "reading-2026-03-01.db", lambda: datetime.now(UTC))
        assert window.changed_by_others()
        assert "was restored from a copy by another program" in window.notices[-1]
        assert len(window.papers()) == 1
        star(window, "after")
    assert starred(data) == ["title:after", "title:day 0"]


@pytest.mark.parametrize("there", ["damaged", "gone", "newer"])
def test_a_copy_is_restored_whatever_is_there(data, there):
    before, database = starred(data), data / "reading.db"
    if there == "damaged":
        database.write_bytes(b"x" * 9000)
    elif there == "gone":
        database.unlink()
    else:
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("PRAGMA user_version = 66")
        with pytest.raises(ReadingError, match="papernotes state restore"):
            ReadingStore.open(data)
    restore(database, "", at(2))
    assert starred(data) == before


def test_what_cannot_be_restored_changes_nothing(data):
    (data / "copies" / "reading-2026-03-02.db").write_bytes(b"fog " * 4000)
    (data / "text.db").write_text("no database")
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    for wanted, words in (
        ("reading-2026-03-02.db", "damaged"),
        ("nothing.db", "there is no copy nothing.db"),
        (str(data / "text.db"), "no reading state"),
        (str(data / "reading.db"), "there is no copy"),
    ):
        with pytest.raises(ReadingError, match=words):
            restore(data / "reading.db", wanted, at(2))
    assert {path: path.read_bytes() for path in data.rglob("*") if path.is_file()} == before


def test_without_a_copy_there_is_nothing_to_restore(tmp_path):
    with pytest.raises(ReadingError, match="there is no sound copy"):
        restore(tmp_path / "reading.db", "", at(0))
