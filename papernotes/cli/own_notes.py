"""new: a note of the reader's own about a paper."""

from __future__ import annotations

import argparse
import os
import sys

from papernotes.cli.opened import session, tell_unread
from papernotes.cli.terminal import print_line, progress_bar, tell, writes_to_terminal
from papernotes.editor import editor, run_editor
from papernotes.programs import ended


def new(arguments: argparse.Namespace) -> int:
    """Begin a note, have it edited where there is a terminal, and read its source."""
    from papernotes.own_notes import new_note
    from papernotes.source_sync import sync_sources

    with session() as opened:
        note = new_note(opened, arguments.about, title=arguments.title or "", source=arguments.source or "")
        if not arguments.no_edit and sys.stdin.isatty() and writes_to_terminal():
            command = editor(os.environ)
            if code := run_editor(command, note.file):
                tell(f"{command[0]} {ended(code)}; the note is {note.file}")
        with progress_bar() as progress:
            sync_sources(opened, [note.source], progress=progress)
            opened.update_index(progress=progress)
        tell_unread(opened)
        print_line(str(note.file))
    return 0
