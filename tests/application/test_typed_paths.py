"""Completing the path of a file or folder as it is typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from papernotes.typed_paths import completed


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("notes-old", "notes-new", "bibliography", ".hidden", "ill\x1b[31m"):
        (tmp_path / name).mkdir()
    (tmp_path / "bibliography" / "own papers.bib").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "found", "names"),
    [
        ("bib", "bibliography/", []),
        ("bibliography/", "bibliography/own papers.bib", []),
        ("n", "notes-", ["notes-new/", "notes-old/"]),
        ("notes-o", "notes-old/", []),
        ("~", "~/", []),
        ("~/bib", "~/bibliography/", []),
        (".h", ".hidden/", []),
        ("ill", "ill", []),
        ("nothing/here", "nothing/here", []),
        ("~nobody-at-all/x", "~nobody-at-all/x", []),
        ("a\0b/c", "a\0b/c", []),
        ("https://example.org/a", "https://example.org/a", []),
        ("", "", ["bibliography/", "notes-new/", "notes-old/"]),
    ],
)
def test_a_path_is_completed_as_a_shell_does(folder: Path, typed: str, found: str, names: list[str]) -> None:
    assert completed(typed) == (found, names)


def test_a_path_from_the_root_is_completed(folder: Path) -> None:
    assert completed(f"{folder}/bibliography/own") == (f"{folder}/bibliography/own papers.bib", [])
