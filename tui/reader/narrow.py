"""Narrowing the view: filters, topics and keywords, other venues. Its order, and selecting papers in it."""

from __future__ import annotations

from asyncio import Event, wait_for
from contextlib import suppress
from functools import cache, partial
from typing import TYPE_CHECKING

from papernotes.figures import bar
from papernotes.filters import BY_NAME, FILTERS, counted, label, without_filters
from papernotes.lazy import lazy_modules
from papernotes.query import with_order
from papernotes.reading import collector_paused
from papernotes.tui.messages import ViewRequest
from papernotes.tui.reader.guidance import how
from papernotes.tui.widgets.chips import Chips
from papernotes.views import RELEVANCE, View, order_scope

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from papernotes import other_venues
    from papernotes.notes import Count, DeclaredCounts
    from papernotes.session import Session
    from papernotes.tui.dialogs import choice, filters, pick
    from papernotes.tui.dialogs.filters import Counted, FilterScreen
    from papernotes.tui.reader.panes import PaneController
    from papernotes.tui.reader.state import ChosenEntries, ReaderState
    from papernotes.tui.reader.ui import ReaderUI
    from papernotes.tui.reader.views import ViewController
    from papernotes.tui.widgets.chips import Chips
else:
    other_venues, choice, filters, pick = lazy_modules(
        "papernotes.other_venues",
        "papernotes.tui.dialogs.choice",
        "papernotes.tui.dialogs.filters",
        "papernotes.tui.dialogs.pick",
    )

ORDERS = (
    ("r", RELEVANCE, "relevance"), ("t", "title", "title"), ("v", "venue", "venue, newest first"),
    ("y", "year", "year, newest first"), ("d", "date", "date of the note"), ("a", "added", "added to the library"),
    ("g", "rating", "rating"), ("u", "unread", "unread first"),
    ("p", "page", "as on the page"),
)  # fmt: skip
COUNTS_SECONDS = 0.1
"""How long the dialog of filters waits for its counts before it opens without them."""
BAR_CELLS = 12
"""Width of the longest bar in the histogram of topics and keywords."""
FIRST_TOPICS = 10
"""How many topics stand above the keywords in the histogram; the others stand below them."""
UNCOUNTED = ("keyword",)
"""Filters with too many values to count before the reader opens them."""


