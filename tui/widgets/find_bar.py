"""The find bar: the line over the status line in which the reader types what to find in the note."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Blur
from textual.message import Message
from textual.widgets import Input, Static

from papernotes.lazy import lazy_modules
from papernotes.tui.bindings import bindings

if TYPE_CHECKING:
    from papernotes import query_history
    from papernotes.query_history import Walk
else:
    query_history = lazy_modules("papernotes.query_history")


class FindInput(Input):
    """The input of the text."""

    BINDINGS = bindings("find")

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, compact=True, select_on_focus=True, placeholder="find in this note")
        self.earlier: Sequence[str] = ()
        """Take the texts that were looked for before, oldest first."""
        self._standing = ""
        self._walk: Walk | None = None

    def on_focus(self) -> None:
        self._standing = self.value

    def watch_value(self, value: str) -> None:
        if self._walk is not None and value != self._walk.text:
            self._walk = None

    def action_accept(self) -> None:
        self.post_message(FindBar.Accepted(self.value))

    def action_cancel(self) -> None:
        self.post_message(FindBar.Cancelled())

    def action_move_result(self, rows: int) -> None:
        self.post_message(FindBar.Stepped(rows))

    def action_recall(self, back: int) -> None:
        start = "" if self.value == self._standing else self.value
        self._walk = (self._walk or query_history.walk(self.earlier, self.value, start)).step(back)
        self.value = self._walk.text
        self.cursor_position = len(self.value)

    def on_blur(self, event: Blur) -> None:
        self._walk = None
        self.post_message(FindBar.Accepted(self.value))  # the mouse gave the keyboard to another widget


class FindBar(Horizontal):
    """Appears when a find begins, and disappears when it is accepted or cancelled."""

    DEFAULT_CSS = """
    FindBar {
        display: none; layer: over; dock: bottom; height: 1; padding: 0 1; background: $background;
        &.-open { display: block; }
        & > #find-slash { width: 2; color: $text-accent; }
        & > FindInput { width: 1fr; }
        & > #find-count { width: auto; margin-left: 1; color: $text-muted; }
    }
    """

    class Typed(Message):
        """The text has changed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Accepted(Message):
        """The reader goes back to the note. The matches stay marked."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Cancelled(Message):
        """The find ends."""

    class Stepped(Message):
        """The reader goes to another match while typing."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    def compose(self) -> ComposeResult:
        yield Static("/", id="find-slash", markup=False)
        yield FindInput(id="find-text")
        yield Static("", id="find-count", markup=False)

    @property
    def is_open(self) -> bool:
        return self.has_class("-open")

    def open(self) -> None:
        """Appear and take the keyboard. Typing replaces the last text."""
        self.add_class("-open")
        self.query_one(FindInput).focus(scroll_visible=False)

    def close(self) -> None:
        """Disappear."""
        self.remove_class("-open")

    @property
    def text(self) -> str:
        return self.query_one(FindInput).value

    def set_earlier(self, texts: Sequence[str]) -> None:
        """Take the texts that were looked for before, oldest first."""
        self.query_one(FindInput).earlier = texts

    def set_count(self, text: str) -> None:
        """Show how many matches there are."""
        self.query_one("#find-count", Static).update(text)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.is_open:
            self.post_message(self.Typed(event.value))
