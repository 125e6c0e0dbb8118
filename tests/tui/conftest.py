"""A small library of our own, the command line in this process, and the application under a pilot."""

from __future__ import annotations

from asyncio import sleep, wait_for, wrap_future
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise
from time import monotonic

import pytest
from textual.notifications import Notification
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widgets import Input

from papernotes.config.paths import find_paths
from papernotes.keymap.keymap import load_keymap
from papernotes.notes.catalogue.rows import Entry
from papernotes.tui.app import PapernotesApp
from papernotes.tui.dialogs.pick import PickScreen
from papernotes.tui.note.view import NoteView
from papernotes.tui.reader.screen import ReaderScreen
from papernotes.tui.reader.state import ReaderState
from papernotes.tui.session_thread import SessionThread
from papernotes.tui.widgets.chord_bar import ChordBar
from papernotes.tui.widgets.facet_list import FacetList
from papernotes.tui.widgets.paper_list import PaperList
from papernotes.tui.widgets.sidebar_list import SidebarList
from papernotes.ui_state import saved_ui_state
from papernotes.views import View

QUIET_ROUNDS = 3
"""How often the application must be found idle, one time after another."""
PATIENCE_SECONDS = 4.0
"""How long the application may be busy, as where a test keeps it from getting what it waits for."""
SESSION_SECONDS = 20.0
"""How long a condition, or a job on the session thread, may take on a busy machine."""


@dataclass(frozen=True)
class Reader:
    """The application under a pilot."""

    app: PapernotesApp
    pilot: Pilot[None]
    session_thread: SessionThread

    @property
    def screen(self) -> ReaderScreen:
        screen = self.app.screen_stack[0]
        assert isinstance(screen, ReaderScreen)
        return screen

    @property
    def papers(self) -> PaperList:
        return self.screen.ui.papers

    @property
    def venues(self) -> SidebarList:
        return self.screen.ui.venues

    @property
    def topics(self) -> FacetList:
        return self.screen.ui.topics

    @property
    def note(self) -> NoteView:
        return self.screen.ui.note

    @property
    def state(self) -> ReaderState:
        """What the controllers share: the view, what is shown of it, the pane."""
        return self.screen.state

    @property
    def entry(self) -> Entry | None:
        """The chosen entry; in a note that is not in the view, its entry."""
        return self.state.linked or self.papers.entry

    @property
    def message(self) -> str:
        """What the status line says."""
        return str(self.screen.ui.status.said)

    @property
    def notifications(self) -> list[Notification]:
        """What is told in notifications, the oldest first."""
        return list(self.app._notifications)  # noqa: SLF001  # Textual has no other way to ask for them

    @property
    def strips(self) -> list[Strip]:
        """The lines of the screen as they were painted last."""
        return self.app.screen._compositor.render_strips()  # noqa: SLF001  # nor for these

    def show(self, view: View) -> None:
        """Have a view shown."""
        self.screen.views.show(view)

    def poll(self) -> None:
        """Have it found whether another program changed something."""
        self.screen.sync.poll()

    async def press(self, *keys: str) -> None:
        """Press keys one after another, each when all that came of the one before is done.

        Letters typed into an input follow each other at once, as readers type them.
        """
        for key, following in pairwise((*keys, "")):
            await self.pilot.press(key)
            if len(following) != 1 or not isinstance(self.app.focused, Input):
                await self.settle()

    async def settle(self) -> None:
        """Wait until all that the last keystroke led to is on the screen."""
        deadline, quiet = monotonic() + PATIENCE_SECONDS, 0
        while quiet < QUIET_ROUNDS and monotonic() < deadline:
            if quiet == 0 and self.is_busy:  # the rounds below take much longer than this look
                await sleep(0.005)
                continue
            # What was handed to the session thread is done, and the messages that it posted are handled.
            await wait_for(wrap_future(self.session_thread.ask(lambda session: None)), SESSION_SECONDS)
            await self.pilot.pause(0)
            quiet = 0 if self.is_busy else quiet + 1

    @property
    def is_busy(self) -> bool:
        """Whether the application waits for something: a keystroke, a view, a note, a dialog, a paint."""
        # A worker that runs while no dialog is open waits for an answer, or is about to open one.
        opens_dialog = self.app.screen is self.screen and any(w.is_running for w in self.app.workers)
        return opens_dialog or self.app.typed_ahead.under_way or self.screen.busy

    async def wait_until(self, condition: Callable[[], object]) -> None:
        """Wait until a condition holds; fails if it does not in time."""
        deadline = monotonic() + SESSION_SECONDS
        while not condition():
            assert monotonic() < deadline, "it never came to that"
            await self.pilot.pause(0.005)

    async def panel(self) -> PickScreen:
        """The dialog to pick from, which opens when the session thread has answered."""
        await self.wait_until(lambda: isinstance(self.app.screen, PickScreen))
        await self.settle()
        screen = self.app.screen
        assert isinstance(screen, PickScreen)
        return screen

    @property
    def titles(self) -> list[str]:
        """The titles in the pane of papers."""
        papers = self.papers
        return [entry.title for row in range(papers.row_count) if (entry := papers.entry_at(row))]

    @property
    def note_text(self) -> str:
        """The text of the note in sight."""
        layout = self.note.text_layout
        return "\n".join("".join(span.text for span in line) for line in layout.lines)


OpenReader = Callable[..., AbstractAsyncContextManager[Reader]]


@pytest.fixture
def reader() -> OpenReader:
    """Opens the application in a terminal of a size, on what PAPERNOTES_HOME holds."""

    @asynccontextmanager
    async def open_reader(size: tuple[int, int] = (120, 40), sync: bool = False) -> AsyncIterator[Reader]:
        paths = find_paths()
        session_thread = SessionThread(paths)
        try:
            saved = session_thread.ask(saved_ui_state).result()
            app = PapernotesApp(
                paths, session_thread, load_keymap(paths.keybindings, paths.commands), saved, sync=sync
            )
            async with app.run_test(size=size) as pilot:
                opened = Reader(app, pilot, session_thread)
                await opened.settle()
                if not paths.configuration.exists():  # a busy machine must not end a chord between two keys
                    opened.screen.query_one(ChordBar).timeout = 60.0
                yield opened
        finally:
            session_thread.close()

    return open_reader
