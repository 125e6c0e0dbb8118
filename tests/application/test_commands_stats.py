"""stats on the command line."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pond_library import add_pond
from rich.cells import cell_len

from papernotes.__main__ import main
from papernotes.config.paths import find_paths
from papernotes.figures import bar
from papernotes.session import Session
from papernotes.statistics import statistics


@pytest.fixture(autouse=True)
def pond(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_pond(tmp_path)
    main(["mark", "arxiv2025/counting_fish", "ICLR2024/a_bird", "--read", "--list", "Pond life"])
    main(["mark", "ICLR2024/adding_fish", "--star", "--list", "Pond life"])
    capsys.readouterr()


def test_progress_as_json_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stats", "--json"]) == 0
    objects = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    weeks = [one for one in objects if one["what"] == "week"]
    progress = {(one["what"], one["slug"]): one for one in objects if one["what"] != "week"}
    counts = {place: (one["read"], one["total"], one["starred"]) for place, one in progress.items()}
    # The paper that two venues list counts once over all, and once at each of them.
    assert counts == {
        ("library", ""): (2, 4, 1),
        ("venue", "ICML2025"): (1, 1, 0), ("venue", "ICLR2024"): (1, 2, 1), ("venue", "arxiv2025"): (1, 2, 0),
        ("topic", "fish"): (2, 3, 1), ("topic", "birds"): (1, 2, 0),
        ("list", "to read"): (0, 0, 0), ("list", "pond life"): (2, 3, 1),
    }  # fmt: skip
    assert progress["topic", "fish"]["name"] == "Fish" and progress["topic", "fish"]["share"] == 0.6667
    assert len(weeks) == 12 and [week["read"] for week in weeks[-1:]] == [2]
    assert sum(week["read"] for week in weeks) == 2


def test_progress_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stats"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Papers read each week; a week begins on Monday"
    assert lines[12].endswith("█ 2")
    assert lines[lines.index("The library") + 1].split() == [
        "all",
        "papers",
        "█" * 12 + "·" * 12,
        *"2 of 4 · 50% · 1 starred".split(),
    ]
    assert max(map(cell_len, lines)) <= 80
    assert any(line.startswith("Pond life ") and "67%" in line for line in lines)


def test_weeks_end_with_the_day_that_is_asked_for() -> None:
    session = Session(find_paths())
    try:
        found = statistics(session, date.today() + timedelta(weeks=2), weeks=4)
    finally:
        session.close()
    assert [week.read for week in found.weeks] == [0, 2, 0, 0]


@settings(deadline=None)
@given(st.floats(0, 1), st.integers(1, 40))
def test_bars_fill_their_room(share: float, width: int) -> None:
    drawn = bar(share, width)
    assert cell_len(drawn) == width
    assert bool(drawn.strip()) == (share > 0)
    assert (drawn == "█" * width) == (share * width * 8 >= width * 8 - 0.5)
