"""What is said of a renamed file, of a further edition and of a note that goes, in the words of `sync`; and what is new."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from papernotes.__main__ import main
from papernotes.config.paths import find_paths
from papernotes.session import Session
from papernotes.views import View

BEFORE = "2026-01-01T00:00:00+00:00"
LAMPS = "# Calm Lamps\n\n**arXiv**: 2501.00001\n\nOf lamps.\n"
NETS = "# Wide Nets\n\nOf nets.\n"
EDITION = "# 平静的灯塔在海边\n\n**arXiv**: 2501.00001\n\n灯塔在海边,照亮船只的路。\n"


@pytest.fixture
def docs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Two notes that came long ago."""
    folder = tmp_path / "docs" / "Bay2025" / "sea"
    folder.mkdir(parents=True)
    (folder / "lamps.md").write_text(LAMPS, "utf-8")
    (folder / "nets.md").write_text(NETS, "utf-8")
    assert main(["add", str(tmp_path / "docs")]) == 0
    with closing(sqlite3.connect(find_paths().library)) as library:
        library.execute("UPDATE entry SET added = ?", (BEFORE,))
        library.commit()
    return folder


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    capsys.readouterr()
    assert main(list(arguments)) == 0
    return capsys.readouterr().out.splitlines()


def new(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The keys that are new since a day, by the query and by what `gn` shows."""
    found = [json.loads(line)["key"] for line in said(capsys, "list", "--json", "is:new-2026-02-01")]
    session = Session(find_paths())
    session.library.count_news_from("2026-02-01T00:00:00+00:00")
    shown = [entry.key for entry in session.library.entries(session.show(View(new=True)).ids)]
    session.close()
    assert sorted(shown) == sorted(found)
    return found


def test_a_renamed_file(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (docs / "lamps.md").rename(docs / "lanterns.md")
    assert said(capsys, "sync") == ["docs: 2 notes, 1 renamed"]
    assert new(capsys) == []
    assert said(capsys, "sync") == ["docs: 2 notes, nothing new"]


def test_a_file_in_another_folder(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    there = docs.parents[1] / "Cove2025" / "light"
    there.mkdir(parents=True)
    (docs / "nets.md").rename(there / "nets.md")
    assert said(capsys, "sync") == ["docs: 2 notes, 1 renamed"]
    assert new(capsys) == []


def test_a_renamed_file_beside_a_new_one(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (docs / "lamps.md").rename(docs / "lanterns.md")
    (docs / "lamps.md").write_text("# Slack Water\n\nOf tides.\n", "utf-8")
    assert said(capsys, "sync") == ["docs: 3 notes, 1 new, 1 renamed", "  + Slack Water"]
    assert new(capsys) == ["Bay2025/lamps"]


def test_a_renamed_file_with_another_title(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (docs / "lamps.md").unlink()
    (docs / "lanterns.md").write_text(LAMPS.replace("Calm Lamps", "Calm Lanterns"), "utf-8")
    assert said(capsys, "sync") == ["docs: 2 notes, 1 renamed"]


def test_a_further_edition(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (docs.parent / "zh").mkdir()
    (docs.parent / "zh" / "lamps.md").write_text(EDITION, "utf-8")
    assert said(capsys, "sync") == ["docs: 3 notes, 1 new edition of a known paper"]
    assert new(capsys) == ["Bay2025/lamps"]  # it has something new, and is not a new paper


def test_a_note_that_goes(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (docs / "nets.md").unlink()
    assert said(capsys, "sync") == ["docs: 1 note, 1 removed"]


def test_a_changed_note(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (docs / "nets.md").write_text(NETS + "More of nets.\n", "utf-8")
    assert said(capsys, "sync") == ["docs: 2 notes, 1 changed"]
    assert new(capsys) == ["Bay2025/nets"]


def test_what_is_joined_and_split_by_hand_is_not_new(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for step in (("join", "Bay2025/lamps", "Bay2025/nets"), ("undo",), ("redo",), ("undo",)):
        said(capsys, *step)
        assert new(capsys) == []
    assert len(said(capsys, "list")) == 2
    assert said(capsys, "sync") == ["docs: 2 notes, nothing new"]


def test_a_split_is_not_told_as_a_discovery(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    there = docs.parents[1] / "Cove2025" / "light"
    there.mkdir(parents=True)
    (there / "lamps.md").write_text(f"{LAMPS}More.\n", "utf-8")
    said(capsys, "sync")
    said(capsys, "mark", "Bay2025/lamps", "--star")
    said(capsys, "join", "Bay2025/lamps", "Bay2025/nets")
    said(capsys, "undo")
    for step in (("split", "Cove2025/lamps"), ("sync",), ("undo",), ("redo",), ("sync",)):
        assert main(list(step)) == 0
        assert capsys.readouterr().err == ""
