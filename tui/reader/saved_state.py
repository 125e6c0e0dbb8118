"""What the next visit begins with: kept a moment after it changed, and when the reader leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from papernotes.tui.jobs.view import remember
from papernotes.ui_state import ui_state_to_json

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.timer import Timer

    from papernotes.tui.reader.state import ReaderState
    from papernotes.tui.reader.ui import ReaderUI

DELAY_SECONDS = 1.0
"""From a change until it is saved."""


class SavedState:
    """Keeps view, pane, chosen paper, theme, sizes and orders for the next visit."""

    def __init__(self, screen: Screen[None], ui: ReaderUI, state: ReaderState) -> None:
        self._screen = screen
        self._ui = ui
        self._state = state
        self._timer: Timer | None = None

    def changed(self) -> None:
        """Take up where the reader is; on disk a moment later, should all end suddenly."""
        state, entry, measure = self._state, self._ui.papers.entry, self._ui.note.measure
        state.saved = state.saved._replace(
            view=state.view,
            pane=state.pane if state.linked is None else "papers",
            key=entry.key if entry else "",
            theme=self.theme,
            measure=0 if measure == self._ui.settings.text_width else measure,
            orders=dict(state.orders),
        )
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._ui.set_timer(DELAY_SECONDS, self.keep)

    def keep(self) -> None:
        """Have it put on disk."""
        saved = ui_state_to_json(self._state.saved)
        self._ui.submit("saved", lambda session: remember(session, saved))

    @property
    def theme(self) -> str:
        """The theme to remember; none where it is the one that is configured."""
        if self._screen.app.no_color:
            return self._state.saved.theme
        theme = self._state.theme_before or self._screen.app.theme
        return "" if theme == self._ui.settings.theme else theme
