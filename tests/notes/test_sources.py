"""Sources: which files of a folder are documents, and what a person may give for one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from notes.sources import Source, SourceError, describe_source
from notes.walk import Document, Skipped, documents


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
