"""What all parts of the reader stand on: its widgets, what it shows, and going from pane to pane."""

from __future__ import annotations

from asyncio import wrap_future
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input

from tui.errors import failures
from tui.messages import Failed
from tui.visit import PANES, Visit, visit_to_json
from tui.widgets.facet_list import FacetList
from tui.widgets.note_view import NoteView
from tui.widgets.paper_list import PaperList
from tui.widgets.pile_list import PileList
from tui.widgets.status_line import StatusLine
from tui.work import remember

VISIT_DELAY = 1.0
"""Seconds."""

if TYPE_CHECKING:
    from notes.library import Library
    from notes.rows import Entry
    from tui.background import BackgroundSync
    from tui.configuration import Configuration
    from tui.desk import Desk
    from tui.keymap import Keymap
    from tui.session import Session
    from tui.views import Shown

T = TypeVar("T")


class ReaderBase(Screen[None], inherit_bindings=False):
    """The state of the reader. Everything that touches data is done on the desk, and comes back as a message."""

    def __init__(
        self, desk: Desk, rows: Library, keymap: Keymap, visit: Visit, configuration: Configuration
    ) -> None:
        super().__init__()
        self.greeting = ""
        """Said under the search bar until another view is gone to."""
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

    def _note_visit(self) -> None:
        """Put down where the reader is, for the next visit; on disk a moment later, should all end suddenly."""
        entry = self._papers.entry
        measure = self._note.measure
        self._visit = replace(
            self._visit,
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

    def _submit(self, kind: str, work: Callable[[Session], Message | None]) -> None:
        """Have the desk do something; of a kind only the newest that waits is done."""
        self._desk.submit(kind, work, self.post_message)

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
        # All at once, as each change has everything on the screen styled anew.
        self.update_classes({f"-in-{name}": name == pane for name in PANES}, animate=False)
        # A chord keeps the keyboard until it ends.
        if focus and not self.query_one("#chord").has_class("-pending"):
            # Not `focus()`, which would be done a moment later: by then one may have gone elsewhere.
            self.set_focus(self.query_one(f"#{pane}"), scroll_visible=False)
        self.query_one(StatusLine).set_context("note" if pane == "note" else "list")
        self._pane_entered(pane)
        if self._shown is not None:
            self._note_visit()

    def _pane_entered(self, pane: str) -> None:
        """What a part of the reader does when a pane is gone to."""
