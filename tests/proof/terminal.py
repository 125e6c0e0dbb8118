"""The reader on a terminal of its own, its keys pressed and its words read."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import struct
import termios
import time
from fcntl import ioctl

from program import COMMAND, PATIENCE_SECONDS, Broken, Home

ROWS, COLUMNS = 40, 130
ANSWERS = (
    (b"\x1b[?2026$p", b"\x1b[?2026;2$y"),
    (b"\x1b[?2048$p", b"\x1b[?2048;0$y"),
    (b"\x1b[c", b"\x1b[?62;22c"),
)
"""What a terminal answers when it is asked what it can do; without, programs wait for it."""
ESCAPE, ESCAPE_KEY = b"\x1b", b"\x1b[27u"
"""The Escape key of a plain terminal, and of one with the kitty keyboard protocol. Where the machine is busy, a plain one
is read together with the key after it, and both are taken for another key."""
_SEQUENCE = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-~]")
_KEPT_BYTES = 200_000


class Terminal:
    """The reader on a home, in a process group of its own."""

    def __init__(self, home: Home, *words: str, **environment: str) -> None:
        self.home = home
        self.code: int | None = None
        self.seen = b""
        """What it wrote since a key was last pressed, without control sequences."""
        self.said: list[bytes] = []
        """Sentences that were looked for by `watch_for`."""
        self._half = b""
        size = struct.pack("HHHH", ROWS, COLUMNS, 0, 0)
        self.process, self.file = pty.fork()
        if self.process == 0:
            ioctl(0, termios.TIOCSWINSZ, size)
            known = {"TERM": "xterm-256color", "BROWSER": "true", **environment}
            os.execve(COMMAND[0], [*COMMAND, *words], {**home.environment, **known})
        ioctl(self.file, termios.TIOCSWINSZ, size)

    def take_in(self, seconds: float = 0.0) -> bytes:
        """Read what is written, waiting so long for the first of it; what was seen since a key was last pressed."""
        while select.select([self.file], [], [], seconds)[0]:
            try:
                new = os.read(self.file, 1 << 16)
            except OSError:  # the other side is closed
                self.poll()
                break
            if not new:
                break
            for question, answer in ANSWERS:
                if question in new:
                    os.write(self.file, answer)
            text = self._half + new
            last = text.rfind(b"\x1b")  # which may go on in what comes next
            whole = len(text) if last < 0 or _SEQUENCE.match(text, last) else last
            text, self._half = _SEQUENCE.sub(b"", text[:whole]), text[whole:]
            self.seen = (self.seen + text)[-_KEPT_BYTES:]
            seconds = 0.0
        return self.seen

    def press(self, keys: bytes) -> None:
        """Press keys."""
        self.take_in()
        self.seen = b""
        os.write(self.file, ESCAPE_KEY if keys == ESCAPE else keys)

    def wait_for(self, words: bytes, seconds: float = PATIENCE_SECONDS) -> float:
        """Wait until words are on the screen; how many seconds that took. Raises Broken."""
        began = time.monotonic()
        while words not in self.take_in(0.02):
            if self.poll() is not None:
                raise Broken(f"the reader ended with {self.code} before {words!r}: {self.seen[-500:]!r}")
            if time.monotonic() > began + seconds:
                raise Broken(f"{words!r} does not come: {self.seen[-500:]!r}")
        return time.monotonic() - began

    def rest(self, quiet_seconds: float = 0.1, patience_seconds: float = 3.0) -> None:
        """Take what is written, until it is quiet for so long."""
        until = time.monotonic() + patience_seconds
        while time.monotonic() < until and select.select([self.file], [], [], quiet_seconds)[0]:
            self.take_in()
            if self.poll() is not None:
                break

    def poll(self) -> int | None:
        """The code that it ended with; None while it runs."""
        if self.code is None:
            ended, status = os.waitpid(self.process, os.WNOHANG)
            if ended:
                self.code = os.waitstatus_to_exitcode(status)
        return self.code

    def kill(self, *, group: bool = True) -> None:
        """Kill it, with all of its group or alone."""
        if self.poll() is None:  # and so not waited for yet: its number is nobody else's
            (os.killpg if group else os.kill)(self.process, signal.SIGKILL)

    def leave(self, key: bytes = b"\x11") -> int:
        """Leave by a key; the code that it ended with. Raises Broken."""
        self.press(key)
        until = time.monotonic() + PATIENCE_SECONDS
        while self.poll() is None:
            self.take_in(0.02)
            if time.monotonic() > until:
                raise Broken(f"the reader does not leave: {self.seen[-500:]!r}")
        self.close()
        return self.code or 0

    def close(self) -> None:
        """End it, if it still runs, and close the terminal."""
        self.kill()
        if self.code is None:
            _, status = os.waitpid(self.process, 0)
            self.code = os.waitstatus_to_exitcode(status)
        os.close(self.file)
