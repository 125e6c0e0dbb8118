"""Searching: the search bar, earlier queries, and going through the results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from papernotes.lazy import lazy_modules
from papernotes.query import view_query
from papernotes.tui.reader.guidance import how
from papernotes.tui.reader.state import SearchStart
from papernotes.ui_state import PANES

if TYPE_CHECKING:
    from textual.widgets import Input

    from papernotes import mistakes, query_history
    from papernotes.tui.jobs import search as search_jobs
    from papernotes.tui.messages import EarlierTexts, FieldValues, NotKept, ViewShown
    from papernotes.tui.note.messages import NextResultRequest
    from papernotes.tui.reader.note import NoteController
    from papernotes.tui.reader.panes import PaneController
    from papernotes.tui.reader.state import Chosen, ReaderState
    from papernotes.tui.reader.summary import ViewSummary
    from papernotes.tui.reader.ui import ReaderUI
    from papernotes.tui.reader.views import ViewController
    from papernotes.tui.widgets.find_bar import FindBar
    from papernotes.tui.widgets.query_input import QueryInput
else:
    mistakes, query_history, search_jobs = lazy_modules(
        "papernotes.mistakes", "papernotes.query_history", "papernotes.tui.jobs.search"
    )

WARM_DELAY_SECONDS = 1.5
"""From the first frame, until when nothing disturbs what the reader does first."""


class SearchController:
    """Into the search bar and out of it, completion, earlier queries, and from result to result."""

    def __init__(
        self,
        ui: ReaderUI,
        state: ReaderState,
        chosen: Chosen,
        *,
        panes: PaneController,
        note: NoteController,
        views: ViewController,
        summary: ViewSummary,
    ) -> None:
        self._ui = ui
        self._state = state
        self._chosen = chosen
        self._panes = panes
        self._note = note
        self._views = views
        self._summary = summary
        self._before: SearchStart | None = None
        self._queries: Sequence[str] = ()
        self._finds: Sequence[str] = ()
        self._unkept: frozenset[str] = frozenset()

    # Into the bar, and out of it

    def begin(self) -> None:
        """Go to the search bar."""
        state, papers = self._state, self._ui.papers
        before = SearchStart(
            state.view, state.pane, papers.entry, papers.scroll_offset.y, state.linked, state.note_number
        )
        if self._state.pane == "note" or not self._ui.papers.display:
            self._panes.go("papers", focus=False)  # where the results are
        self._before, self._state.returning = before, None
        self._ui.bar.forget_values("list", "tag")  # which may have been made or used meanwhile
        if not self._ui.bar.has_focus:  # else by the mouse, which has put the cursor somewhere
            self._ui.bar.focus()
            self._ui.bar.select_all()  # another query takes its place; → goes on with it
        self._ui.status.set_context("search")
        self._warm()

    def entered(self) -> None:
        """The search bar has the keyboard."""
        if self._before is None:
            self.begin()  # by the mouse

    def focus_moved(self) -> None:
        """The mouse led out of the search bar."""
        focused = self._ui.focused
        if self._before is not None and focused is not None and focused.id in PANES:
            self._before = None
            self._keep_query()
            self._summary.tell()  # nobody types on what was not finished

    def accepted(self) -> None:
        """Enter: to the papers that were found."""
        bar = self._ui.bar
        if bar.mistake is not None:
            bar.insist()
            self._summary.tell()
            return
        self._before = None
        self._keep_query()
        self._panes.go("papers")
        if self._state.partly:
            self._views.show_all(self._state.view)  # nothing is typed any more that it would disturb

    def cancelled(self) -> None:
        """Escape: back to where the search began."""
        before, self._before = self._before, None
        if before is None:
            self._panes.go(self._state.pane)
            return
        self._state.returning = before
        self._ui.bar.put_query(before.view.query)
        if (
            self._state.shown is not None
            and not self._state.partly
            and self._state.view == self._state.shown.view == before.view
        ):
            self._return()
        else:
            self._views.show(before.view, own_order=True)
        self._panes.go("papers" if before.pane == "note" else before.pane)

    def view_found(self, message: ViewShown) -> None:
        """What the search left is on the screen again."""
        if self._state.returning is not None and message.shown.view == self._state.view:
            self._ui.call_next(self._return)

    def _return(self) -> None:
        """Back to where the search began, whose view is shown again."""
        before, self._state.returning = self._state.returning, None
        if before is None or before.view != self._state.view:
            return
        papers = self._ui.papers
        if before.chosen is not None and before.chosen.id in papers.ids:
            papers.choose(papers.ids.index(before.chosen.id))
            papers.scroll_to(y=before.top, animate=False, force=True, immediate=True)
        entry = before.linked or before.chosen
        if before.pane == "note" and entry is not None:
            self._note.open(entry, before.note, None)

    # While typing

    def typed(self, event: Input.Changed) -> None:
        """Show what the query finds as far as it is typed."""
        bar = self._ui.bar
        if event.input is not bar or event.value != bar.value:
            return
        query = event.value
        if bar.mistake is not None:  # of one that is only begun, what stands before that is shown
            query = "" if bar.told_mistake else mistakes.searchable(view_query(query))
        if query != self._state.view.query and (query or bar.mistake is None):
            self._views.show(self._state.view._replace(query=query))
        else:
            self._summary.tell()

    def choose(self, message: QueryInput.Moved) -> None:
        """Choose another result without leaving the bar."""
        self._ui.papers.choose(self._ui.papers.chosen + message.rows)

    def correct(self) -> None:
        """Put what is suggested into the bar."""
        wrong, shown = self._ui.bar.mistake, self._state.shown
        suggested = (wrong.correction,) if wrong else shown.suggestions if shown and not shown.ids else ()
        if suggested and suggested[0]:
            self._ui.bar.put_query(suggested[0])
        else:
            self._ui.say("nothing to complete or to correct here")

    # Completion

    def offer(self, message: QueryInput.Offered) -> None:
        """Show what the word at the cursor can be completed to."""
        bar = self._ui.bar
        column = bar.content_region.x - bar.scroll_offset.x + cell_len(bar.value[: message.start])
        self._ui.offers.show(message.candidates, column, message.chosen)

    def read_values(self, message: QueryInput.ValuesWanted) -> None:
        """Have the values of a field read that is being typed."""
        field = message.field
        self._ui.submit(f"values {field}", lambda session: search_jobs.read_values(session, field))

    def values_read(self, message: FieldValues) -> None:
        """The values of a field are known."""
        self._ui.bar.set_values(message.field, message.values)
        self._summary.tell()

    def library_changed(self) -> None:
        """Fields may have other values."""
        self._ui.bar.forget_values()

    # Earlier queries and finds

    def mounted(self) -> None:
        """Get ready for the first search when the reader has settled."""
        self._ui.set_timer(WARM_DELAY_SECONDS, self._warm)

    def _warm(self) -> None:
        # Named on the session_thread, which loads the module.
        self._ui.submit("earlier", lambda session: search_jobs.read_earlier(session))
        self._ui.submit("warm", lambda session: search_jobs.warm(session))

    def earlier_read(self, message: EarlierTexts) -> None:
        """Earlier queries and finds are known."""
        # What could not be kept on disk is known here still.
        self._queries = [*message.queries, *(text for text in self._queries if text not in message.queries)]
        self._finds = [*message.finds, *(text for text in self._finds if text not in message.finds)]
        self._earlier_changed()

    def _earlier_changed(self) -> None:
        self._ui.bar.earlier = self._queries
        if (bar := self._ui.find_bar) is not None:
            bar.set_earlier(self._finds)

    def _keep_query(self) -> None:
        """The results of the query that stands were used: it can be brought back."""
        query = self._state.view.query.strip()
        if query and [query] != self._queries[-1:]:
            self._queries = query_history.with_text(self._queries, query)
            self._earlier_changed()
            self._ui.submit("", lambda session: search_jobs.keep(session.paths.queries, query))

    def keep_find(self, message: FindBar.Accepted) -> None:
        """What was looked for in a note can be brought back."""
        text = message.text.strip()
        if text and [text] != self._finds[-1:]:
            self._finds = query_history.with_text(self._finds, text)
            self._earlier_changed()
            self._ui.submit("", lambda session: search_jobs.keep(session.paths.finds, text))

    def unkept(self, message: NotKept) -> None:
        """Say once, and quietly, what cannot be kept for later: nobody asked for it to be kept."""
        if message.what not in self._unkept:
            self._unkept |= {message.what}
            self._ui.say(f"{message.what} not kept for later: {message.reason}")

    def pane_entered(self, pane: str) -> None:
        """The reader went to a pane: what a search found was used, where that is the note."""
        if pane == "note":
            self._keep_query()

    # Through the results

    def next_result_note(self, message: NextResultRequest) -> None:
        """Read the next result, from its first match on; or the one before, from its last."""
        there = self._result(message.step)
        if there is not None:
            self._note.passing, self._note.enter_at = True, message.step
            self._ui.papers.choose(there)

    def next_result(self, step: int) -> None:
        """Choose the next result, or the one before, from any list."""
        if self._state.pane != "papers":
            self._panes.go("papers")
        there = self._result(step)
        if there is not None:
            self._ui.papers.choose(there)

    def _result(self, step: int) -> int | None:
        """The row of the next result, which is said; None where there is none, and why."""
        papers = self._ui.papers
        there = papers.chosen + step
        if self._ui.bar.mistake is not None:
            self._chosen.all_are_results()
        elif not self._state.view.query.strip():
            self._ui.say(f"nothing to find{how(self._ui.keymap, 'reader.search', 'begins')}")
        elif self._state.linked is not None:
            self._ui.say("this note is not among the results")
        elif 0 <= there < papers.row_count:
            self._ui.say(f"result {there + 1:,} of {papers.row_count:,}")
            return there
        else:
            self._ui.say("that was the last result" if step > 0 else "that was the first result")
        return None
