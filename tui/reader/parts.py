"""The parts of the screen that are beside each other: venues and topics, papers, the note, and the lines between them.

All are made at once, so that controllers can use them. Those out of sight are added to the screen after the first frame:
to style and start six widgets that nobody sees would take a twentieth of the time to it.
"""

from __future__ import annotations

from collections.abc import Set
from typing import TYPE_CHECKING

from textual.containers import Horizontal, Vertical

from papernotes.tui.note.view import NoteView
from papernotes.tui.reader.guidance import how
from papernotes.tui.widgets.divider import Divider
from papernotes.tui.widgets.facet_list import FacetList
from papernotes.tui.widgets.paper_list import PaperList
from papernotes.tui.widgets.sidebar_list import SidebarList

if TYPE_CHECKING:
    from textual.widget import Widget

    from papernotes.keymap.keymap import Keymap
    from papernotes.notes import Library


class ScreenParts:
    """The parts, from left to right as in `arrangement.PARTS`. `measure` is the width of a note's text in cells."""

    def __init__(self, library: Library, keymap: Keymap, *, measure: int) -> None:
        clear = how(keymap, "reader.clear", "clears", ", ")
        self.venues = SidebarList(id="venues", title="Lists and venues")
        self.topics = FacetList(id="topics", title="Topics", edge=True)
        self.facets = Vertical(self.venues, self.topics, id="facets")
        self.papers = PaperList(id="papers", fetch=library.entries, how_to_clear=clear)
        self.note = NoteView(id="note", measure=measure)
        self._left: tuple[Widget, ...] = (self.facets, Divider(id="facets-edge"))
        self._right: tuple[Widget, ...] = (Divider(id="note-edge"), self.note)
        self.reading = Horizontal(id="reading")
        """What holds papers and note: beside each other, or the note below the papers."""
        self._parts = (*self._left, self.papers, *self._right)
        self.by_id = {part.id: part for part in (*self._parts, self.venues, self.topics)}
        """The parts, and the two lists that are one above the other in the first."""

    def compose(self, shown: Set[str]) -> Horizontal:
        """What holds the papers, and the parts that are shown, by their ids."""
        for part in self._parts:
            part.display = part.id in shown
        self.reading.compose_add_child(self.papers)
        for other in self._right:
            if other.display:
                self.reading.compose_add_child(other)
        return Horizontal(*(part for part in self._left if part.display), self.reading, id="panes")

    async def add_rest(self) -> None:
        """Add the parts that were not shown in the first frame."""
        panes = self.reading.parent
        assert isinstance(panes, Horizontal)
        await panes.mount(*(part for part in self._left if part.parent is None), before=self.reading)
        edge, note = self._right
        if note.parent is None:
            await self.reading.mount(note)
        if edge.parent is None:
            await self.reading.mount(edge, before=note)
