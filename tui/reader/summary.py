"""What is said about the view: its counts beside the search bar, its filters, and the line under the search bar."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.cells import cell_len

from papernotes.config.paths import is_there
from papernotes.figures import number_of
from papernotes.filters import filters_in, label, pane_filters_of
from papernotes.glyphs import STARRED
from papernotes.lazy import lazy_modules
from papernotes.sidebar import NEW
from papernotes.tui.reader.guidance import explained, guidance
from papernotes.views import Shown, View

if TYPE_CHECKING:
    from papernotes import completion
    from papernotes.tui.reader.state import ReaderState
    from papernotes.tui.reader.ui import ReaderUI
else:
    completion = lazy_modules("papernotes.completion")

NARROW_CELLS = 60
"""Width of the screen below which the search bar needs the room of the counts."""
MINIMUM_COUNTS_CELLS = 36
"""Room for the counts, however short they are: where they grow with a letter, the whole screen is laid out again."""


class ViewSummary:
    """Counts, chips of filters, and the line under the search bar.

    `syncing` tells whether the sources are being read. `greeting` is shown until the reader goes to another view.
    """

    def __init__(self, ui: ReaderUI, state: ReaderState, greeting: str, syncing: Callable[[], bool]) -> None:
        self._ui = ui
        self._state = state
        self._greeting = greeting
        self._least = 0
        self._syncing = syncing

    # Counts

    def set_counts(self, shown: Shown) -> None:
        """Show how many papers a view has, and their order."""
        if self._ui.bar.shown_mistake is not None:
            self._put_counts("")  # these are not the counts of that query
            return
        total = shown.counts.total
        found = f"{len(shown.ids):,}" + (f" and {shown.more:,} close" if shown.more else "")
        order = shown.order.removeprefix("-")
        if self._ui.size.width < NARROW_CELLS or (shown.more and not shown.ids):
            self._put_counts(found)
            return
        unread = f"{total.unread:,} unread" if total.unread else "all read" if shown.ids else ""
        if unread and found == f"{total.unread:,}":
            found = ""  # all are unread
        starred = f"{STARRED} {total.starred:,}" if total.starred else ""
        reverse = "reversed" if order != shown.order else ""
        self._put_counts(" · ".join(filter(None, (found, unread, starred, order, reverse))))

    def resized(self) -> None:
        """Show more of the counts, or fewer: the screen has another width."""
        if self._state.shown is not None and not self._state.first_results_only:
            self.set_counts(self._state.shown)

    def _put_counts(self, text: str) -> None:
        counts, searching = self._ui.counts, self._ui.bar.has_focus
        least = MINIMUM_COUNTS_CELLS if self._ui.size.width >= NARROW_CELLS else 0
        if self._least != least:
            self._least = least
            counts.styles.min_width = least
        room = counts.size.width
        # While the reader types they keep their room, so that the screen need not be laid out again.
        fits = searching and cell_len(text) <= room
        if text != counts.content:
            counts.update(text.rjust(room) if fits else text, layout=not fits)

    def library_changed(self) -> None:
        """Greet no longer with the sample library once there are sources."""
        if is_there(self._ui.session_thread.paths.sources):
            self._greeting = ""

    # Filters

    async def show_chips(self) -> None:
        """Show the filters that are set."""
        shown = self._state.shown
        if shown is None:
            return
        shown_by_panes = pane_filters_of(shown.view)
        counts = {"venue": shown.counts.venues, "topic": shown.counts.topics}

        def name(what: str, value: str) -> str:
            return next((label(count) for count in counts.get(what, ()) if count.slug == value), "")

        await self._ui.chips.show(
            [
                (one.name, one.text(value, name(one.name, value)), one.name in shown_by_panes)
                for one, value in filters_in(shown.view)
            ]
        )

    # The line under the search bar

    def tell(self) -> None:
        """Say under the search bar what is wrong with the query, or what to know about the view."""
        bar = self._ui.bar
        wrong = bar.shown_mistake
        if self._ui.papers.set_earlier(wrong is not None) and self._state.shown is not None:
            self.set_counts(self._state.shown)
        if wrong is not None:
            self._hint(explained(wrong, self._ui.keymap), "-mistake")
        elif bar.mistake is not None:
            self._hint(completion.about(bar.begun) if bar.begun else bar.mistake.message)
        elif self._state.shown is not None:
            self._hint(self._text_above(self._state.shown))

    def _text_above(self, shown: Shown) -> str:
        """What to say about a view under the search bar."""
        told, item_id = self._what_to_do(shown), shown.view.sidebar_item
        if not item_id or shown.view.query:
            self._ui.papers.say(self._ui.venues.name_of(item_id) or _on_the_page(shown), "")
            return told
        # In the pane of papers: a line above the panes would move the rows.
        self._ui.papers.say(told if item_id == NEW and shown.ids else self._ui.venues.name_of(item_id), told)
        return ""

    def _what_to_do(self, shown: Shown) -> str:
        if shown.ids and shown.view != View():
            self._greeting = ""  # it was read by now
        return guidance(shown, self._ui.keymap, greeting=self._greeting, reading=self._syncing())

    def _hint(self, text: str, manner: str = "") -> None:
        hint = self._ui.hint
        if text != hint.content:
            hint.update(text)
        hint.set_class(bool(text), "-said")
        hint.set_class(manner == "-mistake", "-mistake")


def _on_the_page(shown: Shown) -> str:
    """How many notes the page of the area in view declares; empty where the papers in view are as many."""
    declared = shown.counts.declared
    if declared is None or declared == shown.counts.total.total:
        return ""
    return f"the page declares {number_of(declared, 'note')}"
