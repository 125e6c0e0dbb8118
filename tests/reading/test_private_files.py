"""Files as others find them: whose they are and who may read them."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import papernotes
from papernotes.reading.log.events import StateChange
from papernotes.reading.storage.files import (
    LEFT_AFTER_SECONDS,
    lock_file,
    make_private_file,
    make_private_folder,
    write_atomically,
)
from papernotes.reading.store import ReadingStore

UMASKS = (0o000, 0o022, 0o077, 0o777)


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("mask", UMASKS)
def test_what_is_the_readers_own_is_private_whatever_the_umask(tmp_path: Path, mask: int) -> None:
    with umask(mask):
        make_private_folder(tmp_path / "home" / "data")
        make_private_file(tmp_path / "home" / "data" / "empty")
        write_atomically(tmp_path / "home" / "config" / "list", "text", private=True)
    assert {mode(tmp_path / name) for name in ("home", "home/data", "home/config")} == {0o700}
    assert {mode(tmp_path / name) for name in ("home/data/empty", "home/config/list")} == {0o600}


@pytest.mark.parametrize("mask", UMASKS)
def test_all_of_a_reading_state_is_private(tmp_path: Path, mask: int) -> None:
    data = tmp_path / "data"
    with umask(mask), ReadingStore.open(data) as store:
        store.apply([StateChange(("title:fog",), "starred", True)])
        store.write_remarks(
            ["entry:ICLR2026/fog"], {"ICLR2026/fog": "dense", "ICLR2026/" + "f" * 200: "long"}
        )
        store.set_ui_state({"pane": "papers"})
        store.copy_if_due()
        found = set(data.rglob("*"))  # its log and its shared memory are there now
        assert {"reading.db", "reading.db-wal", "visit.json", "copies", "remarks"} <= {
            path.name for path in found
        }
        assert {mode(path) for path in found if path.is_file()} == {0o600}
        assert {mode(path) for path in (data, *found) if path.is_dir()} == {0o700}


def test_a_database_that_is_restored_is_private(tmp_path: Path) -> None:
    with umask(0), ReadingStore.open(tmp_path) as store:
        store.apply([StateChange(("title:fog",), "starred", True)])
    (tmp_path / "reading.db").write_bytes(b"no database at all" * 1000)
    with umask(0), ReadingStore.open(tmp_path) as store:
        assert store.notices
        assert mode(tmp_path / "reading.db") == 0o600


def test_a_folder_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "shared").touch(0o640)
    make_private_folder(tmp_path)
    make_private_file(tmp_path / "shared")
    assert (mode(tmp_path), mode(tmp_path / "shared")) == (0o755, 0o640)


@pytest.mark.parametrize("before", [0o600, 0o640, 0o664, 0o444])
@pytest.mark.parametrize("private", [True, False])
def test_a_file_that_is_replaced_keeps_its_mode(tmp_path: Path, before: int, private: bool) -> None:
    file = tmp_path / "papers.bib"
    file.write_text("old", "utf-8")
    file.chmod(before)
    write_atomically(file, "new", private=private)
    assert (file.read_text("utf-8"), mode(file)) == ("new", before)
    assert [path.name for path in tmp_path.iterdir()] == ["papers.bib"]


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o027, 0o077])
def test_a_new_file_for_others_follows_the_umask(tmp_path: Path, mask: int) -> None:
    with umask(mask):
        write_atomically(tmp_path / "new.bib", "text")
    assert mode(tmp_path / "new.bib") == 0o666 & ~mask


def test_a_link_stays_and_leads_to_the_new_text(tmp_path: Path) -> None:
    (tmp_path / "dotfiles").mkdir()
    real = tmp_path / "dotfiles" / "sources.yaml"
    real.write_text("old", "utf-8")
    real.chmod(0o644)
    link = tmp_path / "sources.yaml"
    link.symlink_to(real)
    write_atomically(link, "new", private=True)
    assert link.is_symlink()
    assert (real.read_text("utf-8"), mode(real)) == ("new", 0o644)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give files away")
def test_a_file_that_is_replaced_keeps_its_owner(tmp_path: Path) -> None:
    file = tmp_path / "papers.bib"
    file.write_text("old", "utf-8")
    os.chown(file, 12, 34)
    file.chmod(0o640)
    write_atomically(file, "new")
    status = file.stat()
    assert (status.st_uid, status.st_gid, mode(file)) == (12, 34, 0o640)


def test_a_group_that_cannot_be_kept_gives_its_rights_to_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(handle: int, user: int, group: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    file = tmp_path / "papers.bib"
    file.write_text("old", "utf-8")
    file.chmod(0o664)
    monkeypatch.setattr(os, "fchown", refuse)
    write_atomically(file, "new")
    assert mode(file) == 0o604


@pytest.mark.parametrize("failing", ["fsync", "open"])
def test_a_file_that_cannot_be_written_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    file = tmp_path / "papers.bib"
    file.write_text("old", "utf-8")
    file.chmod(0o640)
    monkeypatch.setattr(os, failing, _no_room)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(file, "new")
    monkeypatch.undo()
    assert (file.read_text("utf-8"), mode(file)) == ("old", 0o640)
    assert [path.name for path in tmp_path.iterdir()] == ["papers.bib"]


def test_a_file_system_without_modes_is_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("chmod", "fchmod"):
        monkeypatch.setattr(os, name, _no_room)
    write_atomically(tmp_path / "data" / "text", "new", private=True)
    assert (tmp_path / "data" / "text").read_text("utf-8") == "new"


def _no_room(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


KILLED = """
import os, signal, sys
from pathlib import Path
from papernotes.reading.storage.files import write_atomically

