"""What can be completed in a query, and where its mistakes stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from papernotes import state_terms
from papernotes.completion import CompletionSpan, Value, candidates, is_begun, put, quoted, span_at
from papernotes.index.errors import QueryError
from papernotes.index.query.ast import State
from papernotes.index.query.parser import parse
from papernotes.keymap.keymap import load_keymap
from papernotes.mistakes import is_unfinished, mistake, mistake_in, searchable, span
from papernotes.query import view_query
from papernotes.tui.reader.guidance import explained

VALUES = {
    "venue": [Value("ICLR2026", 30), Value("ICML2025", 20), Value("CVPR2026", 10)],
    "topic": [Value("LLM Safety", 9, "llm_safety"), Value("Image Generation", 4, "image_generation")],
    "keyword": [Value("水印 去除", 3), Value("对抗水印", 2), Value("水印", 1)],
}


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("", CompletionSpan(0, 0, "")), ("ti", CompletionSpan(0, 2, "ti")), ("fog ti", CompletionSpan(4, 6, "ti")), ("-ti", CompletionSpan(1, 3, "ti")),
        ("(ti", CompletionSpan(1, 3, "ti")), ("fog OR ti", CompletionSpan(7, 9, "ti")), ("fog ", CompletionSpan(4, 4, "")),
        ("venue:IC", CompletionSpan(6, 8, "IC", "venue")), ("-venue:IC", CompletionSpan(7, 9, "IC", "venue")),
        ("(fog OR venue:IC", CompletionSpan(14, 16, "IC", "venue")), ("VENUE:", CompletionSpan(6, 6, "", "venue")),
        ('topic:"LLM S', CompletionSpan(6, 12, "LLM S", "topic")), ('"fog topic:', CompletionSpan(0, 11, '"fog topic:')),
        ('topic:"LLM Safety" ve', CompletionSpan(19, 21, "ve")), ("keywords:水", CompletionSpan(9, 10, "水", "keyword")),
        ("http://x", CompletionSpan(0, 8, "http://x")), ("fog:x", CompletionSpan(0, 5, "fog:x")),
    ],
)  # fmt: skip
def test_what_is_being_typed(text: str, span: CompletionSpan) -> None:
    assert span_at(text, len(text)) == span


@pytest.mark.parametrize(
    ("text", "completed"),
    [
        ("ti", "title:"), ("fog -ven", "fog -venue:"), ("fog (lim", "fog (limitations:"), ("venue:ICL", "venue:ICLR2026"),
        ("venue:icm", "venue:ICML2025"), ("topic:llm", 'topic:"LLM Safety"'), ('topic:"ima', 'topic:"Image Generation"'),
        ("topic:llm_sa", 'topic:"LLM Safety"'), ("topic:gen", 'topic:"Image Generation"'), ("sort:-ti", "sort:-title"),
        ("has:co", "has:code"), ("keyword:水", 'keyword:"水印 去除"'), ("keyword:对", "keyword:对抗水印"),
        ("fog OR sor", "fog OR sort:"),
    ],
)  # fmt: skip
def test_the_likeliest_completion(text: str, completed: str) -> None:
    span = span_at(text, len(text))
    assert put(text, span, candidates(span, VALUES)[0]) == (completed, len(completed))


def test_what_stands_behind_the_cursor_stays() -> None:
    text = 'topic:"ima" fog'
    span = span_at(text, 10)
    assert put(text, span, candidates(span, VALUES)[0]) == ('topic:"Image Generation" fog', 24)


def test_values_that_begin_as_typed_come_first_then_words_then_the_rest() -> None:
    found = candidates(span_at("keyword:水印", 10), VALUES)
    assert [one.label for one in found] == ["水印 去除", "水印", "对抗水印"]
    assert [one.about for one in found] == ["3", "1", "2"]


@pytest.mark.parametrize("text", ["fog", '"ti', "title:wat", "author:x", "year:2024..", "1", "venue:zzz"])
def test_nothing_is_offered_where_nothing_fits(text: str) -> None:
    assert candidates(span_at(text, len(text)), VALUES) == []


def test_a_value_that_can_still_become_one_is_begun() -> None:
    for text, begun in (("venue:", True), ("venue:IC", True), ("has:cod", True), ("has:code", False), ("has:q", False), ("x", False)):  # fmt: skip
        assert is_begun(span_at(text, len(text)), VALUES) is begun


@given(st.text(max_size=12).filter(lambda text: text.replace('"', "").strip()))
@example("//lamp").via("an address is no field")
def test_every_value_is_written_so_that_the_language_reads_it(value: str) -> None:
    assert parse(f"list:{quoted(value)}").root == State("list", value.replace('"', ""))


@given(st.text(alphabet='ti:"( )-水venuORsat*', max_size=16), st.integers(0, 16))
def test_any_text_has_a_place_within_it(text: str, cursor: int) -> None:
    cursor = min(cursor, len(text))
    span = span_at(text, cursor)
    assert 0 <= span.start <= cursor <= span.end <= len(text)
    for one in candidates(span, VALUES)[:3]:
        completed, there = put(text, span, one)
        assert completed[:there].endswith(one.text)


@given(st.text(alphabet='ti:"( )-水venuORsat*', max_size=16))
def test_every_mistake_stands_somewhere_in_the_query(query: str) -> None:
    wrong = mistake_in(view_query(query))
    if wrong is not None:
        start, end = span(query, wrong)
        assert 0 <= start < end <= len(query)


@pytest.mark.parametrize(
    ("query", "underlined", "correction"),
    [
        ("titel:fog bell", "titel:fog", "title:fog bell"), ("水印 -venu:x", "venu:x", "水印 -venue:x"),
        ('has:"cod" x', 'has:"cod"', "has:code x"), ("sort:-dat", "sort:-dat", "sort:-date"), ("fog (bell", "(", ""),
        ("fog) x", ")", ""), ("fog OR", "OR", ""), ("fog title:", "title:", ""), ("fo*g x", "*", ""), ("year:20x5", "year:20x5", ""),
        ("zzzz:x", "zzzz:x", '"zzzz:x"'), ("oil std::map -key:value x", "std::map", 'oil "std::map" -"key:value" x'),
        ('isbn:"97 8" (x', 'isbn:"97 8"', '"isbn: 97 8" (x'), ("arXiv:cs.LG x", "arXiv:cs.LG", '"arXiv:cs.LG" x'),
        ("fog NOT", "NOT", ""),
    ],
)  # fmt: skip
def test_where_a_mistake_stands_and_what_was_meant(query: str, underlined: str, correction: str) -> None:
    wrong = mistake_in(view_query(query))
    assert wrong is not None
    start, end = span(query, wrong)
    assert (query[start:end], wrong.correction) == (underlined, correction)


def test_what_was_meant_by_a_value_that_only_the_library_knows() -> None:
    error = QueryError("There is nothing called list:theses", 5)
    wrong = mistake("fog list:theses x", error, {"list": ["thesis work", "Theses 2"]})
    assert wrong.correction == 'fog list:"Theses 2" x'


def test_a_query_is_unfinished_where_typing_on_can_mend_it() -> None:
    for query in (
        "fog NOT",
        "fog NOT ",
        "NOT",
        "fog OR NOT",
        "(fog NOT",
        "fog OR",
        "fog OR ",
        "((fog",
        "(fog OR",
        "-(",
        "year:19",
        "year:2025.",
        "year:2025..2",
    ):
        assert is_unfinished(view_query(query)), query
    for query in (
        "OR fog",
        "fog)",
        "titel:x",
        "year:2o",
        "fo*g",
        "(fog titel:x",
        "year:2025..2020 ",
        "fog",
        "list:x",
    ):
        assert not is_unfinished(view_query(query)), query


def test_text_that_was_pasted_is_told_how_to_be_quoted() -> None:
    keymap = load_keymap(Path("none"))
    told = {
        "foo:bar": 'column 1: There is no field foo:; in quotes it is text: "foo:bar"; ^y accepts it',
        "titel:x": "column 1: There is no field titel:, did you mean title:; ^y accepts it; in quotes it is text",
        "has:cod": "column 1: has: knows code, arxiv, summary, remark, note; did you mean has:code; ^y accepts it",
    }
    for query, text in told.items():
        wrong = mistake_in(view_query(query))
        assert wrong is not None
        assert explained(wrong, keymap) == text
    for query in ("Title: of lamps", "https://shop.example/a:b", r"C:\lamps\oil", "12:30", "“foo:bar”"):
        assert mistake_in(view_query(query)) is None


def test_a_query_without_a_mistake_has_none() -> None:
    assert mistake_in(view_query("fog OR (bell title:水印) year:2025.. ")) is None


def test_the_values_of_is_are_what_the_reading_state_tests() -> None:
    assert set(state_terms.VALUES) >= {*state_terms.PAPERS, state_terms.NEW, "remarked"}
    assert len(set(state_terms.VALUES)) == len(state_terms.VALUES)


def test_what_stands_before_an_operator_that_is_not_finished_can_be_searched_for() -> None:
    asked = {"fog NOT": "fog ", "fog OR ": "fog ", "fog OR NOT": "fog ", "(fog) NOT": "(fog) "}
    assert {query: searchable(view_query(query)) for query in asked} == asked
    for query in ("NOT", "fog", "(fog OR", "fogNOT", "titel:x OR", "fog not"):
        assert searchable(view_query(query)) == ""
