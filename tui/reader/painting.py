"""Holding the screen back for a moment, so that what belongs together is painted in one go."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING

from textual.geometry import Size

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.timer import Timer
    from textual.widget import Widget

HELD_SECONDS = 0.04
"""How long the screen waits at most for what belongs together."""


class Painting:
    """Holds the screen back while there is a reason to. Each reason is a word, given up by the same word."""

    def __init__(self, screen: Screen[None]) -> None:
        self._screen = screen
        self._reasons: set[str] = set()
        self._size = Size(0, 0)
        self._batch = ExitStack()
        self._timer: Timer | None = None

    @property
    def held(self) -> bool:
        """Whether the screen is held back."""
        return bool(self._reasons)

    @property
    def held_size(self) -> Size:
        """The size of the terminal when the screen was held back last."""
        return self._size

    def hold(self, reason: str, seconds: float = HELD_SECONDS) -> None:
        """Paint nothing until `release` is called for the reason, or for this many seconds at most."""
        if not self._reasons:
            self._size = self._screen.app.size
            self._batch.enter_context(self._screen.app.batch_update())
            self._timer = self._screen.set_timer(seconds, self.release)
        self._reasons.add(reason)

    def release(self, reason: str | None = None) -> None:
        """Hold the screen back no longer for this reason, or for any."""
        if not self._reasons:
            return
        self._reasons -= {reason} if reason else self._reasons
        if not self._reasons:
            if self._timer is not None:
                self._timer.stop()
            self._batch.close()
            self._screen.check_idle()  # where painting is begun

    def after(self, widget: Widget, then: Callable[[], object]) -> None:
        """Do something when a widget has told the screen what is to be painted of it, not before."""
        widget.call_later(self._screen.call_later, then)
