"""The short form of the kills: one of most kinds of write, on a small library.

`python tests/proof kills` is the long one, with `merge`, which `state sync` does as well, and other ways to `sync`.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from kills import SMALL, kill_until, kinds

KINDS = ("mark", "remark", "state sync", "export", "add", "sync", "build")

SPAN_SECONDS = 0.01


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_acknowledged_survives_kills(tmp_path: Path, kind: str) -> None:
    made = kinds(tmp_path, SMALL, random.Random(kind))
    assert kill_until(made[kind](), 1, random.Random(kind), span=SPAN_SECONDS).hits == 1
