"""Names with signs, `C++` and the like: what is indexed, and what finds them first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make_entries import Loader, entry

from papernotes.index import Index, parse, tokenizer
from papernotes.index.build.token_ids import TokenIds
from papernotes.index.query.ast import All, Not, Phrase, Word

NAMES = ("C++", "C#", "F#", ".NET", "A*", "k-NN++", "LoRA+", "<think>", "Q*", "g++")


def terms_of(text: str) -> list[tuple[str, int]]:
    return sorted((term.text, term.position) for term in tokenizer.terms(text))


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("C++ code", [("c", 0), ("c++", 0), ("code", 1)]),
        ("(C#, F#.)", [("c", 0), ("c#", 0), ("f", 1), ("f#", 1)]),
        ("in .NET.", [("in", 0), ("net", 1), (".net", 1)]),
        ("k-NN++ here", [("k", 0), ("knn", 0), ("knn++", 0), ("nn", 1), ("here", 2)]),
        ("用C++实", [("用", 0), ("c", 1), ("c++", 1), ("实", 2)]),
        ("C++17", [("c", 0), ("c++", 0), ("17", 1)]),
        ("<think> so </think>", [("<think>", 0), ("think", 0), ("so", 1), ("think", 2)]),
        ("a+b 10+ 3.5* **bold** x.net", [("a", 0), ("b", 1), ("10", 2), ("3.5", 3), ("bold", 4), ("x", 5), ("net", 6)]),
        ("o1 R", [("o1", 0), ("r", 1)]),
    ],
)  # fmt: skip
def test_a_name_is_indexed_as_it_is_written_and_as_a_word(text: str, terms: list[tuple[str, int]]) -> None:
    assert terms_of(text) == sorted(terms)


PIECES = (
    *NAMES,
    "word",
    "TestExample",
    "HTTPServer2",
    "LLMs",
    "ＡｂＣｄ",
    "ｶﾞ",
    "ﾞ",
    "Ab",
    "x",
    " ",
    ".",
    "+",
    "#",
    "*",
    "<",
    ">",
    "-",
    "é",
    "灯",
    "，",
    "7",
    "'",
    "/",
    ")",
    "\n",
)


@given(st.lists(st.sampled_from(PIECES), max_size=10).map("".join))
def test_the_index_is_built_of_the_same_terms(text: str) -> None:
    numbers = TokenIds()
    chunks, runs = numbers.read([text])
    tables = numbers.tables()
    named = {number: term for term, number in numbers.terms.items()}
    found: list[tuple[str, int]] = []
    position = 0
    lengths = [int(tables.width[chunk]) for chunk in chunks.tolist() if tables.is_run[chunk]]
    pairs = iter(tokenizer.run_terms(run) for run in _runs(runs, lengths))
    for chunk in chunks.tolist()[:-1]:
        if tables.is_run[chunk]:
            found += [(pair, position + place) for place, pair in enumerate(next(pairs))]
        else:
            places = range(int(tables.first[chunk]), int(tables.first[chunk + 1]))
            found += [(named[int(tables.terms[at])], position + int(tables.offsets[at])) for at in places]
        position += int(tables.width[chunk])
    assert sorted(found) == terms_of(text)


def _runs(characters: str, lengths: list[int]) -> list[str]:
    runs: list[str] = []
    for length in lengths:
        runs.append(characters[:length])
        characters = characters[length:]
    return runs


NAMED = (
    entry("templates", "Compilers for C++ Templates", "Builds templates faster."),
    entry("vitamin", "Vitamin C in Winter", "C is what sailors lacked."),
    entry("sharp", "Coroutines in C# and F#", "Compares both."),
    entry("c-body", "Faster Builds", "", ("method", "We port it to C++17 and measure.")),
    entry("search", "A* with a Learned Guide", "Search with A* is guided."),
    entry("atlas", "A Book of Atlases", "Books about atlases."),
    entry("dotnet", "Services on .NET", "Runs on .NET and nothing else."),
    entry("net", "The Net of a Fisher", "A net holds fish."),
    entry("think", "Thoughts in Tags", "", ("method", "The prompt asks for <think> before the answer.")),
    entry("thinking", "Think Twice", "We think that thinking helps."),
    entry("lora", "LoRA and Its Heirs", "LoRA adapts."),
    entry("loraplus", "LoRA+ Learns Faster", "Two rates."),
    entry("knn", "k-NN Graphs", "A k-NN graph."),
    entry("knnpp", "k-NN++ Without Distances", "Better than k-NN."),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("names")
    Index.build(folder, Loader(NAMED))
    return Index.open(folder)


def found(index: Index, query: str, **options: bool) -> list[str]:
    return [hit.key.partition("/")[2] for hit in index.search(query, **options).hits]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("C++", ["templates", "c-body"]), ("c++ ", ["templates", "c-body"]), ("C#", ["sharp"]), ("F# ", ["sharp"]),
        (".NET", ["dotnet"]), (".net ", ["dotnet"]), ("A*", ["search"]), ("A* ", ["search"]), ("<think>", ["think"]),
        ("LoRA+", ["loraplus"]), ("k-NN++ ", ["knnpp"]), ("title:C++", ["templates"]), ("method:C++ ", ["c-body"]),
        ('"C++"', ["templates", "c-body"]), ('"for C++ templates"', ["templates"]), ("(C++)", ["templates", "c-body"]),
        ("C++, templates", ["templates"]),
    ],
)  # fmt: skip
def test_a_name_as_it_is_written_comes_first(query: str, first: list[str], index: Index) -> None:
    assert found(index, query)[: len(first)] == first
    assert found(index, query, as_you_type=True)[: len(first)] == first


def test_a_name_is_found_as_a_word_too(index: Index) -> None:
    assert set(found(index, "C ")) >= {"vitamin", "templates", "sharp", "c-body"}
    assert found(index, "LoRA ")[0] == "lora"
    assert set(found(index, "lora ")) == {"lora", "loraplus"}
    assert found(index, '"k-NN graph"') == ["knn"]


def test_a_name_that_no_text_has_is_looked_for_without_its_signs(index: Index) -> None:
    assert set(found(index, "Atlases++ ")) == {"atlas"}
    assert found(index, '"Vitamin C*"') == ["vitamin"]
    assert found(index, ".fisher ") == ["net"]
    assert found(index, "atl*") == ["atlas"]


def test_a_name_that_is_left_out_leaves_its_word(index: Index) -> None:
    assert found(index, "C -C++ -C# ") == ["vitamin"]
    assert "templates" not in found(index, "NOT C++ ")


def test_what_is_highlighted_of_a_name(index: Index) -> None:
    for query, text, marked in (
        ("C++ ", "In C++, C and C#", ["C++"]),
        ("c ", "In C++, C", ["C", "C"]),
        ("A* ", "A* is a search", ["A*"]),
        ("LoRA* ", "LoRA+ and LoRA", ["LoRA+", "LoRA"]),
        (".NET ", "The .NET net", [".NET"]),
    ):
        spans = index.matcher(query).spans(text)
        assert [text[start:end] for start, end in spans] == marked, query


def test_a_name_is_a_word_of_the_query_language() -> None:
    assert parse(".NET").root == Word(".NET", "open")
    assert parse("-.NET C#. ").root == All((Not(Word(".NET")), Word("C#")))
    assert parse("... .5 ").root == Word("5")
    assert parse('"C++ code"').root == Phrase("C++ code")
    assert parse("A* ").root == Word("A", "prefix")
