"""The reader: venues, topics, papers and the note, the search bar above and the status line below."""

from __future__ import annotations

from collections.abc import Set
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.dom import DOMNode
from textual.events import Key, ScreenResume
from textual.widget import Widget
from textual.widgets import Static

from papernotes.filters import without_filters
from papernotes.glyphs import WORKING
from papernotes.keymap.actions import TYPING
from papernotes.lazy import deferred
from papernotes.sidebar import without_pile
from papernotes.tui.bindings import bindings
from papernotes.tui.jobs import view as desk_work
from papernotes.tui.note.view import NoteView
from papernotes.tui.reader.arrangement import BREAKPOINTS, breakpoint, in_sight
from papernotes.tui.reader.guidance import how
from papernotes.tui.reader.reader_base import ReaderBase
from papernotes.tui.reader.reader_narrow import NarrowActions
from papernotes.tui.reader.reader_panes import PaneActions
from papernotes.tui.reader.reader_search import SearchActions
from papernotes.tui.widgets.chips import Chips
from papernotes.tui.widgets.divider import Divider
from papernotes.tui.widgets.facet_list import FacetList
from papernotes.tui.widgets.paper_list import PaperList
from papernotes.tui.widgets.pile_list import PileList
from papernotes.tui.widgets.row_list import RowList
from papernotes.tui.widgets.search_bar import QueryInput, SearchBar
from papernotes.tui.widgets.status_line import StatusLine
from papernotes.ui_state import PANES

if TYPE_CHECKING:
    from concurrent.futures import Future

    from papernotes.keymap.actions import Action
    from papernotes.tui.messages import Crashed, Failed, LibraryChanged, ViewShown, Working
    from papernotes.tui.widgets import chord_bar, find_bar, offers
else:
    chord_bar, find_bar, offers = deferred(
        "papernotes.tui.widgets.chord_bar", "papernotes.tui.widgets.find_bar", "papernotes.tui.widgets.offers"
    )

T = TypeVar("T", bound=Widget)

FIRST_HELD = 0.2
"""Seconds that the screen stays empty at most, until its first frame is whole."""
TOLD_FOR = 10.0
"""Seconds that a failure is in sight."""
LOOK_ELSEWHERE_EVERY = 0.5
"""Seconds between looks at whether another copy of the program changed the reading state, which is to be seen here
within a second."""


def placed(part: T, shown: Set[str]) -> T:
    """A part of the screen, in sight if it is among those to be shown."""
    part.display = part.id in shown
    return part


