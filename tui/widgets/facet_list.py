"""The pane of topics, and the lines of counts for topics and venues: the new entries, the unread ones, and all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.style import Style
from textual.events import MouseDown, MouseMove

from papernotes.glyphs import NEW, glyphs
from papernotes.tui.theme.styles import ThemeStyles, theme_styles
from papernotes.tui.widgets.dragged_edge import DraggedEdge
from papernotes.tui.widgets.row_list import Part, RowList, fit
from papernotes.views import NOTHING

if TYPE_CHECKING:
    from papernotes.notes import Count

ALL = "All"
_BLANK: Part = (" ", Style())


class FacetList(RowList):
    """Topics; the first row stands for all of them."""

    def __init__(self, *, id: str, title: str, edge: bool = False) -> None:
        """`edge`: the line above the pane can be dragged."""
        super().__init__(id=id, title=title)
        self._edge = DraggedEdge(self, active=edge)
        self.counts: list[Count] = [NOTHING._replace(name=ALL)]

    @property
    def row_count(self) -> int:
        return len(self.counts)

    @property
    def slug(self) -> str | None:
        """The chosen topic; None for all."""
        return self.counts[self.chosen].slug or None

    def show(self, counts: Sequence[Count], all_of_them: Count, chosen: str | None) -> None:
        """Show counts, with one for all of them first, and choose one by its slug."""
        self.counts = with_all(counts, all_of_them, chosen)
        row = next((row for row, count in enumerate(self.counts) if count.slug == (chosen or "")), 0)
        self.rows_changed(row, keep_place=True)

    def recount(self, counts: Sequence[Count], all_of_them: Count) -> None:
        """Show other counts in the same rows."""
        self.counts = recounted(self.counts, counts, all_of_them)
        self.redraw()

    def draw(self, row: int, width: int) -> Sequence[Sequence[Part]]:
        styles = theme_styles(self.app.theme_variables)
        return [count_line(self.counts[row], width, styles)]

    # The line above

    def on_mouse_down(self, event: MouseDown) -> None:
        self._edge.pressed(event)

    def on_mouse_move(self, event: MouseMove) -> None:
        self._edge.moved(event)

    def on_mouse_up(self) -> None:
        self._edge.released()


def with_all(counts: Sequence[Count], all_of_them: Count, chosen: str | None) -> list[Count]:
    """Counts with the one for all of them first. A chosen slug gets a row even if nothing in the view has it."""
    if chosen is not None and all(count.slug != chosen for count in counts):
        counts = [NOTHING._replace(slug=chosen, name=chosen), *counts]
    return [all_of_them._replace(name=ALL), *counts]


def recounted(before: Sequence[Count], counts: Sequence[Count], all_of_them: Count) -> list[Count]:
    """The same rows with other counts."""
    by_slug = {count.slug: count for count in counts} | {"": all_of_them._replace(name=ALL)}
    return [by_slug.get(old.slug, old._replace(unread=0, starred=0, news=0)) for old in before]


def count_line(count: Count, width: int, styles: ThemeStyles) -> list[Part]:
    """The line of a venue or topic, `width` cells wide."""
    icon = fit(icon, 2) + " " if (icon := glyphs.icon(count.icon)) else ""  # an icon may be one cell wide
    return line(icon + count.name, figures(count, styles), width)


def figures(count: Count, styles: ThemeStyles) -> list[list[Part]]:
    """How many entries are new, unread, and there are in all, where these differ; then the same in less and less room."""
    news: list[Part] = [(f"{NEW}{count.news:,}", styles["tag"])] if count.news else []
    unread: list[Part] = [(f"{count.unread:,}", styles["unread" if count.unread else "dim"])]
    total: list[Part] = [(f"/{count.total:,}", styles["dim"])] if count.total != count.unread else []
    if news and count.news == count.unread:
        unread = news
    elif news:
        return [[*news, _BLANK, *unread, *total], [*news, _BLANK, *unread], unread]
    return [[*unread, *total], unread]


def line(name: str, choices: Sequence[Sequence[Part]], width: int, style: Style | None = None) -> list[Part]:
    """A line with a name on the left, and on the right the first of the figures that leave room for the name, else the last."""

    def room(figures: Sequence[Part]) -> int:
        return width - sum(cell_len(text) for text, _ in figures) - 3

    chosen = next((figures for figures in choices if room(figures) >= cell_len(name)), choices[-1])
    return [(" ", Style()), (fit(name, room(chosen)), style or Style()), (" ", Style()), *chosen]
