"""Breaking lines, and measuring text in cells."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from papernotes.render.text.cells import NO_BREAK, clean, cut, shorten, width_of
from papernotes.render.text.wrap import wrap


def lines(text: str, width: int, first_width: int | None = None) -> list[str]:
    return [text[start:end] for start, end in wrap(text, width, first_width)]


def test_latin_text_breaks_at_blanks() -> None:
    assert lines("one two three four", 9) == ["one two", "three", "four"]


def test_chinese_breaks_at_any_character_but_not_before_closing_punctuation() -> None:
    assert lines("我们提出了方法，它很好。", 12) == ["我们提出了方", "法，它很好。"]
    assert lines("我们提出了方法，它很好。", 14) == ["我们提出了方", "法，它很好。"]
    assert lines("我们提出（方法）很好", 10) == ["我们提出", "（方法）", "很好"]


def test_a_word_too_long_for_a_line_breaks_after_its_punctuation() -> None:
    assert lines("Ab-3-Instructed", 12) == ["Ab-3-", "Instructed"]
    assert lines("3-Instructedness", 12) == ["3-Instructed", "ness"]


def test_text_that_should_not_break_breaks_at_its_blanks_if_it_must() -> None:
    formula = f"x{NO_BREAK}≤{NO_BREAK}1/(ϵ‖A‖)"
    assert lines(formula, 13) == [formula]
    assert lines(formula, 10) == [f"x{NO_BREAK}≤{NO_BREAK}", "1/(ϵ‖A‖)"]


def test_straight_quotes_in_chinese_open_and_close() -> None:
    assert lines('标记为"需要判断"的', 8) == ["标记为", '"需要判', '断"的']


def test_latin_words_in_chinese_stay_whole() -> None:
    assert lines("我们使用Transformer模型", 14) == ["我们使用", "Transformer", "模型"]
    assert lines("提升了3.5%的性能", 10) == ["提升了3.5%", "的性能"]


def test_no_character_is_alone_on_the_last_line() -> None:
    assert lines("这个方法需要更多的数据。", 22) == ["这个方法需要更多的", "数据。"]
    assert lines("依赖 response。好", 14) == ["依赖", "response。好"]
    assert lines("短短文字好", 8) == ["短短文", "字好"]
    assert lines("an end with a b", 13) == ["an end with", "a b"]


def test_compound_words_break_after_a_hyphen_if_a_line_would_stay_empty() -> None:
    assert lines("the time-dependent variables", 12) == ["the time-", "dependent", "variables"]
    assert lines("a well-known word", 10) == ["a well-", "known word"]
    assert lines("every one of a well-known word", 18) == ["every one of a", "well-known word"]
    assert lines("see https://example.org/one-two", 30) == ["see", "https://example.org/one-two"]
    assert lines("from 3-4 x-y of them", 7) == ["from", "3-4 x-y", "of them"]


def test_words_too_long_are_broken_by_preference_after_punctuation() -> None:
    assert lines("abcdefghijkl", 5) == ["abcde", "fghij", "kl"]
    assert lines("https://example.org/some/path", 22) == ["https://example.org/", "some/path"]


def test_newlines_break_and_the_first_line_has_its_own_width() -> None:
    assert lines("a\n\nb", 5) == ["a", "", "b"]
    assert lines("aa bb cc", 8, 4) == ["aa", "bb cc"]
    assert lines("abcdef x", 8, 4) == ["", "abcdef x"]
    assert lines("", 5) == [""]


def test_unbreakable_blanks_hold_words_together() -> None:
    assert lines(f"aa b{NO_BREAK}={NO_BREAK}c", 6) == ["aa", f"b{NO_BREAK}={NO_BREAK}c"]


def test_combining_marks_stay_with_their_letter() -> None:
    text = "e\u0301" * 6
    assert lines(text, 4) == ["e\u0301" * 4, "e\u0301" * 2]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=120).map(clean), st.integers(2, 40), st.integers(1, 40))
def test_lines_fit_and_lose_nothing_but_blanks(text: str, width: int, first: int) -> None:
    text = text.replace("\t", " ")
    ranges = wrap(text, width, min(first, width))
    for number, (start, end) in enumerate(ranges):
        room = width if number else min(first, width)
        assert width_of(text[start:end]) <= room or end - start <= 1
    assert "".join(text[start:end] for start, end in ranges).replace(" ", "") == text.replace(
        " ", ""
    ).replace("\n", "")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=50))
def test_widths_are_those_of_rich(text: str) -> None:
    text = clean(text).replace("\t", "").replace("\n", "")
    assert width_of(text) == cell_len(text)


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("a\x1b[31mb\x07", "a[31mb"),
        ("\u26a0\ufe0f x", "\u26a0 x"),
        ("a\u202eb\u200bc\ufeff", "abc"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("\ud800x", "x"),
        ("plain", "plain"),
    ],
)
def test_what_no_terminal_should_get_is_cleaned_away(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


def test_text_is_cut_to_whole_cells() -> None:
    assert cut("模型abc", 3) == "模"
    assert shorten("模型abc", 6) == "模型a…"
    assert shorten("abc", 3) == "abc"


def test_a_blank_that_should_not_break_holds_chinese_too() -> None:
    assert lines(f"很好·实用性{NO_BREAK}★★☆", 13) == ["很好·实用", f"性{NO_BREAK}★★☆"]


def test_a_middle_dot_ends_a_line_in_chinese_names_alone() -> None:
    assert lines("我们说乔治·布什", 11) == ["我们说乔治·", "布什"]
    assert lines("cost = (a·b_c)/2", 12) == ["cost =", "(a·b_c)/2"]


def test_a_long_address_without_a_scheme_fills_its_lines() -> None:
    assert lines("example.org/the-decidable-ones-of-us-d-spec", 41) == [
        "example.org/the-decidable-ones-of-us-d-",
        "spec",
    ]


def test_addresses_break_after_a_slash_rather_than_in_a_name() -> None:
    assert lines("example.org/somebody/calm_lanterns_again", 30) == [
        "example.org/somebody/",
        "calm_lanterns_again",
    ]


def test_a_word_too_long_for_a_line_leaves_no_bracket_to_the_next() -> None:
    assert lines("x^(var)·h_(CL)/(‖x‖₂‖h_(CL)‖₂))", 28) == ["x^(var)·h_(CL)/", "(‖x‖₂‖h_(CL)‖₂))"]
    assert lines("（Soundness）", 12) == ["（Soundnes", "s）"]
    assert lines("MDGen(基准)", 6) == ["MDGen", "(基准)"]


def test_a_short_head_is_halved_rather_than_leaving_one_character() -> None:
    assert lines("偏移显著", 6) == ["偏移", "显著"]
