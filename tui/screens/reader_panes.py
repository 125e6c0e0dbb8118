"""The part of the reader that shares the screen among the panes."""

from __future__ import annotations

from dataclasses import replace

from tui.configuration import limits
from tui.screens.reader_base import ReaderBase
from tui.widgets.divider import Divider

FACETS_STEP = 2
"""Cells."""
NOTE_STEP = 5
"""Percent."""


class PaneActions(ReaderBase):
    """Widths of panes, by keystroke and by mouse; remembered from visit to visit."""

    def _share_out(self) -> None:
        """Give the panes their widths: those that were chosen, else those that are configured."""
        share = self._visit.note_share or self._configuration.note_share
        self.query_one("#facets").styles.width = self._visit.facets_width or self._configuration.facets_width
        self._papers.styles.width = f"{100 - share}fr"
        self._note.styles.width = f"{share}fr"

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

    def _set_facets_width(self, cells: int) -> None:
        least, most = limits("facets_width")
        widest = max(least, min(most, self.size.width // 2))
        self._visit = replace(self._visit, facets_width=int(max(least, min(cells, widest))))
        self._share_out()
        self._note_visit()

    def _set_note_share(self, percent: int) -> None:
        least, most = limits("note_share")
        self._visit = replace(self._visit, note_share=int(max(least, min(percent, most))))
        self._share_out()
        self._note_visit()
