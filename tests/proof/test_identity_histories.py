"""The short form of the proof of identity: a few random histories on three devices."""

from __future__ import annotations

from pathlib import Path

import pytest
from identity_histories import history


@pytest.mark.parametrize("seed", [67, 365, 718, 1091, 50091, 91478])
def test_a_random_history_loses_and_mixes_nothing(tmp_path: Path, seed: int) -> None:
    played = history(tmp_path, seed)
    assert played.marks
