"""Every damage ends alike: set aside, restored, told; and nothing is missing."""

import json
import os
import random
import socket
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from papernotes.reading.errors import ReadingError
from papernotes.reading.history import ReadingPosition
from papernotes.reading.log import event_table
from papernotes.reading.log.events import StateChange
from papernotes.reading.recovery import journal
from papernotes.reading.state.quick_names import quick_names
from papernotes.reading.storage import copies
from papernotes.reading.store import ReadingStore

FLIPS = int(os.environ.get("PAPERNOTES_FLIPS", "60"))
"""How many damaged files of each kind are opened; more by setting the variable."""
COPIED, LATER = 20, 30
LISTED = 4


def star(store, *titles):
    store.apply([StateChange((f"title:{title}",), "starred", True) for title in titles])


def starred(store, titles):
    return [title for title in titles if store.state_of([f"title:{title}"]).starred]


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A home with stars of which a copy has some, and the journal all."""
    data = tmp_path_factory.mktemp("sound")
    with ReadingStore.open(data) as store:
        for number in range(COPIED):
            star(store, f"lamp {number}")
        store.apply([StateChange((f"title:lamp {n}",), "list", True, "winter") for n in range(LISTED)])
        store.copy_if_due()
        for number in range(COPIED, LATER):
            star(store, f"lamp {number}")
    return data


@pytest.fixture
def data(sound, tmp_path):
    for path in sound.rglob("*"):
        if path.is_file():
            copy = tmp_path / "home" / path.relative_to(sound)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    return tmp_path / "home"


ALL = [f"lamp {number}" for number in range(LATER)]


def assert_whole(data, *, told=None):
    """All is there at the next opening, told if it had to be restored; a mark is kept; the opening after is quiet."""
    with ReadingStore.open(data) as store:
        assert starred(store, ALL) == ALL and len(store.papers()) == LATER
        (winter,) = [papers for _, name, papers in store.lists() if name == "winter"]
        assert len(winter) == LISTED
        star(store, "new")
        found = store.notices
        assert told is None or bool(found) is told
    with ReadingStore.open(data) as store:
        assert starred(store, [*ALL, "new"]) == [*ALL, "new"]
        assert store.check() == []
    return found


def execute(data, *statements):
    with closing(sqlite3.connect(data / "reading.db", isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def replace(data, old, new):
    content = (data / "reading.db").read_bytes()
    assert old in content
    (data / "reading.db").write_bytes(content.replace(old, new))


def test_text_that_is_not_utf8_is_damage(data):
    replace(data, b"title:lamp 7", b"title:l\xff\xfep 7")
    (notice,) = assert_whole(data)
    assert (
        "was damaged and is kept as" in notice and "(25 changes)" in notice and "Nothing is missing" in notice
    )
    (aside,) = data.glob("reading.db.damaged-*[0-9]")
    assert b"\xff\xfep 7" in aside.read_bytes() and str(aside) in notice


def test_words_of_sqlite_that_are_not_utf8_are_no_traceback(data):
    replace(data, b"event_stays BEFORE DELETE ON event", b"event_stays BEFORE DELETE ON\xb9event")
    assert_whole(data, told=True)


DAMAGES = {
    "all tables dropped": lambda data: execute(
        data, *(f"DROP TABLE {name}" for name in ("event", "paper", "local", "place", "remark", "identifier", "mark"))
    ),
    "the log dropped": lambda data: execute(data, "DROP TABLE event"),
    "an index dropped": lambda data: execute(data, "DROP INDEX event_named"),
    "a trigger dropped": lambda data: execute(data, "DROP TRIGGER event_stays"),
    "a column dropped": lambda data: execute(data, "ALTER TABLE event DROP COLUMN value"),
    "a version that never was": lambda data: execute(data, "PRAGMA user_version = 90000"),
    "a negative version": lambda data: execute(data, "PRAGMA user_version = -2"),
    "an older version": lambda data: execute(data, "PRAGMA user_version = 1"),
    "no version": lambda data: execute(data, "PRAGMA user_version = 0"),
    "a number where text is": lambda data: execute(
        data, "UPDATE local SET value = x'00ff'"
    ),
    "a device of no text": lambda data: execute(
        data, "DROP TRIGGER event_is_fixed", "UPDATE event SET device = x'6162'"
    ),
    "a foreign database": lambda data: (
        (data / "reading.db").unlink(), execute(data, "CREATE TABLE bird (name TEXT)", "PRAGMA user_version = 2")
    ),
    "no database": lambda data: (data / "reading.db").write_bytes(b"once upon a time " * 900),
    "an empty file": lambda data: (data / "reading.db").write_bytes(b""),
    "zeros": lambda data: (data / "reading.db").write_bytes(bytes((data / "reading.db").stat().st_size)),
    "half a file": lambda data: os.truncate(data / "reading.db", (data / "reading.db").stat().st_size // 2),
    "a format of later days": lambda data: overwrite(data, 18, b"\x09"),
    "another encoding": lambda data: overwrite(data, 59, b"\x02"),
    "a folder in its place": lambda data: ((data / "reading.db").unlink(), (data / "reading.db").mkdir()),
    "nothing in its place": lambda data: (data / "reading.db").unlink(),
    "events that are none any more": lambda data: replace(data, b'"]starredtrue', b'"]starredtrux'),
}  # fmt: skip


def overwrite(data, at, what):
    with (data / "reading.db").open("rb+") as file:
        file.seek(at)
        file.write(what)


@pytest.mark.parametrize("kind", DAMAGES)
def test_what_is_damaged_is_restored_and_told(data, kind):
    DAMAGES[kind](data)
    if kind == "events that are none any more":
        with ReadingStore.open(data) as store:  # they are read when they are asked for
            assert len(list(store.export_lines())) == LATER + LISTED + 1
            assert "is kept as" in store.notices[0]
        assert_whole(data, told=False)
        return
    notices = assert_whole(data, told=True)
    assert len(notices) == 1 and "othing is missing" in notices[0]
    aside = list(data.glob("reading.db.damaged-*[0-9]"))
    assert len(aside) == (kind not in ("nothing in its place", "a number where text is"))
    assert all(str(path) in notices[0] for path in aside)


DERIVED = {
    "a paper altered": ["UPDATE paper SET document = replace(document, 'lamp 3', 'lump 3')"],
    "papers gone": ["DELETE FROM paper"],
    "marks altered": ["UPDATE OR REPLACE mark SET paper = 'x' WHERE what = 'starred'"],
    "identifiers gone": ["DELETE FROM identifier"],
    "a table dropped": ["DROP TABLE mark"],
    "a trigger dropped": ["DROP TRIGGER paper_goes"],
    "lists told to be others": ["UPDATE local SET value = replace(value, ':', ':1') WHERE name = 'folded'"],
}


@pytest.mark.parametrize("kind", DERIVED)
def test_what_was_derived_is_made_anew_from_the_log(data, kind):
    execute(data, *DERIVED[kind])
    assert_whole(data)
    assert list(data.glob("reading.db.damaged-*")) == []


OF_ANOTHER_PROGRAM = {
    "refuses changes": "CREATE TRIGGER theirs AFTER INSERT ON event BEGIN SELECT RAISE(ABORT, 'no'); END",
    "drops changes": "CREATE TRIGGER theirs BEFORE INSERT ON event BEGIN SELECT RAISE(IGNORE); END",
    "refuses papers": "CREATE TRIGGER theirs BEFORE INSERT ON paper BEGIN SELECT RAISE(ROLLBACK, 'no'); END",
    "allows one change": "CREATE UNIQUE INDEX theirs ON event(device) WHERE seq > 34",
    "has a strange name": 'CREATE TRIGGER "t;""h" BEFORE INSERT ON local BEGIN SELECT RAISE(FAIL, \'no\'); END',
}


@pytest.mark.parametrize("kind", OF_ANOTHER_PROGRAM)
@pytest.mark.parametrize("running", [False, True])
def test_what_another_program_put_into_the_file_keeps_no_change_from_it(data, kind, running, monkeypatch):
    monkeypatch.setattr("papernotes.reading.repository.FEW_PAGES", 0)
    if not running:
        execute(data, OF_ANOTHER_PROGRAM[kind])
    with ReadingStore.open(data) as store:
        if running:
            execute(data, OF_ANOTHER_PROGRAM[kind])
        star(store, "one")
        star(store, "two")
        assert len([notice for notice in store.notices if "it was dropped (" in notice]) == 1, store.notices
    with ReadingStore.open(data) as store:
        assert starred(store, [*ALL, "one", "two"]) == [*ALL, "one", "two"]
        assert store.check() == [] and store.notices == ()
    assert list(data.glob("reading.db.damaged-*")) == []


ALTERED_ROWS = {
    "a mark of another paper": "UPDATE mark SET paper = 'x' || substr(paper, 2) WHERE what = 'starred' AND paper IN (SELECT min(paper) FROM mark)",
    "a mark of another kind": "UPDATE mark SET what = 'stasred' WHERE what = 'starred' AND paper IN (SELECT min(paper) FROM mark)",
    "a mark of no time": "UPDATE mark SET time = '' WHERE paper IN (SELECT max(paper) FROM mark)",
    "a mark of another place on its list": "UPDATE mark SET value = value || 'x' WHERE what = 'list'",
    "a mark too many": "INSERT INTO mark SELECT 'read', '', paper, 1, time FROM mark LIMIT 1",
    "a mark too few": "DELETE FROM mark WHERE paper IN (SELECT max(paper) FROM mark)",
    "an identifier altered": "UPDATE identifier SET identifier = 'title:lump 7' WHERE identifier = 'title:lamp 7'",
    "an identifier of another paper": "UPDATE identifier SET paper = 'x' WHERE identifier = 'title:lamp 7'",
    "text that is not UTF-8": "UPDATE identifier SET identifier = CAST(x'7469ff' AS TEXT) WHERE identifier = 'title:lamp 7'",
    "a paper under another id": "UPDATE paper SET id = 'x' WHERE id IN (SELECT max(id) FROM paper)",
    "a paper without JSON": "UPDATE paper SET document = '[' || document WHERE id IN (SELECT max(id) FROM paper)",
}  # fmt: skip


@pytest.mark.parametrize("kind", ALTERED_ROWS)
def test_rows_of_a_large_file_that_were_altered_are_made_anew(data, kind, monkeypatch):
    monkeypatch.setattr("papernotes.reading.repository.FEW_PAGES", 0)
    ways = {
        "by a command": lambda store: store.check_if_due(),
        "on the screen": lambda store: (store.check_aside(), store.repository.table_check.wait()),
        "before a copy": lambda store: (
            [path.unlink() for path in (data / "copies").glob("*.db")], store.copy_if_due()
        ),
    }  # fmt: skip
    for way, look in ways.items():
        execute(data, ALTERED_ROWS[kind], "DELETE FROM local WHERE name = 'tables checked'")
        with ReadingStore.open(data) as store:
            look(store)
            assert store.changed_by_others(), way
            (notice,) = store.take_notices()
            assert "rebuilt from the log; nothing is missing" in notice, way
            assert starred(store, ALL) == ALL and store.check() == [], way
            assert len(store.papers_with("starred")) == LATER


@pytest.mark.parametrize("id", ["NULL", "7", "x'00'", "upper(id)", "'x' || substr(id, 2)", "id || ' '", "id"])
def test_an_event_under_an_altered_id_is_not_as_it_was_written(data, id):
    with closing(sqlite3.connect(data / "reading.db")) as connection:
        connection.execute("CREATE TEMPORARY TABLE event AS SELECT * FROM main.event")
        connection.execute(f"UPDATE temp.event SET id = {id} WHERE seq = 3")
        assert event_table.is_readable(connection) is (id == "id")


def test_a_command_looks_for_altered_rows_once_an_hour(data, monkeypatch):
    monkeypatch.setattr("papernotes.reading.repository.FEW_PAGES", 0)
    at = datetime(2031, 5, 1, 12, tzinfo=UTC)
    for minutes, told in ((0, 1), (59, 0), (61, 1), (-30, 1)):  # at last, where the clock was put back
        execute(data, "DELETE FROM mark WHERE what = 'starred'")
        with ReadingStore.open(data, now=partial(at.__add__, timedelta(minutes=minutes))) as store:
            store.check_if_due()
            assert len(store.notices) == told, minutes
            store.repository.mend_tables()


def test_a_part_of_an_older_file_in_a_large_one_loses_no_mark(data, monkeypatch):
    monkeypatch.setattr("papernotes.reading.repository.FEW_PAGES", 0)
    with closing(sqlite3.connect(data / "reading.db", isolation_level=None)) as connection:
        ((keeper,),) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'event_stays'")
        connection.execute("DROP TRIGGER event_stays")
        connection.execute("DELETE FROM event WHERE seq > (SELECT max(seq) - 3 FROM event)")
        connection.execute("DELETE FROM mark WHERE what = 'starred'")
        connection.execute(keeper)
    (notice,) = assert_whole(data, told=True)
    assert "3 changes from the journal" in notice
    with ReadingStore.open(data) as store:
        assert len(store.papers_with("starred")) == LATER + 1


def damaged(content, kind, chance):
    content = bytearray(content)
    size, page = len(content), chance.randrange(len(content) // 4096) * 4096
    if kind == "a bit":
        content[chance.randrange(size)] ^= 1 << chance.randrange(8)
    elif kind == "bits":
        for _ in range(30):
            content[chance.randrange(size)] ^= 1 << chance.randrange(8)
    elif kind == "a byte of the header":
        content[chance.choice([*range(60), *range(64, 108)])] = chance.randrange(256)
    elif kind == "a page of zeros":
        content[page : page + 4096] = bytes(4096)
    elif kind == "a page of anything":
        content[page : page + 4096] = chance.randbytes(4096)
    elif kind == "a page of another":
        other = chance.randrange(size // 4096) * 4096
        content[page : page + 4096] = content[other : other + 4096]
    else:
        del content[chance.randrange(size) :]
    return bytes(content)


@pytest.mark.parametrize(
    "kind", ["a bit", "bits", "a byte of the header", "a page of zeros", "a page of anything", "a page of another", "cut"]
)  # fmt: skip
def test_whatever_is_damaged_all_is_there(data, kind):
    content = (data / "reading.db").read_bytes()
    there = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    for number in range(FLIPS):
        for path in data.rglob("*"):
            if path.is_file():
                path.unlink()
        for path, text in there.items():
            path.write_bytes(text)
        (data / "reading.db").write_bytes(damaged(content, kind, random.Random(f"{kind} {number}")))
        with ReadingStore.open(data) as store:
            assert starred(store, ALL) == ALL, number
            star(store, "new")
        with ReadingStore.open(data) as store:
            assert starred(store, [*ALL, "new"]) == [*ALL, "new"], number


def test_a_write_ahead_log_that_was_damaged_loses_nothing(data):
    store = ReadingStore.open(data)
    star(store, "last")
    files = {path.name: path.read_bytes() for path in data.glob("reading.db*")}
    store.close()
    log = bytearray(files["reading.db-wal"])
    log[24 + 100] ^= 1  # the first of its frames, so that SQLite takes none
    for name, content in files.items():
        (data / name).write_bytes(log if name.endswith("-wal") else content)
    (data / "reading.db-shm").unlink()
    with ReadingStore.open(data) as store:
        assert "lacked the latest changes" in store.notices[0]
        assert starred(store, ["last"]) == ["last"] and store.check() == []


def test_without_a_journal_it_is_told_since_when_changes_may_be_missing(data):
    for file in journal.files(data / "reading.db"):
        file.unlink()
    (data / "reading.db").write_bytes(b"x" * 9000)
    with ReadingStore.open(data) as store:
        assert len(starred(store, ALL)) == COPIED
        assert "What was changed after 20" in store.notices[0] and "may be missing" in store.notices[0]


def test_lines_of_the_journal_that_cannot_be_read_are_counted(data):
    (file,) = journal.files(data / "reading.db")
    lines = file.read_bytes().splitlines(keepends=True)
    lines[-2] = lines[-2].replace(b"true", b"trux")
    file.write_bytes(b"".join(lines))
    (data / "reading.db").write_bytes(b"x" * 9000)
    with ReadingStore.open(data) as store:
        assert starred(store, ALL) == [title for title in ALL if title != f"lamp {LATER - 2}"]
        assert "In the journal 1 line could not be read" in store.notices[0]


def test_where_notes_were_left_is_read_from_the_damaged_file(data):
    with ReadingStore.open(data) as store:
        store.set_position("a note", ReadingPosition(0.75))
    replace(data, b"title:lamp 7", b"title:l\xff\xfep 7")
    with ReadingStore.open(data) as store:
        assert starred(store, ALL) == ALL and store.notices != ()
        assert store.get_position("a note").share == 0.75


def test_a_damaged_file_set_aside_by_one_program_is_no_end_for_another(data):
    with ReadingStore.open(data) as other:
        star(other, "theirs")
        (data / "reading.db").rename(data / "reading.db.damaged-by-hand")
        with ReadingStore.open(data) as store:
            assert starred(store, ["theirs"]) == ["theirs"]
            star(store, "ours")
        star(other, "theirs too")
    with ReadingStore.open(data) as store:
        wanted = ["theirs", "ours", "theirs too", *ALL]
        assert starred(store, wanted) == wanted and store.check() == []


def test_the_journal_has_every_change_once_and_goes_with_the_copies(data):
    with ReadingStore.open(data) as store:
        star(store, "one more")
        store.set_position("a note", ReadingPosition(0.5))
        expected = sorted(store.export_lines())
    (file,) = journal.files(data / "reading.db")
    assert sorted(file.read_text("utf-8").splitlines()) == expected
    assert [json.loads(line)["id"] for line in file.read_text("utf-8").splitlines()][-1] == journal.last_id(
        data / "reading.db"
    )


def test_what_a_killed_program_did_not_write_into_the_journal_is_written_by_the_next(data):
    database = data / "reading.db"
    (file,) = journal.files(database)
    whole = file.read_bytes()
    file.write_bytes(whole[:-100])  # its last line is cut off
    with ReadingStore.open(data) as store:
        star(store, "next")
    found = journal.read(database)
    assert {event.id for event in found.events} >= {json.loads(line)["id"] for line in whole.splitlines()}
    assert found.unreadable == 1 and len(found.events) == LATER + LISTED + 2


def test_a_journal_that_cannot_be_written_stops_no_change_and_is_told_once(data):
    (file,) = journal.files(data / "reading.db")
    file.unlink()
    file.mkdir()
    with ReadingStore.open(data) as store:
        star(store, "one")
        star(store, "two")
        (notice,) = store.notices
        assert "journal of the reading state cannot be written" in notice and str(file.parent) in notice
        assert starred(store, ["one", "two"]) == ["one", "two"]


def test_copies_of_a_newer_version_are_left_alone(data):
    (copy,) = copies.copies(data / "reading.db")
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("PRAGMA user_version = 77")
    (data / "reading.db").unlink()
    before = {path: path.read_bytes() for path in Path(data).rglob("*") if path.is_file()}
    with pytest.raises(ReadingError, match="newer papernotes"):
        ReadingStore.open(data)
    assert {path: path.read_bytes() for path in Path(data).rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("replace", [os.mkfifo, Path.mkdir])
def test_a_pipe_or_a_folder_in_place_of_the_journal_keeps_nothing_waiting(data, replace):
    (file,) = journal.files(data / "reading.db")
    file.unlink()
    replace(file)
    with ReadingStore.open(data) as store:
        star(store, "a later one")
        assert starred(store, ["a later one"])
    with (
        closing(sqlite3.connect(data / "reading.db")) as connection,
        pytest.raises(OSError, match="it is not a file, but a pipe"),
    ):
        journal.catch_up(connection, data / "reading.db", datetime.now(UTC))


def _socket(path):
    with closing(socket.socket(socket.AF_UNIX)) as made:
        made.bind(os.path.relpath(path))  # a path as a whole may be too long for it


def _full_folder(path):
    path.mkdir()
    (path / "mine").touch()


@pytest.mark.parametrize("suffix", ["-wal", "-shm", "-journal", ".suspect"])
@pytest.mark.parametrize("put", [os.mkfifo, _socket, _full_folder, lambda path: path.symlink_to("/dev/zero")])
def test_what_is_in_the_place_of_a_file_beside_the_database_makes_way(data, suffix, put):
    file = data / f"reading.db{suffix}"
    file.unlink(missing_ok=True)
    put(file)
    told = assert_whole(data)
    if suffix != ".suspect":
        assert f"{file} was not a file; it was moved to {file.name}.aside-1 beside it." in told
        assert (data / f"{file.name}.aside-1").is_symlink() or (data / f"{file.name}.aside-1").exists()
    assert quick_names(data / "reading.db", "list") == ["to read", "winter"]


@pytest.mark.parametrize("suffix", ["-wal", "-shm", "-journal"])
def test_names_are_completed_whatever_is_beside_the_database(data, suffix):
    (data / f"reading.db{suffix}").unlink(missing_ok=True)
    os.mkfifo(data / f"reading.db{suffix}")
    assert set(quick_names(data / "reading.db", "list")) <= {"to read", "winter"}  # it waits for nobody
