"""Lists and notes keep the lines that they drew, and the papers that they fetched, up to a limit."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

from textual.app import App

from papernotes.render import Layout
from papernotes.render.layout import Span
from papernotes.tui.note.view import NoteView
from papernotes.tui.reader import ui
from papernotes.tui.reader.ui import ReaderUI
from papernotes.tui.widgets.paper_list import BLOCK_ENTRIES, MAXIMUM_KEPT_ENTRIES, PaperList
from papernotes.tui.widgets.row_list import MAXIMUM_KEPT_LINES, RowList

LINES = 4 * MAXIMUM_KEPT_LINES
ENTRIES = 3 * MAXIMUM_KEPT_ENTRIES


class Rows(RowList):
    """A list of many rows."""

    row_count = LINES

    def draw(self, row, width):
        return [[(f"row {row}", self.rich_style)]]


class Lists(App[None]):
    def compose(self):
        yield Rows(id="rows", title="")
        yield PaperList(id="papers", fetch=fetched, how_to_clear="")
        yield NoteView(id="note")


def fetched(ids: Sequence[int]) -> list[SimpleNamespace]:
    venue = SimpleNamespace(icon="", slug="Harbour2026")
    about = {"venue": venue, "topics": (), "award": "", "notes": 1, "summary": ""}
    return [SimpleNamespace(id=id_, paper=id_, title=f"Paper {id_}", **about) for id_ in ids]


def longest_memory(owner: object) -> int:
    """How many things the fullest memory of an object has."""
    held = [
        value for name, value in vars(owner).items() if isinstance(value, dict | set) and name != "styles"
    ]
    return max(map(len, held))


async def test_what_was_in_sight_is_kept_up_to_a_limit() -> None:
    async with Lists().run_test() as pilot:
        rows = pilot.app.query_one(Rows)
        for line in range(LINES):
            assert rows.render_line(line).text.strip() == f"row {line}"
        assert 1 < longest_memory(rows) <= MAXIMUM_KEPT_LINES + 1

        note = pilot.app.query_one(NoteView)
        note.show(Layout(40, tuple((Span(f"line {line}"),) for line in range(LINES))), "key", 0, "A note")
        for line in range(LINES):
            assert note.render_line(line - note.top).text.strip() == f"line {line}"
        assert 1 < longest_memory(note) <= MAXIMUM_KEPT_LINES + 1

        papers = pilot.app.query_one(PaperList)
        papers.show(list(range(ENTRIES)), {}, searching=True, chosen=None, fresh=True)
        for row in range(0, ENTRIES, 7):
            assert f"Paper {row}" in "".join(part for part, _ in papers.draw(row, 60)[0])
            papers.set_matches({row: SimpleNamespace(title=(), passage="", spans=())})
        assert BLOCK_ENTRIES < longest_memory(papers) <= MAXIMUM_KEPT_ENTRIES + BLOCK_ENTRIES
        for first in range(0, ENTRIES, 50):  # the first results of searches come with their entries
            new = list(range(first, first + 50))
            papers.show(new, {}, searching=True, chosen=None, fresh=False, entries=fetched(new))
        assert longest_memory(papers) <= MAXIMUM_KEPT_ENTRIES + 50


def test_failures_that_are_not_in_sight_any_more_are_forgotten(monkeypatch) -> None:
    now, told = [100.0], []
    monkeypatch.setattr(ui, "monotonic", lambda: now[0])
    screen = SimpleNamespace(notify=lambda text, **_: told.append(text))
    shown = ReaderUI(screen, None, None, None, None, None)  # type: ignore[arg-type]
    for number in range(20):
        shown.show_failure(f"failure {number}")
        shown.show_failure(f"failure {number}")
        now[0] += ui.FAILURE_SECONDS / 2
    assert told == [f"failure {number}" for number in range(20)]
    assert longest_memory(shown) <= 3
