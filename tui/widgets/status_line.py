"""The bottom line: frequent keystrokes, and what is being done or was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from papernotes.glyphs import WORKING
from papernotes.notes import clean_line

if TYPE_CHECKING:
    from papernotes.keymap.keymap import Keymap

SHOWN_SECONDS = 4.0
"""How long a text is shown."""
SHORT_CHANGE_SECONDS = 0.3
"""How long a change may take without being shown."""
HELP = "help"
"""The name of the actions that show help: their keystroke is shown whatever the room."""


class StatusLine(Static):
    """Keystrokes on the left; on the right a text, the change under way, or the progress of the sync."""

    DEFAULT_CSS = """
    StatusLine { height: 1; dock: bottom; padding: 0 1; color: $text-muted; }
    """

    def __init__(self, keymap: Keymap, *, id: str) -> None:
        super().__init__("", id=id, markup=False)
        self._keymap = keymap
        self._hints: list[tuple[str, str]] = []
        self._help: list[tuple[str, str]] = []
        self._work = ""
        self._changes: list[str] = []
        self._seconds = 0
        self._ticks: Timer | None = None
        self.said = ""
        self._timer: Timer | None = None

    def set_context(self, context: str) -> None:
        """Show the keystrokes of a context."""
        here = self._keymap.here(context)
        named = [(action, (keys[0], action.name)) for action, keys in here.items() if keys]
        self._hints = [hint for action, hint in named if action.footer and action.name != HELP]
        self._help = [hint for action, hint in named if action.name == HELP][:1]
        self._show()

    def set_work(self, text: str) -> None:
        """Show the progress of the sync; an empty text shows none."""
        self._work = clean_line(text)
        self._show()

    def change_begun(self, doing: str) -> None:
        """Note that a change of the reading state has begun. It is shown if it takes long."""
        self._changes.append(doing)
        if self._ticks is None:
            self._seconds = -1
            self._ticks = self.set_interval(1.0, self._tick)
            self.set_timer(SHORT_CHANGE_SECONDS, self._tick)

    def change_ended(self) -> None:
        """Note that the change that was begun first was made, or has failed."""
        del self._changes[:1]
        if not self._changes and self._ticks is not None:
            self._ticks.stop()
            self._ticks = None
            self._show()

    def _tick(self) -> None:
        if self._changes:
            self._seconds += 1
            self._show()

    @property
    def doing(self) -> str:
        """What is on the right: the text shown now, the change under way, or the progress of the sync."""
        if self.said or not self._changes or self._seconds < 0:
            return self.said or self._work
        return (
            f"{WORKING} {self._changes[0]} · {self._seconds} s"
            if self._seconds
            else f"{WORKING} {self._changes[0]}"
        )

    def say(self, text: str) -> None:
        """Show a text for a few seconds."""
        self.said = clean_line(text)
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(SHOWN_SECONDS, lambda: self.say("")) if text else None
        self._show()

    def on_resize(self) -> None:
        self._show()

    def _show(self) -> None:
        width = self.size.width - 2
        right = self.doing
        work = set_cell_size(right, min(cell_len(right), max(0, width * 2 // 3)))
        room = width - cell_len(work) - 2 - sum(map(_cells, self._help))
        shown: list[tuple[str, str]] = []
        for hint in self._hints:
            room -= _cells(hint)
            if room < 0:
                break
            shown.append(hint)
        parts: list[tuple[str, str]] = []
        for keystroke, name in (*shown, *self._help):  # how to get help is always there
            parts += [(keystroke, "$text-accent"), (f" {name}  ", "")]
        content = Content.assemble(*parts)
        gap = max(0, width - content.cell_length - cell_len(work))
        self.update(Content.assemble(content, " " * gap, (work, "$text-warning")), layout=False)


def _cells(hint: tuple[str, str]) -> int:
    """The room that a keystroke and its name take, with the space behind them."""
    return cell_len(hint[0]) + cell_len(hint[1]) + 3
