"""What was acknowledged is there although somebody deletes, moves or replaces the files of a running program."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from papernotes.reading.errors import ReadingError
from papernotes.reading.history import ReadingPosition
from papernotes.reading.log.events import StateChange
from papernotes.reading.store import ReadingStore


def star(store, title):
    return store.apply([StateChange((f"title:{title}",), "starred", True)])


def is_starred(store, title):
    return store.state_of([f"title:{title}"]).starred


def move_here(home, source):
    """Put a file where the database is, as a program that restores or synchronises does."""
    shutil.copy(source, home / "arriving")
    (home / "arriving").replace(home / "reading.db")


def other_database(home):
    with ReadingStore.open(home / "elsewhere") as store:
        star(store, "theirs")
    return home / "elsewhere" / "reading.db"


def written(path, content):
    path.write_bytes(content)
    return path


def foreign(home):
    with closing(sqlite3.connect(home / "foreign")) as connection:
        connection.execute("CREATE TABLE bird (name TEXT)")
    return home / "foreign"


LOSSES = {
    "the folder deleted": lambda home: shutil.rmtree(home),
    "the folder moved away": lambda home: home.rename(home.with_name("moved")),
    "all files deleted": lambda home: [path.unlink() for path in home.glob("reading.db*")],
    "the database deleted": lambda home: (home / "reading.db").unlink(),
    "the database moved away": lambda home: (home / "reading.db").rename(home / "away.db"),
    "the log deleted": lambda home: (home / "reading.db-wal").unlink(),
    "the shared memory deleted": lambda home: (home / "reading.db-shm").unlink(),
    "an older copy put there": lambda home: move_here(home, next(home.glob("copies/*.db"))),
    "another database put there": lambda home: move_here(home, other_database(home)),
    "garbage put there": lambda home: move_here(home, written(home / "garbage", b"fog " * 5000)),
    "an empty file put there": lambda home: move_here(home, written(home / "empty", b"")),
    "a foreign database put there": lambda home: move_here(home, foreign(home)),
    "a folder put there": lambda home: ((home / "reading.db").unlink(), (home / "reading.db").mkdir()),
}


@pytest.fixture
def opened(tmp_path):
    """An open state: in a copy, in the journal, and a place."""
    store = ReadingStore.open(tmp_path / "home")
    star(store, "copied")
    store.copy_if_due()
    star(store, "later")
    store.set_position("a note", ReadingPosition(0.25))
    return store


@pytest.mark.parametrize("is_looked_at", [False, True])
@pytest.mark.parametrize("kind", LOSSES)
def test_a_mark_after_the_files_were_lost_is_kept_and_told(opened, kind, is_looked_at):
    home = opened.folder
    with opened as store:
        store.take_notices()
        LOSSES[kind](home)
        if is_looked_at:
            store.changed_by_others()
            assert store.take_notices() != []
        assert star(store, "after").text == "starred 1 paper"
        assert bool(store.take_notices()) is not is_looked_at
        star(store, "last")
        assert store.take_notices() == []
    with ReadingStore.open(home) as store:
        assert store.notices == () and store.check() == []
        kept = (
            "copied",
            "later",
            "after",
            "last",
            *(["theirs"] if kind == "another database put there" else []),
        )
        assert [title for title in kept if not is_starred(store, title)] == []
        assert store.get_position("a note").share == 0.25
        assert store.undo().text == "undone: starred 1 paper" and not is_starred(store, "last")


@pytest.mark.parametrize("kind", ["the folder deleted", "the database deleted", "an older copy put there"])
def test_two_windows_keep_what_both_did(opened, kind):
    home = opened.folder
    with opened as one, ReadingStore.open(home) as two:
        star(two, "of two")
        LOSSES[kind](home)
        star(one, "of one later")
        star(two, "of two later")
        assert one.changed_by_others() and is_starred(one, "of two later")
    with ReadingStore.open(home) as store:
        titles = ("copied", "later", "of two", "of one later", "of two later")
        assert [title for title in titles if not is_starred(store, title)] == []
        assert store.check() == []


def test_remarks_that_went_with_the_folder_are_written_anew(opened):
    with opened as store:
        store.write_remarks(["title:fog"], {"ICLR2026/fog": "dense, twice"})
        shutil.rmtree(store.folder)
        star(store, "after")
        store.take_notices()
        assert store.remarks.read("ICLR2026/fog") == "dense, twice"


def test_what_cannot_be_written_back_fails_aloud_and_can_later(opened):
    home = opened.folder
    with opened as store:
        shutil.rmtree(home)
        home.write_text("a file where the folder was")
        for _ in range(2):
            with pytest.raises(ReadingError, match="was deleted or replaced, and cannot be written back"):
                star(store, "lost")
            with pytest.raises(ReadingError, match="cannot be written back"):
                store.changed_by_others()
        home.unlink()
        star(store, "after")
    with ReadingStore.open(home) as store:
        assert is_starred(store, "later") and is_starred(store, "after") and not is_starred(store, "lost")
        assert sorted(path.name for path in home.iterdir()) == [
            "copies",
            "reading.db",
            "reading.db-shm",
            "reading.db-wal",
        ]