class NarrowController:
    """Opens dialogs that narrow the view or change its order, and selects papers."""

    def __init__(
        self,
        ui: ReaderUI,
        state: ReaderState,
        chosen: ChosenEntries,
        *,
        panes: PaneController,
        views: ViewController,
    ) -> None:
        self._ui = ui
        self._state = state
        self._chosen = chosen
        self._panes = panes
        self._views = views

    # Filters

    async def show_filters(self) -> None:
        """Have the reader choose a filter, and set it or take it off."""
        view = self._state.view

        def count(session: Session) -> dict[str, list[Count]]:
            among = session.among(view)
            return {
                one.name: counted(session, view, one.name, among)
                for one in FILTERS
                if one.name not in UNCOUNTED
            }

        dialog, counted_event = filters.FilterScreen(view, {}), Event()
        self._ui.run(partial(self._count_filters, dialog, count, counted_event), "counts of filters")
        # The dialog does not wait for counts while the session thread is busy, as when a library is read.
        with suppress(TimeoutError):
            await wait_for(counted_event.wait(), COUNTS_SECONDS)
        taken = await self._ui.dialog(dialog)
        if taken == filters.OFF:
            self._views.show(without_filters(view, panes=True))
        elif taken is not None and taken.startswith(filters.OFF):
            self._views.show(BY_NAME[taken.removeprefix(filters.OFF)].put(view, ""))
        elif taken is not None:
            one = BY_NAME[taken]
            if one.switch:
                self._views.show(one.put(view, "" if one.value(view) else "yes"))
            else:
                await self._set_filter(view, taken)

    async def _count_filters(
        self, dialog: FilterScreen, count: Callable[[Session], Counted], done: Event
    ) -> None:
        """Put counts into the dialog when they are known, and set `done`."""
        counts = await self._ui.ask(count)
        if counts is not None:
            dialog.set_counts(counts)
        done.set()

    async def _set_filter(self, view: View, name: str) -> None:
        """Have the reader pick a value for a filter."""
        one = BY_NAME[name]
        found = await self._ui.ask(lambda session: counted(session, view, name, session.among(view)))
        if found is None:
            return
        picked = await self._ui.dialog(filters.value_dialog(one, one.value(view), found))
        if picked is not None:
            value = picked.names[0]
            off = value.casefold() == one.value(view).casefold()
            self._views.show(one.put(view, "" if off else value))

    def show_everywhere(self) -> None:
        """Show what the query finds in the whole library, where it finds nothing with the filters."""
        shown = self._state.shown
        if shown is None or shown.elsewhere is None or shown.view != self._state.view:
            self._ui.say("no filter hides any results")
        else:
            self._ui.post(ViewRequest(View(shown.elsewhere.query.strip())))

    def take_off(self, message: Chips.Removed) -> None:
        """Take a filter off whose chip was clicked."""
        self._views.show(BY_NAME[message.name].put(self._state.view, ""))

    # Orders

    async def order(self) -> None:
        current = self._state.shown.order if self._state.shown else ""
        choices = [
            choice.MenuChoice(
                letter, text, name, name == current.removeprefix("-"), _direction(name, current)
            )
            for letter, name, text in ORDERS
        ]
        screen = choice.ChoiceScreen("Order", choices, hint="⏎ choose, again to reverse · Esc close")
        name = await self._ui.dialog(screen)
        if name:
            order = f"-{name}" if name == current and name != RELEVANCE else name
            if self._state.view.parsed_query.order:  # what one reads in the bar stays true
                self._ui.post(
                    ViewRequest(self._state.view._replace(query=with_order(self._state.view.query, order)))
                )
                return
            place = order_scope(self._state.view)
            self._state.orders.pop(place, None)  # the newest stand last
            self._state.orders[place] = order
            self._views.show(self._state.view._replace(order=order))

    # Topics and keywords

    async def histogram(self) -> None:
        """Topics and keywords of the view as a histogram, to narrow by."""
        view = self._state.view

        def count(session: Session) -> list[pick.Row]:
            among = session.among(view)
            with collector_paused():
                topics, keywords = (
                    _bar_rows(name, counted(session, view, name, among), view)
                    for name in ("topic", "keyword")
                )
            return [*topics[:FIRST_TOPICS], *keywords, *topics[FIRST_TOPICS:]]

        rows = await self._ui.ask(count)
        if rows is None:
            return
        picked = await self._ui.dialog(
            pick.PickScreen(
                "Topics and keywords of this view", rows, nothing="none in this view",
                hint="⏎ narrow, ✓ removes · Esc close",
            )
        )  # fmt: skip
        if picked is not None:
            self._narrow_to(picked.names[0])

    def _narrow_to(self, what: str) -> None:
        """Narrow the view by a filter's name and value, `keyword:watermark`; take it off where it is set."""
        name, _, value = what.partition(":")
        one = BY_NAME[name]
        self._views.show(one.put(self._state.view, "" if one.value(self._state.view) == value else value))

    def next_topic(self, step: int) -> None:
        """Show the next topic of the pane (1), or the one before (-1); or one that many further."""
        topics = self._ui.topics
        if topics.chosen == (topics.row_count - 1 if step > 0 else 0):
            first = how(self._ui.keymap, "list.next_topic", "goes to the first")
            self._ui.say("that is the last topic" if step > 0 else f"these are all topics{first}")
        else:
            topics.choose(topics.chosen + step)

    # The same topic at other venues

    async def show_other_venues(self) -> None:
        """Show the chosen topic at all venues, with its keywords, and go to one of them."""
        entry = self._chosen.entry
        topic = self._state.view.topic or (entry.topics[0].slug if entry and entry.topics else None)
        venue = self._state.view.venue or (entry.venue.slug if entry else None)
        if topic is None:
            self._ui.say("no topic is chosen")
            return
        found = await self._ui.ask(lambda session: other_venues.look_up(session, topic, venue))
        if found is None:
            return
        picked = await self._ui.dialog(
            pick.PickScreen(
                f"{label(found.topic)} at all venues", _other_venue_rows(found, venue),
                hint="⏎ go there, or narrow · Esc close",
            )
        )  # fmt: skip
        if picked is None:
            return
        name, _, value = picked.names[0].partition(":")
        if name == "venue":
            self._ui.post(ViewRequest(View(venue=value, topic=topic)))
        elif name == "query":
            self._ui.post(ViewRequest(View(value, venue=venue, topic=topic)))
        else:
            self._ui.post(ViewRequest(View(venue=venue, topic=topic, keyword=value)))

    # Selecting

    def select_range(self) -> None:
        """Begin a range of selected papers at the chosen one, or end it."""
        self._to_papers()
        if self._ui.papers.selects_range or self._chosen.all_are_results():
            self._ui.papers.select_range()

    def toggle_selected(self) -> None:
        """Select the chosen paper, or take it out of the selection."""
        self._to_papers()
        self._ui.papers.toggle_selected()

    def _to_papers(self) -> None:
        """Go to the papers: nothing else can be selected."""
        if self._state.pane != "papers":
            self._panes.go("papers")


