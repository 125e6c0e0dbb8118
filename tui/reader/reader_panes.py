"""The part of the reader that shares the screen among the panes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.events import Resize

from papernotes.config.settings import limits
from papernotes.tui.reader.reader_base import ReaderPart

if TYPE_CHECKING:
    from papernotes.tui.widgets.divider import Divider
    from papernotes.tui.widgets.facet_list import FacetList

FACETS_STEP = 2
"""Cells."""
HEIGHT_STEP = 2
"""Rows."""
LEAST_HEIGHT = 3
"""Rows, the line above one of them."""
LOW, LARGER = 30, 70
"""Below so many rows of the screen, the one of venues and topics that one is in has so many percent of their height."""
NOTE_STEP = 5
"""Percent."""


class PaneActions(ReaderPart):
    """Widths and heights of panes, by keystroke and by mouse; remembered from visit to visit."""

    def _share_out(self) -> None:
        """Give the panes their sizes: those that were chosen, else those that are configured."""
        share = self._visit.note_share or self._configuration.note_share
        self.query_one("#facets").styles.width = self._visit.facets_width or self._configuration.facets_width
        self._papers.styles.width = f"{100 - share}fr"
        self._note.styles.width = f"{share}fr"
        share = self._visit.venues_share or self._configuration.venues_share
        if self.size.height < LOW and not self._visit.venues_share:
            share = {"venues": LARGER, "topics": 100 - LARGER}.get(self._pane, share)
        self._venues.styles.height = f"{share}fr"
        self._topics.styles.height = f"{100 - share}fr"

    def _pane_entered(self, pane: str) -> None:
        super()._pane_entered(pane)
        self._share_out()

    def on_resize(self, event: Resize) -> None:
        if event.size != self._held_at:
            # Two sizes that come while the screen is held would have Textual go from one to the other without end.
            self._paint()
        self._arrange(hold=False)
        self._share_out()

    def action_resize(self, step: int) -> None:
        """Make the note beside the papers larger or smaller, or venues and topics where one is in them."""
        facets = self.query_one("#facets")
        beside = self._note.display and self._papers.display
        if self._pane != "papers" or not beside:
            if facets.display and self._papers.display:
                self._set_facets_width(facets.outer_size.width + step * FACETS_STEP)
            else:
                self._say("there is one pane alone; nothing to share")
        else:
            share = self._visit.note_share or self._configuration.note_share
            self._set_note_share(share + step * NOTE_STEP)

    def on_divider_dragged(self, message: Divider.Dragged) -> None:
        if message.divider.id == "facets-edge":
            self._set_facets_width(message.column - self.query_one("#facets").region.x)
        else:
            left, right = self._papers.region.x, self._note.region.right
            self._set_note_share(round(100 * (right - message.column) / max(1, right - left)))

    def action_resize_height(self, step: int) -> None:
        """Give venues or topics, where one is in them, more of the height that they share."""
        if self._pane not in ("venues", "topics"):
            self._say("venues and topics share their height: go to one of them")
            return
        rows = self._venues.outer_size.height
        self._set_venues_height(rows + step * HEIGHT_STEP * (1 if self._pane == "venues" else -1))

    def on_facet_list_edge_dragged(self, message: FacetList.EdgeDragged) -> None:
        self._set_venues_height(message.row - self.query_one("#facets").region.y)

    def _set_venues_height(self, rows: int) -> None:
        height = self.query_one("#facets").size.height
        if height < 2 * LEAST_HEIGHT:
            return
        least, most = limits("venues_share")
        share = 100 * max(LEAST_HEIGHT, min(rows, height - LEAST_HEIGHT)) / height
        self._visit = self._visit._replace(venues_share=round(max(least, min(share, most))))
        self._share_out()
        self._note_visit()

    def _set_facets_width(self, cells: int) -> None:
        least, most = limits("facets_width")
        widest = max(least, min(most, self.size.width // 2))
        self._visit = self._visit._replace(facets_width=int(max(least, min(cells, widest))))
        self._share_out()
        self._note_visit()

    def _set_note_share(self, percent: int) -> None:
        least, most = limits("note_share")
        self._visit = self._visit._replace(note_share=int(max(least, min(percent, most))))
        self._share_out()
        self._note_visit()
