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
from papernotes.reading import Progress, Week
from papernotes.session import Session
from papernotes.statistics import Line, ReadingStatistics, statistics
from papernotes.statistics_text import statistics_text


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
    assert lines[0] == "Papers read each week"
    assert [lines[1].strip(), *(line.strip() for line in lines[2:7])] == ["2", *["█████"] * 5]
    assert lines[1].index("2") == lines[6].index("█") + 2
    assert lines[lines.index("Library") + 1].split() == [
        "all",
        "papers",
        "█" * 10 + "·" * 10,
        *"2 of 4 · 50% · 1 starred".split(),
    ]
    assert max(map(cell_len, lines)) <= 80
    assert any(line.startswith("Pond life ") and "67%" in line for line in lines)
    assert not any(line.startswith("to read") for line in lines)  # there is nothing on it


def weeks(*read: int) -> tuple[Week, ...]:
    """Weeks from 7 September 2026 on, with these numbers of papers read."""
    return tuple(Week(date(2026, 9, 7) + timedelta(weeks=at), count) for at, count in enumerate(read))


def drawn(found: ReadingStatistics, width: int) -> list[str]:
    return ["".join(text for text, _ in line) for line in statistics_text(found, width)]


def test_the_chart_has_a_column_for_each_week() -> None:
    lines = drawn(ReadingStatistics(Progress(), (), (), (), weeks(0, 4, 1, 8)), 60)
    assert lines[1:9] == [
        "                    8   ",
        "                  █████ ",
        "        4         █████ ",
        "      ▄▄▄▄▄       █████ ",
        "      █████   1   █████ ",
        "      █████ ▅▅▅▅▅ █████ ",
        "  7    14    21    28",
        "Sep",
    ]


def test_months_stand_below_the_first_week_that_begins_in_them() -> None:
    narrow = drawn(ReadingStatistics(Progress(), (), (), (), weeks(*[1] * 12)), 30)
    assert narrow[7:9] == [
        "12  19  26   2   9  16  23",
        "Oct         Nov",
    ]  # the last weeks, as far as there is room
    assert max(map(cell_len, narrow[:9])) <= 30


@pytest.mark.parametrize(
    ("read", "narrow", "wide"), [(999, "999", "999"), (1_234, "1k", "1,234"), (23_176, "23k", "23176")]
)
def test_a_large_number_above_a_week_is_whole(read: int, narrow: str, wide: str) -> None:
    found = ReadingStatistics(Progress(), (), (), (), weeks(*[0] * 11, read))
    assert (drawn(found, 34)[1].strip(), drawn(found, 80)[1].strip()) == (narrow, wide)


def test_weeks_in_which_nothing_was_read_have_no_rows() -> None:
    lines = drawn(ReadingStatistics(Progress(), (), (), (), weeks(0, 0, 0)), 60)
    assert lines[:3] == ["Papers read each week", "none in the last 3 weeks", ""]


def test_of_what_was_not_begun_only_the_number_is_told() -> None:
    begun, others = Line("a", "Alpha", "", Progress(3, 1)), (Line("b", "", "", Progress(2)),) * 2
    lines = drawn(ReadingStatistics(Progress(7, 1), (begun, *others), others[:1], (), ()), 80)
    venues = lines[lines.index("Venues") + 1 :]
    assert venues[0].startswith("Alpha ") and venues[0].endswith(" 1 of 3 · 33%")
    assert venues[1:] == ["nothing read yet in 2 other venues", "", "Topics", "nothing read yet in 1 topic"]


def test_on_a_narrow_screen_a_name_keeps_room_and_no_line_is_broken() -> None:
    whole, venue = Progress(1_095, 94), Line("n", "NeurIPS2025", "🧠", Progress(120, 7))
    lines = drawn(ReadingStatistics(whole, (venue,), (), (), weeks(2)), 34)
    assert "🧠 NeurIPS2025    ▎··· 7 of 120" in lines
    assert "all papers        ▍··· 94 of 1,095" in lines
    assert max(map(cell_len, lines)) <= 34


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
