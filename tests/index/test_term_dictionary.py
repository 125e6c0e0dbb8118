"""Words are found by hash, and typing mistakes from what letters words have."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make_entries import Loader, entry
from rapidfuzz.distance import OSA

from papernotes.index import Index
from papernotes.index.storage.term_dictionary import FIELDS, TermDictionary, letters, marks, pairs

WORDS = ("graph", "graphs", "grape", "garph", "hgraph", "planner", "plan", "naïve", "注意力", "2502.17424")


@pytest.fixture(scope="module")
def term_dictionary(tmp_path_factory: pytest.TempPathFactory) -> TermDictionary:
    folder: Path = tmp_path_factory.mktemp("term_dictionary") / "index"
    Index.build(folder, Loader((entry("n1", " ".join(WORDS), "A graph.", ("method", "zebra graph")),)))
    found = Index.open(folder).snapshot.segments[0].term_dictionary
    assert found is not None
    return found


@given(st.lists(st.text("abcdeé注", max_size=6).map(str.encode), max_size=20))
def test_letters_of_many_words_are_those_of_each(words: list[bytes]) -> None:
    found = marks(words)
    assert [one.tolist() for one in found] == [list(map(letters, words)), list(map(pairs, words))]


def test_every_word_has_its_number_in_every_field(term_dictionary: TermDictionary) -> None:
    assert term_dictionary.numbers(b"absent") is None
    graph, zebra = term_dictionary.numbers(b"graph"), term_dictionary.numbers(b"zebra")
    assert graph is not None and zebra is not None
    assert graph[FIELDS["title"]] >= 0 and graph[FIELDS["body"]] >= 0 and graph[FIELDS["keywords"]] < 0
    assert zebra[FIELDS["title"]] < 0 and zebra[FIELDS["body"]] >= 0
    assert [term_dictionary.number_in(name, b"graph") for name in FIELDS] == graph
    first, last = term_dictionary.starting_in(b"gra")[FIELDS["title"]]
    assert last - first == 3


@given(st.text("grapheln", min_size=4, max_size=8), st.integers(1, 2))
def test_no_word_that_is_near_is_missed(term_dictionary: TermDictionary, word: str, edits: int) -> None:
    every = term_dictionary.starting("")
    assert term_dictionary.near(word, edits) == [
        other for other in every if OSA.distance(word, other) <= edits
    ]


@pytest.mark.parametrize(
    ("start", "longest", "words"),
    [
        ("grap", 255, ["grape", "graph", "graphs"]),
        ("grap", 5, ["grape", "graph"]),
        ("na", 255, ["naive"]),
        ("注", 255, ["注意"]),
        ("plan", 2, []),
        ("x", 255, []),
    ],
)
def test_words_that_begin_so(
    term_dictionary: TermDictionary, start: str, longest: int, words: list[str]
) -> None:
    assert term_dictionary.starting(start, longest) == words


def test_words_that_contain_a_part(term_dictionary: TermDictionary) -> None:
    assert term_dictionary.containing("title", "raph") == ["graph", "graphs", "hgraph"]
    assert term_dictionary.containing("body", "xyz") == []
