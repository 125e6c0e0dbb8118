"""Top topics of area pages as queries."""

from __future__ import annotations

import pytest

from papernotes.other_venues import query_for
from papernotes.query import view_query


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("Knots", "knots"),
        ("Cold Hands", "cold hands"),
        ("Knots/Splices", "knots OR splices"),
        ("Rope Ladders & Bridges", "(rope ladders) OR bridges"),
        ("OR-Tools", "or-tools"),
        ("NOT a field: x", "not a field x"),
        ("-C++ \"(.NET", "c++ net"),
        ("绳结、梯子", "绳结 OR 梯子"),
    ],
)  # fmt: skip
def test_a_topic_of_a_page_is_a_query_without_mistakes(name: str, query: str) -> None:
    assert query_for(name) == query
    assert view_query(query).error is None
