"""The reader's own editor, which is given the terminal until it ends."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from papernotes.errors import UserError
from papernotes.programs import run_in_terminal

USUAL_EDITORS = ("nano", "vim", "vi")
"""Tried in this order if neither $VISUAL nor $EDITOR is set."""


def editor(environment: Mapping[str, str]) -> list[str]:
    """The command of the reader's editor. Raises UserError if none is found."""
    for name in ("VISUAL", "EDITOR"):
        try:
            if words := shlex.split(environment.get(name, "")):
                return words
        except ValueError as error:
            raise UserError(f"${name} cannot be understood: {error}") from error
    found = next(filter(shutil.which, USUAL_EDITORS), None)
    if found is None:
        raise UserError("there is no editor: set $VISUAL or $EDITOR to one")
    return [found]


def run_editor(command: Sequence[str], file: Path) -> int:
    """Run the editor on a file, in the terminal, until it ends; returns its exit code. Raises UserError if it cannot be run."""
    try:
        return run_in_terminal([*command, str(file)])
    except OSError as error:
        raise UserError(f"cannot run {command[0]}: {error.strerror}; set $VISUAL or $EDITOR") from error
