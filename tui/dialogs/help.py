"""Help: the keystrokes of the context that the reader is in. Typing narrows them."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from papernotes.glyphs import LEGEND
from papernotes.keymap.actions import CONTEXTS, OVERLAP
from papernotes.tui.dialogs.frame import Frame
from papernotes.tui.dialogs.text_scroll import TextScroll

if TYPE_CHECKING:
    from papernotes.keymap.keymap import Keymap

CELLS = 84
MEANING_COLUMN = 18
"""The cell, from the left, at which the meaning of a keystroke begins if the dialog is wide enough."""
MINIMUM_LINE_CELLS = 24


class HelpScreen(ModalScreen[None]):
    """The keystrokes of a context, then those that work everywhere, then the signs in the rows."""

    BINDINGS = [
        Binding("escape,f1", "leave", "close", show=False),
        Binding("down,ctrl+n,ctrl+j", "scroll(1)", show=False, priority=True),
        Binding("up,ctrl+p,ctrl+k", "scroll(-1)", show=False, priority=True),
        Binding("pagedown,ctrl+f", "scroll_pages(1)", show=False, priority=True),
        Binding("pageup,ctrl+b", "scroll_pages(-1)", show=False, priority=True),
    ]  # fmt: skip
    DEFAULT_CSS = """
    HelpScreen #keystrokes { width: 100%; }
    """

    def __init__(self, context: str, keymap: Keymap) -> None:
        super().__init__()
        self._place = context
        self._keymap = keymap
        self._typing = Input(placeholder="type to narrow", compact=True)
        self._scroll = TextScroll(Static(id="keystrokes", markup=False), can_focus=False)
        self._frame = Frame(
            self._typing,
            self._scroll,
            title="Keystrokes",
            hints="PgUp PgDn scroll · ⏎ Esc close",
            cells=CELLS,
        )

    def compose(self) -> ComposeResult:
        yield self._frame

    def on_resize(self) -> None:
        self._scroll.styles.height = self._frame.room
        self.call_after_refresh(self._show, self._typing.value)  # when the width for lines is known

    def on_input_changed(self, event: Input.Changed) -> None:
        self._show(event.value)

    def _show(self, wanted: str) -> None:
        lines: list[Content] = []
        here = self._keymap.here(self._place)
        for context in OVERLAP[self._place]:
            rows = [
                (action, keystrokes)
                for action, keystrokes in here.items()
                if action.context == context
                and (keystrokes or not self._keymap.keystrokes[action.id])  # not those hidden here
                and wanted.casefold() in f"{action.name} {action.help} {' '.join(keystrokes)}".casefold()
            ]
            if not rows:
                continue
            if lines:
                lines.append(Content(""))
            lines.append(Content.styled(CONTEXTS[context].capitalize(), "bold $text-primary"))
            for action, keystrokes in rows:
                lines.append(self._row("  ".join(keystrokes) or "–", action.help))
        lines += self._legend(wanted, bool(lines))
        text = Content("\n").join(lines) if lines else Content("no keystroke does that")
        self.query_one("#keystrokes", Static).update(text)

    def _row(self, sign: str, meaning: str) -> Content:
        """A keystroke or a sign, and beside it what it means, in lines that are indented alike."""
        width = max(MINIMUM_LINE_CELLS, self.query_one("#keystrokes", Static).size.width - 2)
        column = min(MEANING_COLUMN, width // 3)
        begin = max(column, cell_len(sign) + 2)
        first, *more = wrap(meaning, width, initial_indent=" " * begin, subsequent_indent=" " * column)
        first = first[cell_len(sign) :]
        return Content("\n").join([Content.assemble((sign, "$text-accent"), first), *map(Content, more)])

    def _legend(self, wanted: str, below: bool) -> list[Content]:
        """The lines about signs in the rows of lists."""
        rows = [
            (sign, meaning) for sign, meaning in LEGEND if wanted.casefold() in f"{sign} {meaning}".casefold()
        ]
        if self._place == "note" or not rows:
            return []
        head = Content.styled("Signs in the rows", "bold $text-primary")
        signs = [self._row(sign, meaning) for sign, meaning in rows]
        return [*([Content("")] if below else []), head, *signs]

    def on_input_submitted(self) -> None:
        self.action_leave()

    def action_scroll(self, lines: int) -> None:
        self._scroll.action_scroll(lines)

    def action_scroll_pages(self, pages: int) -> None:
        self._scroll.action_scroll_pages(pages)

    def action_leave(self) -> None:
        self.dismiss()
