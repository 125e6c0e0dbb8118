"""The pane that shows what a program writes, cleaned of all that a terminal would obey."""

from __future__ import annotations

from codecs import getincrementaldecoder
from collections.abc import Callable

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from papernotes.notes import clean
from papernotes.tui.dialogs.frame import Frame

CELLS = 100
TAB_CELLS = 8


class PagerScreen(ModalScreen[None]):
    """Shows output as it comes; the reader can scroll. `left` is called when the reader closes it."""

    BINDINGS = [
        Binding("escape,enter,q,ctrl+c", "leave", "close", show=False),
        Binding("j,down", "scroll(1)", show=False), Binding("k,up", "scroll(-1)", show=False),
        Binding("space,pagedown,ctrl+f", "scroll_pages(1)", show=False),
        Binding("pageup,ctrl+b", "scroll_pages(-1)", show=False),
        Binding("ctrl+d", "scroll_pages(0.5)", show=False), Binding("ctrl+u", "scroll_pages(-0.5)", show=False),
        Binding("home,g", "scroll_to(0)", show=False), Binding("end,G", "scroll_to(-1)", show=False),
        Binding("y", "copy", show=False),
    ]  # fmt: skip
    DEFAULT_CSS = """
    PagerScreen VerticalScroll { padding: 0 1; height: auto; scrollbar-gutter: stable; }
    PagerScreen #output { width: 100%; height: auto; }
    PagerScreen #ended { width: 100%; height: auto; color: $text-muted; }
    PagerScreen #ended.-badly { color: $text-error; }
    """

    def __init__(self, title: str, left: Callable[[], object]) -> None:
        super().__init__()
        self._left = left
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self._text = ""
        self._output = Static("", id="output", markup=False)
        self._ended = Static("running …", id="ended", markup=False)
        self._scroll = VerticalScroll(self._output, self._ended)
        self._frame = Frame(self._scroll, title=title, hints="j k scroll · y copy · ⏎ Esc close", cells=CELLS)

    def compose(self) -> ComposeResult:
        yield self._frame

    def on_mount(self) -> None:
        self._scroll.focus()

    def on_resize(self) -> None:
        self._scroll.styles.max_height = self._frame.room

    def add(self, output: bytes) -> None:
        """Show more output."""
        self._text += self._decode(output)
        self._output.update(as_shown(self._text).rstrip("\n"))

    def end(self, how: str) -> None:
        """Say that the program has ended; `how` is empty if it did so well."""
        self._ended.set_class(bool(how), "-badly")
        self._ended.update(how or "it wrote nothing")
        self._ended.display = bool(how) or not self._text.strip()

    def action_copy(self) -> None:
        self.app.copy_to_clipboard(self._text)
        self.notify("copied", markup=False)

    def action_scroll(self, lines: int) -> None:
        self._scroll.scroll_relative(y=lines, animate=False)

    def action_scroll_pages(self, pages: float) -> None:
        self.action_scroll(round(pages * max(1, self._scroll.size.height - 1)))

    def action_scroll_to(self, line: int) -> None:
        self._scroll.scroll_to(y=line if line >= 0 else self._scroll.max_scroll_y, animate=False)

    def action_leave(self) -> None:
        self._left()
        self.dismiss()


def as_shown(output: str) -> str:
    """Output as a terminal would show it: of a line that was written over again and again, only the last state."""
    lines = output.replace("\r\n", "\n").split("\n")
    return clean("\n".join(line.rstrip("\r").rpartition("\r")[2].expandtabs(TAB_CELLS) for line in lines))
