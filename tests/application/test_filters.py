"""How many entries each value of a filter has."""

from __future__ import annotations

from typing import Any

import pytest

from papernotes.config.paths import find_paths
from papernotes.filters import BY_NAME, counted, selection_of
from papernotes.session import Session
from papernotes.views import View

VIEWS = (View(), View(unread=True), View(query="lanterns OR bells"), View(tag="night"), View(list="winter"))


@pytest.mark.parametrize("name", ["list", "tag"])
@pytest.mark.parametrize("view", VIEWS)
def test_values_counted_together_have_the_counts_that_each_has_alone(
    filled: Any, name: str, view: View
) -> None:
    for key, *marks in (
        ("ICML2025/quiet_bells", "--star", "--tag", "night", "--list", "winter"),
        ("ICML2025/calm_lanterns", "--tag", "Night", "--tag", 'so "called"', "--read"),
        ("ICML2025/steep_stairs", "--tag", "so called", "--list", "winter", "--list", "summer"),
    ):
        assert filled("mark", key, *marks).code == 0
    assert filled("index").code == 0
    session = Session(find_paths())
    try:
        session.reading.make_list("nobody's")
        among = session.among(view)
        one, selection = BY_NAME[name], selection_of(session, view, omit=name)
        alone = {
            value: session.library.total(one.select(session, selection, value), among)
            for value in one.values(session)
        }
        together = {count.name: count for count in counted(session, view, name, among)}
        assert len(alone) > 2
        assert {value: tuple(count)[3:] for value, count in alone.items()} == {
            value: tuple(count)[3:] for value, count in together.items()
        }
    finally:
        session.close()
