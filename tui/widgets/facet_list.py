"""The panes of venues and topics: a name, how many of its entries are unread, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rich.cells import cell_len
from rich.style import Style

from notes.rows import Count
from tui.glyphs import glyphs
from tui.style import theme_styles
from tui.views import NOTHING
from tui.widgets.row_list import Part, RowList, fit

ALL = "All"


class FacetList(RowList):
    """Venues or topics; the first row stands for all of them."""

    def __init__(self, *, id: str, title: str) -> None:
        super().__init__(id=id, title=title)
        self._counts: list[Count] = [replace(NOTHING, name=ALL)]

    @property
    def row_count(self) -> int:
        return len(self._counts)

    @property
    def slug(self) -> str | None:
        """What is chosen; None: all."""
        return self._counts[self.chosen].slug or None

    def show(self, counts: Sequence[Count], all_of_them: Count, chosen: str | None) -> None:
        """Show these counts below one for all of them, and choose one by its slug."""
        if chosen is not None and all(count.slug != chosen for count in counts):
            counts = [
                replace(NOTHING, slug=chosen, name=chosen),
                *counts,
            ]  # it stays, with nothing in the view
        self._counts = [replace(all_of_them, name=ALL), *counts]
        row = next((row for row, count in enumerate(self._counts) if count.slug == (chosen or "")), 0)
        self.rows_changed(row, keep_place=True)

    def recount(self, counts: Sequence[Count], all_of_them: Count) -> None:
        """The same rows with other figures."""
        by_slug = {count.slug: count for count in counts} | {"": replace(all_of_them, name=ALL)}
        self._counts = [by_slug.get(old.slug, replace(old, unread=0, starred=0)) for old in self._counts]
        self.redraw()

    def draw(self, row: int, width: int) -> Sequence[Sequence[Part]]:
        count = self._counts[row]
        styles = theme_styles(self.app.theme_variables)
        news = f"{count.unread:,}" if count.unread else ""
        figures = f"/{count.total:,}" if news else f"{count.total:,}"
        icon = fit(icon, 2) + " " if (icon := glyphs.icon(count.icon)) else ""  # some icons are one cell wide
        room = width - cell_len(news) - cell_len(figures) - 3
        name = fit(icon + count.name, room)
        return [
            [
                (" ", Style()),
                (name, Style()),
                (" ", Style()),
                (news, styles["unread"]),
                (figures, styles["dim"]),
            ]
        ]
