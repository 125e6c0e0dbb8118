"""Sources: which files of a folder are documents, and what a person may give for one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from papernotes.notes.catalogue import sync
from papernotes.notes.catalogue.library import Library
from papernotes.notes.sources import walk
from papernotes.notes.sources.source import Source, SourceError, describe_source
from papernotes.notes.sources.walk import Document, Skipped, documents


def test_what_is_no_file_is_skipped_instead_of_waited_for(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("# A Note\n", "utf-8")
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "away.md").symlink_to("/etc/hostname")
    found = {one.path: one for one in documents(Source("s", "folder", str(tmp_path)), tmp_path)}
    assert isinstance(found["note.md"], Document)
    assert found["pipe.md"] == Skipped("pipe.md", "neither a file nor a folder")
    assert found["away.md"] == Skipped("away.md", "a symbolic link, not followed")


def test_a_device_or_a_pipe_is_no_source(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for place in ("/dev/zero", tmp_path / "pipe"):
        with pytest.raises(SourceError, match="neither a file nor a folder"):
            describe_source(str(place))


def test_a_folder_that_may_not_be_read_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("open", "shut"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "note.md").write_text("# A Note\n", "utf-8")
    look = os.scandir
    shut = (tmp_path / "shut").stat().st_ino

    def denied(folder: int) -> object:
        if os.fstat(folder).st_ino == shut:
            raise PermissionError(13, "Permission denied")
        return look(folder)

    monkeypatch.setattr(os, "scandir", denied)
    found = list(documents(Source("s", "folder", str(tmp_path)), tmp_path))
    assert [one.path for one in found] == ["open/note.md", "shut/"]
    assert found[1] == Skipped("shut/", "cannot read the folder: Permission denied")


def test_folders_within_folders_come_to_an_end(tmp_path: Path) -> None:
    folder = tmp_path
    for _ in range(walk.MAXIMUM_DEPTH + 3):
        folder /= "f"
        folder.mkdir()
    (folder / "note.md").write_text("# A Note\n", "utf-8")
    (found,) = documents(Source("s", "folder", str(tmp_path)), tmp_path)
    assert isinstance(found, Skipped)
    assert found.reason == "more than 200 folders within each other"


@pytest.mark.parametrize("fault", [BrokenProcessPool("killed"), BlockingIOError(11, "no more processes")])
@pytest.mark.parametrize("before", [0, 2])
def test_notes_are_read_without_help_where_other_processes_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception, before: int
) -> None:
    for number in range(5):
        note = tmp_path / f"shelf/ICML2025/tides/note{number}.md"
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(f"# Paper of Number {number}\n", "utf-8")

    class Failing:
        def __init__(self, *_: object) -> None:
            pass

        def __enter__(self) -> Failing:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def map(self, read: Callable[..., object], jobs: list[object], chunksize: int) -> Iterator[object]:
            yield from map(read, jobs[:before])
            raise fault

        def shutdown(self, **_: object) -> None:
            pass

    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", Failing)
    monkeypatch.setattr(sync, "MINIMUM_PARALLEL_DOCUMENTS", 1)
    library = Library.open(tmp_path / "library.db")
    report = library.sync(Source("s", "folder", str(tmp_path / "shelf")), tmp_path)
    assert (report.notes, len(report.added), report.problems) == (5, 5, 0)
    library.close()
