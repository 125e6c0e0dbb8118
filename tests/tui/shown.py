"""What a terminal shows after all that was written to it. What is written is only what changes: a word comes in parts."""

from __future__ import annotations

import os
import re
import select
import time
from codecs import getincrementaldecoder
from contextlib import suppress

import pyte
from rich.cells import cell_len

REST_SECONDS = 0.1
"""Silence after which a screen is whole; the cursor blinks only after half a second."""
_NOT_FOR_PYTE = re.compile(r"\x1b\[[<>=?][\d;]*(?:\$p|[A-Za-z])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\u200d|\0")
"""What changes no cell, of which pyte would show some; and U+200D, behind which it shows nothing."""


class Shown:
    """A terminal of this size. `text` is what can be read on it."""

    def __init__(self, columns: int = 80, rows: int = 24, encoding: str = "utf-8") -> None:
        self.screen = pyte.Screen(columns, rows)
        self.screen.reset_mode(pyte.modes.DECAWM)  # as Textual sets it
        self._stream = pyte.Stream(self.screen)
        self._decode = getincrementaldecoder(encoding)("replace").decode

    def feed(self, text: str | bytes) -> None:
        text = text if isinstance(text, str) else self._decode(text)
        self._stream.feed(_NOT_FOR_PYTE.sub("", text))

    @property
    def text(self) -> str:
        return "\n".join(self.screen.display)

    def cells(self) -> list[list[tuple[object, ...]]]:
        """All that can be seen: blanks have no colour of their own, and half of a wide letter is a blank."""
        found = []
        for y in range(self.screen.lines):
            row = [self.screen.buffer[y][x] for x in range(self.screen.columns)]
            cells: list[tuple[object, ...]] = []
            for x, cell in enumerate(row):
                before, behind = row[x - 1].data if x else " ", row[x + 1].data if x + 1 < len(row) else " "
                half = cell_len(before) < 2 if cell.data == "" else cell_len(cell.data) > 1 and behind != ""
                lines = (cell.reverse, cell.underscore, cell.strikethrough)
                if (half or cell.data == " ") and not any(lines):
                    cells.append((" ", cell.bg))
                else:
                    cells.append((" " if half else cell.data, *cell[1:5], *lines))
            found.append(cells)
        return found

    def read(
        self,
        terminal: int,
        wanted: str,
        gone: str = "",
        *,
        rest_seconds: float = REST_SECONDS,
        seconds: float = 30,
    ) -> bytes:
        """Read what a program writes until this is seen, and that is gone, and all that comes along with it.

        Where `wanted` is a control sequence, until it was written. Returns what was written.
        """

        def complete() -> bool:
            if wanted.startswith("\x1b"):
                return wanted.encode() in written
            return wanted in self.text and not (gone and gone in self.text)

        written = b""
        end = time.monotonic() + seconds
        with suppress(OSError):  # the program has ended
            while (ready := select.select([terminal], [], [], rest_seconds)[0]) or not complete():
                assert time.monotonic() < end, f"no {wanted!r} in\n{self.text}\nof {written[-300:]!r}"
                if ready:
                    new = os.read(terminal, 1 << 16)
                    written += new
                    self.feed(new)
        assert complete(), f"no {wanted!r} in\n{self.text}"
        return written
