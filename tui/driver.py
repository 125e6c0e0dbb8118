"""Textual's terminal driver, made to notice Escape and the end of the program at once.

Textual's own looks at the keyboard ten times a second where nothing is pressed. Escape, which
only the silence after it tells from the start of a longer sequence, takes it 0.1 to 0.2 s; and so
does leaving, as its thread is waited for. Here a second thread waits for the terminal itself and
hands on what it reads through a pipe: a lone Escape as the sequence that the kitty keyboard
protocol has for it, and at the end the end of the file, at which nothing waits any longer.
"""

from __future__ import annotations

import os
import select
import threading
from contextlib import suppress
from typing import Any

from textual.drivers.linux_driver import LinuxDriver

ESCAPE = b"\x1b"
ESCAPE_KEY = b"\x1b[27u"
"""Escape as the kitty keyboard protocol writes it, which nothing can follow."""
ESCAPE_DELAY = 25
"""Milliseconds in which the rest of a sequence comes; `ESCDELAY` in the environment counts more, as elsewhere."""
CHUNK = 4096


def escape_delay() -> float:
    """Seconds after which an Escape stands alone."""
    said = os.environ.get("ESCDELAY", "")
    return (int(said) if said.isdecimal() else ESCAPE_DELAY) / 1000


def relay(terminal: int, stop: int, onward: int) -> None:
    """Hand on what comes from `terminal` until `stop` can be read, then close `onward`. All are file descriptors."""
    delay = escape_delay()
    with os.fdopen(onward, "wb", buffering=0) as pipe, suppress(BrokenPipeError):
        hung_up = False
        while stop not in (ready := select.select([stop] if hung_up else [stop, terminal], [], [])[0]):
            try:
                data = os.read(terminal, CHUNK) if ready else b""
            except OSError:
                data = b""
            hung_up = not data  # the terminal has gone: the signal of that ends the program
            if data == ESCAPE and not select.select([stop, terminal], [], [], delay)[0]:
                data = ESCAPE_KEY
            pipe.write(data)


class _Ended(Exception):
    """Nothing more is read."""


class QuickDriver(LinuxDriver):
    """The driver of the application on a terminal."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self._reader = 0
        self._relayed = -1
        self._stop = self._stopped = -1
        super().__init__(*arguments, **options)

    @property
    def fileno(self) -> int:
        """Where the keyboard is read from: for Textual's own thread the relay, for all else the terminal.

        Raises _Ended in that thread once the program ends, which spares it a last wait for nothing.
        """
        if threading.get_ident() != self._reader:
            return self._terminal
        if self.exit_event.is_set():
            raise _Ended
        return self._relayed

    @fileno.setter
    def fileno(self, fileno: int) -> None:
        self._terminal = fileno

    def start_application_mode(self) -> None:
        self._stopped, self._stop = os.pipe()
        super().start_application_mode()  # type: ignore[no-untyped-call]

    def disable_input(self) -> None:
        if self._stop >= 0:
            os.close(self._stop)
            self._stop = -1
        super().disable_input()

    def run_input_thread(self) -> None:
        relayed, onward = os.pipe()
        self._relayed, self._reader = relayed, threading.get_ident()
        thread = threading.Thread(target=relay, args=(self._terminal, self._stopped, onward), name="keyboard")
        thread.start()
        try:
            with suppress(_Ended):
                super().run_input_thread()
        finally:
            thread.join()
            self._reader = 0
            os.close(relayed)
            os.close(self._stopped)
