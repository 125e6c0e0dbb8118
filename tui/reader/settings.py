"""The settings, in the reader's own editor."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from papernotes.config.settings import DEFAULT
from papernotes.config.settings_file import as_yaml, read_configuration
from papernotes.editor import editor
from papernotes.errors import UserError
from papernotes.programs import ended, run_in_terminal
from papernotes.reading import in_words, write_atomically
from papernotes.tui.terminal.handover import with_terminal

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import App

    from papernotes.tui.reader.ui import ReaderUI


class SettingsController:
    """Opens the editor on `config.yaml`."""

    def __init__(self, app: App[None], ui: ReaderUI) -> None:
        self._app = app
        self._ui = ui

    def edit(self) -> None:
        """Have the settings edited. Where there are none yet, the editor begins with all of them and what they do."""
        path = self._ui.session_thread.paths.configuration
        try:
            begun = self._begin(path)
            command = [*editor(os.environ), str(path)]
            code = with_terminal(self._app, lambda: run_in_terminal(command))
            if begun and path.read_text("utf-8", "replace") == begun:
                path.unlink()  # nothing was set
                self._ui.say("the settings are unchanged")
                return
            if code:
                raise UserError(f"{command[0]} {ended(code)}")
        except OSError as error:
            self._ui.warn("settings", f"{path} cannot be edited: {in_words(error)}", severity="error")
        except UserError as error:
            self._ui.warn("settings", str(error), severity="error")
        else:
            self._tell(path)

    def _begin(self, path: Path) -> str:
        """Write the settings with their defaults where there are none; returns what was written. Raises OSError."""
        if path.exists():
            return ""
        text = as_yaml(DEFAULT, comments=True)
        write_atomically(path, text, private=True)
        return text

    def _tell(self, path: Path) -> None:
        from papernotes.config.problems import told

        if mistakes := read_configuration(path)[1]:
            self._ui.warn("configuration", told(mistakes, "config"))
        else:
            self._ui.say("the settings take effect at the next start")
