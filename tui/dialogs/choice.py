"""A dialog with a few choices: the reader moves to one, or types the letter before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.events import Key
from textual.screen import ModalScreen

from papernotes.glyphs import ON, glyphs
from papernotes.tui.theme.styles import theme_styles
from papernotes.tui.widgets.row_list import Part, RowList, fit


@dataclass(frozen=True, slots=True)
class MenuChoice:
    """A choice: the letter that takes it, its text, the value it returns, whether it is on now, and figures on its right."""

    letter: str
    text: str
    value: str
    on: bool = False
    figures: str = ""


class _Choices(RowList):
    def __init__(self, choices: Sequence[MenuChoice], title: str) -> None:
        super().__init__(id="choices", title=title)
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
    DEFAULT_CSS = """
    ChoiceScreen { align: center middle; background: $background 50%; }
    ChoiceScreen > Vertical { width: 44; max-width: 95%; height: auto; }
    ChoiceScreen RowList { border: round $primary; background: $surface; overflow-y: auto; }
    """

    def __init__(self, title: str, choices: Sequence[MenuChoice], hint: str = "") -> None:
        """`hint` is shown in the border below, for keystrokes that do something else."""
        super().__init__()
        self.rows = _Choices(choices, title)
        self.rows.border_subtitle = glyphs.keys(hint)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield self.rows

    def set_choices(self, choices: Sequence[MenuChoice]) -> None:
        """Show the same choices with other texts or figures."""
        self.rows.choices = choices
        self.rows.redraw()

    def on_resize(self) -> None:
        # Not by `max-height`: the dialog would be laid out as if it had its full height.
        self.rows.styles.height = min(self.rows.row_count + 2, self.app.size.height * 9 // 10)

    def on_mount(self) -> None:
        rows = self.rows
        rows.rows_changed(next((row for row, choice in enumerate(rows.choices) if choice.on), 0))
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
