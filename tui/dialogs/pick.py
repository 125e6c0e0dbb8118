"""A dialog to pick from. Typing narrows the rows, or makes a new name."""

from __future__ import annotations

from asyncio import sleep
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen
from textual.widgets import Input

from papernotes.glyphs import ON
from papernotes.render import folded
from papernotes.tui.dialogs.frame import Frame
from papernotes.tui.theme.styles import theme_styles
from papernotes.tui.widgets.row_list import Part, RowList, fit

MINIMUM_NAME_CELLS = 3
"""How much of a name is shown beside figures, at least."""
READABLE_NAME_CELLS = 20
"""How much of it is shown before the first of several figures are left out for it."""
MAXIMUM_ROWS, MAXIMUM_CLEAR_ROWS = 24, 8
"""Rows of the dialog, and of one behind which the screen is to be seen."""
MAXIMUM_FOLDED_ROWS = 2_000
"""Beyond this, accents are not looked through: with 30,000 rows a letter typed would take a sixth of a second."""
MINIMUM_ABOUT_CELLS = 16
"""Room beside the names below which nothing is told of them."""
MAXIMUM_COLUMN_CELLS = 24
"""The cell at which what is told of the rows begins at most; longer names move it."""
CELLS, WIDE_CELLS, MAXIMUM_CELLS = 76, 110, 140
"""Widths of the dialog: with rows of one line, with rows of two, and at most, where a row needs it."""
MARGIN_CELLS = 9
"""What borders, signs and the scrollbar take of the width."""
MEASURED_ROWS = 200
"""How many rows are measured for the width: there may be tens of thousands."""
REST_SECONDS = 0.12
"""How long nothing must be typed until more rows are looked for, and a row must be chosen until it is shown."""
SEPARATOR = ","
"""Between several names."""
PART = " · "
"""Between several figures."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its text, figures on the right, whether it is on now, and what stands below it, where rows have two lines.

    `bar` stands behind the figures where no usual name is cut for it.

    Picking it returns `value`, or the text if that is empty. A row with `fixed` cannot be picked; a `quiet` one is dimmed, too. `about` is told beside
    the text where there is room.
    """

    text: str
    figures: str = ""
    on: bool = False
    value: str = ""
    fixed: bool = False
    below: str = ""
    about: str = ""
    bar: str = ""
    quiet: bool = False

    @property
    def name(self) -> str:
        """What picking the row returns."""
        return self.value or self.text


@dataclass(frozen=True, slots=True)
class Picked:
    """The names that were picked, and what to do with them: `take`, or one of the dialog's other acts."""

    names: tuple[str, ...]
    act: str = "take"


Narrow = Callable[[Sequence[Row], str], list[Row]]
"""Gives the rows that are shown for a text."""


def having_all_words(rows: Sequence[Row], text: str) -> list[Row]:
    """The rows whose text has all words of `text`, in whatever case and, among not too many rows, whatever accents."""
    form = folded if len(rows) <= MAXIMUM_FOLDED_ROWS else str.casefold
    words = form(text).split()
    if not words:
        return list(rows)
    names = ((row, form(row.text)) for row in rows)
    return [row for row, name in names if all(word in name for word in words)]


def cells_for(rows: Sequence[Row], least: int) -> int:
    """The width of a dialog in which the first rows are not cut: `least`, or up to MAXIMUM_CELLS."""
    longest = max(
        (
            max(cell_len(row.text) + cell_len(row.figures) + cell_len(row.bar) + 3, cell_len(row.below))
            for row in rows[:MEASURED_ROWS]
        ),
        default=0,
    )
    return max(least, min(MAXIMUM_CELLS, longest + MARGIN_CELLS))


def shared_out(text: str, figures: str, width: int) -> tuple[str, str]:
    """A name and its figures, cut so that they fit into `width` cells. Some of the name is always shown.

    The last of several figures is the one that stays.
    """
    wanted = min(cell_len(text), READABLE_NAME_CELLS)
    while cell_len(figures) > width - wanted and PART in figures:
        figures = figures.partition(PART)[2]
    least = min(cell_len(text), MINIMUM_NAME_CELLS)
    if cell_len(figures) > width - least:
        figures = fit(figures, max(0, width - least)).rstrip()
    return fit(text, width - cell_len(figures)), figures


def _cells_with_bar(row: Row) -> int:
    """The width that a row with a bar needs; a longer name than usual is cut for it."""
    name = min(cell_len(row.text), MAXIMUM_COLUMN_CELLS)
    return name + cell_len(row.figures) + cell_len(row.bar) + 3 if row.bar else 0


