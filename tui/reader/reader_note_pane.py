"""The part of the reader that shows notes: laying them out, and remembering where they were left."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.timer import Timer

from papernotes.lazy import deferred
from papernotes.tui.note.lines import MARGIN
from papernotes.tui.note.wanted import NoteWanted
from papernotes.tui.reader.reader_marks import MarkActions
from papernotes.tui.reader.trail import Stop, Trail

if TYPE_CHECKING:
    from papernotes.config.settings import Configuration
    from papernotes.keymap.keymap import Keymap
    from papernotes.notes.library import Library
    from papernotes.notes.rows import Entry
    from papernotes.reading.history import Place
    from papernotes.tui.jobs import note as note_jobs
    from papernotes.tui.messages import LibraryChanged, NoteAhead, NoteLaidOut
    from papernotes.tui.note import place as note_place
    from papernotes.tui.note.view import NoteView
    from papernotes.tui.session_thread import Desk
    from papernotes.ui_state import Visit
else:
    note_place, note_jobs = deferred("papernotes.tui.note.place", "papernotes.tui.jobs.note")

NOTE_DELAY = 0.05
"""Seconds that a paper must be chosen before its note is laid out beside the list."""
AHEAD_DELAY = 0.25
"""Seconds that one must rest before the note that is likely to be opened next is laid out."""
READ_AFTER = 1.0
"""Seconds that a note must be in sight to count as opened when one pages through papers."""


class NotePane(MarkActions):
    """The note in sight: the chosen paper's, or one that a link or the trail led to."""

    def __init__(
        self, desk: Desk, rows: Library, keymap: Keymap, visit: Visit, configuration: Configuration
    ) -> None:
        super().__init__(desk, rows, keymap, visit, configuration)
        self._trail = Trail()
        self._stop: Stop | None = None
        self._left: NoteView | None = None  # at the very end the pane is no longer on the screen
        self._note_count = 1
        self._where: Place | str | None = None
        self._passing = False
        self._enter_at = 0
        """Where to begin in the note that follows: at the first match (1), at the last (-1), or as it was left."""
        self._opened = ""
        self._opened_timer: Timer | None = None
        self._ahead_timer: Timer | None = None
        self._text_width = 0  # of the note shown last
        self._under_way: NoteWanted | None = None
        self._ahead: NoteAhead | None = None
        self._in_pane = (-1, 0)  # entry id and number of the note shown last

    def _show_note(self) -> None:
        """Lay out the note, if it is in sight: beside the list when the choice has rested for a moment."""
        if self._note_timer is not None:
            self._note_timer.stop()
        self._look_ahead()
        if self._pane == "note":
            self._lay_out()
        elif self._note.display and self.query_one("#panes").display:
            self._note_timer = self.set_timer(NOTE_DELAY, self._lay_out)

    def _lay_out(self) -> None:
        entry, note = self._entry, self._note
        if entry is None:
            self._keep_place()
            note.clear()
            return
        wanted, ahead = self._wanted(entry), self._ahead
        self._under_way = wanted
        self._submit("note", lambda session: note_jobs.lay_out(session, wanted))
        if note.text_width:
            if self._pane == "note":
                self._hold("note")
        elif ahead is not None and ahead.wanted == wanted:
            # In the pane before that stands on the screen, which is painted once then.
            self._put_on_screen(ahead.laid_out)
        else:
            if self._in_pane != (entry.id, self._note_number):
                self._keep_place()
                note.clear()  # rather than that another note is seen for a moment
            self._hold("note")

    def _wanted(self, entry: Entry) -> NoteWanted:
        note = self._note
        self._text_width = note.text_width or self._text_width
        return NoteWanted(
            entry.id, self._note_number, self._likely_width, note.shows_source, note.tables,
            self._view.query, self._where,
        )  # fmt: skip

    @property
    def _likely_width(self) -> int:
        """Cells for a line of the note that is shown next: where none was yet, a narrow window is filled by one."""
        note = self._note
        return note.text_width or self._text_width or min(note.measure, self.size.width - 2 * MARGIN - 1)

    def _look_ahead(self) -> None:
        """A moment later, if the reader rests here, have the notes laid out that may be opened next."""
        self._ahead = None
        if self._ahead_timer is not None:
            self._ahead_timer.stop()
        # The chosen note, where none is in sight, may be opened as soon as one has seen its title.
        delay = AHEAD_DELAY if self._note.text_width else NOTE_DELAY
        self._ahead_timer = self.set_timer(delay, self._lay_out_ahead)

    def _lay_out_ahead(self) -> None:
        note, papers, here = self._note, self._papers, self._papers.chosen
        entry = papers.entry
        if not note.text_width and entry is not None and self._linked is None:
            wanted = self._wanted(entry)
            self._submit("ahead", partial(note_jobs.lay_out_to_open, wanted=wanted))
            return
        for row in (here + 1, here - 1):
            if 0 <= row < papers.row_count:
                wanted = NoteWanted(papers.ids[row], 0, self._likely_width, note.shows_source, note.tables)
                self._submit(f"ahead {row - here}", partial(note_jobs.lay_out_ahead, wanted=wanted))

    def on_note_ahead(self, message: NoteAhead) -> None:
        self._ahead = message

    def on_note_laid_out(self, message: NoteLaidOut) -> None:
        entry, note = self._entry, self._note
        self._under_way = None
        self._after(note, partial(self._paint, "note"))
        if entry is None:
            return
        if entry.id != message.entry.id:
            # Overtaken, as when J is held down: seen in passing, until the note that is wanted follows.
            self._put_on_screen(message)
            return
        if message.jump:
            self._where = None
        self._left = note
        self._note_number, self._note_count = message.number, message.count
        self._put_on_screen(message)
        if self._enter_at:
            note.go_to_match(self._enter_at)
            self._enter_at = 0
        if self._pane == "note":
            self._note_entered(Stop(entry.key, message.number))

    def _put_on_screen(self, message: NoteLaidOut) -> None:
        note = self._note
        if note.key != message.key:
            self._keep_place()
            self._stop = None
        self._in_pane = (message.entry.id, message.number)
        note.show(message.layout, message.key, message.line, self._title(message), jump=message.jump)
        note.show_query_matches(message.matches)
        note.show_states(message.marks)

    def _title(self, message: NoteLaidOut) -> str:
        title = f"Note {message.number + 1} of {message.count}" if message.count > 1 else "Note"
        if message.venue and message.venue != message.entry.venue.slug:
            title += f" · {message.venue}"
        return f"{title} · not in this view" if self._linked is not None else title

    def _note_changed(self) -> None:
        """What the head of the note in sight says may have changed."""
        if not self._note.text_width:
            self._look_ahead()
        elif self._note.key:
            self._lay_out()

    def on_note_view_layout_wanted(self) -> None:
        entry = self._entry
        if entry is None or self._under_way != self._wanted(entry):
            self._lay_out()

    # Which note

    def _open_chosen(self) -> None:
        """Show the note of the paper that was chosen in the list."""
        self._linked, self._where, self._note_number = None, None, 0
        self._show_note()

    def _open(self, entry: Entry, number: int, where: Place | str | None) -> None:
        """Read a note. The list goes to its paper if that is in the view, and stays as it is if not."""
        self._keep_place()
        papers = self._papers
        self._linked = None if entry.id in papers.ids else entry
        if self._linked is None:
            papers.choose(papers.ids.index(entry.id), tell=False)
        self._note_number, self._where, self._passing = number, where, False
        if self._pane == "note":
            self._lay_out()
        else:
            self._go("note")

    def on_library_changed(self, message: LibraryChanged) -> None:
        if self._linked is not None:
            self._linked = self._rows.find(self._linked.key)

    def _pane_entered(self, pane: str) -> None:
        super()._pane_entered(pane)
        if pane == "note":
            self._lay_out()
            return
        self._keep_place()
        self._stop, self._opened, self._passing = None, "", False
        if self._linked is not None:
            self._open_chosen()
        else:
            self._look_ahead()

    # Places and history

    def _keep_place(self) -> None:
        """Remember where the note in sight is left."""
        note = self._left
        if note is None:
            return
        if self._stop is not None and self._stop.same_note(self._trail.current):
            self._trail.leave(note_place.leave(note.text_layout, note.top))
        if note.key and note.moved:
            note.moved = False
            key, left = note.key, note_place.leave(note.text_layout, note.top)
            self._submit(f"place {key}", lambda session: note_jobs.keep_place(session, key, left))

    def on_note_view_moved(self) -> None:
        self._keep_place()

    def _note_entered(self, stop: Stop) -> None:
        """A note is in sight that the reader is in: it comes onto the trail and into the history."""
        if not stop.same_note(self._trail.current):
            self._trail.visit(stop, passing=self._passing)
        self._stop = stop
        if self._opened_timer is not None:
            self._opened_timer.stop()
        if self._passing:
            self._opened_timer = self.set_timer(READ_AFTER, self._note_opened)
        else:
            self._note_opened()

    def _note_opened(self) -> None:
        entry = self._entry
        self._passing = False
        self._trail.settle()
        if entry is not None and self._pane == "note" and self._opened != entry.key:
            self._opened = entry.key
            self._submit(f"opened {entry.key}", lambda session: note_jobs.note_opened(session, entry))
