"""What is said of files that hold no notes, and of a folder that holds none at all."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    folder = tmp_path / "mixed"
    (folder / "templates").mkdir(parents=True)
    for name, text in {
        "tides.md": "# On Tides\n\nWater rises.\n", "README.md": "Notes.\n", "templates/paper.md": "# {{title}}\n",
        "refs.bib": "@misc{a, title = {A}}\n", "tides.pdf": "%PDF-", "old.zip": "PK", "roam.org": "* A\n",
    }.items():  # fmt: skip
        (folder / name).write_text(text, "utf-8")
    return folder


def test_add_says_what_is_not_read_and_what_to_do(run, mixed):
    done = run("add", mixed)
    assert done.code == 0
    assert (
        "2 of 3 Markdown files are not notes: a template (templates/paper.md), a README (README.md)"
        in done.out
    )
    assert "1 PDF (tides.pdf) not read" in done.out
    assert "1 archive (old.zip) not read: unpack" in done.out
    assert f"papernotes import {mixed}/refs.bib" in done.out
    assert f"pandoc {mixed}/roam.org" in done.out
    assert run("sync").out == "mixed: 1 note, nothing new\n"
    (mixed / "later.pdf").touch()
    assert "2 PDFs (later.pdf …) not read" in run("sync").out
    assert "2 PDFs (later.pdf …) not read" in run("doctor").out
    (report,) = run("doctor", "--json").objects
    assert {"source": "mixed", "kind": "archive", "files": 1, "first": "old.zip"} in report["left_out"]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ((), "there is no note in it, nor anything else"),
        (
            ("a.pdf", "README.md"),
            "1 Markdown file is not a note: a README (README.md); 1 PDF (a.pdf) not read",
        ),
        (("empty.md",), "1 file cannot be read"),
    ],
)
def test_a_folder_without_notes_is_no_source_unless_it_is_forced(run, home, tmp_path, files, said):
    folder = tmp_path / "bare"
    folder.mkdir()
    for name in files:
        (folder / name).touch()
    done = run("add", folder)
    assert done.code == 1
    assert said in done.err
    assert "bare" not in run("sources").out
    assert run("add", folder, "--force").code == 0
    assert f"bare  folder  0 notes  {folder}" in run("sources").out


def test_the_sample_library_stays_until_a_source_was_read(run, tmp_path):
    folder = tmp_path / "bare"
    folder.mkdir()
    run("sync")
    before = run("list").out
    assert before.count("\n") > 40
    assert run("add", folder).code == 1
    assert run("add", f"file://{folder}/none.git").code == 1
    assert run("list").out == before
    (folder / "calm_nets.md").write_text("# Attention Is All You Need\n\nA note of our own.\n")
    done = run("add", folder)
    assert "bare: 1 note, 1 new" in done.out
    assert run("list").out.count("\n") == 1
