"""Which panes are in sight: as many as there is room for, and always the one that the reader is in."""

from __future__ import annotations

BREAKPOINTS = ((0, "-narrow"), (100, "-medium"), (140, "-wide"))
"""The least width of the screen in cells → its class: room for one pane, for two beside each other, or for all."""

PARTS = ("facets", "facets-edge", "papers", "note-edge", "note")
"""The ids of the parts of the screen from left to right. `facets` holds venues and topics, one above the other."""
_LISTS = frozenset(PARTS[:3])
_READING = frozenset(PARTS[2:])
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


def in_sight(width: int, pane: str, *, zoomed: bool) -> frozenset[str]:
    """The parts in sight on a screen of `width` cells while the reader is in a pane; `zoomed`: that pane alone."""
    return _ALONE[pane] if zoomed else _IN_SIGHT[breakpoint(width)][pane]


def alone(width: int, *, zoomed: bool) -> bool:
    """Whether only one pane is in sight at a time."""
    return zoomed or breakpoint(width) == "-narrow"
