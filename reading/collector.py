"""Python's garbage collector, which must not stop the program to walk over a whole library."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_MANY = 50_000
"""Objects."""


@contextmanager
def collector_paused() -> Iterator[None]:
    """Without the garbage collector, which would walk again and again over many objects that all stay.

    Nor does it walk over them afterwards, where it would stop whatever thread it began in.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            if gc.get_count()[0] > _MANY:
                gc.freeze()
            gc.enable()
