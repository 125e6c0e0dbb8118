"""Words looked up all at once are found, ranked and scored as each of their expansions is alone."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from make_entries import Loader, entry, random_entry
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.writing import SegmentWriter

from papernotes.index import Index
from papernotes.index.query.bm25 import LiveStatistics
from papernotes.index.query.parser import parse
from papernotes.index.query.plan import AllOf, AnyOf, FieldTier, MatchTier
from papernotes.index.query.planner import Planner
from papernotes.index.schema import LENGTH_NORM, document, schema
from papernotes.index.search.bulk_scorer import BulkScorer
from papernotes.index.search.evaluator import Evaluation
from papernotes.index.search.snapshot import Snapshot
from papernotes.index.storage.segment import Segment

QUERIES = (
    "graph ",
    "graph plan",
    "unlearn rewrd ",
    "gpt4o sparse ",
    "sparse teacher att",
    "atte grap smoo ",
    "注意力 graph",
    "注意 力学 ",
    "title:graph teacher ",
    "keyword:graph plan",
    "limitations:graph sparse ",
    "author:nobody graph ",
    "audiotrust ",
    "graph sparse the teacher of rewrd plan att",
    "graph teacher graph plan sparse graph ",
    "audio trust ",
    "absent ",
    "lamp ",
    "lam",
    "sparse lamp ",
    "dimlamp teacher ",
    "meth",
)
NAMES = [f"{first}{second}" for first in ("Dim", "Sea", "Big", "Old") for second in ("", "Oil", "Gas", "Wax")]
"""The beginnings of many words that have a part in common. All entries have `method`."""


@pytest.fixture(scope="module", params=["one", "changed"])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Index:
    """An index of one segment, or of several with documents that are gone."""
    chance = random.Random(3)
    folder = tmp_path_factory.mktemp(request.param) / "index"
    parts = [
        entry(f"p{number}", f"{name}Lamp sparse", f"A {name}Lamp.", ("method", f"{name}Lamp grap"))
        for number, name in enumerate(NAMES)
    ]
    Index.build(folder, Loader((*(random_entry(chance, number) for number in range(60)), *parts)))
    opened = Index.open(folder)
    if request.param == "changed":
        opened.apply([random_entry(chance, number) for number in range(55, 70)], ["ICLR2026/n3"])
    return opened


def words_of(snapshot: Snapshot, query: str, widen: bool) -> list[AnyOf]:
    plan = Planner(snapshot.terms, widen=widen).plan(parse(query).root)
    parts = plan.parts if isinstance(plan, AllOf) else (plan,)
    return [part for part in parts if isinstance(part, AnyOf)]


def one_by_one(word: AnyOf, evaluation: Evaluation) -> dict[tuple[MatchTier, FieldTier], Any]:
    """Which documents have a word, by tier and place."""
    found: dict[tuple[MatchTier, FieldTier], Any] = {}
    for choice in word.expansions:
        for place, query in choice.queries:
            mask = evaluation.match(query)
            found[choice.tier, place] = found.get((choice.tier, place), False) | mask
    return found


@pytest.mark.parametrize("widen", [False, True])
@pytest.mark.parametrize("query", QUERIES)
def test_all_at_once_is_as_one_by_one(index: Index, query: str, widen: bool) -> None:
    snapshot = index.snapshot
    words = words_of(snapshot, query, widen)
    for evaluation in snapshot.evaluations():
        size = evaluation.segment.size
        every, in_title = np.ones(size, dtype=bool), np.ones(size, dtype=bool)
        for word in words:
            found = one_by_one(word, evaluation)
            first = min((place for _, place in found), default=FieldTier.TITLE)
            normal, titled = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
            for (tier, place), mask in found.items():
                normal |= mask & (tier is not MatchTier.ABBREVIATION)
                titled |= mask & (place is first)
            every &= normal
            in_title &= titled
        expected = every | in_title if len(words) > 1 else every
        scorer = BulkScorer(evaluation, words)
        assert np.array_equal(scorer.matching(), expected)

        documents = np.flatnonzero(expected)
        farthest = np.zeros(len(documents), dtype=np.uint8)
        for word, (tiers, distance) in zip(words, scorer.tiers_of(documents), strict=True):
            found = one_by_one(word, evaluation)
            first = min(place for _, place in found)
            for number, tier, far in zip(documents, tiers, distance, strict=True):
                having = [(tier, place) for (tier, place), mask in found.items() if mask[number]]
                own = [one for one, place in having if place is first]
                if not (
                    MatchTier.ABBREVIATION in own or min(own, default=MatchTier.GUESS) <= MatchTier.PREFIX
                ):
                    own = [one for one, _ in having]
                assert tier == min(own)
                assert far == min(place for _, place in having) - first
            np.maximum(farthest, distance, out=farthest)
        all_grades = np.array([tiers for tiers, _ in scorer.tiers_of(documents)])
        level = farthest + len(FieldTier) * (all_grades == MatchTier.GUESS).any(axis=0)
        for wanted in (1, 3, 10, 30):
            last = np.sort(level)[wanted - 1] if wanted <= len(level) else level.max(initial=0)
            likeliest = scorer.likeliest(expected, wanted)
            assert np.array_equal(likeliest, documents[level <= last])

        alone = sum(
            evaluation.score(query, documents)
            for word in words
            for choice in word.expansions
            for _, query in choice.queries
        )
        assert scorer.score(documents) == pytest.approx(alone, abs=1e-9)


def test_words_are_found_in_a_segment_of_whoosh_too(tmp_path: Path) -> None:
    chance = random.Random(4)
    entries = [random_entry(chance, number) for number in range(30)]
    Index.build(tmp_path / "index", Loader(tuple(entries)))
    snapshot = Index.open(tmp_path / "index").snapshot
    (tmp_path / "stock").mkdir()
    stock = FileIndex.create(FileStorage(str(tmp_path / "stock")), schema(), "MAIN")
    writer = SegmentWriter(stock)
    for one in entries:
        writer.add_document(**document(one))
    writer.commit()
    with stock.searcher() as searcher:
        segment = Segment(searcher, 0)
        assert segment.columns is None
        evaluation = Evaluation(segment, LiveStatistics([segment], LENGTH_NORM))
        for query in ("graph ", "sparse teacher ", "absent "):
            words = words_of(snapshot, query, widen=False)
            expected = BulkScorer(snapshot.evaluations()[0], words).matching()
            assert np.array_equal(BulkScorer(evaluation, words).matching(), expected)


@pytest.mark.parametrize("query", [*QUERIES, "graph OR reward teacher", "graph -sparse", "year:2026"])
def test_a_few_are_the_first_of_all(index: Index, query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("papernotes.index.index.RERANKED_HITS", 5)
    monkeypatch.setattr("papernotes.index.search.snapshot.RERANKED_HITS", 5)
    few = index.search(query, limit=8)
    every = index.search(query, limit=None)
    assert few.hits == every.hits[:8]
    assert few.total == every.total == len(every.hits)


def test_what_is_far_away_is_not_missed(tmp_path: Path) -> None:
    """Enough are found in titles: then the rest need no rank, but count and can be asked for."""
    chance = random.Random(5)
    Index.build(tmp_path / "index", Loader(tuple(random_entry(chance, number) for number in range(300))))
    opened = Index.open(tmp_path / "index")
    first = opened.search("graph ", limit=10)
    assert first.total > 200
    pages = [opened.search("graph ", limit=50, offset=offset).hits.keys for offset in range(0, 350, 50)]
    together = [key for page in pages for key in page]
    assert together == opened.search("graph ", limit=None).hits.keys
    assert len(set(together)) == first.total
    assert together[:10] == first.hits.keys
