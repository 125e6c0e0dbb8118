"""A dialog to pick names from. Typing narrows them, or makes a new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from papernotes.glyphs import ON, glyphs
from papernotes.tui.theme.styles import theme_styles
from papernotes.tui.widgets.row_list import Part, RowList, fit

MINIMUM_NAME_CELLS = 3
"""How much of a name is shown beside figures, at least."""
SEPARATOR = ","
"""Between several names."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its text, figures on the right, whether it is on now, and what stands below it, where rows have two lines.

    Picking it returns `value`, or the text if that is empty. A row with `fixed` cannot be picked.
    """

    text: str
    figures: str = ""
    on: bool = False
    value: str = ""
    fixed: bool = False
    below: str = ""

    @property
    def name(self) -> str:
        """What picking the row returns."""
        return self.value or self.text


@dataclass(frozen=True, slots=True)
class Picked:
    """The names that were picked, and what to do with them: `take`, or one of the dialog's other acts."""

    names: tuple[str, ...]
    act: str = "take"


def shared_out(text: str, figures: str, width: int) -> tuple[str, str]:
    """A name and its figures, cut so that they fit into `width` cells. Some of the name is always shown."""
    least = min(cell_len(text), MINIMUM_NAME_CELLS)
    if cell_len(figures) > width - least:
        figures = fit(figures, max(0, width - least)).rstrip()
    return fit(text, width - cell_len(figures)), figures


class _Names(RowList, can_focus=False):
    def __init__(self, nothing: str, row_height: int) -> None:
        super().__init__(id="names", title="")
        self.rows: list[Row] = []
        self.nothing = nothing
        self.row_height = row_height

    @property
    def row_count(self) -> int:
        return max(1, len(self.rows))

    def draw(self, row: int, width: int) -> Sequence[Sequence[Part]]:
        styles = theme_styles(self.app.theme_variables)
        if row >= len(self.rows):
            return [[(f"   {self.nothing}", styles["dim"])]]
        found = self.rows[row]
        text, figures = shared_out(found.text, found.figures, width - 5)
        return [
            [
                (f" {ON} " if found.on else "   ", styles["unread"]),
                (text, styles["dim"] if found.fixed else Style()),
                (f" {figures} ", styles["dim"]),
            ],
            [("   ", Style()), (fit(found.below, width - 5), styles["dim"])],
        ]


class PickScreen(ModalScreen[Picked | None]):
    """Returns what was picked; None if nothing was.

    `new` says what picking a name that is not in the list would do ("new list"); without it, only names in the list
    can be picked. `several`: several names can be typed, with commas between them. `acts`: keystroke → what it does
    with the chosen row instead of taking it.
    """

    BINDINGS = [
        Binding("escape", "leave", "close", show=False),
        Binding("down,ctrl+n", "move(1)", show=False, priority=True),
        Binding("up,ctrl+p", "move(-1)", show=False, priority=True),
        Binding("pagedown", "move(10)", show=False), Binding("pageup", "move(-10)", show=False),
        Binding("tab", "complete", show=False, priority=True),
        Binding("ctrl+d", "act('ctrl+d')", show=False, priority=True),
        Binding("ctrl+r", "act('ctrl+r')", show=False, priority=True),
        Binding("ctrl+s", "act('ctrl+s')", show=False, priority=True),
        Binding("ctrl+o", "act('ctrl+o')", show=False, priority=True),
    ]  # fmt: skip
    DEFAULT_CSS = """
    PickScreen { align: center middle; background: $background 50%; }
    PickScreen > Vertical { width: 76; max-width: 96%; height: auto; max-height: 90%; border: round $primary; background: $surface; }
    PickScreen.-wide > Vertical { width: 110; }
    PickScreen Input { margin: 0 1; }
    PickScreen RowList { height: auto; max-height: 24; border: none; background: $surface; overflow-y: auto; margin-top: 1; }
    """

    def __init__(
        self, title: str, rows: Sequence[Row], *, new: str = "", several: bool = False, nothing: str = "nothing here",
        acts: Mapping[str, str] | None = None, hint: str = "⏎ take · Esc close", text: str = "",
    ) -> None:  # fmt: skip
        super().__init__()
        self._title = title
        self._all = list(rows)
        self._new = new
        self._several = several
        self._acts = dict(acts or {})
        self._hint = hint
        self._moved = False
        self._typing = Input(text, placeholder="type to narrow", compact=True, select_on_focus=False)
        two_lines = any(row.below for row in rows)
        self.names = _Names(nothing, 2 if two_lines else 1)
        self.set_class(two_lines, "-wide")

    def compose(self) -> ComposeResult:
        with Vertical() as panel:
            panel.border_title = self._title.replace("[", r"\[")
            panel.border_subtitle = glyphs.keys(self._hint)
            yield self._typing
            yield self.names

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
        wanted = self._typed.casefold().split()
        rows = [row for row in self._all if all(word in row.text.casefold() for word in wanted)]
        same = next((row for row in rows if row.name.casefold() == self._typed.casefold()), None)
        if same is not None:
            rows.remove(same)
            rows.insert(0, same)
        elif self._new and self._typed:
            rows.append(Row(f"{self._new} “{self._typed}”", value=self._typed))
        self.names.rows = rows
        self._fit()
        self.names.rows_changed(0)

    def _fit(self) -> None:
        room = max(3, self.app.size.height * 9 // 10 - 5)
        self.names.styles.height = min(self.names.row_count * self.names.row_height, 24, room)

    def action_move(self, rows: int) -> None:
        self._moved = True
        self.names.choose(self.names.chosen + rows)

    def action_complete(self) -> None:
        row = self._row
        if row is not None:
            field = self._typing
            before, comma, _ = field.value.rpartition(SEPARATOR) if self._several else ("", "", "")
            field.value = f"{before}{comma}{' ' if comma else ''}{row.name}{', ' if self._several else ''}"
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
