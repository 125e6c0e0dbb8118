"""What the controllers of the reader share: what is shown, and where the reader is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from papernotes.tui.reader.guidance import how

if TYPE_CHECKING:
    from papernotes.notes import Entry
    from papernotes.tui.reader.ui import ReaderUI
    from papernotes.ui_state import UIState
    from papernotes.views import Shown, View


class SearchStart(NamedTuple):
    """Where the reader was when a search began: `top` is the row of papers at the top of their pane."""

    view: View
    pane: str
    chosen: Entry | None
    top: int
    linked: Entry | None
    note: int


class ReaderState:
    """The view, what is shown of it, and the note that the reader is in.

    Plain values: who changes one of them says so to those who must know. A class of its own keeps nothing else.
    """

    def __init__(self, saved: UIState, view: View) -> None:
        self.saved = saved
        """What the next visit begins with, as far as it is known. `SavedState` keeps it up to date."""
        self.view = view
        """The view that is wanted. What is on the screen may still be another, in `shown`."""
        self.shown: Shown | None = None
        """What is on the screen; None before the first frame."""
        self.partly = False
        """Whether only the first of what a search finds is shown yet."""
        self.fresh = True
        """Whether the library was opened anew since the last view was shown, so that no row may be reused."""
        self.orders = dict(saved.orders)
        """The order chosen for each kind of view (see `views.order_place`)."""
        self.pane = ""
        """The id of the pane that the reader is in."""
        self.linked: Entry | None = None
        """The entry whose note is in sight though it is not in the view: a link or the trail led there."""
        self.note_number = 0
        """Which of the paper's notes is in sight, from 0."""
        self.returning: SearchStart | None = None
        """Where a search began that was given up, until that is on the screen again."""


class Chosen:
    """What an action is for: the selected entries, or the chosen one."""

    def __init__(self, state: ReaderState, ui: ReaderUI) -> None:
        self._state = state
        self._ui = ui

    @property
    def entry(self) -> Entry | None:
        """The chosen entry; in a note that is not in the view, its entry."""
        return self._state.linked or self._ui.papers.entry

    @property
    def ids(self) -> list[int]:
        """The ids of the selected entries; in a note nothing is selected."""
        return self._ui.papers.selected if self._state.pane != "note" else []

    @property
    def entries(self) -> list[Entry]:
        """The selected entries, if there are any, else the chosen one."""
        if ids := self.ids:
            return self._ui.library.entries(ids)
        return [self.entry] if self.entry else []

    def all_are_results(self) -> bool:
        """Whether the rows are what the query in the bar finds, for what acts on all of them; if not, that is said."""
        state, ui = self._state, self._ui
        if ui.bar.mistake is not None:
            clears = how(ui.keymap, "reader.clear", "takes it out")
            ui.say(f"not for all that is shown while the query has a mistake{clears}")
        elif state.shown is None or state.partly or state.shown.view != state.view:
            ui.say("not before all that the query finds is shown")
        else:
            return True
        return False

    @property
    def papers(self) -> list[int]:
        """The ids of the papers of these entries, each once."""
        if ids := self.ids:
            return list(dict.fromkeys(self._ui.library.papers_of(ids)))
        return [self.entry.paper] if self.entry else []
