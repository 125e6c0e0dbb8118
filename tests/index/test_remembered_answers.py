"""What an open index remembers for speed has a limit."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from make_entries import Loader, entry

from papernotes.index import Index
from papernotes.index.query import bm25, vocabulary
from papernotes.index.search import snapshot as snapshots
from papernotes.index.search.snapshot import Snapshot
from papernotes.index.storage import columns, term_dictionary

MAXIMUM = 10
"""The limit of each memory in these tests."""
WORDS = [f"word{number}" for number in range(12 * MAXIMUM)]


@pytest.fixture
def snapshot(tmp_path, monkeypatch) -> Snapshot:
    """An index of two segments, each with more words and entries than may be remembered."""
    for module, name in (
        (bm25, "_MAXIMUM_REMEMBERED"),
        (columns, "_MAXIMUM_REMEMBERED"),
        (term_dictionary, "_MAXIMUM_REMEMBERED"),
        (vocabulary, "_MAXIMUM_REMEMBERED"),
        (vocabulary, "_MAXIMUM_FREQUENCIES"),
        (snapshots, "_MAXIMUM_TITLES"),
        (snapshots, "_MAXIMUM_MASKS"),
    ):
        monkeypatch.setattr(module, name, MAXIMUM)
    count = 3 * MAXIMUM
    entries = [entry(f"n{number}", " ".join(WORDS[number % 20 :: 2])) for number in range(count)]
    Index.build(tmp_path / "index", Loader(tuple(entries[: count - 2])))
    opened = Index.open(tmp_path / "index")
    opened.apply(entries[count - 2 :], [])
    assert len(opened.snapshot.segments) == 2
    return opened.snapshot


def ask_frequencies(snapshot: Snapshot) -> object:
    for word in WORDS:
        snapshot.statistics.idf("title", word.encode())
    return snapshot.statistics


def ask_other_segments(snapshot: Snapshot) -> object:
    segment = snapshot.segments[0]
    for number in range(segment.scored["title"].size):
        snapshot.statistics.elsewhere(segment, "title", [number])
    return snapshot.statistics


def ask_words(snapshot: Snapshot) -> object:
    for word in WORDS:
        assert snapshot.terms.frequency(word) > 0
        snapshot.terms.near(word, 1)
    return snapshot.terms


def ask_term_dictionary(snapshot: Snapshot) -> object:
    words = snapshot.segments[0].term_dictionary
    assert words is not None
    for word in WORDS:
        assert words.numbers(word.encode()) is not None
    return words


def ask_field(snapshot: Snapshot) -> object:
    field = snapshot.segments[0].field("title")
    assert field is not None
    for word in WORDS:
        assert field.find(word.encode()) >= 0
    return field


def ask_titles(snapshot: Snapshot) -> object:
    for number in range(snapshot.count()):
        assert snapshot.titles(np.array([number]))[0]
    return snapshot


def ask_masks(snapshot: Snapshot) -> object:
    for number in range(snapshot.count()):
        snapshot.mask(snapshot.segments[0], frozenset({f"ICLR2026/n{number}"}))
    return snapshot


def longest_memory(owner: object) -> int:
    """How many answers the fullest memory of an object has; the tables by key or segment are none."""
    held = [value for name, value in vars(owner).items() if isinstance(value, dict) and name != "_by_key"]
    held += [inner for value in held for inner in value.values() if isinstance(inner, dict)]
    return max(map(len, held))


@pytest.mark.parametrize(
    "ask",
    [
        ask_frequencies,
        ask_other_segments,
        ask_words,
        ask_term_dictionary,
        ask_field,
        ask_titles,
        ask_masks,
    ],
)
def test_so_many_answers_are_remembered_at_most(snapshot, ask: Callable[[Snapshot], object]) -> None:
    assert 1 < longest_memory(ask(snapshot)) <= MAXIMUM
