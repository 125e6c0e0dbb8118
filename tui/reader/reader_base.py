"""What all parts of the reader stand on: its widgets, what it shows, and going from pane to pane."""

from __future__ import annotations

from asyncio import wrap_future
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from textual.geometry import Size
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from papernotes.errors import failures
from papernotes.tui.jobs.view import remember
from papernotes.tui.messages import Failed
from papernotes.tui.note.view import NoteView
from papernotes.tui.reader.arrangement import PARTS, alone, in_sight
from papernotes.tui.widgets.facet_list import FacetList
from papernotes.tui.widgets.paper_list import PaperList
from papernotes.tui.widgets.pile_list import PileList
from papernotes.tui.widgets.status_line import StatusLine
from papernotes.ui_state import PANES, Visit, visit_to_json

VISIT_DELAY = 1.0
"""Seconds."""
HELD = 0.04
"""Seconds that the screen waits at most for what belongs together, so that it is painted in one go."""

if TYPE_CHECKING:
    from papernotes.config.settings import Configuration
    from papernotes.keymap.actions import Action
    from papernotes.keymap.keymap import Keymap
    from papernotes.notes.library import Library
    from papernotes.notes.rows import Entry
    from papernotes.session import Session
    from papernotes.tui.background_sync import BackgroundSync
    from papernotes.tui.session_thread import Desk
    from papernotes.views import Shown

T = TypeVar("T")


