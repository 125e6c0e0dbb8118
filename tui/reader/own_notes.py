"""Editing the file of a note, in the reader's own editor; a paper without a note gets one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from papernotes import editor, own_notes
from papernotes.errors import UserError
from papernotes.programs import ended
from papernotes.tui.terminal.handover import with_terminal

if TYPE_CHECKING:
    from textual.screen import Screen

    from papernotes.notes import Entry
    from papernotes.own_notes import OwnNote
    from papernotes.session import Session
    from papernotes.tui.reader.state import ChosenEntries, ReaderState
    from papernotes.tui.reader.sync import SyncController
    from papernotes.tui.reader.ui import ReaderUI


class OwnNoteController:
    """Opens the editor on the note that is shown, and has its source read again."""

    def __init__(
        self,
        screen: Screen[None],
        ui: ReaderUI,
        state: ReaderState,
        chosen: ChosenEntries,
        *,
        sync: SyncController,
    ) -> None:
        self._screen = screen
        self._ui = ui
        self._state = state
        self._chosen = chosen
        self._sync = sync

    async def edit(self) -> None:
        """Have the chosen paper's note edited, and show it as it is then."""
        entry, number = self._chosen.entry, self._state.note_number
        note = await self._ui.ask(lambda session: _note(session, entry, number)) if entry else None
        if note is None:
            return
        try:
            command = editor.editor(os.environ)
            code = with_terminal(self._screen.app, lambda: editor.run_editor(command, note.file))
        except UserError as error:
            self._ui.warn("note", str(error), severity="error")
        else:
            if code:
                self._ui.warn("note", f"{command[0]} {ended(code)}", severity="warning")
        self._sync.read((note.source,))


def _note(session: Session, entry: Entry, number: int) -> OwnNote:
    """The file of a paper's note; a new one for a paper without any. Raises UserError."""
    notes = session.library.notes_of(entry)
    return (
        own_notes.note_file(session, notes[number % len(notes)])
        if notes
        else own_notes.new_note(session, entry.key)
    )
