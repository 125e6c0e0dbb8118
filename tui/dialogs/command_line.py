"""A line to type: a program and its arguments."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from papernotes.own_commands import PLACEHOLDERS
from papernotes.tui.dialogs.frame import Frame


class CommandLineScreen(ModalScreen[str]):
    """Returns the line; nothing if there is none. `earlier` are lines typed before, which the arrows bring back."""

    BINDINGS = [
        Binding("escape", "leave", "close", show=False),
        Binding("up,ctrl+p", "earlier(-1)", show=False, priority=True),
        Binding("down,ctrl+n", "earlier(1)", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    CommandLineScreen #words { color: $text-muted; padding: 0 1; height: auto; }
    """

    def __init__(self, title: str, typed_for: str, earlier: Sequence[str]) -> None:
        super().__init__()
        self._lines = [*earlier, ""]
        self._at = len(earlier)
        self._typing = Input(placeholder=typed_for, compact=True, select_on_focus=False)
        words = Static(f"of the paper: {'  '.join(PLACEHOLDERS)}", id="words", markup=False)
        hints = "⏎ run · ! before it: it has the terminal · ↑ earlier · Esc close"
        self._frame = Frame(self._typing, words, title=title, hints=hints)

    def compose(self) -> ComposeResult:
        yield self._frame

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip())

    def action_earlier(self, steps: int) -> None:
        self._at = max(0, min(self._at + steps, len(self._lines) - 1))
        self._typing.value = self._lines[self._at]
        self._typing.cursor_position = len(self._typing.value)

    def action_leave(self) -> None:
        self.dismiss("")
