"""Which panes are in sight: as many as there is room for, with the one that the reader is in."""

from __future__ import annotations

BREAKPOINTS = ((0, "-narrow"), (100, "-medium"), (140, "-wide"))
"""Columns of the screen from which on there is room: for one pane, for lists or a note beside papers, for all."""

PARTS = ("facets", "facets-edge", "papers", "note-edge", "note")
"""Names of what stands side by side, from left to right; venues and topics stand in the facets."""
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
    """The class of a screen of so many columns."""
    return next(name for least, name in reversed(BREAKPOINTS) if width >= least)


def in_sight(width: int, pane: str, *, zoomed: bool) -> frozenset[str]:
    """The parts in sight on a screen of so many columns when one is in a pane; `zoomed`: that pane alone."""
    return _ALONE[pane] if zoomed else _IN_SIGHT[breakpoint(width)][pane]


def alone(width: int, *, zoomed: bool) -> bool:
    """Whether one pane is in sight at a time."""
    return zoomed or breakpoint(width) == "-narrow"
