"""A small panel that shows what can follow the first keystroke of a chord, or a number. It has the keyboard until that ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.events import Key
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from papernotes.keymap.keystrokes import display
from papernotes.tui.widgets.row_list import fit

if TYPE_CHECKING:
    from papernotes.keymap.actions import Action

FRAME_ROWS, FRAME_CELLS = 3, 6
"""What the border, the status line and the margin take of the screen."""
MAXIMUM_DIGITS = 6
"""How many digits a number may have; there are no more rows than that."""


class ChordBar(Static, can_focus=True):
    """Appears with the first keystroke. The next ones complete the chord, any other ends it."""

    DEFAULT_CSS = """
    ChordBar {
        display: none; layer: over; dock: bottom; width: auto; min-width: 24; max-width: 100%; height: auto; max-height: 100%;
        margin: 0 0 1 2; padding: 0 1; background: $surface; border: round $primary;
        &.-pending { display: block; }
    }
    """

    class Ended(Message):
        """The chord has ended. `action` is bound to it; if none is, `unknown` shows its keystrokes.

        `count` is the number that was typed before, 0 for none.
        """

        def __init__(self, action: Action | None, unknown: str = "", count: int = 0) -> None:
            super().__init__()
            self.action = action
            self.unknown = unknown
            self.count = count

    def __init__(self, *, id: str, timeout: float) -> None:
        """An unfinished chord ends `timeout` seconds after its last keystroke."""
        super().__init__("", id=id, markup=False)
        self.timeout = timeout
        self._chords: Mapping[tuple[str, ...], Action] = {}
        self._pressed: tuple[str, ...] = ()
        self._number = ""
        self._timer: Timer | None = None

    def begin(self, key: str, chords: Mapping[tuple[str, ...], Action]) -> None:
        """Take the keyboard: the keystroke `key` begins these chords; if it is a digit, a number before one of them."""
        self._chords = chords
        self._number, self._pressed = (key, ()) if key.isdigit() else ("", (key,))
        self._show()
        self.add_class("-pending")
        self.focus(scroll_visible=False)
        self._start_timer()

    def on_key(self, event: Key) -> None:
        event.stop()
        event.prevent_default()
        self._stop_timer()
        if self._number and not self._pressed and event.key.isdigit():
            self._number = (self._number + event.key)[:MAXIMUM_DIGITS]
            self._show()
            self._start_timer()
            return
        self._pressed = (*self._pressed, event.key)
        following = self._following()
        if self._pressed in self._chords:
            self._end(self._chords[self._pressed])
        elif following:
            self._show()
            self._start_timer()
        else:
            typed = f"{self._number}{display(self._pressed)}"
            self._end(None, "" if event.key == "escape" else typed)

    def on_blur(self) -> None:
        if self._pressed or self._number:
            self._end(None)

    def _start_timer(self) -> None:
        self._stop_timer()
        self._timer = self.set_timer(self.timeout, lambda: self._end(None))

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _following(self) -> dict[tuple[str, ...], Action]:
        length = len(self._pressed)
        return {keys: action for keys, action in self._chords.items() if keys[:length] == self._pressed}

    def _show(self) -> None:
        if self._number and not self._pressed:
            self.border_title = self._number
            moves = dict.fromkeys(display(keys[:1]) for keys in self._chords)
            self.update(Content(f"then one of {' '.join(moves)}"))
            return
        offers = [
            (display(keys[len(self._pressed) :]), action.name) for keys, action in self._following().items()
        ]
        self.border_title = f"{self._number}{display(self._pressed)}"
        self.update(Content("\n").join(self._lines(offers)))

    def _lines(self, offers: list[tuple[str, str]]) -> list[Content]:
        """Keystrokes with their meaning, in as many columns as are needed for all to be seen."""
        rows = max(1, self.screen.size.height - FRAME_ROWS)
        columns = -(-len(offers) // rows)
        rows = -(-len(offers) // columns)
        width = (self.screen.size.width - FRAME_CELLS) // columns
        widest = max(cell_len(keystroke) + 2 + cell_len(name) for keystroke, name in offers)
        width = min(width, widest + 2) if columns > 1 else widest
        lines = []
        for row in range(rows):
            parts: list[tuple[str, str]] = []
            for keystroke, name in offers[row::rows]:
                named = fit(f"  {name}", width - cell_len(keystroke) - (2 if columns > 1 else 0))
                parts += [(keystroke, "$text-accent bold"), (named, ""), ("  " if columns > 1 else "", "")]
            lines.append(Content.assemble(*parts))
        return lines

    def _end(self, action: Action | None, unknown: str = "") -> None:
        self._stop_timer()
        count, self._number, self._pressed = int(self._number or 0), "", ()
        self.remove_class("-pending")
        self.post_message(self.Ended(action, unknown, count))
