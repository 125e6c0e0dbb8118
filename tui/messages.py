"""What the desk and the widgets tell the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from papernotes.tui.told import Told

if TYPE_CHECKING:
    from papernotes.completion import Value
    from papernotes.config.problems import Problem
    from papernotes.links import Goal
    from papernotes.notes.catalogue.rows import Entry
    from papernotes.reading.state import Mark
    from papernotes.render.layout import Layout
    from papernotes.render.text.find import Match as FoundAt
    from papernotes.sidebar import Pile
    from papernotes.tui.note.wanted import NoteWanted
    from papernotes.tui.reader.trail import Stop
    from papernotes.views import Counts, Shown, View


class Failed(Told):
    """Something went wrong that the reader should know of."""

    text: str


class Crashed(Told):
    """A mistake of ours on the desk; raised again on the event loop."""

    error: Exception


class Notices(Told):
    """What the reader should know of the reading state: when the application starts, or since."""

    texts: Sequence[str]


class TextsRead(Told):
    """Earlier queries and finds, oldest first."""

    queries: Sequence[str]
    finds: Sequence[str]


class Unkept(Told):
    """What of itself the reader cannot keep for later, such as queries, and why."""

    what: str
    reason: str


class ValuesRead(Told):
    """The values that a field of the query language can have."""

    field: str
    values: Sequence[Value]


class ViewWanted(Told):
    """Show another view, and go to its papers."""

    view: View


class ViewShown(Told):
    """What a view shows, with the reading state and the piles that there were then.

    What came or was written after `since` (ISO 8601, UTC) is new; empty at the first visit.
    """

    shown: Shown
    marks: Mapping[int, Mark]
    piles: Sequence[Pile] = ()
    since: str = ""


class Match(NamedTuple):
    """Where a query matches in an entry: spans of characters in its title, and a passage with its own."""

    title: tuple[tuple[int, int], ...]
    passage: str
    spans: tuple[tuple[int, int], ...]


class FirstFound(Told):
    """The first entries of a view, with the rows of some, before all that it shows has been looked at.

    `matches` are those of the rows, in their titles only: to look for passages takes longer than all else.
    """

    view: View
    ids: list[int]
    entries: Sequence[Entry]
    marks: Mapping[int, Mark]
    since: str = ""
    matches: Mapping[int, Match] = {}


class Recounted(Told):
    """The counts of a view after a change of the reading state, and what was done."""

    counts: Counts
    marks: Mapping[int, Mark]
    text: str = ""
    piles: Sequence[Pile] = ()


class PilesCounted(Told):
    """The piles, saved views counted too, and what is wrong in `views.yaml`."""

    piles: Sequence[Pile]
    problems: Sequence[Problem] = ()


class Matched(Told):
    """The matches of some entries, by their ids, for the view with this query; those `left` are still to be looked at."""

    query: str
    matches: Mapping[int, Match]
    left: Sequence[int]
    width: int


class NoteLaidOut(Told):
    """A note of an entry's paper, laid out: `number` of `count`.

    `key` names the note, `line` is where to begin and `jump` says to go there even if the note is
    in sight already. `matches` are those of the view's query, `marks` the states of papers that
    items of lists link to, by the link's number. `venue` is where the note is filed.
    """

    entry: Entry
    number: int
    count: int
    layout: Layout
    line: int
    key: str = ""
    jump: bool = False
    venue: str = ""
    matches: tuple[FoundAt, ...] = ()
    marks: Mapping[int, Mark] = {}


class NoteAhead(Told):
    """The note of the chosen paper, to be at hand when that is opened in this manner."""

    wanted: NoteWanted
    laid_out: NoteLaidOut


class Found(Told):
    """Where a text stands in a layout."""

    text: str
    layout: Layout
    matches: tuple[FoundAt, ...]


class LinkResolved(Told):
    """Where a link leads."""

    goal: Goal


class NoteRecalled(Told):
    """A stop on the way back or forward; no entry where it has gone from the library."""

    to: Stop
    entry: Entry | None


class Working(Told):
    """How far the work in the background is; `doing` is empty when there is none any more."""

    doing: str
    done: int = 0
    total: int = 0


class ChangeEnded(Told):
    """A change of the reading state was made, or failed."""


class NothingNew(Told):
    """The sources were looked at, and the library has all that they hold."""


class LibraryChanged(Told):
    """Library, index or reading state were changed by another process."""

    text: str = ""
