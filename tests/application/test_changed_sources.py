"""Sources that are moved, renamed, paused, and parts of repositories: notes and marks stay with their papers."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from papernotes.config.source_list import read_sources
from papernotes.errors import UserError


def _sources(run) -> dict[str, dict[str, object]]:
    return {source["name"]: source for source in run("sources", "--json").objects}


def _starred(run) -> list[str]:
    return [entry["title"] for entry in run("list", "is:starred", "--json").objects]


@pytest.fixture
def repository(tmp_path: Path) -> str:
    """The address of a repository with two folders of notes, and a link that leads out of it."""
    work = tmp_path / "work"
    for name, title in {
        "docs/lamps/one.md": "One Lamp",
        "docs/two.md": "Two Lamps",
        "other/three.md": "Three Lamps",
    }.items():
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_text(f"# {title}\n\nIt shines.\n", "utf-8")
    (work / "out").symlink_to(tmp_path)
    for words in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "all"],
    ):
        subprocess.run(["git", "-C", str(work), *words], check=True)
    subprocess.run(["git", "clone", "-q", "--bare", str(work), str(tmp_path / "bare.git")], check=True)
    return f"file://{tmp_path}/bare.git"


def test_a_part_of_a_repository_is_read_and_no_note_twice(run, home, repository):
    assert "lamps: 1 note, 1 new" in run("add", repository, "--folder", "docs/lamps", "--name", "lamps").out
    assert "is already the source lamps" in run("add", repository, "--folder", "docs/lamps").err
    assert "lies in the source lamps" in run("add", repository, "--folder", "docs/lamps/deep").err
    around = run("add", repository, "--name", "all")
    assert "the source lamps lies in" in around.err
    assert "all: 2 notes, 2 new" in around.out
    assert "all: 2 notes, nothing new" in run("sync").out
    run("remove", "all")
    for folder, reason in (
        ("out", "there is no folder out"),
        ("../up", "not a folder of a repository"),
        ("none", "there is no folder none"),
    ):
        done = run("add", repository, "--folder", folder, "--name", "no")
        assert (done.code, "no" in _sources(run)) == (1, False)
        assert reason in done.err


def test_a_source_keeps_its_notes_and_marks_under_another_name(run, home, repository):
    run("add", repository, "--name", "lamps")
    run("mark", "Unfiled/one", "--star")
    assert run("sources", "--rename", "lamps", "lanterns").code == 0
    assert run("sync").out == "lanterns: 3 notes, nothing new\n"
    file = home / "config" / "sources.yaml"
    file.write_text(file.read_text("utf-8").replace("lanterns", "lights"), "utf-8")
    assert run("sync").out == "lights: 3 notes, nothing new\n"
    assert [path.name for path in (home / "cache/repositories").iterdir() if path.is_dir()] == ["lights"]
    assert _starred(run) == ["One Lamp"]
    assert "no source is named lamps; there are: lights" in run("sources", "--rename", "lamps", "x").err
    assert run("sources", "--rename", "lights", "a/b").code == 2


def test_a_source_is_read_from_another_place_or_stays_where_it_is(filled, tree, tmp_path):
    filled("mark", "ICLR2026/lantern_oil", "--star")
    before = [entry["title"] for entry in filled("list", "is:starred", "--json").objects]
    place = tmp_path / "elsewhere" / tree.name
    place.parent.mkdir()
    tree.rename(place)
    (tmp_path / "bare").mkdir()
    for wrong in (tmp_path / "bare", tmp_path / "absent"):
        assert filled("move", "harbour", wrong).code == 1
        assert _sources(filled)["harbour"]["location"] == str(tree)
        assert _sources(filled)["harbour"]["notes"] == 6
    moved = filled("move", "harbour", place)
    assert (moved.code, moved.out) == (0, "harbour: 6 notes, nothing new\n")
    assert _starred(filled) == before != []


def test_a_paused_source_keeps_its_notes_and_is_read_when_it_is_named(filled, tree):
    assert filled("sources", "--pause", "harbour").code == 0
    (tree / "ICML2025/optimization/ropes.md").write_text("# On Ropes\n", "utf-8")
    assert filled("sync").out == ""
    assert _sources(filled)["harbour"]["notes"] == 6
    assert "(paused)" in filled("sources").out
    assert "7 notes, 1 new" in filled("sync", "harbour").out
    filled("sources", "--resume", "harbour")
    assert filled("sync").out == "harbour: 7 notes, nothing new\n"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("paused: maybe", "`paused:` is true or false"),
        ("folder: docs", "`folder:` is the part of a git repository"),
        ("pasued: true", "did you mean paused?"),
        ("watch: [1]", "expected a source with `name`, `kind` and `location`"),
        ("? [watch]\n  : true", "expected a source with `name`, `kind` and `location`"),
    ],
)
def test_a_mistake_in_the_list_of_sources_is_told_with_its_line(tmp_path, line, reason):
    file = tmp_path / "sources.yaml"
    file.write_text(f"sources:\n- name: a\n  kind: folder\n  location: /a\n  {line}\n", "utf-8")
    with pytest.raises(UserError, match=r"sources\.yaml:2: ") as told:
        read_sources(file)
    assert reason in str(told.value)


@pytest.mark.parametrize("text", ["", "sources:\n", "sources: []\n"])
def test_an_empty_list_of_sources_has_none(tmp_path, text):
    file = tmp_path / "sources.yaml"
    file.write_text(text, "utf-8")
    assert read_sources(file) == []


@pytest.mark.parametrize("text", ["- a\n", "sources: a\n", "source: []\n", "sources: []\nmore: []\n"])
def test_what_is_not_a_list_of_sources_is_told(tmp_path, text):
    file = tmp_path / "sources.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(
        UserError, match=r"sources\.yaml:1: expected `sources:` and under it a list of sources"
    ):
        read_sources(file)
