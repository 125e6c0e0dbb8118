"""Running a program that has the terminal to itself, such as the reader's editor."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Sequence


def run_in_terminal(command: Sequence[str]) -> int:
    """Run a program until it ends; returns its exit code, or minus the signal that killed it. Raises OSError.

    The screen must have given the terminal away before.
    """
    # While the program runs, ^C is for it alone. Unlike SIG_IGN, a handler is not inherited by the program.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        return subprocess.run(command, check=False, env={**os.environ}).returncode
    finally:
        signal.signal(signal.SIGINT, before)


def ended(code: int) -> str:
    """How a program failed, in words."""
    if code > 0:
        return f"ended with {code}"
    return f"was killed ({signal.strsignal(-code) or f'signal {-code}'})"