os.fsync = lambda handle: os.kill(os.getpid(), signal.SIGKILL)  # with all of it written, before it has its name
write_atomically(Path(sys.argv[1]), "new")
"""


def killed_while_writing(path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(papernotes.__file__).parents[1])}
    done = subprocess.run([sys.executable, "-S", "-c", KILLED, str(path)], env=environment, check=False)
    assert done.returncode == -signal.SIGKILL


def long_ago(*paths: Path) -> None:
    then = time.time() - LEFT_AFTER_SECONDS - 60
    for path in paths:
        os.utime(path, (then, then))


@pytest.mark.parametrize("old", [True, False])
def test_what_a_killed_program_left_half_written_goes_when_it_is_old(tmp_path: Path, old: bool) -> None:
    target, readers_own = tmp_path / "list", tmp_path / "thesis.part"
    target.write_text("old")
    readers_own.write_text("of the reader")
    killed_while_writing(target)
    (left,) = tmp_path.glob(".*.part")
    assert target.read_text() == "old"
    if old:
        long_ago(left, readers_own)
    write_atomically(tmp_path / "another", "text")
    assert left.exists() is not old  # another program may be about to name it
    assert readers_own.exists()


def test_a_copy_half_made_goes_with_the_next_one(tmp_path: Path) -> None:
    half = [tmp_path / "copies" / f"reading-2026-03-01.77.{end}" for end in ("part", "part-journal")]
    fresh = tmp_path / "copies" / "reading-2026-03-01.78.part"
    with ReadingStore.open(tmp_path) as store:
        store.apply([StateChange(("title:fog",), "starred", True)])
        for file in (*half, fresh):
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(b"half a copy")
        long_ago(*half)
        assert store.copy_if_due()
    assert fresh.exists() and not any(file.exists() for file in half)


def test_a_copy_half_restored_goes_with_the_next_restore(tmp_path: Path) -> None:
    with ReadingStore.open(tmp_path) as store:
        store.apply([StateChange(("title:fog",), "starred", True)])
        store.copy_if_due()
    half, worked_on = tmp_path / "reading.db.77.part", tmp_path / "reading.db.78-0a1b2c.part"
    for file in (half, worked_on):
        file.write_bytes(b"")
    long_ago(half, worked_on)
    store.path.write_bytes(b"no database")
    with ReadingStore.open(tmp_path) as store:
        assert store.state_of(["title:fog"]).starred
    assert worked_on.exists() and not half.exists()


def test_a_link_to_what_is_no_file_and_one_that_leads_nowhere_are_not_written_through(tmp_path: Path) -> None:
    link, pipe = tmp_path / "link", tmp_path / "pipe"
    os.mkfifo(pipe)
    for target, reason in (
        (pipe, "it is not a file, but a pipe"),
        (tmp_path / "unmounted" / "disk" / "file", "No such file"),
    ):
        link.symlink_to(target)
        for private in (False, True):
            with pytest.raises(OSError, match=reason):
                write_atomically(link, "text", private=private)
        link.unlink()
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]
    assert pipe.is_fifo()
    link.symlink_to(tmp_path / "new")
    write_atomically(link, "text")
    assert (link.is_symlink(), (tmp_path / "new").read_text("utf-8")) == (True, "text")


def test_a_lock_is_had_in_the_place_of_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with lock_file(tmp_path / "pipe"), lock_file(tmp_path / "new"):
        pass
    assert (tmp_path / "pipe").is_fifo()
    assert mode(tmp_path / "new") == 0o600
