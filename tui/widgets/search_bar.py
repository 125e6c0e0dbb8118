"""The top line: the search bar, and the counts of the view beside it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Paste
from textual.message import Message
from textual.widgets import Input, Static

from notes.text import clean_line
from tui.bindings import bindings


class QueryInput(Input):
    """Where the query is typed."""

    BINDINGS = bindings("search")

    class Accepted(Message):
        """The reader goes to what was found."""

    class Cancelled(Message):
        """The reader goes back to where the search began."""

    class Moved(Message):
        """The reader chooses another result while typing."""

        def __init__(self, rows: int) -> None:
            super().__init__()
            self.rows = rows

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, compact=True, select_on_focus=False, placeholder="search (press /)")

    def on_paste(self, event: Paste) -> None:
        # Comes before Input's own handler, which takes the text as it then is.
        event.text = clean_line(event.text)

    def action_accept(self) -> None:
        self.post_message(self.Accepted())

    def action_cancel(self) -> None:
        self.post_message(self.Cancelled())

    def action_move_result(self, rows: int) -> None:
        self.post_message(self.Moved(rows))


class SearchBar(Horizontal):
    """The query and the counts."""

    DEFAULT_CSS = """
    SearchBar { height: 1; padding: 0 1; }
    SearchBar > #name { width: auto; color: $text-primary; text-style: bold; margin-right: 2; }
    SearchBar > #slash { width: 2; color: $text-accent; }
    SearchBar > QueryInput { width: 1fr; background: $background; }
    SearchBar > #counts { width: auto; margin-left: 1; color: $text-muted; }
    """

    def compose(self) -> ComposeResult:
        yield Static("papernotes", id="name", markup=False)
        yield Static("/", id="slash", markup=False)
        yield QueryInput(id="query")
        yield Static("", id="counts", markup=False)
