"""What was acknowledged is there, whatever happens to the process, the disk or the file."""

import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from papernotes import reading
from papernotes.reading.errors import ReadingError
from papernotes.reading.log.events import StateChange
from papernotes.reading.storage import copies, schema
from papernotes.reading.store import ReadingStore

KILLS = int(os.environ.get("PAPERNOTES_KILLS", "300"))
"""How often a child that marks papers is killed; more by setting the variable."""
LOTS = 4
"""How many tests the kills are divided into, so that several cores share them."""

MARKING = """
import sys
from pathlib import Path
from papernotes.reading.log.events import StateChange
from papernotes.reading.store import ReadingStore

home, name, start, count = sys.argv[1:]
with ReadingStore.open(Path(home)) as store:
    for number in range(int(start), int(start) + int(count)):
        store.apply([StateChange((f"title:{name} {number}",), "read", True)])
        print(number, flush=True)
"""


def child(*arguments, script=MARKING, **options):
    """A process that marks papers and prints the number of each when it is acknowledged."""
    environment = {**os.environ, "PYTHONPATH": str(Path(reading.__file__).parents[2])}
    command = [sys.executable, "-S", "-c", script, *map(str, arguments)]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )


def mark(*titles, value=True):
    return [StateChange((f"title:{title}",), "read", value) for title in titles]


def is_read(store, title):
    return store.state_of([f"title:{title}"]).read


@pytest.fixture
def quick_folder(tmp_path):
    """A folder in memory where there is one: what a kill leaves is the same, and 300 kills take a fifth of the time."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path
    else:
        with tempfile.TemporaryDirectory(dir=memory, prefix="papernotes-") as name:
            yield Path(name)


VICTIMS = """
import os, sys
from itertools import count
from pathlib import Path
from papernotes.reading.log.events import StateChange
from papernotes.reading.store import ReadingStore

def mark_until_killed(home, name):
    with ReadingStore.open(home) as store:
        for number in count():
            several = [StateChange((f"title:{name} {number} {more}",), "starred", True) for more in range(number % 4)]
            store.apply([StateChange((f"title:{name} {number}",), "read", True), *several])
            os.write(1, f"{number}\\n".encode())
            if number % 3 == 2:
                store.apply([StateChange((f"title:{name} undone",), "read", True)])
                store.undo()

for line in sys.stdin:
    victim = os.fork()
    if not victim:
        mark_until_killed(Path(sys.argv[1]), line.strip())
    os.write(1, f"victim {victim}\\n".encode())
    _, status = os.waitpid(victim, 0)
    os.write(1, f"ended {os.waitstatus_to_exitcode(status)}\\n".encode())
"""
"""Forks a process for every name that it reads: that spares each the start of an interpreter."""


@pytest.mark.parametrize("lot", range(LOTS))
def test_every_acknowledged_mark_survives_kill(quick_folder, lot):
    chance = random.Random(20260314 + lot)
    acknowledged = []
    with child(quick_folder, script=VICTIMS, stdin=subprocess.PIPE) as process:
        for kill in range(KILLS // LOTS):
            process.stdin.write(f"kill {kill}\n")
            process.stdin.flush()
            lines = [process.stdout.readline() for _ in range(chance.randrange(4))]
            while not any(line.startswith("victim") for line in lines):
                lines.append(process.stdout.readline())
            (victim,) = (line.split()[1] for line in lines if line.startswith("victim"))
            time.sleep(chance.random() * 0.02)  # an instant that is nobody's choice
            os.kill(int(victim), signal.SIGKILL)
            lines += iter(process.stdout.readline, f"ended {-signal.SIGKILL}\n")
            acknowledged += [f"kill {kill} {line.strip()}" for line in lines if not line.startswith("victim")]
        process.stdin.close()
        assert (process.stderr.read(), process.wait()) == ("", 0)
    with ReadingStore.open(quick_folder) as store:
        assert [title for title in acknowledged if not is_read(store, title)] == []
        assert len(acknowledged) >= KILLS // LOTS
        for title in acknowledged:  # a step is there as a whole
            papers = [store.state_of([f"title:{title} {more}"]) for more in range(int(title.split()[-1]) % 4)]
            assert all(paper.starred for paper in papers)
        assert store.check() == [] and store.notices == ()


def test_programs_that_write_at_once_all_succeed(tmp_path):
    children = [child(tmp_path, name, 0, 60) for name in ("one", "two", "three")]
    with ReadingStore.open(tmp_path) as store:
        for number in range(60):
            store.apply(mark(f"here {number}"))
        for process in children:
            output, errors = process.communicate()
            assert (process.returncode, errors) == (0, "")
            assert len(output.split()) == 60
        assert store.changed_by_others()
        assert sum(paper.read for paper in store.papers().values()) == 240
        assert store.check() == []


def test_a_disk_that_is_full_loses_nothing_and_says_so(tmp_path):
    with ReadingStore.open(tmp_path) as store:
        store.apply(mark("before"))
        connection = store.repository.database.connection
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(ReadingError, match="the disk is full: make room"):
            store.apply(mark(*(f"much {number}" for number in range(500))))
        assert is_read(store, "before") and len(store.papers()) == 1
        connection.execute("PRAGMA max_page_count = 1000000")
        store.apply(mark("after"))
        assert store.undo().text == "undone: marked 1 paper read"
        assert store.check() == []


FILLING = """
import resource, sys
from pathlib import Path
from papernotes.reading.errors import ReadingError
from papernotes.reading.log.events import StateChange
from papernotes.reading.store import ReadingStore

