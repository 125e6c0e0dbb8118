"""Which panes are in sight: as many as there is room for, and always the one that the reader is in."""

from __future__ import annotations

BREAKPOINTS = ((0, "-narrow"), (100, "-medium"), (140, "-wide"))
"""The least width of the screen in cells → its class: room for one pane, for two beside each other, or for all."""
PREVIEW_ROWS = 36
"""The least height of a screen with room for two panes beside each other that shows the note below the papers."""

PARTS = ("facets", "facets-edge", "papers", "note-edge", "note")
"""The ids of the parts of the screen from left to right. `facets` holds venues and topics, one above the other."""
_LISTS = frozenset(PARTS[:3])
_READING = frozenset(PARTS[2:])
_PREVIEW = _LISTS | {"note"}
_ALONE = {name: frozenset({name}) for name in ("papers", "note")} | dict.fromkeys(
    ("venues", "topics"), frozenset({"facets"})
)
_IN_SIGHT = {
    "-narrow": _ALONE,
    "-medium": dict.fromkeys(("venues", "topics", "papers"), _LISTS) | {"note": _READING},
    "-wide": dict.fromkeys(("venues", "topics", "papers", "note"), frozenset(PARTS)),
}


def breakpoint(width: int) -> str:
    """The class of a screen that is `width` cells wide."""
    return next(name for least, name in reversed(BREAKPOINTS) if width >= least)


def in_sight(width: int, height: int, pane: str, *, zoomed: bool) -> frozenset[str]:
    """The parts in sight on a screen of `width` by `height` cells while the reader is in a pane; `zoomed`: that pane alone."""
    if zoomed:
        return _ALONE[pane]
    return _PREVIEW if previews(width, height, pane, zoomed=zoomed) else _IN_SIGHT[breakpoint(width)][pane]


def previews(width: int, height: int, pane: str, *, zoomed: bool) -> bool:
    """Whether the note of the chosen paper is shown below the papers, rather than beside them."""
    return pane != "note" and not zoomed and breakpoint(width) == "-medium" and height >= PREVIEW_ROWS


def alone(width: int, *, zoomed: bool) -> bool:
    """Whether only one pane is in sight at a time."""
    return zoomed or breakpoint(width) == "-narrow"
