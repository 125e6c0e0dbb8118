"""The first frame: it is painted once, when all that it shows is known."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from papernotes.tui.jobs import view as view_jobs

if TYPE_CHECKING:
    from concurrent.futures import Future

    from papernotes.tui.messages import ViewShown
    from papernotes.tui.reader.painting import Painting
    from papernotes.tui.reader.summary import ViewSummary
    from papernotes.tui.reader.ui import ReaderUI
    from papernotes.tui.reader.views import ViewController
    from papernotes.views import View

HELD_SECONDS = 0.2
"""How long the screen stays empty at most before its first frame."""
REASON = "first view"


def begin(ui: ReaderUI, view: View) -> Future[ViewShown] | None:
    """Have the view of the last visit found while the screen is composed.

    None for a search: it would load the index, which the first frame does not need.
    """
    if view.query.strip():
        return None
    return ui.session_thread.ask(lambda session: view_jobs.show_view(session, view))


class FirstFrame:
    """Shows the view that `begin` has found in the first frame, if it is there in time.

    `done` is called when the frame has been painted, or after `HELD_SECONDS`.
    """

    def __init__(
        self,
        ui: ReaderUI,
        found: Future[ViewShown] | None,
        *,
        views: ViewController,
        summary: ViewSummary,
        painting: Painting,
        done: Callable[[], Awaitable[None]],
    ) -> None:
        self._ui = ui
        self._found = found
        self._views = views
        self._summary = summary
        self._painting = painting
        self._done = done

    def show(self, view: View) -> None:
        """Show the view for which `begin` was called."""
        found = self._found
        if found is None:
            self._views.show(view)
            self._ui.after_refresh(self._done)
            return
        self._painting.hold(REASON, HELD_SECONDS)
        self._ui.set_timer(HELD_SECONDS, self._done)
        if found.done() and found.exception() is None:
            # Before anything is laid out, so that the counts have the room that they need at once.
            self._summary.set_counts(found.result().shown)
        found.add_done_callback(partial(self._show_found, view))

    def _show_found(self, view: View, found: Future[ViewShown]) -> None:
        """Show what was found, and paint. Called on the session thread, or at once."""
        if found.exception() is None:
            self._ui.post(found.result())
        else:
            self._ui.call_later(self._views.show, view)  # which says what went wrong
        if self._ui.counts.content:
            self._ui.call_later(self._paint)
        else:  # not before the counts have made room for themselves, so that all is painted once
            self._ui.call_later(self._painting.after, self._ui.counts, self._paint)

    def _paint(self) -> None:
        self._painting.release(REASON)
        self._ui.after_refresh(self._done)
