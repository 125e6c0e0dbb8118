"""Pauses Python's garbage collector while many objects are made that all stay.

The collector would walk over all of them again and again, and find nothing. The interpreter has no other way to say so,
and this is the only module of the package that touches it.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Run a block without the garbage collector; within another such block, it stays paused to the outer end."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