with ReadingStore.open(Path(sys.argv[1])) as store:
    resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))
    try:
        for number in range(100_000):
            store.apply([StateChange((f"title:full {number}",), "read", True)])
            print(number, flush=True)
    except ReadingError as error:
        print(error, file=sys.stderr)
        assert store.state_of(["title:full 0"]).read
        assert not store.state_of([f"title:full {number}"]).read
"""


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="files of limited size are needed")
def test_a_write_that_the_system_refuses_loses_nothing(tmp_path):
    process = child(tmp_path, script=FILLING)
    output, errors = process.communicate()
    assert process.returncode == 0, errors
    assert "reading.db: the disk" in errors and "nothing was changed" in errors
    with ReadingStore.open(tmp_path) as store:
        assert all(is_read(store, f"full {number}") for number in output.split())
        assert store.check() == []


@contextmanager
def somebody_without_rights():
    """Be a user whom the rights of files bind, also where the tests run as root."""
    if os.geteuid() != 0:
        yield
        return
    # Load what is loaded at first use, as this user may have no right to read where Python is installed.
    with tempfile.TemporaryDirectory() as spare:
        ReadingStore.open(Path(spare)).close()
    os.setresuid(65534, 65534, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@pytest.fixture
def open_folder():
    """A folder that every user may reach."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.mark.parametrize("with_log", [False, True])
def test_a_read_only_folder_is_read(open_folder, with_log):
    home = open_folder / "home"
    writer = ReadingStore.open(home)
    writer.apply(mark("kept"))
    if not with_log:
        writer.close()
    for file in home.iterdir():
        file.chmod(0o444 if file.is_file() else 0o555)
    home.chmod(0o555)
    with somebody_without_rights(), ReadingStore.open(home) as store:
        assert not store.writable and str(home) in store.reason and "check the rights" in store.reason
        assert is_read(store, "kept")
        for act in (lambda: store.apply(mark("new")), store.undo, lambda: store.set_ui_state({})):
            with pytest.raises(ReadingError, match="nothing was changed"):
                act()
        assert store.learn([("title:kept", "arxiv:1")]) == 0
        assert not store.changed_by_others() and store.check() == [] and store.copy_if_due() is None
    home.chmod(0o755)
    writer.close()


def test_a_file_that_must_not_be_written_is_read(open_folder):
    with ReadingStore.open(open_folder) as store:
        store.apply(mark("kept"))
    store.path.chmod(0o444)
    open_folder.chmod(0o777)
    with somebody_without_rights(), ReadingStore.open(open_folder) as store:
        assert not store.writable and is_read(store, "kept")


def test_a_folder_that_cannot_be_made_leaves_an_empty_state(open_folder):
    with somebody_without_rights(), ReadingStore.open(open_folder / "new" / "home") as store:
        assert not store.writable and len(store.papers()) == 0
        with pytest.raises(ReadingError, match="nothing was changed"):
            store.apply(mark("new"))


def test_a_file_that_cannot_be_read_is_an_error(open_folder):
    with ReadingStore.open(open_folder) as store:
        store.apply(mark("kept"))
    store.path.chmod(0o000)
    with somebody_without_rights(), pytest.raises(ReadingError, match="check the rights"):
        ReadingStore.open(open_folder)


