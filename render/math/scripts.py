"""Typesets sub- and superscripts, limits, and what stands over and under a part of a formula."""

from __future__ import annotations

from dataclasses import replace

from papernotes.render.math.boxes import Box, beside, pad, stack
from papernotes.render.math.nodes import CLASSES, Node
from papernotes.render.math.typeset import Setting, Typesetter, typeset
from papernotes.render.math.unicode_scripts import subscript, superscript
from papernotes.render.text.cells import WIDTHS, width_of


def typeset_scripts(node: Node, setting: Setting) -> Box:
    """A base with its scripts."""
    base_node, below_node, above_node = node.parts
    if base_node.kind == "brace":
        return _typeset_labelled(base_node, below_node, above_node, setting)
    base = typeset(base_node, setting)
    if base_node.kind in CLASSES or base_node.kind == "class":
        kind = base_node.text if base_node.kind == "class" else base_node.kind
        base = replace(base, left=kind, right=kind)
    return _attach(base, node, setting)


def _attach(base: Box, node: Node, setting: Setting) -> Box:
    """A typeset base with the scripts that are the node's second and third part."""
    base_node, below_node, above_node = node.parts
    tight = replace(setting, stacked=False, tight=True)
    below, above = typeset(below_node, tight).text.strip(), typeset(above_node, tight).text.strip()
    if base_node.kind == "over":
        base = replace(base, level=0)
    low, high = subscript(below) if below else "", superscript(above) if above else ""
    if setting.stacked and base.right in ("big", "limits") and (low is None or high is None):
        return stack_limits(base, below_node, above_node, setting)
    if (base.left == "inner" or base.level == 2) and base.flat and base_node.kind in ("fraction", "words"):
        base = Box((f"({base.text})",))
    raised = high if high is not None else explicit("^", above)
    lowered = low if low is not None else explicit("_", below)
    if base.flat:
        # What Unicode can raise goes first if the subscript must be written out.
        short_first = high is not None and low is None
        if below and above and low is None and lowered == f"_{below}" and not high:
            # In `x_a^(…)` the superscript would seem to belong to `a`.
            short_first = raised[-1:] == ")"
            lowered = lowered if short_first else f"_({below})"
        scripts = raised + lowered if short_first else lowered + raised
        is_open = bool(scripts) and (low is None or high is None)
        right = base.right if base.right != "opening" else "ordinary"
        return Box((base.text + scripts,), 0, base.left, right, 0, is_open)
    height = len(base.lines)
    corner = max(width_of(raised), width_of(lowered))
    lines = [" " * corner] * height
    lines[-1] = pad(lowered, corner, "left")
    lines[0] = pad(raised, corner, "left")
    lines, baseline = beside([base, Box(tuple(lines), base.baseline)])  # type: ignore[assignment]
    return Box(tuple(lines), baseline, base.left, base.right)


def explicit(sign: str, text: str) -> str:
    """A script that is written out: `_x` for one symbol, else `_(…)`."""
    if not text:
        return ""
    single = sum(1 for character in text if WIDTHS[character]) == 1
    if single and text not in "_^":
        return sign + text
    if text[0] == "(" and text[-1] == ")" and text.find(")") == len(text) - 1:
        return sign + text
    return f"{sign}({text})"


def stack_limits(base: Box, below: Node, above: Node, setting: Setting) -> Box:
    """An operator with its limits below and above it."""
    tight = replace(setting, tight=True, stacked=True)
    boxes = [base]
    baseline = 0
    if above.parts or above.text:
        boxes.insert(0, typeset(above, tight))
        baseline = 1
    if below.parts or below.text:
        boxes.append(typeset(below, tight))
    lines, line = stack(boxes, baseline)
    return Box(lines, line, base.left, base.right)


def _typeset_labelled(base_node: Node, below: Node, above: Node, setting: Setting) -> Box:
    """A brace over or under something, with its label."""
    body = typeset(base_node.parts[0], setting)
    label_node, other = (below, above) if base_node.text == "under" else (above, below)
    label = typeset(label_node, replace(setting, stacked=False, tight=True))
    sign, other_sign = ("_", "^") if base_node.text == "under" else ("^", "_")
    rest = explicit(other_sign, typeset(other, replace(setting, stacked=False, tight=True)).text.strip())
    if not setting.stacked:
        inside = f"({body.text})" if body.level or " " in body.text else body.text
        written = explicit(sign, label.text.strip())
        if written and not written.startswith(f"{sign}("):
            written = f"{sign}({label.text.strip()})"
        return Box((inside + written + rest,))
    brace = _curly(body.width, base_node.text == "under")
    order = [body, brace, label] if base_node.text == "under" else [label, brace, body]
    if not label.text.strip():
        order.remove(label)
    lines, baseline = stack(order, order.index(body))
    return Box(lines, baseline)


def _curly(width: int, under: bool) -> Box:
    left, middle, right = ("╰", "┬", "╯") if under else ("╭", "┴", "╮")
    if width < 3:
        return Box(("⏟" if under else "⏞",))
    half = (width - 3) // 2
    return Box((left + "─" * half + middle + "─" * (width - 3 - half) + right,))


def _typeset_brace(node: Node, setting: Setting) -> Box:
    empty = Node("row")
    return _typeset_labelled(node, empty, empty, setting)


def _typeset_over(node: Node, setting: Setting) -> Box:
    base_node, above_node, below_node = node.parts
    while base_node.kind == "row" and len(base_node.parts) == 1:
        base_node = base_node.parts[0]
    base = typeset(base_node, setting)
    kind = base_node.kind if base_node.kind in CLASSES else base.left
    above = typeset(above_node, replace(setting, stacked=False, tight=True)).text.strip()
    known = _OVER_EQUALS.get(above) if base.text == "=" else None
    if known:
        return Box((known,), left="relation", right="relation")
    stacked = setting.stacked and not (above and superscript(above))
    if stacked and kind not in ("relation", "binary", "ordinary"):
        box = stack_limits(base, below_node, above_node, setting)
    else:
        box = _attach(base, Node("scripts", "", (base_node, below_node, above_node)), setting)
    return replace(box, left=kind, right=kind)


_OVER_EQUALS = {
    "def": "≝", "△": "≜", "Δ": "≜", "?": "≟", "!": "≐", "·": "≐", ".": "≐", "∘": "≗", "⋆": "≛",
}  # fmt: skip
"""What stands above an equals sign → the sign that Unicode has for both."""

TYPESETTERS: dict[str, Typesetter] = {
    "scripts": typeset_scripts,
    "brace": _typeset_brace,
    "over": _typeset_over,
}
"""Kind of node → how it is typeset."""