class _Names(RowList, can_focus=False):
    def __init__(self, nothing: str, row_height: int) -> None:
        super().__init__(id="names", title="")
        self.rows: list[Row] = []
        self.nothing = nothing
        self.row_height = row_height
        self._about_column = 0
        self._bars_from_cells = 0

    @property
    def row_count(self) -> int:
        return max(1, len(self.rows))

    def choose(self, row: int, *, tell: bool = True) -> None:
        """Choose a row that can be picked: the next one, where it cannot."""
        row = max(0, min(row, self.row_count - 1))
        ahead = range(row, self.row_count) if row > self.chosen else range(row, -1, -1)
        free = (at for at in ahead if at >= len(self.rows) or not self.rows[at].fixed)
        super().choose(next(free, self.chosen), tell=tell)

    def show(self, rows: list[Row], name: str = "") -> None:
        """Show other rows, and choose that of a name; else the first that can be picked."""
        self.rows = rows
        widths = (cell_len(row.text) for row in rows if row.about)
        self._about_column = min(MAXIMUM_COLUMN_CELLS, max(widths, default=0))
        self._bars_from_cells = max(map(_cells_with_bar, rows[:MEASURED_ROWS]), default=0)
        named = (at for at, row in enumerate(rows) if name and row.name == name)
        free = (at for at, row in enumerate(rows) if not row.fixed)
        self.rows_changed(next(named, next(free, 0)))

    def draw(self, row: int, width: int) -> Sequence[Sequence[Part]]:
        styles = theme_styles(self.app.theme_variables)
        if row >= len(self.rows):
            return [[(f"   {self.nothing}", styles["dim"])]]
        found = self.rows[row]
        shows_bar = found.bar and width - 5 >= self._bars_from_cells
        figures = f"{found.figures} {found.bar}" if shows_bar else found.figures
        text, figures = shared_out(found.text, figures, width - 5)
        column = max(self._about_column, cell_len(found.text)) + 2
        about = width - 6 - cell_len(figures) - column
        if found.about and about >= MINIMUM_ABOUT_CELLS:
            told = [(fit(found.text, column), Style()), (fit(found.about, about + 1), styles["dim"])]
        else:
            told = [(text, styles["dim"] if found.fixed or found.quiet else Style())]
        return [
            [(f" {ON} " if found.on else "   ", styles["unread"]), *told, (f" {figures} ", styles["dim"])],
            [("   ", Style()), (fit(found.below, width - 5), styles["dim"])],
        ]


