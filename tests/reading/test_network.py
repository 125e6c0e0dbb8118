"""A data folder on a network file system, as far as it can be had without one: `PAPERNOTES_NETWORK_HOME` says so."""

import os
import shutil
import sqlite3
import time
from contextlib import closing

import pytest

from papernotes.reading.errors import ReadingError
from papernotes.reading.log.events import StateChange
from papernotes.reading.storage import access, network
from papernotes.reading.storage.network import FORCED, LEASE_SECONDS, is_networked, kind_in
from papernotes.reading.store import ReadingStore


@pytest.fixture
def networked(monkeypatch):
    monkeypatch.setenv(FORCED, "yes")


def star(store, title):
    store.apply([StateChange((f"title:{title}",), "starred", True)])


def starred(store):
    return sorted(min(paper.identifiers) for paper in store.papers().values() if paper.starred)


def journal_mode(folder):
    with closing(sqlite3.connect(folder / "reading.db")) as connection:
        return connection.execute("PRAGMA journal_mode").fetchone()[0]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("nfs4", True), ("cifs", True), ("fuse.sshfs", True), ("9p", True), ("ext4", False), ("tmpfs", False), ("fuse.gocryptfs", False)],
)  # fmt: skip
@pytest.mark.skipif(not network.MOUNTS.exists(), reason="read where the system tells mounts so")
def test_the_kind_of_the_file_system_tells(tmp_path, monkeypatch, kind, expected):
    device = tmp_path.stat().st_dev
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        f"22 1 0:0 / / rw - overlay none rw\n"
        f"23 22 {os.major(device)}:{os.minor(device)} / /home/her\\040own rw,relatime shared:1 - {kind} server:/x rw\n"
    )
    monkeypatch.setattr(network, "MOUNTS", mounts)
    assert is_networked(tmp_path) is expected
    monkeypatch.setenv(FORCED, "no" if expected else "yes")
    assert is_networked(tmp_path) is not expected


def test_the_kind_is_found_in_what_mount_prints(tmp_path):
    printed = (
        "/dev/disk3s1 on / (apfs, sealed, local, read-only)\n"
        "server:/export on /Volumes/team (nfs, nodev, nosuid)\n//her@nas/notes on /Volumes/team/notes (smbfs, nodev)\n"
    )
    folders = {"/Volumes/team/notes/data": "smbfs", "/Volumes/team/x": "nfs", "/Users/her": "apfs"}
    for folder, kind in folders.items():
        assert kind_in(printed, network.Path(folder)) == kind


def test_a_network_home_needs_no_shared_memory(tmp_path, networked):
    with ReadingStore.open(tmp_path) as store:
        star(store, "one")
        assert not list(tmp_path.glob("reading.db-*")) and store.notices == ()
    assert journal_mode(tmp_path) == "delete"
    with ReadingStore.open(tmp_path) as one, ReadingStore.open(tmp_path) as two:
        star(one, "of one")
        star(two, "of two")
        assert one.changed_by_others() and starred(one) == ["title:of one", "title:of two", "title:one"]
        assert one.check() == []


def test_a_home_with_a_write_ahead_log_goes_over_with_what_is_in_it_and_back(tmp_path, monkeypatch):
    with ReadingStore.open(tmp_path / "local") as store:
        star(store, "in the log")
        shutil.copytree(tmp_path / "local", tmp_path / "shared")  # as a killed program leaves it
    monkeypatch.setenv(FORCED, "yes")
    with ReadingStore.open(tmp_path / "shared") as store:
        assert starred(store) == ["title:in the log"]
        star(store, "more")
    assert journal_mode(tmp_path / "shared") == "delete"
    monkeypatch.setenv(FORCED, "no")
    with ReadingStore.open(tmp_path / "shared") as store:
        assert starred(store) == ["title:in the log", "title:more"]
    assert journal_mode(tmp_path / "shared") == "wal"


