"""The application: what is opened before the screen, and closed after it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from textual.app import App, SystemCommand
from textual.screen import Screen

from notes.library import Library
from tui.desk import Desk
from tui.keymap import Keymap, load_keymap
from tui.palette import ActionProvider
from tui.paths import Paths, find_paths
from tui.screens.reader import ReaderScreen
from tui.session import Session
from tui.visit import Visit, visit_from_json

SYNC_DELAY = 2.0
"""Seconds from the first frame to the look for new notes."""


class PapernotesApp(App[None]):
    """papernotes on the screen."""

    TITLE = "papernotes"
    CSS_PATH = "styles/papernotes.tcss"
    COMMANDS = {ActionProvider}
    ENABLE_COMMAND_PALETTE = True

    def __init__(self, paths: Paths, desk: Desk, keymap: Keymap, visit: Visit, *, sync: bool = True) -> None:
        super().__init__()
        self._sync = sync
        # The screen's own look at the library, for rows that come into sight.
        self._rows = Library.open(paths.library, read_only=True)
        self._reader = ReaderScreen(desk, self._rows, keymap, visit)
        self.set_keymap(keymap.single())
        if visit.theme in self.available_themes:
            self.theme = visit.theme

    def get_default_screen(self) -> Screen[None]:
        return self._reader

    def on_ready(self) -> None:
        if self._sync:
            # At once where there is nothing to show yet; else when the reader has settled.
            empty = not self._rows.has_entries()
            self.set_timer(0.01 if empty else SYNC_DELAY, self._reader.action_sync)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        for command in super().get_system_commands(screen):
            if command.title in ("Theme", "Quit"):
                yield command

    async def on_unmount(self) -> None:
        self._reader.leave()
        self._rows.close()


def run_app(query: str) -> int:
    """Open the reader; returns the exit code. Raises what opening library and reading state raises."""
    paths = find_paths()
    desk = Desk(paths)  # opens its session while the rest is got ready
    try:
        keymap = load_keymap(paths.keybindings)
        visit = desk.ask(last_visit).result()
        if query:
            visit = replace(visit, view=replace(visit.view, query=query, order=""), pane="papers", key="")
        app = PapernotesApp(paths, desk, keymap, visit)
        app.run()
    finally:
        desk.close()
    return app.return_code or 0


def last_visit(session: Session) -> Visit:
    """Where the reader was at the last visit."""
    return visit_from_json(session.reading.get_visit())
