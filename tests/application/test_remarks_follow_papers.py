"""A remark is shown, found and exported with its paper, whatever keys papers get when notes change."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from papernotes import remarks
from papernotes.config.paths import find_paths
from papernotes.session import Session
from papernotes.source_sync import sync_sources

Note = Callable[..., None]
LAMPS = ("Lamps Dim at Dusk", "2601.00011")
TIDES = ("Tides Turn Slowly", "2601.00022")


@pytest.fixture
def note(tmp_path: Path) -> Note:
    """Writes a note of a source of its own."""

    def write(place: str, title: str, arxiv: str = "") -> None:
        file = tmp_path / "shelf" / f"{place}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        link = f"**arXiv**: [{arxiv}](https://arxiv.org/abs/{arxiv})\n\n" if arxiv else ""
        file.write_text(f"# {title}\n\n{link}## TL;DR\n\nAbout {title}.\n", "utf-8")

    return write


def put(home: Path, key: str, text: str) -> None:
    file = home / "data" / "remarks" / f"{key}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def remarked(run: Any) -> dict[str, str]:
    """The titles of the papers with a remark, by key."""
    lines = run("list", "has:remark", "--format", "{key}|{title}").out.splitlines()
    return dict(line.split("|") for line in lines)


@pytest.mark.parametrize("seen", [True, False], ids=["seen before", "first seen by sync"])
@pytest.mark.parametrize("ids", [True, False], ids=["with ids", "by title"])
def test_a_slug_that_another_paper_takes(
    run: Any, note: Note, home: Path, tmp_path: Path, ids: bool, seen: bool
) -> None:
    lamps, tides = (LAMPS, TIDES) if ids else (LAMPS[:1], TIDES[:1])
    note("ICLR2026/a/lamps", *lamps)
    run("add", str(tmp_path / "shelf"))
    put(home, "ICLR2026/lamps", "On filaments.\n")
    if seen:
        assert remarked(run) == {"ICLR2026/lamps": LAMPS[0]}
    note("ICLR2026/a/lamps", *tides)
    note("ICLR2026/b/dusk", *lamps)
    run("sync")
    assert remarked(run) == {"ICLR2026/dusk": LAMPS[0]}
    put(home, "ICLR2026/lamps", "On moons.\n")
    assert remarked(run) == {"ICLR2026/dusk": LAMPS[0], "ICLR2026/lamps": TIDES[0]}
    (hit,) = run("search", "--json", "remark:moons").objects
    assert hit["key"] == "ICLR2026/lamps"
    digest = run("export", "has:remark", "--format", "markdown").out
    assert digest.index("### Lamps") < digest.index("> On filaments.") < digest.index("### Tides")
    assert digest.count("> On moons.") == 1


def test_a_paper_that_goes_and_comes_back(run: Any, note: Note, home: Path, tmp_path: Path) -> None:
    note("ICLR2026/a/lamps", *LAMPS)
    note("ICLR2026/a/other", "Rivers Bend")
    run("add", str(tmp_path / "shelf"))
    put(home, "ICLR2026/lamps", "On filaments.\n")
    note("ICLR2026/a/lamps", *TIDES)
    run("sync")
    assert remarked(run) == {}
    note("ICML2026/a/lamps", *LAMPS)
    run("sync")
    assert remarked(run) == {"ICML2026/lamps": LAMPS[0]}
    assert run("remove", "shelf").code == 0
    run("add", str(tmp_path / "shelf"))
    assert remarked(run) == {"ICML2026/lamps": LAMPS[0]}
    assert (home / "data" / "remarks" / "ICML2026" / "lamps.md").read_text("utf-8") == "On filaments.\n"


def test_a_draft_that_was_left_is_the_papers(run: Any, note: Note, tmp_path: Path) -> None:
    note("ICLR2026/a/lamps", *LAMPS)
    run("add", str(tmp_path / "shelf"))
    session = Session(find_paths())
    entry = session.library.find("ICLR2026/lamps")
    assert entry is not None
    draft = remarks.begin(session, entry).file
    draft.write_text("Half a thought on lamps", "utf-8")
    killed = draft.with_name(".0123456789abcdef.part")
    killed.touch()
    os.utime(killed, (0, 0))
    assert remarks.begin(session, entry).left
    assert not killed.exists()
    note("ICLR2026/a/lamps", *TIDES)
    note("ICLR2026/b/dusk", *LAMPS)
    sync_sources(session)
    for key, left in (("ICLR2026/lamps", False), ("ICLR2026/dusk", True)):
        entry = session.library.find(key)
        assert entry is not None
        assert remarks.begin(session, entry).left == left
    session.close()


def test_what_is_written_while_the_library_changes_goes_to_its_paper(
    run: Any, note: Note, home: Path, tmp_path: Path
) -> None:
    note("ICLR2026/a/lamps", *LAMPS)
    run("add", str(tmp_path / "shelf"))
    session = Session(find_paths())
    entry = session.library.find("ICLR2026/lamps")
    assert entry is not None
    draft = remarks.begin(session, entry)  # the editor is open
    note("ICLR2026/a/lamps", *TIDES)
    note("ICLR2026/b/dusk", *LAMPS)
    run("sync")
    assert remarks.finish(session, draft, "On filaments.") == "kept the remark"
    session.close()
    assert remarked(run) == {"ICLR2026/dusk": LAMPS[0]}


def test_a_reading_state_that_cannot_be_written_shows_remarks(
    run: Any, note: Note, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note("ICLR2026/a/lamps", *LAMPS)
    run("add", str(tmp_path / "shelf"))
    put(home, "ICLR2026/lamps", "On filaments.\n")
    monkeypatch.setattr("papernotes.reading.store.ReadingStore.writable", False)
    assert remarked(run) == {"ICLR2026/lamps": LAMPS[0]}


def test_the_state_is_exported_beside_a_library_that_cannot_be_read(
    run: Any, note: Note, home: Path, tmp_path: Path
) -> None:
    note("ICLR2026/a/lamps", *LAMPS)
    run("add", str(tmp_path / "shelf"))
    put(home, "ICLR2026/lamps", "On filaments.\n")
    shutil.rmtree(home / "cache")
    find_paths().library.parent.mkdir(parents=True)
    find_paths().library.write_bytes(b"no database" * 1000)
    done = run("state", "export", str(tmp_path / "state.jsonl"))
    assert (done.code, "1 event" in done.out) == (0, True)