def _direction(name: str, current: str) -> str:
    if name != current.removeprefix("-"):
        return ""
    return "reversed" if current.startswith("-") else ""


def _bar_rows(name: str, counts: Sequence[Count], view: View) -> list[pick.Row]:
    """A row with a bar for each value of a filter, the most frequent first. There may be tens of thousands."""
    most = counts[0].total if counts else 0
    width, on = len(f"{most:,}") + 1, BY_NAME[name].value(view).casefold()

    @cache
    def figures(total: int) -> tuple[str, str]:
        share = bar(total / (most or 1), BAR_CELLS).replace(" ", "·")
        return f"{name} {total:>{width},}", share

    return [
        pick.Row(
            filters.row_label(count),
            figures(count.total)[0],
            count.slug.casefold() == on,
            f"{name}:{count.slug}",
            bar=figures(count.total)[1],
        )
        for count in counts
    ]


def _declared(count: Count, declared: DeclaredCounts | None) -> str:
    """What pages say of the notes of a topic at a venue, as far as that differs from the papers that we have."""
    if declared is None:
        return ""
    own, others = declared.on_own_page, declared.on_other_pages
    parts = [
        f"its page {own:,}" if own is not None and own != count.total else "",
        f"other pages {others:,}" if others is not None and others not in (own, count.total) else "",
    ]
    return " · ".join(filter(None, parts))


def _other_venue_rows(found: other_venues.Elsewhere, venue: str | None) -> list[pick.Row]:
    """The rows of the dialog: venues as area pages print them, then the keywords of the topic."""
    rows = [
        pick.Row(
            f"{filters.row_label(count)} ({count.total:,})",
            " · ".join(filter(None, (_declared(count, declared), *filters.marks_of(count)))),
            count.slug == venue, f"venue:{count.slug}",
        )
        for count, declared in found.venues
    ]  # fmt: skip
    rows += [
        pick.Row(f"{filters.row_label(count)} ({count.total:,})", "not in the library", fixed=True)
        for count in found.declared
    ]
    if found.top_topics:
        rows.append(pick.Row(f"─ Top topics, as the page of {venue} counts them", fixed=True))
        rows += [
            pick.Row(f"{topic.name} ×{topic.notes:,}", value=f"query:{topic.query}" if topic.query else f"keyword:{topic.name}")
            for topic in found.top_topics
        ]  # fmt: skip
    if found.keywords:
        rows.append(pick.Row(f"─ Keywords of the notes{f' at {venue}' if venue else ''}", fixed=True))
        rows += [
            pick.Row(f"{count.name} ×{count.total:,}", value=f"keyword:{count.slug}")
            for count in found.keywords
        ]
    return rows
