"""Indexes that cannot be used are known for what they are."""

from __future__ import annotations

import fcntl
import io
import json
import os
import pickle
import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from make_entries import LIBRARY, Loader

from papernotes.index import Index, IndexCorrupt, IndexForeign, IndexMissing, IndexStale, IndexUnusable
from papernotes.index.build.segment_writer import ColumnWriter
from papernotes.index.storage.columns import distinct, numbered
from papernotes.index.storage.directory import open_whoosh
from papernotes.index.storage.manifest import LOCK, MANIFEST, VERSION, check, sum_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Index.build(tmp_path / "index", Loader(LIBRARY))
    return tmp_path / "index"


def test_the_folder_is_private(folder: Path) -> None:
    assert folder.stat().st_mode & 0o777 == 0o700


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        Index.open(tmp_path / "nowhere")
    with pytest.raises(IndexMissing):
        Index.open(tmp_path)


@pytest.mark.parametrize("put", [os.mkfifo, Path.mkdir, lambda path: path.symlink_to("/dev/zero")])
@pytest.mark.parametrize("name", [LOCK, MANIFEST])
def test_what_is_no_file(folder: Path, name: str, put: Callable[[Path], None]) -> None:
    (folder / name).unlink(missing_ok=True)
    put(folder / name)
    with pytest.raises(IndexCorrupt, match="is not a file"):
        Index.open(folder)


def test_stale(folder: Path) -> None:
    (folder / MANIFEST).write_text(json.dumps({"schema": 0}))
    with pytest.raises(IndexStale):
        Index.open(folder)


def test_the_table_of_contents_names_the_classes_of_this_version(folder: Path) -> None:
    """It is a pickle. If a class in it is moved or renamed, older indexes cannot be read: raise `manifest.VERSION`."""
    named: set[tuple[str, str]] = set()

    class Noting(pickle.Unpickler):
        def find_class(self, module: str, name: str) -> object:
            named.add((module, name))
            return super().find_class(module, name)

    (toc,) = folder.glob("*.toc")
    whole = toc.read_bytes()
    for start in (match.start() for match in re.finditer(rb"\x80[\x02-\x05]", whole)):
        with suppress(Exception):  # not where a pickle begins
            Noting(io.BytesIO(whole[start:])).load()
    ours = {name for name in named if name[0].startswith("papernotes")}
    assert VERSION == 6
    assert ours == {
        (f"papernotes.index.{module}", name)
        for module, name in (
            ("storage.codec", "ColumnCodec"),
            ("storage.codec", "ColumnSegment"),
            ("schema", "Body"),
            ("schema", "Labels"),
            ("schema", "NoteAnalyzer"),
            ("schema", "SectionPlaces"),
            ("schema", "Text"),
        )
    }


@pytest.mark.parametrize("text", ["[]", "{}", "{", '{"schema": 1}'])
def test_a_manifest_that_makes_no_sense(folder: Path, text: str) -> None:
    (folder / MANIFEST).write_text(text)
    with pytest.raises(IndexUnusable):
        Index.open(folder)


def test_a_changed_byte_is_noticed(folder: Path) -> None:
    path = next(folder.glob("*.columns"))
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 1
    path.write_bytes(whole)
    with pytest.raises(IndexCorrupt):
        Index.open(folder)


def test_what_nobody_touched_is_added_up_only_when_asked(folder: Path) -> None:
    path = next(folder.glob("*.columns"))
    earlier = path.stat().st_mtime_ns - 10**9
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 1
    path.write_bytes(whole)
    os.utime(path, ns=(earlier, earlier))
    listed_in = next(folder.glob("generation-*.json"))
    listed = json.loads(listed_in.read_text())
    listed[path.name][2] = earlier
    listed_in.write_text(json.dumps(listed))
    assert Index.open(folder).count() == len(LIBRARY)
    with pytest.raises(IndexCorrupt):
        Index.check(folder)


@pytest.mark.parametrize("touched", ["list", "files"])
def test_what_was_added_up_is_not_added_up_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch, touched: str
) -> None:
    (listed,) = folder.glob("generation-*.json")
    if touched == "list":
        os.utime(listed, (0, 0))  # as if written before the files
    else:
        for name in json.loads(listed.read_text()):
            os.utime(folder / name, (1, 1))  # as a copied folder has them
    added_up: list[str] = []

    def noting(path: Path) -> int:
        added_up.append(path.name)
        return sum_of(path)

    time.sleep(0.05)  # by then the files are too old to have been changed unnoticed
    monkeypatch.setattr("papernotes.index.storage.manifest.sum_of", noting)
    check(folder)
    assert sorted(added_up) == sorted(json.loads(listed.read_text()))
    added_up.clear()
    check(folder)
    assert added_up == []


