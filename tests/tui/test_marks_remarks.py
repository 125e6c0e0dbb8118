"""The reader's own remarks: written in an editor, shown in the note, never lost."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from papernotes import remarks
from papernotes.config.paths import find_paths
from papernotes.editor import editor as editor_of
from papernotes.errors import UserError
from papernotes.reading.errors import ReadingError
from papernotes.session import Session

KEY = "ICML2025/calm_lanterns"
OTHER_KEY = "ICLR2026/calm_lanterns_again"


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pilot's application has no terminal to hand over, and our editors need none."""

    @contextmanager
    def suspend(app: object) -> Iterator[None]:
        yield

    monkeypatch.setattr("papernotes.tui.app.PapernotesApp.suspend", suspend)


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets $VISUAL to a shell script that gets the remark's file as its argument."""

    def make(script: str) -> None:
        file = tmp_path / "an editor.sh"
        file.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        file.chmod(0o700)
        monkeypatch.setenv("VISUAL", f"'{file}'")

    return make


def told(reader: Any) -> str:
    return " ".join(notification.message for notification in reader.notifications)


async def test_a_remark_is_written_shown_and_taken_away(
    filled: Any, reader: Any, editor: Any, home: Path
) -> None:
    file = home / "data" / "remarks" / f"{KEY}.md"
    async with reader(size=(150, 40)) as opened:
        editor('printf "Light **first**, then [/x].\\n" >> "$1"')
        await opened.press("j", "e")
        assert file.read_text("utf-8") == "Light **first**, then [/x].\n"
        assert "Light **first**, then [/x]." in opened.note_text
        await opened.press("k")  # the same paper at another venue has the same remark
        assert "Light **first**" in opened.note_text
        editor('printf "Second thought.\\n" >> "$1"')
        await opened.press("l", "e")
        assert file.read_text("utf-8").endswith("Second thought.\n")
        assert "Second thought." in opened.note_text
        assert opened.state.pane == "note"
        await opened.press("h", "slash", *"is:remarked", "enter")
        assert len(opened.titles) == 2
        editor(': > "$1"')
        await opened.press("e")
        assert not file.exists()
        assert "Second thought." not in opened.note_text
        await opened.press("u")
        assert file.read_text("utf-8").endswith("Second thought.\n")
        await opened.press("l")
        assert "Second thought." in opened.note_text
    assert not list((home / "data" / "drafts").rglob("*.md"))


async def test_an_editor_that_fails_loses_nothing(filled: Any, reader: Any, editor: Any, home: Path) -> None:
    async with reader(size=(150, 40)) as opened:
        editor('printf "Half a thought" >> "$1"; exit 3')
        await opened.press("j", "e")
        assert "ended with 3" in told(opened)
        (draft,) = (home / "data" / "drafts").rglob("*.md")
        assert str(draft) in told(opened)
        assert not (home / "data" / "remarks").exists()
        editor('printf " made whole." >> "$1"')
        await opened.press("e")
        assert "Half a thought made whole." in opened.note_text
        assert not draft.exists()


