"""Writing a remark on a paper, in the reader's own editor."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from papernotes.errors import UserError
from papernotes.lazy import lazy_modules
from papernotes.tui.jobs import view as view_jobs
from papernotes.tui.terminal.handover import with_terminal

if TYPE_CHECKING:
    from textual.message import Message
    from textual.screen import Screen

    from papernotes import editor, remarks
    from papernotes.session import Session
    from papernotes.tui.reader.state import ChosenEntries, ReaderState
    from papernotes.tui.reader.ui import ReaderUI
else:
    editor, remarks = lazy_modules("papernotes.editor", "papernotes.remarks")


class RemarkController:
    """Opens the editor on the remark, and saves what was written."""

    def __init__(self, screen: Screen[None], ui: ReaderUI, state: ReaderState, chosen: ChosenEntries) -> None:
        self._screen = screen
        self._ui = ui
        self._state = state
        self._chosen = chosen

    async def edit(self) -> None:
        """Have the remark on the chosen paper edited."""
        entry = self._chosen.entry
        draft = await self._ui.ask(lambda session: remarks.begin(session, entry)) if entry else None
        if entry is None or draft is None:
            return
        try:
            await self._go_on(draft)
        finally:
            draft.release()

    async def _go_on(self, draft: remarks.Draft) -> None:
        """Have a draft edited, and keep what was written."""
        text = self._edited(draft)
        if text is None:
            return
        if text == draft.text:
            self._ui.say("the remark is unchanged")
            return
        view = self._state.view

        def keep(session: Session) -> Message:
            told = remarks.finish(session, draft, text)
            return view_jobs.recount(session, view, told, undoable=not text.strip())

        message = await self._ui.ask(keep)
        if message is not None:
            self._ui.post(message)
        else:
            self._ui.warn("remark", f"what you wrote is kept in {draft.file}", severity="information")

    async def quote(self, text: str, section: str) -> None:
        """Quote a text of the note at the end of the remark on the chosen paper, with the section that it is from."""
        entry = self._chosen.entry
        if entry is None:
            return
        view = self._state.view

        def keep(session: Session) -> Message:
            remarks.add_quote(session, entry, text, section)
            return view_jobs.recount(session, view, "quoted in your remark", undoable=True)

        message = await self._ui.ask(keep)
        if message is not None:
            self._ui.post(message)

    def _edited(self, draft: remarks.Draft) -> str | None:
        """The text of a draft as the reader leaves it in the editor; None after a failure, which is shown."""
        try:
            command = editor.editor(os.environ)
            return with_terminal(self._screen.app, lambda: remarks.edit(draft, command))
        except UserError as error:
            self._ui.warn("remark", str(error), severity="error")
            return None
