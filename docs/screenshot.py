"""Draw docs/screenshot.svg: the reader on the sample library, in a terminal of 150 columns and 40 lines."""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path

SIZE = (150, 40)
FILE = Path(__file__).with_name("screenshot.svg")


async def main() -> None:
    """Sync and index the sample library in a folder of its own, read a little, and draw the screen."""
    from papernotes.config.paths import find_paths
    from papernotes.keymap.keymap import load_keymap
    from papernotes.source_sync import sync_sources
    from papernotes.tui.app import PapernotesApp
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
        for keystroke in ("slash", *"attention", "enter", "j", "s", "j", "r", "k"):
            await pilot.press(keystroke)
            await pilot.pause(0.3)
        await pilot.pause(5)  # until what the status line said is gone
        FILE.write_text(app.export_screenshot(title="papernotes"), encoding="utf-8")
    session_thread.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        os.environ["PAPERNOTES_HOME"] = home
        asyncio.run(main())
