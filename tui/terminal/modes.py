"""The modes of the terminal: set for keystrokes from the very start, and as they were for other programs.

What is typed before Textual has set the terminal up would be echoed by the system as it is, with all that a terminal
obeys in it. It would be edited as a line, too: Enter would become another key, and what is after 4 KB would be lost.
"""

from __future__ import annotations

import os
import signal
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

_before: dict[int, list[Any]] = {}
"""The modes of the terminals, by file descriptor, that are set for keystrokes now."""
FLOW_CONTROL_AND_ENTER = termios.IXON | termios.ICRNL
ECHO_AND_LINES = termios.ECHO | termios.ICANON


@contextmanager
def for_keystrokes(terminal: int) -> Iterator[None]:
    """Have a terminal pass every keystroke on as it is, and echo none; Ctrl-C alone still ends the program.

    `terminal` is a file descriptor.
    """
    try:
        before = termios.tcgetattr(terminal)
        if os.tcgetpgrp(terminal) != os.getpgrp():
            raise OSError("in the background, changing the terminal would stop the program")
        _before[terminal] = before
        ended = signal.signal(signal.SIGTERM, _end)  # until Textual's driver heeds it
        flags = [before[0] & ~FLOW_CONTROL_AND_ENTER, *before[1:3], before[3] & ~ECHO_AND_LINES, *before[4:6]]
        characters = [*before[6]]
        characters[termios.VMIN], characters[termios.VTIME] = 1, 0
        termios.tcsetattr(terminal, termios.TCSANOW, [*flags, characters])
    except (termios.error, OSError):
        yield
        return
    try:
        yield
    finally:
        give_back(terminal)
        del _before[terminal]
        signal.signal(signal.SIGTERM, ended)


def give_back(terminal: int) -> None:
    """Set a terminal's modes to what they were before `for_keystrokes`: another program uses it now."""
    if terminal in _before:
        with suppress(termios.error):  # the terminal may have gone
            termios.tcsetattr(terminal, termios.TCSANOW, _before[terminal])


def _end(number: int, frame: object) -> None:
    raise SystemExit(128 + number)
