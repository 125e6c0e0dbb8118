"""Typesets symbols, words and rows of a formula in boxes, with TeX's spacing as far as cells allow.

`typeset` does so for any node, by the kind of node. Fractions, brackets and grids are typeset in `structures`, scripts in
`scripts`; these need `typeset` themselves, so they are registered with it rather than imported.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from papernotes.render.math.alphabets import ALPHABETS, ONLY_SINGLE
from papernotes.render.math.boxes import Box, beside
from papernotes.render.math.nodes import CLASSES, Node


@dataclass(frozen=True, slots=True)
class Setting:
    """How a node is typeset: `stacked` allows several lines, `tight` leaves out space, `alphabet` styles letters."""

    stacked: bool
    tight: bool = False
    alphabet: str = ""


LINE = Setting(stacked=False)
DISPLAY = Setting(stacked=True)

_WORD_LIKE = frozenset(("function", "limits", "big"))


Typesetter = Callable[[Node, Setting], Box]

_TYPESETTERS: dict[str, Typesetter] = {}


def register(typesetters: Mapping[str, Typesetter]) -> None:
    """Add ways to typeset: kind of node → how it is typeset."""
    _TYPESETTERS.update(typesetters)


def typeset(node: Node, setting: Setting) -> Box:
    """The box of a node."""
    return _TYPESETTERS[node.kind](node, setting)


# Symbols and words


def _typeset_symbol(node: Node, setting: Setting) -> Box:
    text = node.text
    if setting.alphabet and len(text) == 1:
        text = ALPHABETS[setting.alphabet].get(ord(text), text)
    return Box((text,), left=node.kind, right=node.kind)


def _typeset_text(node: Node, setting: Setting) -> Box:
    text = node.text
    if setting.alphabet and setting.alphabet not in ONLY_SINGLE:
        text = text.translate(ALPHABETS[setting.alphabet])
    return Box((text,), left="ordinary", right="ordinary")


def _typeset_words(node: Node, setting: Setting) -> Box:
    setting = replace(setting, stacked=False)
    text = "".join(typeset(part, setting).text for part in node.parts)
    return Box((text,), level=2 if " " in text.strip() else 0)


def _typeset_unknown(node: Node, _setting: Setting) -> Box:
    return Box((node.text,), open_script=node.text[-1:].isalpha())


def _typeset_alphabet(node: Node, setting: Setting) -> Box:
    name = node.text
    body = node.parts[0]
    if name in ONLY_SINGLE and not (body.kind == "ordinary" and len(body.text) == 1):
        name = "mathrm"
    return typeset(body, replace(setting, alphabet=name))


# Rows

_NO_SPACE, _SPACE = "", " "
_SPACING = {
    ("ordinary", "function"), ("ordinary", "limits"), ("ordinary", "big"), ("closing", "function"),
    ("closing", "limits"), ("closing", "big"), ("function", "ordinary"), ("limits", "ordinary"),
    ("function", "function"), ("limits", "limits"), ("limits", "function"), ("function", "limits"),
    ("function", "big"), ("limits", "big"), ("big", "function"), ("big", "limits"), ("big", "big"),
    ("big", "ordinary"), ("big", "opening"), ("ordinary", "inner"), ("inner", "ordinary"), ("inner", "inner"),
    ("inner", "opening"), ("inner", "function"), ("inner", "limits"), ("inner", "big"), ("closing", "inner"),
    ("function", "inner"), ("limits", "inner"), ("big", "inner"),
} | {
    (left, right)
    for middle in ("binary", "relation")
    for other in ("ordinary", "closing", "inner", "function", "limits", "big", "opening")
    for left, right in ((other, middle), (middle, other))
} | {
    (kind, "sign") for kind in ("relation", "binary", "function", "limits", "big", "punctuation")
} | {
    ("punctuation", kind) for kind in (*CLASSES, "inner") if kind not in ("closing", "punctuation")
}  # fmt: skip
"""Pairs of neighbours with a blank between them, after the table in The TeXbook, chapter 18."""

_TIGHT_SPACING = {
    pair for pair in _SPACING
    if _WORD_LIKE.intersection(pair) and set(pair) <= _WORD_LIKE | {"ordinary"}
} | {("inner", "ordinary"), ("inner", "opening"), ("ordinary", "inner")}  # fmt: skip
"""The same inside scripts: only between words or fractions that would otherwise run together."""

_BEFORE_SIGN = frozenset(("binary", "relation", "opening", "punctuation", "function", "limits", "big"))
_NAMES = frozenset(("function", "limits"))
_LOOSE = frozenset(("binary", "relation", "punctuation", "big"))
_DIFFERENTIALS = frozenset("∂dδΔ")
_TIGHT_BINARY = frozenset("·")


def _typeset_row(node: Node, setting: Setting) -> Box:
    return typeset_items(node.parts, setting)


def flatten(parts: Sequence[Node]) -> list[Node]:
    """The nodes, with the parts of each row in its place."""
    flat: list[Node] = []
    for part in parts:
        if part.kind == "row" and len(part.parts) > 1:
            flat.extend(part.parts)
        else:
            flat.append(part)
    return flat


def typeset_items(parts: Sequence[Node], setting: Setting) -> Box:
    """The box of nodes that stand one after another."""
    if not parts:
        return Box(("",))
    if len(parts) == 1 and parts[0].kind != "space":
        box = typeset(parts[0], setting)
        # A lone operator in braces is an ordinary symbol, as `{=}` asks for.
        return replace(box, left="ordinary", right="ordinary") if parts[0].kind in CLASSES else box
    row: list[Box] = []
    shown: list[Box] = []  # the row with the spaces
    explicit = ""
    boxes = {index: typeset(part, setting) for index, part in enumerate(parts) if part.kind != "space"}
    tight = _TIGHT_BINARY if all(box.flat for box in boxes.values()) else frozenset()
    for index, part in enumerate(parts):
        if part.kind == "space":
            explicit += part.text
            continue
        box = _as_sign(boxes[index], row[-1] if row else None, index == len(parts) - 1, tight)
        gap = _gap(row[-1], box, explicit, setting) if row else explicit
        row.append(box)
        if not box.flat or box.text:
            shown += [Box((gap,)), box] if gap else [box]
            explicit = ""
    if explicit:
        shown.append(Box((explicit,)))
    if not row or not shown:
        return Box((explicit,))
    lines, baseline = beside(shown)
    visible = [box for box in row if not box.flat or box.text.strip()] or row
    last = visible[-1]
    return Box(
        lines, baseline, _outer(visible[0].left), _outer(last.right), _level(visible), last.open_script
    )


def _as_sign(box: Box, before: Box | None, is_last: bool, tight: frozenset[str]) -> Box:
    """A box; a binary operation with nothing before it to operate on becomes a sign (The TeXbook, page 170).

    Operations in `tight` have no space around them either, though they are not signs.
    """
    if box.left != "binary":
        return box
    is_sign = before is None or before.right in _BEFORE_SIGN
    if is_sign or is_last or box.text in tight:
        return replace(box, left="sign" if is_sign else "ordinary", right="sign")
    return box


def _gap(before: Box, box: Box, explicit: str, setting: Setting) -> str:
    """The space between two boxes. `explicit` is the space that commands ask for."""
    spacing = _TIGHT_SPACING if setting.tight else _SPACING
    apart = (before.right, box.left) in spacing and before.text != "/"
    apart = apart or (before.open_script and box.text[:1].isalnum())
    gap = max(_SPACE if apart else _NO_SPACE, explicit, key=len)
    touches_blank = before.text[-1:] == " " or box.text[:1] == " "
    return _NO_SPACE if gap == _SPACE and touches_blank else gap


def _level(row: Sequence[Box]) -> int:
    """How tightly a row holds together, in the sense of `Box.level`. What stands in brackets does not count."""
    if len(row) == 1:
        return row[0].level
    if len(row) == 2 and row[0].text in _DIFFERENTIALS and row[1].level == 0:
        return 0
    depth, level, closed = 0, 0, 0
    in_bars = False
    for index, box in enumerate(row):
        is_bar = _is_bar(box)
        if box.right == "opening" and box.left == "opening":
            depth += 1
        elif box.left == "closing" and depth:
            depth -= 1
        elif is_bar and not depth:  # inside brackets it is a condition, or lies in them as a whole
            in_bars = not in_bars
        elif index and row[index - 1].right in _NAMES and box.left != "opening":
            level = 2  # `log p`: what follows belongs to the name
        elif not depth and not in_bars and (box.left in _LOOSE or box.text == "/" or box.right == "sign"):
            level = 2
        is_open = depth or in_bars
        closed += not is_open
        if index == 1 and box.left == "opening" and box.right == "closing" and row[0].right != "closing":
            closed -= 1  # a function and its argument in brackets hold together
    if in_bars or depth:
        return 2
    most = 1 if row[0].left == "opening" or _is_bar(row[0]) else 2
    is_barred = _is_bar(row[0]) and _is_bar(row[-1])
    return level or int(closed > most or (row[-1].right != "closing" and not is_barred))


def _is_bar(box: Box) -> bool:
    return box.text[:1] in ("|", "‖") and box.left == "ordinary"


def _outer(kind: str) -> str:
    """The class that a row shows its neighbours, given that of the symbol at its end."""
    return kind if kind in ("opening", "closing", "inner", "function", "limits", "big") else "ordinary"


def typeset_cells(cells: Sequence[Node], setting: Setting) -> Box:
    """The box of a row of cells on one line."""
    return typeset_items(flatten(cells), setting) if len(cells) != 1 else typeset(cells[0], setting)


def _typeset_class(node: Node, setting: Setting) -> Box:
    box = typeset(node.parts[0], setting)
    return replace(box, left=node.text, right=node.text)


def _typeset_phantom(node: Node, setting: Setting) -> Box:
    return Box((" " * typeset(node.parts[0], replace(setting, stacked=False)).width,))


def _typeset_space(node: Node, _setting: Setting) -> Box:
    return Box((node.text,))


register(
    {
        **dict.fromkeys(CLASSES, _typeset_symbol),
        "text": _typeset_text,
        "words": _typeset_words,
        "unknown": _typeset_unknown,
        "alphabet": _typeset_alphabet,
        "row": _typeset_row,
        "class": _typeset_class,
        "phantom": _typeset_phantom,
        "space": _typeset_space,
    }
)
