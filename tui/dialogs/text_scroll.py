"""Text in a dialog that is longer than its room, scrolled by the keystrokes of a pager."""

from __future__ import annotations

from textual.binding import Binding
from textual.containers import VerticalScroll


class TextScroll(VerticalScroll, inherit_bindings=False):
    """Holds the text. While it has the focus, keystrokes scroll it."""

    BINDINGS = [
        Binding("j,down", "scroll(1)", show=False), Binding("k,up", "scroll(-1)", show=False),
        Binding("space,pagedown,ctrl+f", "scroll_pages(1)", show=False),
        Binding("pageup,ctrl+b", "scroll_pages(-1)", show=False),
        Binding("ctrl+d", "scroll_pages(0.5)", show=False), Binding("ctrl+u", "scroll_pages(-0.5)", show=False),
        Binding("home,g", "scroll_to(0)", show=False), Binding("end,G", "scroll_to(-1)", show=False),
    ]  # fmt: skip
    DEFAULT_CSS = """
    TextScroll { padding: 0 1; }
    """

    def action_scroll(self, lines: int) -> None:
        self.scroll_relative(y=lines, animate=False)

    def action_scroll_pages(self, pages: float) -> None:
        self.action_scroll(round(pages * max(1, self.size.height - 1)))

    def action_scroll_to(self, line: int) -> None:
        self.scroll_to(y=line if line >= 0 else self.max_scroll_y, animate=False)
