"""Links by name between notes of one source, in whatever folders they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from papernotes.config.paths import find_paths
from papernotes.links import Missing, ToNote, resolve
from papernotes.session import Session


@pytest.fixture
def vault(run, home, tmp_path: Path) -> Session:
    for path, text in {
        "a/One.md": "# First on Nets\n\nSee [[Two]], [[Missing]].\n",
        "b/Two.md": "# Second on Ropes\n\nWords.\n",
        "b/deep/Two.md": "# Another on Ropes\n\nWords.\n",
        "b/deep/Wide Knots.md": "---\naliases: [Bowline, sea knots]\n---\n# Third on Knots\n\n## Method\n\nBack to [[one]].\n",
        "a/Are Nets Wide?.md": "# Fourth on Nets\n\nWords.\n",
        "b/MOC.md": "# Nets\n\n- [[One]]\n- [[Two|ropes]]\n- [Knots](deep/Wide%20Knots.md)\n",
        "b/Reading.md": "# On Reading Maps\n\n- [[One]]\n- [[Two]]\n\nThis note has words of its own.\n\nAnd more.\n",
    }.items():
        file = tmp_path / "vault" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    assert "1 of 7 Markdown files is not a note: an index (b/MOC.md)" in run("add", tmp_path / "vault").out
    return Session(find_paths())


@pytest.mark.parametrize(
    ("target", "title"),
    [
        ("Two", "Second on Ropes"),
        ("deep/Two", "Another on Ropes"),
        ("two.md", "Second on Ropes"),
        ("wide knots#Method", "Third on Knots"),
        ("Wide%20Knots", "Third on Knots"),
        ("bowline", "Third on Knots"),
        ("Are Nets Wide?", "Fourth on Nets"),
        ("a/Are%20Nets%20Wide?", "Fourth on Nets"),
        ("Two.md?plain=1", "Second on Ropes"),
        ("Sea Knots#Method", "Third on Knots"),
        ("c/Two", ""),
        ("wo", ""),
        ("../x/Two", ""),
        ("Missing", ""),
    ],
)
def test_where_a_name_leads(vault, target, title):
    (note,) = vault.library.notes_of(vault.library.find("Unfiled/One"))
    goal = resolve(vault.library, note, target)
    vault.close()
    assert (goal.entry.title if isinstance(goal, ToNote) else "") == title
    assert title or isinstance(goal, Missing)


def test_what_links_here_and_from_here_is_related(vault, run):
    vault.close()
    (knots, *_) = [
        paper
        for paper in run("related", "Unfiled/One", "--json").objects
        if paper["title"] == "Third on Knots"
    ]
    assert "links here" in knots["reasons"]


def test_an_alias_leads_to_its_note_until_the_note_has_it_no_more(vault, run, tmp_path):
    vault.close()
    (tmp_path / "vault/b/Two.md").write_text("# Second on Ropes\n\nSee [[Bowline]].\n", "utf-8")
    run("sync")

    def reasons() -> list[str]:
        papers = run("related", "Unfiled/Wide Knots", "--json").objects
        return [paper["reasons"] for paper in papers if paper["title"] == "Second on Ropes"]

    assert any("links here" in told for told in reasons())
    (tmp_path / "vault/b/deep/Wide Knots.md").write_text("# Third on Knots\n\nWords.\n", "utf-8")
    run("sync")
    assert not any("links here" in told for told in reasons())
