"""A home in which version 0.1 took several papers for one: they are told apart, and no mark is lost or moves.

In it, three notes begin with one heading, two works have one title and each a DOI of its own, and the key of a marked
note was taken over by another paper's.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from old_homes import restore_database

from papernotes.__main__ import main
from papernotes.reading import ReadingStore

WRITTEN = Path(__file__).parent / "homes" / "v0_1_joined"
BIRDS = ("Unfiled/gulls", "Unfiled/herons", "Unfiled/terns")
PIERS = ("Unfiled/lake_piers", "Unfiled/reed_piers")


@pytest.fixture
def shore(home: Path, tmp_path: Path) -> Path:
    """The home in its place; returns the folder of its notes."""
    notes = tmp_path / "notes"
    shutil.copytree(WRITTEN / "notes", notes)
    shutil.copytree(WRITTEN / "data", home / "data")
    restore_database(home / "data")
    return notes


@pytest.fixture
def run(shore: Path, capfd: pytest.CaptureFixture[str]):
    """The command line: what a command prints and complains of; it must succeed."""

    def call(*arguments: object) -> tuple[str, str]:
        capfd.readouterr()
        assert main(list(map(str, arguments))) == 0
        printed = capfd.readouterr()
        return printed.out, printed.err

    return call


@pytest.fixture
def found(run, shore):
    """The keys of the entries that a query finds, once the notes are read by today's rules."""
    run("add", shore, "--name", "shore")

    def keys(query: str) -> set[str]:
        return {json.loads(line)["key"] for line in run("list", query, "--json")[0].splitlines()}

    return keys


def test_it_is_said_that_papers_were_told_apart(run, shore):
    _, complaint = run("add", shore, "--name", "shore")
    assert "2 papers that you marked turned out to be several" in complaint
    assert "several" not in run("sync")[1]  # once


def test_what_was_done_with_the_joined_paper_is_kept_on_each_note(found):
    assert found("is:read") == {*BIRDS}
    assert found("tag:quiet") == {*BIRDS}
    assert found("is:starred") == {*PIERS}
    assert found('list:"by the sea"') == {*BIRDS, *PIERS}


def test_the_papers_are_marked_apart_from_now_on(found, run):
    run("mark", "Unfiled/gulls", "--unread", "--untag", "quiet")
    run("mark", "Unfiled/reed_piers", "--unstar")
    run("mark", "Unfiled/terns", "--star")
    assert found("is:read") == {"Unfiled/herons", "Unfiled/terns"}
    assert found("tag:quiet") == {"Unfiled/herons", "Unfiled/terns"}
    assert found("is:starred") == {"Unfiled/lake_piers", "Unfiled/terns"}


def test_the_remark_is_where_it_was_written(found, run):
    assert found("has:remark") == {"Unfiled/gulls"}
    assert found("remark:bread") == {"Unfiled/gulls"}


def test_a_paper_that_took_over_a_key_has_only_what_was_done_with_it_itself(found):
    assert found("tag:rope") == {"ICML2025/slack"}
    assert "ICML2025/slack" not in found("is:read") | found("is:starred")
    assert found("is:later") == {"ICML2025/ebb"}


def test_marks_of_a_note_that_is_gone_are_there_when_it_comes_back(found, run, shore):
    back = shore / "docs" / "ACL2024" / "tides" / "still.md"
    back.parent.mkdir(parents=True)
    back.write_text("# Slack Water Lasts an Hour\n\n## TL;DR\n\nThe tide stands still.\n", "utf-8")
    run("sync")
    assert "ACL2024/still" in found("is:read") & found("is:starred")


def test_it_is_the_same_after_the_library_was_made_anew(found, run, home):
    before = {query: found(query) for query in ("is:read", "is:starred", "has:remark", "tag:rope")}
    shutil.rmtree(home / "cache")
    run("sync")
    assert {query: found(query) for query in before} == before


def test_a_device_with_the_old_rules_can_still_exchange(found, run, home, tmp_path):
    """What it adds to the paper that it takes for one goes to each; what it gets from here is sound to it."""
    with ReadingStore.open(home / "data") as store:
        ours = tmp_path / "ours.jsonl"
        store.export_events(ours)
        lines = [json.loads(line) for line in ours.read_text("utf-8").splitlines()]
    joined = next(
        line["paper"] for line in lines if line["what"] == "read" and "entry:Unfiled/gulls" in line["paper"]
    )
    assert {"entry:Unfiled/herons", "entry:Unfiled/terns"} <= {*joined}
    with ReadingStore.open(tmp_path / "other") as other:
        from papernotes.reading import StateChange

        other.apply([StateChange(tuple(joined), "starred", True)])
        other.export_events(tmp_path / "theirs.jsonl")
    run("state", "merge", tmp_path / "theirs.jsonl")
    assert found("is:starred") == {*BIRDS, *PIERS}
    for line in lines:  # its limits and forms
        assert line["what"] not in ("parted",) or (line["paper"] == [] and len(line["value"]) <= 4000)
