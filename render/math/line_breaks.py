"""Breaks a formula on display that is too wide for a line, as printers do: before its relations and operations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from papernotes.render.math.boxes import Box
from papernotes.render.math.nodes import EMPTY, Node
from papernotes.render.math.typeset import DISPLAY, flatten, typeset_items

_INDENT = "  "  # of the lines after the first
_MAXIMUM_DEPTH = 2  # how many brackets deep a line may end, if there is no better position
_MINIMUM_FILL = 0.4
"""How full a line must be to end before a relation; otherwise a later operation is the better position."""
_SIGNED = frozenset(("relation", "binary", "opening", "punctuation", "function", "limits", "big"))
_BEST = ({"punctuation"}, {"relation"})
"""Outside brackets, a line ends best between two formulas, and next best before a relation."""
_PRODUCTS = frozenset("·×∘⊙")


def broken(items: Sequence[Node], room: int, *, continues: bool) -> list[Box] | None:
    """The boxes of a row of nodes, one below another, each at most `room` cells wide; None if a part is wider.

    With `continues`, a row that begins with an operation continues the row above it.
    """
    boxes: list[Box] = []
    items = _from_first_seen(items)
    continues = continues and bool(items) and items[0].kind in ("relation", "binary")
    while True:
        rest = _set(items, continues)
        if rest.width <= room:
            return [*boxes, rest]
        end = _best_end(items, room, continues)
        if end is None:
            return None
        boxes.append(_set(items[:end], continues))
        items, continues = _from_first_seen(items[end:]), True


def _set(items: Sequence[Node], continues: bool) -> Box:
    """The box of the items, indented if they continue those above."""
    # What a later line begins with is an operation and no sign, as after TeX's `{}`.
    box = typeset_items([Node("ordinary"), *items] if continues else items, DISPLAY)
    space = min(len(line) - len(line.lstrip(" ")) for line in box.lines)
    indent = _INDENT if continues else ""
    return replace(box, lines=tuple(indent + line[space:] for line in box.lines))


def _best_end(items: Sequence[Node], room: int, continues: bool) -> int | None:
    """Where the line that begins with these items ends; None if it cannot end in time."""
    for depth in range(_MAXIMUM_DEPTH + 1):
        fitting: list[tuple[int, str, int]] = []
        for position, at, kind in _ends(items):
            if at == depth:
                width = _set(items[:position], continues).width
                if width > room:
                    break
                fitting.append((position, kind, width))
        for kinds in _BEST if depth == 0 else ():
            full = [
                position
                for position, kind, width in fitting
                if kind in kinds and width >= room * _MINIMUM_FILL
            ]
            if full:
                return full[-1]
        if fitting:
            return fitting[-1][0]
    return None


def _ends(items: Sequence[Node]) -> Iterator[tuple[int, int, str]]:
    """Where a line may end: before which item, how deep in brackets, and next to what kind of item.

    A product holds together as if it stood in brackets.
    """
    depth, bars, before = 0, 0, "opening"  # `bars`: how deep, from 1, a norm that is still open stands
    for position, item in enumerate(items):
        kind = _kind(item)
        if kind == "space":
            continue
        inside = depth + bool(bars)
        if before == "punctuation":
            yield position, inside, before
        elif kind == "relation" and position and before != "relation":
            yield position, inside, kind
        elif kind == "binary" and before not in _SIGNED:
            yield position, inside + (item.text in _PRODUCTS), kind
        depth = max(0, depth + (kind == "opening") - (kind == "closing"))
        if _base(item).text == "‖":
            bars = 0 if bars else depth + 1
        elif depth < bars - 1:
            bars = 0
        before = kind


def _kind(item: Node) -> str:
    """The kind of an item. A bracket with scripts is still a bracket."""
    if item.kind == "class":
        return item.text
    return _base(item).kind if _base(item).kind in ("opening", "closing") else item.kind


def _base(item: Node) -> Node:
    """The base of an item with scripts; any other item itself."""
    return item.parts[0] if item.kind == "scripts" else item


def opened(items: Sequence[Node]) -> list[Node]:
    """The items, with the contents of large brackets among them, so that lines may end there."""
    result: list[Node] = []
    for item in items:
        fence = _base(item)
        if fence.kind != "fence":
            result.append(item)
            continue
        left, _, right = fence.text.partition("\0")
        closing = Node("closing", right)
        result += [Node("opening", left), *opened(flatten(fence.parts))]
        result.append(replace(item, parts=(closing, *item.parts[1:])) if item.kind == "scripts" else closing)
    return result


def _from_first_seen(items: Sequence[Node]) -> Sequence[Node]:
    """The items without the space that they begin with."""
    start = next((i for i, item in enumerate(items) if item.kind != "space" and item != EMPTY), len(items))
    return items[start:]
