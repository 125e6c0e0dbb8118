"""The top line: the search bar, and the counts of the view beside it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Click
from textual.message import Message
from textual.widgets import Static

from papernotes.tui.widgets.query_input import QueryInput as QueryInput


class SearchBar(Horizontal):
    """The query and the counts."""

    DEFAULT_CSS = """
    SearchBar { height: 1; padding: 0 1; }
    SearchBar > #name { width: auto; color: $text-primary; text-style: bold; margin-right: 2; }
    SearchBar > #slash { width: 2; color: $text-accent; }
    SearchBar > QueryInput { width: 1fr; background: $background; }
    SearchBar > #counts { width: auto; margin-left: 1; color: $text-muted; text-align: right; }
    """

    class CountsClicked(Message):
        """The counts were clicked, behind which the order stands."""

    def __init__(self, *, id: str, placeholder: str) -> None:
        super().__init__(id=id)
        self._placeholder = placeholder

    def compose(self) -> ComposeResult:
        yield Static("papernotes", id="name", markup=False)
        yield Static("/", id="slash", markup=False)
        yield QueryInput(id="query", placeholder=self._placeholder)
        yield Static("", id="counts", markup=False)

    def on_click(self, event: Click) -> None:
        if event.widget is not None and event.widget.id == "counts":
            self.post_message(self.CountsClicked())
