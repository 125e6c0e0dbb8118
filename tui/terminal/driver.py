"""Textual's terminal driver, made to notice Escape and the end of the program at once.

Textual's own looks at the keyboard ten times a second where nothing is pressed. Escape, which
only the silence after it tells from the start of a longer sequence, takes it 0.1 to 0.2 s; and so
does leaving, as its thread is waited for. Here a second thread waits for the terminal itself and
hands on what it reads through a pipe: a lone Escape as the sequence that the kitty keyboard
protocol has for it, and at the end the end of the file, at which nothing waits any longer.

And the application is left as by a keystroke where a signal asks it to end, which Textual leaves to
the system: that would not put the terminal back in order, nor keep what is kept on leaving.
"""

from __future__ import annotations

import codecs
import os
import select
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TextIO

from textual.drivers.linux_driver import LinuxDriver

from papernotes.cli.terminal import terminal_encoding

ESCAPE = b"\x1b"
ESCAPE_KEY = b"\x1b[27u"
"""Escape as the kitty keyboard protocol writes it, which nothing can follow."""
ESCAPE_DELAY = 25
"""Milliseconds in which the rest of a sequence comes; `ESCDELAY` in the environment counts more, as elsewhere."""
CHUNK = 4096
ENDING = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)
"""Signals on which the application is left."""
PATIENCE = 10
"""Seconds after which the application ends as it is, where it was to be left and something keeps it."""


def escape_delay() -> float:
    """Seconds after which an Escape stands alone."""
    said = os.environ.get("ESCDELAY", "")
    return (int(said) if said.isdecimal() else ESCAPE_DELAY) / 1000


class Pasted:
    """Takes the escapes out of what is pasted: what follows one, Textual would take for keystrokes."""

    BEGIN, END = b"\x1b[200~", b"\x1b[201~"

    def __init__(self) -> None:
        self._inside = False
        self._begun = b""

    def clean(self, data: bytes) -> bytes:
        """The next piece of what comes from the terminal; the start of what may end a paste waits for its rest."""
        data, self._begun = self._begun + data, b""
        parts: list[bytes] = []
        while data:
            text, mark, data = data.partition(self.END if self._inside else self.BEGIN)
            if self._inside:
                starts = (self.END[:size] for size in range(len(self.END) - 1, 0, -1))
                self._begun = b"" if mark else next(filter(text.endswith, starts), b"")
                text = text.removesuffix(self._begun).replace(ESCAPE, b"")
            parts += (text, mark)
            self._inside ^= bool(mark)
        return b"".join(parts)


def relay(terminal: int, stop: int, onward: int, encoding: str = "utf-8") -> None:
    """Hand on what comes from `terminal` until `stop` can be read, then close `onward`. All are file descriptors.

    What is handed on is UTF-8, whatever the terminal's encoding; what is no character becomes U+FFFD.
    """
    delay, pasted = escape_delay(), Pasted()
    decode = codecs.getincrementaldecoder(encoding)("replace").decode
    with os.fdopen(onward, "wb", buffering=0) as pipe, suppress(BrokenPipeError):
        hung_up = False
        while stop not in (ready := select.select([stop] if hung_up else [stop, terminal], [], [])[0]):
            try:
                data = os.read(terminal, CHUNK) if ready else b""
            except OSError:
                data = b""
            hung_up = not data  # the terminal has gone: the signal of that ends the program
            data = pasted.clean(data)
            if data == ESCAPE and not select.select([stop, terminal], [], [], delay)[0]:
                data = ESCAPE_KEY
            pipe.write(decode(data).encode())


class _Ended(Exception):
    """Nothing more is read."""


class _Screen:
    """What is written to. When the terminal has gone nothing is: Textual's thread that writes would end with an
    error, and what is to be written then wait for it for ever."""

    def __init__(self, terminal: TextIO) -> None:
        self._terminal = terminal
        self.fileno = terminal.fileno

    def write(self, text: str) -> None:
        with suppress(OSError):
            self._terminal.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._terminal.flush()


class QuickDriver(LinuxDriver):
    """The driver of the application on a terminal."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self._reader = 0
        self._relayed = -1
        self._stop = self._stopped = -1
        super().__init__(*arguments, **options)
        self._file: Any = _Screen(sys.__stderr__ or sys.stderr)  # as Textual's own

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
        if self._stop >= 0:
            # It goes on after a signal that stops a program without its knowing, as one is sent with a hang-up.
            self.suspend_application_mode()
            self._app.call_later(self._app.refresh)
        self._stopped, self._stop = os.pipe()
        for number in ENDING:
            self._loop.add_signal_handler(number, self._leave, number)
        super().start_application_mode()  # type: ignore[no-untyped-call]

    # Textual would do what follows wherever the signal breaks in: while the screen is being written to, it would wait
    # for ever for what it has interrupted. On the event loop nothing is half done.

    def _sigtstp_application(self, *arguments: object) -> None:
        self._soon(super()._sigtstp_application)

    def _sigcont_application(self, *arguments: object) -> None:
        self._soon(super()._sigcont_application)

    def _soon(self, act: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop is closed: there is nothing to stop or to go on with
            self._loop.call_soon_threadsafe(act)

    def _leave(self, number: signal.Signals) -> None:
        self._loop.remove_signal_handler(number)  # asked again, it ends as it is
        signal.alarm(PATIENCE)
        self._app.exit(return_code=128 + number)

    def disable_input(self) -> None:
        if self._stop >= 0:
            os.close(self._stop)
            self._stop = -1
        super().disable_input()

    def run_input_thread(self) -> None:
        relayed, onward = os.pipe()
        self._relayed, self._reader = relayed, threading.get_ident()
        thread = threading.Thread(
            target=relay, args=(self._terminal, self._stopped, onward, terminal_encoding()), name="keyboard"
        )
        thread.start()
        try:
            with suppress(_Ended):
                super().run_input_thread()
        finally:
            thread.join()
            self._reader = 0
            os.close(relayed)
            os.close(self._stopped)
