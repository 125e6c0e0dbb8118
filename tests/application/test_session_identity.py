"""Marks stay with a paper whatever happens to its notes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from papernotes.config.paths import find_paths
from papernotes.session import Session

PAGE = """⚡ Optimization¶
🧪 ICML2025 · 1 paper notes
- Steep Stairs Descend Faster
-
Shows how stairs help at sea.
"""
NOTE = """# {title}

**Conference**: ICML 2025
{arxiv}
## TL;DR

Shows how stairs help at sea.
"""


def marks() -> dict[str, tuple[bool, bool, tuple[str, ...]]]:
    """What is known of each entry: read, starred, lists."""
    session = Session(find_paths())
    try:
        entries = session.library.entries(list(session.ids_by_key().values()))
        states = {entry.key: session.state_of(entry) for entry in entries}
        return {key: (state.read, state.starred, state.lists) for key, state in states.items()}
    finally:
        session.close()


def write(folder: Path, slug: str, title: str, arxiv: str) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    file = folder / "ICML2025" / "optimization" / f"{slug}.md"
    file.parent.mkdir(parents=True)
    line = f"**arXiv**: [{arxiv}](https://arxiv.org/abs/{arxiv})\n" if arxiv else ""
    file.write_text(NOTE.format(title=title, arxiv=line), "utf-8")


def test_a_mark_made_on_a_title_survives_a_later_retitle(run: Any, tmp_path: Path, home: Path) -> None:
    tree = tmp_path / "tree"
    marked = (True, True, ("to read",))
    write(tree, "steep_stairs", "Steep Stairs Descend Faster", "")
    run("add", tree, "--name", "stairs")
    run("mark", "ICML2025/steep_stairs", "--read", "--star", "--list", "to read")

    write(tree, "steep_stairs", "Steep Stairs Descend Faster", "2501.00003")  # now it has an arXiv id
    run("sync")
    assert marks() == {"ICML2025/steep_stairs": marked}
    write(tree, "on_stairs", "On Stairs That Are Steep", "2501.00003")  # and now another title and slug
    run("sync")
    assert marks() == {"ICML2025/on_stairs": marked}
    write(tree, "of_stairs", "On Stairs That Are Steep", "")  # and loses the id
    run("sync")
    assert marks() == {"ICML2025/of_stairs": marked}

    run("remove", "stairs")
    write(tree, "of_stairs", "On Stairs That Are Steep", "2501.00003")
    run("add", tree, "--name", "again")
    assert marks() == {"ICML2025/of_stairs": marked}
    shutil.rmtree(home / "cache")
    run("sync")
    assert marks() == {"ICML2025/of_stairs": marked}


def test_a_mark_made_on_a_page_goes_over_to_the_tree(run: Any, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(PAGE, "utf-8")
    assert run("add", page, "--name", "page").code == 0
    (key,) = marks()
    run("mark", key, "--read")
    write(tmp_path / "tree", "steep_stairs", "Steep Stairs Descend Faster", "2501.00003")
    run("add", tmp_path / "tree", "--name", "tree")
    run("remove", "page")
    write(tmp_path / "tree", "on_stairs", "On Stairs That Are Steep", "2501.00003")
    run("sync")
    assert marks() == {"ICML2025/on_stairs": (True, False, ())}


def test_another_paper_of_the_same_title_is_not_marked(run: Any, tmp_path: Path) -> None:
    write(tmp_path / "one", "steep_stairs", "Steep Stairs Descend Faster", "2501.00003")
    write(tmp_path / "two", "other_stairs", "Steep Stairs Descend Faster", "2409.00007")
    run("add", tmp_path / "one", "--name", "one")
    run("mark", "ICML2025/steep_stairs", "--read")
    run("add", tmp_path / "two", "--name", "two")
    assert marks()["ICML2025/other_stairs"] == (False, False, ())
    assert marks()["ICML2025/steep_stairs"] == (True, False, ())


def test_a_mark_made_on_one_of_two_papers_filed_under_one_name_is_not_made_on_the_other(
    run: Any, tmp_path: Path
) -> None:
    tree = tmp_path / "tree"
    write(tree, "stairs", "Bells Under Water", "2501.00007")
    other = tree / "ICML2025" / "sound" / "stairs.md"
    other.parent.mkdir()
    other.write_text(NOTE.format(title="Steep Stairs Descend Faster", arxiv=""), "utf-8")
    run("add", tree, "--name", "stairs")
    first, second = "ICML2025/stairs", "ICML2025/stairs~2"
    run("mark", second, "--star")
    assert marks() == {first: (False, False, ()), second: (False, True, ())}
    run("mark", first, second, "--read")
    assert marks() == {first: (True, False, ()), second: (True, True, ())}
    run("undo")
    run("undo")
    assert marks() == {first: (False, False, ()), second: (False, False, ())}


def test_marked_papers_that_are_gone_are_named(run: Any, tmp_path: Path) -> None:
    write(tmp_path / "tree", "steep_stairs", "Steep Stairs Descend Faster", "2501.00003")
    run("add", tmp_path / "tree", "--name", "stairs")
    run("mark", "ICML2025/steep_stairs", "--star")
    assert "not in the library" not in run("doctor").out
    run("remove", "stairs")
    told = run("doctor").out
    assert "marked, and not in the library" in told
    assert "  steep stairs descend faster  ICML2025/steep_stairs" in told
    assert json.loads(run("doctor", "--json").out)["absent"] == [
        "steep stairs descend faster  ICML2025/steep_stairs"
    ]
