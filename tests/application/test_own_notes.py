"""The reader's own notes: where a new one is filed, what it begins with, and which files are theirs to edit."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from papernotes.config.paths import find_paths
from papernotes.errors import UserError
from papernotes.own_notes import new_note, note_file
from papernotes.session import Session


@pytest.fixture
def shelf(run, home, tmp_path: Path) -> Iterator[Path]:
    """A source of one's own beside a page, with notes on some papers of it."""
    folder = tmp_path / "shelf"
    for path, title in {
        "docs/CVPR2024/object_detection/wide-nets.md": "Wide Nets", "docs/CVPR2024/3d_vision/deep-nets.md": "Deep Nets",
        "docs/ICML2025/llm_safety/calm-nets.md": "Calm Nets",
    }.items():  # fmt: skip
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(f"# {title}\n\n**Authors**: Ann Lee, Bo Wu\n", "utf-8")
    run("add", folder)
    return folder


def _read(run, key: str) -> dict[str, object]:
    (found,) = run("show", key, "--json").objects
    return found


def test_a_new_note_is_filed_as_the_others_and_read(run, shelf, tmp_path):
    page = tmp_path / "refs.md"
    page.write_text(
        "---\ntitle: Ropes that Learn\nvenue: NeurIPS 2023\ntags: [ropes]\n---\n\n**Area**: Robotics\n**arXiv**: 2301.00007\n",
        "utf-8",
    )
    run("add", page)
    (entry,) = run("list", "arxiv:2301.00007", "--json").objects
    done = run("new", entry["key"])
    assert (done.code, done.err) == (0, "")
    file = shelf / "docs/NeurIPS2023/robotics/ropes-that-learn.md"
    assert done.out == f"{file}\n"
    text = file.read_text("utf-8")
    assert "# Ropes that Learn\n" in text
    assert "**arXiv**: [2301.00007](https://arxiv.org/abs/2301.00007)  \n" in text
    assert "Authors" not in text  # it is not known
    (entry,) = run("list", "arxiv:2301.00007", "--json").objects
    assert (entry["notes"], entry["venue"], entry["topic"]) == (2, "NeurIPS2023", "robotics")
    assert (
        run("new", "arXiv:2301.00007v2").out == f"{shelf}/docs/NeurIPS2023/robotics/ropes-that-learn-2.md\n"
    )


def test_a_paper_that_is_not_in_the_library_gets_a_note_by_its_arxiv_id(run, shelf):
    done = run("new", "2405.01234", "--title", "Nets: A View/../..")
    file = Path(done.out.strip())
    assert file.parent == shelf / "docs"
    (entry,) = run("list", "arxiv:2405.01234", "--json").objects
    assert (entry["title"], entry["year"]) == ("Nets: A View/../..", 2024)
    assert run("new", "no such thing").code == 1


@pytest.mark.parametrize("name", ["Wide Nets", "wide_nets"])
def test_a_long_title_becomes_a_name_that_file_systems_take(run, tmp_path, name):
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / f"{name}.md").write_text("# Wide Nets\n\nText.\n", "utf-8")
    run("add", folder)
    file = Path(run("new", "2405.01234", "--title", "深い網について" * 20).out.strip())
    assert file.is_file() and file.name.startswith("深い網について" * 9)


def test_the_readers_own_template_is_filled_in(run, home, shelf):
    template = home / "config" / "note.md"
    template.write_text("# {{title}}\nby {{authors}}\n{{doi}} is its DOI\nkey:: {{ key }}\n", "utf-8")
    file = Path(run("new", "CVPR2024/wide-nets").out.strip())
    assert file.name == "wide-nets-2.md"
    assert file.read_text("utf-8") == "# Wide Nets\nby Ann Lee, Bo Wu\nkey:: CVPR2024/wide-nets\n"
    template.write_text("# {{title}}\n{{autors}}\n", "utf-8")
    done = run("new", "CVPR2024/wide-nets")
    assert (done.code, done.out) == (1, "")
    assert f"{template}:2: nothing is called {{{{autors}}}}; did you mean authors?" in done.err


def test_the_folder_must_be_clear_and_lead_nowhere_else(run, shelf, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "one.md").write_text("# One\n", "utf-8")
    run("add", other)
    assert "give --source NAME; there are: shelf, other" in run("new", "2405.01234").err
    assert Path(run("new", "CVPR2024/wide-nets").out.strip()).is_relative_to(
        shelf
    )  # where the paper's note is
    assert Path(run("new", "2405.01234", "--source", "other").out.strip()).parent == other
    assert "no folder is a source named sea" in run("new", "2405.01234", "--source", "sea").err
    (tmp_path / "away").mkdir()
    (shelf / "docs/KDD2020").symlink_to(tmp_path / "away")
    (other / "two.md").write_text("# Two\n\n**Conference**: KDD 2020\n**Area**: nets\n", "utf-8")
    run("sync")
    assert "leads out of the source shelf" in run("new", "KDD2020/two", "--source", "shelf").err
    assert list((tmp_path / "away").iterdir()) == []


def test_no_half_of_a_note_is_left(shelf, monkeypatch):
    opened = os.fdopen

    def full(handle: int, mode: str = "r", **more: Any) -> Any:
        if mode == "r":
            return opened(handle, mode, **more)
        os.write(handle, b"---")
        os.close(handle)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = sorted(shelf.rglob("*.md"))
    with closing(Session(find_paths())) as session, monkeypatch.context() as patched:
        patched.setattr(os, "fdopen", full)
        with pytest.raises(UserError, match=r"\.md cannot be written: No space left on device"):
            new_note(session, "2405.01234")
    assert sorted(shelf.rglob("*.md")) == before


def test_only_files_of_ones_own_are_edited(run, home, shelf):
    with closing(Session(find_paths())) as session:
        (note,) = session.library.notes_of(session.library.find("CVPR2024/wide-nets"))
        assert note_file(session, note).file == shelf / "docs/CVPR2024/object_detection/wide-nets.md"
    file = home / "config" / "sources.yaml"
    file.write_text(file.read_text("utf-8").replace("kind: folder", "kind: git"), "utf-8")
    with (
        closing(Session(find_paths())) as session,
        pytest.raises(UserError, match="which the next sync replaces"),
    ):
        note_file(session, note)
    file.unlink()
    assert run("new", "2405.01234").code == 1
