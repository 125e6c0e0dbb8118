"""Exporting what is selected, or all that is shown, from the reader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from bibliographies import read_bibtex
from textual.widgets import Input

from papernotes.exports.files import free_file
from papernotes.tui.dialogs.pick import shared_out
from papernotes.tui.widgets.status_line import StatusLine


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the program is started in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def cited(file: Path) -> int:
    return len(read_bibtex(file.read_text("utf-8")))


def test_of_several_figures_the_last_stays_beside_a_readable_name() -> None:
    assert shared_out("Painted Fog over Otters", "ICLR2026 · today 09:00", 33) == (
        "Painted Fog over Otte…", "today 09:00",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("width", "shown"),
    [(30, "csl-json     for other readers"), (20, "cs…for other readers"), (12, "cs…for othe…")],
)
def test_a_name_is_seen_before_what_is_told_of_it(width: int, shown: str) -> None:
    assert "".join(shared_out("csl-json", "for other readers", width)) == shown


async def test_what_is_selected_or_shown_is_exported_and_no_file_replaced(
    filled: Any, reader: Any, folder: Path
) -> None:
    async with reader(size=(150, 40)) as opened:
        await opened.press("j", "j", "space", "space", "y", "f", "enter", "enter")
        assert str(opened.screen.query_one(StatusLine).said) == f"2 entries → {folder}/papernotes.bib"
        assert cited(folder / "papernotes.bib") == 2
        await opened.press("escape", "y", "f", "enter", "enter")  # all, to the next free name
        assert cited(folder / "papernotes-2.bib") == 5
        await opened.press("y", "f", "enter")
        opened.app.screen.query_one(Input).value = "papernotes.bib"
        await opened.press("enter")
        assert "papernotes.bib is there already" in str(opened.app.screen.query_one("#told").content)
        await opened.press("enter")  # another name
        assert opened.app.screen.query_one(Input).value == "papernotes.bib"
        await opened.press("escape")
        assert cited(folder / "papernotes.bib") == 2
        await opened.press("y", "f", "enter")
        opened.app.screen.query_one(Input).value = "papernotes.bib"
        await opened.press("enter", "y")
        assert cited(folder / "papernotes.bib") == 5


async def test_a_path_is_completed_and_asked_for_again_where_it_cannot_be_written(
    filled: Any, reader: Any, folder: Path
) -> None:
    (folder / "bibliography").mkdir()
    async with reader(size=(150, 40)) as opened:
        await opened.press("y", "f", "enter")
        opened.app.screen.query_one(Input).value = "bibliographies/a.bib"
        await opened.press("enter")
        await opened.wait_until(lambda: opened.app.screen.query("#told"))
        assert "there is no folder" in str(opened.app.screen.query_one("#told").content)
        await opened.press("enter")  # another name
        typing = opened.app.screen.query_one(Input)
        assert typing.value == "bibliographies/a.bib"
        typing.value = "bib"
        await opened.press("tab", *"a.bib", "enter")
        assert cited(folder / "bibliography" / "a.bib") == 5


async def test_a_list_is_proposed_to_be_exported_under_its_name(
    filled: Any, reader: Any, folder: Path
) -> None:
    async with reader() as opened:
        await opened.press("A", *"my", "space", *"list", "enter", "colon", *"my", "space", *"list", "enter")
        await opened.press("y", "f", "enter")
        assert opened.app.screen.query_one(Input).value == f"{folder}/my-list.bib"


def test_a_file_is_proposed_where_the_current_folder_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "papernotes.bib").touch()
    assert free_file(".bib") == tmp_path / "papernotes-2.bib"


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("to read", "to-read"), ("../../etc/passwd", "etc-passwd"), ("-rf *", "rf"), ("阅读 ★", "阅读"), ("a/b\x00c", "a-b-c"),
        ("…", "papernotes"), ("", "papernotes"), ("x" * 300, "x" * 60), (".hidden", "hidden"),
    ],
)  # fmt: skip
def test_a_file_is_named_after_a_list_safely(folder: Path, name: str, file: str) -> None:
    assert free_file(".bib", name) == folder / f"{file}.bib"


async def test_kept_exports_are_written_again_while_the_screen_is_open(
    filled: Any, reader: Any, folder: Path
) -> None:
    file = folder / "starred.bib"
    assert filled("export", "is:starred", "--format", "bibtex", "--output", str(file), "--keep").code == 0
    assert cited(file) == 0
    async with reader() as opened:
        await opened.press("s")
        await opened.wait_until(lambda: cited(file) == 1)
        file.unlink()
        file.mkdir()
        await opened.press("j", "s")
        await opened.wait_until(
            lambda: any("it is not a file" in told.message for told in opened.notifications)
        )
