"""Counting what is there without looking at all that is not."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from make_entries import Loader, random_entry

from papernotes.index import Index
from papernotes.index.query.bm25 import count_common

NUMBERS = st.sets(st.integers(0, 200), min_size=1, max_size=60)


@given(few=NUMBERS, many=NUMBERS, kind=st.sampled_from((np.uint8, np.uint16, np.uint32)))
def test_how_many_of_a_few_numbers_are_among_many(few: set[int], many: set[int], kind: type) -> None:
    beyond = np.array([*sorted(few), 70_000])  # more than the type of the others may hold
    assert count_common(beyond, np.array(sorted(many), dtype=kind)) == len(few & many)


@pytest.mark.parametrize("changed", [3, 6])
def test_what_is_in_other_segments_is_counted_as_one_index_would(tmp_path: Path, changed: int) -> None:
    chance = random.Random(changed)
    Index.build(tmp_path / "index", Loader(tuple(random_entry(chance, number) for number in range(60))))
    opened = Index.open(tmp_path / "index")
    opened.apply([random_entry(chance, number) for number in range(62 - changed, 62)], ["ICLR2026/n3"])
    snapshot = opened.snapshot
    assert len(snapshot.segments) > 1
    for segment in snapshot.segments:
        for name, field in segment.scored.items():
            here = np.add.reduceat(
                segment.live[field.docs], field.starts[:-1].astype(np.int64), dtype=np.int64
            )
            whole = [snapshot.statistics.frequency(name, term) for term in field.terms()]
            elsewhere = snapshot.statistics.elsewhere(segment, name, range(field.size))
            assert whole == (here + elsewhere).tolist()
            for first in (0, field.size // 3):
                between = snapshot.statistics.elsewhere_between(segment, name, first, field.size - first)
                assert between.tolist() == elsewhere[first : field.size - first]
