"""One keystroke at a time: the next one when all that came of the one before is done.

Textual gives a key to what has the focus when it arrives. Of keys that come in one piece, over a slow
line or typed while the screen was busy, the second would go where the first was pressed and not to
where it leads: of `/read` the `r` would mark a paper instead of being searched for.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.dom import DOMNode
from textual.events import Key

from papernotes.tui.reader.screen import ReaderScreen

if TYPE_CHECKING:
    from textual.worker import Worker

ROUNDS = 2
"""Ways from the focus up to the application: what a key sets off goes the first, what comes of that the second."""
PATIENCE = 2.0
"""Seconds that keys wait for a panel that is about to open, for rows that are looked for, or for a widget that has gone."""
LOOK_AGAIN = 0.01
"""Seconds."""
CANCEL = "escape"
"""The key that ends the wait for a panel."""


class TypeAhead:
    """Holds back the keys that come too soon. `give` hands one to the application as Textual does."""

    def __init__(self, app: App[None], give: Callable[[Key], Awaitable[None]]) -> None:
        self._app = app
        self._give = give
        self._waiting: deque[Key] = deque()
        self._number = 0
        self._since = 0.0
        self.under_way = False

    async def take(self, key: Key) -> None:
        """A key was pressed."""
        if key.key == CANCEL and self._cancelled():
            self._waiting.clear()  # they were for the panel that does not open
            return
        if self.under_way and time.monotonic() - self._since < PATIENCE:
            self._waiting.append(key)
            if len(self._waiting) == 1:
                number = self._number
                self._app.set_timer(PATIENCE, lambda: self._next(number))
            return
        self._waiting.append(key)
        await self._next(self._number)

    async def _next(self, number: int) -> None:
        """What came of the key of this number is done, or it took too long: the next one."""
        if number != self._number:
            return
        if self._waiting and not self._complete():
            self.under_way, self._since = True, time.monotonic()
            self._app.set_timer(LOOK_AGAIN, lambda: self._next(number))
            return
        self._number += 1
        self.under_way = bool(self._waiting)
        if self._waiting:
            self._since = time.monotonic()
            focused = self._app.focused or self._app.screen
            await self._give(self._waiting.popleft())
            self._follow(focused, self._number, ROUNDS)
            if self._waiting:  # where nothing comes of the key, as where what it went to is closed by it
                self._app.set_timer(PATIENCE, partial(self._next, self._number))

    def _follow(self, node: DOMNode | None, number: int, rounds: int) -> None:
        """Go after the key, from widget to widget, each of which has then dealt with it."""
        while node is not None and node is not self._app:
            if node.call_later(self._follow, node.parent, number, rounds):
                return
            node = node.parent  # it is being closed
        self._app.call_later(self._arrived, number, rounds)

    def _arrived(self, number: int, rounds: int) -> None:
        # Once more through the application's queue, where changes of the focus wait.
        if rounds > 1:
            self._app.call_later(self._follow, self._app.focused or self._app.screen, number, rounds - 1)
        else:
            self._app.call_later(self._settled, number)

    async def _settled(self, number: int) -> None:
        if (self._opens_panel() or self._awaits_rows()) and time.monotonic() - self._since < PATIENCE:
            self._app.set_timer(LOOK_AGAIN, lambda: self._settled(number))
        else:
            await self._next(number)

    def _complete(self) -> bool:
        """Whether the reader has all that keys may open."""
        return all(screen.complete for screen in self._app.screen_stack if isinstance(screen, ReaderScreen))

    def _awaits_rows(self) -> bool:
        """Whether the keys typed next are for rows that are still being looked for."""
        return any(
            isinstance(screen, ReaderScreen) and screen.awaits_rows for screen in self._app.screen_stack[-1:]
        )

    def _opens_panel(self) -> bool:
        """Whether an action is at work that has not opened its panel yet: the keys typed next are for that."""
        return bool(self._openers())

    def _openers(self) -> list[Worker[Any]]:
        """The actions at work that have not opened their panels yet."""
        if len(self._app.screen_stack) > 1:
            return []
        return [w for w in self._app.workers if w.is_running and w.name.startswith("action_")]

    def _cancelled(self) -> bool:
        """Have no panel opened that one waits for; whether there was any."""
        openers = self._openers()
        for opener in openers:
            opener.cancel()
        return bool(openers)
