"""The part of the reader that searches: the search bar, earlier queries, and going through the results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from textual.widgets import Input

from papernotes.lazy import deferred
from papernotes.tui.reader.guidance import how
from papernotes.tui.reader.reader_views import ViewActions
from papernotes.tui.widgets.query_input import QueryInput
from papernotes.tui.widgets.status_line import StatusLine
from papernotes.ui_state import PANES

if TYPE_CHECKING:
    from papernotes import mistakes, query_history
    from papernotes.notes.rows import Entry
    from papernotes.tui.jobs import search as search_jobs
    from papernotes.tui.messages import LibraryChanged, TextsRead, Unkept, ValuesRead, ViewShown
    from papernotes.tui.note.messages import ResultWanted
    from papernotes.tui.widgets import find_bar, offers
    from papernotes.views import Shown, View
else:
    mistakes, query_history, search_jobs = deferred(
        "papernotes.mistakes", "papernotes.query_history", "papernotes.tui.jobs.search"
    )
    find_bar, offers = deferred("papernotes.tui.widgets.find_bar", "papernotes.tui.widgets.offers")

WARM_AFTER = 1.5
"""Seconds from the first frame, until when nothing disturbs what the reader does first."""


class Before(NamedTuple):
    """Where the reader was when a search began: `top` is the line of papers at the top of their pane."""

    view: View
    pane: str
    chosen: Entry | None
    top: int
    linked: Entry | None
    note: int


class SearchActions(ViewActions):
    """Searching."""

    _before: Before | None = None
    _returning: Before | None = None
    _queries: Sequence[str] = ()
    _finds: Sequence[str] = ()
    _unkept: frozenset[str] = frozenset()

    @property
    def _bar(self) -> QueryInput:
        return self.query_one(QueryInput)

    # Into the bar, and out of it

    def action_search(self) -> None:
        before = Before(
            self._view, self._pane, self._papers.entry, self._papers.scroll_offset.y, self._linked, self._note_number
        )  # fmt: skip
        if self._pane == "note" or not self._papers.display:
            self._go("papers", focus=False)  # where the results are
        self._before, self._returning = before, None
        self._bar.forget_values("list", "tag")  # which may have been made or used meanwhile
        if not self._bar.has_focus:  # else by the mouse, which has put the cursor somewhere
            self._bar.focus()
            self._bar.select_all()  # another query takes its place; → goes on with it
        self.query_one(StatusLine).set_context("search")
        self._warm()

    def on_query_input_entered(self) -> None:
        if self._before is None:
            self.action_search()  # by the mouse

    def on_descendant_focus(self) -> None:
        focused = self.focused
        if self._before is not None and focused is not None and focused.id in PANES:
            self._before = None  # by the mouse
            self._keep_query()
            self._tell()  # nobody types on what was not finished

    def on_query_input_accepted(self) -> None:
        bar = self._bar
        if bar.mistake is not None:
            bar.insist()
            self._tell()
            return
        self._before = None
        self._keep_query()
        self._go("papers")
        if self._partly:
            self._show_rest(self._view)  # nothing is typed any more that it would disturb

    def on_query_input_cancelled(self) -> None:
        before, self._before = self._before, None
        if before is None:
            self._go(self._pane)
            return
        self._returning = before
        self._bar.put_query(before.view.query)
        if self._shown is not None and not self._partly and self._view == self._shown.view == before.view:
            self._return()
        else:
            self._show_view(before.view, own_order=True)
        self._go("papers" if before.pane == "note" else before.pane)

    def _chosen_in(self, shown: Shown) -> int | None:
        before = self._returning
        if before is not None and before.view == shown.view:
            return before.chosen.id if before.chosen else None
        return super()._chosen_in(shown)

    def on_view_shown(self, message: ViewShown) -> None:
        # What a search left is shown again by what ViewActions does with the same message, just after this.
        if self._returning is not None and message.shown.view == self._view:
            self.call_next(self._return)

    def _return(self) -> None:
        """Back to where the search began, whose view is shown again."""
        before, self._returning = self._returning, None
        if before is None or before.view != self._view:
            return
        papers = self._papers
        if before.chosen is not None and before.chosen.id in papers.ids:
            papers.choose(papers.ids.index(before.chosen.id))
            papers.scroll_to(y=before.top, animate=False, force=True, immediate=True)
        entry = before.linked or before.chosen
        if before.pane == "note" and entry is not None:
            self._open(entry, before.note, None)

    # While typing

    def on_input_changed(self, event: Input.Changed) -> None:
        bar = self._bar
        if event.input is not bar or event.value != bar.value:
            return
        query = event.value
        if bar.mistake is not None:  # of one that is only begun, what stands before that is shown
            query = "" if bar.told_mistake else mistakes.searchable(query)
        if query != self._view.query and (query or bar.mistake is None):
            self._show_view(self._view._replace(query=query))
        else:
            self._tell()

    def on_query_input_moved(self, message: QueryInput.Moved) -> None:
        self._papers.choose(self._papers.chosen + message.rows)

    def on_query_input_correction_wanted(self) -> None:
        self.action_correct()

    def action_correct(self) -> None:
        """Put what is suggested into the bar."""
        wrong, shown = self._bar.mistake, self._shown
        suggested = (wrong.correction,) if wrong else shown.suggestions if shown and not shown.ids else ()
        if suggested and suggested[0]:
            self._bar.put_query(suggested[0])
        else:
            self._say("nothing to complete or to correct here")

    # Completion

    def on_query_input_offered(self, message: QueryInput.Offered) -> None:
        bar = self._bar
        column = bar.content_region.x - bar.scroll_offset.x + cell_len(bar.value[: message.start])
        self.query_one(offers.Offers).show(message.candidates, column, message.chosen)

    def on_query_input_values_wanted(self, message: QueryInput.ValuesWanted) -> None:
        field = message.field
        self._submit(f"values {field}", lambda session: search_jobs.read_values(session, field))

    def on_values_read(self, message: ValuesRead) -> None:
        self._bar.set_values(message.field, message.values)
        self._tell()

    def on_library_changed(self, message: LibraryChanged) -> None:
        self._bar.forget_values()

    # Earlier queries and finds

    def on_mount(self) -> None:
        self.set_timer(WARM_AFTER, self._warm)

    def _warm(self) -> None:
        # Named on the desk, which loads the module.
        self._submit("earlier", lambda session: search_jobs.read_earlier(session))
        self._submit("warm", lambda session: search_jobs.warm(session))

    def on_texts_read(self, message: TextsRead) -> None:
        # What could not be kept on disk is known here still.
        self._queries = [*message.queries, *(text for text in self._queries if text not in message.queries)]
        self._finds = [*message.finds, *(text for text in self._finds if text not in message.finds)]
        self._earlier_changed()

    def _earlier_changed(self) -> None:
        self._bar.earlier = self._queries
        for bar in self.query(find_bar.FindBar):
            bar.set_earlier(self._finds)

    def _keep_query(self) -> None:
        """The results of the query that stands were used: it can be brought back."""
        query = self._view.query.strip()
        if query and [query] != self._queries[-1:]:
            self._queries = query_history.with_text(self._queries, query)
            self._earlier_changed()
            self._submit("", lambda session: search_jobs.keep(session.paths.queries, query))

    def on_find_bar_accepted(self, message: find_bar.FindBar.Accepted) -> None:
        text = message.text.strip()
        if text and [text] != self._finds[-1:]:
            self._finds = query_history.with_text(self._finds, text)
            self._earlier_changed()
            self._submit("", lambda session: search_jobs.keep(session.paths.finds, text))

    def on_unkept(self, message: Unkept) -> None:
        """Say it once, and quietly: nobody asked for it to be kept."""
        if message.what not in self._unkept:
            self._unkept |= {message.what}
            self._say(f"{message.what} not kept for later: {message.reason}")

    def _pane_entered(self, pane: str) -> None:
        super()._pane_entered(pane)
        if pane == "note":
            self._keep_query()

    # Through the results

    def on_note_view_result_wanted(self, message: ResultWanted) -> None:
        there = self._result(message.step)
        if there is not None:
            self._passing, self._enter_at = True, message.step
            self._papers.choose(there)

    def action_next_result(self, step: int) -> None:
        """Choose the next result, or the one before, from any list."""
        if self._pane != "papers":
            self._go("papers")
        there = self._result(step)
        if there is not None:
            self._papers.choose(there)

    def _result(self, step: int) -> int | None:
        """The row of the next result, which is said; None where there is none, and why."""
        papers = self._papers
        there = papers.chosen + step
        if self._bar.mistake is not None:
            self._shows_results()
        elif not self._view.query.strip():
            self._say(f"nothing to find{how(self._keymap, 'reader.search', 'begins')}")
        elif self._linked is not None:
            self._say("this note is not among the results")
        elif 0 <= there < papers.row_count:
            self._say(f"result {there + 1:,} of {papers.row_count:,}")
            return there
        else:
            self._say("that was the last result" if step > 0 else "that was the first result")
        return None
