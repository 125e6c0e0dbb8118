"""The part of the reader that shows views, and says what is to be known of them.

While the query in the bar has a mistake, what was found before it stays, dimmed: it can be read and marked paper by
paper, but nothing acts on all of it, as nobody asked for that.
"""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.events import Resize
from textual.widgets import Static

from papernotes.glyphs import STARRED
from papernotes.lazy import deferred
from papernotes.notes.rows import Count
from papernotes.sidebar import NEW, VIEW, Pile, beside, gone_to, renamed, settled
from papernotes.tui.jobs import view as desk_work
from papernotes.tui.reader.guidance import explained, guidance, how
from papernotes.tui.reader.reader_notes import NoteActions
from papernotes.tui.widgets.search_bar import QueryInput
from papernotes.views import RELEVANCE, Counts, Mistake, Shown, View, order_place

if TYPE_CHECKING:
    from textual.timer import Timer

    from papernotes import completion
    from papernotes.config.settings import Configuration
    from papernotes.keymap.keymap import Keymap
    from papernotes.notes.library import Library
    from papernotes.tui.messages import (
        FirstFound,
        Matched,
        PilesCounted,
        Recounted,
        ViewShown,
        ViewWanted,
    )
    from papernotes.tui.session_thread import Desk
    from papernotes.tui.widgets.paper_list import PaperList
    from papernotes.ui_state import Visit
else:
    completion = deferred("papernotes.completion")

REST_AFTER = 0.25
"""Seconds from the first results to the look at all of them, and then for passages: longer than from one letter to
the next, which would else be painted later, as both share the processor."""
IN_HASTE = 0.04
"""Seconds between views below which the next is waited for: nobody reads what a key that is held goes through."""
PILES_DELAY = 0.2
"""Seconds."""
NARROW = 60
"""Cells below which the search bar needs the room that counts would take."""


