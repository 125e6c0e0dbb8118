"""What a note format is given, and what it gives back."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from papernotes.notes.model import Area, Note, Topic, Venue

FORMATS_EDITION = 14
"""Raise it whenever formats read a document in another way than before, or other names are left out: each document is then
read again by the next sync, although its file did not change, and the index is rebuilt."""


class DocumentText(NamedTuple):
    """A document that is to be read.

    `path` has `/` between folders and includes the folders that may tell venue and topic. `alone` says that the
    document is a source by itself, so a person chose it.
    """

    text: str
    path: str
    alone: bool = False

    @property
    def name(self) -> str:
        """The name of the file, in lower case."""
        return _name(self.path)

    @property
    def is_markdown(self) -> bool:
        """Whether the file is Markdown by its name."""
        return _name(self.path).endswith((".md", ".markdown"))


@lru_cache(maxsize=16)  # each format asks for it
def _name(path: str) -> str:
    return path.rpartition("/")[2].lower()


class DocumentContents(NamedTuple):
    """What one document holds: notes, and names, icons and counts of venues, topics and areas.

    `problems` are `(line, reason)`; lines count from 1, 0 if none is to blame. `own_text` says that the notes' text is
    to be stored, because it has no file of its own (the notes of a page); other text is read from its file on demand.
    `certainty` says of each area page how sure it is that it is read right, and why.
    """

    notes: tuple[Note, ...] = ()
    venues: tuple[Venue, ...] = ()
    topics: tuple[Topic, ...] = ()
    areas: tuple[Area, ...] = ()
    problems: tuple[tuple[int, str], ...] = ()
    own_text: bool = False
    certainty: tuple[str, ...] = ()
