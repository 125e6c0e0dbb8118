"""The query of a view: what it means besides words, and that it is parsed once."""

from __future__ import annotations

from typing import Any

import pytest

from papernotes import index
from papernotes import session as session_module
from papernotes.config.paths import find_paths
from papernotes.mistakes import mistake_in
from papernotes.query import ViewQuery, view_query
from papernotes.session import Session
from papernotes.tui.jobs.view import match_entries, show_first, show_view
from papernotes.views import View, order_scope


@pytest.mark.parametrize(
    "query", ["is:unread lanterns", "list:none lanterns", "lanterns", "sort:date is:unread"]
)
def test_a_keystroke_parses_its_query_once(filled: Any, monkeypatch: pytest.MonkeyPatch, query: str) -> None:
    filled("mark", "ICLR2026/lantern_oil", "--list", "none")
    parsed: list[str] = []
    parse = index.parse
    view_query.cache_clear()
    session = Session(find_paths())
    try:
        for module in ("papernotes.index", "papernotes.index.query.parser", "papernotes.index.index"):
            monkeypatch.setattr(
                f"{module}.parse", lambda text: parsed.append(text) or parse(text), raising=False
            )
        view = View(query)
        assert mistake_in(view.parsed_query) is None  # as the search bar does
        order_scope(view)
        show_first(session, view, 10)
        shown = show_view(session, view).shown
        assert shown.ids
        match_entries(session, view.parsed_query, shown.ids, 60)
        assert parsed == [query]
    finally:
        session.close()


def test_what_saved_views_find_is_remembered_up_to_a_limit(
    filled: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_module, "MAXIMUM_REMEMBERED_ENTRIES", 5)
    session = Session(find_paths())
    try:
        queries = [view_query(f"venue:{venue}") for venue in ("ICLR2026", "ICML2025", "NeurIPS2025")] * 2
        found = [session.found(query) for query in [*queries, view_query("year:2026"), *queries]]
        assert found[:3] == found[3:6] == found[7:10] and found[0]
        (memory,) = (held for held in vars(session).values() if isinstance(held, dict) and query_in(held))
        assert 0 < sum(map(len, memory.values())) <= 5
    finally:
        session.close()


def query_in(held: dict[Any, Any]) -> bool:
    return any(isinstance(key, index.Query) for key in held)


def test_a_query_without_text_says_nothing() -> None:
    assert not view_query(" ")
    assert view_query("lamps")


def test_a_mistake_is_told_each_time_it_is_asked_for() -> None:
    query = ViewQuery("lamps (")
    assert query.error is not None
    for _ in range(2):
        with pytest.raises(index.QueryError, match="never closed"):
            query.parsed
    assert (query.order, query.on_list, query.only_state, query.required("is")) == ("", None, None, [])


def test_states_that_all_results_must_have() -> None:
    assert view_query("is:read is:starred lamps").required("is") == ["read", "starred"]
    assert view_query("is:read OR lamps").required("is") == []
