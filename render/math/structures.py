"""Typesets fractions, roots, accents, arrows, brackets, matrices and other grids of a formula in boxes."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from papernotes.render.math.boxes import Box, beside, delimiter, pad, stack
from papernotes.render.math.nodes import Node
from papernotes.render.math.symbols import ACCENT_NAMES, ACCENTS, ACCENTS_ON_EACH, NEGATED
from papernotes.render.math.typeset import DISPLAY, Setting, Typesetter, typeset, typeset_cells
from papernotes.render.math.unicode_scripts import superscript
from papernotes.render.text.cells import WIDTHS, width_of

# Fractions, roots, accents


_MAXIMUM_SIMPLE_FRACTION_CELLS = 7  # a narrower fraction of symbols stays on the line, on display too


def _typeset_fraction(node: Node, setting: Setting) -> Box:
    flat = replace(setting, stacked=False)
    above, below = typeset(node.parts[0], flat), typeset(node.parts[1], flat)
    if setting.stacked and not _is_simple(above, below):
        above, below = typeset(node.parts[0], setting), typeset(node.parts[1], setting)
        width = max(above.width, below.width)
        bar = Box(("─" * (width + 2),))
        lines, baseline = stack([above, bar, below], 1)
        return Box(lines, baseline, "inner", "inner")
    top = f"({above.text})" if above.level >= 2 or above.left == "inner" else above.text
    bottom = f"({below.text})" if below.level >= 1 or below.left == "inner" else below.text
    return Box((f"{top}/{bottom}",), 0, "inner", "inner", 1, below.open_script and bottom == below.text)


def _is_simple(above: Box, below: Box) -> bool:
    return above.level == below.level == 0 and above.width + below.width < _MAXIMUM_SIMPLE_FRACTION_CELLS


def _typeset_binomial(node: Node, setting: Setting) -> Box:
    above, below = typeset(node.parts[0], setting), typeset(node.parts[1], setting)
    if setting.stacked:
        lines, _ = stack([above, below], 0)
        return fenced("(", Box(lines, above.baseline), ")")
    return Box((f"C({above.text}, {below.text})",), 0, "ordinary", "closing")


_ROOTS = {"": "√", "2": "√", "3": "∛", "4": "∜"}


def _typeset_root(node: Node, setting: Setting) -> Box:
    body = typeset(node.parts[0], setting)
    index = typeset(node.parts[1], replace(setting, stacked=False, tight=True)).text.strip()
    sign = _ROOTS.get(index) or (superscript(index) or f"({index})") + "√"
    if body.flat and body.level == 0 and body.left != "inner":
        return Box((sign + body.text,), open_script=True)
    inside = fenced("(", body, ")")
    lines, baseline = beside([Box((sign,)), inside])
    return Box(lines, baseline, "ordinary", "closing")


def _typeset_accent(node: Node, setting: Setting) -> Box:
    name, body_node = node.text, node.parts[0]
    while body_node.kind == "row" and len(body_node.parts) == 1:
        body_node = body_node.parts[0]
    if body_node.kind == "scripts" and name not in ACCENTS_ON_EACH:  # the accent is meant for the base
        base, below, above = body_node.parts
        return typeset(Node("scripts", "", (Node("accent", name, (base,)), below, above)), setting)
    body = typeset(body_node, replace(setting, stacked=False))
    mark, text = ACCENTS[name], body.text
    if name == "not" and text in NEGATED:
        return Box((NEGATED[text],))
    visible = sum(1 for character in text if WIDTHS[character])
    if name in ACCENTS_ON_EACH:
        text = "".join(letter + mark if WIDTHS[letter] else letter for letter in text)
        return Box((text,), level=body.level)
    if visible == 1:
        return Box((unicodedata.normalize("NFC", text + mark),))
    if not text:
        return Box((f" {mark}",))
    return Box((f"{ACCENT_NAMES.get(name, name)}({text})",), left="function", right="closing")


def _typeset_arrow(node: Node, setting: Setting) -> Box:
    above, below = (
        typeset(part, replace(setting, stacked=False, tight=True)).text.strip() for part in node.parts
    )
    start, end = _ARROWS[node.text]
    label = f"{above} [{below}]" if above and below else above or below
    return Box((f"{start}{label}{end}",), left="relation", right="relation")


_ARROWS = {
    "xrightarrow": ("─", "→"), "xleftarrow": ("←", "─"), "xleftrightarrow": ("←", "→"),
    "xRightarrow": ("═", "⇒"), "xLeftarrow": ("⇐", "═"), "xmapsto": ("↦", "→"),
    "xhookrightarrow": ("↪", "→"), "xlongequal": ("═", "═"),
}  # fmt: skip


# Brackets and grids


def _typeset_fence(node: Node, setting: Setting) -> Box:
    left, _, right = node.text.partition("\0")
    return fenced(left, typeset(node.parts[0], setting), right)


def fenced(left: str, body: Box, right: str) -> Box:
    """A box between brackets that are as tall as it is; an empty bracket is none."""
    height = len(body.lines)
    parts = [delimiter(left, height, body.baseline), body, delimiter(right, height, body.baseline)]
    lines, baseline = beside(parts)
    return Box(
        lines,
        baseline,
        "opening" if left else "ordinary",
        "closing" if right else "ordinary",
        0 if left else 2,
    )


GRID_FENCES = {
    "pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "Bmatrix": ("{", "}"), "vmatrix": ("|", "|"),
    "Vmatrix": ("‖", "‖"), "cases": ("{", ""), "dcases": ("{", ""), "rcases": ("", "}"),
    "psmallmatrix": ("(", ")"),
    "bsmallmatrix": ("[", "]"),
}  # fmt: skip
_ALTERNATING = frozenset(("", "aligned", "align", "split", "alignat", "alignedat", "eqnarray", "flalign"))
ROWS = _ALTERNATING | {"gather", "gathered", "multline", "equation", "displaymath", "math"}
"""Environments that only put formulas one below another."""

_CASES = frozenset(("cases", "dcases", "rcases"))
_LEFT = _CASES | {"array", "gathered", "gather", "multline"}


def _typeset_grid(node: Node, setting: Setting) -> Box:
    name = node.text
    left, right = GRID_FENCES.get(name, ("", ""))
    if name == "" and len(node.parts) == 1 and len(node.parts[0].parts) == 1:
        return typeset(node.parts[0].parts[0], setting)
    if not setting.stacked:
        is_cases = name in _CASES
        between = ", " if is_cases else " "
        flat = setting if name else replace(setting, tight=False)
        rows = [
            between.join(filter(None, (typeset(cell, flat).text.strip(" ,") for cell in row.parts)))
            for row in node.parts
        ]
        if name in _ALTERNATING:
            rows = [typeset_cells(row.parts, flat).text.strip() for row in node.parts]
        text = (", " if name == "substack" else "; ").join(filter(None, rows))
        if left or right:
            return fenced(left + (" " if name == "cases" else ""), Box((text,), level=2), right)
        return Box((text,), level=2)
    return fenced(left, _stacked_grid(node), right)


def _stacked_grid(node: Node) -> Box:
    name = node.text
    rows = [
        [
            typeset(_continued(cell) if name in _ALTERNATING and index % 2 else cell, DISPLAY)
            for index, cell in enumerate(row.parts)
        ]
        for row in node.parts
    ]
    count = max(len(row) for row in rows)
    widths = [max((row[i].width for row in rows if i < len(row)), default=0) for i in range(count)]
    lines: list[str] = []
    for row in rows:
        padded = []
        for index, box in enumerate(row):
            alignment = _alignment(name, index, count)
            padded.append(
                replace(box, lines=tuple(pad(line, widths[index], alignment) for line in box.lines))
            )
            if index < count - 1:
                padded.append(Box((_column_gap(name, index),)))
        padded.extend(Box((" " * width,)) for width in widths[len(row) :])
        row_lines, _ = beside(padded)
        lines.extend(row_lines)
    width = max(map(width_of, lines))
    filled = tuple(line + " " * (width - width_of(line)) for line in lines)
    level = 2 if name not in GRID_FENCES else 0
    return Box(filled, (len(filled) - 1) // 2, level=level)


def _alignment(name: str, column: int, count: int) -> str:
    if name in _ALTERNATING:
        return ("left" if count == 1 else "right", "left")[column % 2]
    return "left" if name in _LEFT else "center"


def _continued(cell: Node) -> Node:
    """A cell that continues the one before it: its first sign is an operation, as after TeX's `{}`."""
    return Node("row", "", (Node("ordinary"), *(cell.parts if cell.kind == "row" else (cell,))))


def _column_gap(name: str, column: int) -> str:
    if name in _ALTERNATING:
        return "" if column % 2 == 0 else "   "
    return "  "


TYPESETTERS: dict[str, Typesetter] = {
    "fraction": _typeset_fraction,
    "binomial": _typeset_binomial,
    "root": _typeset_root,
    "accent": _typeset_accent,
    "arrow": _typeset_arrow,
    "fence": _typeset_fence,
    "grid": _typeset_grid,
}
"""Kind of node → how it is typeset."""
