"""Earlier queries and finds: a plain file with one a line, the newest last, and the way through them.

Several copies of the program add to a file at once; what another program or a crash left in it is
passed over.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from papernotes.notes import clean_line
from papernotes.reading import make_private_file, make_private_folder, write_atomically

MOST = 500
"""Texts that are kept."""
LONGEST = 1000
"""Characters of a text; a longer one was pasted by mistake."""
LARGEST = 256 * 1024
"""Bytes of a file; a larger one is cut down to the newest texts."""


def read_texts(path: Path) -> list[str]:
    """The texts that a file holds, oldest first, each once; none where it cannot be read."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - LARGEST))
            data = file.read(LARGEST)
    except OSError:
        return []
    lines = data.split(b"\n")
    if size > LARGEST:
        del lines[0]  # only its end was read
    return _once(clean_line(line.decode("utf-8", "replace")) for line in lines)


def add_text(path: Path, text: str) -> None:
    """Add a text as the newest one; it is on disk when this returns. Raises OSError."""
    make_private_folder(path.parent)
    make_private_file(path)
    with _locked(path), path.open("ab+") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 1))
        whole = not size or file.read(1) == b"\n"
        file.write(("" if whole else "\n").encode() + text.encode("utf-8", "replace") + b"\n")
        if size > LARGEST:
            file.flush()
            write_atomically(path, "".join(f"{kept}\n" for kept in read_texts(path)))


def with_text(earlier: Sequence[str], text: str) -> list[str]:
    """The earlier texts, oldest first, with one more as the newest."""
    return _once([*earlier, clean_line(text)])


def _once(texts: Iterator[str] | Sequence[str]) -> list[str]:
    """Each text once, where it was used last; the newest of them."""
    stripped = [text.strip() for text in texts]
    kept = dict.fromkeys(text for text in reversed(stripped) if 0 < len(text) <= LONGEST)
    return [*kept][:MOST][::-1]


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """No other copy writes meanwhile. The lock is a file of its own: the other one is replaced now and then."""
    own = path.with_name(f".{path.name}.lock")
    make_private_file(own)
    with own.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@dataclass(frozen=True, slots=True)
class Walk:
    """On the way through earlier texts: `stops` are what was being typed, then the earlier ones, newest first."""

    stops: tuple[str, ...]
    at: int = 0

    @property
    def text(self) -> str:
        """Where one is."""
        return self.stops[self.at]

    def step(self, back: int) -> Walk:
        """Go back by this number of stops (forward if negative), as far as there are any."""
        return replace(self, at=max(0, min(self.at + back, len(self.stops) - 1)))


def walk(earlier: Sequence[str], text: str, start: str) -> Walk:
    """Begin at `text`, what stands there now, through the earlier ones (oldest first) that begin with `start`."""
    wanted, standing = start.strip().casefold(), text.strip()
    found = (old for old in reversed(earlier) if old.casefold().startswith(wanted) and old != standing)
    return Walk((text, *found))
