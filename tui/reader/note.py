"""Showing notes: laying them out, some ahead of time, and remembering where the reader left them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from papernotes.formulas import without_formulas
from papernotes.lazy import lazy_modules
from papernotes.tui.messages import NoteRequest
from papernotes.tui.note.view import MARGIN_CELLS
from papernotes.tui.reader.trail import Stop, Trail

if TYPE_CHECKING:
    from textual.timer import Timer

    from papernotes.notes import Entry
    from papernotes.tui.jobs import note as note_jobs
    from papernotes.tui.messages import NoteLaidOut, NotePrepared
    from papernotes.tui.note import reading_position
    from papernotes.tui.note.reading_position import Beginning
    from papernotes.tui.note.view import NoteView
    from papernotes.tui.reader.painting import Painting
    from papernotes.tui.reader.panes import PaneController
    from papernotes.tui.reader.state import ChosenEntries, ReaderState
    from papernotes.tui.reader.ui import ReaderUI
else:
    reading_position, note_jobs = lazy_modules(
        "papernotes.tui.note.reading_position", "papernotes.tui.jobs.note"
    )

BESIDE_DELAY_SECONDS = 0.05
"""How long a paper must be chosen before its note is laid out beside the list."""
AHEAD_DELAY_SECONDS = 0.25
"""How long the reader must stay on a paper before the note that is likely to be opened next is laid out."""
OPENED_AFTER_SECONDS = 1.0
"""How long a note must be in sight to count as opened while the reader pages through papers."""


class NoteController:
    """Shows the note of the chosen paper, or one that a link or the trail led to."""

    def __init__(
        self,
        ui: ReaderUI,
        state: ReaderState,
        chosen: ChosenEntries,
        *,
        panes: PaneController,
        painting: Painting,
    ) -> None:
        self._ui = ui
        self._state = state
        self._chosen = chosen
        self._panes = panes
        self._painting = painting
        self.trail = Trail()
        self.stop: Stop | None = None
        self._layout_timer: Timer | None = None
        self._left: NoteView | None = None  # on leaving, the pane is no longer on the screen
        self.note_count = 1
        self._where: Beginning = None
        self.passing = False
        self.enter_at = 0
        """Where to begin in the note that is shown next: at the first match (1), the last (-1), or where it was left (0)."""
        self._opened = ""
        self._opened_timer: Timer | None = None
        self._ahead_timer: Timer | None = None
        self._text_width = 0  # of the note shown last
        self._under_way: NoteRequest | None = None
        self.ahead: NotePrepared | None = None
        self._in_pane = (-1, 0)  # entry id and number of the note shown last

    def show(self) -> None:
        """Have the note laid out if it is in sight; beside the list, when the choice has not changed for a moment."""
        self._stop_layout_timer()
        self._look_ahead()
        if self._state.pane == "note":
            self.lay_out()
        elif self._ui.note.display and self._ui.widget("panes").display:
            self._layout_timer = self._ui.set_timer(BESIDE_DELAY_SECONDS, self.lay_out)

    def _stop_layout_timer(self) -> None:
        if self._layout_timer is not None:
            self._layout_timer.stop()
            self._layout_timer = None

    @property
    def awaits_layout(self) -> bool:
        """Whether the note of the chosen paper has yet to be laid out, when the choice has rested for a moment."""
        return self._layout_timer is not None

    def lay_out(self) -> None:
        """Have the note laid out, and shown when that is done."""
        self._stop_layout_timer()
        entry, note = self._chosen.entry, self._ui.note
        if entry is None:
            self.keep_position()
            note.clear()
            return
        wanted, ahead = self._wanted(entry), self.ahead
        self._under_way = wanted
        self._ui.submit("note", lambda session: note_jobs.lay_out(session, wanted))
        if note.text_width:
            if self._state.pane == "note":
                self._painting.hold("note")
        elif ahead is not None and ahead.wanted == wanted:
            # Put into the pane before this is shown, so that it is painted once.
            self._put_on_screen(ahead.laid_out)
        else:
            if self._in_pane != (entry.id, self._state.note_number):
                self.keep_position()
                note.clear()  # rather than show another note for a moment
            self._painting.hold("note")

    def _wanted(self, entry: Entry) -> NoteRequest:
        note = self._ui.note
        self._text_width = note.text_width or self._text_width
        return NoteRequest(
            entry.id, self._state.note_number, self._likely_width, note.shows_source, note.tables,
            self._state.view.query, self._where,
        )  # fmt: skip

    @property
    def _likely_width(self) -> int:
        """Cells for a line of the note that is shown next. Before the first one, a note is expected to fill the window."""
        note = self._ui.note
        return (
            note.text_width
            or self._text_width
            or min(note.measure, self._ui.size.width - 2 * MARGIN_CELLS - 1)
        )

    def _look_ahead(self) -> None:
        """Have the notes that may be opened next laid out, if the reader stays here for a moment."""
        self.ahead = None
        if self._ahead_timer is not None:
            self._ahead_timer.stop()
        # If no note is in sight, the chosen one may be opened as soon as its title has been read.
        delay = AHEAD_DELAY_SECONDS if self._ui.note.text_width else BESIDE_DELAY_SECONDS
        self._ahead_timer = self._ui.set_timer(delay, self.lay_out_ahead)

    def lay_out_ahead(self) -> None:
        """Have the note of the chosen paper laid out, or those of its neighbours if it is in sight already."""
        note, papers, here = self._ui.note, self._ui.papers, self._ui.papers.chosen
        entry = papers.entry
        if not note.text_width and entry is not None and self._state.linked is None:
            wanted = self._wanted(entry)
            self._ui.submit("ahead", partial(note_jobs.lay_out_to_open, wanted=wanted))
            return
        for row in (here + 1, here - 1):
            id_ = papers.id_at(papers.beside_divider(row, row - here))
            if id_ is not None:
                wanted = NoteRequest(id_, 0, self._likely_width, note.shows_source, note.tables)
                self._ui.submit(f"ahead {row - here}", partial(note_jobs.lay_out_ahead, wanted=wanted))

    def keep_ahead(self, message: NotePrepared) -> None:
        """Keep a note at hand that was laid out ahead."""
        self.ahead = message

    def laid_out(self, message: NoteLaidOut) -> None:
        """Show a note that has been laid out."""
        entry, note = self._chosen.entry, self._ui.note
        self._under_way = None
        self._painting.after(note, partial(self._painting.release, "note"))
        if entry is None:
            return
        if entry.id != message.entry.id:
            # Superseded, as when J is held down: it is seen in passing, until the note that is wanted follows.
            self._put_on_screen(message)
            return
        if message.jump:
            self._where = None
        self._left = note
        self._state.note_number, self.note_count = message.number, message.count
        self._put_on_screen(message)
        if self.enter_at:
            note.matches.enter(self.enter_at)
            self.enter_at = 0
        if self._state.pane == "note":
            self._note_entered(Stop(entry.key, message.number))

    def _put_on_screen(self, message: NoteLaidOut) -> None:
        note = self._ui.note
        if note.key != message.key:
            self.keep_position()
            self.stop = None
        self._in_pane = (message.entry.id, message.number)
        title = without_formulas(message.entry.title)
        note.show(message.layout, message.key, message.line, title, self._facts(message), jump=message.jump)
        note.matches.show_of_query(message.matches)
        note.links.show_states(message.marks)

    def _facts(self, message: NoteLaidOut) -> list[str]:
        """What the border says behind the title."""
        facts = [f"note {message.number + 1} of {message.count}"] if message.count > 1 else []
        if message.venue and message.venue != message.entry.venue.slug:
            facts.append(message.venue)
        return [*facts, "not in this view"] if self._state.linked is not None else facts

    def head_changed(self) -> None:
        """Lay the note in sight out again: its head shows the reading state, which changed."""
        if not self._ui.note.text_width:
            self._look_ahead()
        elif self._ui.note.key:
            self.lay_out()

    def layout_wanted(self) -> None:
        """Lay the note out again: the pane has another width, or shows notes in another manner."""
        entry = self._chosen.entry
        if entry is None or self._under_way != self._wanted(entry):
            self.lay_out()

    # Which note

    def open_chosen(self) -> None:
        """Show the note of the paper that was chosen in the list."""
        self._state.linked, self._where, self._state.note_number = None, None, 0
        self.show()

    def open(self, entry: Entry, number: int, where: Beginning) -> None:
        """Go to a note. Its paper is chosen in the list if it is in the view. `where` is as in `NoteRequest`."""
        self.keep_position()
        papers = self._ui.papers
        row = papers.row_of(entry.id)
        self._state.linked = entry if row is None else None
        if row is not None:
            papers.choose(row, tell=False)
        self._state.note_number, self._where, self.passing = number, where, False
        if self._state.pane == "note":
            self.lay_out()
        else:
            self._panes.go("note")

    def open_other(self) -> None:
        """Go to the paper's next note, to the section that is in sight."""
        self.keep_position()
        note = self._ui.note
        self._state.note_number = (self._state.note_number + 1) % self.note_count
        self._where = reading_position.section_position(note.text_layout, note.top)
        self.lay_out()

    def library_changed(self) -> None:
        """Look the entry in sight up again, which may have another id, or none."""
        if self._state.linked is not None:
            self._state.linked = self._ui.library.find(self._state.linked.key)

    def pane_entered(self, pane: str) -> None:
        """Lay the note out if the reader went to its pane, else leave it."""
        if pane == "note":
            self.lay_out()
            return
        self.keep_position()
        self.stop, self._opened, self.passing = None, "", False
        if self._state.linked is not None:
            self.open_chosen()
        else:
            self._look_ahead()

    # Places and history

    def keep_position(self) -> None:
        """Save the position in the note in sight."""
        note = self._left
        if note is None:
            return
        if self.stop is not None and self.stop.same_note(self.trail.current):
            self.trail.leave(reading_position.leave(note.text_layout, note.top))
        if note.key and note.moved:
            note.moved = False
            # A note that was read to its end begins at its beginning the next time.
            key, left = (
                note.key,
                reading_position.leave(note.text_layout, 0 if note.left_at_end else note.top),
            )
            self._ui.submit(f"place {key}", lambda session: note_jobs.keep_position(session, key, left))

    def _note_entered(self, stop: Stop) -> None:
        """Put the note that the reader is in on the trail, and into the history."""
        if not stop.same_note(self.trail.current):
            self.trail.visit(stop, passing=self.passing)
        self.stop = stop
        if self._opened_timer is not None:
            self._opened_timer.stop()
        if self.passing:
            self._opened_timer = self._ui.set_timer(OPENED_AFTER_SECONDS, self._note_opened)
        else:
            self._note_opened()

    def _note_opened(self) -> None:
        entry = self._chosen.entry
        self.passing = False
        self.trail.settle()
        if entry is not None and self._state.pane == "note" and self._opened != entry.key:
            self._opened = entry.key
            self._ui.submit(f"opened {entry.key}", lambda session: note_jobs.note_opened(session, entry))
