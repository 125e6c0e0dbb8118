"""Words inside words: parts that capitals and digits divide, in searches, as you type, in phrases and highlighted."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make_entries import Loader, entry
from whoosh.searching import Searcher

from papernotes.index import Index, parse, tokenizer
from papernotes.index.query.plan import AnyOf
from papernotes.index.query.planner import Planner
from papernotes.index.search.related import word_uses
from papernotes.index.storage.directory import open_whoosh

NAMED = (
    entry("hash", "Weak Points of SHA256 in Ledgers", "Breaks a hash by half."),
    entry("number", "A Table of 256 Shells", "Counts shells."),
    entry("suite", "TestExample for Lanterns", "A suite that grades lamps."),
    entry("word", "An Example of a Lighthouse", "Light for ships."),
    entry("server", "Tides", "", ("method", "The call getHTTPResponse of an HTTPServer returns snake_case keys.")),
    entry("module", "Currents", "", ("method", "We call harbour.crane with kebab-case names on x86_64.")),
    entry("crane", "Wharves", "", ("method", "A crane beside the harbour.")),
    entry("net", "DeepResNet50 on Sails", "Sorts sails by ResNet50 and GPT-4o."),
    entry("kana", "ﾃｽﾄのﾃﾞｰﾀ", "ガラスの灯り。"),
    entry("wide", "ＬａｍｐＰｏｓｔ９０ and ＧＰＴ", "About ｔｉｄｅ＿ｔａｂｌｅ."),
    entry("plural", "How LLMs Read Charts", "Language models at sea."),
)  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder: Path = tmp_path_factory.mktemp("parts") / "index"
    Index.build(folder, Loader(NAMED))
    return Index.open(folder)


def found(index: Index, query: str) -> list[str]:
    return [hit.key.partition("/")[2] for hit in index.search(query).hits]


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("256 ", ["number", "hash"]),
        ("256", ["number", "hash"]),
        ("sha ", ["hash"]),
        ("example ", ["word", "suite"]),
        ("examples ", ["word", "suite"]),
        ("exam", ["word", "suite"]),
        ("http ", ["server"]),
        ("respon", ["server"]),
        ("httpresponse ", ["server"]),
        ("gethttpresponse ", ["server"]),
        ("snake ", ["server"]),
        ("snake_case ", ["server"]),
        ("snakecase ", ["server"]),
        ("kebab ", ["module"]),
        ("x86 ", ["module"]),
        ("86 ", ["module"]),
        ("x86_64 ", ["module"]),
        ("resnet ", ["net"]),
        ("resn", ["net"]),
        ("net50 ", ["net"]),
        ("50 ", ["net"]),
        ("4o ", ["net"]),
        ("gpt4o ", ["net"]),
        ("テスト ", ["kana"]),
        ("ﾃｽﾄ ", ["kana"]),
        ("データ ", ["kana"]),
        ("ｶﾞﾗｽ ", ["kana"]),
        ('"ﾗｽの灯り"', ["kana"]),
        ("lamppost90 ", ["wide"]),
        ("post ", ["wide"]),
        ("90 ", ["wide"]),
        ("tide_table ", ["wide"]),
        ("table ", ["number", "wide"]),
        ("ms ", []),
        ('"sha 256"', ["hash"]),
        ('"of sha 256 in ledgers"', ["hash"]),
        ('"sha 25', ["hash"]),
        ('"test example for lanterns"', ["suite"]),
        ('"test exam', ["suite"]),
        ('"example test"', []),
        ('"of 256"', ["number"]),
        ('"res net 50"', ["net"]),
        ('"resnet 50 and gpt"', ["net"]),
        ('"call get http response of"', ["server"]),
        ('"snake case keys"', ["server"]),
        ('"http response', ["server"]),
        ('"http resp', ["server"]),
        ('"http response"', ["server"]),
        ('"http respons"', []),
        ('"get response"', []),
        ('"res net', ["net"]),
        ('"case keys', ["server"]),
        ('method:"response of a', ["server"]),
        ('method:"of an http"', ["server"]),
        ('body:"of an http"', ["server"]),
        ('"256 in ledgers"', ["hash"]),
        ('"256 in led', ["hash"]),
        ('"example for lanterns"', ["suite"]),
        ('"points of sha"', ["hash"]),
        ('"points of sh', ["hash"]),
        ('"points of 256"', []),
        ('"sha in ledgers"', []),
        ('method:"response of an"', ["server"]),
        ('title:"response of an"', []),
        ("method:256 ", []),
        ("method:response ", ["server"]),
        ("-example lanterns ", ["suite"]),
    ],
)  # fmt: skip
def test_parts_of_words_are_found_after_whole_words(index: Index, query: str, keys: list[str]) -> None:
    assert found(index, query) == keys


def test_words_joined_by_dots_come_first_where_they_stand_so(index: Index) -> None:
    assert found(index, "harbour.crane ") == ["module", "crane"]


@pytest.mark.parametrize("query", ["SHA 256 ", "Test Example ", '"SHA256"', '"TestExample"', "SHA-256 "])
def test_a_word_that_is_divided_is_found_written_apart_and_the_other_way_round(
    tmp_path: Path, query: str
) -> None:
    entries = (
        entry("apart", "A Test Example of SHA 256"),
        entry("together", "TestExample and SHA256"),
        entry("neither", "Examples of a Test with 256 Sha"),
    )
    Index.build(tmp_path / "index", Loader(entries))
    keys = found(Index.open(tmp_path / "index"), query)
    assert {"apart", "together"} <= set(keys)
    assert "neither" not in keys or not query.startswith('"')


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("256 ", "by SHA256 or 256", ["256", "256"]),
        ("example ", "TestExample, testexample", ["Example"]),
        ("exam", "TestExample", ["Example"]),
        ("http ", "an HTTPServer", ["HTTP"]),
        ("resnet ", "DeepResNet50", ["ResNet"]),
        ("tests ", "TestExample", ["Test"]),
        ('"sha 256"', "by SHA256 and SHA 256", ["SHA256", "SHA 256"]),
        ('"SHA256"', "by SHA256 and SHA-256", ["SHA256", "SHA-256"]),
        ('"test exam', "a TestExample", ["TestExample"]),
        ('"http resp', "a getHTTPResponse, HTTP replies", ["getHTTPResponse"]),
        ('"256 in led', "SHA256 in Ledgers and 256 in led", ["SHA256 in Ledgers", "256 in led"]),
        ('"points of sha"', "Points of SHA256", ["Points of SHA256"]),
        ("テスト ", "ﾃｽﾄとテスト", ["ﾃｽﾄ", "テスト"]),
        ("ﾃﾞｰﾀ ", "ﾃﾞｰﾀとデータ", ["ﾃﾞｰﾀ", "データ"]),
        ('"のデー"', "ﾃｽﾄのﾃﾞｰﾀ", ["のﾃﾞｰ"]),
        ("post ", "ＬａｍｐＰｏｓｔ", ["Ｐｏｓｔ"]),
        ("64 ", "on x86_64 now", ["64"]),
        ("86 ", "on x86_64 now", ["86"]),
        ("ex ", "TestExample", []),
    ],
)
def test_the_part_is_highlighted(index: Index, query: str, text: str, marked: list[str]) -> None:
    assert [text[start:end] for start, end in index.matcher(query).spans(text)] == marked


def test_a_part_that_only_a_removed_paper_had_is_not_found(tmp_path: Path) -> None:
    Index.build(tmp_path / "index", Loader(NAMED))
    index = Index.open(tmp_path / "index")
    index.apply([entry("more", "A GlassExample of 1024b")], ["ICLR2026/suite"])
    assert found(index, "example ") == ["word", "more"]
    assert found(index, "1024 ") == ["more"]
    assert found(index, "glass ") == ["more"]


def test_a_divided_word_counts_once_for_what_a_note_is_about() -> None:
    uses = word_uses(entry("one", "TestExample hashes SHA256"))
    assert set(uses) == {"testexample", "hashes", "sha256"}


@given(
    st.lists(st.sampled_from(["Test", "sea", "HTTP", "4", "256", "o", "K"]), min_size=1, max_size=6).map(
        "".join
    )
)
def test_parts_are_the_word_and_lie_where_they_are_marked(word: str) -> None:
    parts = tokenizer.cut_at(word, tokenizer.capitals(word))
    assert "".join(parts) == word
    assert all(parts)
    for term in tokenizer.terms(f"x {word}"):
        if " " in term.text:
            assert term.text == " ".join(parts).lower()
            assert (term.position, term.start, term.end) == (1, 2, 2 + len(word))


@pytest.mark.parametrize(
    "query",
    [
        "256 ",
        "example ",
        "respon",
        "resnet ",
        "ﾃｽﾄ ",
        "method:response ",
        '"sha 256"',
        '"test exam',
        '"http resp',
        '"256 in led',
        '"points of sha"',
        '"response of an"',
    ],
)
def test_stock_whoosh_finds_the_same_on_the_same_files(tmp_path: Path, query: str) -> None:
    folder = tmp_path / "index"
    Index.build(folder, Loader(NAMED))
    index, whoosh_index = Index.open(folder), open_whoosh(folder)
    plan = Planner(index.snapshot.terms).plan(parse(query).root)
    assert isinstance(plan, AnyOf)
    keys: set[str] = set()
    with whoosh_index.reader() as reader:
        searcher = Searcher(reader, fromindex=whoosh_index)
        for expansion in plan.expansions:
            for _, wanted in expansion.queries:
                keys |= {hit["key"].partition("/")[2] for hit in searcher.search(wanted, limit=None)}
    assert keys == set(found(index, query))
