"""The panes of venues and topics: a name, how many of its entries are unread, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.style import Style

from notes.rows import Count
from tui.widgets.row_list import Part, RowList, fit

ALL = "All"


class FacetList(RowList):
    """Venues or topics; the first row stands for all of them."""

    COMPONENT_CLASSES = {"facet--count", "facet--unread"}
    DEFAULT_CSS = """
    FacetList > .facet--count { color: $text-muted; }
    FacetList > .facet--unread { color: $text-accent; }
    """

    def __init__(self, *, id: str, title: str) -> None:
        super().__init__(id=id, title=title)
        self._counts: list[Count] = [Count("", ALL, "", 0, 0, 0)]

    @property
    def row_count(self) -> int:
        return len(self._counts)

    @property
    def slug(self) -> str | None:
        """What is chosen; None: all."""
        return self._counts[self.chosen].slug or None

    def show(self, counts: Sequence[Count], chosen: str | None) -> None:
        """Show these counts below one for all of them, and choose one by its slug."""
        if chosen is not None and all(count.slug != chosen for count in counts):
            counts = [
                Count(chosen, chosen, "", 0, 0, 0),
                *counts,
            ]  # it stays, though nothing of it is in the view
        totals = [sum(getattr(count, name) for count in counts) for name in ("total", "unread", "starred")]
        self._counts = [Count("", ALL, "", *totals), *counts]
        row = next((row for row, count in enumerate(self._counts) if count.slug == (chosen or "")), 0)
        self.rows_changed(row, keep_place=True)

    def recount(self, counts: Sequence[Count]) -> None:
        """The same rows with other figures."""
        by_slug = {count.slug: count for count in counts}
        self._counts[1:] = [by_slug.get(old.slug, old) for old in self._counts[1:]]
        self.redraw()

    def set_total(self, total: Count) -> None:
        """What the row for all says; an entry may be filed under several topics, so it is no sum."""
        self._counts[0] = Count("", ALL, "", total.total, total.unread, total.starred)
        self.redraw(0)

    def draw(self, row: int, width: int) -> Sequence[Sequence[Part]]:
        count = self._counts[row]
        muted = Style(color=self.get_component_rich_style("facet--count").color)
        unread = Style(color=self.get_component_rich_style("facet--unread").color)
        news = f"{count.unread:,}" if count.unread else ""
        figures = f"/{count.total:,}" if news else f"{count.total:,}"
        icon = fit(count.icon, 2) + " " if count.icon else ""  # some icons are one cell wide
        room = width - cell_len(news) - cell_len(figures) - 3
        name = fit(icon + count.name, room)
        return [[(" ", Style()), (name, Style()), (" ", Style()), (news, unread), (figures, muted)]]
