"""Files as others find them: whose they are and who may read them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from papernotes.reading.log.events import Change
from papernotes.reading.storage.files import make_private_file, make_private_folder, write_atomically
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
        store.apply([Change(("title:fog",), "starred", True)])
        store.write_remarks(
            ["entry:ICLR2026/fog"], {"ICLR2026/fog": "dense", "ICLR2026/" + "f" * 200: "long"}
        )
        store.set_visit({"pane": "papers"})
        store.copy_if_due()
        found = set(data.rglob("*"))  # its log and its shared memory are there now
        assert {"reading.db", "reading.db-wal", "visit.json", "copies", "remarks"} <= {
            path.name for path in found
        }
        assert {mode(path) for path in found if path.is_file()} == {0o600}
        assert {mode(path) for path in (data, *found) if path.is_dir()} == {0o700}


def test_a_database_that_is_restored_is_private(tmp_path: Path) -> None:
    with umask(0), ReadingStore.open(tmp_path) as store:
        store.apply([Change(("title:fog",), "starred", True)])
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
