"""Handling one keystroke after another: the next one when all effects of the one before are there.

Textual gives a keystroke to the widget that has the focus when it arrives. Several keystrokes may arrive at once, over
a slow line or while the screen was busy. Then the second one would go to the widget that the first was typed in, not to
the one that it leads to: typing `/read`, the `r` would mark a paper instead of being searched for.
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
"""How often a keystroke is followed from the focus up to the application: once for its effects, once for theirs."""
PATIENCE_SECONDS = 2.0
"""How long keystrokes wait for a dialog that is about to open, for rows, or for a widget that has gone."""
RETRY_SECONDS = 0.01
"""Time until it is checked again whether what is waited for is there."""
CANCEL = "escape"
"""The keystroke that cancels a dialog before it opens."""


class TypeAhead:
    """Holds back keystrokes that come too soon. `give` passes one to the application, as Textual does."""

    def __init__(self, app: App[None], give: Callable[[Key], Awaitable[None]]) -> None:
        self._app = app
        self._give = give
        self._waiting: deque[Key] = deque()
        self._number = 0
        self._since = 0.0
        self.under_way = False

    async def take(self, key: Key) -> None:
        """Handle a keystroke now, or when its turn comes."""
        if key.key == CANCEL and self._cancelled():
            self._waiting.clear()  # they were typed for the dialog that does not open now
            return
        if self.under_way and time.monotonic() - self._since < PATIENCE_SECONDS:
            self._waiting.append(key)
            if len(self._waiting) == 1:
                number = self._number
                self._app.set_timer(PATIENCE_SECONDS, lambda: self._next(number))
            return
        self._waiting.append(key)
        await self._next(self._number)

    async def _next(self, number: int) -> None:
        """Handle the next keystroke: the effects of the one with this number are there, or took too long."""
        if number != self._number:
            return
        if self._waiting and not self._complete():
            self.under_way, self._since = True, time.monotonic()
            self._app.set_timer(RETRY_SECONDS, lambda: self._next(number))
            return
        self._number += 1
        self.under_way = bool(self._waiting)
        if self._waiting:
            self._since = time.monotonic()
            focused = self._app.focused or self._app.screen
            await self._give(self._waiting.popleft())
            self._follow(focused, self._number, ROUNDS)
            if self._waiting:  # in case the widget that it went to is gone, and tells nothing
                self._app.set_timer(PATIENCE_SECONDS, partial(self._next, self._number))

    def _follow(self, node: DOMNode | None, number: int, rounds: int) -> None:
        """Follow a keystroke from widget to widget: each has handled its messages then."""
        while node is not None and node is not self._app:
            if node.call_later(self._follow, node.parent, number, rounds):
                return
            node = node.parent  # it is being closed
        self._app.call_later(self._arrived, number, rounds)

    def _arrived(self, number: int, rounds: int) -> None:
        # Once more through the application's queue, in which changes of the focus wait.
        if rounds > 1:
            self._app.call_later(self._follow, self._app.focused or self._app.screen, number, rounds - 1)
        else:
            self._app.call_later(self._settled, number)

    async def _settled(self, number: int) -> None:
        if (
            self._opens_dialog() or self._awaits_rows()
        ) and time.monotonic() - self._since < PATIENCE_SECONDS:
            self._app.set_timer(RETRY_SECONDS, lambda: self._settled(number))
        else:
            await self._next(number)

    def _complete(self) -> bool:
        """Whether the reader screen has all widgets that keystrokes may open."""
        return all(screen.complete for screen in self._app.screen_stack if isinstance(screen, ReaderScreen))

    def _awaits_rows(self) -> bool:
        """Whether the next keystrokes are for rows that are still being looked for."""
        return any(
            isinstance(screen, ReaderScreen) and screen.awaits_rows for screen in self._app.screen_stack[-1:]
        )

    def _opens_dialog(self) -> bool:
        """Whether the next keystrokes are for a dialog that an action is about to open."""
        return bool(self._openers())

    def _openers(self) -> list[Worker[Any]]:
        """The workers of actions that have not opened their dialogs yet."""
        if len(self._app.screen_stack) > 1:
            return []
        return [w for w in self._app.workers if w.is_running and w.name.startswith("action_")]

    def _cancelled(self) -> bool:
        """Cancel the dialogs that are about to open; returns whether there were any."""
        openers = self._openers()
        for opener in openers:
            opener.cancel()
        return bool(openers)
