"""The first results of a search stand on the screen before all that it finds has been looked at."""

from __future__ import annotations

from asyncio import wrap_future
from contextlib import closing
from functools import partial
from typing import Any

import pytest
from textual.widgets import Static

from papernotes.config.paths import find_paths
from papernotes.notes.catalogue.rows import Selection
from papernotes.session import Session
from papernotes.tui.jobs import view as view_jobs
from papernotes.tui.messages import FirstResults, ViewShown
from papernotes.tui.reader import views
from papernotes.tui.session_thread import SessionThread
from papernotes.tui.widgets.query_input import QueryInput
from papernotes.views import View

FEW = 2


@pytest.fixture(autouse=True)
def few_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view_jobs, "FIRST_RESULTS", FEW)


def test_the_first_results_are_those_of_the_whole_view(filled: Any) -> None:
    session = Session(find_paths())
    try:
        for query in ("pier", "harb", "lantrens", "calm lanterns"):
            shown = view_jobs.show_view(session, View(query)).shown.ids
            first = view_jobs.show_first(session, View(query), rows=1)
            if isinstance(first, FirstResults):
                assert first.ids == shown[:FEW]
                assert [entry.id for entry in first.entries] == shown[:1]
                assert [*first.matches] == shown[:1]
            else:
                assert first.shown.ids == shown == []
    finally:
        session.close()


@pytest.mark.parametrize(
    "view",
    [View(), View("pier", venue="ICML2025"), View("pier", order="date"), View("pier sort:date"), View("no(")],
)
def test_other_views_are_shown_at_once(filled: Any, view: View) -> None:
    session = Session(find_paths())
    try:
        assert isinstance(view_jobs.show_first(session, view, rows=1), ViewShown)
    finally:
        session.close()


async def test_the_rest_follows_without_moving_anything(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        papers = opened.papers
        seen: list[tuple[int, bool]] = []
        show = papers.show

        def watched(ids: list[int], *rest: Any, **more: Any) -> None:
            before = dict(papers.matches)
            show(ids, *rest, **more)
            seen.append((len(ids), papers.matches == before))

        papers.show = watched
        await opened.press("slash", *"pie")
        await opened.press("ctrl+n")
        assert seen[-2][0] == FEW
        assert seen[-1] == (6, True)  # the passages that are there stay
        assert papers.chosen == 1
        assert papers.virtual_size.height == 6 * papers.row_height
        assert str(opened.screen.query_one("#counts", Static).content).strip().startswith("6 unread")


async def test_titles_are_highlighted_before_passages_are_looked_for(
    filled: Any, reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "ALL_DELAY_SECONDS", 1000.0)
    async with reader() as opened:
        papers = opened.papers
        await opened.pilot.press("slash", *"lantern")
        await opened.wait_until(lambda: opened.state.first_results_only)
        matches = [papers.matches[id_] for id_ in papers.ids]
        assert any(match.title for match in matches)
        assert not any(match.spans for match in matches)


async def test_views_in_haste_are_not_looked_for(
    filled: Any, reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "HASTE_SECONDS", 1000.0)
    looked_for: list[str] = []
    show_first = view_jobs.show_first

    def watched(session: Session, view: View, rows: int) -> Any:
        looked_for.append(view.query)
        return show_first(session, view, rows)

    monkeypatch.setattr(view_jobs, "show_first", watched)
    async with reader() as opened:
        opened.screen.views.wanted_at = -2000.0  # long ago
        await opened.pilot.press("slash", "p")
        await opened.wait_until(lambda: looked_for)
        await opened.pilot.press(*"ie")
        await opened.wait_until(lambda: opened.state.view.query == "pie")
        await wrap_future(opened.session_thread.ask(lambda session: None))  # jobs handed over before are done
        assert looked_for == ["p"]


async def test_keys_wait_for_the_rest(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await opened.press("slash", *"pier", "enter", "G")
        assert opened.papers.chosen == 5


async def test_who_has_typed_the_query_need_not_wait_for_the_rest(
    filled: Any, reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "ALL_DELAY_SECONDS", 1000.0)
    async with reader() as opened:
        await opened.pilot.press("slash", *"pier")
        await opened.wait_until(lambda: opened.state.first_results_only)
        assert opened.papers.row_count == FEW
        await opened.press("enter")
        assert opened.papers.row_count == 6


@pytest.mark.parametrize("find", [view_jobs.show_view, partial(view_jobs.show_first, rows=1)])
def test_what_is_no_longer_wanted_ends(filled: Any, find: Any) -> None:
    posted: list[Any] = []
    begun, wanted = [], [True]
    with closing(SessionThread(find_paths())) as session_thread:

        def found(session: Session) -> Any:
            begun.append(session)
            wanted.clear()  # as by the next letter
            return find(session, View("pier"))

        session_thread.submit("view", found, posted.append, wanted=lambda: bool(wanted))
        assert (
            session_thread.ask(partial(view_jobs.show_view, view=View("pier"))).result(20).shown.ids
        )  # which has to be found
        session_thread.submit("view", found, posted.append, wanted=lambda: bool(wanted))
        session_thread.submit("other", lambda session: find(session, View("pier")), posted.append)
        session_thread.ask(lambda session: None).result(20)
    assert (len(begun), len(posted)) == (1, 1)


def test_counts_of_all_are_ready_for_narrowing(filled: Any) -> None:
    session = Session(find_paths())
    try:
        before = session.library.topics(Selection())
        session.warm()
        assert session.library.topics(Selection()) == before
    finally:
        session.close()


async def test_the_rest_of_what_was_found_before_a_mistake_follows_too(
    filled: Any, reader: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(views, "ALL_DELAY_SECONDS", 60.0)
    async with reader() as opened:
        bar = opened.screen.query_one("#query", QueryInput)
        await opened.pilot.press("slash", *"pier")
        await opened.wait_until(lambda: opened.state.first_results_only)
        bar.value = "pier tag:nosuch "
        await opened.settle()
        assert bar.shown_mistake is not None
        assert not opened.state.first_results_only
        assert len(opened.titles) == 6
        assert opened.state.shown.counts.total.total == 6
