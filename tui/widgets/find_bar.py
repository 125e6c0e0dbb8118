"""The line in which one types what to find in the note, over the status line."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Blur, Paste
from textual.message import Message
from textual.widgets import Input, Static

from notes.text import clean_line
from tui.bindings import bindings


class FindInput(Input):
    """Where it is typed; the keystrokes are those of the search bar."""

    BINDINGS = bindings("search")

    def on_paste(self, event: Paste) -> None:
        # Comes before Input's own handler, which takes the text as it then is.
        event.text = clean_line(event.text)

    def action_accept(self) -> None:
        self.post_message(FindBar.Accepted())

    def action_cancel(self) -> None:
        self.post_message(FindBar.Cancelled())

    def action_move_result(self, rows: int) -> None:
        self.post_message(FindBar.Stepped(rows))

    def on_blur(self, event: Blur) -> None:
        self.post_message(FindBar.Accepted())  # the mouse went elsewhere


class FindBar(Horizontal):
    """Appears when a find begins, and goes when it is accepted or ended."""

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
        """Another text is to be found."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Accepted(Message):
        """The reader goes on in the note; what was found stays marked."""

    class Cancelled(Message):
        """The find ends."""

    class Stepped(Message):
        """The reader goes to another match while typing."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    def compose(self) -> ComposeResult:
        yield Static("/", id="find-slash", markup=False)
        yield FindInput(id="find-text", compact=True, select_on_focus=True, placeholder="find in this note")
        yield Static("", id="find-count", markup=False)

    @property
    def is_open(self) -> bool:
        return self.has_class("-open")

    def open(self) -> None:
        """Appear and take the keyboard; what was looked for last can be typed over."""
        self.add_class("-open")
        self.query_one(FindInput).focus(scroll_visible=False)

    def close(self) -> None:
        """Go."""
        self.remove_class("-open")

    @property
    def text(self) -> str:
        return self.query_one(FindInput).value

    def set_count(self, text: str) -> None:
        """How many were found."""
        self.query_one("#find-count", Static).update(text)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.is_open:
            self.post_message(self.Typed(event.value))
