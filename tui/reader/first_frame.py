"""The first frame: painted once, with all that it shows, as soon as that is known."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from papernotes.tui.jobs import view as view_jobs

if TYPE_CHECKING:
    from concurrent.futures import Future

    from papernotes.tui.messages import ViewShown
    from papernotes.tui.reader.painting import Painting
    from papernotes.tui.reader.state import ReaderState
    from papernotes.tui.reader.summary import ViewSummary
    from papernotes.tui.reader.ui import ReaderUI
    from papernotes.tui.reader.views import ViewController

HELD_SECONDS = 0.2
"""How long the screen stays empty at most, until its first frame is whole."""
REASON = "first view"


class FirstFrame:
    """The view of the last visit, looked for while the screen is composed.

    `whole` is called when the frame has been painted, or cannot be waited for any longer.
    """

    def __init__(self, ui: ReaderUI, state: ReaderState, whole: Callable[[], Awaitable[None]]) -> None:
        self._ui = ui
        self._whole = whole
        view = state.view
        self._view = view
        # A query would load the index, which is for after the first frame.
        self._found: Future[ViewShown] | None = (
            None
            if view.query.strip()
            else ui.session_thread.ask(lambda session: view_jobs.show_view(session, view))
        )

    def show(self, views: ViewController, summary: ViewSummary, painting: Painting) -> None:
        """Show the view: in the first frame, if it is there in time."""
        self._views, self._summary, self._painting = views, summary, painting
        found = self._found
        if found is None:
            views.show(self._view)
            self._ui.after_refresh(self._whole)
            return
        painting.hold(REASON, HELD_SECONDS)
        self._ui.set_timer(HELD_SECONDS, self._whole)
        if found.done() and found.exception() is None:
            # Before anything is laid out, so that the counts have the room they need at once.
            summary.set_counts(found.result().shown)
        found.add_done_callback(self._show_found)

    def _show_found(self, found: Future[ViewShown]) -> None:
        """Show what was found, and what was held back for that; on the session thread, or at once."""
        if found.exception() is None:
            self._ui.post(found.result())
        else:
            self._ui.call_later(self._views.show, self._view)  # which tells why
        if self._ui.counts.content:
            self._ui.call_later(self._paint)
        else:  # not before the counts have made room for themselves, so that all is painted once
            self._ui.call_later(self._painting.after, self._ui.counts, self._paint)

    def _paint(self) -> None:
        self._painting.release(REASON)
        self._ui.after_refresh(self._whole)
