"""Delaying paints for a moment, so that changes that belong together are painted at once."""

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
"""How long a paint is delayed at most."""


class Painting:
    """Delays paints while there is a reason to. Each reason is a word, which `release` takes back."""

    def __init__(self, screen: Screen[None]) -> None:
        self._screen = screen
        self._reasons: set[str] = set()
        self._size = Size(0, 0)
        self._batch = ExitStack()
        self._timer: Timer | None = None

    @property
    def held(self) -> bool:
        """Whether paints are delayed at the moment."""
        return bool(self._reasons)

    @property
    def held_size(self) -> Size:
        """The size of the terminal when paints were last delayed."""
        return self._size

    def hold(self, reason: str, seconds: float = HELD_SECONDS) -> None:
        """Paint nothing until `release` is called for the reason, or for `seconds` at most."""
        if not self._reasons:
            self._size = self._screen.app.size
            self._batch.enter_context(self._screen.app.batch_update())
            self._timer = self._screen.set_timer(seconds, self.release)
        self._reasons.add(reason)

    def release(self, reason: str | None = None) -> None:
        """Take a reason back, or all of them; without any, paint."""
        if not self._reasons:
            return
        self._reasons -= {reason} if reason else self._reasons
        if not self._reasons:
            if self._timer is not None:
                self._timer.stop()
            self._batch.close()
            self._screen.check_idle()  # which begins to paint

    def after(self, widget: Widget, then: Callable[[], object]) -> None:
        """Call `then` when a widget has told the screen what to paint of it."""
        widget.call_later(self._screen.call_later, then)
