"""Collecting garbage while the reader is idle.

A closed dialog and its rows refer to each other in cycles, which only Python's garbage collector finds. Left alone, the
collector would run when a number of objects were made, in the middle of other work, and hardly ever through all
objects: the rows of each dialog that was opened would stay in memory. So it is off, and runs from here when no key was
pressed for a moment: often through the newest objects, and in a longer pause through all of them. What existed when the
reader had settled is left out of every collection.

This never calls `gc.get_objects`, which would return objects that another thread is still making.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from time import monotonic

from textual._styles_cache import StylesCache

from papernotes.startup import spare_collector

IDLE_SECONDS = 0.4
"""Time without a keystroke after which a pause of 10 ms disturbs nobody."""
LONG_IDLE_SECONDS = 3.0
"""Time without a keystroke after which a pause of 100 ms disturbs nobody."""
CHECK_SECONDS = 0.2
"""Time between two calls of `collect_if_idle`."""
FEW_OBJECTS = 1_000
"""New objects that are not worth a collection."""
MANY_OBJECTS = 12_000
"""With this many new objects, the newest are collected even while the reader types."""
MAXIMUM_BUSY_COLLECTIONS = 8
"""Collections while the reader types after which the objects that survived them are collected too."""
MINIMUM_QUICK_COLLECTIONS, MAXIMUM_QUICK_COLLECTIONS = 8, 40
"""Collections of new objects between two full ones. The maximum holds where the reader is never idle for long."""
_NEWEST, _NEW = 0, 1
"""Generations of objects, as the collector counts them."""


def release_closed_widgets() -> None:
    """Have Textual remember colours without the widget that they were asked for.

    `StylesCache.get_inner_outer` is a method under `lru_cache`, so its memory has the lines of each of the last 1,024
    widgets, closed ones too: some 60 MB. It needs nothing of the instance, and calls it `cls`; as a class method it
    remembers the same colours once for all.
    """
    method = vars(StylesCache)["get_inner_outer"]
    if not isinstance(method, classmethod):
        StylesCache.get_inner_outer = classmethod(method)  # type: ignore[method-assign, assignment]


class IdleCollector:
    """Runs the garbage collector, which is off otherwise, when that disturbs nobody."""

    def __init__(self, open_dialogs: Callable[[], int]) -> None:
        """`open_dialogs` returns how many dialogs are open: what they hold is collected when they are closed."""
        self._open_dialogs = open_dialogs
        self._last_keystroke = monotonic()
        self._begun = self._opened = False
        self._quick_collections = 0

    def keystroke(self) -> None:
        """Note that a key was pressed, or the mouse used."""
        self._last_keystroke = monotonic()

    def collect_if_idle(self) -> None:
        """Collect if there may be garbage and the reader does not wait for anything."""
        newest, new, _ = gc.get_count()
        idle, dialogs = monotonic() - self._last_keystroke, self._open_dialogs()
        self._opened |= dialogs > 0
        if dialogs or idle < IDLE_SECONDS:
            if self._begun and newest > MANY_OBJECTS:
                again = new > MAXIMUM_BUSY_COLLECTIONS and not dialogs
                self._quick_collections += again
                gc.collect(_NEW if again else _NEWEST)
        elif not self._begun:
            self._begin()
        elif self._is_full_collection_due(idle):
            self._quick_collections = 0
            gc.collect()
        elif newest > FEW_OBJECTS or new:
            self._quick_collections += 1
            gc.collect(_NEW)

    def _is_full_collection_due(self, idle: float) -> bool:
        done = self._quick_collections
        return (
            done >= MINIMUM_QUICK_COLLECTIONS and idle > LONG_IDLE_SECONDS
        ) or done >= MAXIMUM_QUICK_COLLECTIONS

    def _begin(self) -> None:
        """Leave out what exists by now. Before the first dialog was opened none of it is garbage."""
        if self._opened:
            gc.collect()
        spare_collector()
        self._begun = True