async def test_an_editor_that_is_missing_is_told(
    filled: Any, reader: Any, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    monkeypatch.setenv("EDITOR", "/nowhere/ed [/x]")
    async with reader() as opened:
        await opened.press("e")
        assert "cannot run /nowhere/ed: No such file or directory" in told(opened)
        assert opened.app.is_running
        assert not list((home / "data" / "drafts").rglob("*.md"))


async def test_a_terminal_that_cannot_be_handed_over_is_told(
    filled: Any, reader: Any, editor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from textual.app import App

    monkeypatch.setattr("papernotes.tui.app.PapernotesApp.suspend", App.suspend)
    editor("true")
    async with reader() as opened:
        await opened.press("e")
        assert "cannot be given to another program" in told(opened)


async def test_a_remark_that_cannot_be_kept_stays_as_a_draft(
    filled: Any, reader: Any, editor: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise ReadingError("the remark cannot be written: no space left")

    async with reader() as opened:
        editor('printf "A long thought" >> "$1"')
        with monkeypatch.context() as patch:
            patch.setattr("papernotes.reading.remarks.files.Remarks.write", refuse)
            await opened.press("e")
        assert "no space left" in told(opened)
        (draft,) = (home / "data" / "drafts").rglob("*.md")
        assert draft.read_text("utf-8") == "A long thought"


BEGIN = """
import sys
from papernotes import remarks
from papernotes.config.paths import find_paths
from papernotes.session import Session
session = Session(find_paths())
draft = remarks.begin(session, session.library.find(sys.argv[1]))
draft.file.write_text("typed in the other", "utf-8")
print("begun", flush=True)
sys.stdin.read()
draft.release()
session.close()
"""


def test_a_remark_is_in_one_editor_at_a_time(filled: Any) -> None:
    session = Session(find_paths())
    entry, other = (session.library.find(key) for key in (KEY, "ICLR2026/painted_fog"))
    assert entry is not None and other is not None
    command = [sys.executable, "-c", BEGIN, KEY]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None and program.stdout.readline() == "begun\n"
        with pytest.raises(UserError, match="another papernotes has this remark in an editor"):
            remarks.begin(session, entry)
        with pytest.raises(UserError, match="in an editor"):
            remarks.add_quote(session, entry, "Calm.", "")
        remarks.begin(session, other).release()
        program.communicate()
    draft = remarks.begin(session, entry)
    assert draft.left and draft.file.read_text("utf-8") == "typed in the other"
    draft.release()
    session.close()


def test_a_remark_that_another_program_changed_meanwhile_is_not_overwritten(filled: Any) -> None:
    session = Session(find_paths())
    entry = session.library.find(KEY)
    assert entry is not None
    draft = remarks.begin(session, entry)
    session.reading.remarks.write(KEY, "theirs")
    draft.file.write_text("mine", "utf-8")
    with pytest.raises(UserError, match="changed by another program"):
        remarks.finish(session, draft, "mine")
    assert remarks.read(session, entry) == "theirs"
    assert draft.file.read_text("utf-8") == "mine"
    session.close()


def test_a_remark_stays_with_a_paper_that_is_called_otherwise_later(filled: Any, tree: Path) -> None:
    session = Session(find_paths())
    entry = session.library.find("ICLR2026/painted_fog")
    assert entry is not None
    remarks.finish(session, remarks.begin(session, entry), "seen")
    session.close()
    folder = tree / "ICLR2026" / "image_generation"
    text = (folder / "painted_fog.md").read_text("utf-8").replace("Painted Fog", "Fog, Painted")
    shutil.move(folder / "painted_fog.md", folder / "fog.md")
    (folder / "fog.md").write_text(text, "utf-8")
    filled("sync")
    assert filled("search", "--json", "is:remarked").objects[0]["key"] == "ICLR2026/fog"
    session = Session(find_paths())
    entry = session.library.find("ICLR2026/fog")
    assert entry is not None
    assert remarks.read(session, entry) == "seen"
    session.close()


def test_remarks_on_several_entries_of_a_paper_are_read_and_edited_as_one(filled: Any, home: Path) -> None:
    folder = home / "data" / "remarks"
    for key in (KEY, OTHER_KEY):
        (folder / key).parent.mkdir(parents=True)
        (folder / f"{key}.md").write_text(f"On {key}.\n", "utf-8")
    session = Session(find_paths())
    entry = session.library.find(OTHER_KEY)
    assert entry is not None
    draft = remarks.begin(session, entry)
    assert draft.text == f"On {OTHER_KEY}.\n\nOn {KEY}.\n" == remarks.read(session, entry)
    assert remarks.finish(session, draft, "As one.") == "kept the remark"
    assert [file.name for file in folder.rglob("*.md")] == ["calm_lanterns_again.md"]
    session.reading.undo()
    assert remarks.read(session, entry) == draft.text
    session.close()


def test_an_editor_that_is_killed_is_told_as_people_say_it(filled: Any) -> None:
    session = Session(find_paths())
    (entry, *_) = session.library.entries(session.library.ids_of([KEY]))
    try:
        with pytest.raises(UserError, match=r"sh was killed \(Killed\); the remark is unchanged"):
            remarks.edit(remarks.begin(session, entry), ["sh", "-c", "kill -9 $$"])
    finally:
        session.close()


def test_the_editor_is_the_one_that_the_reader_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert editor_of({"VISUAL": "code --wait", "EDITOR": "vi"}) == ["code", "--wait"]
    assert editor_of({"VISUAL": " ", "EDITOR": "'/opt/my ed'"}) == ["/opt/my ed"]
    with pytest.raises(UserError, match="VISUAL"):
        editor_of({"VISUAL": "'open"})
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(UserError, match="no editor"):
        editor_of({})