class ReaderBase(Screen[None], inherit_bindings=False):
    """The state of the reader. Everything that touches data is done on the desk, and comes back as a message."""

    def __init__(
        self, desk: Desk, rows: Library, keymap: Keymap, visit: Visit, configuration: Configuration
    ) -> None:
        super().__init__()
        self.greeting = ""
        """Said under the search bar until another view is gone to."""
        self.complete = False
        """Whether all is there that keys may open. What lies over the panes at times comes after the first frame."""
        self._configuration = configuration
        self._desk = desk
        self._rows = rows
        self._keymap = keymap
        self._visit = visit
        self._view = visit.view
        self._orders = dict(visit.orders)
        self._shown: Shown | None = None
        self._pane = ""
        self._fresh = True
        self._note_number = 0
        self._linked: Entry | None = None
        self._note_timer: Timer | None = None
        self._visit_timer: Timer | None = None
        self._sync: BackgroundSync | None = None
        self._piles_timer: Timer | None = None
        self._problems: set[str] = set()
        self._failed: dict[str, float] = {}
        self._held: set[str] = set()
        self._held_at = Size(0, 0)
        self._holding = ExitStack()
        self._held_timer: Timer | None = None

    @property
    def _venues(self) -> PileList:
        return self.query_one("#venues", PileList)

    @property
    def _topics(self) -> FacetList:
        return self.query_one("#topics", FacetList)

    @property
    def _papers(self) -> PaperList:
        return self.query_one("#papers", PaperList)

    @property
    def _note(self) -> NoteView:
        return self.query_one("#note", NoteView)

    @property
    def context(self) -> str:
        """The context of the keymap that one is in."""
        if isinstance(self.focused, Input):
            return "search" if self.focused.id == "query" else "find"
        return "note" if self._pane == "note" else "list"

    @property
    def keystrokes_here(self) -> dict[Action, list[str]]:
        """The actions of the place that one is in, with the keystrokes that run them there."""
        return self._keymap.here(self.context)

    def _note_visit(self) -> None:
        """Put down where the reader is, for the next visit; on disk a moment later, should all end suddenly."""
        entry = self._papers.entry
        measure = self._note.measure
        self._visit = self._visit._replace(
            view=self._view,
            pane=self._pane if self._linked is None else "papers",
            key=entry.key if entry else "",
            theme=self._theme,
            measure=0 if measure == self._configuration.text_width else measure,
            orders=dict(self._orders),
        )
        if self._visit_timer is not None:
            self._visit_timer.stop()
        self._visit_timer = self.set_timer(VISIT_DELAY, self._keep_visit)

    @property
    def _theme(self) -> str:
        """The theme to remember; none where it is the one that is configured."""
        if self.app.no_color:
            return self._visit.theme
        return "" if self.app.theme == self._configuration.theme else self.app.theme

    def _keep_visit(self) -> None:
        visit = visit_to_json(self._visit)
        self._submit("visit", lambda session: remember(session, visit))

    @property
    def _entry(self) -> Entry | None:
        """The chosen entry; in a note that is not in the view, its entry."""
        return self._linked or self._papers.entry

    @property
    def _selected(self) -> list[int]:
        """The ids of the selected entries; in a note nothing is selected."""
        return self._papers.selected if self._pane != "note" else []

    @property
    def _entries(self) -> list[Entry]:
        """What an action is for: the selected entries, if there are any, else the chosen one."""
        if selected := self._selected:
            return self._rows.entries(selected)
        return [self._entry] if self._entry else []

    def _say(self, text: str) -> None:
        """Say something in the status line for a few seconds."""
        self.query_one(StatusLine).say(text)

    def _shows_results(self) -> bool:
        """Whether the rows are what the query in the bar finds, for what acts on all of them; if not, that is said."""
        return True

    def _submit(
        self,
        kind: str,
        work: Callable[[Session], Message | None],
        *,
        wanted: Callable[[], bool] = lambda: True,
    ) -> None:
        """Have the desk do something; of a kind only the newest that waits is done."""
        self._desk.submit(kind, work, self.post_message, wanted=wanted)

    async def _asked(self, work: Callable[[Session], T]) -> T | None:
        """What the desk answers; None where it fails, which the reader is told."""
        try:
            return await wrap_future(self._desk.ask(work))
        except failures() as error:
            self.post_message(Failed(" ".join(str(error).split())))
            return None

    def _go(self, pane: str, *, focus: bool = True) -> None:
        """Go to a pane: show it, where not all are shown, and give it the keyboard if it is to have it."""
        self._pane = pane
        for name in PANES:
            self.query_one(f"#{name}").set_class(name == pane, "-current", update=False)
        self._arrange()
        # A chord keeps the keyboard until it ends.
        if focus and not self.query("#chord.-pending"):
            # Not `focus()`, which would be done a moment later: by then one may have gone elsewhere.
            self.set_focus(self.query_one(f"#{pane}"), scroll_visible=False)
        self.query_one(StatusLine).set_context("note" if pane == "note" else "list")
        self._pane_entered(pane)
        if self._shown is not None:
            self._note_visit()

    def _arrange(self, *, hold: bool = True) -> None:
        """Have those panes in sight that there is room for, painted in one go where the screen can be held.

        Not by style sheet: a class of the screen would have everything on it styled anew.
        """
        width, zoomed = self.size.width or self.app.size.width, self.has_class("-zoomed")
        shown = in_sight(width, self._pane, zoomed=zoomed)
        parts = {name: self.query_one(f"#{name}") for name in PARTS}
        changed = [part for name, part in parts.items() if part.display != (name in shown)]
        for part in changed:
            part.display = not part.display
        if changed and hold:
            # Else the panes would be painted as they were, and once for each of them that asks for its place.
            self._hold("panes")
            last = changed[-1]
            self._after(last, partial(self._after, last, partial(self._paint, "panes")))
        with_places = self._pane == "papers" and alone(width, zoomed=zoomed)
        self.query_one("#chips").set_class(with_places, "-with-places")

    # Painting

    def _hold(self, reason: str, seconds: float = HELD) -> None:
        """Paint nothing for a moment, so many seconds at most, until what belongs together is there."""
        if not self._held:
            self._held_at = self.app.size
            self._holding.enter_context(self.app.batch_update())
            self._held_timer = self.set_timer(seconds, self._paint)
        self._held.add(reason)

    def _paint(self, reason: str | None = None) -> None:
        """Hold the screen back no longer for this reason, or for any."""
        if not self._held:
            return
        self._held -= {reason} if reason else self._held
        if not self._held:
            if self._held_timer is not None:
                self._held_timer.stop()
            self._holding.close()
            self.check_idle()  # where painting is begun

    def _after(self, widget: Widget, then: Callable[[], object]) -> None:
        """Do something when a widget has told the screen what is to be painted of it, not before."""
        widget.call_later(self.call_later, then)

    def _pane_entered(self, pane: str) -> None:
        """What a part of the reader does when a pane is gone to."""


if TYPE_CHECKING:
    ReaderPart = ReaderBase
else:
    # Textual prepares each class of its own, which takes longer than all else about these.
    ReaderPart = object
"""What the parts of the reader derive from, of which `tui.reader.screen` makes the screen."""
