"""Running programs: in the terminal, such as the reader's editor, or beside the screen, whose output is kept."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Event, Thread
from typing import NamedTuple

MAXIMUM_OUTPUT_BYTES = 256 * 1024
"""So much output of a program is kept. One that writes more is ended."""
LOOK_SECONDS = 0.05
"""Time between two looks at whether a program has ended, or is to be ended."""
PATIENCE_SECONDS = 1.0
"""How long a program may take to end after it was asked to."""


class Outcome(NamedTuple):
    """How a program went: its exit code (minus the signal that killed it), its output, and why it was ended, if so."""

    code: int
    output: bytes
    ended_because: str = ""


def why_not_run(program: str, error: OSError) -> str:
    """Why a program could not be started, as a message: what is advised for files does not help with programs."""
    match error:
        case FileNotFoundError():
            return f"there is no program {program}"
        case PermissionError():
            return f"{program} is not a program that you may run"
    return f"{program}: {error.strerror or error}"


def run_in_terminal(command: Sequence[str], given: bytes | None = None) -> int:
    """Run a program until it ends; returns its exit code, or minus the signal that killed it. Raises OSError.

    The screen must have given the terminal away before. The program reads `given` from standard input, else the keyboard.
    """
    # While the program runs, ^C is for it alone. Unlike SIG_IGN, a handler is not inherited by the program.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        return subprocess.run(command, check=False, input=given, env={**os.environ}).returncode
    finally:
        signal.signal(signal.SIGINT, before)


def open_window(command: Sequence[str], given: bytes = b"") -> None:
    """Start a program that has a window of its own, and may outlive this one. Raises OSError."""
    with tempfile.TemporaryFile() as file:
        file.write(given)
        file.seek(0)
        process = subprocess.Popen(
            command, stdin=file, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
    Thread(target=process.wait, name="window", daemon=True).start()


def run_beside(
    command: Sequence[str],
    given: bytes = b"",
    *,
    timeout_seconds: float,
    stop: Event,
    seen: Callable[[bytes], object] = lambda output: None,
) -> Outcome:
    """Run a program that has no part of the screen, until it ends, its time is over, or `stop` is set.

    It reads `given` from standard input. Its output and its errors are kept up to a limit, and passed to `seen` as they
    come. Programs that it has started go on if they let go of it. Raises OSError if it cannot be started.
    """
    began, output, reason = time.monotonic(), bytearray(), ""
    with tempfile.TemporaryFile() as file:
        file.write(given)
        file.seek(0)
        reading, writing = os.pipe()
        try:
            process = subprocess.Popen(
                command,
                stdin=file,
                stdout=writing,
                stderr=writing,
                start_new_session=True,
                env={**os.environ},
            )
        except BaseException:
            os.close(reading)
            raise
        finally:
            os.close(writing)
    at_end = False
    try:
        while not reason:
            gone = process.poll() is not None
            new = None
            if at_end:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(LOOK_SECONDS)
            elif select.select([reading], [], [], LOOK_SECONDS)[0]:
                new = os.read(reading, 1 << 16)
                at_end = not new
                output += new
                seen(new)
            if gone and not new:  # what it started may keep the other end open for ever
                break
            if len(output) > MAXIMUM_OUTPUT_BYTES:
                reason = f"it wrote more than {MAXIMUM_OUTPUT_BYTES // 1024} KB"
            elif time.monotonic() - began > timeout_seconds:
                reason = f"it took longer than {timeout_seconds:g} s"
            elif stop.is_set():
                reason = "it was stopped"
        return Outcome(
            _end(process) if reason else process.wait(), bytes(output[:MAXIMUM_OUTPUT_BYTES]), reason
        )
    finally:
        _end(process)
        os.close(reading)


def _end(process: subprocess.Popen[bytes]) -> int:
    """End a program, with what it has started, if it still runs; returns its exit code."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is None:  # and so not waited for: its number is nobody else's
            with suppress(ProcessLookupError):
                os.killpg(process.pid, number)
            with suppress(subprocess.TimeoutExpired):
                process.wait(PATIENCE_SECONDS)
    return process.wait()


def ended(code: int) -> str:
    """How a program failed, in words."""
    if code > 0:
        return f"ended with {code}"
    return f"was killed ({signal.strsignal(-code) or f'signal {-code}'})"
