"""Why a program could not be started, in words for the person at the keyboard."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from papernotes.programs import open_window, why_not_run


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.ENOENT, "there is no program zathura"),
        (errno.EACCES, "zathura is not a program that you may run"),
        (errno.E2BIG, f"zathura: {os.strerror(errno.E2BIG)}"),
    ],
)
def test_what_is_told_is_about_the_program(number: int, told: str) -> None:
    assert why_not_run("zathura", OSError(number, os.strerror(number))) == told


def test_a_file_that_is_no_program_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "note").write_text("no program", "utf-8")
    with pytest.raises(OSError) as raised:
        open_window([str(tmp_path / "note")])
    assert why_not_run("note", raised.value) == "note is not a program that you may run"
