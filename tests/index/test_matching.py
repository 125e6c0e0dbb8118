"""What of a text a query matches, and the passage that is shown."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papernotes.index import Index, parse, tokenizer
from papernotes.index.query.vocabulary import Vocabulary
from papernotes.index.search.highlight import Matcher, matcher


def marked(index: Index, query: str, text: str) -> str:
    result, last = "", 0
    for start, end in index.matcher(query).spans(text):
        result += f"{text[last:start]}[{text[start:end]}]"
        last = end
    return result + text[last:]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("unlearn ", "To unlearn is Unlearning.", "To [unlearn] is [Unlearning]."),
        ("smoo", "Smoothing is smooth", "[Smoothing] is [smooth]"),
        ("deja ", "Déjà vu", "[Déjà] vu"),
        ("deja ", "De\u0301ja\u0300 vu", "[De\u0301ja\u0300] vu"),
        ("gpt4o ", "with GPT-4o inside", "with [GPT-4o] inside"),
        ("gpt-4o ", "with GPT-4o or GPT 4o", "with [GPT-4o] or [GPT 4o]"),
        ("注意 ", "模型的注意力", "模型的[注意]力"),
        ("注意力 atad ", "注意力ATAD框架", "[注意力][ATAD]框架"),
        ('"frozen teacher"', "a frozen teacher, frozen", "a [frozen teacher], frozen"),
        ("atention ", "flat attention", "flat [attention]"),
        ("one -two ", "one two", "[one] two"),
        ("audio trust ", "AudioTrust", "[AudioTrust]"),
        ("zzz ", "nothing here", "nothing here"),
    ],
)
def test_highlights(library: Index, query: str, text: str, expected: str) -> None:
    assert marked(library, query, text) == expected


def test_the_best_passage(library: Index) -> None:
    text = "start " * 50 + "where attention is smoothed away " + "end " * 50
    snippet = library.matcher("attention smoothed ").everywhere.snippet(text, 60)
    assert len(snippet.text) <= 60
    assert [snippet.text[a:b] for a, b in snippet.spans] == ["attention", "smoothed"]
    assert snippet.text.startswith("…")
    assert snippet.text.endswith("…")
    assert all(word in text.split() for word in snippet.text.strip("…").split())


def test_a_passage_of_a_short_text_is_the_text_on_one_line(library: Index) -> None:
    assert library.matcher("x").everywhere.snippet("two\n\nlines", 60).text == "two lines"


def test_words_of_a_run_that_stand_apart_are_found_where_they_are(library: Index) -> None:
    whole = library.matcher("注意力平滑")
    text = "平滑的注意力"
    assert whole.spans(text) == []
    wider = whole.wider()
    assert wider is not None
    assert wider.spans(text) == [(0, 2), (3, 6)]
    assert library.matcher("平滑 attention").wider() is None


def test_guesses_are_found_where_nothing_else_is(library: Index) -> None:
    matcher = library.matcher("smooth ")
    texts = [("", "of smoothxy")]
    assert matcher.spans("of smoothxy") == []
    found = matcher.passage(["A title"], texts, 60)
    assert found is not None
    assert found.spans == [(3, 11)]
    assert matcher.passage(["How smooth it is"], texts, 60) is None


@given(
    text=st.text(alphabet="ab 注意é\n\u0301x-", max_size=200),
    query=st.sampled_from(["ab ", "a", "注意 ", '"a b"', "é ", "a-b "]),
    width=st.integers(0, 80),
)
def test_spans_and_passages_hold_together(text: str, query: str, width: int) -> None:
    found: Matcher = matcher(parse(query), Vocabulary([])).everywhere
    spans = found.spans(text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    snippet = found.snippet(text, width)
    assert len(snippet.text) <= width
    assert "\n" not in snippet.text
    assert all(0 <= start < end <= len(snippet.text) for start, end in snippet.spans)


@given(
    words=st.lists(
        st.sampled_from("sea TestCase SHA256 snake_case 灯塔照海 ﾃﾞｰﾀ déjà GPT-4o C++ x86_64".split()),
        min_size=1,
    ),
    chosen=st.data(),
    width=st.integers(1, 60),
)
def test_a_passage_has_a_word_of_the_text(words: list[str], chosen: st.DataObject, width: int) -> None:
    text = " filler ".join(words)
    word = chosen.draw(st.sampled_from(words))
    found = matcher(parse(f"{word} "), Vocabulary([])).everywhere.snippet(text, width)
    assert found.spans
    shown = [found.text[start:end] for start, end in found.spans]
    assert any(one.lower() in word.lower() for one in shown)
    assert word in shown or width < 2 * len(word) or not word.isalnum()

    for part in tokenizer.cut_at(word, tokenizer.capitals(word)) if word.isalnum() else ():
        if len(part) >= tokenizer.MINIMUM_PART_LETTERS:
            found = matcher(parse(f"{part} "), Vocabulary([])).everywhere.snippet(text, width)
            assert found.spans
