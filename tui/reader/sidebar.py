"""The first pane: new notes, lists, saved views, and below them the venues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from papernotes.notes import Count
from papernotes.sidebar import VIEW, SidebarItem, beside, gone_to
from papernotes.tui.jobs import view as view_jobs

if TYPE_CHECKING:
    from textual.timer import Timer

    from papernotes.tui.messages import SidebarCounted
    from papernotes.tui.reader.state import ReaderState
    from papernotes.tui.reader.ui import ReaderUI
    from papernotes.views import View

COUNT_DELAY_SECONDS = 0.2
"""From a change until the saved views are counted again."""


class SidebarController:
    """Says which view a row of the first pane stands for, and has saved views counted."""

    def __init__(self, ui: ReaderUI, state: ReaderState) -> None:
        self._ui = ui
        self._state = state
        self._timer: Timer | None = None
        self._problems: set[str] = set()

    def chosen_view(self) -> tuple[View, bool] | None:
        """The view of the chosen row, and whether that view has an order of its own; None if the row shows none."""
        row = self._ui.venues.row
        if isinstance(row, SidebarItem):
            return gone_to(self._state.view, row), row.kind == VIEW
        if isinstance(row, Count):
            return beside(self._state.view)._replace(venue=row.slug or None), False
        return None

    def count(self) -> None:
        """Have the saved views counted in a moment: once for all changes until then."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._ui.set_timer(
            COUNT_DELAY_SECONDS, lambda: self._ui.submit("sidebar", view_jobs.count_sidebar)
        )

    def counted(self, message: SidebarCounted) -> None:
        """Show the counts, and warn once of each mistake in `views.yaml`."""
        self._ui.venues.set_sidebar_items(message.sidebar_items)
        for problem in map(str, message.problems):
            if problem not in self._problems:
                self._problems.add(problem)
                self._ui.warn("views", problem)
