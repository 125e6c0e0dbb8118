"""What the desk and the widgets tell the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual.message import Message

from notes.rows import Entry
from reading.state import PaperState
from render.layout import Layout
from tui.views import Counts, Shown, View


@dataclass
class Failed(Message):
    """Something went wrong that the reader should know of."""

    text: str


@dataclass
class Crashed(Message):
    """A mistake of ours on the desk; raised again on the event loop."""

    error: Exception


@dataclass
class Notices(Message):
    """What the reader should know when the application starts."""

    texts: Sequence[str]


@dataclass
class ViewWanted(Message):
    """Show another view, with an entry chosen (by its id) if one is told, and go to a pane."""

    view: View
    chosen: int | None = None
    pane: str = "papers"


@dataclass
class ViewShown(Message):
    """What a view shows, with the reading state that it was counted with."""

    shown: Shown
    marks: Mapping[int, PaperState]


@dataclass
class Recounted(Message):
    """The counts of a view after a change of the reading state, and what was done."""

    counts: Counts
    marks: Mapping[int, PaperState]
    text: str = ""


@dataclass(frozen=True)
class Match:
    """Where a query matches in an entry: spans of characters in its title, and a passage with its own."""

    title: tuple[tuple[int, int], ...]
    passage: str
    spans: tuple[tuple[int, int], ...]


@dataclass
class Matched(Message):
    """The matches of some entries, by their ids, for the view with this query."""

    query: str
    matches: Mapping[int, Match]


@dataclass
class NoteLaidOut(Message):
    """An entry's note, laid out. `number` of `count` notes, `line` to begin at; `fault` where its text is gone."""

    entry: Entry
    number: int
    count: int
    layout: Layout
    line: int
    fault: str = ""


@dataclass
class Working(Message):
    """How far the work in the background is; `doing` is empty when there is none any more."""

    doing: str
    done: int = 0
    total: int = 0


@dataclass
class LibraryChanged(Message):
    """Library, index or reading state were changed by another process."""

    text: str = ""
