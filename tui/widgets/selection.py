"""Which rows of a list are selected: single ones, or a range that moving extends."""

from __future__ import annotations

from collections.abc import Collection, Sequence


class RowSelection:
    """The ids of the selected rows; while a range is being selected, also its start and the ids selected before."""

    def __init__(self) -> None:
        self.ids: set[int] = set()
        self._anchor: int | None = None
        self._before: set[int] = set()

    def __bool__(self) -> bool:
        return bool(self.ids) or self._anchor is not None

    @property
    def grows(self) -> bool:
        """Whether a range is being selected."""
        return self._anchor is not None

    def begin_or_end(self, ids: Sequence[int], row: int) -> None:
        """Begin a range at a row; if one was begun, end it and keep what it selected."""
        if self._anchor is not None or not 0 <= row < len(ids):
            self._anchor = None
        else:
            self._anchor, self._before = row, set(self.ids)
            self.extend(ids, row)

    def extend(self, ids: Sequence[int], row: int) -> bool:
        """Extend the range to a row; returns False if none was begun."""
        if self._anchor is None:
            return False
        first, last = sorted((self._anchor, row))
        self.ids = self._before | set(ids[first : last + 1])
        return True

    def toggle(self, id_: int) -> None:
        """Select an id, or take it out of the selection. A range that was begun ends."""
        self._anchor = None
        self.ids ^= {id_}

    def keep(self, ids: Collection[int]) -> None:
        """Keep only those selected ids that are among `ids`: the list shows other rows now."""
        self._anchor = None
        if self.ids:
            self.ids &= set(ids)
