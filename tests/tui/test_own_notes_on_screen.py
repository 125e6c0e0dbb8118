"""Editing a note's file from the screen: what was written is shown, and what fails is told."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest


@pytest.mark.parametrize("pane", ["papers", "note"])
async def test_the_file_is_edited_and_shown_anew(
    filled: Any, reader: Any, tree: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, pane: str
) -> None:
    editor = tmp_path / "my editor"
    editor.write_text('#!/bin/sh\necho "$1" >> "$0.log"\necho "A bell rang." >> "$1"\n', "utf-8")
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", f"'{editor}'")
    monkeypatch.setattr("papernotes.tui.app.PapernotesApp.suspend", contextmanager(lambda self: iter([None])))
    async with reader() as opened:
        if pane == "note":
            await opened.press("enter")
        entry = opened.entry
        assert entry is not None
        (file,) = tree.rglob(entry.key.rpartition("/")[2] + ".md")
        await opened.press("E")
        await opened.wait_until(
            lambda: not opened.screen.sync.running and "A bell rang." in file.read_text("utf-8")
        )
        await opened.settle()
        assert Path(f"{editor}.log").read_text("utf-8") == f"{file}\n"
