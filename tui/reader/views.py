"""Showing views: the first results at once, all of them a moment later, and where the query matches in each row.

While the query in the search bar has a mistake, the earlier results stay, dimmed. They can be read and marked paper by
paper, but no action is for all of them: they are not what the query asks for.
"""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic
from typing import TYPE_CHECKING

from papernotes.sidebar import renamed, settled
from papernotes.tui.jobs import view as view_jobs
from papernotes.views import RELEVANCE, Counts, Mistake, Shown, View, order_scope

if TYPE_CHECKING:
    from textual.timer import Timer

    from papernotes.tui.messages import CountsChanged, FirstResults, RowMatches, ViewRequest, ViewShown
    from papernotes.tui.reader.note import NoteController
    from papernotes.tui.reader.panes import PaneController
    from papernotes.tui.reader.saved_state import SavedState
    from papernotes.tui.reader.sidebar import SidebarController
    from papernotes.tui.reader.state import ReaderState
    from papernotes.tui.reader.summary import ViewSummary
    from papernotes.tui.reader.ui import ReaderUI
    from papernotes.tui.widgets.paper_list import PaperList

ALL_DELAY_SECONDS = 0.25
"""From the first results until all of them, and then passages, are looked for. It is longer than the time between two
letters: the next letter would be painted later, since both share the processor."""
HASTE_SECONDS = 0.04
"""Time between two views below which the later one waits: nobody reads what passes while a key is held down."""