@pytest.mark.parametrize("mode", ["WAL", "DELETE"])
def test_a_newer_database_is_left_alone(tmp_path, mode):
    with ReadingStore.open(tmp_path) as store:
        store.apply(mark("kept"))
        store.write_remarks(["title:kept"], {"V/kept": "well"})
        store.set_ui_state({"pane": "note"})
    with closing(sqlite3.connect(tmp_path / "reading.db")) as connection:
        connection.execute("PRAGMA user_version = 99")
        connection.execute(f"PRAGMA journal_mode = {mode}")

    def everything():
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in files}

    before = everything()
    assert len(before) == 5  # database, copy, journal, remark, visit
    with pytest.raises(ReadingError, match=r"newer papernotes \(schema 99.*update papernotes"):
        ReadingStore.open(tmp_path)
    assert everything() == before


def test_a_newer_database_whose_program_was_killed_is_left_alone(tmp_path):
    with ReadingStore.open(tmp_path / "newer") as store:
        store.apply(mark("kept"))
        with closing(sqlite3.connect(store.path)) as connection:
            connection.execute("PRAGMA user_version = 99")
        shutil.copytree(
            tmp_path / "newer", tmp_path / "killed"
        )  # the version stands in the write-ahead log alone
    before = {path: path.read_bytes() for path in (tmp_path / "killed").iterdir() if path.is_file()}
    assert before[tmp_path / "killed" / "reading.db"][60:64] != (99).to_bytes(4, "big")
    with pytest.raises(ReadingError, match="newer papernotes"):
        ReadingStore.open(tmp_path / "killed")
    assert {path: path.read_bytes() for path in (tmp_path / "killed").iterdir() if path.is_file()} == before


def test_a_migration_leaves_a_copy_of_what_was_before(tmp_path, monkeypatch):
    with ReadingStore.open(tmp_path) as store:
        store.apply(mark("kept"))
    newest = schema.NEWEST + 1
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, ("CREATE TABLE more (x TEXT)",)))
    monkeypatch.setattr(schema, "NEWEST", newest)
    with ReadingStore.open(tmp_path) as store:
        assert is_read(store, "kept")
    with closing(sqlite3.connect(tmp_path / "copies" / f"reading-before-schema-{newest}.db")) as copy:
        assert schema.version(copy) == newest - 1
        assert copy.execute("SELECT count(*) FROM event").fetchone() == (1,)


def test_a_migration_that_fails_changes_nothing(tmp_path, monkeypatch):
    with ReadingStore.open(tmp_path) as store:
        store.apply(mark("kept"))
    with monkeypatch.context() as patched:
        statements = ("CREATE TABLE more (x TEXT)", "CREATE TABLE event (twice TEXT)")
        patched.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, statements))
        patched.setattr(schema, "NEWEST", schema.NEWEST + 1)
        with pytest.raises(ReadingError, match="already exists"):
            ReadingStore.open(tmp_path)
    with ReadingStore.open(tmp_path) as store:
        assert store.writable and is_read(store, "kept")


def test_one_copy_a_day_and_a_few_of_them(tmp_path):
    start = datetime(2026, 3, 1, 12, tzinfo=UTC)
    for day in range(6):
        with ReadingStore.open(tmp_path, now=lambda day=day: start + timedelta(days=day)) as store:
            store.apply(mark(str(day)))
            made = store.copy_if_due()
            assert made.name == f"reading-2026-03-0{day + 1}.db" and store.copy_if_due() is None
    there = sorted(path.name for path in (tmp_path / "copies").iterdir())
    assert there == [f"reading-2026-03-0{day}.{kind}" for day in (4, 5, 6) for kind in ("db", "jsonl")]


def test_the_copy_of_the_day_is_renewed_by_the_hour_if_anything_changed(tmp_path):
    now = datetime.now(UTC)
    with ReadingStore.open(tmp_path, now=lambda: now) as store:
        store.apply(mark("first"))
        copy = store.copy_if_due()
        two_hours_ago = now.timestamp() - 2 * 3600
        os.utime(copy, (two_hours_ago, two_hours_ago))
        store.apply(mark("second"))
        assert store.copy_if_due() == copy and store.copy_if_due() is None
    (tmp_path / "reading.db").write_bytes(b"no database")
    with ReadingStore.open(tmp_path, now=lambda: now) as store:
        assert is_read(store, "second")


