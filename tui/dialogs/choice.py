"""A dialog with a few choices: the reader moves to one, or types the letter before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Static

from papernotes.glyphs import ON
from papernotes.tui.dialogs.frame import Frame
from papernotes.tui.theme.styles import theme_styles
from papernotes.tui.widgets.row_list import Part, RowList, fit

CELLS = 48


@dataclass(frozen=True, slots=True)
class MenuChoice:
    """A choice: the letter that takes it, its text, the value it returns, whether it is on now, and figures on its right."""

    letter: str
    text: str
    value: str
    on: bool = False
    figures: str = ""


class _Choices(RowList):
    def __init__(self, choices: Sequence[MenuChoice]) -> None:
        super().__init__(id="choices", title="")
        self.choices = choices

    @property
    def row_count(self) -> int:
        return len(self.choices)

    def draw(self, row: int, width: int) -> Sequence[Sequence[Part]]:
        choice = self.choices[row]
        styles = theme_styles(self.app.theme_variables)
        figures = f" {choice.figures} " if choice.figures else ""
        return [
            [
                (f" {choice.letter} ", Style(bold=True)),
                (f"{ON} " if choice.on else "  ", styles["unread"]),
                (fit(choice.text, max(1, width - 5 - cell_len(figures))), Style()),
                (figures, styles["dim"]),
            ]
        ]


class ChoiceScreen(ModalScreen[str | None]):
    """Returns the value of the choice that was taken; None if none was."""

    BINDINGS = [Binding("escape,q,h,left", "leave", "close", show=False)]

    def __init__(
        self,
        title: str,
        choices: Sequence[MenuChoice],
        hint: str = "letter or ⏎ choose · Esc close",
        *,
        cells: int = CELLS,
        told: str = "",
        start: str = "",
    ) -> None:
        """`told` stands above the choices. The one with the value `start` is chosen at first, else the one that is on."""
        super().__init__()
        self.rows = _Choices(choices)
        self._start = start
        above = [Static(told, id="told", markup=False)] if told else []
        self._frame = Frame(*above, self.rows, title=title, hints=hint, cells=cells)

    def compose(self) -> ComposeResult:
        yield self._frame

    def set_choices(self, choices: Sequence[MenuChoice]) -> None:
        """Show the same choices with other texts or figures."""
        self.rows.choices = choices
        self.rows.redraw()

    def on_resize(self) -> None:
        # Not by `max-height`: the dialog would be laid out as if it had its full height.
        self.rows.styles.height = min(self.rows.row_count, self._frame.room)

    def on_mount(self) -> None:
        rows = self.rows
        rows.add_class("-current")
        start = (row for row, choice in enumerate(rows.choices) if choice.value == self._start or choice.on)
        rows.rows_changed(next(start, 0))
        rows.focus()

    def on_key(self, event: Key) -> None:
        for choice in self.rows.choices:
            if event.character == choice.letter:
                event.stop()
                self.dismiss(choice.value)

    def on_row_list_entered(self, event: RowList.Entered) -> None:
        self.dismiss(None if event.outward else self.rows.choices[event.rows.chosen].value)

    def action_leave(self) -> None:
        self.dismiss(None)