class ViewController:
    """Has views made on the session thread, and shows the newest that is wanted."""

    def __init__(
        self,
        ui: ReaderUI,
        state: ReaderState,
        *,
        panes: PaneController,
        note: NoteController,
        sidebar: SidebarController,
        summary: ViewSummary,
        saved_state: SavedState,
    ) -> None:
        self._ui = ui
        self._state = state
        self._panes = panes
        self._note = note
        self._sidebar = sidebar
        self._summary = summary
        self._saved_state = saved_state
        self._all_timer: Timer | None = None
        self.wanted_at = 0.0
        self._unmatched: list[PaperList.Unmatched] = []

    def show(self, view: View, *, own_order: bool = False) -> None:
        """Have a view shown, in the order that the reader chose for its kind; `own_order`: in its own."""
        if not own_order and order_scope(view) != order_scope(self._state.view):
            view = view._replace(order=self._state.orders.get(order_scope(view), ""))
        view = settled(view, self._ui.venues.sidebar_items)
        self._state.view = view
        if self._state.shown is None:
            self.show_all(view)
            return
        # What was typed is painted first: the session thread, while it looks, shares the processor with the screen.
        now = monotonic()
        before, self.wanted_at = self.wanted_at, now
        if now - before < HASTE_SECONDS:
            self._ui.set_timer(HASTE_SECONDS, lambda: self._show_first_of(view))
        else:
            self._ui.after_refresh(self._show_first_of, view)

    def _show_first_of(self, view: View) -> None:
        """Have the first results of a view shown, if it is still wanted."""
        if view == self._state.view:
            rows = self._ui.papers.rows_in_sight
            self._ui.submit(
                "view",
                lambda session: view_jobs.show_first(session, view, rows),
                wanted=lambda: view == self._state.view,
            )

    def first_found(self, message: FirstResults) -> None:
        """Show the first results. Counts and the end of the list follow a moment later."""
        view, before = message.view, self._state.shown
        if view != self._state.view:
            return  # superseded by a later keystroke
        counts = before.counts if before else Counts()
        if before is None or (before.view.venue, before.view.topic) != (view.venue, view.topic):
            counts = counts._replace(implied=(view.venue or "", view.topic or ""))
        shown = Shown(view, message.ids, counts, {}, RELEVANCE, weak=tuple(message.weak))
        chosen = self._chosen_in(shown)
        if (
            before is None
            or self._state.library_reopened
            or (chosen is not None and chosen not in shown.all_ids)
        ):
            self.show_all(view)
            return
        self._state.shown, self._state.first_results_only = shown, True
        self._unmatched.clear()
        self._ui.papers.show(
            message.ids, message.marks, since=message.since, searching=True, chosen=chosen, fresh=False,
            again=before.view == view, entries=message.entries, matches=message.matches, weak=message.weak,
            implied=counts.implied,
        )  # fmt: skip
        if self._all_timer is not None:
            self._all_timer.stop()
        self._all_timer = self._ui.set_timer(ALL_DELAY_SECONDS, lambda: self.show_all(view))

    def show_all(self, view: View) -> None:
        """Have all of a view shown, if it is still wanted."""
        if view == self._state.view:
            self._ui.submit(
                "view",
                lambda session: view_jobs.show_view(session, view),
                wanted=lambda: view == self._state.view,
            )

    def go_to(self, message: ViewRequest) -> None:
        """Show another view, and go to its papers."""
        self.show(message.view, own_order=bool(message.view.order))
        self._ui.bar.value = message.view.query
        self._state.linked = None
        self._panes.go("papers")

    def found(self, message: ViewShown) -> None:
        """Show a view, or say what is wrong with its query."""
        shown = message.shown
        if shown.view != self._state.view:
            return  # superseded by a later keystroke
        if shown.mistake:
            self._mistaken(shown.view, shown.mistake)
            return
        first = self._state.shown is None
        chosen = self._chosen_in(shown)
        again = self._state.shown is not None and self._state.shown.view == shown.view
        self._state.shown, self._state.first_results_only = shown, False
        counts = shown.counts
        self._ui.venues.show(
            counts.venues, counts.all_venues, shown.view.venue, message.sidebar_items, shown.view.sidebar_item
        )
        if self._state.library_reopened:
            self._sidebar.count()
        self._ui.topics.show(counts.topics, counts.all_topics, shown.view.topic)
        self._summary.set_counts(shown)
        self._ui.papers.show(
            shown.ids,
            message.marks,
            since=message.since,
            searching=bool(shown.view.query.strip()),
            chosen=chosen,
            fresh=self._state.library_reopened,
            again=again and chosen is not None,
            weak=shown.weak,
            implied=shown.counts.implied,
        )
        for unmatched in self._unmatched if again else ():
            self._match(unmatched.ids, unmatched.width)
        self._unmatched.clear()
        self._ui.call_next(self._summary.show_chips)
        self._state.library_reopened = False
        self._summary.tell()
        if first and self._state.pane == "note" and chosen not in shown.all_ids:
            self._panes.go("papers")  # the note that was open when the reader left has gone
        self._note.show()
        self._saved_state.changed()

    @property
    def awaits_view(self) -> bool:
        """Whether the view that is wanted has yet to be shown, or all that it finds."""
        shown = self._state.shown
        return shown is None or self._state.first_results_only or shown.view != self._state.view

    @property
    def awaits_rows(self) -> bool:
        """Whether keystrokes typed now are for rows of a view that has yet to be shown."""
        return self._ui.focused is self._ui.papers and self._state.shown is not None and self.awaits_view

    def _chosen_in(self, shown: Shown) -> int | None:
        """The id of the entry to choose in a view; None for its first."""
        returning = self._state.returning
        if returning is not None and returning.view == shown.view:
            return returning.chosen.id if returning.chosen else None
        if self._state.shown is None:
            found = self._ui.library.find(self._state.saved.key) if self._state.saved.key else None
            return found.id if found else None
        entry, view, before = self._ui.papers.entry, shown.view, self._state.shown.view
        if entry is None or view.query != before.query or view.sidebar_item not in ("", before.sidebar_item):
            return None
        return entry.id

    def _mistaken(self, view: View, mistake: Mistake) -> None:
        """Show what is wrong with the query of a view. The results stay."""
        self._ui.bar.set_mistake(view.query, mistake)
        if self._state.shown is None:
            self._ui.submit("view", lambda session: view_jobs.show_none(session, view))
        else:
            self._state.view = self._state.shown.view
            if self._state.first_results_only:
                self.show_all(self._state.view)  # of which only the first results are shown
        self._summary.tell()

    def match_rows(self, message: PaperList.Unmatched) -> None:
        """Have matches found in rows that came into sight."""
        if self._state.first_results_only:
            self._unmatched.append(message)
        else:
            self._match(message.ids, message.width)

    def _match(self, ids: Sequence[int], width: int) -> None:
        query = (self._state.shown.view if self._state.shown else View()).parsed_query
        # Each job is of a kind of its own, so that none supersedes another.
        self._ui.submit(
            f"match {ids[0]}",
            lambda session: view_jobs.match_entries(session, query, ids, width),
            wanted=lambda: query.text == self._state.view.query,
        )

    def matched(self, message: RowMatches) -> None:
        """Show the matches in rows."""
        if self._state.shown and message.query == self._state.shown.view.query:
            self._ui.papers.set_matches(message.matches)
            if message.left:
                self._match(message.left, message.width)

    def recounted(self, message: CountsChanged) -> None:
        """Show the papers' new state and the counts: the reading state changed."""
        self._ui.papers.set_marks(message.marks)
        self._ui.venues.recount(message.counts.venues, message.counts.all_venues, message.sidebar_items)
        self._ui.topics.recount(message.counts.topics, message.counts.all_topics)
        if self._state.shown is not None:
            self._state.shown = self._state.shown._replace(counts=message.counts)
            self._summary.set_counts(self._state.shown)
        self._note.head_changed()
        self._sidebar.count()
        if message.text:
            self._ui.say(message.text, undoable=message.undoable)
        view = renamed(self._state.view, message.sidebar_items)
        if view != self._state.view:
            self.show(view)
