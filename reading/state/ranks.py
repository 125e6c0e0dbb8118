"""Ranks: strings whose order is the order of a list, so that a move changes one paper and no other."""

from __future__ import annotations

from collections.abc import Sequence

_DIGITS = 8
_MIDDLE = 0x80000000


def between(low: str | None, high: str | None) -> str | None:
    """A rank after `low` and before `high`, None standing for the ends of the list.

    None if there is no room: both are the same, or one is not a rank.
    """
    try:
        if low is None and high is None:
            return _whole(_MIDDLE)
        if high is None:
            return _whole(int((low or "")[:_DIGITS], 16) + 1)
        if low is None:
            return _whole(int(high[:_DIGITS], 16) - 1)
        return _middle(low, high) if low < high else None
    except ValueError:
        return None


def evenly_spaced(count: int) -> list[str]:
    """This number of ranks, in order, with room between them."""
    return [f"{_MIDDLE + number:0{_DIGITS}x}" for number in range(count)]


def rank_at(ranks: Sequence[str], index: int) -> str | None:
    """A rank that stands at the index among the ranks (in order); None if there is no room."""
    index = max(0, min(index, len(ranks)))
    return between(ranks[index - 1] if index else None, ranks[index] if index < len(ranks) else None)


def _whole(number: int) -> str | None:
    return f"{number:0{_DIGITS}x}" if 0 < number < 16**_DIGITS else None


def _middle(low: str, high: str) -> str | None:
    for digits in range(max(len(low), len(high)), max(len(low), len(high)) + 3):
        start, end = int(low.ljust(digits, "0"), 16), int(high.ljust(digits, "0"), 16)
        if end - start > 1:
            return f"{(start + end) // 2:0{digits}x}"
    return None
