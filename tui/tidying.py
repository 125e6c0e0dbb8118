"""Looking for garbage while the reader rests.

What is closed, a panel with its rows above all, holds on to itself in circles, which only Python's collector finds.
By itself that looks when so and so many objects were made, in the middle of whatever is done then, and among all
there is as good as never: a panel's rows would be there for each time that it was opened. So it is kept from looking
by itself, and told to when no key was pressed for a moment: among what was made since the last look, and now and
then, in a longer rest, among all of it. What was there when the reader had settled stays for good, and is left out.

Never `gc.get_objects`, to see what there is: it lays hands on what another thread is about to make.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from time import monotonic

RESTED = 0.4
"""Seconds without a keystroke, after which nobody is held up by a hundredth of one."""
LONG_RESTED = 3.0
"""Seconds without a keystroke, after which nobody is held up by a tenth of one."""
LOOK_EVERY = 0.2
"""Seconds."""
FEW = 1_000
"""New objects that are not worth a look."""
MANY = 12_000
"""New objects from which on these are looked through without rest."""
RESTLESS = 8
"""Such looks without rest, after which what was looked through then is looked through again."""
LOOKS, MOST_LOOKS = 8, 40
"""Looks at what is new between two at everything: so many at least, and at most, if there is no long rest."""
_NEWEST, _NEW = 0, 1
"""Generations of objects, as the collector counts them."""


class Tidying:
    """When to look for garbage. Between looks the collector is to be off."""

    def __init__(self, open_panels: Callable[[], int]) -> None:
        """`open_panels` says how many panels are open: what they hold is looked through when they are closed."""
        self._open_panels = open_panels
        self._pressed = monotonic()
        self._begun = self._opened = False
        self._looks = 0

    def pressed(self) -> None:
        """A key was pressed, or something else asks for an answer."""
        self._pressed = monotonic()

    def look(self) -> None:
        """Look for garbage, if there may be some and it holds nobody up."""
        newest, new, _ = gc.get_count()
        rested, panels = monotonic() - self._pressed, self._open_panels()
        self._opened |= panels > 0
        if panels or rested < RESTED:
            if self._begun and newest > MANY:
                again = new > RESTLESS and not panels
                self._looks += again
                gc.collect(_NEW if again else _NEWEST)
        elif not self._begun:
            self._begin()
        elif (self._looks >= LOOKS and rested > LONG_RESTED) or self._looks >= MOST_LOOKS:
            self._looks = 0
            gc.collect()
        elif newest > FEW or new:
            self._looks += 1
            gc.collect(_NEW)

    def _begin(self) -> None:
        """From now on look, but not at what is there for good. Before anything was opened there is no garbage yet."""
        if self._opened:
            gc.collect()
        gc.freeze()
        self._begun = True
