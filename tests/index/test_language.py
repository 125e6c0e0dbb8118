"""The query language: what is understood, what prints back, what is a mistake and where."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papernotes.index import Query, QueryError, parse
from papernotes.index.query.ast import (
    FIELDS,
    SECTION_FIELDS,
    SECTIONS,
    All,
    Arxiv,
    Either,
    Has,
    Not,
    Phrase,
    State,
    Word,
    Years,
)


def test_a_query_means_the_same_in_any_unicode_spelling() -> None:
    text = "k\u00fcste \ud55c\uad6d keyword:\u304c"
    assert parse(unicodedata.normalize("NFD", text)) == parse(text)


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("", All(())),
        ("one", Word("one", "open")),
        ("one ", Word("one")),
        ("one two", All((Word("one"), Word("two", "open")))),
        ("one AND two ", All((Word("one"), Word("two")))),
        ('"a phrase"', Phrase("a phrase")),
        ('"still open', Phrase("still open", open=True)),
        ("-one", Not(Word("one", "open"))),
        ("-(one OR two)", Not(Either((Word("one"), Word("two"))))),
        ("a b OR c ", Either((All((Word("a"), Word("b"))), Word("c")))),
        ("plan* ", Word("plan", "prefix")),
        ("plan~", Word("plan", "fuzzy")),
        ("title:plan ", Word("plan", field="title")),
        ("TITLE:plan ", Word("plan", field="title")),
        ("limitations:slow ", Word("slow", field="limitations")),
        ("title:(a b)", All((Word("a", field="title"), Word("b", field="title")))),
        ('title:"a b"', Phrase("a b", field="title")),
        ("year:2025", Years(2025, 2025)),
        ("year:2025..2026", Years(2025, 2026)),
        ("year:2025..", Years(2025, None)),
        ("year:..2025", Years(None, 2025)),
        ("has:code", Has("code")),
        ("is:unread", State("is", "unread")),
        ('list:"to read"', State("list", "to read")),
        ("has:remark", State("is", "remarked")),
        ("remark:lam", State("remark", "lam*")),
        ("remark:lamp ", State("remark", "lamp")),
        ("remark:lampp~ ", State("remark", "lampp~")),
        ('remark:"two  lamps"', State("remark", "two lamps")),
        ('remark:"two la', State("remark", "two la*")),
        ("remark:灯塔 ", State("remark", "灯塔")),
        ("-remark:(a OR title:b )", Not(Either((State("remark", "a"), Word("b", field="title"))))),
        ('remark:"*" a ', Word("a")),
        ("https://arxiv.org/abs/2502.17424v3", Word("2502.17424")),
        ("https://arxiv.org/pdf/2502.17424v3.pdf", Word("2502.17424")),
        ("arXiv:2502.17424", Word("2502.17424")),
        ("arXiv:2502.17424v2 x ", All((Word("2502.17424"), Word("x")))),
        ("arXiv 2502.17424v2 [cs.LG]", Word("2502.17424")),
        ("arXiv preprint arXiv:2502.17424 x ", All((Word("2502.17424"), Word("x")))),
        ("<https://arxiv.org/abs/2502.17424/?context=cs#comments>", Word("2502.17424")),
        ("arXiv:2502.17424v3 [cs.CL] 12 May 2025 x ", All((Word("2502.17424"), Word("x")))),
        ("arXiv preprint arXiv:2502.17424, 2025.", Word("2502.17424")),
        ("arXiv:2502.17424 (2025) x ", All((Word("2502.17424"), Word("x")))),
        ('"arXiv:2502.17424"', Word("2502.17424")),
        ("arxiv_2502.17424 x ", All((Word("2502.17424"), Word("x")))),
        ("eprint={2502.17424}, x ", All((Word("2502.17424"), Word("x")))),
        ("2502.17424_A_Title.pdf x ", All((Word("2502.17424"), Word("x")))),
        ("doi:10.48550/arXiv.2502.17424", Word("2502.17424")),
        ("见arXiv:2502.17424。", Word("2502.17424")),
        ("arxiv:２５０２．１７４２４", Arxiv("2502.17424")),
        ("－one ｔｗｏ＊ ", All((Not(Word("one")), Word("ｔｗｏ", "prefix")))),
        ("half\udce3 way ", All((Word("half"), Word("way")))),
        ("2502.1742", Word("2502.1742", "open")),
        ("2502.1742v1", Word("2502.1742")),
        ("arxiv:cs/0102034", Arxiv("cs/0102034")),
        ("remark:2502.17424", State("remark", "2502.17424")),
        ("arxiv:2502.17424", Arxiv("2502.17424")),
        ("one & two - three ", All((Word("one"), Word("two"), Word("three")))),
        ("SAE: the bench ", All((Word("SAE"), Word("the"), Word("bench")))),
        ("12:30 ", Word("12:30")),
        ("title: plan ", Word("plan", field="title")),
        ("year: 2025 -venue:  x ", All((Years(2025, 2025), Not(Word("x", field="venue"))))),
        ("arXiv: 2502.17424", Arxiv("2502.17424")),
        ("Method: the bench ", All((Word("Method"), Word("the"), Word("bench")))),
        ("“a phrase” title：灯塔 ", All((Phrase("a phrase"), Word("灯塔", field="title")))),
        ("（one OR two） RAG：灯塔 ", All((Either((Word("one"), Word("two"))), Word("RAG：灯塔")))),
        ("A*搜索 ", Word("A*搜索")),
        ("NOT one", Not(Word("one", "open"))),
        ("one NOT two ", All((Word("one"), Not(Word("two"))))),
        ("one AND NOT two ", All((Word("one"), Not(Word("two"))))),
        ("one OR NOT two ", Either((Word("one"), Not(Word("two"))))),
        ("NOT one OR two ", Either((Not(Word("one")), Word("two")))),
        ("NOT (one two )", Not(All((Word("one"), Word("two"))))),
        ('NOT(one )NOT"a b"', All((Not(Word("one")), Not(Phrase("a b"))))),
        ("NOT title:one ", Not(Word("one", field="title"))),
        ("NOT is:read NOT year:2025", All((Not(State("is", "read")), Not(Years(2025, 2025))))),
        ("NOT NOT one ", Not(Not(Word("one")))),
        ("NOT -one ", Not(Not(Word("one")))),
        ("title:(one NOT two )", All((Word("one", field="title"), Not(Word("two", field="title"))))),
        ("not one ", All((Word("not"), Word("one")))),
        ("Not one NOTHING ", All((Word("Not"), Word("one"), Word("NOTHING")))),
        ("title:NOT one ", All((Word("not", field="title"), Word("one")))),
        ('"NOT one"', Phrase("NOT one")),
    ],
)
def test_understands(text: str, root: object) -> None:
    assert parse(text).root == root


@pytest.mark.parametrize("text", ["sort:date one", "one sort:date"])
def test_sort(text: str) -> None:
    assert parse(text).sort == "date"
    assert parse("sort:relevance one").sort == ""
    assert parse("sort:-year").sort == "-year"


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("titel:x", 1, "did you mean title:"),
        ("one foo:bar", 5, "no field foo:"),
        ("one (two", 5, "never closed"),
        ("one) two", 4, "no ("),
        ("OR one", 1, "both sides"),
        ("one OR", 5, "both sides"),
        ("one NOT", 5, "NOT wants something"),
        ("NOT NOT ", 5, "NOT wants something"),
        ("(one NOT) two", 6, "NOT wants something"),
        ("NOT OR one", 1, "NOT wants something"),
        ("NOT " * 60 + "a", 197, "Too many NOT"),
        ("isbn:978-3 a", 1, "no field isbn:; in quotes it is text"),
        ("title:", 7, "wants a value"),
        ("one title: ", 11, "wants a value"),
        ("a year:20", 3, "A year looks like"),
        ("year:2026..2025", 1, "backwards"),
        ("has:money", 1, "has: knows"),
        ("remark:", 8, "wants a value"),
        ("sort:money", 1, "sort: knows"),
        ("un*ing", 3, "end of a word"),
        ("arxiv:abc", 1, "2502.17424"),
        ("(" * 60 + "a" + ")" * 60, 51, "Too many"),
        ("sea " * 41, 161, "More than 40 words"),
        (f'a "{"sea " * 41}"', 3, "A phrase of more than 40"),
    ],
)
def test_mistakes_have_a_column(text: str, column: int, says: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert says in caught.value.message
    assert caught.value.column == column


PIECES = st.sampled_from(
    [
        "one",
        "two",
        "-",
        '"',
        "(",
        ")",
        " ",
        "OR",
        "AND",
        "NOT",
        "NOT ",
        "title:",
        "year:",
        "2025",
        "..",
        "*",
        "~",
        "is:read",
        "remark:",
        "arxiv:",
        "0000",
        "-(",
    ]
    + ["注意力", "gpt-4o", "limitations:", "sort:date", "has:code", ":", "2502.17424", "é", "\t", "'", "--"]
)


@given(st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=30))
def test_what_is_understood_prints_back(text: str) -> None:
    try:
        query = parse(text)
    except QueryError as mistake:
        assert 1 <= mistake.column <= len(text) + 1
        assert mistake.message
        return
    assert isinstance(query, Query)
    again = parse(str(query))
    assert again == query
    assert str(again) == str(query)


def test_every_section_that_notes_have_can_be_searched() -> None:
    names = pytest.importorskip("papernotes.notes.formats.section_names").SECTION_NAMES
    assert set(names) - {"summary"} <= set(SECTIONS)
    assert set(SECTIONS) <= set(SECTION_FIELDS)
    assert len(set(FIELDS)) == len(FIELDS)


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("局限:慢 ", Word("慢", field="局限")),
        ("局限：慢 ", Word("慢", field="局限")),
        ('한계:"느린 등"', Phrase("느린 등", field="한계")),
        ("弱点:(遅い OR 高い )", Either((Word("遅い", field="弱点"), Word("高い", field="弱点")))),
        ("-手法:灯 ", Not(Word("灯", field="手法"))),
        ("weaknesses:slow ", Word("slow", field="weaknesses")),
        ("模型局限:慢 ", Word("模型局限:慢")),
    ],
)
def test_sections_are_named_in_any_language(text: str, root: object) -> None:
    assert parse(text).root == root
    assert parse(str(parse(text))) == parse(text)
