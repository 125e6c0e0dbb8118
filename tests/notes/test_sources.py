"""Sources: which files of a folder are documents, and what a person may give for one."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from notes.sources import Document, Skipped, Source, SourceError, describe_source, documents, fetch


def test_what_is_no_file_is_skipped_instead_of_waited_for(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("# A Note\n", "utf-8")
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "away.md").symlink_to("/etc/hostname")
    found = {one.path: one for one in documents(Source("s", "folder", str(tmp_path)), tmp_path)}
    assert isinstance(found["note.md"], Document)
    assert found["pipe.md"] == Skipped("pipe.md", "neither a file nor a folder")
    assert found["away.md"] == Skipped("away.md", "a symbolic link, not followed")


def test_a_device_or_a_pipe_is_no_source(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for place in ("/dev/zero", tmp_path / "pipe"):
        with pytest.raises(SourceError, match="neither a file nor a folder"):
            describe_source(str(place))


def test_what_a_git_server_says_is_cleaned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = subprocess.CompletedProcess(
        [], 128, "", "fatal: \x1b]0;title\x07\x1b[31mno\u202e such repository\n"
    )
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: said)
    with pytest.raises(SourceError) as raised:
        fetch(Source("s", "git", "https://example.org/notes.git"), tmp_path)
    assert str(raised.value) == "source s: fatal: no such repository (https://example.org/notes.git)"
