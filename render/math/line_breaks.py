"""A formula on display that is too wide for a line, broken as printers do: before its relations and operations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from papernotes.render.math.boxes import Box
from papernotes.render.math.nodes import EMPTY, Node
from papernotes.render.math.typeset import DISPLAY, flatten, lay_items

_INDENT = "  "  # of the lines after the first
_DEEPEST = 2  # brackets that a line may end inside of, where there is no better place
_FULL = (
    0.4  # of a line, before a relation; where less would be on it an operation further on is a better place
)
_SIGNED = frozenset(("relation", "binary", "opening", "punctuation", "function", "limits", "big"))
_BEST = ({"punctuation"}, {"relation"})
"""Outside brackets a line ends best between two formulas, and then before a relation."""
_PRODUCTS = frozenset("·×∘⊙")


def broken(items: Sequence[Node], room: int, *, continues: bool) -> list[Box] | None:
    """The boxes of a row of nodes that stand below each other, `room` cells wide; None where a part is wider.

    A row may begin with an operation and so continue the one above it.
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
    """The items in a box, indented if they continue those above."""
    # What a later line begins with is an operation, no sign, as after TeX's `{}`.
    box = lay_items([Node("ordinary"), *items] if continues else items, DISPLAY)
    space = min(len(line) - len(line.lstrip(" ")) for line in box.lines)
    indent = _INDENT if continues else ""
    return replace(box, lines=tuple(indent + line[space:] for line in box.lines))


def _best_end(items: Sequence[Node], room: int, continues: bool) -> int | None:
    """Where the line ends that begins with the items."""
    for depth in range(_DEEPEST + 1):
        fitting: list[tuple[int, str, int]] = []
        for place, at, kind in _places(items):
            if at == depth:
                width = _set(items[:place], continues).width
                if width > room:
                    break
                fitting.append((place, kind, width))
        for kinds in _BEST if depth == 0 else ():
            full = [place for place, kind, width in fitting if kind in kinds and width >= room * _FULL]
            if full:
                return full[-1]
        if fitting:
            return fitting[-1][0]
    return None


def _places(items: Sequence[Node]) -> Iterator[tuple[int, int, str]]:
    """Where a line may end: before which item, how deep in brackets, and before or after what.

    A product holds together as if it stood in brackets.
    """
    depth, bars, before = 0, 0, "opening"  # `bars` is how deep a norm stands that is not closed, from 1
    for place, item in enumerate(items):
        kind = _kind(item)
        if kind == "space":
            continue
        inside = depth + bool(bars)
        if before == "punctuation":
            yield place, inside, before
        elif kind == "relation" and place and before != "relation":
            yield place, inside, kind
        elif kind == "binary" and before not in _SIGNED:
            yield place, inside + (item.text in _PRODUCTS), kind
        depth = max(0, depth + (kind == "opening") - (kind == "closing"))
        if _base(item).text == "‖":
            bars = 0 if bars else depth + 1
        elif depth < bars - 1:
            bars = 0
        before = kind


def _kind(item: Node) -> str:
    """The kind of an item; that of a bracket also where it has scripts."""
    if item.kind == "class":
        return item.text
    return _base(item).kind if _base(item).kind in ("opening", "closing") else item.kind


def _base(item: Node) -> Node:
    """What scripts stand at, or the item itself."""
    return item.parts[0] if item.kind == "scripts" else item


def opened(items: Sequence[Node]) -> list[Node]:
    """The items with what stands between large brackets among them, so that lines may end there."""
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
    """The items without the space before them."""
    start = next((i for i, item in enumerate(items) if item.kind != "space" and item != EMPTY), len(items))
    return items[start:]
