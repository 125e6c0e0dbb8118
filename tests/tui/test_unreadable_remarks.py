"""Remarks that cannot be read are told and left out; what only reads goes on, what records does not."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from papernotes.reading.remarks.files import MAXIMUM_FILE_BYTES

LANTERNS = {"ICML2025/calm_lanterns", "ICLR2026/calm_lanterns_again"}


@pytest.fixture
def remarks(home: Path, filled: Any) -> Path:
    """The folder of two remarks, in a folder each."""
    folder = home / "data" / "remarks"
    for key, text in (("ICML2025/calm_lanterns", "Of tides."), ("ICLR2026/painted_fog", "Of tides too.")):
        (folder / key).parent.mkdir(parents=True)
        (folder / f"{key}.md").write_text(text, "utf-8")
    return folder


def too_large(remarks: Path, _: pytest.MonkeyPatch) -> None:
    os.truncate(remarks / "ICLR2026" / "painted_fog.md", MAXIMUM_FILE_BYTES + 1)


def locked_folder(remarks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = os.scandir

    def refusing(folder: str | Path) -> Any:
        if Path(folder) == remarks / "ICLR2026":
            raise PermissionError(13, "Permission denied")
        return listed(folder)

    monkeypatch.setattr(os, "scandir", refusing)


KINDS = {"a file too large": too_large, "a folder without rights": locked_folder}


@pytest.mark.parametrize("kind", KINDS)
def test_what_reads_goes_on_and_says_what_is_left_out(filled, remarks, kind, monkeypatch) -> None:
    KINDS[kind](remarks, monkeypatch)
    for command in (
        ("search", "--json", "remark:tides"),
        ("list", "--json", "remark:tides"),
        ("search", "--json", "tides"),
    ):
        done = filled(*command)
        assert done.code == 0 and {hit["key"] for hit in done.objects} == LANTERNS
        assert done.err.count("cannot be read") == 1 and str(remarks / "ICLR2026") in done.err
    done = filled("export", "--format", "markdown")
    assert done.code == 0 and "Of tides." in done.out and "cannot be read" in done.err
    done = filled("state", "export", "-")
    assert done.code == 1 and "cannot be read" in done.err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_pipe_in_place_of_a_remark_is_not_waited_for(filled, remarks) -> None:
    assert "Of tides too." in filled("show", "ICLR2026/painted_fog").out  # which binds it to its paper
    file = remarks / "ICLR2026" / "painted_fog.md"
    file.unlink()
    os.mkfifo(file)
    done = filled("show", "ICLR2026/painted_fog")
    assert done.code == 0 and "Painted Fog" in done.out
    assert f"the remark {file} cannot be read: it is a pipe or a device" in done.err
    done = filled("state", "export", "-")
    assert done.code == 1 and "it is a pipe or a device" in done.err


async def test_the_screen_finds_the_other_remarks_and_says_what_is_left_out(filled, remarks, reader) -> None:
    os.truncate(remarks / "ICLR2026" / "painted_fog.md", MAXIMUM_FILE_BYTES + 1)
    async with reader() as opened:
        await opened.press("slash", *"remark:tides", "enter")
        assert len(opened.titles) == len(LANTERNS)
        notices = opened.session_thread.ask(lambda session: session.reading.notices).result()
        assert any("cannot be read" in notice for notice in notices)
