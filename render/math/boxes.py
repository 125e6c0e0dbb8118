"""Boxes of characters, put beside and above each other along a baseline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from papernotes.render.text.cells import width_of

_TALL = {
    "(": "⎛⎜⎝", ")": "⎞⎟⎠", "[": "⎡⎢⎣", "]": "⎤⎥⎦", "⌊": "⎢⎢⎣", "⌋": "⎥⎥⎦", "⌈": "⎡⎢⎢", "⌉": "⎤⎥⎥",
    "|": "│││", "‖": "║║║", "∣": "│││",
}  # fmt: skip
_TALL_BRACES = {"{": "⎧⎨⎩⎪", "}": "⎫⎬⎭⎪"}


@dataclass(frozen=True, slots=True)
class Box:
    """Lines of equal width. `baseline` is the index of the line that stands on the formula's line.

    `left` and `right` are the TeX classes that neighbours see; they decide about space. `level` says how tightly the box
    holds together: 0 for a symbol or something in brackets, 1 for a product, 2 for a sum or anything looser.
    `open_script` is set if the box ends in a script without brackets.
    """

    lines: tuple[str, ...]
    baseline: int = 0
    left: str = "ordinary"
    right: str = "ordinary"
    level: int = 0
    open_script: bool = False

    @property
    def text(self) -> str:
        """The only line of a flat box."""
        return self.lines[self.baseline]

    @property
    def flat(self) -> bool:
        """Whether it has only one line."""
        return len(self.lines) == 1

    @property
    def width(self) -> int:
        """Its width in cells."""
        return width_of(self.lines[0])


def beside(boxes: Sequence[Box]) -> tuple[tuple[str, ...], int]:
    """The lines of boxes side by side, and their common baseline."""
    if all(box.flat for box in boxes):
        return ("".join(box.lines[0] for box in boxes),), 0
    above = max(box.baseline for box in boxes)
    below = max(len(box.lines) - box.baseline - 1 for box in boxes)
    lines: list[list[str]] = [[] for _ in range(above + below + 1)]
    for box in boxes:
        blank = " " * box.width
        offset = above - box.baseline
        for number, line in enumerate(lines):
            inside = 0 <= number - offset < len(box.lines)
            line.append(box.lines[number - offset] if inside else blank)
    return tuple("".join(line) for line in lines), above


def pad(line: str, width: int, alignment: str = "center") -> str:
    """The line filled with blanks to the width."""
    space = width - width_of(line)
    left = {"left": 0, "right": space}.get(alignment, space // 2)
    return " " * left + line + " " * (space - left)


def stack(boxes: Sequence[Box], baseline: int) -> tuple[tuple[str, ...], int]:
    """The lines of boxes one below another, and the baseline, which is that of the box numbered `baseline`."""
    width = max(box.width for box in boxes)
    lines = tuple(pad(line, width) for box in boxes for line in box.lines)
    return lines, sum(len(box.lines) for box in boxes[:baseline]) + boxes[baseline].baseline


def delimiter(symbol: str, height: int, baseline: int) -> Box:
    """A bracket as tall as what it surrounds."""
    if height == 1 or not symbol:
        return Box((symbol,))
    if symbol in _TALL_BRACES:
        top, middle, bottom, extension = tuple(_TALL_BRACES[symbol])
        if height == 2:
            top, bottom = ("⎰", "⎱") if symbol == "{" else ("⎱", "⎰")
            return Box((top, bottom), min(baseline, 1))
        lines = [top, *[extension] * (height - 2), bottom]
        lines[height // 2] = middle
        return Box(tuple(lines), baseline)
    if symbol in _TALL:
        top, extension, bottom = tuple(_TALL[symbol])
        return Box((top, *[extension] * (height - 2), bottom), baseline)
    blank = " " * width_of(symbol)
    return Box(tuple(symbol if number == baseline else blank for number in range(height)), baseline)