class ReaderScreen(SearchActions, NarrowActions, PaneActions, ReaderBase, inherit_bindings=False):
    """The screen that the application opens with."""

    AUTO_FOCUS = ""  # not the search bar, which stands first
    BINDINGS = bindings("reader")
    HORIZONTAL_BREAKPOINTS = list(BREAKPOINTS)
    _sync_asked = False

    def compose(self) -> ComposeResult:
        # What would be set a moment later, when all would be styled and laid out anew.
        self.add_class(breakpoint(self.app.size.width), update=False)
        press = "".join(f" (press {keystroke})" for keystroke in self._keymap.shown("reader.search")[:1])
        yield SearchBar(id="search", placeholder=f"search{press}")
        yield Chips(id="chips")
        yield Static("", id="hint", markup=False)
        shown = in_sight(self.app.size.width, self._visit.pane, zoomed=False)
        with Horizontal(id="panes"):
            with placed(Vertical(id="facets"), shown):
                yield PileList(id="venues", title="Lists and venues")
                yield FacetList(id="topics", title="Topics", edge=True)
            yield placed(Divider(id="facets-edge"), shown)
            clear = how(self._keymap, "reader.clear", "clears", ", ")
            yield placed(PaperList(id="papers", fetch=self._rows.entries, how_to_clear=clear), shown)
            yield placed(Divider(id="note-edge"), shown)
            measure = self._visit.measure or self._configuration.text_width
            yield placed(NoteView(id="note", measure=measure), shown)
        yield StatusLine(self._keymap, id="status")

    def on_mount(self) -> None:
        self.query_one(QueryInput).value = self._view.query
        self._share_out()
        self.app.theme_changed_signal.subscribe(self, lambda theme: self._theme_changed())
        self._show_first()
        self._go(self._visit.pane)
        self.set_interval(LOOK_ELSEWHERE_EVERY, self._look_elsewhere)
        if self._keymap.problems:
            from papernotes.config.problems import told

            text = told(self._keymap.problems, "keys")
            self.notify(text, title="keymap", severity="warning", timeout=15, markup=False)

    def _show_first(self) -> None:
        """Show the view of the last visit: in the first frame, if the desk has it ready in time."""
        if self._first is None:
            self._show_view(self._view)
            self.call_after_refresh(self._add_overlays)
        else:
            self._hold("first view", FIRST_HELD)
            self.set_timer(FIRST_HELD, self._add_overlays)
            if self._first.done() and self._first.exception() is None:
                # Before anything is laid out, so that the figures have the room they need at once.
                self._set_totals(self._first.result().shown)
            self._first.add_done_callback(self._first_found)

    def _first_found(self, found: Future[ViewShown]) -> None:
        """Show what the desk has found, and what was held back for that; on the desk's thread, or at once."""
        if found.exception() is None:
            self.post_message(found.result())
        else:
            self.call_later(self._show_view, self._view)  # which tells why
        if self._totals.content:
            self.call_later(self._paint_first)
        else:  # not before the figures have made room for themselves, so that all is painted once
            self.call_later(self._after, self._totals, self._paint_first)

    def _paint_first(self) -> None:
        """Paint the first frame."""
        self._paint("first view")
        self.call_after_refresh(self._add_overlays)

    async def _add_overlays(self) -> None:
        """Add what lies over the panes at times, and never in the first frame. What comes for the screen meanwhile waits."""
        if self.query("#chord"):
            return
        chords = chord_bar.ChordBar(id="chord", timeout=self._configuration.chord_timeout)
        await self.mount(offers.Offers(id="offers"), find_bar.FindBar(id="find"), chords)
        self.complete = True

    def _theme_changed(self) -> None:
        for rows in self.query(RowList):
            rows.redraw()
        self._note.redraw()
        if self._shown is not None:
            self._note_visit()

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        if message.rows is self._venues:
            self._show_place()
        elif message.rows is self._topics:
            self._show_view(self._view._replace(topic=self._topics.slug))
        else:
            self._open_chosen()
            self._note_visit()

    # Panes

    def on_row_list_entered(self, message: RowList.Entered) -> None:
        here = PANES.index(self._pane)
        there = here + (-1 if message.outward else 1)
        if 0 <= there < len(PANES) and (PANES[there] != "note" or self._papers.entry is not None):
            self._go(PANES[there])

    def action_pane(self, pane: str) -> None:
        if pane != "note" or self._papers.entry is not None:
            self._go(pane)

    def action_zoom(self) -> None:
        self.toggle_class("-zoomed")
        self._arrange()
        self.call_after_refresh(self._show_note)

    def on_descendant_focus(self) -> None:
        focused = self.focused
        if focused is not None and focused.id in PANES and focused.id != self._pane:
            self._go(focused.id)  # by the mouse

    def on_screen_resume(self, event: ScreenResume) -> None:
        if self._shown is None:
            event.refresh_styles = False  # all was styled when it was composed, a moment ago
        self.query_one(StatusLine).set_context(self.context)

    def action_back(self) -> None:
        if self._pane == "note":
            self._go("papers")
        else:
            self.app.exit()

    def action_clear(self) -> None:
        if self._pane == "note":
            self._go("papers")
            return
        if self._papers.clear_selection():
            return
        view, bar = self._view, self.query_one(QueryInput)
        if bar.value != view.query:  # a mistake, which was never searched for
            bar.value = view.query
            return
        cleared = (
            view._replace(query=""), without_filters(view), view._replace(topic=None),
            without_pile(view._replace(venue=None), view.pile),
        )  # fmt: skip
        fewer = next((other for other in cleared if other != view), None)
        if fewer is not None:
            self._show_view(fewer)
            bar.value = fewer.query

    # What opens over the reader

    def action_help(self) -> None:
        from papernotes.tui.dialogs.help import HelpScreen

        self.app.push_screen(HelpScreen(self.context, self._keymap))

    def on_key(self, event: Key) -> None:
        """A key that nothing is bound to may begin a chord."""
        context = self.context
        chords = {
            keys: action for keys, action in self._keymap.chords(context).items() if keys[0] == event.key
        }
        if chords and context not in TYPING:
            event.stop()
            self.query_one(chord_bar.ChordBar).begin(event.key, chords)

    async def on_chord_bar_ended(self, message: chord_bar.ChordBar.Ended) -> None:
        self.query_one(f"#{self._pane}").focus(scroll_visible=False)
        if message.action is not None:
            await self.run_by_name(message.action)
        elif message.unknown:
            self._say(f"{message.unknown} stands for nothing here")

    async def run_by_name(self, action: Action) -> None:
        """Run an action of the table as its keystroke would."""
        target: DOMNode = self if action.context == "reader" else self.query_one(f"#{self._pane}")
        await self.app.run_action(action.run, default_namespace=target)

    # Work in the background

    def action_sync(self) -> None:
        self._sync_asked = True
        self.begin_sync()

    def begin_sync(self) -> None:
        """Look for new notes, unless that is under way; nobody is told where there are none, who did not ask."""
        if self._sync is None or not self._sync.running:
            from papernotes.tui.background_sync import BackgroundSync, CannotStart

            try:
                self._sync = BackgroundSync(self.post_message)
            except CannotStart as error:
                self._tell_failure(str(error))

    def action_cancel_work(self) -> None:
        if self._sync is not None and self._sync.running:
            self._sync.cancel()
        else:
            keystrokes = self._keymap.shown("reader.quit")
            self._say(f"{keystrokes[0]} leaves" if keystrokes else "nothing to stop")

    def on_working(self, message: Working) -> None:
        share = f" {100 * message.done // message.total}%" if message.total else ""
        stop = self._keymap.shown("reader.cancel")
        how = f" ({stop[0]} stops)" if stop and message.doing else ""
        self.query_one(StatusLine).set_work(f"{WORKING} {message.doing}{share}{how}" if message.doing else "")

    def on_library_changed(self, message: LibraryChanged) -> None:
        self._fresh, self._sync_asked = True, False
        view = self._view
        if message.text:
            self._say(message.text)
        self._submit("view", lambda session: desk_work.reload(session, view))

    def on_nothing_new(self) -> None:
        if self._sync_asked:
            self._say("nothing new in the sources")
        self._sync_asked = False

    def _look_elsewhere(self) -> None:
        view = self._view
        self._submit("elsewhere", lambda session: desk_work.look_elsewhere(session, view))
        self._submit("new notices", desk_work.new_notices)

    def on_failed(self, message: Failed) -> None:
        self._partly = False  # what was to come may have failed: nothing waits for it
        self._tell_failure(message.text)

    def _tell_failure(self, text: str) -> None:
        """Tell it, unless the reader has it in sight: a disk that is full says so at every step."""
        now = monotonic()
        if now - self._failed.get(text, -inf) > TOLD_FOR:
            self._failed[text] = now
            self.notify(text, title="that failed", severity="error", timeout=TOLD_FOR, markup=False)

    def on_crashed(self, message: Crashed) -> None:
        raise message.error

    def leave(self) -> None:
        """Keep where the reader is, and end the work in the background."""
        self._keep_place()
        self._keep_visit()
        if self._sync is not None:
            self._sync.stop()
