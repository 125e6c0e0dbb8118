"""The part of the reader that shows notes."""

from __future__ import annotations

from tui import work as desk_work
from tui.messages import NoteLaidOut
from tui.screens.reader_marks import MarkActions
from tui.widgets.note_view import NoteView

NOTE_DELAY = 0.05
"""Seconds that a paper must be chosen before its note is laid out beside the list."""


class NoteActions(MarkActions):
    """Notes: laying them out, going from one to another."""

    def _show_note(self) -> None:
        """Lay out the chosen paper's note, if it is in sight, when the choice has rested for a moment."""
        if self._note_timer is not None:
            self._note_timer.stop()
        if self._note.display and self.query_one("#panes").display:
            self._note_timer = self.set_timer(NOTE_DELAY, self._lay_out)

    def _lay_out(self) -> None:
        entry = self._entry
        note = self._note
        if entry is None:
            note.clear()
            return
        id_, number, width, source = entry.id, self._note_number, note.text_width, note.shows_source
        self._submit("note", lambda session: desk_work.lay_out(session, id_, number, width, source))

    def on_note_laid_out(self, message: NoteLaidOut) -> None:
        entry = self._entry
        if entry is None or entry.id != message.entry.id:
            return
        title = f"Note {message.number + 1} of {message.count}" if message.count > 1 else "Note"
        self._note.show(message.layout, f"{entry.key}#{message.number}", message.line, title, message.fault)

    def _note_changed(self) -> None:
        """What the head of the note in sight says may have changed."""
        if self._note.display and self._note.key:
            self._lay_out()

    def on_note_view_width_changed(self) -> None:
        self._lay_out()

    def on_note_view_formulas_switched(self) -> None:
        self._lay_out()

    def on_note_view_other_note(self) -> None:
        entry = self._entry
        if entry is not None and entry.notes > 1:
            self._note_number = (self._note_number + 1) % entry.notes
            self._lay_out()
        else:
            self.notify("the paper has one note")

    def on_note_view_left(self) -> None:
        self._go("papers")

    def on_note_view_end_reached(self) -> None:
        entry = self._entry
        wanted = self._configuration.read_at_end
        if wanted and entry is not None and self._papers.is_unread(self._papers.chosen):
            self._mark([entry], "read", True)

    def on_note_view_wants_next(self, message: NoteView.WantsNext) -> None:
        if message.unread:
            self.action_next_unread(message.step)
        else:
            self._papers.choose(self._papers.chosen + message.step)

    def action_scroll_note(self, lines: int) -> None:
        if self._note.display:
            self._note.scroll_lines(lines)

    def _pane_entered(self, pane: str) -> None:
        super()._pane_entered(pane)
        if pane == "note":
            self._lay_out()
