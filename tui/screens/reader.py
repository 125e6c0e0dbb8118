"""The reader: venues, topics, papers and the note, the search bar above and the status line below."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.dom import DOMNode
from textual.events import Key
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input, Static

from notes.library import Library
from notes.rows import Entry
from tui import work as desk_work
from tui.actions import Action
from tui.background import BackgroundSync
from tui.bindings import bindings
from tui.desk import Desk
from tui.keymap import Keymap
from tui.messages import (
    Crashed,
    Failed,
    LibraryChanged,
    Matched,
    NoteLaidOut,
    Recounted,
    ViewShown,
    Working,
)  # fmt: skip
from tui.screens.choice import Choice, ChoiceScreen
from tui.screens.help import HelpScreen
from tui.views import Shown, View
from tui.visit import PANES, Visit, visit_to_json
from tui.widgets.chord_bar import ChordBar
from tui.widgets.facet_list import FacetList
from tui.widgets.note_view import NoteView
from tui.widgets.paper_list import PaperList
from tui.widgets.row_list import RowList
from tui.widgets.search_bar import QueryInput, SearchBar
from tui.widgets.status_line import StatusLine

NOTE_DELAY = 0.05
"""Seconds that a paper must be chosen before its note is laid out beside the list."""
LOOK_ELSEWHERE_EVERY = 1.0
FILTERS = (("u", "unread", "unread"), ("s", "starred", "starred"))
ORDERS = (
    ("r", "relevance"), ("t", "title"), ("v", "venue"), ("y", "year"), ("d", "date"), ("a", "added"),
    ("g", "rating"), ("u", "unread"),
)  # fmt: skip


class ReaderScreen(Screen[None], inherit_bindings=False):
    """Shows views and notes; everything that touches data is done on the desk."""

    BINDINGS = bindings("reader")
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-medium"), (140, "-wide")]

    def __init__(self, desk: Desk, rows: Library, keymap: Keymap, visit: Visit) -> None:
        super().__init__()
        self._desk = desk
        self._rows = rows
        self._keymap = keymap
        self._visit = visit
        self._view = visit.view
        self._shown: Shown | None = None
        self._pane = ""
        self._before_search: tuple[View, str] = (visit.view, "papers")
        self._fresh = True
        self._note_number = 0
        self._note_timer: Timer | None = None
        self._sync: BackgroundSync | None = None

    def compose(self) -> ComposeResult:
        yield SearchBar(id="search")
        yield Static("", id="hint", markup=False)
        with Horizontal(id="panes"):
            with Vertical(id="facets"):
                yield FacetList(id="venues", title="Venues")
                yield FacetList(id="topics", title="Topics")
            yield PaperList(id="papers", fetch=self._rows.entries)
            yield NoteView(id="note")
        yield StatusLine(self._keymap, id="status")
        yield ChordBar(id="chord")

    def on_mount(self) -> None:
        self.query_one(QueryInput).value = self._view.query
        self._go("papers" if self._visit.pane == "note" else self._visit.pane)
        self._show_view(self._view)
        self.set_interval(LOOK_ELSEWHERE_EVERY, self._look_elsewhere)
        for problem in self._keymap.problems:
            self.notify(str(problem), title="keymap", severity="warning", markup=False)

    # The parts

    @property
    def _venues(self) -> FacetList:
        return self.query_one("#venues", FacetList)

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
        if isinstance(self.focused, QueryInput):
            return "search"
        return "note" if self._pane == "note" else "list"

    def visit(self) -> Visit:
        """Where the reader is."""
        entry = self._papers.entry
        return Visit(self._view, self._pane, entry.key if entry else "", self.app.theme)

    # Views

    def _show_view(self, view: View) -> None:
        self._view = view
        self._desk.submit("view", lambda session: desk_work.show_view(session, view), self.post_message)

    def on_view_shown(self, message: ViewShown) -> None:
        shown = message.shown
        if shown.view != self._view:
            return  # overtaken by a later keystroke
        if shown.mistake:
            place = f"column {shown.mistake.column}: " if shown.mistake.column else ""
            self._hint(f"{place}{shown.mistake.message}", "-mistake")
            return
        entry = self._papers.entry
        chosen = entry.id if entry and self._shown and self._shown.view.query == shown.view.query else None
        if self._shown is None and self._visit.key:
            found = self._rows.find(self._visit.key)
            chosen = found.id if found else None
        self._shown = shown
        self._venues.show(shown.venues, shown.view.venue)
        self._topics.show(shown.topics, shown.view.topic)
        self._set_totals(shown)
        self._papers.show(
            shown.ids,
            message.marks,
            searching=bool(shown.view.query.strip()),
            chosen=chosen,
            fresh=self._fresh,
        )
        self._fresh = False
        self._hint(*self._what_to_do(shown))
        self._show_note()

    def _set_totals(self, shown: Shown) -> None:
        if shown.view.topic is None:
            self._topics.set_total(shown.total)
        counts = f"{len(shown.ids):,}"
        filters = [name for name in ("unread", "starred") if getattr(shown.view, name)]
        parts = [counts, f"unread {shown.total.unread:,}", f"★ {shown.total.starred:,}", shown.order]
        parts += [f"only {name}" for name in filters]
        self.query_one("#counts", Static).update(" · ".join(parts))

    def _what_to_do(self, shown: Shown) -> tuple[str, str]:
        """What to say under the search bar, and in which manner."""
        if shown.ids:
            return (
                ("only titles are searched until the index is built", "") if shown.only_titles else ("", "")
            )
        if shown.view.query.strip():
            words = ", ".join(shown.suggestions)
            return (
                f"nothing found; did you mean: {words}" if words else "nothing found; Esc clears the search"
            ), ""
        if shown.view != View():
            return "nothing here; Esc takes the filters away", ""
        return "the library is empty; leave and `papernotes add SOURCE`, or wait while it is read", ""

    def _hint(self, text: str, manner: str = "") -> None:
        hint = self.query_one("#hint", Static)
        hint.update(text)
        hint.set_class(bool(text), "-said")
        hint.set_class(manner == "-mistake", "-mistake")

    def on_paper_list_unmatched(self, message: PaperList.Unmatched) -> None:
        query = self._shown.view.query if self._shown else ""
        self._desk.submit(
            "match", lambda session: desk_work.match_entries(session, query, message.ids), self.post_message
        )

    def on_matched(self, message: Matched) -> None:
        if self._shown and message.query == self._shown.view.query:
            self._papers.set_matches(message.matches)

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        if message.rows is self._venues:
            self._show_view(replace(self._view, venue=self._venues.slug, topic=None))
        elif message.rows is self._topics:
            self._show_view(replace(self._view, topic=self._topics.slug))
        else:
            self._note_number = 0
            self._show_note()

    # Notes

    def _show_note(self) -> None:
        """Lay out the chosen paper's note, if it is in sight, when the choice has rested for a moment."""
        if self._note_timer is not None:
            self._note_timer.stop()
        if self._note.display and self.query_one("#panes").display:
            self._note_timer = self.set_timer(NOTE_DELAY, self._lay_out)

    def _lay_out(self) -> None:
        entry = self._papers.entry
        note = self._note
        if entry is None:
            note.clear()
            return
        id_, number, width, source = entry.id, self._note_number, note.text_width, note.shows_source
        self._desk.submit(
            "note", lambda session: desk_work.lay_out(session, id_, number, width, source), self.post_message
        )

    def on_note_laid_out(self, message: NoteLaidOut) -> None:
        entry = self._papers.entry
        if entry is None or entry.id != message.entry.id:
            return
        title = f"Note {message.number + 1} of {message.count}" if message.count > 1 else "Note"
        self._note.show(message.layout, f"{entry.key}#{message.number}", message.line, title, message.fault)

    def on_note_view_width_changed(self) -> None:
        self._lay_out()

    def on_note_view_formulas_switched(self) -> None:
        self._lay_out()

    def on_note_view_other_note(self) -> None:
        entry = self._papers.entry
        if entry is not None and entry.notes > 1:
            self._note_number = (self._note_number + 1) % entry.notes
            self._lay_out()
        else:
            self.notify("the paper has one note")

    def on_note_view_left(self) -> None:
        self._go("papers")

    def on_note_view_end_reached(self) -> None:
        entry = self._papers.entry
        if entry is not None and self._papers.is_unread(self._papers.chosen):
            self._mark([entry], "read", True)

    def on_note_view_wants_next(self, message: NoteView.WantsNext) -> None:
        if message.unread:
            self.action_next_unread(message.step)
        else:
            self._papers.choose(self._papers.chosen + message.step)

    # Panes

    def _go(self, pane: str) -> None:
        """Go to a pane: show it, where not all are shown, and give it the keyboard."""
        self._pane = pane
        for name in PANES:
            self.set_class(name == pane, f"-in-{name}")
            self.query_one(f"#{name}").set_class(name == pane, "-current")
        self.query_one(f"#{pane}").focus(scroll_visible=False)
        self.query_one(StatusLine).set_context(self.context if pane == "note" else "list")
        if pane == "note":
            self._lay_out()

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
        self.call_after_refresh(self._show_note)

    def on_descendant_focus(self) -> None:
        focused = self.focused
        if focused is not None and focused.id in PANES and focused.id != self._pane:
            self._go(focused.id)  # by the mouse

    def on_screen_resume(self) -> None:
        self.query_one(StatusLine).set_context("list" if self._pane != "note" else "note")

    def action_back(self) -> None:
        if self._pane == "note":
            self._go("papers")
        else:
            self.app.exit()

    def action_clear(self) -> None:
        if self._pane == "note":
            self._go("papers")
            return
        view = self._view
        cleared = (
            replace(view, query=""), replace(view, unread=False, starred=False), replace(view, topic=None),
            replace(view, venue=None),
        )  # fmt: skip
        fewer = next((other for other in cleared if other != view), None)
        if fewer is not None:
            self._show_view(fewer)
            self.query_one(QueryInput).value = fewer.query

    # Search

    def action_search(self) -> None:
        self._before_search = (self._view, self._pane)
        if self._pane in ("note",):
            self._go("papers")
        self.query_one(QueryInput).focus()
        self.query_one(StatusLine).set_context("search")

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.input.id == "query" and event.value != self._view.query:
            self._show_view(replace(self._view, query=event.value))

    def on_query_input_accepted(self) -> None:
        self._go("papers")

    def on_query_input_cancelled(self) -> None:
        view, pane = self._before_search
        self.query_one(QueryInput).value = view.query
        if view != self._view:
            self._show_view(view)
        self._go(pane)

    def on_query_input_moved(self, message: QueryInput.Moved) -> None:
        self._papers.choose(self._papers.chosen + message.rows)

    # The reading state

    def _mark(self, entries: list[Entry], what: str, value: bool) -> None:
        view = self._view
        self._desk.submit(
            "state", lambda session: desk_work.mark(session, view, entries, what, value), self.post_message
        )

    def action_toggle_read(self) -> None:
        self._toggle("read")

    def action_toggle_starred(self) -> None:
        self._toggle("starred")

    def _toggle(self, what: str) -> None:
        entry = self._papers.entry
        if entry is not None:
            self._mark([entry], what, not getattr(self._papers.state(entry), what))

    def action_undo(self) -> None:
        view = self._view
        self._desk.submit(
            "state", lambda session: desk_work.undo(session, view, again=False), self.post_message
        )

    def action_redo(self) -> None:
        view = self._view
        self._desk.submit(
            "state", lambda session: desk_work.undo(session, view, again=True), self.post_message
        )

    def on_recounted(self, message: Recounted) -> None:
        self._papers.set_marks(message.marks)
        self._venues.recount(message.venues)
        self._topics.recount(message.topics)
        if self._shown is not None:
            self._shown = replace(self._shown, total=message.total)
            self._set_totals(self._shown)
        if message.text:
            self.query_one(StatusLine).say(message.text)

    def action_next_unread(self, step: int) -> None:
        papers = self._papers
        rows = range(papers.chosen + step, papers.row_count if step > 0 else -1, step)
        unread = next((row for row in rows if papers.is_unread(row)), None)
        if unread is None:
            self.query_one(StatusLine).say("no more unread papers here")
        else:
            papers.choose(unread)

    # What opens over the reader

    @work
    async def action_filters(self) -> None:
        choices = [
            Choice(letter, f"only {name}", name, getattr(self._view, name)) for letter, name, _ in FILTERS
        ]
        name = await self.app.push_screen_wait(ChoiceScreen("Show", choices))
        if name:
            switched: dict[str, Any] = {name: not getattr(self._view, name)}
            self._show_view(replace(self._view, **switched))

    @work
    async def action_order(self) -> None:
        current = self._shown.order if self._shown else ""
        choices = [Choice(letter, name, name, name == current) for letter, name in ORDERS]
        name = await self.app.push_screen_wait(ChoiceScreen("Order", choices))
        if name:
            self._show_view(replace(self._view, order=name))

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(self.context, self._keymap))

    def on_key(self, event: Key) -> None:
        """A key that nothing is bound to may begin a chord."""
        context = self.context
        chords = {
            keys: action for keys, action in self._keymap.chords(context).items() if keys[0] == event.key
        }
        if chords and context != "search":
            event.stop()
            self.query_one(ChordBar).begin(event.key, chords)

    async def on_chord_bar_ended(self, message: ChordBar.Ended) -> None:
        self.query_one(f"#{self._pane}").focus(scroll_visible=False)
        if message.action is not None:
            await self.run_by_name(message.action)

    async def run_by_name(self, action: Action) -> None:
        """Run an action of the table as its keystroke would."""
        target: DOMNode = self if action.context == "reader" else self.query_one(f"#{self._pane}")
        await self.app.run_action(action.run, default_namespace=target)

    def action_scroll_note(self, lines: int) -> None:
        if self._note.display:
            self._note.scroll_lines(lines)

    # Links and copies

    def action_open_link(self, what: str) -> None:
        entry = self._papers.entry
        if entry is None:
            return
        url = entry.code if what == "code" else paper_url(entry)
        if url is None:
            self.query_one(StatusLine).say(f"no link to the {what} is known")
        else:
            self.app.open_url(url)
            self.query_one(StatusLine).say(f"opened {url}")

    def action_copy(self, what: str) -> None:
        entry = self._papers.entry
        if entry is None:
            return
        text = paper_url(entry) if what == "url" else getattr(entry, what)
        if text:
            self.app.copy_to_clipboard(text)
            self.query_one(StatusLine).say(f"copied {text}")
        else:
            self.query_one(StatusLine).say(f"no {what} is known")

    # Work in the background

    def action_sync(self) -> None:
        if self._sync is None or not self._sync.running:
            self._sync = BackgroundSync(self.post_message)

    def action_cancel_work(self) -> None:
        if self._sync is not None and self._sync.running:
            self._sync.cancel()
        else:
            keystrokes = self._keymap.shown("reader.quit")
            self.query_one(StatusLine).say(f"{keystrokes[0]} leaves" if keystrokes else "nothing to stop")

    def on_working(self, message: Working) -> None:
        share = f" {100 * message.done // message.total}%" if message.total else ""
        stop = self._keymap.shown("reader.cancel")
        how = f" ({stop[0]} stops)" if stop and message.doing else ""
        self.query_one(StatusLine).set_work(f"⟳ {message.doing}{share}{how}" if message.doing else "")

    def on_library_changed(self, message: LibraryChanged) -> None:
        self._fresh = True
        view = self._view
        if message.text:
            self.query_one(StatusLine).say(message.text)
        self._desk.submit("view", lambda session: desk_work.reload(session, view), self.post_message)

    def _look_elsewhere(self) -> None:
        view = self._view
        self._desk.submit(
            "elsewhere", lambda session: desk_work.look_elsewhere(session, view), self.post_message
        )

    def on_failed(self, message: Failed) -> None:
        self.notify(message.text, title="that failed", severity="error", timeout=10, markup=False)

    def on_crashed(self, message: Crashed) -> None:
        raise message.error

    def leave(self) -> None:
        """Keep where the reader is, and end the work in the background."""
        visit = visit_to_json(self.visit())
        self._desk.submit("visit", lambda session: desk_work.remember(session, visit), self.post_message)
        if self._sync is not None:
            self._sync.stop()


def paper_url(entry: Entry) -> str | None:
    """Where the paper itself is on the web."""
    if entry.arxiv:
        return f"https://arxiv.org/abs/{entry.arxiv}"
    return f"https://doi.org/{entry.doi}" if entry.doi else None
