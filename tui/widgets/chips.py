"""A line of chips, one for each filter that is set. A click on one takes the filter off."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Static

CROSS = "✕"


class Chip(Static):
    """One filter."""

    def __init__(self, name: str, text: str, place: bool) -> None:
        super().__init__(f"{text} {CROSS}", markup=False, classes="-place" if place else "")
        self.filter = name

    def on_click(self) -> None:
        self.post_message(Chips.Removed(self.filter))


class Chips(Horizontal):
    """Hidden if no filter is set. The chips of venue and topic are shown only while their panes are hidden."""

    DEFAULT_CSS = """
    Chips { display: none; height: 1; padding: 0 1; }
    Chips.-filters { display: block; }
    Chips > Chip { width: auto; max-width: 40; height: 1; padding: 0 1; margin-right: 1; background: $surface-lighten-2; color: $text-accent; }
    Chips > Chip:hover { background: $primary-muted; }
    Chips > .-place { display: none; }
    """

    class Removed(Message):
        """The reader takes a filter off."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.shown: tuple[tuple[str, str, bool], ...] = ()

    def compose(self) -> ComposeResult:
        for name, text, place in self.shown:
            yield Chip(name, text, place)

    async def show(self, chips: Sequence[tuple[str, str, bool]]) -> None:
        """Show filters: the name of each, its text, and whether it is a venue or topic."""
        if tuple(chips) == self.shown:
            return
        self.shown = tuple(chips)
        self.set_class(any(not place for _, _, place in chips), "-filters")
        self.set_class(bool(chips), "-any")
        await self.recompose()
