"""What the session thread and the widgets tell the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, dataclass_transform

from textual.message import Message

if TYPE_CHECKING:
    from papernotes.completion import Value
    from papernotes.config.problems import ConfigProblem
    from papernotes.links import Goal
    from papernotes.notes import Entry
    from papernotes.reading import Mark, ReadingPosition
    from papernotes.render import Layout
    from papernotes.render import Match as FoundAt
    from papernotes.sidebar import SidebarItem
    from papernotes.tui.reader.trail import Stop
    from papernotes.views import Counts, Shown, Tables, View


@dataclass_transform()
class FieldMessage(Message):
    """A message whose fields are what is annotated in its class, in that order; what is assigned there, their defaults.

    It is used like a dataclass and defined at a fraction of its cost: for each of those several methods are
    compiled, and before the first frame there are thirty of them.
    """

    def __init__(self, *values: Any, **named: Any) -> None:
        super().__init__()
        self.__dict__.update(zip(type(self).__annotations__, values, strict=False), **named)


class Failed(FieldMessage):
    """Something went wrong that the reader should know of."""

    text: str


class Crashed(FieldMessage):
    """A mistake of ours on the session thread; raised again on the event loop."""

    error: Exception


class Notices(FieldMessage):
    """What the reader should know of the reading state: when the application starts, or since."""

    texts: Sequence[str]


class EarlierTexts(FieldMessage):
    """Earlier queries and finds, oldest first."""

    queries: Sequence[str]
    finds: Sequence[str]


class NotKept(FieldMessage):
    """What of itself the reader cannot keep for later, such as queries, and why."""

    what: str
    reason: str


class FieldValues(FieldMessage):
    """The values that a field of the query language can have."""

    field: str
    values: Sequence[Value]


class ViewRequest(FieldMessage):
    """Show another view, and go to its papers."""

    view: View


class ViewShown(FieldMessage):
    """What a view shows, with the reading state and the items of the sidebar that there were then.

    What came or was written after `since` (ISO 8601, UTC) is new; empty at the first visit.
    """

    shown: Shown
    marks: Mapping[int, Mark]
    sidebar_items: Sequence[SidebarItem] = ()
    since: str = ""


class RowMatch(NamedTuple):
    """Where a query matches in an entry: spans of characters in its title, and a passage with its own."""

    title: tuple[tuple[int, int], ...]
    passage: str
    spans: tuple[tuple[int, int], ...]


class FirstResults(FieldMessage):
    """The first entries of a view, with the rows of some, before all that it shows has been looked at.

    `matches` are those of the rows, in their titles only: to look for passages takes longer than all else.
    """

    view: View
    ids: list[int]
    entries: Sequence[Entry]
    marks: Mapping[int, Mark]
    since: str = ""
    matches: Mapping[int, RowMatch] = {}


class CountsChanged(FieldMessage):
    """The counts of a view after a change of the reading state, and what was done."""

    counts: Counts
    marks: Mapping[int, Mark]
    text: str = ""
    sidebar_items: Sequence[SidebarItem] = ()


class SidebarCounted(FieldMessage):
    """The items of the sidebar, saved views counted too, and what is wrong in `views.yaml`."""

    sidebar_items: Sequence[SidebarItem]
    problems: Sequence[ConfigProblem] = ()


class RowMatches(FieldMessage):
    """The matches of some entries, by their ids, for the view with this query; those `left` are still to be looked at."""

    query: str
    matches: Mapping[int, RowMatch]
    left: Sequence[int]
    width: int


class NoteLaidOut(FieldMessage):
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


class NoteRequest(NamedTuple):
    """A note to be laid out: the entry's id, which of its paper's notes, the width in cells, the manner, the query.

    `where` is the position or the name of a heading to begin with; None: where the reader left the note.
    """

    id: int
    number: int
    width: int
    formulas_as_source: bool = False
    tables: Tables = "wrap"
    query: str = ""
    where: ReadingPosition | str | None = None


class NotePrepared(FieldMessage):
    """The note of the chosen paper, to be at hand when that is opened in this manner."""

    wanted: NoteRequest
    laid_out: NoteLaidOut


class FindResult(FieldMessage):
    """Where a text stands in a layout."""

    text: str
    layout: Layout
    matches: tuple[FoundAt, ...]


class LinkResolved(FieldMessage):
    """Where a link leads."""

    goal: Goal


class NoteRecalled(FieldMessage):
    """A stop on the way back or forward; no entry where it has gone from the library."""

    to: Stop
    entry: Entry | None


class SyncProgress(FieldMessage):
    """How far the work in the background is; `doing` is empty when there is none any more."""

    doing: str
    done: int = 0
    total: int = 0


class ChangeEnded(FieldMessage):
    """A change of the reading state was made, or failed."""


class NothingNew(FieldMessage):
    """The sources were looked at, and the library has all that they hold."""


class LibraryChanged(FieldMessage):
    """Library, index or reading state were changed by another process."""

    text: str = ""
