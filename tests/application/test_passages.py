"""The passage that a result is shown with: it shows why the query found the paper, on the screen and on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len

from papernotes import passages
from papernotes.config.paths import find_paths
from papernotes.query import view_query
from papernotes.session import Session

NOTE = """# TideClock for Harbours

**Authors**: Ada Example
**Keywords**: moorings

## TL;DR
Predicts the compute that a harbour needs when the tide turns, and the wind.

## Method
A SHA256 hash of each wave is taken; its cost of compute is small. The call getTideTable returns rows.
The lighthouses are lit by ｶﾞｽ. {filler} The windlass is optimised at last.

### Nested Capstans
Turned by hand, with a moment of $\\tau \\le 3r^2$, and `$5` a turn.

## Limitations
The compute costs of dredging are high, and fog is ignored. {filler} Anchors drag in gales.

## 局限
模型的计算开销很大，在雾中看不清灯塔。
"""
FILLER = "Ships pass slowly along the quay all day. " * 20


@pytest.fixture
def session(filled: object, tree: Path) -> Iterator[Session]:
    (tree / "ICML2025/optimization/tide_clock.md").write_text(NOTE.replace("{filler}", FILLER), "utf-8")
    filled("sync")  # type: ignore[operator]
    opened = Session(find_paths())
    yield opened
    opened.close()


def passage(session: Session, query: str, width: int = 60) -> tuple[str, list[str]]:
    entry = session.library.find("ICML2025/tide_clock")
    matcher = session.matcher(view_query(query))
    assert entry is not None and matcher is not None
    found = passages.passage(session, entry, matcher, width)
    return found.text, [found.text[start:end] for start, end in found.spans]


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("compute ", ["compute"]),
        ("256 ", ["256"]),
        ("tidetable ", ["TideTable"]),
        ("ガス ", ["ｶﾞｽ"]),
        ("optimising ", ["optimised"]),
        ("windl", ["windlass"]),
        ("windlsas ", ["windlass"]),
        ('"sha 256 hash"', ["SHA256 hash"]),
        ("capstans ", ["Capstans"]),
        ("灯塔 ", ["灯塔"]),
        ("limitations:compute ", ["compute"]),
        ("limitations:drag ", ["drag"]),
        ("method:compute ", ["compute"]),
        ('局限:"计算开销"', ["计算开销"]),
        ("limitations:计算 ", ["计算"]),
        ("summary:wind ", ["wind"]),
        ("body:compute ", ["compute"]),
        ("harbours limitations:drag ", ["drag"]),
        ("dredging that a ", ["dredging"]),  # the summary has "that" and "a" alone
        ("moorings ", []),
        ("example ", []),
        ("title:tideclock ", []),
    ],
)
def test_the_passage_shows_why_the_paper_was_found(session: Session, query: str, marked: list[str]) -> None:
    text, found = passage(session, query)
    assert found[:1] == marked
    assert marked or text.startswith("Predicts the compute")


@pytest.mark.parametrize(
    ("query", "contained"),
    [
        ("limitations:compute ", "costs of dredging"),
        ("method:compute ", "its cost of compute"),
        ("limitations:计算 ", "模型的计算开销"),
        ("summary:compute ", "Predicts the compute"),
        ("tide limitations:gales ", "Anchors drag in gales"),
        ("moment ", "a moment of τ ≤ 3r², and $5 a turn."),
    ],
)
def test_what_was_found_in_a_section_is_shown_from_there_as_the_note_shows_it(
    session: Session, query: str, contained: str
) -> None:
    assert contained in passage(session, query)[0]


def test_a_passage_fits_into_cells_with_its_match(session: Session) -> None:
    entry = session.library.find("ICML2025/tide_clock")
    matcher = session.matcher(view_query("灯塔 "))
    assert entry is not None and matcher is not None
    for width in range(4, 60):
        found = passages.passage(session, entry, matcher, width, cell_len)
        assert cell_len(found.text) <= width
        assert [found.text[start:end] for start, end in found.spans] == ["灯塔"]


def test_titles_are_marked_by_what_was_asked_for_there(session: Session) -> None:
    matcher = session.matcher(view_query("limitations:tide clock "))
    assert matcher is not None
    assert matcher.spans_in("title", "Tide and Clock") == [(9, 14)]


def test_function_words_are_marked_in_titles_alone(session: Session) -> None:
    matcher = session.matcher(view_query("tideclock for harbours "))
    assert matcher is not None
    assert matcher.spans_in("title", "TideClock for Harbours") == [(0, 9), (10, 13), (14, 22)]
    assert matcher.spans("A tideclock for you") == [(2, 11)]
    alone = session.matcher(view_query("for "))
    assert alone is not None and alone.spans("A tideclock for you") == [(12, 15)]


def test_the_command_line_shows_the_same(filled: object, session: Session) -> None:
    query = "limitations:drag"
    (hit,) = filled("search", "--json", query).objects  # type: ignore[operator]
    assert hit["snippet"] == passage(session, query, 200)[0]
    assert "Anchors drag" in filled("search", query).out  # type: ignore[operator]
