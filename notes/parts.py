"""The small parts that notes and entries are made of, which lists need as well as the readers of formats do.

Named tuples, because they take a tenth of the time of dataclasses to define, and the first frame waits for that.
"""

from __future__ import annotations

from typing import NamedTuple


class NoteError(Exception):
    """A document that cannot be read as notes.

    `reason` is for the person at the keyboard; `line` counts from 1, 0 where no line is to blame.
    """

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


class Venue(NamedTuple):
    """Where papers appeared, with the year: slug `ICLR2026`, icon `🔬`."""

    slug: str
    icon: str = ""


class Topic(NamedTuple):
    """The area notes are filed under: slug `llm_safety`, name `LLM Safety`, icon `🔒`."""

    slug: str
    name: str = ""
    icon: str = ""


class Rating(NamedTuple):
    """Stars from 0 to 5: `overall`, or per axis as `(name, stars)`; None and empty where not given."""

    overall: float | None = None
    axes: tuple[tuple[str, float], ...] = ()


class Related(NamedTuple):
    """A link to another paper's note: its title, its venue's slug, and the target as written."""

    title: str
    venue: str
    target: str


class Area(NamedTuple):
    """One topic at one venue, as its page or `index.md` presents it.

    `declared` is the number of notes the page says it has, None where it says none; `elsewhere`
    the same topic at other venues as `(venue, count)`; `top_topics` its own `(name, count)`.
    """

    venue: Venue
    topic: Topic
    declared: int | None = None
    elsewhere: tuple[tuple[Venue, int], ...] = ()
    top_topics: tuple[tuple[str, int], ...] = ()
