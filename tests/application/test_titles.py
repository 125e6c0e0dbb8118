"""Which titles say nothing of the paper."""

from __future__ import annotations

import pytest

from papernotes.notes import fold
from papernotes.paper_facts import canonical_ids, similar_titles
from papernotes.titles import is_generic

GENERIC = (
    "Paper", "Notes", "1. Introduction", "Scope", "Summary of the paper", "Key Ideas", "What is it?", "Paper 3", "2021-03-04",
    "どんなもの？", "先行研究と比べてどこがすごいのか？", "背景と目的", "论文阅读笔记", "研究背景与动机", "논문 리뷰", "한 줄 요약", "",
    "Why it matters", "Pros and cons", "Summary in one sentence", "The big picture", "2. Threats to Validity", "Reading list",
    "今週の論文", "この論文のポイント", "3行まとめ", "本周论文", "论文速览", "一、研究内容", "이번 주 논문", "오늘의 논문", "세 줄 요약",
)  # fmt: skip
TITLES = (
    "Moss Attention", "A Survey", "Learning to Learn", "Paper Cranes Fold Themselves", "论文笔记：潮汐", "潮汐の研究", "바다의 모델링",
    "The Scope of Slack Water", "Big Data", "One Model", "Open Data", "3 Nets", "今日の潮", "오늘의 바다",
)  # fmt: skip


@pytest.mark.parametrize("title", GENERIC)
def test_a_generic_title(title: str) -> None:
    assert is_generic(fold(title))


@pytest.mark.parametrize("title", TITLES)
def test_a_title_of_a_paper(title: str) -> None:
    assert not is_generic(fold(title))


def test_a_long_title_takes_no_time() -> None:
    assert not is_generic("论文笔记" * 50_000 + "x")


def test_ids_have_one_spelling() -> None:
    assert canonical_ids("2501.00001v3", "https://doi.org/10.1000/ABC") == ("2501.00001", "10.1000/abc")
    assert canonical_ids(None, "10.48550/arXiv.2501.00001") == ("2501.00001", None)
    assert canonical_ids("cs.LG/0701001v2", None) == ("cs/0701001", None)
    assert canonical_ids("", "10.1101/2020.01.02.000003v2.full") == (None, "10.1101/2020.01.02.000003")
    assert canonical_ids(None, None) == (None, None)


def test_a_retouched_title_has_the_same_numbers() -> None:
    assert similar_titles("learning in models of language", "learning in models of languages")
    assert not similar_titles("learning in models of language 2", "learning in models of language 3")
    assert not similar_titles("calm lamps", "wide nets")
    of_waves = "on the height of very tall waves at night near the harbour"
    for other in ("erratum {}", "reply to {}", "{} part two", "{} part b", "{} revisited", "勘误 {}"):
        assert not similar_titles(of_waves, other.format(of_waves))
    assert not similar_titles(f"{of_waves} part one", f"{of_waves} part two")
    assert similar_titles(f"a reply on {of_waves}", f"the reply on {of_waves}")