def filled(home):
    """A home with a copy of a hundred marks, and as many marks more."""
    with ReadingStore.open(home) as store:
        store.apply(mark(*range(100)))
        store.copy_if_due()
        store.apply(mark(*range(100, 200)))
    return store.path


@pytest.mark.parametrize("garbage", [b"", b"no database", b"x" * 50_000])
def test_a_file_that_is_no_database_is_set_aside_and_the_copy_restored(tmp_path, garbage):
    path = filled(tmp_path)
    path.write_bytes(garbage)
    with ReadingStore.open(tmp_path) as store:
        (notice,) = store.notices
        (aside,) = tmp_path.glob("reading.db.damaged-*")
        assert str(aside) in notice and "the copy reading-" in notice
        assert aside.read_bytes() == garbage
        assert all(is_read(store, str(number)) for number in range(100))
        assert store.writable and store.check() == []
    with ReadingStore.open(tmp_path) as store:
        assert store.notices == ()


def test_damage_without_a_copy_starts_anew_and_says_so(tmp_path):
    (tmp_path / "reading.db").write_bytes(b"x" * 10_000)
    with ReadingStore.open(tmp_path) as store:
        assert "there was no copy to restore" in store.notices[0]
        store.apply(mark("new"))
        assert store.check() == []


def test_a_damaged_copy_is_passed_over(tmp_path):
    path = filled(tmp_path)
    (good,) = copies.copies(path)
    newer = good.with_name("reading-2999-01-01.db")
    newer.write_bytes(b"x" * 10_000)
    path.write_bytes(b"x" * 10_000)
    with ReadingStore.open(tmp_path) as store:
        assert good.name in store.notices[0] and is_read(store, "7")


def test_whatever_page_is_damaged_nothing_of_the_copy_is_lost(tmp_path):
    sound = filled(tmp_path / "sound")
    (copy,) = copies.copies(sound)
    content = sound.read_bytes()
    mended = 0
    for number, page in enumerate(range(0, len(content), 4096)):
        home = tmp_path / f"page{number}"
        (home / "copies").mkdir(parents=True)
        (home / "copies" / copy.name).write_bytes(copy.read_bytes())
        damaged = content[:page] + random.Random(number).randbytes(4096) + content[page + 4096 :]
        (home / "reading.db").write_bytes(damaged)
        with ReadingStore.open(home) as store:
            faults = store.check()
        with ReadingStore.open(home) as store:
            assert all(is_read(store, str(number)) for number in range(100)), (number, faults)
            assert store.check() == []
            store.apply(mark("new"))
            mended += all(is_read(store, str(number)) for number in range(200))
    assert mended > number / 2


def test_damage_met_while_running_is_mended_at_once(tmp_path):
    path = filled(tmp_path)
    with ReadingStore.open(tmp_path) as store:
        content = path.read_bytes()
        path.write_bytes(content[:4096] + b"x" * (len(content) - 4096))
        store.repository.database.connection.execute("PRAGMA cache_size = 0")
        for number in range(200):
            store.apply(mark(f"more {number}"))
            store.history()
        (notice,) = store.notices
        assert "was damaged and is kept as" in notice and "Nothing is missing" in notice
    with ReadingStore.open(tmp_path) as store:
        titles = [str(number) for number in range(200)]
        assert all(is_read(store, title) and is_read(store, f"more {title}") for title in titles)
        assert store.notices == () and store.check() == []


def test_no_copy_is_made_of_a_damaged_file(tmp_path):
    with ReadingStore.open(tmp_path) as store:
        store.apply(mark(*range(300)))
    (copy,) = copies.copies(store.path)
    copy.rename(copy.with_name("reading-2020-01-01.db"))
    content = store.path.read_bytes()
    page = content.index(b'["title:150"]readtrue') // 4096 * 4096
    store.path.write_bytes(content[:page] + b"x" * 4096 + content[page + 4096 :])
    with ReadingStore.open(tmp_path) as store:
        assert store.notices == ()
        made = store.copy_if_due()  # of what was restored
        assert is_read(store, "250") and "restored" in store.notices[0]
    for copy in copies.copies(store.path):
        with closing(sqlite3.connect(copy)) as connection:
            assert copies.is_sound(connection, thorough=True)
            assert connection.execute("SELECT count(*) FROM event").fetchone() == (300,)
    assert made in copies.copies(store.path) and len(copies.copies(store.path)) == 2
