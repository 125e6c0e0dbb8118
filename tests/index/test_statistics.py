"""Counting what is there without looking at all that is not."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.statistics import _how_many

NUMBERS = st.sets(st.integers(0, 200), min_size=1, max_size=60)


@given(few=NUMBERS, many=NUMBERS, kind=st.sampled_from((np.uint8, np.uint16, np.uint32)))
def test_how_many_of_a_few_numbers_are_among_many(few: set[int], many: set[int], kind: type) -> None:
    beyond = np.array([*sorted(few), 70_000])  # more than the type of the others may hold
    assert _how_many(beyond, np.array(sorted(many), dtype=kind)) == len(few & many)
