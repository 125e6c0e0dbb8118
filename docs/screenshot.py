"""Draw docs/screenshot.svg: the reader on the sample library, in a terminal of 150 columns and 40 lines."""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from papernotes.tui.app import PapernotesApp

SIZE = (150, 40)
FILE = Path(__file__).with_name("screenshot.svg")
KEYSTROKES = (("slash", *"attention", "enter"), ("j", "s", "j", "r", "k"))
QUIET_SECONDS = 5.0
"""How long nothing must change. What the status line says of the last keystroke goes after a shorter time."""


async def screenshot(quiet_seconds: float = QUIET_SECONDS) -> str:
    """Sync and index the sample library in the home that is set, read a little, and draw the screen as SVG."""
    from papernotes.config.paths import find_paths
    from papernotes.keymap.keymap import load_keymap
    from papernotes.source_sync import sync_sources
    from papernotes.tui.app import PapernotesApp
    from papernotes.tui.reader.screen import ReaderScreen
    from papernotes.tui.session_thread import SessionThread
    from papernotes.ui_state import saved_ui_state

    paths = find_paths()
    session_thread = SessionThread(paths)
    session_thread.ask(lambda session: (sync_sources(session), session.update_index())).result()
    app = PapernotesApp(
        paths,
        session_thread,
        load_keymap(paths.keybindings),
        session_thread.ask(saved_ui_state).result(),
        sync=False,
    )
    async with app.run_test(size=SIZE) as pilot:
        screen = app.screen_stack[0]
        assert isinstance(screen, ReaderScreen)
        for keystrokes in KEYSTROKES:
            await pilot.press(*keystrokes)
            while screen.busy:
                await pilot.pause(0.02)
        drawn = ""
        while drawn != (drawn := _drawn(app)):
            await pilot.pause(quiet_seconds)
    session_thread.close()
    return drawn


def _drawn(app: PapernotesApp) -> str:
    drawn = app.export_screenshot(title="papernotes")
    return re.sub(r"terminal-\d+", "screen", drawn)  # it would be another number each time


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        os.environ["PAPERNOTES_HOME"] = home
        FILE.write_text(asyncio.run(screenshot()), encoding="utf-8")
