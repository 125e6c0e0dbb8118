"""Giving the terminal to another program, and taking it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from textual.app import SuspendNotSupported

from papernotes.errors import UserError

if TYPE_CHECKING:
    from textual.app import App

T = TypeVar("T")


def with_terminal(app: App[None], act: Callable[[], T]) -> T:
    """Call `act`, which has the terminal meanwhile; returns what it returns.

    Raises UserError if this terminal cannot be given away, and what `act` raises.
    """
    failure: Exception | None = None
    try:
        with app.suspend():
            # Caught here: an exception that leaves the block would leave the terminal suspended.
            try:
                return act()
            except Exception as error:
                failure = error
    except SuspendNotSupported:
        raise UserError("this terminal cannot be given to another program") from None
    assert failure is not None
    raise failure