class ViewActions(NoteActions):
    """Views."""

    def __init__(
        self, desk: Desk, rows: Library, keymap: Keymap, visit: Visit, configuration: Configuration
    ) -> None:
        super().__init__(desk, rows, keymap, visit, configuration)
        self._partly = False  # only the first of what is found is shown yet
        self._rest_timer: Timer | None = None
        self._wanted_at = 0.0
        self._unmatched: list[PaperList.Unmatched] = []
        view = self._view = settled(visit.view, ())
        # While the screen is composed. A query would load the index, which is for after the first frame.
        self._first = (
            None if view.query.strip() else desk.ask(lambda session: desk_work.show_view(session, view))
        )

    def _show_view(self, view: View, *, own_order: bool = False) -> None:
        """Have a view shown, in the order that was chosen for its like; `own_order`: in its own."""
        if not own_order and order_place(view) != order_place(self._view):
            view = view._replace(order=self._orders.get(order_place(view), ""))
        view = settled(view, self._venues.piles)
        self._view = view
        if self._shown is None:
            self._show_rest(view)
            return
        # What was typed is painted first: the desk, while it looks, shares the processor with the screen.
        now = monotonic()
        before, self._wanted_at = self._wanted_at, now
        if now - before < IN_HASTE:
            self.set_timer(IN_HASTE, lambda: self._show_first_of(view))
        else:
            self.call_after_refresh(self._show_first_of, view)

    def _show_first_of(self, view: View) -> None:
        """Have the first of a view shown, if it is still wanted."""
        if view == self._view:
            rows = self._papers.rows_in_sight
            self._submit(
                "view",
                lambda session: desk_work.show_first(session, view, rows),
                wanted=lambda: view == self._view,
            )

    def on_first_found(self, message: FirstFound) -> None:
        """Show the first results. Figures, and where the list ends, follow a moment later for all that is found."""
        view, before = message.view, self._shown
        if view != self._view:
            return  # overtaken by a later keystroke
        shown = Shown(view, message.ids, before.counts if before else Counts(), {}, RELEVANCE)
        chosen = self._chosen_in(shown)
        if before is None or self._fresh or (chosen is not None and chosen not in message.ids):
            self._show_rest(view)
            return
        self._shown, self._partly = shown, True
        self._unmatched.clear()
        self._papers.show(
            message.ids, message.marks, since=message.since, searching=True, chosen=chosen, fresh=False,
            again=before.view == view, entries=message.entries, matches=message.matches,
        )  # fmt: skip
        if self._rest_timer is not None:
            self._rest_timer.stop()
        self._rest_timer = self.set_timer(REST_AFTER, lambda: self._show_rest(view))

    def _show_rest(self, view: View) -> None:
        """Have all of a view shown, if it is still wanted."""
        if view == self._view:
            self._submit(
                "view", lambda session: desk_work.show_view(session, view), wanted=lambda: view == self._view
            )

    def on_view_wanted(self, message: ViewWanted) -> None:
        self._show_view(message.view, own_order=bool(message.view.order))
        self.query_one(QueryInput).value = message.view.query
        self._linked = None
        self._go("papers")

    def on_view_shown(self, message: ViewShown) -> None:
        shown = message.shown
        if shown.view != self._view:
            return  # overtaken by a later keystroke
        if shown.mistake:
            self._mistaken(shown.view, shown.mistake)
            return
        first = self._shown is None
        chosen = self._chosen_in(shown)
        again = self._shown is not None and self._shown.view == shown.view
        self._shown, self._partly = shown, False
        counts = shown.counts
        self._venues.show(counts.venues, counts.all_venues, shown.view.venue, message.piles, shown.view.pile)
        if self._fresh:
            self._count_piles()
        self._topics.show(counts.topics, counts.all_topics, shown.view.topic)
        self._set_totals(shown)
        self._papers.show(
            shown.ids,
            message.marks,
            since=message.since,
            searching=bool(shown.view.query.strip()),
            chosen=chosen,
            fresh=self._fresh,
            again=again and chosen is not None,
        )
        for unmatched in self._unmatched if again else ():
            self._match(unmatched.ids, unmatched.width)
        self._unmatched.clear()
        self.call_next(self._show_chips)
        self._fresh = False
        self._tell()
        if first and self._pane == "note" and chosen not in shown.ids:
            self._go("papers")  # the note that the reader was in at the last visit has gone
        self._show_note()
        self._note_visit()

    @property
    def awaits_rows(self) -> bool:
        """Whether the reader is among the papers of a view that has yet to be shown."""
        shown = self._shown
        return (
            self.focused is self._papers and shown is not None and (self._partly or shown.view != self._view)
        )

    def _chosen_in(self, shown: Shown) -> int | None:
        """The entry to be chosen in a view that is shown now; None for the first."""
        if self._shown is None:
            found = self._rows.find(self._visit.key) if self._visit.key else None
            return found.id if found else None
        entry, view, before = self._papers.entry, shown.view, self._shown.view
        return entry.id if entry and view.query == before.query and view.pile in ("", before.pile) else None

    def _mistaken(self, view: View, mistake: Mistake) -> None:
        """The query of a view cannot be searched for; what is shown stays."""
        self.query_one(QueryInput).set_mistake(view.query, mistake)
        if self._shown is None:
            self._submit("view", lambda session: desk_work.show_none(session, view))
        else:
            self._view = self._shown.view
            if self._partly:
                self._show_rest(self._view)  # which the mistake has kept from being shown
        self._tell()

    def _shows_results(self) -> bool:
        shown = self._shown
        if self.query_one(QueryInput).mistake is not None:
            clears = how(self._keymap, "reader.clear", "takes it out")
            self._say(f"not for all that is shown while the query has a mistake{clears}")
        elif shown is None or self._partly or shown.view != self._view:
            self._say("not before all that the query finds is shown")
        else:
            return True
        return False

    async def _show_chips(self) -> None:
        """Show the filters in force; what narrows views knows how."""

    def _set_totals(self, shown: Shown) -> None:
        if self.query_one(QueryInput).told_mistake is not None:
            self._put_totals("")  # what is counted is not what is asked for
            return
        total = shown.counts.total
        order = shown.order.removeprefix("-")
        if (self.size.width or self.app.size.width) < NARROW:
            self._put_totals(f"{len(shown.ids):,}")
            return
        parts = [f"{len(shown.ids):,}", f"unread {total.unread:,}", f"{STARRED} {total.starred:,}", order]
        if order != shown.order:
            parts.append("the other way round")
        self._put_totals(" · ".join(parts))

    def on_resize(self, event: Resize) -> None:
        if self._shown is not None and not self._partly:
            self._set_totals(self._shown)  # there is room for more of them, or for fewer

    @property
    def _totals(self) -> Static:
        return self.query_one("#counts", Static)

    def _put_totals(self, text: str) -> None:
        totals, searching = self._totals, self.query_one(QueryInput).has_focus
        room = totals.size.width
        # While one types they keep the room that they had, so that the screen need not be laid out anew.
        fits = searching and cell_len(text) <= room
        if text != totals.content:
            totals.update(text.rjust(room) if fits else text, layout=not fits)

    def _tell(self) -> None:
        """Say under the search bar what is wrong with the query, or what to know of the view."""
        bar = self.query_one(QueryInput)
        wrong = bar.told_mistake
        if self._papers.set_earlier(wrong is not None) and self._shown is not None:
            self._set_totals(self._shown)
        if wrong is not None:
            self._hint(explained(wrong, self._keymap), "-mistake")
        elif bar.mistake is not None:
            self._hint(completion.about(bar.begun) if bar.begun else bar.mistake.message)
        elif self._shown is not None:
            self._hint(self._told_above(self._shown))

    def _told_above(self, shown: Shown) -> str:
        """What to say of a view under the search bar."""
        told, pile = self._what_to_do(shown), shown.view.pile
        if not pile or shown.view.query:
            self._papers.say(self._venues.name_of(pile), "")
            return told
        # In the pane of papers: a line above the panes would move the rows that one goes through.
        self._papers.say(told if pile == NEW and shown.ids else self._venues.name_of(pile), told)
        return ""

    def _what_to_do(self, shown: Shown) -> str:
        reading = self._sync is not None and self._sync.running
        if shown.ids and shown.view != View():
            self.greeting = ""  # it has been read
        return guidance(shown, self._keymap, greeting=self.greeting, reading=reading)

    def _hint(self, text: str, manner: str = "") -> None:
        hint = self.query_one("#hint", Static)
        if text != hint.content:
            hint.update(text)
        hint.set_class(bool(text), "-said")
        hint.set_class(manner == "-mistake", "-mistake")

    def on_paper_list_unmatched(self, message: PaperList.Unmatched) -> None:
        if self._partly:
            self._unmatched.append(message)
        else:
            self._match(message.ids, message.width)

    def _match(self, ids: Sequence[int], width: int) -> None:
        query = self._shown.view.query if self._shown else ""
        # What was asked before of other rows is done as well.
        self._submit(
            f"match {ids[0]}",
            lambda session: desk_work.match_entries(session, query, ids, width),
            wanted=lambda: query == self._view.query,
        )

    def on_matched(self, message: Matched) -> None:
        if self._shown and message.query == self._shown.view.query:
            self._papers.set_matches(message.matches)
            if message.left:
                self._match(message.left, message.width)

    def on_recounted(self, message: Recounted) -> None:
        self._papers.set_marks(message.marks)
        self._venues.recount(message.counts.venues, message.counts.all_venues, message.piles)
        self._topics.recount(message.counts.topics, message.counts.all_topics)
        if self._shown is not None:
            self._shown = self._shown._replace(counts=message.counts)
            self._set_totals(self._shown)
        self._note_changed()
        self._count_piles()
        if message.text:
            self._say(message.text)
        view = renamed(self._view, message.piles)
        if view != self._view:
            self._show_view(view)

    # Piles

    def _show_place(self) -> None:
        """Show the pile or venue that was chosen."""
        row = self._venues.row
        if isinstance(row, Pile):
            view = gone_to(self._view, row)
        elif isinstance(row, Count):
            view = beside(self._view)._replace(venue=row.slug or None)
        else:
            return
        self._show_view(view, own_order=isinstance(row, Pile) and row.kind == VIEW)
        self.query_one(QueryInput).value = view.query

    def _count_piles(self) -> None:
        """Have the saved views counted: a moment later, once for all changes till then."""
        if self._piles_timer is not None:
            self._piles_timer.stop()
        self._piles_timer = self.set_timer(PILES_DELAY, lambda: self._submit("piles", desk_work.count_piles))

    def on_piles_counted(self, message: PilesCounted) -> None:
        self._venues.set_piles(message.piles)
        for problem in message.problems:
            if str(problem) not in self._problems:
                self._problems.add(str(problem))
                self.notify(str(problem), title="views", severity="warning", markup=False)
