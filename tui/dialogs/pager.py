"""The pane that shows what a program writes, cleaned of all that a terminal would obey."""

from __future__ import annotations

from codecs import getincrementaldecoder
from collections.abc import Callable

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen
from textual.widgets import Static

from papernotes.notes import clean
from papernotes.tui.dialogs.frame import Frame
from papernotes.tui.dialogs.text_scroll import TextScroll

CELLS = 100
TAB_CELLS = 8
GATHER_SECONDS = 0.02
"""How long output is gathered before it is shown: a program may write thousands of times a second."""
PIECE_CHARACTERS = 4_096
"""Output is laid out in pieces of about this length: the time that the screen takes for more of it does not grow."""


class PagerScreen(ModalScreen[None]):
    """Shows output as it comes; the reader can scroll. `left` is called when the reader closes it."""

    BINDINGS = [
        Binding("escape,enter,q,ctrl+c", "leave", "close", show=False),
        Binding("y", "copy", show=False),
    ]
    DEFAULT_CSS = """
    PagerScreen TextScroll { height: auto; scrollbar-gutter: stable; }
    PagerScreen Static { width: 100%; height: auto; }
    PagerScreen #ended { color: $text-muted; }
    PagerScreen #ended.-badly { color: $text-error; }
    """

    def __init__(self, title: str, left: Callable[[], object]) -> None:
        super().__init__()
        self._left = left
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self._text = ""
        self._begin = 0
        """Where the last piece begins in the text."""
        self._is_due = False
        self._last = Static("", markup=False)
        self._ended = Static("running …", id="ended", markup=False)
        self._scroll = TextScroll(self._last, self._ended)
        self._frame = Frame(self._scroll, title=title, hints="j k scroll · y copy · ⏎ Esc close", cells=CELLS)

    def compose(self) -> ComposeResult:
        yield self._frame

    def on_mount(self) -> None:
        self._scroll.focus()

    def on_resize(self) -> None:
        self._scroll.styles.max_height = self._frame.room

    def add(self, output: bytes) -> None:
        """Show more output, with what else comes in a moment."""
        self._text += self._decode(output)
        self._show_soon()

    def _show_soon(self) -> None:
        if not self._is_due:
            self._is_due = True
            self.set_timer(GATHER_SECONDS, self._show)

    def _show(self) -> None:
        """Show what is new of the last piece, and begin another one where it is long enough."""
        self._is_due = False
        end = self._text.find("\n", self._begin + PIECE_CHARACTERS)
        if end < 0:
            self._last.update(as_shown(self._text[self._begin :]).rstrip("\n"))
            return
        self._last.update(as_shown(self._text[self._begin : end]))
        self._begin, self._last = end + 1, Static("", markup=False)
        self._scroll.mount(self._last, before=self._ended)
        self._show_soon()

    def end(self, how: str) -> None:
        """Say that the program has ended; `how` is empty if it did so well."""
        self._ended.set_class(bool(how), "-badly")
        self._ended.update(how or "it wrote nothing")
        self._ended.display = bool(how) or not self._text.strip()

    def action_copy(self) -> None:
        self.app.copy_to_clipboard(as_shown(self._text))
        self.notify("copied", markup=False)

    def action_leave(self) -> None:
        self._left()
        self.dismiss()


def as_shown(output: str) -> str:
    """Output as a terminal would show it: of a line that was written over again and again, only the last state."""
    lines = output.replace("\r\n", "\n").split("\n")
    return clean("\n".join(line.rstrip("\r").rpartition("\r")[2].expandtabs(TAB_CELLS) for line in lines))
