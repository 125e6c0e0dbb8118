"""What changes outside the screen: sources, library, and what another copy of the program does to the reading state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from papernotes.figures import number_of
from papernotes.glyphs import WORKING
from papernotes.tui.jobs import marks as mark_jobs
from papernotes.tui.jobs import view as view_jobs
from papernotes.tui.messages import SyncProgress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from papernotes.tui.background_sync import BackgroundSync
    from papernotes.tui.messages import LibraryChanged
    from papernotes.tui.reader.state import ReaderState
    from papernotes.tui.reader.ui import ReaderUI


class SyncController:
    """Runs the sync in the background, and what adds a source; shows the progress, and polls for changes by other programs."""

    def __init__(self, ui: ReaderUI, state: ReaderState, *, due: bool) -> None:
        """`due`: the sources are to be read for the first time in a moment."""
        self._ui = ui
        self._due = due
        self._state = state
        self.process: BackgroundSync | None = None
        self._asked_for = False
        self._under_way = False  # until the last message of the process has come
        self._waiting: list[tuple[Sequence[str], str]] = []
        """What is to be run when the process at hand has ended: a command and its arguments, and its standard input."""

    @property
    def running(self) -> bool:
        """Whether the sources are being read."""
        return self.process is not None and self.process.running

    @property
    def is_reading(self) -> bool:
        """Whether the sources are being read, or are in a moment."""
        return self._due or self.running

    @property
    def waits(self) -> bool:
        """Whether something is to be run when the process at hand has ended."""
        return bool(self._waiting)

    @property
    def dropped_on_leaving(self) -> str:
        """What would not be added if the reader left now, as a sentence; empty if there is nothing."""
        adding = int(self.running and self.process is not None and self.process.adds)
        pending = adding + len(self._waiting)
        return f"{number_of(pending, 'source')} would not be added." if pending else ""

    def sync(self) -> None:
        """Read the sources because the reader asked for it; it is said if there is nothing new."""
        self._asked_for = True
        self.begin()

    def begin(self) -> None:
        """Read the sources, unless that is under way."""
        if not self.running:
            self._start(("sync",), "")

    def read(self, names: Sequence[str]) -> None:
        """Read the sources with these names, in which something changed, now or after the process at hand."""
        self._run(("sync", *names), "")

    def add(self, words: Sequence[str], page: str) -> None:
        """Add a source, now or after the sync at hand. `words` are the arguments of `papernotes add`; `page` is what it
        reads as standard input."""
        if self.running:
            self._ui.say("it will be added once the sources have been read")
        else:  # a page of many notes takes a second until there is any progress
            self.working(SyncProgress("adding"))
        self._run(("add", *words), page)

    def _run(self, words: Sequence[str], page: str) -> None:
        """Run a command now, or once the process at hand has ended."""
        if not self.running:
            self._start(words, page)
        elif (words, page) not in self._waiting:
            self._waiting.append((words, page))

    def _start(self, words: Sequence[str], page: str) -> None:
        from papernotes.tui.background_sync import BackgroundSync, CannotStart

        self._due, self._under_way = False, True
        try:
            self.process = BackgroundSync(self._ui.post, words, page)
        except CannotStart as error:
            self._ui.post(SyncProgress(""))
            self._ui.show_failure(str(error))

    def cancel(self) -> None:
        """Stop the sync; if there is none, say how to leave the program."""
        if self.process is not None and self.process.running:
            self._waiting.clear()
            self.process.cancel()
        else:
            keystrokes = self._ui.keymap.shown("reader.quit")
            self._ui.say(f"{keystrokes[0]} leaves" if keystrokes else "nothing to stop")

    def stop(self) -> None:
        """Stop the sync and wait for its end, on leaving."""
        if self.process is not None:
            self.process.stop()

    def working(self, message: SyncProgress) -> None:
        """Show the progress of the sync."""
        share = f" {100 * message.done // message.total}%" if message.total else ""
        stop = self._ui.keymap.shown("reader.cancel")
        how = f" · {stop[0]} stops" if stop and message.doing else ""
        self._ui.status.set_work(f"{WORKING} {message.doing}{share}{how}" if message.doing else "")
        if not message.doing:
            self._under_way = False
            self._ui.submit("", view_jobs.begin_news)
            if self._waiting and not self.running:
                self._run(*self._waiting.pop(0))

    def library_changed(self, message: LibraryChanged) -> None:
        """Open library and index again, and show the view as it is now."""
        self._state.library_reopened, self._asked_for = True, False
        view = self._state.view
        if message.text:
            self._ui.say(message.text, undoable=message.undoable)
        self._ui.submit("view", lambda session: view_jobs.reload(session, view))

    def nothing_new(self) -> None:
        """Say that there is nothing new, if the reader asked for the sync."""
        if self._asked_for:
            self._ui.say("nothing new in the sources")
        self._asked_for = False

    def look_for_damage(self) -> None:
        """Have the reading state looked over, in the background."""
        self._ui.submit("", mark_jobs.look_for_damage)

    def poll(self) -> None:
        """Have changes found that another program made. Not before the first frame, which shows them."""
        if self._state.shown is None:
            return
        view = self._state.view
        self._ui.submit("elsewhere", lambda session: view_jobs.poll_changes(session, view))
        self._ui.submit("new notices", mark_jobs.new_notices)
        if not self._under_way:  # whose end is told by a message
            self._ui.submit("library elsewhere", view_jobs.poll_library)
