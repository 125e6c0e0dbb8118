"""Earlier queries and finds: a plain file with one a line, the newest last, and stepping through them.

Several copies of the program may add to a file at once. Lines that another program or a crash damaged are skipped.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from papernotes.notes import clean_line
from papernotes.reading import lock_file, make_private_file, make_private_folder, write_atomically

MAXIMUM_TEXTS = 500
MAXIMUM_TEXT_CHARACTERS = 1000
"""A longer text was pasted by mistake, and is not kept."""
MAXIMUM_FILE_BYTES = 256 * 1024
"""A larger file is cut down to the newest texts."""


def read_texts(path: Path) -> list[str]:
    """The texts in a file, oldest first, each once; none if it cannot be read."""
    if not path.is_file():  # to open a pipe would wait for who writes it
        return []
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - MAXIMUM_FILE_BYTES))
            data = file.read(MAXIMUM_FILE_BYTES)
    except OSError:
        return []
    lines = data.split(b"\n")
    if size > MAXIMUM_FILE_BYTES:
        del lines[0]  # only the end of this line was read
    return _once(clean_line(line.decode("utf-8", "replace")) for line in lines)


def add_text(path: Path, text: str) -> None:
    """Add a text as the newest one; it is on disk when this returns. Raises OSError."""
    make_private_folder(path.parent)
    make_private_file(path)
    # The lock is a separate file, since the other one is sometimes replaced.
    with lock_file(path.with_name(f".{path.name}.lock")), path.open("ab+") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 1))
        whole = not size or file.read(1) == b"\n"
        file.write(("" if whole else "\n").encode() + text.encode("utf-8", "replace") + b"\n")
        if size > MAXIMUM_FILE_BYTES:
            file.flush()
            write_atomically(path, "".join(f"{kept}\n" for kept in read_texts(path)))


def with_text(earlier: Sequence[str], text: str) -> list[str]:
    """The earlier texts, oldest first, with one more as the newest."""
    return _once([*earlier, clean_line(text)])


def _once(texts: Iterator[str] | Sequence[str]) -> list[str]:
    """Each text once, at its last position; only the newest ones."""
    stripped = [text.strip() for text in texts]
    kept = dict.fromkeys(text for text in reversed(stripped) if 0 < len(text) <= MAXIMUM_TEXT_CHARACTERS)
    return [*kept][:MAXIMUM_TEXTS][::-1]


@dataclass(frozen=True, slots=True)
class Walk:
    """A position among earlier texts: `stops` are what was being typed, then the earlier texts, newest first."""

    stops: tuple[str, ...]
    at: int = 0

    @property
    def text(self) -> str:
        """The text at this position."""
        return self.stops[self.at]

    def step(self, back: int) -> Walk:
        """The position this number of stops further back (forward if negative), at most at either end."""
        return replace(self, at=max(0, min(self.at + back, len(self.stops) - 1)))


def walk(earlier: Sequence[str], text: str, start: str) -> Walk:
    """Begin at `text`, the present text; the stops are the `earlier` texts (oldest first) that begin with `start`."""
    wanted, standing = start.strip().casefold(), text.strip()
    found = (old for old in reversed(earlier) if old.casefold().startswith(wanted) and old != standing)
    return Walk((text, *found))
