"""Words written together, apart or with hyphens otherwise than in the text, and with mistakes in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from make_entries import Loader, entry

from papernotes.index import Index

ENTRIES = (
    entry(
        "harbour", "Finding Stray Lanterns with a Lamplight Sieve", "Of harbour lights: harbour light drifts."
    ),
    entry("bench", "SAEBench: Old Ships Compared", "A quiet lantern."),
    entry("sieve", "LampSieve: What Remains", "Sand."),
    entry("joined", "Lamplight Sieve: Once Again", "Sieves."),
    entry("way", "No Way To Hide My Old Lamp: A Tale", "Nothing else."),
    entry("isn", "A Lamp That Isn't There", "Shadows."),
)


@pytest.fixture(scope="module")
def lamps(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("spelling") / "index"
    Index.build(folder, Loader(ENTRIES))
    return Index.open(folder)


def found(index: Index, query: str) -> list[str]:
    return [hit.key.partition("/")[2] for hit in index.search(query).hits]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("tale OR what ", ["way", "sieve"]),  # not `that`: nothing is guessed beside words that texts have
        ("light OR hid ", ["harbour"]),
        ("tale OR sieves ", ["way", "joined", "harbour", "sieve"]),
        ("lantrn OR tale ", ["way", "bench"]),  # what no text has is a mistake
    ],
)
def test_alternatives_are_meant_as_they_are(lamps: Index, query: str, expected: list[str]) -> None:
    assert sorted(found(lamps, query)) == sorted(expected)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("harbour-lihgt ", ["harbour"]),  # a mistake in a part
        ("stray-lantrens sieve ", ["harbour"]),
        ("stray-lan", ["harbour"]),  # still being typed, and written with a blank in the text
        ("harbour-li", ["harbour"]),
        ("harbour-drifts", ["harbour"]),  # both are there, apart
        ("straylanterns ", ["harbour"]),  # in the middle of a title
        ("lamplightsieve ", ["joined", "harbour"]),  # some title has it at its head, another elsewhere
        ("lamp sieev ", ["sieve", "joined", "harbour"]),  # a name in two words, one of them mistyped
        ("lamp-sieev ", ["sieve", "joined", "harbour"]),
        ("nowaytohidemyoldlamp ", ["way"]),
        ("a_lamp_that_isn_t_there", ["isn"]),  # as files are named
        ("xq lanterns ", []),  # not "lanterns" with something beside it
        ("250217424 ", []),
    ],
)
def test_finds(lamps: Index, query: str, expected: list[str]) -> None:
    assert found(lamps, query) == expected


def test_what_is_not_known_apart_is_highlighted_apart(lamps: Index) -> None:
    def marked(query: str, text: str) -> list[str]:
        return [text[start:end] for start, end in lamps.matcher(query).spans(text)]

    assert marked("harbour-lihgt ", "A harbour with light") == ["harbour", "light"]
    assert marked("stray-lan", "Stray lanterns, stray light") == ["Stray lanterns"]
    assert marked("straylanterns ", "Stray lanterns, stray light") == ["Stray lanterns"]


def test_a_number_is_not_taken_apart(tmp_path: Path) -> None:
    entries = (entry("numbers", "Lamps", "From 250 to 217 424 lamps, 250 217 424."),)
    Index.build(tmp_path / "index", Loader(entries))
    assert found(Index.open(tmp_path / "index"), "250217424 ") == []


def test_what_only_abbreviates_in_the_title_counts_as_that(tmp_path: Path) -> None:
    entries = (
        entry("start", "Removing the Old Gate", "Lamps.", ("method", "A gate to re and re and re.")),
        entry("name", "ReGate: On Lanterns and Ships"),
    )
    Index.build(tmp_path / "index", Loader(entries))
    assert found(Index.open(tmp_path / "index"), "re gate") == ["name", "start"]


def test_two_scripts_typed_without_a_blank_are_best_side_by_side(tmp_path: Path) -> None:
    entries = (
        entry("apart", "Ships", "LAMP。LAMP 灯塔。港口，LAMP，灯塔 灯塔。"),
        entry(
            "beside",
            "Lanterns in Old Harbours and Elsewhere",
            "港口的灯塔LAMP，以及其他许多不相干的东西和文字。",
        ),
    )
    Index.build(tmp_path / "index", Loader(entries))
    index = Index.open(tmp_path / "index")
    for query in ("灯塔LAMP", "灯塔lamp ", "灯塔lam"):
        assert found(index, query) == ["beside", "apart"], query
    assert found(index, "LAMP灯塔") == ["apart", "beside"]
