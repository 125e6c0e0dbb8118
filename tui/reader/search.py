"""Searching: the search bar, completion, earlier queries, and going through the results."""

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
    from papernotes.tui.reader.state import ChosenEntries, ReaderState
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
"""From the first frame until the index is loaded, so that this does not delay the first keystrokes."""


class SearchController:
    """Leads the reader into the search bar, out of it again, and from result to result."""

    def __init__(
        self,
        ui: ReaderUI,
        state: ReaderState,
        chosen: ChosenEntries,
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

    # Into the bar, and out of it again

    def begin(self) -> None:
        """Go to the search bar."""
        state, papers = self._state, self._ui.papers
        before = SearchStart(
            state.view, state.pane, papers.entry, papers.scroll_offset.y, state.linked, state.note_number
        )
        if self._state.pane == "note" or not self._ui.papers.display:
            self._panes.go("papers", focus=False)  # where the results will be
        self._before, self._state.returning = before, None
        self._ui.bar.forget_values("list", "tag")  # some may be new
        if not self._ui.bar.has_focus:  # else the mouse has put the cursor somewhere
            self._ui.bar.focus()
            self._ui.bar.select_all()  # typing replaces the query; → edits it
        self._ui.status.set_context("search")
        self._warm()

    def entered(self) -> None:
        """Begin a search if the mouse gave the search bar the keyboard."""
        if self._before is None:
            self.begin()

    def focus_moved(self) -> None:
        """End the search if the mouse led out of the search bar."""
        focused = self._ui.focused
        if self._before is not None and focused is not None and focused.id in PANES:
            self._before = None
            self._keep_query()
            self._summary.tell()  # an unfinished query is a mistake now

    def accepted(self) -> None:
        """Go to the papers that were found (Enter)."""
        bar = self._ui.bar
        if bar.mistake is not None:
            bar.insist()
            self._summary.tell()
            return
        self._before = None
        self._keep_query()
        self._panes.go("papers")
        if self._state.first_results_only:
            self._views.show_all(self._state.view)  # it disturbs no typing any more

    def cancelled(self) -> None:
        """Go back to where the search began (Escape)."""
        before, self._before = self._before, None
        if before is None:
            self._panes.go(self._state.pane)
            return
        self._state.returning = before
        self._ui.bar.put_query(before.view.query)
        if (
            self._state.shown is not None
            and not self._state.first_results_only
            and self._state.view == self._state.shown.view == before.view
        ):
            self._return()
        else:
            self._views.show(before.view, own_order=True)
        self._panes.go("papers" if before.pane == "note" else before.pane)

    def view_found(self, message: ViewShown) -> None:
        """Go back to the paper that was chosen when the search began, if its view is shown again."""
        shown = message.shown
        if self._state.returning is not None and shown.mistake is None and shown.view == self._state.view:
            self._ui.call_next(self._return)

    def _return(self) -> None:
        """Choose the paper, and open the note, that the reader was at when the search began."""
        before, self._state.returning = self._state.returning, None
        if before is None or before.view != self._state.view:
            return
        papers = self._ui.papers
        row = papers.row_of(before.chosen.id) if before.chosen is not None else None
        if row is not None:
            papers.choose(row)
            papers.scroll_to(y=before.top, animate=False, force=True, immediate=True)
        entry = before.linked or before.chosen
        if before.pane == "note" and entry is not None:
            self._note.open(entry, before.note, None)

    # While typing

    def typed(self, event: Input.Changed) -> None:
        """Show what the query finds, as far as it is typed."""
        bar = self._ui.bar
        if event.input is not bar or event.value != bar.value:
            return
        query = event.value
        if bar.mistake is not None:  # show what the part before an unfinished term finds
            query = "" if bar.shown_mistake else mistakes.searchable(view_query(query))
        if query != self._state.view.query and (query or bar.mistake is None):
            self._views.show(self._state.view._replace(query=query))
        else:
            self._summary.tell()

    def choose(self, message: QueryInput.Moved) -> None:
        """Choose another result without leaving the search bar."""
        self._ui.papers.choose(self._ui.papers.chosen + message.rows)

    def correct(self) -> None:
        """Put the suggested query into the search bar."""
        wrong, shown = self._ui.bar.mistake, self._state.shown
        suggested = (wrong.correction,) if wrong else shown.suggestions if shown and not shown.ids else ()
        if suggested and suggested[0]:
            self._ui.bar.put_query(suggested[0])
        else:
            self._ui.say("nothing to complete or to correct here")

    # Completion

    def offer(self, message: QueryInput.Offered) -> None:
        """Show the completions of the word at the cursor."""
        bar = self._ui.bar
        column = bar.content_region.x - bar.scroll_offset.x + cell_len(bar.value[: message.start])
        self._ui.offers.show(message.candidates, column, message.chosen)

    def read_values(self, message: QueryInput.ValuesRequest) -> None:
        """Have the values of a field read."""
        field = message.field
        self._ui.submit(f"values {field}", lambda session: search_jobs.read_values(session, field))

    def values_read(self, message: FieldValues) -> None:
        """Give the search bar the values of a field, to complete and to check them."""
        self._ui.bar.set_values(message.field, message.values)
        self._summary.tell()

    def library_changed(self) -> None:
        """Forget the values of all fields: they may have changed."""
        self._ui.bar.forget_values()

    # Earlier queries and finds

    def mounted(self) -> None:
        """Load the index in a moment, for the first search."""
        self._ui.set_timer(WARM_DELAY_SECONDS, self._warm)

    def _warm(self) -> None:
        # Named on the session thread, which loads the module.
        self._ui.submit("earlier", lambda session: search_jobs.read_earlier(session))
        self._ui.submit("warm", lambda session: search_jobs.warm(session))

    def earlier_read(self, message: EarlierTexts) -> None:
        """Offer earlier queries and finds again."""
        # Some may not be on disk, as where it is full.
        self._queries = [*message.queries, *(text for text in self._queries if text not in message.queries)]
        self._finds = [*message.finds, *(text for text in self._finds if text not in message.finds)]
        self._earlier_changed()

    def _earlier_changed(self) -> None:
        self._ui.bar.earlier = self._queries
        if (bar := self._ui.find_bar) is not None:
            bar.set_earlier(self._finds)

    def _keep_query(self) -> None:
        """Keep the query, whose results the reader has used, so that it can be recalled."""
        query = self._state.view.query.strip()
        if query and [query] != self._queries[-1:]:
            self._queries = query_history.with_text(self._queries, query)
            self._earlier_changed()
            self._ui.submit("", lambda session: search_jobs.keep(session.paths.queries, query))

    def keep_find(self, message: FindBar.Accepted) -> None:
        """Keep what the reader looked for in a note, so that it can be recalled."""
        text = message.text.strip()
        if text and [text] != self._finds[-1:]:
            self._finds = query_history.with_text(self._finds, text)
            self._earlier_changed()
            self._ui.submit("", lambda session: search_jobs.keep(session.paths.finds, text))

    def unkept(self, message: NotKept) -> None:
        """Say once what cannot be kept for later. This is not a failure: the reader did not ask for it."""
        if message.what not in self._unkept:
            self._unkept |= {message.what}
            self._ui.say(f"{message.what} not saved: {message.reason}")

    def pane_entered(self, pane: str) -> None:
        """Keep the query if the reader opened one of its results."""
        if pane == "note":
            self._keep_query()

    # Through the results

    def next_result_note(self, message: NextResultRequest) -> None:
        """Open the next result at its first match, or the one before at its last match."""
        there = self._result(message.step)
        if there is not None:
            self._note.passing, self._note.enter_at = True, message.step
            self._ui.papers.choose(there)

    def next_result(self, step: int) -> None:
        """Choose the next result (1), or the one before (-1); or one that many further, or the last."""
        if self._state.pane != "papers":
            self._panes.go("papers")
        there = self._result(step)
        if there is not None:
            self._ui.papers.choose(there)

    def _result(self, step: int) -> int | None:
        """The row of the next result; None if there is none. Says which result it is, or why there is none."""
        papers = self._ui.papers
        there = papers.row_further(step)
        if self._ui.bar.mistake is not None:
            self._chosen.all_are_results()
        elif not self._state.view.query.strip():
            self._ui.say(f"nothing to find{how(self._ui.keymap, 'reader.search', 'begins')}")
        elif self._state.linked is not None:
            self._ui.say("this note is not among the results")
        elif there != papers.chosen and 0 <= there < papers.row_count:
            found = len(papers.ids)
            if papers.is_weak(there):
                self._ui.say(f"not all words: {there - found:,} of {papers.row_count - found - 1:,}")
            else:
                self._ui.say(f"result {there + 1:,} of {found:,}")
            return there
        else:
            self._ui.say("that was the last result" if step > 0 else "that was the first result")
        return None
