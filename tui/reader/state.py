"""What the controllers of the reader screen share: the view, and where the reader is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from papernotes.tui.reader.guidance import how

if TYPE_CHECKING:
    from papernotes.notes import Entry
    from papernotes.tui.reader.ui import ReaderUI
    from papernotes.ui_state import UIState
    from papernotes.views import Shown, View


class SearchStart(NamedTuple):
    """Where the reader was when a search began. `top` is the line at the top of the pane of papers."""

    view: View
    pane: str
    chosen: Entry | None
    top: int
    linked: Entry | None
    note: int


class ReaderState:
    """Plain values about the view, and about the note that the reader is in.

    A controller that changes one calls those that depend on it; nothing is called from here.
    """

    def __init__(self, saved: UIState, view: View) -> None:
        self.saved = saved
        """What the next visit begins with, as far as it is known. `SavedState` keeps it up to date."""
        self.view = view
        """The view that the reader wants. The screen may still show another one, which is in `shown`."""
        self.shown: Shown | None = None
        """What the screen shows; None before the first frame."""
        self.first_results_only = False
        """Whether the screen shows only the first results of a search; the rest follows."""
        self.library_reopened = True
        """Whether the library was opened again since the last view was shown, so that no row may be reused."""
        self.orders = dict(saved.orders)
        """Kind of view (see `views.order_scope`) → the order that the reader chose for it."""
        self.pane = ""
        """The id of the pane that the reader is in."""
        self.linked: Entry | None = None
        """The entry of the note in sight if it is not in the view: a link or the trail led there."""
        self.note_number = 0
        """Which of the paper's notes is in sight, from 0."""
        self.returning: SearchStart | None = None
        """Where a cancelled search began, until that is on the screen again."""
        self.theme_before = ""
        """The theme that comes back unless one is chosen, while the reader tries others."""


class ChosenEntries:
    """The entries that an action is for: the selected ones, or the chosen one."""

    def __init__(self, state: ReaderState, ui: ReaderUI) -> None:
        self._state = state
        self._ui = ui

    @property
    def entry(self) -> Entry | None:
        """The chosen entry; in a note that is not in the view, its entry."""
        return self._state.linked or self._ui.papers.entry

    @property
    def ids(self) -> list[int]:
        """The ids of the selected entries; none while the reader is in a note."""
        return self._ui.papers.selected if self._state.pane != "note" else []

    @property
    def entries(self) -> list[Entry]:
        """The selected entries, if there are any, else the chosen one."""
        if ids := self.ids:
            return self._ui.library.entries(ids)
        return [self.entry] if self.entry else []

    def all_are_results(self) -> bool:
        """Whether the rows are all that the query in the search bar finds. Ask before acting on all rows; if not, it says why."""
        state, ui = self._state, self._ui
        if ui.bar.mistake is not None:
            clears = how(ui.keymap, "reader.clear", "takes it out")
            ui.say(f"not for all that is shown while the query has a mistake{clears}")
        elif state.shown is None or state.first_results_only or state.shown.view != state.view:
            ui.say("not all results are in yet; try again in a moment")
        else:
            return True
        return False

    @property
    def papers(self) -> list[int]:
        """The ids of the papers of these entries, each once."""
        if ids := self.ids:
            return list(dict.fromkeys(self._ui.library.papers_of(ids)))
        return [self.entry.paper] if self.entry else []
