"""However an index came to be, it finds the same in the same order: built at once, in processes, by changes."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from make_entries import LIBRARY, Loader, entry, random_entry

from papernotes.index import BuildCancelled, Index
from papernotes.index.schema import ORDERS
from papernotes.notes.model import Section

QUERIES = ("attention ", "graph", "grap", "sparse teacher", "注意", "gpt4o ", "unlearn -reward", "audiotrust")
QUERIES += ('"sparse teacher"', "attention OR planner", "rewrad ", "atte grap smoo", "sort:title graph", "")
QUERIES += (
    "limitations:graph limitations:reward limitations:audio limitations:planner ",
)  # few: words may be starts


def results(index: Index) -> dict[str, list[tuple[str, float]]]:
    return {
        query: [(hit.key, round(hit.score, 9)) for hit in index.search(query, limit=None).hits]
        for query in QUERIES
    }


@pytest.mark.parametrize("name", ["key", *ORDERS.values()])
def test_orders_hold_over_all_segments(tmp_path: Path, name: str) -> None:
    chance = random.Random(9)
    Index.build(tmp_path / "index", Loader(tuple(random_entry(chance, number) for number in range(80))))
    changed = Index.open(tmp_path / "index")
    changed.apply([random_entry(chance, number) for number in range(78, 84)], ["ICLR2026/n3"])
    snapshot = changed.snapshot
    assert len(snapshot.segments) > 1
    labels = snapshot.labels(np.arange(sum(segment.size for segment in snapshot.segments)), name)
    order = sorted(set(labels) - {""})
    assert snapshot.ranks(name).tolist() == [order.index(label) if label else -1 for label in labels]


@pytest.mark.parametrize("seed", range(4))
def test_changes_give_what_a_rebuild_gives(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    entries = {made.key: made for made in (random_entry(chance, number) for number in range(80))}
    Index.build(tmp_path / "changed", Loader(tuple(entries.values())))
    changed = Index.open(tmp_path / "changed")
    for step in range(5):
        fresh = [random_entry(chance, chance.randint(0, 100)) for _ in range(chance.randint(0, 6))]
        gone = chance.sample(sorted(entries), chance.randint(0, 9)) + ["ICLR2026/never-there"]
        gone = [key for key in gone if key not in {made.key for made in fresh}]
        changed.apply(fresh, gone)
        for key in gone:
            entries.pop(key, None)
        entries.update({made.key: made for made in fresh})
        Index.build(tmp_path / f"built{step}", Loader(tuple(entries.values())))
        built = Index.open(tmp_path / f"built{step}")
        assert changed.count() == built.count() == len(entries)
        assert results(changed) == results(built)
        assert changed.facets("graph", "keyword") == built.facets("graph", "keyword")
        assert results(Index.open(tmp_path / "changed")) == results(built)


def test_words_of_what_was_removed_stand_for_nothing(tmp_path: Path) -> None:
    """Typing mistakes, words taken apart, and how much is guessed hang on which words there are."""
    kept = [entry(f"n{number}", "Quiet Lanterns", "Old lamps in harbours.") for number in range(80)]
    kept.append(entry("apart", "Of Harbour Lights", "Stray harbour lights."))
    gone = [
        entry("gone1", "Lantrens Quieter", "Harbourlights.", ("method", "Lampe, and lampx.")),
        entry("gone2", "Harbourlights: Strayer", "Lampe."),
        entry("gone3", "Lampx", "Harbourlight of lampe.", keywords=("lamplike",)),
    ]
    Index.build(tmp_path / "index", Loader((*kept, *gone)))
    changed = Index.open(tmp_path / "index")
    changed.apply([entry("new", "Lampy Harbours", "Quietest.")], [one.key for one in gone])
    assert len(changed.snapshot.segments) > 1
    Index.build(tmp_path / "built", Loader((*kept, entry("new", "Lampy Harbours", "Quietest."))))
    built = Index.open(tmp_path / "built")
    for word in (
        "lampe",
        "lampx",
        "lamp",
        "lantrens",
        "harbourlights",
        "harbourlight",
        "quieter",
        "strayr",
        "lampl",
    ):
        for query in (word, f"{word} ", f"{word}~", f"title:{word}", f"{word} harbour ", f"old-{word}"):
            assert changed.search(query) == built.search(query), query
        assert changed.suggest(word) == built.suggest(word)


def test_two_processes_build_what_one_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("papernotes.index.build.build.MINIMUM_PARALLEL_ENTRIES", 100)
    chance = random.Random(9)
    loader = Loader(tuple(random_entry(chance, number) for number in range(150)))
    Index.build(tmp_path / "one", loader)
    steps: list[int] = []
    Index.build(tmp_path / "two", loader, processes=2, progress=lambda done, total: steps.append(done))
    assert results(Index.open(tmp_path / "two")) == results(Index.open(tmp_path / "one"))
    assert steps == sorted(steps)
    assert steps[-1] == 150
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]


class KilledLoader(Loader):
    """One that ends the process that helps, in the middle of its share."""

    def bodies(self, keys: Sequence[str]) -> Iterator[tuple[str, tuple[Section, ...]]]:
        for number, body in enumerate(super().bodies(keys)):
            if number == 5 and multiprocessing.parent_process() is not None:
                os.kill(os.getpid(), signal.SIGKILL)
            yield body


@pytest.mark.parametrize("fault", ["killed", "not started"])
def test_the_share_of_a_process_that_fails_is_not_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setattr("papernotes.index.build.build.MINIMUM_PARALLEL_ENTRIES", 100)
    loader = (KilledLoader if fault == "killed" else Loader)(
        tuple(random_entry(random.Random(number), number) for number in range(150))
    )
    Index.build(tmp_path / "one", loader)
    if fault == "not started":
        monkeypatch.setattr(multiprocessing.get_context("spawn").Process, "start", _no_room)
    Index.build(tmp_path / "two", loader, processes=2)
    assert results(Index.open(tmp_path / "two")) == results(Index.open(tmp_path / "one"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]


def _no_room(*_: object) -> None:
    raise BlockingIOError(11, "Resource temporarily unavailable")


def test_two_processes_can_be_cancelled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("papernotes.index.build.build.MINIMUM_PARALLEL_ENTRIES", 100)
    chance = random.Random(9)
    loader = Loader(tuple(random_entry(chance, number) for number in range(150)))
    with pytest.raises(BuildCancelled):
        Index.build(tmp_path / "two", loader, processes=2, cancel=lambda: True)
    assert list(tmp_path.iterdir()) == []


def test_small_parts_make_the_same_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loader = Loader(tuple(random_entry(random.Random(number), number) for number in range(40)))
    Index.build(tmp_path / "whole", loader)
    whole = results(Index.open(tmp_path / "whole"))
    monkeypatch.setattr("papernotes.index.build.inverter.BATCH_CHARACTERS", 100)
    monkeypatch.setattr("papernotes.index.build.inverter.PART_CHUNKS", 50)
    Index.build(tmp_path / "parts", loader)
    assert results(Index.open(tmp_path / "parts")) == whole
    # Written to files on the way, every few documents.
    monkeypatch.setattr("papernotes.index.build.field_collector._CHECK_EVERY_DOCUMENTS", 7)
    monkeypatch.setattr("papernotes.index.build.field_collector.MAXIMUM_MEMORY_BYTES", 0)
    Index.build(tmp_path / "files", loader)
    assert results(Index.open(tmp_path / "files")) == whole
    Index.open(tmp_path / "files").apply(loader.entries[:20], [])
    assert results(Index.open(tmp_path / "files")) == whole
    assert sorted(path.name for path in tmp_path.iterdir()) == ["files", "parts", "whole"]
    assert not list(tmp_path.glob("*/*.parts"))


def test_titles_and_summaries_are_searchable_while_the_texts_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("papernotes.index.build.build.MINIMUM_PARALLEL_ENTRIES", 1)
    folder, entries = (
        tmp_path / "index",
        [entry("n1", "Sparse Teachers", "A summary.", ("method", "deep inside"))],
    )
    seen: list[tuple[bool, int, int, int]] = []

    def look(done: int, total: int) -> None:
        if done:
            index = Index.open(folder)
            found = [index.search(query).total for query in ("sparse ", "summary ", "inside ")]
            seen.append((index.whole, *found))

    Index.build(folder, Loader(tuple(entries)), titled=lambda: look(1, 1))
    assert seen == [(False, 1, 1, 0)]
    seen.clear()
    look(1, 1)
    assert seen == [(True, 1, 1, 1)]
    Index.build(folder, Loader(tuple(entries)), progress=look, titled=lambda: look(1, 1))
    assert set(seen) == {(True, 1, 1, 1)}


def test_progress_moves_while_heads_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("papernotes.index.build.build.MINIMUM_PARALLEL_ENTRIES", 1)
    monkeypatch.setattr("papernotes.index.build.build.BATCH_ENTRIES", 10)
    loader = Loader(tuple(random_entry(random.Random(number), number) for number in range(60)))
    steps: list[int] = []
    before: list[int] = []
    Index.build(
        tmp_path / "index",
        loader,
        progress=lambda done, total: steps.append(done),
        titled=lambda: before.extend(steps),
    )
    assert before == sorted(before)
    assert len(set(before)) > 3
    assert steps[-1] == 60


def test_a_build_that_is_cancelled_leaves_an_index_that_is_known_not_to_be_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("papernotes.index.build.build.MINIMUM_PARALLEL_ENTRIES", 1)
    folder = tmp_path / "index"
    with pytest.raises(BuildCancelled):
        Index.build(folder, Loader(LIBRARY), cancel=lambda: folder.exists())
    assert not Index.open(folder).whole
    assert Index.open(folder).count() == len(LIBRARY)


def test_an_open_index_goes_on_while_another_takes_its_place(tmp_path: Path) -> None:
    Index.build(tmp_path / "index", Loader(LIBRARY))
    old = Index.open(tmp_path / "index")
    Index.build(tmp_path / "index", Loader(LIBRARY[:2]))
    assert old.search("planner").total == 1
    assert Index.open(tmp_path / "index").count() == 2


def test_an_empty_library(tmp_path: Path) -> None:
    Index.build(tmp_path / "index", Loader(()))
    index = Index.open(tmp_path / "index")
    assert index.count() == 0
    assert index.search("anything").total == 0
    assert index.search("").total == 0
    assert index.facets("", "venue") == {}
    assert index.suggest("anything") == []
    index.apply(LIBRARY, [])
    assert index.search("planner").total == 1