def test_one_computer_changes_it_at_a_time(tmp_path, networked, monkeypatch):
    with ReadingStore.open(tmp_path) as here:
        star(here, "here")
        monkeypatch.setattr(access, "host_name", lambda: "elsewhere")
        with ReadingStore.open(tmp_path) as there:
            assert not there.writable and starred(there) == ["title:here"]
            assert "has it open, and on a network file system only one may change it" in there.reason
            with pytest.raises(ReadingError, match="nothing was changed"):
                star(there, "there")
    with ReadingStore.open(tmp_path) as there:
        star(there, "there")
        assert starred(there) == ["title:here", "title:there"]
    assert not list(tmp_path.glob("*.in-use*"))


def test_what_a_lease_says_is_told_in_short_and_without_controls(tmp_path, networked):
    lease = tmp_path / "reading.db.in-use"
    lease.write_text("else\x1b]0;where\u202e" + "x" * 9_000 + " and more", "utf-8")
    with ReadingStore.open(tmp_path) as store:
        assert "the computer else]0;wherexxx" in store.reason and len(store.reason) < 400
        assert store.reason.isprintable()


@pytest.mark.parametrize("put", [os.mkfifo, os.mkdir])
def test_what_is_in_the_place_of_a_lease_makes_way(tmp_path, networked, put):
    put(tmp_path / "reading.db.in-use")
    with ReadingStore.open(tmp_path) as store:
        star(store, "one")
        assert starred(store) == ["title:one"]


def test_a_computer_that_was_not_heard_of_for_a_while_is_not_waited_for(tmp_path, networked, monkeypatch):
    with ReadingStore.open(tmp_path) as here:
        star(here, "here")
        lease = tmp_path / "reading.db.in-use"
        long_ago = time.time() - LEASE_SECONDS - 1
        os.utime(lease, (long_ago, long_ago))
        with monkeypatch.context() as patched:
            patched.setattr(access, "host_name", lambda: "elsewhere")
            with ReadingStore.open(tmp_path) as there:
                star(there, "there")
                with pytest.raises(ReadingError, match="the computer elsewhere has it open"):
                    star(here, "here again")
        star(here, "later")
        assert starred(here) == ["title:here", "title:later", "title:there"] and here.check() == []


class Unhelpful(sqlite3.Connection):
    """A connection to a file on a file system that lacks something."""

    statement, code = "", 0

    def execute(self, sql, *values):
        if sql == self.statement:
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = self.code
            raise error
        return super().execute(sql, *values)


@pytest.fixture
def lacking(monkeypatch):
    """Has statements fail with a code of SQLite from now on."""
    connect = sqlite3.connect

    def lack(statement, code):
        kind = type("Lacking", (Unhelpful,), {"statement": statement, "code": code})
        monkeypatch.setattr(
            sqlite3, "connect", lambda *names, **options: connect(*names, **options, factory=kind)
        )

    return lack


@pytest.mark.parametrize(
    "code", [sqlite3.SQLITE_IOERR_SHMMAP, sqlite3.SQLITE_IOERR_SHMLOCK, sqlite3.SQLITE_PROTOCOL]
)
def test_where_there_is_no_memory_to_share_a_rollback_journal_is_kept(tmp_path, lacking, code):
    lacking("PRAGMA journal_mode = WAL", code)
    with ReadingStore.open(tmp_path) as store:
        star(store, "kept")
        assert store.writable and not list(tmp_path.glob("reading.db-*"))
    assert journal_mode(tmp_path) == "delete"


@pytest.mark.parametrize(
    "code", [sqlite3.SQLITE_IOERR_LOCK, sqlite3.SQLITE_IOERR_RDLOCK, sqlite3.SQLITE_NOLFS]
)
def test_locks_that_cannot_be_had_are_told(tmp_path, networked, lacking, code):
    with ReadingStore.open(tmp_path) as store:
        star(store, "kept")
    lacking("BEGIN IMMEDIATE", code)
    with ReadingStore.open(tmp_path) as store:
        assert not store.writable and "its file system cannot lock files" in store.reason
        assert starred(store) == ["title:kept"]
        with pytest.raises(ReadingError, match="nothing was changed"):
            star(store, "lost")
