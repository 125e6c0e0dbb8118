"""Notices what changes in the sources that are watched (`watch: true`), and has them read again.

With the package watchfiles, the system tells of changes at once. Without it, the sources are read every minute.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from papernotes.tui.messages import Failed, SourcesChanged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.screen import Screen

    from papernotes.notes import Source
    from papernotes.session import Session
    from papernotes.tui.reader.ui import ReaderUI

POLL_SECONDS = 60.0
"""Time between two readings of the watched sources where nobody tells of changes."""


class WatchController:
    """Follows the watched sources until the screen closes."""

    def __init__(self, screen: Screen[None], ui: ReaderUI) -> None:
        self._screen = screen
        self._ui = ui
        self._stopped = threading.Event()

    async def begin(self) -> None:
        """Begin to follow the sources that are to be watched, if there are any."""
        sources = await self._ui.ask(_watched)
        if not sources:
            return
        try:
            import watchfiles  # noqa: F401
        except ImportError:
            changed = SourcesChanged(tuple(source.name for source in sources))
            self._screen.set_interval(POLL_SECONDS, lambda: self._ui.post(changed))
        else:
            threading.Thread(target=self._follow, args=(sources,), name="watch", daemon=True).start()

    def stop(self) -> None:
        """Follow the sources no more."""
        self._stopped.set()

    def _follow(self, sources: Sequence[Source]) -> None:
        import watchfiles

        places = [source.location for source in sources if Path(source.location).exists()]
        try:
            for changes in watchfiles.watch(*places, stop_event=self._stopped, raise_interrupt=False):
                paths = [Path(path) for _, path in changes]
                names = [
                    source.name
                    for source in sources
                    if any(path.is_relative_to(source.location) for path in paths)
                ]
                self._ui.post(SourcesChanged(tuple(names)))
        except OSError as error:  # too many folders for the system, or one has gone
            self._ui.post(Failed(f"the sources are not watched: {error.strerror or error}"))


def _watched(session: Session) -> list[Source]:
    return [source for source in session.sources() if source.watch and not source.paused]
