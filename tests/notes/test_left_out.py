"""What a source has beside notes: each kind of file that is left out by its name is counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from papernotes.notes.catalogue.library import Library
from papernotes.notes.sources.left_out import LEFT_OUT_KINDS, LeftOut, kind_left_out
from papernotes.notes.sources.source import Source
from papernotes.notes.sources.walk import Skipped, documents


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("a/_index.md", "index"),
        ("SUMMARY.md", ""),
        ("a/readme.zh.md", ""),
        ("TODO.md", ""),
        ("CHANGELOG.md", "upkeep"),
        ("Paper-Template.md", "template"),
        ("my paper note template.md", "template"),
        ("template for reading papers.md", "template"),
        ("论文笔记模板.md", "template"),
        ("ACL2025/parsing/order_template.md", ""),
        ("ACL2025/parsing/template_filling.md", ""),
        ("Templates/any.md", "template"),
        ("readme_first_attacks_on_agents.md", ""),
        ("copilot-instructions.md", "agents"),
        ("daily/2024-05-01.md", ""),
        ("journals/2024_05_01.md", "day"),
        ("logseq/bak/a.md", "folder"),
        ("logseq/pages/a.md", ""),
        ("search.html", "web"),
        ("tides.PDF", "pdf"),
        ("notes.tar.gz", "archive"),
        ("refs.bib", "bibliography"),
        ("roam/tides.org", "org"),
        ("runs.ipynb", "notebook"),
        ("review.docx", "document"),
        ("tides.mdx", "dialect"),
        ("index.md", ""),
        ("tides.md", ""),
        ("tides.png", ""),
        ("no suffix", ""),
    ],
)
def test_the_kind_of_a_file(path: str, kind: str) -> None:
    assert kind_left_out(path) == kind
    assert kind == "" or kind in LEFT_OUT_KINDS


def test_what_is_left_out_is_counted_and_told_again_only_where_there_is_more(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    for name, text in {
        "tides.md": "# Tides\n",
        "index.md": "# All\n",
        "README.md": "x",
        "plain.txt": "x",
    }.items():
        (notes / name).write_text(text, "utf-8")
    (notes / "one.pdf").touch()
    source = Source("sea", "folder", str(notes))
    library = Library.open(tmp_path / "library.db")
    report = library.sync(source, tmp_path)
    assert report.markdown == 1
    assert set(report.left_out) == {
        LeftOut("readme", 1, "README.md"), LeftOut("pdf", 1, "one.pdf"), LeftOut("index", 1, "index.md"),
        LeftOut("text", 1, "plain.txt"),
    }  # fmt: skip
    assert library.sync(source, tmp_path).left_out == ()
    (notes / "another.pdf").touch()
    assert library.sync(source, tmp_path).left_out == (LeftOut("pdf", 2, "another.pdf"),)
    assert ("sea", LeftOut("pdf", 2, "another.pdf")) in library.left_out()
    library.forget("sea")
    assert library.left_out() == []
    library.close()


def test_a_submodule_that_is_not_checked_out_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / ".gitmodules").write_text(
        '[submodule "shore"]\n\tpath = shore\n[submodule "sea"]\n\tpath = deep/sea\n[submodule "up"]\n\tpath = ../up\n',
        "utf-8",
    )
    (tmp_path / "shore").mkdir()
    (tmp_path / "deep/sea").mkdir(parents=True)
    (tmp_path / "deep/sea/note.md").write_text("# A Note\n", "utf-8")
    found = [
        item
        for item in documents(Source("s", "folder", str(tmp_path)), tmp_path)
        if isinstance(item, Skipped)
    ]
    assert [item.path for item in found] == ["shore/"]
    assert "git submodule update --init" in found[0].reason
