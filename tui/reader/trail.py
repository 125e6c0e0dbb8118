"""Back and forward through the notes that were read, as in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from papernotes.reading import ReadingPosition

MAXIMUM_STOPS = 200
"""How many stops are remembered."""


class Stop(NamedTuple):
    """A note that was read: its entry's key, the number of the note, and the position in it."""

    key: str
    number: int = 0
    position: ReadingPosition | None = None

    def same_note(self, other: Stop | None) -> bool:
        """Whether another stop is in the same note."""
        return other is not None and (self.key, self.number) == (other.key, other.number)


class Trail:
    """The stops, and the one that the reader is at."""

    def __init__(self) -> None:
        self._stops: list[Stop] = []
        self._at = -1
        self._passing = False

    @property
    def current(self) -> Stop | None:
        """Where the reader is, or was last."""
        return self._stops[self._at] if self._stops else None

    def visit(self, stop: Stop, *, passing: bool = False) -> None:
        """Go to a stop, and forget those ahead. `passing`: the next stop replaces this one, unless `settle` is called."""
        if stop.same_note(self.current) and stop.position is None:
            return
        keep = self._at if self._passing else self._at + 1
        self._stops = [*self._stops[:keep], stop][-MAXIMUM_STOPS:]
        self._at = len(self._stops) - 1
        self._passing = passing

    def settle(self) -> None:
        """Keep the current stop: the reader stays in its note."""
        self._passing = False

    def leave(self, position: ReadingPosition) -> None:
        """Remember the position in the note of the current stop."""
        if self._stops:
            self._stops[self._at] = self._stops[self._at]._replace(position=position)

    def move(self, step: int) -> Stop | None:
        """Go back (-1) or forward (1); None if there is no stop."""
        there = self._at + step
        if not 0 <= there < len(self._stops):
            return None
        self._passing = False
        self._at = there
        return self._stops[there]
