"""Going from pane to pane, and dividing the screen among them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from papernotes.config.settings import limits
from papernotes.tui.reader.arrangement import PARTS, alone, in_sight, previews
from papernotes.ui_state import PANES

if TYPE_CHECKING:
    from textual.events import Resize

    from papernotes.tui.reader.painting import Painting
    from papernotes.tui.reader.saved_state import SavedState
    from papernotes.tui.reader.state import ReaderState
    from papernotes.tui.reader.ui import ReaderUI
    from papernotes.tui.widgets.divider import Divider
    from papernotes.tui.widgets.dragged_edge import EdgeDragged
    from papernotes.tui.widgets.row_list import RowList
    from papernotes.ui_state import UIState

FACETS_STEP_CELLS = 2
HEIGHT_STEP_ROWS = 2
MINIMUM_HEIGHT_ROWS = 3
"""The least height of venues and of topics, with the line above."""
LOW_ROWS, LARGER_PERCENT = 30, 70
"""On a screen lower than this, the one of venues and topics that the reader is in takes this share of their height."""
NOTE_STEP_PERCENT = 5
PREVIEW_STEP_PERCENT = 10


class PaneController:
    """Leads the reader from pane to pane, and sets the widths and heights of the panes.

    `entered` is called with the id of each pane that the reader goes to, when it is on the screen and has the keyboard.
    """

    def __init__(
        self,
        ui: ReaderUI,
        state: ReaderState,
        painting: Painting,
        saved_state: SavedState,
        entered: Callable[[str], None],
    ) -> None:
        self._ui = ui
        self._state = state
        self._painting = painting
        self._saved_state = saved_state
        self._entered = entered
        self._stacked = False

    # Going from pane to pane

    def go(self, pane: str, *, focus: bool = True) -> None:
        """Show a pane, and give it the keyboard; `focus=False`: leave the keyboard where it is."""
        ui = self._ui
        self._state.pane = pane
        for name in PANES:
            ui.widget(name).set_class(name == pane, "-current", update=False)
        self.arrange()
        # A chord keeps the keyboard until it ends.
        if focus and not ui.has("#chord.-pending"):
            ui.focus(pane)
        ui.status.set_context("note" if pane == "note" else "list")
        self._entered(pane)
        if self._state.shown is not None:
            self._saved_state.changed()

    def go_if_there(self, pane: str) -> None:
        """Go to a pane; to the note only if there is one."""
        if pane != "note" or self._ui.papers.entry is not None:
            self.go(pane)

    def row_list_entered(self, message: RowList.Entered) -> None:
        """Go to the pane beside the list."""
        here = PANES.index(self._state.pane)
        there = here + (-1 if message.outward else 1)
        if 0 <= there < len(PANES):
            self.go_if_there(PANES[there])

    def focus_moved(self) -> None:
        """Go to the pane that the mouse gave the keyboard to, if any."""
        focused = self._ui.focused
        if focused is not None and focused.id in PANES and focused.id != self._state.pane:
            self.go(focused.id)

    # Sizes

    def arrange(self, *, hold: bool = True) -> None:
        """Show the panes that there is room for, painted at once if the screen can be held back.

        Not by style sheet: a class of the screen would have everything on it styled again.
        """
        (width, height), zoomed = self._ui.size, self._ui.zoomed
        shown = in_sight(width, height, self._state.pane, zoomed=zoomed)
        parts = {name: self._ui.widget(name) for name in PARTS}
        changed = [part for name, part in parts.items() if part.display != (name in shown)]
        for part in changed:
            part.display = not part.display
        if self.stacked != self._stacked:
            self.share_out()
        if changed and hold:
            # Else the panes would be painted as they were, and once for each of them that asks for its place.
            painting, last = self._painting, changed[-1]
            painting.hold("panes")
            painting.after(last, partial(painting.after, last, partial(painting.release, "panes")))
        with_places = self._state.pane == "papers" and alone(width, zoomed=zoomed)
        self._ui.chips.set_class(with_places, "-with-places")

    @property
    def stacked(self) -> bool:
        """Whether the note of the chosen paper is below the papers."""
        (width, height), zoomed = self._ui.size, self._ui.zoomed
        return previews(width, height, self._state.pane, zoomed=zoomed)

    def share_out(self) -> None:
        """Give the panes their sizes: those that were chosen, else those that are configured."""
        ui, saved, settings = self._ui, self._state.saved, self._ui.settings
        ui.facets.styles.width = saved.facets_width or settings.facets_width
        self._stacked = ui.note.edge.active = self.stacked
        beside, below = saved.note_share or settings.note_share, saved.preview_share or settings.preview_share
        share = below if self._stacked else beside
        ui.parts.reading.styles.layout = "vertical" if self._stacked else "horizontal"
        for pane, part in ((ui.papers, 100 - share), (ui.note, share)):
            pane.styles.width = "1fr" if self._stacked else f"{part}fr"
            pane.styles.height = f"{part}fr" if self._stacked else "1fr"
        share = saved.venues_share or settings.venues_share
        if ui.height < LOW_ROWS and not saved.venues_share:
            share = {"venues": LARGER_PERCENT, "topics": 100 - LARGER_PERCENT}.get(self._state.pane, share)
        ui.venues.styles.height = f"{share}fr"
        ui.topics.styles.height = f"{100 - share}fr"

    def resized(self, event: Resize) -> None:
        """Fit the panes to another size of the terminal."""
        if event.size != self._painting.held_size:
            # Two sizes that come while the screen is held would have Textual go from one to the other without end.
            self._painting.release()
        self.arrange(hold=False)
        self.share_out()

    def resize(self, step: int) -> None:
        """Make the note beside or below the papers larger or smaller, or venues and topics where the reader is in them."""
        facets, papers = self._ui.facets, self._ui.papers
        beside = self._ui.note.display and papers.display
        if self._state.pane != "papers" or not beside:
            if facets.display and papers.display:
                self._set_facets_width(facets.outer_size.width + step * FACETS_STEP_CELLS)
            else:
                self._ui.say("only one pane is shown; there is nothing to resize")
        elif self._stacked:
            share = self._state.saved.preview_share or self._ui.settings.preview_share
            self._set_preview_share(share + step * PREVIEW_STEP_PERCENT)
        else:
            share = self._state.saved.note_share or self._ui.settings.note_share
            self._set_note_share(share + step * NOTE_STEP_PERCENT)

    def resize_height(self, step: int) -> None:
        """Give venues or topics, where the reader is in one of them, more of the height that they share."""
        if self._state.pane not in ("venues", "topics"):
            self._ui.say("go to the venues or topics to change their height")
            return
        rows = self._ui.venues.outer_size.height
        self._set_venues_height(rows + step * HEIGHT_STEP_ROWS * (1 if self._state.pane == "venues" else -1))

    def divider_dragged(self, message: Divider.Dragged) -> None:
        """Move the line between two panes to the mouse."""
        if message.divider.id == "facets-edge":
            self._set_facets_width(message.column - self._ui.facets.region.x)
        else:
            left, right = self._ui.papers.region.x, self._ui.note.region.right
            self._set_note_share(round(100 * (right - message.column) / max(1, right - left)))

    def edge_dragged(self, message: EdgeDragged) -> None:
        """Move the line between venues and topics, or between the papers and the note below them, to the mouse."""
        if message.pane is self._ui.note:
            top, bottom = self._ui.papers.region.y, self._ui.note.region.bottom
            self._set_preview_share(round(100 * (bottom - message.row) / max(1, bottom - top)))
        else:
            self._set_venues_height(message.row - self._ui.facets.region.y)

    def _set_venues_height(self, rows: int) -> None:
        height = self._ui.facets.size.height
        if height < 2 * MINIMUM_HEIGHT_ROWS:
            return
        least, most = limits("venues_share")
        share = 100 * max(MINIMUM_HEIGHT_ROWS, min(rows, height - MINIMUM_HEIGHT_ROWS)) / height
        self._choose(self._state.saved._replace(venues_share=round(max(least, min(share, most)))))

    def _set_facets_width(self, cells: int) -> None:
        least, most = limits("facets_width")
        widest = max(least, min(most, self._ui.size.width // 2))
        self._choose(self._state.saved._replace(facets_width=int(max(least, min(cells, widest)))))

    def _set_note_share(self, percent: int) -> None:
        least, most = limits("note_share")
        self._choose(self._state.saved._replace(note_share=int(max(least, min(percent, most)))))

    def _set_preview_share(self, percent: int) -> None:
        least, most = limits("preview_share")
        self._choose(self._state.saved._replace(preview_share=int(max(least, min(percent, most)))))

    def _choose(self, saved: UIState) -> None:
        """Take sizes that the reader chose, and remember them."""
        self._state.saved = saved
        self.share_out()
        self._saved_state.changed()
