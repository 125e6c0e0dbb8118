"""Run the command of the README that opens the reader, on a terminal of its own, and leave as soon as it shows papers."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios
import time

PATIENCE_SECONDS = 900
"""Installing from a slow registry takes minutes."""
SHOWN = b"Attention Is All You Need"
"""A paper of the sample library."""
ROWS, COLUMNS = 40, 150
_SEQUENCE = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-~]")


def main(command: str) -> int:
    """Run it; the exit code that it ends with. Ends the program where the paper is not shown in time."""
    process, terminal = pty.fork()
    if process == 0:
        os.execvp("bash", ["bash", "-euo", "pipefail", "-c", command])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    seen, left, until = b"", False, time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        if select.select([terminal], [], [], 0.5)[0]:
            try:
                new = os.read(terminal, 1 << 16)
            except OSError:  # the other side is closed
                break
            if not new:
                break
            seen += new
        if not left and SHOWN in _SEQUENCE.sub(b"", seen):
            os.write(terminal, b"Q")
            left = True
    os.close(terminal)  # what does not end by itself ends now
    if not left:
        sys.exit(f"the reader shows no papers: {seen[-2000:]!r}")
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
