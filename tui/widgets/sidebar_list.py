"""The first pane: all papers, what is new, starred or for later, lists and saved views, and below them the venues."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from textual.events import Click

from papernotes import glyphs as signs
from papernotes.figures import bar
from papernotes.glyphs import glyphs
from papernotes.notes import Count
from papernotes.sidebar import KINDS, LATER, LIST, NEW, STARRED, VIEW, SidebarItem
from papernotes.tui.theme.styles import ThemeStyles, theme_styles
from papernotes.tui.widgets.facet_list import ALL, count_line, figures, line, recounted, with_all
from papernotes.tui.widgets.row_list import Part, RowList, fit
from papernotes.views import NOTHING

MAXIMUM_ITEMS = 7
"""How many items of a kind are shown without folding."""
UNFOLDED_ITEMS = 5
"""How many items of a kind are shown when the others are folded away."""
SIGNS = {NEW: signs.NEW, STARRED: signs.STARRED, LATER: signs.LATER, LIST: signs.LISTED, VIEW: "/"}
PROGRESS_CELLS = 4
"""Width of the progress bar beside a list."""


class FoldRow(NamedTuple):
    """A row that unfolds the items of a kind, of which `hidden` are folded away, or folds them."""

    kind: str
    hidden: int


SidebarRow = Count | SidebarItem | FoldRow


class SidebarList(RowList):
    """All papers, new notes, lists, saved views, and venues; one of them is shown."""

    def __init__(self, *, id: str, title: str) -> None:
        super().__init__(id=id, title=title)
        self.counts: list[Count] = [NOTHING._replace(name=ALL)]
        """The counts of all papers, and of each venue."""
        self._items: list[SidebarItem] = []
        self._open: set[str] = set()
        self.rows: list[SidebarRow] = list(self.counts)

    @property
    def row_count(self) -> int:
        return len(self.rows)

    @property
    def row(self) -> SidebarRow:
        """The chosen row."""
        return self.rows[self.chosen]

    @property
    def slug(self) -> str | None:
        """The chosen venue; None for all papers, or while another row is chosen."""
        return self.row.slug or None if isinstance(self.row, Count) else None

    @property
    def sidebar_items(self) -> Sequence[SidebarItem]:
        """The items, with the one that is shown although it is gone."""
        return self._items

    def name_of(self, item_id: str) -> str:
        """The name of the item with an id; empty if there is none."""
        return next((found.name for found in self._items if found.id == item_id), "")

    def show(
        self,
        counts: Sequence[Count],
        all_of_them: Count,
        chosen: str | None,
        sidebar_items: Iterable[SidebarItem] = (),
        item_id: str = "",
    ) -> None:
        """Show counts of venues and items, and choose an item by its id, else a venue by its slug."""
        self.counts = with_all(counts, all_of_them, None if item_id else chosen)
        self._keep(sidebar_items, item_id)
        self._arrange(item_id)
        self.rows_changed(self._row_of(item_id, chosen), keep_place=True)

    def recount(
        self, counts: Sequence[Count], all_of_them: Count, sidebar_items: Iterable[SidebarItem] | None = None
    ) -> None:
        """Show other counts; rows and choice stay, unless there are other items."""
        self.counts = recounted(self.counts, counts, all_of_them)
        self.set_sidebar_items(self._items if sidebar_items is None else sidebar_items)

    def set_sidebar_items(self, sidebar_items: Iterable[SidebarItem]) -> None:
        """Show other items; the choice stays."""
        row = self.row
        item_id = row.id if isinstance(row, SidebarItem) else ""
        before = [_name(row) for row in self.rows]
        self._keep(sidebar_items, item_id)
        self._arrange(item_id)
        names = [_name(row) for row in self.rows]
        if names == before:
            self.redraw()
        else:
            chosen = _name(row)
            self.rows_changed(names.index(chosen) if chosen in names else 0, keep_place=True)

    def _keep(self, sidebar_items: Iterable[SidebarItem], chosen: str) -> None:
        """Take these items, and keep the chosen one where it was if it is not among them."""
        found = list(sidebar_items)
        gone = next((item for item in self._items if item.id == chosen), None)
        if gone is not None and all(item.id != chosen for item in found):
            found.insert(self._items.index(gone), gone._replace(counted=None, gone=True))
        self._items = found

    def _arrange(self, chosen: str) -> None:
        self.rows = [self.counts[0]]
        for kind in KINDS:
            items = [item for item in self._items if item.kind == kind]
            if len(items) <= MAXIMUM_ITEMS:
                self.rows += items
            elif kind in self._open:
                self.rows += [*items, FoldRow(kind, 0)]
            else:
                shown = [item for at, item in enumerate(items) if at < UNFOLDED_ITEMS or item.id == chosen]
                self.rows += [*shown, FoldRow(kind, len(items) - len(shown))]
        self.rows += self.counts[1:]

    def _row_of(self, item_id: str, slug: str | None) -> int:
        for row, found in enumerate(self.rows):
            if isinstance(found, SidebarItem) if item_id else isinstance(found, Count):
                name = found.id if isinstance(found, SidebarItem) else getattr(found, "slug", "")
                if name == (item_id or slug or ""):
                    return row
        return 0

    # Folding

    def action_into(self) -> None:
        if isinstance(self.row, FoldRow):
            self._turn(self.row)
        else:
            super().action_into()

    def on_click(self, event: Click) -> None:
        row = self.row_at(event)
        if 0 <= row < self.row_count and isinstance(found := self.rows[row], FoldRow):
            event.prevent_default()
            if event.chain == 1:
                self._turn(found)

    def _turn(self, fold: FoldRow) -> None:
        """Unfold the items of a kind and choose the first of them, or fold them again."""
        before = list(self.rows)
        self._open ^= {fold.kind}
        self._arrange("")
        revealed = (
            row
            for row, found in enumerate(self.rows)
            if isinstance(found, SidebarItem) and found not in before
        )
        folds = (
            row
            for row, found in enumerate(self.rows)
            if isinstance(found, FoldRow) and found.kind == fold.kind
        )
        first = next(revealed, None) if fold.hidden else None
        row = next(folds) if first is None else first
        self.rows_changed(row, keep_place=True)
        if first is not None:
            self.post_message(self.Chosen(self))

    # Drawing

    def draw(self, row: int, width: int) -> Sequence[Sequence[Part]]:
        styles, found = theme_styles(self.app.theme_variables), self.rows[row]
        if isinstance(found, Count):
            return [count_line(found, width, styles)]
        if isinstance(found, FoldRow):
            text = (
                f"{found.hidden:,} more {_PLURAL[found.kind]} …"
                if found.hidden
                else f"fewer {_PLURAL[found.kind]}"
            )
            return [line(_sign(" ") + text, [[]], width, styles["dim"])]
        return [_item_line(found, width, styles)]


_PLURAL = {LIST: "lists", VIEW: "views"}


def _name(row: SidebarRow) -> str:
    if isinstance(row, Count):
        return f"venue:{row.slug}"
    return row.id if isinstance(row, SidebarItem) else f"fold:{row.kind}"


def _sign(sign: str) -> str:
    """A sign, as wide as the icons of venues if these are shown."""
    return f"{sign} " if glyphs.ascii else f"{fit(sign, 2)} "


def _item_line(item: SidebarItem, width: int, styles: ThemeStyles) -> list[Part]:
    name, count = _sign(SIGNS[item.kind]) + item.name, item.counted
    if item.gone:
        return line(name, [[("gone", styles["dim"])]], width, styles["dim"])
    if count is None:
        return line(name, [[]], width)
    choices = figures(count, styles)
    if item.kind == LIST and count.total:
        share = bar(1 - count.unread / count.total, PROGRESS_CELLS)
        choices.insert(0, [(f"{share.replace(' ', '·'):·<{PROGRESS_CELLS}} ", styles["dim"]), *choices[0]])
    return line(name, choices, width)