class PickScreen(ModalScreen[Picked | None]):
    """Returns what was picked; None if nothing was.

    `new` says what picking a name that is not in the list would do ("new list"); without it, only names in the list
    can be picked. `several`: several names can be typed, with commas between them. `acts`: keystroke → what it does
    with the chosen row instead of taking it. The row named `start` is chosen at first. `narrow` gives the rows for what
    is typed, and `more` those that take longer to find, which follow below. `seen` is called with a row's name when the
    reader rests on it; the screen behind the dialog is clear then, and the dialog has fewer rows. `complete` completes
    what is typed, instead of the chosen row.
    """

    BINDINGS = [
        Binding("escape", "leave", "close", show=False),
        Binding("down,ctrl+n,ctrl+j", "move(1)", show=False, priority=True),
        Binding("up,ctrl+p,ctrl+k", "move(-1)", show=False, priority=True),
        Binding("pagedown,ctrl+f", "move_pages(1)", show=False, priority=True),
        Binding("pageup,ctrl+b", "move_pages(-1)", show=False, priority=True),
        Binding("tab", "complete", show=False, priority=True),
        Binding("ctrl+d", "act('ctrl+d')", show=False, priority=True),
        Binding("ctrl+r", "act('ctrl+r')", show=False, priority=True),
        Binding("ctrl+s", "act('ctrl+s')", show=False, priority=True),
        Binding("ctrl+o", "act('ctrl+o')", show=False, priority=True),
    ]  # fmt: skip

    def __init__(
        self, title: str, rows: Sequence[Row], *, new: str = "", several: bool = False, nothing: str = "nothing here",
        acts: Mapping[str, str] | None = None, hint: str = "⏎ choose · Esc close", text: str = "", start: str = "",
        typed_for: str = "type to narrow", narrow: Narrow = having_all_words,
        more: Callable[[str], Awaitable[Sequence[Row]]] | None = None, seen: Callable[[str], None] | None = None,
        complete: Callable[[str], Awaitable[str]] | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self._all = list(rows)
        self._new = new
        self._several = several
        self._acts = dict(acts or {})
        self._start = start
        self._narrow_rows, self._more, self._seen, self._complete = narrow, more, seen, complete
        self._moved = False
        self._typing = Input(text, placeholder=typed_for, compact=True, select_on_focus=False)
        two_lines = any(row.below for row in rows)
        self.names = _Names(nothing, 2 if two_lines else 1)
        least = WIDE_CELLS if two_lines else CELLS
        self._frame = Frame(self._typing, self.names, title=title, hints=hint, cells=cells_for(rows, least))
        self.set_class(seen is not None, "-clear")

    def compose(self) -> ComposeResult:
        yield self._frame

    def on_mount(self) -> None:
        self.names.add_class("-current")
        self._typing.cursor_position = len(self._typing.value)
        self._narrow()

    def on_unmount(self) -> None:
        """Let go of the rows, of which there may be tens of thousands: the dialog itself stays until garbage is collected."""
        self._all, self.names.rows = [], []

    def on_resize(self) -> None:
        self._fit()

    def on_input_changed(self) -> None:
        self._moved = False
        self._narrow()

    @property
    def _typed(self) -> str:
        """The name being typed."""
        text = self._typing.value
        return " ".join((text.rpartition(SEPARATOR)[2] if self._several else text).split())

    def _narrow(self) -> None:
        typed = self._typed
        rows = self._narrow_rows(self._all, typed)
        same = next((row for row in rows if row.name.casefold() == typed.casefold()), None)
        if same is not None:
            rows.remove(same)
            rows.insert(0, same)
        elif self._new and typed:
            rows.append(Row(f"{self._new} “{typed}”", value=typed))
        self.names.show(rows, "" if typed else self._start)
        self._fit()
        if self._more is not None:
            self.run_worker(self._find_more(self._more, typed), exclusive=True, group="more")
        self._look()

    async def _find_more(self, find: Callable[[str], Awaitable[Sequence[Row]]], typed: str) -> None:
        await sleep(REST_SECONDS)
        if typed and (rows := await find(typed)) and typed == self._typed:
            self.names.rows = [*self.names.rows, *rows]
            self._fit()
            self.names.rows_added()
            self.names.redraw()

    def _look(self) -> None:
        """Tell on which row the reader rests, if that is asked for."""
        if self._seen is not None:
            self.run_worker(self._rest(self._seen), exclusive=True, group="seen")

    async def _rest(self, seen: Callable[[str], None]) -> None:
        await sleep(REST_SECONDS)
        if (row := self._row) is not None:
            seen(row.name)

    def _fit(self) -> None:
        most = MAXIMUM_ROWS if self._seen is None else MAXIMUM_CLEAR_ROWS
        rows = min(self.names.row_count * self.names.row_height, most)
        self.names.styles.height = min(rows, max(3, self._frame.room))

    def action_move(self, rows: int) -> None:
        self._moved = True
        self.names.choose(self.names.chosen + rows)

    def action_move_pages(self, pages: int) -> None:
        self._moved = True
        self.names.action_move_pages(pages)

    async def action_complete(self) -> None:
        row, field = self._row, self._typing
        if self._complete is not None:
            typed = field.value
            found = await self._complete(typed)
            if typed == field.value:
                field.value, field.cursor_position = found, len(found)
        elif row is not None:
            before, comma, _ = field.value.rpartition(SEPARATOR) if self._several else ("", "", "")
            name = row.name if row.name in row.text else row.text
            field.value = f"{before}{comma}{' ' if comma else ''}{name}{', ' if self._several else ''}"
            field.cursor_position = len(field.value)

    @property
    def _row(self) -> Row | None:
        rows = self.names.rows
        return rows[self.names.chosen] if rows else None

    def on_input_submitted(self) -> None:
        self._take()

    def on_row_list_entered(self) -> None:
        self._take()

    def on_row_list_chosen(self) -> None:
        self._moved = True
        self._look()

    def _take(self) -> None:
        row = self._row
        if row is not None and row.fixed:
            return
        typed = self._typing.value.split(SEPARATOR)[:-1] if self._several else []
        names = [name for part in typed if (name := " ".join(part.split()))]
        if row is not None and (self._typed or self._moved or not names):
            names.append(row.name)
        if names:
            self.dismiss(Picked(tuple(dict.fromkeys(names))))

    def action_act(self, keystroke: str) -> None:
        row = self._row
        if row is not None and row in self._all and keystroke in self._acts:
            self.dismiss(Picked((row.name,), self._acts[keystroke]))

    def action_leave(self) -> None:
        self.dismiss(None)
