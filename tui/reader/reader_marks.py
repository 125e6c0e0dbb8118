"""The part of the reader that changes the reading state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from papernotes.lists import LIST_ORDER
from papernotes.tui.jobs import view as desk_work
from papernotes.tui.reader.reader_exports import ExportActions
from papernotes.views import shown_list

if TYPE_CHECKING:
    from papernotes.notes.rows import Entry
    from papernotes.tui.messages import Notices


class MarkActions(ExportActions):
    """Read, starred, triage, lists, undo."""

    def on_mount(self) -> None:
        self._submit("notices", desk_work.notices)

    def on_notices(self, message: Notices) -> None:
        for text in message.texts:
            self.notify(text, title="reading state", severity="warning", timeout=15, markup=False)

    def _mark(self, entries: list[Entry], what: str, value: bool) -> None:
        view = self._view
        self._change(lambda session: desk_work.mark(session, view, entries, what, value))

    def action_toggle_read(self) -> None:
        self._toggle("read")

    def action_toggle_starred(self) -> None:
        self._toggle("starred")

    def _toggle(self, what: str) -> None:
        view, papers = self._view, self._chosen_papers
        if papers:
            self._change(lambda session: desk_work.toggle(session, view, papers, [(what, "")]))

    def action_triage(self, value: str) -> None:
        view, papers = self._view, self._chosen_papers
        if papers:
            self._change(lambda session: desk_work.triage(session, view, papers, value))

    def action_add_to_list(self) -> None:
        view, papers = self._view, self._chosen_papers
        if papers:
            self._change(lambda session: desk_work.toggle_last_list(session, view, papers))

    def action_mark_shown_read(self) -> None:
        view, ids = self._view, list(self._papers.ids)
        if ids and self._shows_results():
            doing = f"marking {len(ids):,} read"
            self._change(lambda session: desk_work.mark_shown_read(session, view, ids), doing)

    def action_move_in_list(self, step: int) -> None:
        """Move the chosen entry past the next one of another paper in the list that is shown."""
        papers, view = self._papers, self._view
        entry = papers.entry
        if entry is None or self._shown is None or self._shown.order != LIST_ORDER:
            self._say("only a list in its own order can be rearranged")
            return
        row = papers.chosen + step
        while (other := papers.entry_at(row)) is not None and other.paper == entry.paper:
            row += step
        if other is not None:
            neighbour = other
            self._change(lambda session: desk_work.move_in_list(session, view, entry, neighbour))

    def action_undo(self) -> None:
        self._undo(again=False)

    def action_redo(self) -> None:
        self._undo(again=True)

    def _undo(self, *, again: bool) -> None:
        view = self._view
        doing = "doing it again" if again else "taking it back"
        self._change(lambda session: desk_work.undo(session, view, again=again), doing)
        if shown_list(view) is not None:  # what was undone may be the order, or what is on the list
            self._submit("view", lambda session: desk_work.show_view(session, view))

    def action_next_unread(self, step: int) -> None:
        if self._pane in ("venues", "topics"):
            self._go("papers")  # where one sees it
        papers = self._papers
        rows = range(papers.chosen + step, papers.row_count if step > 0 else -1, step)
        unread = next((row for row in rows if papers.is_unread(row)), None)
        if unread is None:
            self._say("no more unread papers here")
        else:
            papers.choose(unread)
