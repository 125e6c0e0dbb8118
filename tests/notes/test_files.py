"""Files that became something else after the walk: no link is followed, no pipe waited for, no device read forever."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from papernotes.notes.catalogue.library import Library
from papernotes.notes.catalogue.loader import CatalogueLoader
from papernotes.notes.model import NoteError
from papernotes.notes.sources import files
from papernotes.notes.sources.files import UnreadableError, read_file
from papernotes.notes.sources.source import Source, SourceError

SECRET = "the harbour master's own words"


def _link(note: Path, secret: Path) -> None:
    note.symlink_to(secret)


def _link_that_leads_nowhere(note: Path, secret: Path) -> None:
    note.symlink_to(secret.with_name("nowhere"))


def _link_to_itself(note: Path, secret: Path) -> None:
    note.symlink_to(note)


def _endless_device(note: Path, secret: Path) -> None:
    note.symlink_to("/dev/zero")


def _pipe(note: Path, secret: Path) -> None:
    os.mkfifo(note)


def _socket(note: Path, secret: Path) -> None:
    here = Path.cwd()
    os.chdir(note.parent)  # the name of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(note.name)
    finally:
        os.chdir(here)


def _folder(note: Path, secret: Path) -> None:
    note.mkdir()


def _giant(note: Path, secret: Path) -> None:
    with note.open("wb") as file:
        file.truncate(files.MAXIMUM_BYTES + 1)


def _nothing(note: Path, secret: Path) -> None:
    pass


SWAPS: dict[Callable[[Path, Path], None], str] = {
    _link: "a symbolic link, not followed",
    _link_that_leads_nowhere: "a symbolic link, not followed",
    _link_to_itself: "a symbolic link, not followed",
    _endless_device: "a symbolic link, not followed",
    _pipe: "neither a file nor a folder",
    _socket: "neither a file nor a folder",
    _folder: "a folder, not a file",
    _giant: "21 MB is too large for a note",
    _nothing: "No such file or directory",
}


@pytest.fixture
def shelf(tmp_path: Path):
    root = tmp_path / "shelf"
    for name in ("calm", "wide"):
        note = root / "ICML2025/tides" / f"{name}.md"
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(f"# {name.title()} Water\n\n## Method\n\nWe row {name}ly.\n", "utf-8")
    (tmp_path / "secret.md").write_text(SECRET, "utf-8")
    library = Library.open(tmp_path / "library.db")
    library.sync(Source("shelf", "folder", str(root)), tmp_path)
    yield library, root
    library.close()


def _markdown(library: Library, key: str) -> str:
    entry = library.find(key)
    assert entry is not None
    return library.markdown(library.notes_of(entry)[0])


@pytest.mark.parametrize("swap", SWAPS, ids=lambda swap: swap.__name__.strip("_"))
def test_a_note_that_became_something_else_is_reported_and_indexed_without_text(shelf, tmp_path, swap):
    library, root = shelf
    note = root / "ICML2025/tides/calm.md"
    note.unlink()
    swap(note, tmp_path / "secret.md")
    with pytest.raises(NoteError) as raised:
        _markdown(library, "ICML2025/calm")
    assert raised.value.reason == (
        f"the note's text cannot be read: {note}: {SWAPS[swap]}; `papernotes sync` finds out what became of it"
    )
    bodies = dict(CatalogueLoader(tmp_path / "library.db").bodies(["ICML2025/calm", "ICML2025/wide"]))
    assert bodies["ICML2025/calm"] == ()
    assert any("We row widely." in section.text for section in bodies["ICML2025/wide"])
    assert library.unreadable() == [("ICML2025/tides/calm.md", f"cannot read: {SWAPS[swap]}")]
    assert [problem.path for problem in library.problems()] == ["ICML2025/tides/calm.md"]
    report = library.sync(Source("shelf", "folder", str(root)), tmp_path)
    assert report.removed == ("ICML2025/calm",)
    assert library.unreadable() == []


@pytest.mark.parametrize("part", ["ICML2025", "ICML2025/tides"])
def test_a_folder_that_became_a_link_is_not_entered(shelf, tmp_path, part):
    library, root = shelf
    (root / part).rename(tmp_path / "moved")
    (root / part).symlink_to(tmp_path / "moved")
    with pytest.raises(NoteError, match=r"the folder .* is now a symbolic link, not followed"):
        _markdown(library, "ICML2025/calm")
    report = library.sync(Source("shelf", "folder", str(root)), tmp_path)
    assert (report.notes, report.problems) == (0, 1)
    assert [(problem.path, problem.reason) for problem in library.problems()] == [
        (f"{part}/", "a symbolic link, not followed")
    ]


def test_a_text_that_can_be_read_again_returns_to_the_index(shelf, tmp_path):
    library, root = shelf
    library.indexed(library.unindexed())
    root.rename(tmp_path / "away")  # as a disk that is not there for a while
    loader = CatalogueLoader(tmp_path / "library.db")
    assert dict(loader.bodies(loader.keys())) == {"ICML2025/calm": (), "ICML2025/wide": ()}
    with pytest.raises(SourceError, match="No such file"):
        library.sync(Source("shelf", "folder", str(root)), tmp_path)
    assert library.totals()["entries"] == 2
    assert len(library.unreadable()) == 2
    (tmp_path / "away").rename(root)
    assert all(dict(loader.bodies(loader.keys())).values())
    assert library.unreadable() == []
    assert library.sync(Source("shelf", "folder", str(root)), tmp_path).problems == 0
    assert library.unindexed() == ["ICML2025/calm", "ICML2025/wide"]
    assert library.unreadable() == []


def test_the_folder_of_a_source_may_be_reached_through_a_link(shelf, tmp_path):
    library, root = shelf
    (tmp_path / "way").symlink_to(root)
    library.sync(Source("shelf", "folder", str(tmp_path / "way")), tmp_path)
    assert "We row calmly." in _markdown(library, "ICML2025/calm")


def test_a_page_that_became_a_link_or_a_pipe_is_refused(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# One Page\n\nText.\n", "utf-8")
    library = Library.open(tmp_path / "library.db")
    library.sync(Source("page", "page", str(page)), tmp_path)
    (key,) = library.ids_by_key()
    assert "Text." in _markdown(library, key)
    for swap in (_link, _endless_device, _pipe, _giant):
        page.unlink()
        swap(page, tmp_path / "secret.md")
        with pytest.raises(NoteError, match="cannot be read"):
            _markdown(library, key)
        with pytest.raises(SourceError, match=f"source page: .*: {SWAPS[swap]}"):
            library.sync(Source("page", "page", str(page)), tmp_path)
    library.close()


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path, monkeypatch):
    (tmp_path / "note.md").write_text("short", "utf-8")
    monkeypatch.setattr(os, "read", lambda file, most: b"x" * most)
    with pytest.raises(UnreadableError, match="too large"):
        read_file(tmp_path, "note.md")


def test_a_file_that_becomes_a_link_before_it_is_opened_is_not_followed(tmp_path, monkeypatch):
    note = tmp_path / "note.md"
    note.write_text("short", "utf-8")
    (tmp_path / "secret").write_text(SECRET, "utf-8")
    look = os.stat

    def look_and_swap(name, **options):
        found = look(name, **options)
        if name == "note.md":
            note.unlink()
            note.symlink_to(tmp_path / "secret")
        return found

    monkeypatch.setattr(os, "stat", look_and_swap)
    with pytest.raises(UnreadableError):
        read_file(tmp_path, "note.md")


def test_a_file_without_permission_says_so(tmp_path, monkeypatch):
    (tmp_path / "note.md").write_text("short", "utf-8")

    def denied(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", denied)
    with pytest.raises(UnreadableError, match="Permission denied"):
        read_file(tmp_path, "note.md")


@pytest.mark.parametrize("path", ["../secret.md", "a/../../secret.md", "/etc/hostname", "a//b", "."])
def test_a_path_does_not_lead_out_of_its_source(tmp_path, path):
    (tmp_path / "secret.md").write_text(SECRET, "utf-8")
    (tmp_path / "root/a").mkdir(parents=True)
    with pytest.raises(UnreadableError, match="leads out of the source"):
        read_file(tmp_path / "root", path)


def test_files_of_sources_are_opened_in_one_place():
    opening = re.compile(r"(?<!def )\bopen\(|\.read_bytes\(|\.read_text\(|\bos\.read\(|\bfdopen\(")
    rooms = {
        path.name
        for path in Path(files.__file__).parent.rglob("*.py")
        if opening.search(path.read_text("utf-8"))
    }
    assert rooms == {"files.py", "git_clone.py"}  # that one opens its lock
