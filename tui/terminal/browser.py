"""Opening addresses in a browser: beside the reader, or, where it is one for the terminal, in place of the reader."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import threading
import webbrowser
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from papernotes.errors import UserError
from papernotes.programs import ended, run_in_terminal
from papernotes.tui.terminal.handover import with_terminal

if TYPE_CHECKING:
    from textual.app import App

FOR_TERMINALS = frozenset(
    "browsh carbonyl cha elinks links links2 lynx netrik retawq w3m www-browser".split()
)
"""The names of browsers that need the terminal."""
URL = "%s"
"""Stands for the address in a command; without it, the address comes last."""


def open_in_browser(app: App[None], url: str, configured: str) -> None:
    """Open an address in the browser that is configured, else in that of `$BROWSER`, else in the system's.

    Raises UserError where there is none, or it fails.
    """
    command, source = _command(configured, os.environ)
    if not command:
        _open_by_system(url)
        return
    words = [word.replace(URL, url) for word in command]
    if words == command:
        words.append(url)
    try:
        if needs_terminal(command):
            code = with_terminal(app, lambda: run_in_terminal(words))
            if code:
                raise UserError(f"{command[0]} {ended(code)}")
        else:
            _run_beside(words)
    except OSError as error:
        raise UserError(f"{command[0]}: {error.strerror or error}; see {source}") from error


def needs_terminal(command: Sequence[str]) -> bool:
    """Whether a browser's command is that of one for terminals. Words such as `env` before the browser are not looked through."""
    return PurePath(command[0]).name in FOR_TERMINALS


def _command(configured: str, environment: Mapping[str, str]) -> tuple[list[str], str]:
    """The command of the browser, empty if the system is to choose; and where it was found, for messages."""
    if configured:
        return shlex.split(configured), "`browser` in config.yaml"
    for one in environment.get("BROWSER", "").split(os.pathsep):
        try:
            words = shlex.split(one)
        except ValueError as error:
            raise UserError(f"$BROWSER cannot be understood: {error}") from error
        words = words[:-1] if words[-1:] == ["&"] else words  # none that needs the terminal keeps us waiting
        if words and shutil.which(words[0]):
            return words, "$BROWSER"
    try:
        found = webbrowser.get()
    except webbrowser.Error:
        raise UserError("there is no browser: set $BROWSER, or `browser` in config.yaml") from None
    name = getattr(found, "name", "")
    return ([name], "the system's browser") if name and needs_terminal([name]) else ([], "")


def _open_by_system(url: str) -> None:
    try:
        opened = webbrowser.open(url)
    except (webbrowser.Error, OSError) as error:
        raise UserError(f"no browser can be opened: {error}") from error
    if not opened:
        raise UserError("no browser can be opened: set $BROWSER, or `browser` in config.yaml")


def _run_beside(words: Sequence[str]) -> None:
    """Run a browser in a window of its own, which outlives papernotes. Raises OSError."""
    process = subprocess.Popen(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )  # fmt: skip
    threading.Thread(target=process.wait, name="browser", daemon=True).start()
