"""`papernotes related`: the papers that are related to one, each with its reasons."""

from __future__ import annotations

import os

import pytest

from papernotes.related import related
from papernotes.session import Session

LINKS = """
## See also

- [Painted Fog](../image_generation/painted_fog.md)
- [Wooden Whistles](../../ICML2025/llm_safety/wooden_whistles.md)
"""


@pytest.fixture
def linked(run, tree):
    file = tree / "ICLR2026/llm_safety/lantern_oil.md"
    file.write_text(file.read_text("utf-8") + LINKS, "utf-8")
    assert run("add", tree, "--name", "harbour").code == 0
    return run


def test_linked_papers_come_first_and_each_paper_has_its_reasons(linked):
    found = linked("related", "ICLR2026/lantern_oil", "--json").objects
    assert [(one["key"], one["reasons"][0]) for one in found[:3]] == [
        ("ICLR2026/painted_fog", "linked from here"),
        (None, "linked from here"),
        ("ICML2025/calm_lanterns", "lanterns, reading"),
    ]
    assert found[1] == {
        "key": None,
        "title": "Wooden Whistles",
        "reasons": ["linked from here", "not in the library"],
    }
    assert found[2]["title"] == "Calm Lanterns for Harbours"
    assert found[2]["score"] > found[3]["score"] > 0


def test_a_paper_at_two_venues_is_named_once_and_never_beside_itself(linked):
    found = linked("related", "ICLR2026/lantern_oil", "--json").objects
    titles = [one["title"] for one in found]
    assert titles.count("Calm Lanterns for Harbours") == 1
    own = linked("related", "ICML2025/calm_lanterns", "--json").objects
    assert "Calm Lanterns for Harbours" not in [one["title"] for one in own]
    assert own[0]["key"] == "ICLR2026/lantern_oil"


def test_a_link_to_the_papers_other_note_is_shared_with_nobody(run, tree):
    for name, link in (("calm_lanterns", "calm_lanterns_again"), ("steep_stairs", "calm_lanterns_again")):
        (file,) = tree.rglob(f"{name}.md")
        (goal,) = tree.rglob(f"{link}.md")
        text = f"{file.read_text('utf-8')}\nSee [the other note]({os.path.relpath(goal, file.parent)}).\n"
        file.write_text(text, "utf-8")
    run("add", tree)
    found = {one["key"]: one["reasons"] for one in run("related", "ICML2025/calm_lanterns", "--json").objects}
    assert found["ICML2025/steep_stairs"][0] == "links here"
    assert not any(reason.startswith("both link") for reasons in found.values() for reason in reasons)


def test_a_word_without_meaning_is_no_reason(run, tree):
    for name in ("lantern_oil", "calm_lanterns"):
        for file in tree.rglob(f"{name}.md"):
            text = file.read_text("utf-8").replace("**Keywords**: ", "**Keywords**: And, 一种, what is, ")
            file.write_text(text, "utf-8")
    assert run("add", tree, "--name", "harbour").code == 0
    found = {one["key"]: one["reasons"] for one in run("related", "ICLR2026/lantern_oil", "--json").objects}
    assert found["ICML2025/calm_lanterns"][0] == "lanterns, reading"


def test_the_limit_and_what_is_printed(linked):
    assert len(linked("related", "ICLR2026/lantern_oil", "--json", "--limit", "2").objects) == 2
    printed = linked("related", "ICLR2026/lantern_oil").out.splitlines()
    assert printed[:2] == [
        "● Painted Fog",
        "    ICLR2026/painted_fog · linked from here · reading, Fog, Painted",
    ]
    assert printed[3] == "    linked from here · not in the library"
    refused = linked("related", "ICLR2026/lantern_oil", "--limit", "-1")
    assert (refused.code, "--limit -1" in refused.err) == (2, True)


def test_links_are_known_from_both_ends_and_where_two_papers_share_one(linked, tree):
    for name in ("ICML2025/llm_safety/quiet_bells.md", "ICML2025/optimization/steep_stairs.md"):
        file = tree / name
        file.write_text(
            file.read_text("utf-8") + "\nSee [Lantern Oil](../../ICLR2026/llm_safety/lantern_oil.md).\n",
            "utf-8",
        )
    linked("sync")
    reasons = {
        one["key"]: one["reasons"] for one in linked("related", "ICLR2026/lantern_oil", "--json").objects
    }
    assert list(reasons)[2:4] == ["ICML2025/quiet_bells", "ICML2025/steep_stairs"]
    assert reasons["ICML2025/quiet_bells"][0] == "links here"
    other = {
        one["key"]: one["reasons"] for one in linked("related", "ICML2025/quiet_bells", "--json").objects
    }
    assert other["ICLR2026/lantern_oil"][0] == "linked from here"
    assert other["ICML2025/steep_stairs"][0] == "both link to Lantern Oil at Scale"
    fog = {one["key"]: one["reasons"] for one in linked("related", "ICLR2026/painted_fog", "--json").objects}
    assert fog["ICLR2026/lantern_oil"][0] == "links here"
    (tree / "ICML2025/optimization/steep_stairs.md").unlink()
    linked("sync")
    assert "ICML2025/steep_stairs" not in {
        one["key"] for one in linked("related", "ICLR2026/lantern_oil", "--json").objects
    }


def test_a_key_that_is_none_is_refused_with_similar_ones(linked):
    refused = linked("related", "ICLR2026/lantern_oils")
    assert refused.code == 1
    assert "did you mean ICLR2026/lantern_oil" in refused.err


def test_a_paper_of_which_only_the_title_is_known_is_compared_by_it(run, tree):
    (tree / "ICML2025/optimization/oil.md").write_text("# Oil for Lanterns\n", "utf-8")
    assert run("add", tree).code == 0
    found = run("related", "ICML2025/oil", "--json").objects
    assert {one["key"] for one in found[:2]} == {"ICLR2026/lantern_oil", "ICLR2026/calm_lanterns_again"} | {
        one["key"] for one in found[:2] if one["key"] == "ICML2025/calm_lanterns"
    }


def test_a_result_that_is_no_longer_wanted_is_given_up(linked, home):
    from papernotes.config.paths import find_paths
    from papernotes.session import Superseded

    session = Session(find_paths())
    try:
        session.wanted = lambda: False
        entry = session.library.find("ICLR2026/lantern_oil")
        with pytest.raises(Superseded):
            related(session, entry)
    finally:
        session.close()
