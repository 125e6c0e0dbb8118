"""Saved views, of the reader's own and of `views.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from papernotes.config.views_file import read_views
from papernotes.saved_views import from_saved, to_saved
from papernotes.tui.dialogs.pick import PickScreen
from papernotes.views import View

LANTERNS = "Calm Lanterns for Harbours"


async def rows(reader: Any) -> list[tuple[str, str]]:
    """The rows of the panel to pick from."""
    screen = await reader.panel()
    return [(row.text, row.figures) for row in screen.names.rows]


async def test_a_view_is_saved_counted_opened_and_deleted(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        await opened.press("slash", *"lanterns", "enter", "g", "v")
        assert await rows(opened) == []
        await opened.press(*"lights", "enter")
        await opened.press("r", "escape", "g", "v")
        assert await rows(opened) == [("lights", "1 of 3 unread")]
        await opened.press("enter")
        assert opened.screen.query_one("#query").value == "lanterns"
        assert sorted(opened.titles) == [LANTERNS, LANTERNS, "Lantern Oil at Scale"]
        await opened.settle()
        await opened.press("g", "v")
        if not isinstance(opened.app.screen, PickScreen):  # the panel before it was just being left
            await opened.press("g", "v")
        assert len(await rows(opened)) == 1
        await opened.press("ctrl+d", "y")
        await opened.wait_until(
            lambda: isinstance(opened.app.screen, PickScreen) and not opened.app.screen.names.rows
        )
        await opened.press("escape", "u", "g", "v")
        assert [name for name, _ in await rows(opened)] == ["lights"]


async def test_filters_and_order_come_back_with_a_view(filled: Any, reader: Any) -> None:
    view = View("is:unread", venue="ICML2025", topic="llm_safety", unread=True, order="date")
    async with reader() as opened:
        opened.session_thread.ask(
            lambda session: session.reading.save_view(to_saved("safe [/x]", view))
        ).result()
        await opened.press("g", "v", "enter")
        assert opened.titles == ["Quiet Bells Keep Ships Awake", LANTERNS]
        assert opened.state.view == view._replace(sidebar_item="view:safe [/x]")
        await opened.press("escape")


async def test_a_mistake_that_comes_into_views_yaml_meanwhile_is_told_with_the_views(
    filled: Any, reader: Any, home: Path
) -> None:
    async with reader() as opened:
        (home / "config").mkdir(exist_ok=True)
        (home / "config" / "views.yaml").write_text("views:\n  - name: broken\n    qery: fog\n", "utf-8")
        await opened.press("g", "v")
        await opened.panel()
        (notification,) = opened.notifications
        assert notification.message.endswith("views.yaml:3: a view has no qery; did you mean query?")


async def test_views_of_the_configuration_stand_beside_the_own(filled: Any, reader: Any, home: Path) -> None:
    config = home / "config"
    config.mkdir(exist_ok=True)
    (config / "views.yaml").write_text(
        "views:\n"
        "  - name: at sea\n"
        "    query: fog OR bells\n"
        "    unread: true\n"
        "  - name: broken\n"
        "    qery: fog\n",
        "utf-8",
    )
    async with reader() as opened:
        await opened.press("g", "v")
        assert await rows(opened) == [("at sea  (views.yaml)", "2 of 2 unread")]
        (notification,) = opened.notifications
        assert notification.message.endswith("views.yaml:6: a view has no qery; did you mean query?")
        await opened.press("ctrl+d")
        assert await rows(opened) == [("at sea  (views.yaml)", "2 of 2 unread")]
        await opened.press("enter")
        assert sorted(opened.titles) == ["Painted Fog", "Quiet Bells Keep Ships Awake"]


async def test_a_view_whose_query_is_a_mistake_says_so(filled: Any, reader: Any) -> None:
    async with reader() as opened:
        opened.session_thread.ask(
            lambda session: session.reading.save_view(to_saved("odd", View("(fog")))
        ).result()
        await opened.press("g", "v")
        assert await rows(opened) == [("odd", "cannot be shown")]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("views:\n- name: a\n  unread: maybe\n", 3, "unread: expected true or false, not maybe"),
        ("views:\n- name: a\n  order: dat\n", 3, "there is no order dat; did you mean date?"),
        ("views:\n- query: a\n", 2, "this view has no name"),
        ("views:\n- name: a\n- name: A\n", 3, "a second view is named A; the first one counts"),
        ("views:\n- name: a\n  query: [b]\n", 3, "query: expected one value"),
        ("views: 3\n", 1, "expected `views:` and under it a list of views"),
        ("- a\n", 1, "expected `views:` and under it a list of views"),
        ("views:\n- a\n", 2, "expected a view: name, query, venue, topic, unread, starred, order"),
        ("views: [\n", 2, "not YAML"),
    ],
)
def test_mistakes_have_their_line(tmp_path: Path, text: str, line: int, reason: str) -> None:
    file = tmp_path / "views.yaml"
    file.write_text(text, "utf-8")
    _, (problem,) = read_views(file)
    assert problem.line == line
    assert problem.reason.startswith(reason)


def test_what_cannot_be_read_is_one_problem(tmp_path: Path) -> None:
    assert read_views(tmp_path / "none.yaml") == ([], [])
    (tmp_path / "views.yaml").write_bytes(b"views: \xff")
    views, problems = read_views(tmp_path / "views.yaml")
    assert (views, len(problems)) == ([], 1)
    (tmp_path / "views.yaml").write_text("", "utf-8")
    assert read_views(tmp_path / "views.yaml") == ([], [])


@pytest.mark.parametrize(
    "view",
    [
        View(),
        View('a:b "c"', "ICML2025", "x:y", True, True, "rating"),
        View(topic="llm_safety", starred=True),
    ],
)
def test_a_kept_view_comes_back(view: View) -> None:
    assert from_saved(to_saved("name", view)) == view


def test_filters_of_another_version_are_left_out() -> None:
    kept = to_saved("name", View("fog"))._replace(
        filters=("glowing", "colour:red", "unread:5"), order="shine"
    )
    assert from_saved(kept) == View("fog")
