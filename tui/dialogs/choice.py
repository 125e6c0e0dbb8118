"""A small panel to choose from: by moving, or by the letter before each choice."""

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
from papernotes.styles import theme_styles
from papernotes.tui.widgets.row_list import Part, RowList, fit


@dataclass(frozen=True, slots=True)
class MenuChoice:
    """One of several: the letter that takes it, what it says (`figures` on the right), and whether it is on now."""

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
    """Gives the value of the choice taken, None where none was."""

    BINDINGS = [Binding("escape,q,h,left", "leave", "close", show=False)]
    DEFAULT_CSS = """
    ChoiceScreen { align: center middle; background: $background 50%; }
    ChoiceScreen > Vertical { width: 44; max-width: 95%; height: auto; }
    ChoiceScreen RowList { border: round $primary; background: $surface; overflow-y: auto; }
    """

    def __init__(self, title: str, choices: Sequence[MenuChoice], hint: str = "") -> None:
        """`hint` says below the choices what else can be done."""
        super().__init__()
        self.rows = _Choices(choices, title)
        self.rows.border_subtitle = glyphs.keys(hint)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield self.rows

    def set_choices(self, choices: Sequence[MenuChoice]) -> None:
        """The same choices, with more said of them."""
        self.rows.choices = choices
        self.rows.redraw()

    def on_resize(self) -> None:
        # Not by `max-height`, with which the panel would be laid out as if it had all of its height.
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