def test_files_with_other_times_are_as_good(folder: Path) -> None:
    for path in folder.iterdir():
        os.utime(path, ns=(1, 1))
    assert Index.open(folder).count() == len(LIBRARY)
    Index.check(folder)


def test_generations_grow_over_builds_and_changes(folder: Path) -> None:
    index = Index.open(folder)
    seen = [index.generation]
    index.apply([], [LIBRARY[0].key])
    seen.append(index.generation)
    Index.build(folder, Loader(LIBRARY))
    seen.append(Index.open(folder).generation)
    assert seen == sorted(set(seen))


def test_a_second_writer_is_told_to_wait(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("papernotes.index.build.build.LOCK_TIMEOUT_SECONDS", 0.0)
    writer = ColumnWriter(open_whoosh(folder))
    with pytest.raises(TimeoutError):
        Index.open(folder).apply([], [LIBRARY[0].key])
    writer.cancel()
    Index.open(folder).apply([], [LIBRARY[0].key])
    assert Index.open(folder).count() == len(LIBRARY) - 1


def test_a_folder_that_others_may_write_is_not_opened_but_built_anew(folder: Path) -> None:
    folder.chmod(0o777)
    with pytest.raises(IndexCorrupt, match="Others may write"):
        Index.open(folder)
    Index.build(folder, Loader(LIBRARY))
    assert folder.stat().st_mode & 0o777 == 0o700
    assert Index.open(folder).count() == len(LIBRARY)


def test_a_folder_of_somebody_else_is_left_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = os.getuid()
    monkeypatch.setattr("os.getuid", lambda: mine + 1)
    with pytest.raises(IndexForeign, match="remove it"):
        Index.open(folder)
    with pytest.raises(IndexForeign):
        Index.build(folder, Loader(LIBRARY[:1]))
    monkeypatch.undo()
    assert Index.open(folder).count() == len(LIBRARY)


def test_a_file_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("no index")
    with pytest.raises(IndexCorrupt):
        Index.open(tmp_path / "index")
    Index.build(tmp_path / "index", Loader(LIBRARY))
    assert Index.open(tmp_path / "index").count() == len(LIBRARY)


def test_any_truncated_or_emptied_file_is_noticed(folder: Path) -> None:
    for path in sorted(folder.iterdir()):
        whole = path.read_bytes()
        if not whole or "LOCK" in path.name:
            continue
        for torn in (whole[: len(whole) // 2], b""):
            path.write_bytes(torn)
            with pytest.raises(IndexUnusable):
                Index.open(folder).search("model")
        path.unlink()
        with pytest.raises(IndexUnusable):
            Index.open(folder).search("model")
        path.write_bytes(whole)
    assert Index.open(folder).search("model").total


def test_what_killed_builds_left_behind_goes(folder: Path) -> None:
    def left(name: str, age: float) -> Path:
        made = folder.with_name(name)
        made.mkdir()
        (made / "part").write_bytes(b"x")
        os.utime(made, (time.time() - age,) * 2)
        return made

    gone = [left(".index-new-a", 3600), left(".index-parts-b", 120), left(".index-old-c", 3600)]
    young, held, other = left(".index-new-d", 0), left(".index-new-e", 3600), left(".elsewhere-new-f", 3600)
    link = folder.with_name(".index-new-g")
    link.symlink_to(other)
    os.utime(link, (0, 0), follow_symlinks=False)
    handle = os.open(held, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)
        Index.build(folder, Loader(LIBRARY))
    finally:
        os.close(handle)
    assert not any(map(Path.exists, gone))
    assert all((kept / "part").exists() for kept in (young, held, other, link))
    assert {path.name for path in folder.parent.iterdir()} == {
        "index", young.name, held.name, other.name, link.name,
    }  # fmt: skip


@pytest.mark.parametrize("values", [[], [3], [2, 2, 2], [5, 1, 5, 3, 1], [0.5, -1.0, 0.5]])
def test_distinct_values_and_their_numbers_are_those_of_numpy(values: list[float]) -> None:
    array = np.array(values)
    once, number = np.unique(array, return_inverse=True)
    assert distinct(array).tolist() == once.tolist()
    assert numbered(array).tolist() == number.tolist()
