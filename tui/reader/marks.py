"""Changing the reading state of papers: read, starred, triage, the last list, undo."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from papernotes.lists import LIST_ORDER
from papernotes.reading import collector_paused
from papernotes.tui.jobs import marks as mark_jobs
from papernotes.tui.jobs import view as view_jobs
from papernotes.tui.messages import ChangeEnded
from papernotes.views import shown_list

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.message import Message

    from papernotes.notes import Entry
    from papernotes.session import Session
    from papernotes.tui.messages import Notices
    from papernotes.tui.reader.panes import PaneController
    from papernotes.tui.reader.state import ChosenEntries, ReaderState
    from papernotes.tui.reader.ui import ReaderUI


class MarkController:
    """Hands changes to the session thread. None of them supersedes another: all are made."""

    def __init__(
        self, ui: ReaderUI, state: ReaderState, chosen: ChosenEntries, *, panes: PaneController
    ) -> None:
        self._ui = ui
        self._state = state
        self._chosen = chosen
        self._panes = panes

    def change(self, job: Callable[[Session], Message | None], doing: str = "making the change") -> None:
        """Have a job change the reading state. `doing` is shown in the status line if that takes long."""

        def changing(session: Session) -> Message | None:
            try:
                with collector_paused():
                    return job(session)
            finally:
                self._ui.post(ChangeEnded())

        self._ui.status.change_begun(doing)
        self._ui.submit("", changing)

    def change_ended(self) -> None:
        """Note that the oldest change under way was made, or has failed."""
        self._ui.status.change_ended()

    def mounted(self) -> None:
        """Have it found out what there was to report when the reading state was opened."""
        self._ui.submit("notices", mark_jobs.notices)

    def tell_notices(self, message: Notices) -> None:
        """Show reports about the reading state, such as that it was restored from a copy."""
        for text in message.texts:
            self._ui.warn("reading state", text)

    def mark(self, entries: list[Entry], what: str, value: bool) -> None:
        """Give papers a mark, `read` or `starred`, or take it away."""
        view = self._state.view
        self.change(lambda session: mark_jobs.mark(session, view, entries, what, value))

    def toggle_read(self) -> None:
        """Mark the chosen papers read, or unread if all of them are read."""
        self._toggle("read")

    def toggle_starred(self) -> None:
        """Star the chosen papers, or take their stars away if all have one."""
        self._toggle("starred")

    def _toggle(self, what: str) -> None:
        view, papers = self._state.view, self._chosen.papers
        if papers:
            self.change(lambda session: mark_jobs.toggle(session, view, papers, [(what, "")]))

    def triage(self, value: str) -> None:
        """Mark the chosen papers `later` or `skimmed`, or neither if `value` is empty."""
        view, papers = self._state.view, self._chosen.papers
        if papers:
            self.change(lambda session: mark_jobs.triage(session, view, papers, value))

    def add_to_list(self) -> None:
        """Put the chosen papers on the list that was used last, or take them off it."""
        view, papers = self._state.view, self._chosen.papers
        if papers:
            self.change(lambda session: mark_jobs.toggle_last_list(session, view, papers))

    def mark_shown_read(self) -> None:
        """Mark all papers of the view read."""
        view, ids = self._state.view, list(self._ui.papers.ids)
        if ids and self._chosen.all_are_results():
            doing = f"marking {len(ids):,} read"
            self.change(lambda session: mark_jobs.mark_shown_read(session, view, ids), doing)

    def move_in_list(self, step: int) -> None:
        """Move the chosen entry down (1) or up (-1) in the list that is shown, past the next entry of another paper."""
        papers, view = self._ui.papers, self._state.view
        entry = papers.entry
        if entry is None or self._state.shown is None or self._state.shown.order != LIST_ORDER:
            self._ui.say("only a list shown in its own order can be rearranged")
            return
        row = papers.chosen + step
        while (other := papers.entry_at(row)) is not None and other.paper == entry.paper:
            row += step
        if other is not None:
            neighbour = other
            self.change(lambda session: mark_jobs.move_in_list(session, view, entry, neighbour))

    def undo(self) -> None:
        """Take the last change back."""
        self._undo(again=False)

    def redo(self) -> None:
        """Make the change again that was taken back last."""
        self._undo(again=True)

    def _undo(self, *, again: bool) -> None:
        view = self._state.view
        doing = "doing it again" if again else "taking it back"
        self.change(lambda session: mark_jobs.undo(session, view, again=again), doing)
        if shown_list(view) is not None:  # its order or its papers may have changed
            self._ui.submit("view", lambda session: view_jobs.show_view(session, view))

    def next_unread(self, step: int) -> None:
        """Choose the next unread paper (1), or the one before (-1); or one that many further, or the last."""
        if self._state.pane in ("venues", "topics"):
            self._panes.go("papers")  # where the choice is seen
        papers = self._ui.papers
        onward = 1 if step > 0 else -1
        rows = range(papers.chosen + onward, papers.row_count if step > 0 else -1, onward)
        unread = list(islice((row for row in rows if papers.is_unread(row)), abs(step)))
        if unread:
            papers.choose(unread[-1])
        else:
            self._ui.say("no more unread papers here")
