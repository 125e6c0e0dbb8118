"""The bottom line: frequent keystrokes, and what is being done or was said."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from papernotes.glyphs import WORKING
from papernotes.notes import clean_line

if TYPE_CHECKING:
    from papernotes.keymap.actions import Action
    from papernotes.keymap.keymap import Keymap

SHOWN_SECONDS = 4.0
"""How long a text is shown."""
SHORT_CHANGE_SECONDS = 0.3
"""How long a change may take without being shown."""


GAP_CELLS = 2
"""Between two hints."""
HELP = "help"
"""The word of the action whose hint is always shown."""
SEPARATOR = " · "
MINIMUM_HEAD_CELLS = 6
"""How much of what was done is shown beside what to do about it, at least."""


class Hint(NamedTuple):
    """A keystroke and what it does."""

    keystroke: str
    action: Action

    @property
    def cells(self) -> int:
        """The width of the hint."""
        return cell_len(self.keystroke) + 1 + cell_len(self.action.name)


class StatusLine(Static):
    """Keystrokes on the left, which can be clicked; on the right a text, the change under way, or the progress of the sync."""

    class Clicked(Message):
        """The hint of an action was clicked."""

        def __init__(self, action: Action) -> None:
            super().__init__()
            self.action = action

    DEFAULT_CSS = """
    StatusLine { height: 1; dock: bottom; padding: 0 1; color: $text-muted; }
    """

    def __init__(self, keymap: Keymap, *, id: str) -> None:
        super().__init__("", id=id, markup=False)
        self._keymap = keymap
        self._hints: list[Hint] = []
        self._places: list[tuple[int, int, Action]] = []
        self._mode = ""
        self._work = ""
        self._changes: list[str] = []
        self._seconds = 0
        self._ticks: Timer | None = None
        self.said = ""
        self._timer: Timer | None = None

    def set_context(self, context: str) -> None:
        """Show the keystrokes of a context."""
        here = self._keymap.here(context)
        self._hints = [Hint(keys[0], action) for action, keys in here.items() if action.footer and keys]
        self._show()

    def set_mode(self, hints: str) -> None:
        """Show what keystrokes do for a while, in place of the hints; an empty text ends that."""
        self._mode = hints
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

    def on_click(self, event: Click) -> None:
        """Run the action whose hint was clicked."""
        column = event.x - 1  # the padding
        for start, end, action in self._places:
            if start <= column < end:
                self.post_message(self.Clicked(action))

    def _show(self) -> None:
        width = self.size.width - 2
        if self._mode:
            self._places = []
            self.update(Content.styled(shortened(self._mode, width), "$text-accent"), layout=False)
            return
        help = [hint for hint in self._hints if hint.action.word == HELP]
        kept = sum(hint.cells for hint in help)
        right = self.doing
        # What is said is gone in a moment, so it may take the room of all hints but help.
        most = width - kept - GAP_CELLS if self.said else width * 2 // 3
        work = shortened(right, max(0, min(cell_len(right), most)))
        room = width - cell_len(work) - GAP_CELLS - kept
        shown: list[Hint] = []
        for hint in self._hints:
            if hint not in help:
                room -= hint.cells + GAP_CELLS
                if room < 0:
                    break
                shown.append(hint)
        self._places, parts, column = [], list[tuple[str, str]](), 0
        for hint in (*shown, *help):
            self._places.append((column, column + hint.cells, hint.action))
            parts += [(hint.keystroke, "$text-accent"), (f" {hint.action.name}  ", "")]
            column += hint.cells + GAP_CELLS
        content = Content.assemble(*parts)
        gap = max(0, width - content.cell_length - cell_len(work))
        self.update(Content.assemble(content, " " * gap, (work, "$text-warning")), layout=False)


def shortened(text: str, width: int) -> str:
    """A text in at most `width` cells: what is too long loses the end of its first part, and keeps what to do about it."""
    if cell_len(text) <= width:
        return text
    head, separator, tail = text.rpartition(SEPARATOR)
    room = width - cell_len(separator + tail) - 1
    if not separator or room < MINIMUM_HEAD_CELLS:
        return f"{set_cell_size(text, width - 1)}…" if width > 0 else ""
    return f"{set_cell_size(head, room).rstrip()}…{separator}{tail}"
