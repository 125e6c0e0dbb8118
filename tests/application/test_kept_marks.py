"""The marks that are kept for the next opening: the same as those made anew, and never those of another moment."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from papernotes import kept_marks
from papernotes.config.paths import find_paths
from papernotes.kept_marks import Moment
from papernotes.notes import Selection
from papernotes.reading import Mark, ReadingStore
from papernotes.session import Session

MARKS = {1: Mark(True, False, "read"), 2: Mark(starred=True, listed=True), 7: Mark(True, False, "read")}
CHANGES = [
    ("read", True, ""), ("read", False, ""), ("starred", True, ""), ("triage", "later", ""),
    ("list", True, "autumn"), ("list", False, "autumn"), ("tag", True, "salt"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_marks, "MINIMUM_KEPT_MARKS", 1)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What is asked of the reading state to make marks of."""
    asked, papers_with = [], ReadingStore.papers_with

    def asking(self: ReadingStore, what: str, *names: str, **options: Any) -> list[str]:
        asked.append(what)
        return papers_with(self, what, *names, **options)

    monkeypatch.setattr(ReadingStore, "papers_with", asking)
    return asked


def opened() -> dict[int, Mark]:
    """The marks of a session that opens now."""
    with closing(Session(find_paths())) as session:
        return dict(session.marks)


def made_anew() -> dict[int, Mark]:
    (find_paths().cache / "marks.json").unlink(missing_ok=True)
    return opened()


def test_marks_are_kept_for_their_moment_only(tmp_path: Path) -> None:
    file, moment = tmp_path / "marks.json", Moment(3, "9:ab")
    kept_marks.write(file, moment, {**MARKS, 9: Mark()})
    assert kept_marks.read(file, moment) == MARKS
    assert kept_marks.read(file, Moment(4, "9:ab")) is None
    assert kept_marks.read(file, Moment(3, "10:cd")) is None
    assert kept_marks.read(tmp_path / "none", moment) is None


@pytest.mark.parametrize("spoiled", ["", "[]", "{", "null\n", "[1, 3, [", "\n[]", "\x00"])
def test_a_file_that_cannot_be_used_is_not(tmp_path: Path, spoiled: str) -> None:
    (tmp_path / "marks.json").write_text(spoiled)
    assert kept_marks.read(tmp_path / "marks.json", Moment(3, "9:ab")) is None


def test_marks_with_a_wrong_byte_are_not_used(tmp_path: Path) -> None:
    file, moment = tmp_path / "marks.json", Moment(3, "9:ab")
    kept_marks.write(file, moment, MARKS)
    text = file.read_text()
    file.write_text(text.replace("[1, 7]", "[1, 8]"))
    assert file.read_text() != text
    assert kept_marks.read(file, moment) is None


def test_few_marks_and_a_library_without_generation_keep_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_marks.write(tmp_path / "marks.json", Moment(None, "9:ab"), MARKS)
    monkeypatch.setattr(kept_marks, "MINIMUM_KEPT_MARKS", len(MARKS) + 1)
    kept_marks.write(tmp_path / "marks.json", Moment(3, "9:ab"), MARKS)
    assert not (tmp_path / "marks.json").exists()


def test_an_opening_after_which_nothing_was_marked_makes_no_marks(filled: Any, made: list[str]) -> None:
    with closing(Session(find_paths())) as session:
        session.change(session.library.papers_of(session.library.entry_ids(Selection()))[:2], CHANGES[:1])
        marks = dict(session.marks)
    made.clear()
    assert opened() == marks
    assert made == []
    filled("mark", "ICLR2026/painted_fog", "--star")
    assert opened() != marks
    assert made != []


def test_what_another_session_marks_meanwhile_is_not_missing_from_what_is_kept(filled: Any) -> None:
    with closing(Session(find_paths())) as session:
        session.change(session.library.papers_of(session.library.entry_ids(Selection()))[:1], CHANGES[:1])
        assert session.marks
        filled("mark", "ICLR2026/painted_fog", "--star")
    assert opened() == made_anew()
    assert any(mark.starred for mark in opened().values())


def test_after_any_sessions_the_marks_are_those_made_anew(filled: Any) -> None:
    chance = random.Random(3)
    for turn in range(25):
        with closing(Session(find_paths())) as session:
            papers = session.library.papers_of(session.library.entry_ids(Selection()))
            if chance.random() < 0.7:
                assert session.marks is not None
            for _ in range(chance.randint(0, 3)):
                session.change(chance.sample(papers, 2), [chance.choice(CHANGES)])
            if chance.random() < 0.3 and (undone := session.reading.undo()) is not None:
                session.refresh_marks(undone.papers)
            if chance.random() < 0.2 and "autumn" in session.reading.list_names().values():
                session.reading.delete_list("autumn")
                session.refresh_marks()
            if chance.random() < 0.2:
                session.reload()
        kept = opened()
        assert kept == made_anew(), turn
