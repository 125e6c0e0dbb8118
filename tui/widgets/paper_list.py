"""The pane of papers: two lines for each entry, three in the results of a search."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.message import Message
from textual.strip import Strip

from papernotes.formulas import without_formulas
from papernotes.glyphs import ON
from papernotes.reading import UNMARKED, Mark
from papernotes.tui.theme.styles import theme_styles
from papernotes.tui.widgets.paper_row import (
    INDENT_CELLS,
    MAXIMUM_SUMMARY_CHARACTERS,
    about_paper,
    broken,
    cut,
    margin,
    marked,
    signs_of,
    title_style,
    two_lines,
    with_beginning,
)
from papernotes.tui.widgets.row_list import Part, RowList
from papernotes.tui.widgets.selection import RowSelection
from papernotes.views import CLOSEST

if TYPE_CHECKING:
    from papernotes.notes import Entry
    from papernotes.tui.messages import RowMatch
    from papernotes.views import WeakMatch

_NO_MATCHES: Mapping[int, RowMatch] = MappingProxyType({})
DIVIDER = -1
"""Stands among the ids of rows for the row between entries that have all words of the query and those that do not."""
BLOCK_ENTRIES = 32
"""How many entries are fetched at once around one that comes into sight."""
MAXIMUM_KEPT_ENTRIES = 1_000
"""Entries beyond which those that were fetched before are let go of, and so their matches. Each takes about 2 KB."""


class PaperList(RowList):
    """Entries, by their ids. A row is fetched when it comes into sight."""

    class Unmatched(Message):
        """Rows came into sight whose matches are not known yet. There are `width` cells for a passage."""

        def __init__(self, ids: list[int], width: int) -> None:
            super().__init__()
            self.ids = ids
            self.width = width

    COMPONENT_CLASSES = {"row--selected"}
    DEFAULT_CSS = """
    PaperList > .row--selected { background: $accent-muted; }
    """
    row_height = 2

    def __init__(self, *, id: str, fetch: Callable[[Sequence[int]], list[Entry]], how_to_clear: str) -> None:
        """`fetch` returns entries by their ids. `how_to_clear` is shown behind the number of selected entries."""
        super().__init__(id=id, title="Papers")
        self._how_to_clear = how_to_clear
        self._fetch = fetch
        self._ids: list[int] = []
        self._lacking: dict[int, tuple[str, ...]] = {}
        self._rows: list[int] = []
        self._entries: dict[int, Entry] = {}
        self.marks: Mapping[int, Mark] = {}
        self.matches: dict[int, RowMatch] = {}
        self._asked: set[int] = set()
        self._searching = False
        self._since = ""
        self._implied: Sequence[str] = ()
        self._called = self._nothing = ""
        self._selection = RowSelection()
        self._earlier = False

    @property
    def row_count(self) -> int:
        return len(self._rows)

    @property
    def ids(self) -> list[int]:
        """The ids of all entries of the view, in their order; without those that lack words of the query."""
        return self._ids

    def id_at(self, row: int) -> int | None:
        """The id of the entry of a row; None if there is none."""
        return self._rows[row] if 0 <= row < len(self._rows) and self._rows[row] != DIVIDER else None

    def beside_divider(self, row: int, step: int) -> int:
        """The row, or the next one in a direction if it is the divider, which cannot be chosen."""
        if not self._lacking or row != len(self._ids):
            return row
        return row + step if row else 1

    def row_further(self, step: int) -> int:
        """The row this many below the chosen one, or above it; the last or first one where there are fewer.

        One that cannot be chosen where there is none at all: the one below the last, or above the first.
        """
        there = self.chosen + step
        if not 0 <= there < self.row_count and abs(step) > 1:
            end = self.row_count - 1 if step > 0 else 0
            there = end if end != self.chosen else self.chosen + (1 if step > 0 else -1)
        return self.beside_divider(there, 1 if step > 0 else -1)

    def row_of(self, id_: int) -> int | None:
        """The row of an entry, whether or not it has all words; None if it has none."""
        return self._rows.index(id_) if id_ in self._rows else None

    def is_weak(self, row: int) -> bool:
        """Whether the entry of a row lacks words of the query."""
        return row > len(self._ids)

    @property
    def entry(self) -> Entry | None:
        """The chosen entry."""
        return self.entry_at(self.chosen)

    def entry_at(self, row: int) -> Entry | None:
        """The entry of a row; None if there is none, or it has gone from the library."""
        id_ = self.id_at(row)
        if id_ is None:
            return None
        if id_ not in self._entries:
            first = max(0, row - BLOCK_ENTRIES // 4)
            block = self._rows[first : first + BLOCK_ENTRIES]
            self._keep(
                self._fetch([other for other in block if other not in self._entries and other != DIVIDER])
            )
        return self._entries.get(id_)

    def _keep(self, entries: Iterable[Entry]) -> None:
        if len(self._entries) > MAXIMUM_KEPT_ENTRIES:
            self._entries.clear()
        self._entries.update((entry.id, entry) for entry in entries)

    def show(
        self,
        ids: list[int],
        marks: Mapping[int, Mark],
        *,
        searching: bool,
        chosen: int | None,
        fresh: bool,
        again: bool = False,
        since: str = "",
        entries: Iterable[Entry] = (),
        matches: Mapping[int, RowMatch] = _NO_MATCHES,
        weak: Sequence[WeakMatch] = (),
        implied: Sequence[str] = (),
    ) -> None:
        """Show entries by their ids, and choose one of them: `chosen` if it is among them, else the first.

        `searching`: rows have a third line, for a passage with matches. `fresh`: the library has changed, so that all
        rows must be fetched again. `again`: the view is the same as before; if the chosen entry has gone, the next one
        below it that stays is chosen, else the next above it. Entries that came or were revised after `since` (ISO 8601, UTC) are marked as new.
        `entries` are rows that need not be fetched, `matches` the matches in them, as far as they are known. `weak` are
        entries that lack words of the query: they stand below a divider, and are not part of what is selected as a range.
        `implied` are venues and topics, by their slugs, that are not repeated in each row.
        """
        if fresh:
            self._entries.clear()
        self._keep(entries)
        before, at = self._rows, self.chosen
        lacking = {match.id: match.lacking for match in weak}
        rows = [*ids, DIVIDER, *lacking] if lacking else ids
        keeps_height = bool(before) and searching == self._searching
        in_sight = slice(self.scroll_offset.y // self.row_height + self.rows_in_sight)
        same_rows = again and not fresh and keeps_height and self.marks is marks and self._since == since
        same_rows = same_rows and lacking == self._lacking and implied == self._implied
        if same_rows and rows[in_sight] == before[in_sight] and chosen in rows[at : at + 1]:
            self._ids, self._rows = ids, rows
            self._selection.keep(rows)
            self._show_title()
            self.rows_added()
            return
        self.marks = marks
        self._since, self._implied = since, implied
        if fresh or not again:
            self.matches.clear()
            self._asked.clear()
        self.matches.update(matches)
        self._searching = searching
        self.row_height = 3 if searching else 2
        self._ids, self._rows, self._lacking = ids, rows, lacking
        row = self.row_of(chosen) if chosen is not None else None
        if row is None and again:
            places = {id_: row for row, id_ in enumerate(rows)}
            nearest = (*before[at:], *reversed(before[:at]))
            row = next((places[id_] for id_ in nearest if id_ in places), None)
        self._selection.keep(rows)
        self._show_title()
        self.rows_changed(self.beside_divider(row or 0, 1), keep_place=row is not None and keeps_height)

    @property
    def rows_in_sight(self) -> int:
        """How many rows there is room for, including one that is cut off."""
        return self.size.height // self.row_height + 1

    def say(self, name: str, nothing: str) -> None:
        """Show the name of the view in the border, if it has one; and say why it is empty."""
        self._called, self._nothing = name, nothing
        self._show_title()

    def render_line(self, y: int) -> Strip:
        if self._rows or not self._nothing:
            return super().render_line(y)
        width = self.scrollable_content_region.width
        style = theme_styles(self.app.theme_variables)["dim"]
        lines = broken(self._nothing, width - INDENT_CELLS - 1)
        text = " " * INDENT_CELLS + lines[y - 1] if 0 < y <= len(lines) else ""
        return Strip([Segment(set_cell_size(text, width), self.rich_style + style)], width)

    # RowSelection

    @property
    def selected(self) -> list[int]:
        """The ids of the selected entries, in their order."""
        ids = self._selection.ids
        return [id_ for id_ in self._rows if id_ in ids] if ids else []

    @property
    def selects_range(self) -> bool:
        """Whether a range is being selected: moving extends it."""
        return self._selection.grows

    def select_range(self) -> None:
        """Begin a range at the chosen row, or end it. Moving extends it."""
        self._selection.begin_or_end(self._ids, self.chosen)
        self._show_title()
        self.redraw()

    def toggle_selected(self) -> None:
        """Select the chosen row, or take it out of the selection, and go down."""
        if self._rows:
            self._selection.toggle(self._rows[self.chosen])
            self.redraw(self.chosen)
            self.choose(self.chosen + 1)
            self._show_title()

    def clear_selection(self) -> bool:
        """Clear the selection; returns whether there was one, or a range was begun."""
        if not self._selection:
            return False
        self._selection = RowSelection()
        self._show_title()
        self.redraw()
        return True

    def choose(self, row: int, *, tell: bool = True) -> None:
        row = max(0, min(row, self.row_count - 1))
        super().choose(self.beside_divider(row, 1 if row > self.chosen else -1), tell=tell)
        if self._selection.extend(self._ids, self.chosen):
            self._show_title()
            self.redraw()

    def look(self, row: int) -> str:
        is_selected = 0 <= row < len(self._rows) and self._rows[row] in self._selection.ids
        return "row--selected" if is_selected else ""

    def _show_title(self) -> None:
        count = len(self._selection.ids)
        selected = f"{count:,} selected{self._how_to_clear}" if count else ""
        earlier = "of an earlier query" if self._earlier and self._rows else ""
        title = " · ".join(filter(None, ("Papers", earlier, selected, self._called))).replace("[", r"\[")
        if title != self.border_title:  # to set it has all of the pane painted
            self.border_title = title

    def set_earlier(self, earlier: bool) -> bool:
        """Dim the rows if they are the results of an earlier query; returns whether that has changed."""
        if earlier == self._earlier:
            return False
        self._earlier = earlier
        self._show_title()
        self.redraw()
        return True

    def set_marks(self, marks: Mapping[int, Mark]) -> None:
        """Show another reading state in the same rows."""
        self.marks = marks
        self.redraw()

    def set_matches(self, matches: Mapping[int, RowMatch]) -> None:
        """Show the matches in some entries, by their ids."""
        self.matches.update(matches)
        first = self.scroll_offset.y // self.row_height
        for row in range(first, min(self.row_count, first + self.size.height // self.row_height + 2)):
            if self._rows[row] in matches:
                self.redraw(row)

    def is_unread(self, row: int) -> bool:
        """Whether the paper of a row is unread."""
        entry = self.entry_at(row)
        return entry is not None and not self.state(entry).read

    def state(self, entry: Entry) -> Mark:
        """What the reader did with the entry's paper."""
        return self.marks.get(entry.paper, UNMARKED)

    def draw(self, row: int, width: int) -> Sequence[Sequence[Part]]:
        styles = theme_styles(self.app.theme_variables)
        if self._rows[row] == DIVIDER:
            return [[], [(f" ─── {CLOSEST} ".ljust(width, "─"), styles["dim"])]]
        entry = self.entry_at(row)
        if entry is None:
            return [[("   (gone from the library)", Style(dim=True))]]
        if self._searching and entry.id not in self._asked:
            self._ask(row)
        state = self.state(entry)
        match = self.matches.get(entry.id)
        signs: list[Part] = [
            (ON if entry.id in self._selection.ids else " ", styles["selected"]),
            *signs_of(state, styles),
        ]
        news = "" if state.read or not self._since else entry.news(self._since)
        text, room = without_formulas(entry.title), width - INDENT_CELLS - 1
        title = marked(text, match.title if match else (), title_style(state, styles), styles["match"])
        about = about_paper(entry, self._implied, self._lacking.get(entry.id, ()), styles)
        summary = "" if self._searching else entry.summary[:MAXIMUM_SUMMARY_CHARACTERS]
        if entry.id in self._lacking:  # these words need the room more than the rest of a long title
            first, second = cut(title, room), about
        else:
            first, second = two_lines(title, text, about, room)
        second = with_beginning(second, summary, room, styles)
        third: list[Part] = []
        if self._searching:
            passage, spans = (match.passage, match.spans) if match else (without_formulas(entry.summary), ())
            third = marked(passage, spans, styles["dim"], styles["match"])
        if not second:  # the view implies all that it would say
            second, third = third, []
        lines = [[*signs, *first], [*margin(news, bool(entry.notes), styles), *second]]
        if third:
            lines.append([(" " * INDENT_CELLS, Style()), *third])
        return [[(text, styles["dim"]) for text, _ in line] for line in lines] if self._earlier else lines

    def _ask(self, row: int) -> None:
        """Ask once for the matches in the rows of one screen."""
        height = max(1, self.size.height // self.row_height + 1)
        if len(self._asked) > MAXIMUM_KEPT_ENTRIES:
            self._asked.clear()
            self.matches.clear()
        wanted = [id_ for id_ in self._rows[row : row + height] if id_ != DIVIDER and id_ not in self._asked]
        self._asked.update(wanted)
        self.post_message(self.Unmatched(wanted, self.scrollable_content_region.width - INDENT_CELLS))
