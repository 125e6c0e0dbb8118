"""The dialogs of history and statistics, and the view of new notes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from papernotes.lazy import lazy_modules
from papernotes.sidebar import NEW_NOTES, gone_to
from papernotes.tui.messages import ViewRequest
from papernotes.tui.reader.trail import Stop
from papernotes.views import View

if TYPE_CHECKING:
    from papernotes import history
    from papernotes.tui.dialogs import pick
    from papernotes.tui.jobs import note as note_jobs
    from papernotes.tui.reader.ui import ReaderUI
else:
    history, note_jobs, pick = lazy_modules(
        "papernotes.history", "papernotes.tui.jobs.note", "papernotes.tui.dialogs.pick"
    )


class ProgressController:
    """Shows what is new, what was opened, and how much was read."""

    def __init__(self, ui: ReaderUI) -> None:
        self._ui = ui

    def show_new(self) -> None:
        """Show the notes that came since the last visit."""
        self._ui.post(ViewRequest(gone_to(View(), NEW_NOTES)))

    async def show_history(self) -> None:
        """Show the papers that were opened, the latest first, and open one again."""
        found = await self._ui.ask(history.openings)
        if found is None:
            return
        rows = [
            pick.Row(
                f"{'▸ ' if opening.unfinished else '  '}{opening.title}",
                f"{'gone' if opening.gone else opening.venue} · {opening.when}", value=str(number), quiet=opening.gone,
            )
            for number, opening in enumerate(found)
        ]  # fmt: skip
        picked = await self._ui.dialog(
            pick.PickScreen(
                "History", rows, nothing="nothing was opened yet", hint="⏎ open · ▸ not read yet · Esc close"
            )
        )
        if picked is not None:
            opening = found[int(picked.names[0])]
            if opening.gone:
                self._ui.say(f"{opening.title} has gone from the library")
            else:
                self._ui.submit("link", lambda session: note_jobs.recall(session, Stop(opening.key)))

    async def show_statistics(self) -> None:
        """Show how much was read in each week, list, venue and topic."""
        from papernotes.statistics import statistics
        from papernotes.tui.dialogs.statistics import StatisticsScreen

        found = await self._ui.ask(lambda session: statistics(session, date.today()))
        if found is not None:
            self._ui.open(StatisticsScreen(found))
