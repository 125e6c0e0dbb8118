"""Where everything lies: whole paths only, and a sentence where there are none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from papernotes.config.paths import find_paths, is_there
from papernotes.errors import UserError

XDG = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PAPERNOTES_HOME", *XDG):
        monkeypatch.delenv(name, raising=False)


def test_a_home_folder_that_is_empty_or_unknown_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "")
    with pytest.raises(UserError, match="set HOME"):
        find_paths()
    monkeypatch.delenv("HOME")
    monkeypatch.setattr(
        os.path, "expanduser", lambda path: path
    )  # as for a user whom the system does not know
    with pytest.raises(UserError, match="set HOME"):
        find_paths()


@pytest.mark.parametrize("home", ["~nobody-of-this-name/notes", "~nobody-of-this-name"])
def test_a_user_who_is_none_is_told(monkeypatch: pytest.MonkeyPatch, home: str) -> None:
    monkeypatch.setenv("PAPERNOTES_HOME", home)
    with pytest.raises(UserError, match="PAPERNOTES_HOME=~nobody"):
        find_paths()


def test_a_home_is_made_a_whole_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAPERNOTES_HOME", "here")
    assert find_paths().data == tmp_path / "here" / "data"


def test_what_cannot_be_looked_at_is_not_taken_for_absent(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "nowhere").symlink_to(tmp_path / "unmounted")
    assert not is_there(tmp_path / "absent")
    assert not is_there(tmp_path / "absent" / "below")
    for path in ("file", "file/below", "nowhere", "nowhere/below", "n" * 300):
        assert is_there(tmp_path / path)
