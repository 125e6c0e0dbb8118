"""What changes outside the reader: the sources, the library, the reading state of another copy of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from papernotes.glyphs import WORKING
from papernotes.tui.jobs import marks as mark_jobs
from papernotes.tui.jobs import view as view_jobs

if TYPE_CHECKING:
    from papernotes.tui.background_sync import BackgroundSync
    from papernotes.tui.messages import LibraryChanged, SyncProgress
    from papernotes.tui.reader.state import ReaderState
    from papernotes.tui.reader.ui import ReaderUI


class SyncController:
    """Runs the sync beside the reader, tells how far it is, and polls for what other programs changed."""

    def __init__(self, ui: ReaderUI, state: ReaderState) -> None:
        self._ui = ui
        self._state = state
        self.work: BackgroundSync | None = None
        self._asked_for = False

    @property
    def running(self) -> bool:
        """Whether the sources are being read."""
        return self.work is not None and self.work.running

    def sync(self) -> None:
        """Look for new notes because the reader asked for it, who is told where there are none."""
        self._asked_for = True
        self.begin()

    def begin(self) -> None:
        """Look for new notes, unless that is under way."""
        if not self.running:
            from papernotes.tui.background_sync import BackgroundSync, CannotStart

            try:
                self.work = BackgroundSync(self._ui.post)
            except CannotStart as error:
                self._ui.tell_failure(str(error))

    def cancel(self) -> None:
        """Stop the work in the background; where there is none, say how to leave."""
        if self.work is not None and self.work.running:
            self.work.cancel()
        else:
            keystrokes = self._ui.keymap.shown("reader.quit")
            self._ui.say(f"{keystrokes[0]} leaves" if keystrokes else "nothing to stop")

    def stop(self) -> None:
        """End the work in the background, for leaving."""
        if self.work is not None:
            self.work.stop()

    def working(self, message: SyncProgress) -> None:
        """Show how far the work is."""
        share = f" {100 * message.done // message.total}%" if message.total else ""
        stop = self._ui.keymap.shown("reader.cancel")
        how = f" ({stop[0]} stops)" if stop and message.doing else ""
        self._ui.status.set_work(f"{WORKING} {message.doing}{share}{how}" if message.doing else "")

    def library_changed(self, message: LibraryChanged) -> None:
        """Open library and index anew, and show the view as it is in them."""
        self._state.fresh, self._asked_for = True, False
        view = self._state.view
        if message.text:
            self._ui.say(message.text)
        self._ui.submit("view", lambda session: view_jobs.reload(session, view))

    def nothing_new(self) -> None:
        """The library has all that the sources hold."""
        if self._asked_for:
            self._ui.say("nothing new in the sources")
        self._asked_for = False

    def poll(self) -> None:
        """Have it found whether another program changed the reading state."""
        view = self._state.view
        self._ui.submit("elsewhere", lambda session: view_jobs.poll_changes(session, view))
        self._ui.submit("new notices", mark_jobs.new_notices)
