"""The reader: venues, topics, papers and the note, the search bar above and the status line below.

The screen composes widgets and controllers, and passes messages on: the handlers below are the one list of which
message goes to whom. Each controller owns its state; what they share is in `state.ReaderState`. A keystroke reaches a
controller by the table of actions (`papernotes.keymap.actions`), whose `run` names the controller and its method.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.dom import DOMNode
from textual.events import DescendantFocus, Key, Paste, Resize, ScreenResume
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Static

from papernotes.filters import without_filters
from papernotes.keymap.actions import TYPING
from papernotes.keymap.keystrokes import display
from papernotes.lazy import lazy_modules
from papernotes.sidebar import settled, without_item
from papernotes.tui import messages
from papernotes.tui.bindings import bindings, textual_action
from papernotes.tui.note import messages as note_messages
from papernotes.tui.reader import first_frame
from papernotes.tui.reader.arrangement import BREAKPOINTS, breakpoint, in_sight
from papernotes.tui.reader.kept_exports import KeptExportsController
from papernotes.tui.reader.marks import MarkController
from papernotes.tui.reader.narrow import NarrowController
from papernotes.tui.reader.navigation import NavigationController
from papernotes.tui.reader.note import NoteController
from papernotes.tui.reader.painting import Painting
from papernotes.tui.reader.panes import PaneController
from papernotes.tui.reader.parts import ScreenParts
from papernotes.tui.reader.saved_state import SavedState
from papernotes.tui.reader.search import SearchController
from papernotes.tui.reader.sidebar import SidebarController
from papernotes.tui.reader.state import ChosenEntries, ReaderState
from papernotes.tui.reader.summary import ViewSummary
from papernotes.tui.reader.sync import SyncController
from papernotes.tui.reader.ui import ReaderUI
from papernotes.tui.reader.views import ViewController
from papernotes.tui.widgets.chips import Chips
from papernotes.tui.widgets.divider import Divider
from papernotes.tui.widgets.dragged_edge import EdgeDragged
from papernotes.tui.widgets.paper_list import PaperList
from papernotes.tui.widgets.query_input import QueryInput
from papernotes.tui.widgets.row_list import RowList
from papernotes.tui.widgets.search_bar import SearchBar
from papernotes.tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from papernotes.config.settings import Configuration
    from papernotes.keymap.actions import Action
    from papernotes.keymap.keymap import Keymap
    from papernotes.notes import Library
    from papernotes.tui.reader import (
        add,
        commands,
        exports,
        lists,
        own_notes,
        palette,
        progress,
        related,
        remarks,
    )
    from papernotes.tui.reader import settings as settings_editor
    from papernotes.tui.reader.watch import WatchController
    from papernotes.tui.session_thread import SessionThread
    from papernotes.tui.widgets import chord_bar, find_bar, offers
    from papernotes.ui_state import UIState
else:
    chord_bar, find_bar, offers = lazy_modules(
        "papernotes.tui.widgets.chord_bar", "papernotes.tui.widgets.find_bar", "papernotes.tui.widgets.offers"
    )
    add, commands, exports, lists, own_notes, palette, progress, related, remarks, settings_editor = (
        lazy_modules(
            "papernotes.tui.reader.add",
            "papernotes.tui.reader.commands",
            "papernotes.tui.reader.exports",
            "papernotes.tui.reader.lists",
            "papernotes.tui.reader.own_notes",
            "papernotes.tui.reader.palette",
            "papernotes.tui.reader.progress",
            "papernotes.tui.reader.related",
            "papernotes.tui.reader.remarks",
            "papernotes.tui.reader.settings",
        )
    )

T = TypeVar("T", bound=Widget)

COUNTS = frozenset("123456789")
"""The digits that a number may begin with."""
POLL_SECONDS = 0.5
"""Time between two polls for changes that another copy of the program made: they are shown within a second."""


class ReaderScreen(Screen[None], inherit_bindings=False):
    """The screen that the application opens with."""

    AUTO_FOCUS = ""  # not the search bar, which stands first
    BINDINGS = bindings("reader")
    HORIZONTAL_BREAKPOINTS = list(BREAKPOINTS)

    def __init__(
        self,
        session_thread: SessionThread,
        library: Library,
        keymap: Keymap,
        saved: UIState,
        settings: Configuration,
        *,
        greeting: str = "",
        will_read: bool = False,
    ) -> None:
        """`greeting` is shown under the search bar until the reader goes to another view. `will_read`: nothing was read
        yet, and the sources are read in a moment."""
        super().__init__()
        self.complete = False
        """Whether all widgets are there that a keystroke may open. Those out of sight are added after the first frame."""
        parts = ScreenParts(library, keymap, measure=saved.measure or settings.text_width)
        ui = ReaderUI(self, session_thread, library, keymap, settings, parts)
        state = ReaderState(saved, settled(saved.view, ()))
        chosen = ChosenEntries(state, ui)
        self.ui, self.state = ui, state
        found = first_frame.begin(ui, state.view)
        self.painting = Painting(self)
        self.saved_state = SavedState(self, ui, state)
        self.sync = SyncController(ui, state, due=will_read)
        self._kept_exports = KeptExportsController(ui, state)
        self._watch: WatchController | None = None
        self._commands: commands.CommandController | None = None
        self.sidebar = SidebarController(ui, state)
        self.summary = ViewSummary(ui, state, greeting, lambda: self.sync.is_reading)
        self.panes = PaneController(ui, state, self.painting, self.saved_state, self._pane_entered)
        self.marks = MarkController(ui, state, chosen, panes=self.panes)
        self.note = NoteController(ui, state, chosen, panes=self.panes, painting=self.painting)
        self.navigation = NavigationController(
            ui, state, chosen,
            panes=self.panes, note=self.note, marks=self.marks, saved_state=self.saved_state,
        )  # fmt: skip
        self.views = ViewController(
            ui, state,
            panes=self.panes, note=self.note, sidebar=self.sidebar, summary=self.summary, saved_state=self.saved_state,
        )  # fmt: skip
        self.search = SearchController(
            ui,
            state,
            chosen,
            panes=self.panes,
            note=self.note,
            views=self.views,
            summary=self.summary,
        )
        self.narrow = NarrowController(ui, state, chosen, panes=self.panes, views=self.views)
        self.first_frame = first_frame.FirstFrame(
            ui, found, views=self.views, summary=self.summary, painting=self.painting, done=self._add_rest
        )
        self._controllers: dict[str, Any] = {
            "panes": self.panes,
            "note": self.note,
            "navigation": self.navigation,
            "views": self.views,
            "search": self.search,
            "narrow": self.narrow,
            "marks": self.marks,
            "sync": self.sync,
        }
        """Name in the table of actions → the controller."""
        self._later: dict[str, Callable[[], Any]] = {
            "lists": lambda: lists.ListController(ui, state, chosen, marks=self.marks),
            "progress": lambda: progress.ProgressController(ui),
            "related": lambda: related.RelatedController(ui, chosen),
            "exports": lambda: exports.ExportController(ui, state, chosen),
            "remarks": lambda: remarks.RemarkController(self, ui, state, chosen),
            "commands": self._own_commands,
            "add": lambda: add.AddController(ui, self.sync),
            "settings": lambda: settings_editor.SettingsController(self.app, ui),
            "palette": lambda: palette.PaletteController(
                self.app, ui, state, keystrokes_here=lambda: self.keystrokes_here, run=self.run_by_name
            ),
            "own_notes": lambda: own_notes.OwnNoteController(self, ui, state, chosen, sync=self.sync),
        }
        """The controllers that are loaded and made when the first of their actions is run."""

    def compose(self) -> ComposeResult:
        ui, saved = self.ui, self.state.saved
        # Textual would set it a moment later, and then style and lay out everything again.
        self.add_class(breakpoint(self.app.size.width), update=False)
        press = "".join(f" (press {keystroke})" for keystroke in ui.keymap.shown("reader.search")[:1])
        yield SearchBar(id="search", placeholder=f"search{press}")
        yield Chips(id="chips")
        yield Static("", id="hint", markup=False)
        shown = in_sight(*self.app.size, saved.pane, zoomed=False)
        yield ui.parts.compose(shown)
        yield StatusLine(ui.keymap, id="status")

    def on_mount(self) -> None:
        self.ui.bar.value = self.state.view.query
        self.panes.share_out()
        self.app.theme_changed_signal.subscribe(self, lambda theme: self._theme_changed())
        self.first_frame.show(self.state.view)
        self.panes.go(self.state.saved.pane)
        self.search.mounted()
        self.marks.mounted()
        self.set_interval(POLL_SECONDS, self.sync.poll)
        self.set_interval(POLL_SECONDS, self._kept_exports.poll)
        if self.ui.keymap.problems:
            from papernotes.config.problems import told

            self.ui.warn("keymap", told(self.ui.keymap.problems, "keys"))

    async def _add_rest(self) -> None:
        """Add the panes out of sight, and the widgets that lie over panes at times. Messages for the screen wait meanwhile."""
        if self.query("#chord"):
            return
        await self.ui.parts.add_rest()
        chords = chord_bar.ChordBar(id="chord", timeout=self.ui.settings.chord_timeout)
        await self.mount(offers.Offers(id="offers"), find_bar.FindBar(id="find"), chords)
        self.complete = True
        self.sync.look_for_damage()

    def _theme_changed(self) -> None:
        for rows in self.query(RowList):
            rows.redraw()
        self.ui.note.redraw()
        if self.state.shown is not None:
            self.saved_state.changed()

    # For the application

    @property
    def context(self) -> str:
        """The context of the keymap: which part of the screen has the keyboard."""
        if isinstance(self.focused, Input):
            return "search" if self.focused.id == "query" else "find"
        return "note" if self.state.pane == "note" else "list"

    @property
    def keystrokes_here(self) -> dict[Action, list[str]]:
        """The actions that can be run in this context, with their keystrokes."""
        return self.ui.keymap.here(self.context)

    @property
    def awaits_rows(self) -> bool:
        """Whether keystrokes typed now are for rows of a view that has yet to be shown."""
        return self.views.awaits_rows

    @property
    def busy(self) -> bool:
        """Whether something that the last keystroke led to has yet to be shown."""
        return self.views.awaits_view or self.note.awaits_layout or self.painting.held

    def begin_sync(self) -> None:
        """Read the sources for new notes, without a word if there are none."""
        self.sync.begin()

    def begin_watching(self) -> None:
        """Notice what changes in the sources that are to be watched."""
        from papernotes.tui.reader.watch import WatchController

        self._watch = WatchController(self, self.ui)
        self.ui.run(self._watch.begin, "watch")

    def leave(self) -> None:
        """Save the state of the screen, and stop the sync."""
        self.note.keep_position()
        self.saved_state.keep()
        self.sync.stop()
        if self._watch is not None:
            self._watch.stop()
        self._kept_exports.stop()
        if self._commands is not None:
            self._commands.stop()

    def _own_commands(self) -> commands.CommandController:
        self._commands = commands.CommandController(
            self.app, self.ui, self.state, ChosenEntries(self.state, self.ui)
        )
        return self._commands

    # Actions

    async def action_control(self, controller: str, method: str, *arguments: Any) -> None:
        """Call a method of a controller. One that waits for an answer of the reader runs in a worker."""
        if controller not in self._controllers:
            self._controllers[controller] = self._later[controller]()
        called = partial(getattr(self._controllers[controller], method), *arguments)
        if iscoroutinefunction(called.func):
            self.ui.run(called, f"action_{method}")
        else:
            called()

    async def run_by_name(self, action: Action, count: int = 0) -> None:
        """Run an action of the table as its keystroke would, after a number (0: none) was typed."""
        target: DOMNode | None = self.ui.widget(self.state.pane)
        if action.context == "reader":
            target = self
        elif action.context in TYPING:
            target = self.focused
        await self.app.run_action(textual_action(action, count), default_namespace=target)

    def action_zoom(self) -> None:
        self.toggle_class("-zoomed")
        self.panes.arrange()
        self.call_after_refresh(self.note.show)

    def action_back(self) -> None:
        """Go one level up: from the note, from a selection, from a search; where there is none, ask whether to leave."""
        if self.state.pane == "note":
            self.panes.go("papers")
        elif not self.ui.papers.clear_selection():
            if self.state.view.query or self.ui.bar.value:
                self.views.show(self.state.view._replace(query=""))
                self.ui.bar.value = ""
            else:
                self.ui.run(self._ask_to_leave, "action_back")

    async def _ask_to_leave(self) -> None:
        dropped = self.sync.dropped_on_leaving
        if await self.ui.confirm(
            "Leave papernotes?", "leave", "stay", told=dropped, letter="q", by_default=not dropped
        ):
            self.app.exit()

    def leave_now(self) -> None:
        """Leave without a question, unless something would be dropped."""
        if self.sync.dropped_on_leaving:
            self.ui.run(self._ask_to_leave, "action_quit")
        else:
            self.app.exit()

    def action_clear(self) -> None:
        """Leave the note; or clear the selection, or one thing that narrows the view: the query first, the venue last."""
        if self.state.pane == "note":
            self.panes.go("papers")
            return
        if self.ui.papers.clear_selection():
            return
        view, bar = self.state.view, self.ui.bar
        if bar.value != view.query:  # it has a mistake, and was not searched for
            bar.value = view.query
            return
        cleared = (
            view._replace(query=""), without_filters(view), view._replace(topic=None),
            without_item(view._replace(venue=None), view.sidebar_item),
        )  # fmt: skip
        fewer = next((other for other in cleared if other != view), None)
        if fewer is not None:
            self.views.show(fewer)
            bar.value = fewer.query

    def action_help(self) -> None:
        from papernotes.tui.dialogs.help import HelpScreen

        self.ui.open(HelpScreen(self.context, self.ui.keymap))

    # Chords

    def on_key(self, event: Key) -> None:
        """A keystroke that is not bound to anything may begin a chord, and a digit a number before a keystroke."""
        context, keymap = self.context, self.ui.keymap
        if context not in TYPING and event.key in COUNTS and keymap.is_free(event.key, context):
            event.stop()
            self.query_one(chord_bar.ChordBar).begin(event.key, keymap.counted(context))
            return
        chords = {keys: action for keys, action in keymap.chords(context).items() if keys[0] == event.key}
        if chords and context not in TYPING:
            event.stop()
            self.query_one(chord_bar.ChordBar).begin(event.key, chords)
        elif context not in TYPING and keymap.is_free(event.key, context):
            self.ui.say(f"{display((event.key,))} is not bound to anything")

    async def on_chord_bar_ended(self, message: chord_bar.ChordBar.Ended) -> None:
        self.ui.focus(self.state.pane)  # at once: the action may lead to another pane
        if message.action is not None:
            await self.run_by_name(message.action, message.count)
        elif message.unknown:
            self.ui.say(f"{message.unknown} is not bound to anything")

    # Which message goes to whom. Where it goes to several controllers, their order does not matter.

    def _pane_entered(self, pane: str) -> None:
        self.panes.share_out()
        self.note.pane_entered(pane)
        self.search.pane_entered(pane)

    @on(DescendantFocus)
    def _focus_moved(self) -> None:
        self.panes.focus_moved()
        self.search.focus_moved()

    @on(ScreenResume)
    def _resumed(self, event: ScreenResume) -> None:
        if self.state.shown is None:
            event.refresh_styles = False  # all was styled when it was composed, a moment ago
        self.ui.status.set_context(self.context)

    @on(Paste)
    async def _pasted(self, event: Paste) -> None:
        """Several lines that are pasted into the panes are a page to add."""
        if "\n" in event.text.strip():
            await self.action_control("add", "add", event.text)

    @on(Resize)
    def _resized(self, event: Resize) -> None:
        self.summary.resized()
        self.panes.resized(event)

    @on(StatusLine.Clicked)
    async def _hint_clicked(self, message: StatusLine.Clicked) -> None:
        await self.run_by_name(message.action)

    @on(SearchBar.CountsClicked)
    async def _counts_clicked(self) -> None:
        await self.action_control("narrow", "order")

    # … of the lists

    @on(RowList.Chosen)
    def _row_chosen(self, message: RowList.Chosen) -> None:
        ui = self.ui
        if message.rows is ui.venues:
            if (chosen := self.sidebar.chosen_view()) is not None:
                view, own_order = chosen
                self.views.show(view, own_order=own_order)
                ui.bar.value = view.query
        elif message.rows is ui.topics:
            self.views.show(self.state.view._replace(topic=ui.topics.slug))
        else:
            self.note.open_chosen()
            self.saved_state.changed()

    @on(RowList.Entered)
    def _row_entered(self, message: RowList.Entered) -> None:
        self.panes.row_list_entered(message)

    @on(PaperList.Unmatched)
    def _rows_unmatched(self, message: PaperList.Unmatched) -> None:
        self.views.match_rows(message)

    @on(Divider.Dragged)
    def _divider_dragged(self, message: Divider.Dragged) -> None:
        self.panes.divider_dragged(message)

    @on(EdgeDragged)
    def _edge_dragged(self, message: EdgeDragged) -> None:
        self.panes.edge_dragged(message)

    @on(Chips.Removed)
    def _chip_removed(self, message: Chips.Removed) -> None:
        self.narrow.take_off(message)

    # … of the search bar

    @on(Input.Changed, "#query")
    def _query_typed(self, event: Input.Changed) -> None:
        self.search.typed(event)

    @on(QueryInput.Entered)
    def _bar_entered(self) -> None:
        self.search.entered()

    @on(QueryInput.Accepted)
    def _query_accepted(self) -> None:
        self.search.accepted()

    @on(QueryInput.Cancelled)
    def _query_cancelled(self) -> None:
        self.search.cancelled()

    @on(QueryInput.Moved)
    def _result_moved(self, message: QueryInput.Moved) -> None:
        self.search.choose(message)

    @on(QueryInput.CorrectionRequest)
    def _correction_wanted(self) -> None:
        self.search.correct()

    @on(QueryInput.Offered)
    def _completions_offered(self, message: QueryInput.Offered) -> None:
        self.search.offer(message)

    @on(QueryInput.ValuesRequest)
    def _values_wanted(self, message: QueryInput.ValuesRequest) -> None:
        self.search.read_values(message)

    # … of the find bar, by name: its module is loaded after the first frame

    def on_find_bar_typed(self, message: find_bar.FindBar.Typed) -> None:
        self.navigation.find(message)

    def on_find_bar_stepped(self, message: find_bar.FindBar.Stepped) -> None:
        self.navigation.next_match(message)

    def on_find_bar_accepted(self, message: find_bar.FindBar.Accepted) -> None:
        self.search.keep_find(message)
        self.navigation.end_find()

    def on_find_bar_cancelled(self) -> None:
        self.navigation.cancel_find()

    # … of the note

    @on(note_messages.LayoutRequest)
    def _layout_wanted(self) -> None:
        self.note.layout_wanted()

    @on(note_messages.ReadingPaused)
    def _note_moved(self) -> None:
        self.note.keep_position()

    @on(note_messages.EndReached)
    def _note_end_reached(self) -> None:
        self.navigation.end_reached()

    @on(note_messages.NextPaperRequest)
    def _next_paper_wanted(self, message: note_messages.NextPaperRequest) -> None:
        self.navigation.next_paper(message)

    @on(note_messages.NextResultRequest)
    def _next_result_wanted(self, message: note_messages.NextResultRequest) -> None:
        self.search.next_result_note(message)

    @on(note_messages.NoteClosed)
    def _note_left(self) -> None:
        self.navigation.leave_note()

    @on(note_messages.OtherNoteRequest)
    def _other_note_wanted(self) -> None:
        self.navigation.other_note()

    @on(note_messages.ContentsRequest)
    def _contents_wanted(self) -> None:
        self.ui.run(self.navigation.contents, "action_contents")

    @on(note_messages.FindRequest)
    def _find_wanted(self) -> None:
        self.navigation.begin_find()

    @on(note_messages.FindChanged)
    def _find_searched(self, message: note_messages.FindChanged) -> None:
        self.navigation.look_for(message)

    @on(note_messages.MatchCountChanged)
    def _match_count_changed(self, message: note_messages.MatchCountChanged) -> None:
        self.navigation.count_changed(message)

    @on(note_messages.LinkFollowed)
    def _link_followed(self, message: note_messages.LinkFollowed) -> None:
        self.navigation.follow(message)

    @on(note_messages.CopyRequest)
    def _copy_wanted(self, message: note_messages.CopyRequest) -> None:
        self.navigation.copy(message)

    @on(note_messages.QuoteRequest)
    async def _quote_wanted(self, message: note_messages.QuoteRequest) -> None:
        await self.action_control("remarks", "quote", message.text, message.section)

    @on(note_messages.ModeChanged)
    def _mode_changed(self, message: note_messages.ModeChanged) -> None:
        self.ui.status.set_mode(message.hints)

    @on(note_messages.StatusText)
    def _note_said(self, message: note_messages.StatusText) -> None:
        self.ui.say(message.text)

    # … of the session thread

    @on(messages.ViewRequest)
    def _view_wanted(self, message: messages.ViewRequest) -> None:
        self.views.go_to(message)

    @on(messages.FirstResults)
    def _first_found(self, message: messages.FirstResults) -> None:
        self.views.first_found(message)

    @on(messages.ViewShown)
    def _view_shown(self, message: messages.ViewShown) -> None:
        self.views.found(message)
        self.search.view_found(message)

    @on(messages.CountsChanged)
    def _recounted(self, message: messages.CountsChanged) -> None:
        self.views.recounted(message)

    @on(messages.RowMatches)
    def _matched(self, message: messages.RowMatches) -> None:
        self.views.matched(message)

    @on(messages.SidebarCounted)
    def _saved_views_counted(self, message: messages.SidebarCounted) -> None:
        self.sidebar.counted(message)

    @on(messages.NoteLaidOut)
    def _note_laid_out(self, message: messages.NoteLaidOut) -> None:
        self.note.laid_out(message)

    @on(messages.NotePrepared)
    def _note_ahead(self, message: messages.NotePrepared) -> None:
        self.note.keep_ahead(message)

    @on(messages.FindResult)
    def _found_in_note(self, message: messages.FindResult) -> None:
        self.navigation.found(message)

    @on(messages.LinkResolved)
    def _link_resolved(self, message: messages.LinkResolved) -> None:
        self.navigation.go_to_goal(message)

    @on(messages.NoteRecalled)
    def _note_recalled(self, message: messages.NoteRecalled) -> None:
        self.navigation.recalled(message)

    @on(messages.EarlierTexts)
    def _earlier_texts_read(self, message: messages.EarlierTexts) -> None:
        self.search.earlier_read(message)

    @on(messages.NotKept)
    def _unkept(self, message: messages.NotKept) -> None:
        self.search.unkept(message)

    @on(messages.FieldValues)
    def _values_read(self, message: messages.FieldValues) -> None:
        self.search.values_read(message)

    @on(messages.Notices)
    def _notices(self, message: messages.Notices) -> None:
        self.marks.tell_notices(message)

    @on(messages.ChangeEnded)
    def _change_ended(self) -> None:
        self.marks.change_ended()

    @on(messages.SyncProgress)
    def _working(self, message: messages.SyncProgress) -> None:
        self.sync.working(message)
        if not message.doing and self.state.shown is not None and not self.state.shown.ids:
            self.summary.tell()  # what was being read had nothing

    @on(messages.LibraryChanged)
    def _library_changed(self, message: messages.LibraryChanged) -> None:
        self.sync.library_changed(message)
        self.summary.library_changed()
        self.search.library_changed()
        self.note.library_changed()

    @on(messages.SourcesChanged)
    def _sources_changed(self, message: messages.SourcesChanged) -> None:
        self.sync.read(message.names)

    @on(messages.NothingNew)
    def _nothing_new(self) -> None:
        self.sync.nothing_new()

    @on(messages.Failed)
    def _failed(self, message: messages.Failed) -> None:
        self.state.first_results_only = False  # the rest of the results may have failed: nothing waits for it
        self.ui.show_failure(message.text)

    @on(messages.Crashed)
    def _crashed(self, message: messages.Crashed) -> None:
        raise message.error
