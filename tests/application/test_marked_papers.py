"""Which papers of the library are marked: what is kept from last time, and what has changed since."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from papernotes import marked_papers
from papernotes.config.paths import find_paths
from papernotes.marked_papers import MarkedPapers
from papernotes.notes.catalogue.library import Library
from papernotes.notes.catalogue.rows import Selection
from papernotes.reading.log.events import StateChange
from papernotes.reading.state.paper_state import Mark
from papernotes.reading.store import ReadingStore
from papernotes.session import Session


@pytest.fixture
def library(filled: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    monkeypatch.setattr(marked_papers, "MINIMUM_KEPT_PAPERS", 1)
    opened = Library.open(find_paths().library)
    yield opened
    opened.close()


def names(library: Library) -> dict[int, tuple[str, ...]]:
    """The names of every paper."""
    return library.identify(sorted(set(library.papers_of(library.entry_ids(Selection())))))


def found(library: Library, reading: ReadingStore, kept: Path) -> dict[str, int | None]:
    papers = MarkedPapers(library, reading, kept)
    papers.refresh()
    return {id: papers[id] for id in reading.ids()}


def test_whatever_happens_meanwhile_what_is_kept_leads_to_what_looking_up_anew_finds(
    library: Library, tmp_path: Path
) -> None:
    kept, chance = tmp_path / "kept.json", random.Random(1)
    known = names(library)
    with ReadingStore.open(tmp_path / "data") as reading:
        for turn in range(60):
            paper = chance.choice(list(known))
            some = tuple(chance.sample(known[paper], chance.randint(1, len(known[paper]))))
            strange = (f"title:paper {turn % 5}",) if chance.random() < 0.4 else ()
            reading.apply([StateChange(strange or some, "read", turn % 3 > 0)])
            if chance.random() < 0.3:
                reading.learn([known[paper], (*some, *strange)])
            if chance.random() < 0.6:
                now = found(library, reading, kept)
                assert now == found(library, reading, tmp_path / f"{turn}.json")
    assert kept.exists()


def test_of_what_is_kept_only_changes_are_looked_up(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    papers_named = Library.papers_named

    def counting(self: Library, wanted: Any) -> Any:
        asked.append(len(wanted))
        return papers_named(self, wanted)

    monkeypatch.setattr(Library, "papers_named", counting)
    known = list(names(library).values())
    with ReadingStore.open(tmp_path / "data") as reading:
        reading.apply([StateChange(names, "read", True) for names in known])
        before = found(library, reading, tmp_path / "kept.json")
        reading.apply([StateChange(known[1], "starred", True)])
        assert found(library, reading, tmp_path / "kept.json") == before
    assert asked == [len(known), 1]


def test_what_older_events_and_combined_sightings_change_is_looked_up(
    library: Library, tmp_path: Path
) -> None:
    kept, log = tmp_path / "kept.json", tmp_path / "log.jsonl"
    (one, other) = sorted(names(library).values())[:2]
    with (
        ReadingStore.open(tmp_path / "elsewhere") as elsewhere,
        ReadingStore.open(tmp_path / "data") as reading,
    ):
        elsewhere.apply([StateChange((*one, *other), "read", True)])
        reading.split([(one, one)], (*one, *other))
        reading.apply([StateChange(other, "starred", True)])
        found(library, reading, kept)
        elsewhere.export_events(log)
        reading.merge_events(log)  # it is older, and of both
        assert found(library, reading, kept) == found(library, reading, tmp_path / "older.json")
        reading.apply([StateChange((*one, *other), "starred", True)])
        assert found(library, reading, kept) == found(library, reading, tmp_path / "combined.json")
        assert len({*found(library, reading, kept).values()}) == 2


@pytest.mark.parametrize("spoiled", ["", "{", "[]", "[1]", '{"version": 1}', "null"])
def test_what_cannot_be_used_of_it_is_made_anew(library: Library, tmp_path: Path, spoiled: str) -> None:
    known = list(names(library).values())
    with ReadingStore.open(tmp_path / "data") as reading:
        reading.apply([StateChange(names, "read", True) for names in known])
        right = found(library, reading, tmp_path / "other.json")
        (tmp_path / "kept.json").write_text(spoiled)
        assert found(library, reading, tmp_path / "kept.json") == right
        foreign = json.loads((tmp_path / "other.json").read_text())
        foreign["moment"] = "1:0000000000000000-000000000000"
        foreign["papers"] = foreign["papers"][::-1]
        (tmp_path / "kept.json").write_text(json.dumps(foreign))
        assert found(library, reading, tmp_path / "kept.json") == right


def test_a_library_that_has_changed_has_another_generation(run: Any, filled: Any, library: Library) -> None:
    before = library.generation()
    assert before is not None
    run("sync")
    assert library.generation() == before
    (source,) = run("sources").out.split()[:1]
    run("remove", source)
    assert library.generation() != before


def test_after_any_changes_the_marks_are_those_of_a_session_that_opens_then(filled: Any) -> None:
    chance = random.Random(2)
    session = Session(find_paths())
    papers = list(names(session.library))
    assert session.marks == {}
    for turn in range(80):
        some = chance.sample(papers, chance.randint(1, 2))
        what, value, name = chance.choice(
            [("read", True, ""), ("read", False, ""), ("starred", True, ""), ("starred", False, "")]
            + [("triage", "later", ""), ("triage", "skimmed", ""), ("triage", "", "")]
            + [("list", on, name) for on in (True, False) for name in ("winter", "fog")]
            + [("tag", True, "light")]
        )
        session.change(some, [(what, value, name)])
        if chance.random() < 0.2:
            session.refresh_marks((applied := session.reading.undo()) and applied.papers)
        if turn % 8 == 0:
            other = Session(find_paths())
            assert {paper: mark for paper, mark in session.marks.items() if mark != Mark()} == other.marks
            lists = {found.id: found.papers for found in other.reading.lists()}
            read = set(other.reading.papers_with("read"))
            assert session.reading.list_counts() == {
                id: (len(papers), len(read.intersection(papers))) for id, papers in lists.items()
            }
            other.close()
    assert session.reading.check() == []
    session.close()
