"""The short form of an hour of use: what is held does not grow. `python tests/proof hour` is the long one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hour import GROWTH_HANDLES, GROWTH_MEGABYTES, Figures, demand_level, hour
from program import Broken


def test_a_session_keeps_its_memory_and_file_handles(tmp_path: Path) -> None:
    found = hour(tmp_path, 40, seed=5, notes=40, measured_keystrokes=0, parts=2)
    assert found[0].keystrokes == 0 and found[-1].keystrokes >= 40


@pytest.mark.parametrize(
    "grown",
    [
        {"megabytes": 60 + GROWTH_MEGABYTES + 1},
        {"handles": 20 + GROWTH_HANDLES + 1},
        {"threads": 9},
        {"median_milliseconds": 12.0},
    ],
)
def test_growth_is_told(grown: dict[str, float]) -> None:
    level = [Figures(number * 100, 60.0, 20, 6, 4.0, 8.0) for number in range(5)]
    demand_level(level)
    with pytest.raises(Broken):
        demand_level([*level[:-1], level[-1]._replace(**grown)])
