"""Words are found by hash, and typing mistakes from what letters words have."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make_entries import Loader, entry
from rapidfuzz.distance import OSA

from papernotes.index import Index
from papernotes.index.storage.term_dictionary import FIELDS, Lexicon, letters, marks, pairs

WORDS = ("graph", "graphs", "grape", "garph", "hgraph", "planner", "plan", "naïve", "注意力", "2502.17424")


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    folder: Path = tmp_path_factory.mktemp("lexicon") / "index"
    Index.build(folder, Loader((entry("n1", " ".join(WORDS), "A graph.", ("method", "zebra graph")),)))
    found = Index.open(folder)._view.leaves[0].lexicon
    assert found is not None
    return found


@given(st.lists(st.text("abcdeé注", max_size=6).map(str.encode), max_size=20))
def test_letters_of_many_words_are_those_of_each(words: list[bytes]) -> None:
    found = marks(words)
    assert [one.tolist() for one in found] == [list(map(letters, words)), list(map(pairs, words))]


def test_every_word_has_its_number_in_every_field(lexicon: Lexicon) -> None:
    assert lexicon.numbers(b"absent") is None
    graph, zebra = lexicon.numbers(b"graph"), lexicon.numbers(b"zebra")
    assert graph is not None and zebra is not None
    assert graph[FIELDS["title"]] >= 0 and graph[FIELDS["body"]] >= 0 and graph[FIELDS["keywords"]] < 0
    assert zebra[FIELDS["title"]] < 0 and zebra[FIELDS["body"]] >= 0
    assert [lexicon.number_in(name, b"graph") for name in FIELDS] == graph
    first, last = lexicon.starting_in(b"gra")[FIELDS["title"]]
    assert last - first == 3


@given(st.text("grapheln", min_size=4, max_size=8), st.integers(1, 2))
def test_no_word_that_is_near_is_missed(lexicon: Lexicon, word: str, edits: int) -> None:
    every = lexicon.starting("")
    assert lexicon.near(word, edits) == [other for other in every if OSA.distance(word, other) <= edits]


def test_words_that_contain_a_part(lexicon: Lexicon) -> None:
    assert lexicon.containing("title", "raph") == ["graph", "graphs", "hgraph"]
    assert lexicon.containing("body", "xyz") == []
