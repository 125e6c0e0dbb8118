"""Textual's terminal driver, made to notice Escape and the end of the program at once.

Textual's own driver polls the keyboard ten times a second. Escape is the start of longer sequences, too: only the
silence after it tells them apart. So it takes 0.1 to 0.2 s there, and so does leaving, which waits for the thread. Here
a second thread waits for the terminal itself, and passes on what it reads through a pipe: a lone Escape as the sequence
that the kitty keyboard protocol has for it, and at last the end of the file, so that nothing waits any longer.

A signal that asks the program to end makes the application leave as by a keystroke. Textual leaves these signals to the
system, which would neither restore the terminal nor save the state of the screen.
"""

from __future__ import annotations

import codecs
import os
import select
import shutil
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TextIO

from textual.drivers.linux_driver import LinuxDriver

from papernotes.cli.terminal import terminal_encoding
from papernotes.tui.terminal.cells import FORGET, CellScreen
from papernotes.tui.terminal.modes import give_back

ESCAPE = b"\x1b"
ESCAPE_KEY = b"\x1b[27u"
"""Escape as the kitty keyboard protocol writes it, which nothing can follow."""
ESCAPE_DELAY_MILLISECONDS = 25
"""Time in which the rest of a sequence comes. `ESCDELAY` in the environment overrides it, as in other programs."""
CHUNK_BYTES = 4096
UNFINISHED_PASTE_SECONDS = 0.5
"""Time after which one of these keystrokes, read alone, is not part of a paste: the end of the paste has been lost."""
OUT_OF_PASTE = (ESCAPE, ESCAPE_KEY, b"\x03", b"\x11")
"""Escape, Ctrl-C and Ctrl-Q, which must not be lost in a paste that never ends."""
ENDING = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)
"""Signals that make the application leave."""
PATIENCE_SECONDS = 10
"""Time after which the program is killed if something keeps it from leaving."""


def escape_delay() -> float:
    """Seconds after which an Escape stands alone."""
    said = os.environ.get("ESCDELAY", "")
    return (int(said) if said.isdecimal() else ESCAPE_DELAY_MILLISECONDS) / 1000


class Pasted:
    """Removes escapes from pasted text: Textual would take what follows one for keystrokes."""

    BEGIN, END = b"\x1b[200~", b"\x1b[201~"

    def __init__(self) -> None:
        self.inside = False
        self._begun = b""

    def clean(self, data: bytes) -> bytes:
        """Clean the next piece of input. What may be the start of the end of a paste is kept until the rest comes."""
        data, self._begun = self._begun + data, b""
        parts: list[bytes] = []
        while data:
            text, mark, data = data.partition(self.END if self.inside else self.BEGIN)
            if self.inside:
                starts = (self.END[:size] for size in range(len(self.END) - 1, 0, -1))
                self._begun = b"" if mark else next(filter(text.endswith, starts), b"")
                text = text.removesuffix(self._begun).replace(ESCAPE, b"")
            parts += (text, mark)
            self.inside ^= bool(mark)
        return b"".join(parts)


def relay(terminal: int, stop: int, onward: int, encoding: str = "utf-8") -> None:
    """Pass input from `terminal` on to `onward` until `stop` can be read, then close `onward`. All are file descriptors.

    The output is UTF-8, whatever the terminal's encoding; invalid bytes become U+FFFD.
    """
    delay, pasted = escape_delay(), Pasted()
    decode = codecs.getincrementaldecoder(encoding)("replace").decode

    def silent(seconds: float) -> bool:
        return not select.select([stop, terminal], [], [], seconds)[0]

    with os.fdopen(onward, "wb", buffering=0) as pipe, suppress(BrokenPipeError):
        hung_up = False
        while stop not in (ready := select.select([stop] if hung_up else [stop, terminal], [], [])[0]):
            try:
                data = os.read(terminal, CHUNK_BYTES) if ready else b""
            except OSError:
                data = b""
            hung_up = not data  # the terminal has gone: a signal ends the program
            if pasted.inside and data in OUT_OF_PASTE and silent(UNFINISHED_PASTE_SECONDS):
                pipe.write(decode(pasted.clean(Pasted.END)).encode())
            data = pasted.clean(data)
            if data == ESCAPE and silent(delay):
                data = ESCAPE_KEY
            pipe.write(decode(data).encode())


class _Ended(Exception):
    """The program ends: nothing more is read."""


class _Screen:
    """The terminal as Textual's writing thread writes to it: of what is painted, it gets the cells that differ.

    Nothing is written when the terminal has gone: an error would end that thread, and the application would then wait
    for it for ever.
    """

    def __init__(self, terminal: TextIO) -> None:
        self._terminal = terminal
        self._cells = CellScreen()
        self.fileno = terminal.fileno

    def write(self, text: str) -> None:
        if passed_on := self._cells.paint(text):
            with suppress(OSError):
                self._terminal.write(passed_on)

    def flush(self) -> None:
        """Write what has changed: no more is waiting to be written."""
        with suppress(OSError):
            self._terminal.write(self._cells.changes(*shutil.get_terminal_size()))  # as Textual asks for it
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
        """What the keyboard is read from: the relay for Textual's own thread, the terminal for all others.

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

    def forget_screen(self) -> None:
        """Write all of what is painted from now on: the terminal may show anything."""
        if self._writer_thread is not None:
            self.write(FORGET)

    def start_application_mode(self) -> None:
        if self._stop >= 0:
            # It continues after a signal that stopped it without notice, such as the one sent with a hang-up.
            self.suspend_application_mode()
            self._app.call_later(self._app.refresh)
        self._stopped, self._stop = os.pipe()
        for number in ENDING:
            self._loop.add_signal_handler(number, self._leave, number)
        super().start_application_mode()  # type: ignore[no-untyped-call]

    def suspend_application_mode(self) -> None:
        super().suspend_application_mode()
        give_back(self._terminal)

    # Textual would handle these signals wherever they interrupt it: while it writes to the screen, it would wait for
    # ever for itself. On the event loop nothing is half done.

    def _sigtstp_application(self, *arguments: object) -> None:
        self._soon(super()._sigtstp_application)

    def _sigcont_application(self, *arguments: object) -> None:
        self._soon(super()._sigcont_application)

    def _soon(self, act: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop is closed: there is nothing to stop or to continue
            self._loop.call_soon_threadsafe(act)

    def _leave(self, number: signal.Signals) -> None:
        self._loop.remove_signal_handler(number)  # a second signal ends the program at once
        signal.alarm(PATIENCE_SECONDS)
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
