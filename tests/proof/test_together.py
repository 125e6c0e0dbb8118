"""The short form of several programs at once. `python tests/proof together` is the long one."""

from __future__ import annotations

from pathlib import Path

from together import together


def test_two_readers_a_sync_and_marks_lose_nothing(tmp_path: Path) -> None:
    done = together(tmp_path, 4, seed=3, notes=40)
    assert done.keystrokes > 0 and done.syncs > 0 and done.commands > 0
