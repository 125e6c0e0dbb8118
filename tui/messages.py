"""Messages to the screen: from the session thread, the background sync and the controllers.

They are handled with `@on` in `reader/screen.py`. What widgets say is defined beside each widget.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, dataclass_transform

from textual.message import Message

if TYPE_CHECKING:
    from papernotes.completion import Value
    from papernotes.config.problems import ConfigProblem
    from papernotes.links import Goal
    from papernotes.notes import Entry
    from papernotes.reading import Mark
    from papernotes.render import Layout
    from papernotes.render import Match as FoundAt
    from papernotes.sidebar import SidebarItem
    from papernotes.tui.note.reading_position import Beginning
    from papernotes.tui.reader.trail import Stop
    from papernotes.views import Counts, Shown, Tables, View, WeakMatch


@dataclass_transform()
class FieldMessage(Message):
    """A message whose fields are the annotations of its class, in their order, with the values assigned there as defaults.

    It is used like a dataclass. Defining one costs a fraction of that, as no methods are compiled, and thirty of them
    are defined before the first frame.
    """

    def __init__(self, *values: Any, **named: Any) -> None:
        super().__init__()
        self.__dict__.update(zip(type(self).__annotations__, values, strict=False), **named)


class Failed(FieldMessage):
    """Something failed, and the reader should know: one sentence that says what."""

    text: str


class Crashed(FieldMessage):
    """An exception on the session thread that is our own mistake. It is raised again on the event loop."""

    error: Exception


class Notices(FieldMessage):
    """What the reader should know about the reading state, such as that it was restored from a copy."""

    texts: Sequence[str]


class EarlierTexts(FieldMessage):
    """Earlier queries and finds, oldest first."""

    queries: Sequence[str]
    finds: Sequence[str]


class NotKept(FieldMessage):
    """Something could not be kept for later, such as queries: what (with its verb, `queries are`), and why."""

    what: str
    reason: str


class FieldValues(FieldMessage):
    """The values of a field of the query language, the most frequent first."""

    field: str
    values: Sequence[Value]


class ViewRequest(FieldMessage):
    """Show another view, and go to its papers."""

    view: View


class ViewShown(FieldMessage):
    """What a view shows, with the reading state and the items of the sidebar that there were then.

    What came or was written after `since` (ISO 8601, UTC) is new; nothing if it is empty.
    """

    shown: Shown
    marks: Mapping[int, Mark]
    sidebar_items: Sequence[SidebarItem] = ()
    since: str = ""


class RowMatch(NamedTuple):
    """Where a query matches in an entry: spans of characters in its title, and a passage with spans of its own."""

    title: tuple[tuple[int, int], ...]
    passage: str
    spans: tuple[tuple[int, int], ...]


class FirstResults(FieldMessage):
    """The first results of a search, before all of them are known; `entries` are the rows of the topmost ones.

    `matches` are the matches in the titles of these rows. Finding passages would take longer than all the rest. `weak` are
    the entries that lack some words of the query.
    """

    view: View
    ids: list[int]
    entries: Sequence[Entry]
    marks: Mapping[int, Mark]
    since: str = ""
    matches: Mapping[int, RowMatch] = {}
    weak: Sequence[WeakMatch] = ()


class CountsChanged(FieldMessage):
    """The counts of a view after a change of the reading state; `text` says what was changed.

    `undoable`: it changed many papers or deleted something, so the reader is told how to take it back.
    """

    counts: Counts
    marks: Mapping[int, Mark]
    text: str = ""
    sidebar_items: Sequence[SidebarItem] = ()
    undoable: bool = False


class SidebarCounted(FieldMessage):
    """The items of the sidebar, saved views counted too, and what is wrong in `views.yaml`."""

    sidebar_items: Sequence[SidebarItem]
    problems: Sequence[ConfigProblem] = ()


class RowMatches(FieldMessage):
    """Entry id → where a query matches. The ids in `left` are still to be done, for passages of `width` cells."""

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

    `where` is the position, the name of a heading or the position in another note to begin with; None: where the reader left
    the note.
    """

    id: int
    number: int
    width: int
    formulas_as_source: bool = False
    tables: Tables = "wrap"
    query: str = ""
    where: Beginning = None


class NotePrepared(FieldMessage):
    """The note of the chosen paper, laid out before it is opened."""

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
    """The stop that the reader goes back or forward to; no entry if it has gone from the library."""

    to: Stop
    entry: Entry | None


class SyncProgress(FieldMessage):
    """The progress of what runs in the background: `done` of `total` steps. `doing` is empty when it has ended."""

    doing: str
    done: int = 0
    total: int = 0


class ChangeEnded(FieldMessage):
    """A change of the reading state was made, or failed."""


class SourcesChanged(FieldMessage):
    """Something changed in the sources with these names."""

    names: tuple[str, ...]


class NothingNew(FieldMessage):
    """The sources were read, and there is nothing new."""


class LibraryChanged(FieldMessage):
    """Library, index or reading state were changed by another process, or papers were joined or split.

    `undoable`: the reader is told how to take it back.
    """

    text: str = ""
    undoable: bool = False
