"""Adding a source: the reader pastes a page or names a source, and a process of its own adds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from papernotes.tui.dialogs.add import AddScreen

if TYPE_CHECKING:
    from papernotes.tui.reader.sync import SyncController
    from papernotes.tui.reader.ui import ReaderUI


class AddController:
    """Opens the dialog of sources, and has what it gives added."""

    def __init__(self, ui: ReaderUI, sync: SyncController) -> None:
        self._ui = ui
        self._sync = sync

    async def add(self, page: str = "") -> None:
        """Have the reader name a source or paste a page (`page` if that was pasted already), and add it."""
        wanted = await self._ui.dialog(AddScreen(self._ui.session_thread.paths, page))
        if wanted is not None:
            force = ["--force"] if wanted.force else []
            self._sync.add([*force, "--", wanted.location or "-"], wanted.page)
