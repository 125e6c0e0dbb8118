"""Related papers: whose texts are most like a note's, and by which words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from make_entries import LIBRARY, Loader, entry

from papernotes.index import Index, SimilarEntry
from papernotes.notes.model import EntryText

FILLER = "In this note we say what it does and how it compares"
SHIPS = (
    entry(
        "tides",
        "TideNet: Forecasting Tides from Buoys",
        f"{FILLER}. Forecasts tides.",
        (
            "method",
            f"{FILLER}. Buoys measure currents, and a forecast of the tides follows. TideNet TideNet TideNet.",
        ),
        ("rating", "Novelty splendid, clarity splendid."),
        keywords=("tides",),
    ),
    entry(
        "currents",
        "Learning Ocean Currents",
        f"{FILLER}. Drifts of buoys.",
        ("method", f"{FILLER}. Drifting buoys show the currents that tides leave."),
    ),
    entry(
        "baking",
        "Kneading Dough with Robots",
        f"{FILLER}. Arms that knead.",
        ("method", f"{FILLER}. Flour and water, kneaded."),
        ("rating", "Novelty splendid, clarity splendid."),
    ),
    entry(
        "bread",
        "Proofing Bread by Camera",
        f"{FILLER}. A camera watches dough.",
        ("method", f"{FILLER}. Dough rises; flour matters less."),
    ),
    entry("teatime", "A Watch for Tea", f"{FILLER}. Steeps leaves."),
)


def opened(folder: Path, entries: Sequence[EntryText]) -> Index:
    Index.build(folder, Loader(tuple(entries)))
    return Index.open(folder)


def keys(found: Sequence[SimilarEntry]) -> list[str]:
    return [one.key.partition("/")[2] for one in found]


@pytest.fixture
def ships(tmp_path: Path) -> Index:
    return opened(tmp_path / "index", SHIPS)


def test_the_paper_that_shares_telling_words_comes_first_and_the_paper_itself_never(ships: Index) -> None:
    found = ships.related(SHIPS[0])
    assert keys(found)[0] == "currents"
    assert "tides" not in keys(found)
    assert found[0].score > 2 * found[1].score
    assert {word.casefold() for word in found[0].words} >= {"tides", "buoys", "currents"}
    assert keys(ships.related(SHIPS[2]))[0] == "bread"


def test_words_that_all_notes_have_are_no_reason_and_ratings_do_not_count(ships: Index) -> None:
    for made in SHIPS:
        for one in ships.related(made):
            assert not {"note", "compares", "splendid", "novelty"} & {word.casefold() for word in one.words}
    dough = {one.key: one.score for one in ships.related(SHIPS[2])}
    assert dough["ICLR2026/tides"] == pytest.approx(dough["ICLR2026/currents"], rel=0.5)


def test_english_function_words_are_no_reason_where_they_are_rare(tmp_path: Path) -> None:
    first = entry("one", "Between the Tides", "潮汐")
    second = entry("two", "Between the Loaves", "面包")
    more = [entry(f"n{number}", f"丁{number}", f"第{number}种无关的事情") for number in range(40)]
    assert opened(tmp_path / "index", (first, second, *more)).related(first) == []


def test_no_more_than_wanted_are_found_and_only_where_allowed(ships: Index) -> None:
    assert len(ships.related(SHIPS[0], limit=2)) == 2
    assert ships.related(SHIPS[0], limit=0) == []
    only = frozenset(("ICLR2026/bread", "ICLR2026/teatime"))
    assert set(keys(ships.related(SHIPS[0], within=only))) <= {"bread", "teatime"}


def test_a_note_that_is_not_in_the_index_and_has_only_a_title_finds_its_like(ships: Index) -> None:
    title = entry("new", "Buoys and Currents")
    assert keys(ships.related(title))[0] == "currents"
    assert ships.related(entry("none", "")) == []
    assert ships.related(entry("none", "Zyzzyva qwfp")) == []


def test_the_name_of_the_own_method_finds_those_that_speak_of_it(tmp_path: Path) -> None:
    rival = entry("rival", "A Rival", f"{FILLER}. Beats TideNet by far.")
    more = [entry(f"n{number}", f"Other {number}", f"{FILLER}.") for number in range(20)]
    index = opened(tmp_path / "index", (*SHIPS, rival, *more))
    found = index.related(SHIPS[0])
    assert "rival" in keys(found)[:2]
    assert "TideNet" in found[keys(found).index("rival")].words


def test_chinese_notes_share_runs_and_not_pairs_of_characters(tmp_path: Path) -> None:
    first = entry("one", "甲", "数字水印用于追踪图像来源", ("method", "把数字水印嵌入图像的频域"))
    second = entry("two", "乙", "去除数字水印的攻击", ("method", "攻击者先估计频域"))
    third = entry("three", "丙", "面包发酵的温度控制", ("method", "酵母与面粉"))
    more = [entry(f"n{number}", f"丁{number}", f"第{number}种无关的事情") for number in range(40)]
    found = opened(tmp_path / "index", (first, second, third, *more)).related(first)
    assert keys(found)[0] == "two"
    assert "数字水印" in found[0].words


def test_half_words_of_chinese_are_told_with_the_rest_of_their_words_or_not_at_all(tmp_path: Path) -> None:
    told = "逻辑推理"  # its middle pair is rare, and both of its words are common
    first = entry(
        "one", "甲", "检验机器的逻辑推理", ("method", f"{told}。{told}。{told}。潮汐。潮汐。潮汐。")
    )
    second = entry("two", "乙", "逻辑推理的评测")
    third = entry("three", "丙", "一项逻辑", ("method", "检验辑推"))  # the halves alone
    logic = [entry(f"l{number}", f"丁{number}", "逻辑") for number in range(3)]
    reasoning = [entry(f"r{number}", f"戊{number}", "推理") for number in range(3)]
    other = [entry(f"n{number}", f"己{number}", "无关的事情") for number in range(60)]
    everything = (first, second, third, *logic, *reasoning, *other)
    found = {one.key: one.words for one in opened(tmp_path / "index", everything).related(first)}
    names = {key.partition("/")[2]: words for key, words in found.items()}
    assert told in names["two"] and "辑推" not in names["two"]
    assert not any("辑推" in word for word in names["three"])


def test_a_changed_index_answers_as_one_built_anew(tmp_path: Path) -> None:
    changed = opened(tmp_path / "index", SHIPS[1:])
    changed.apply([SHIPS[0]._replace(summary="Was something else about bread.")], [])
    changed.apply([SHIPS[0], *LIBRARY], ["ICLR2026/teatime"])
    anew = opened(tmp_path / "anew", (*SHIPS[:-1], *LIBRARY))
    for made in SHIPS[:-1]:
        found, expected = changed.related(made), anew.related(made)
        assert keys(found) == keys(expected)
        assert [one.score for one in found] == pytest.approx([one.score for one in expected])


def test_of_two_that_are_equally_alike_the_one_of_the_same_topic_comes_first(tmp_path: Path) -> None:
    made = [
        entry(slug, f"Glaciers {word}", topics=(topic,), topic_names=(topic,))
        for slug, word, topic in (("a", "melt", "ice"), ("b", "calve", "art"), ("c", "grind", "ice"))
    ]
    found = opened(tmp_path / "index", made).related(made[0])
    assert keys(found) == ["c", "b"]
