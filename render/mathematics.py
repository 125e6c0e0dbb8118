"""LaTeX formulas → Unicode: in one line between words, and in several lines on display.

A formula is parsed into a tree (`render.latex`), and the tree is set in boxes with TeX's spacing
(The TeXbook, chapter 18 and appendix G) as far as cells allow. No symbol is ever dropped, and what
is unknown stays as written.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, overload

from render.alphabets import ALPHABETS, ONLY_SINGLE
from render.boxes import Box, beside, delimiter, pad, stack
from render.cells import WIDTHS, clean, width_of
from render.latex import CLASSES, Node, parse
from render.scripts import subscript, superscript
from render.symbols import ACCENT_NAMES, ACCENTS, ACCENTS_ON_EACH, NEGATED

_LONGEST_DISPLAY = 4000  # characters; longer formulas are set in lines, not in boxes
_SIMPLE_FRACTION = 7  # a fraction of symbols up to this width is set on the line in display too


@overload
def render_math(latex: str, *, display: Literal[False] = False) -> str: ...
@overload
def render_math(latex: str, *, display: Literal[True]) -> list[str]: ...
def render_math(latex: str, *, display: bool = False) -> str | list[str]:
    """A formula, without its dollars, in Unicode: one line of text, or lines for display."""
    return render_display(latex) if display else render_inline(latex)


@lru_cache(maxsize=2048)
def render_inline(latex: str) -> str:
    """A formula on one line; the rows of one that has several are separated by semicolons."""
    rows = [row for row in render_rows(latex) if row]
    return "; ".join(rows)


def render_rows(latex: str) -> list[str]:
    """A formula with its rows one a line, everything in them on the line. For where display is too wide."""
    grid = parse(latex)
    rows = _rows_of(grid)
    return [_finish(_lay_cells(row, _LINE).text) for row in rows] or [""]


def render_display(latex: str) -> list[str]:
    """A formula in lines: fractions and limits stacked, matrices and cases in rows, rows aligned."""
    if len(latex) > _LONGEST_DISPLAY:
        return render_rows(latex)
    box = _lay(parse(latex), _DISPLAY)
    lines = [_finish(line) for line in box.lines]
    while len(lines) > 1 and not lines[-1]:
        lines.pop()
    while len(lines) > 1 and not lines[0]:
        lines.pop(0)
    return lines


def _finish(line: str) -> str:
    line = clean(line.rstrip()).replace("\n", " ").replace("\t", " ")
    return line if line.isascii() else unicodedata.normalize("NFC", line)


@dataclass(frozen=True, slots=True)
class _Setting:
    """How a node is set: `stacked` allows several lines, `tight` leaves out space."""

    stacked: bool
    tight: bool = False
    alphabet: str = ""


_LINE = _Setting(stacked=False)
_DISPLAY = _Setting(stacked=True)

_WORD_LIKE = frozenset(("function", "limits", "big"))


def _lay(node: Node, setting: _Setting) -> Box:
    return _LAYOUTS[node.kind](node, setting)


# Symbols and words


def _lay_symbol(node: Node, setting: _Setting) -> Box:
    text = node.text
    if setting.alphabet and len(text) == 1:
        text = ALPHABETS[setting.alphabet].get(ord(text), text)
    return Box((text,), left=node.kind, right=node.kind)


def _lay_text(node: Node, setting: _Setting) -> Box:
    text = node.text
    if setting.alphabet and setting.alphabet not in ONLY_SINGLE:
        text = text.translate(ALPHABETS[setting.alphabet])
    return Box((text,), left="ordinary", right="ordinary")


def _lay_words(node: Node, setting: _Setting) -> Box:
    setting = replace(setting, stacked=False)
    text = "".join(_lay(part, setting).text for part in node.parts)
    return Box((text,), level=2 if " " in text.strip() else 0)


def _lay_unknown(node: Node, _setting: _Setting) -> Box:
    return Box((node.text,), open_script=node.text[-1:].isalpha())


def _lay_alphabet(node: Node, setting: _Setting) -> Box:
    name = node.text
    body = node.parts[0]
    if name in ONLY_SINGLE and not (body.kind == "ordinary" and len(body.text) == 1):
        name = "mathrm"
    return _lay(body, replace(setting, alphabet=name))


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
    if (pair[0] in _WORD_LIKE and pair[1] in ("ordinary", "function", "limits"))
    or (pair[1] in _WORD_LIKE and pair[0] in ("ordinary", "function", "limits"))
}  # fmt: skip
_BEFORE_SIGN = frozenset(("binary", "relation", "opening", "punctuation", "function", "limits", "big"))
_LOOSE = frozenset(("binary", "relation", "punctuation", "big"))
_TIGHT_BINARY = frozenset("·")


def _lay_row(node: Node, setting: _Setting) -> Box:
    return _lay_items(node.parts, setting)


def _flatten(parts: Sequence[Node]) -> list[Node]:
    flat: list[Node] = []
    for part in parts:
        if part.kind == "row" and len(part.parts) > 1:
            flat.extend(part.parts)
        else:
            flat.append(part)
    return flat


def _lay_items(parts: Sequence[Node], setting: _Setting) -> Box:
    if not parts:
        return Box(("",))
    if len(parts) == 1 and parts[0].kind != "space":
        box = _lay(parts[0], setting)
        # A lone operator in braces is an ordinary symbol, as `{=}` asks for.
        return replace(box, left="ordinary", right="ordinary") if parts[0].kind in CLASSES else box
    spacing = _TIGHT_SPACING if setting.tight else _SPACING
    boxes: list[Box] = []
    before: Box | None = None
    explicit = ""
    level = 1
    for index, part in enumerate(parts):
        if part.kind == "space":
            explicit += part.text
            continue
        box = _lay(part, setting)
        if box.flat and not box.text and part.kind != "fence":
            continue
        if box.left == "binary":
            is_sign = before is None or before.right in _BEFORE_SIGN
            if is_sign or index == len(parts) - 1 or box.text in _TIGHT_BINARY:
                box = replace(box, left="sign" if is_sign else "ordinary", right="sign")
        if (
            box.left in ("binary", "relation", "punctuation", "big")
            or box.text in ("/", "|")
            or box.right in ("binary", "sign")
        ):
            level = 2
        elif before is not None and (
            box.left == "inner" or box.text[:1] == " " or before.right in _WORD_LIKE
        ):
            level = max(level, 2 if part.kind == "words" else 1)
        gap = ""
        if before is not None:
            gap = _SPACE if (before.right, box.left) in spacing else _NO_SPACE
            if before.open_script and not gap and box.text[:1].isalnum():
                gap = _SPACE
            if _digit_group(before, box, explicit):
                gap = _NO_SPACE
        gap = max(gap, explicit, key=len)
        if before is not None and gap == _SPACE and (before.text[-1:] == " " or box.text[:1] == " "):
            gap = _NO_SPACE
        if gap:
            boxes.append(Box((gap,)))
        boxes.append(box)
        before, explicit = box, ""
    if explicit:
        boxes.append(Box((explicit,)))
    if before is None:
        return Box((explicit,))
    lines, baseline = beside(boxes)
    first = next(box for box in boxes if box.text.strip() or not box.flat)
    return Box(lines, baseline, _outer(first.left), _outer(before.right), level, before.open_script)


def _digit_group(before: Box, box: Box, explicit: str) -> bool:
    """Whether a comma stands in a number, `10{,}000`; only TeX's braces say so, others keep the space."""
    return before.text == "," and before.right == "ordinary" and box.text[:1].isdigit() and not explicit


def _outer(kind: str) -> str:
    """The class of a row's end to its neighbours."""
    return kind if kind in ("opening", "closing", "inner", "function", "limits", "big") else "ordinary"


# Scripts


def _lay_scripts(node: Node, setting: _Setting) -> Box:
    base_node, below_node, above_node = node.parts
    tight = replace(setting, stacked=False, tight=True)
    if base_node.kind == "brace":
        return _lay_labelled(base_node, below_node, above_node, setting)
    base = _lay(base_node, setting)
    if base_node.kind in CLASSES or base_node.kind == "class":
        kind = base_node.text if base_node.kind == "class" else base_node.kind
        base = replace(base, left=kind, right=kind)
    below, above = _lay(below_node, tight).text.strip(), _lay(above_node, tight).text.strip()
    if base_node.kind == "over":
        base = replace(base, level=0)
    low, high = subscript(below) if below else "", superscript(above) if above else ""
    if setting.stacked and base.right in ("big", "limits") and (low is None or high is None):
        return _stack_limits(base, below_node, above_node, setting)
    if (base.left == "inner" or base.level == 2) and base.flat and base_node.kind in ("fraction", "words"):
        base = Box((f"({base.text})",))
    raised = high if high is not None else _explicit("^", above)
    lowered = low if low is not None else _explicit("_", below)
    if base.flat:
        # What Unicode can raise goes first where what is below needs to be written out.
        short_first = high is not None and low is None
        if below and above and low is None and lowered == f"_{below}" and not high:
            lowered = f"_({below})"
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


def _explicit(sign: str, text: str) -> str:
    """A script written out: `_x` for one symbol, else `_(…)`."""
    if not text:
        return ""
    single = sum(1 for character in text if WIDTHS[character]) == 1
    if single and text not in "_^":
        return sign + text
    if text[0] == "(" and text[-1] == ")" and text.find(")") == len(text) - 1:
        return sign + text
    return f"{sign}({text})"


def _stack_limits(base: Box, below: Node, above: Node, setting: _Setting) -> Box:
    """An operator with its limits below and above it."""
    tight = replace(setting, tight=True, stacked=True)
    boxes = [base]
    baseline = 0
    if above.parts or above.text:
        boxes.insert(0, _lay(above, tight))
        baseline = 1
    if below.parts or below.text:
        boxes.append(_lay(below, tight))
    lines, line = stack(boxes, baseline)
    return Box(lines, line, base.left, base.right)


def _lay_labelled(base_node: Node, below: Node, above: Node, setting: _Setting) -> Box:
    """A brace over or under something, with its label."""
    body = _lay(base_node.parts[0], setting)
    label_node, other = (below, above) if base_node.text == "under" else (above, below)
    label = _lay(label_node, replace(setting, stacked=False, tight=True))
    sign, other_sign = ("_", "^") if base_node.text == "under" else ("^", "_")
    rest = _explicit(other_sign, _lay(other, replace(setting, stacked=False, tight=True)).text.strip())
    if not setting.stacked:
        inside = f"({body.text})" if body.level else body.text
        written = _explicit(sign, label.text.strip())
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


def _lay_brace(node: Node, setting: _Setting) -> Box:
    empty = Node("row")
    return _lay_labelled(node, empty, empty, setting)


def _lay_over(node: Node, setting: _Setting) -> Box:
    base_node, above_node, below_node = node.parts
    base = _lay(base_node, setting)
    kind = base_node.kind if base_node.kind in CLASSES else base.left
    above = _lay(above_node, replace(setting, stacked=False, tight=True)).text.strip()
    known = _OVER_EQUALS.get(above) if base.text == "=" else None
    if known:
        return Box((known,), left="relation", right="relation")
    if kind in ("relation", "binary", "ordinary") and base.flat and not setting.stacked:
        scripts = Node("scripts", "", (base_node, below_node, above_node))
        return replace(_lay_scripts(scripts, setting), left=kind, right=kind)
    if setting.stacked and not (above and superscript(above)):
        return replace(_stack_limits(base, below_node, above_node, setting), left=kind, right=kind)
    scripts = Node("scripts", "", (base_node, below_node, above_node))
    return replace(_lay_scripts(scripts, setting), left=kind, right=kind)


_OVER_EQUALS = {
    "def": "≝",
    "△": "≜",
    "Δ": "≜",
    "?": "≟",
    "!": "≐",
    "·": "≐",
    ".": "≐",
    "∘": "≗",
    "⋆": "≛",
    "m": "≞",
}

# Fractions, roots, accents


def _lay_fraction(node: Node, setting: _Setting) -> Box:
    flat = replace(setting, stacked=False)
    above, below = _lay(node.parts[0], flat), _lay(node.parts[1], flat)
    if setting.stacked and not _is_simple(above, below):
        above, below = _lay(node.parts[0], setting), _lay(node.parts[1], setting)
        width = max(above.width, below.width)
        bar = Box(("─" * (width + 2),))
        lines, baseline = stack([above, bar, below], 1)
        return Box(lines, baseline, "inner", "inner")
    top = f"({above.text})" if above.level >= 2 or above.left == "inner" else above.text
    bottom = f"({below.text})" if below.level >= 1 or below.left == "inner" else below.text
    return Box((f"{top}/{bottom}",), 0, "inner", "inner", 1, below.open_script and bottom == below.text)


def _is_simple(above: Box, below: Box) -> bool:
    return above.level == below.level == 0 and above.width + below.width < _SIMPLE_FRACTION


def _lay_binomial(node: Node, setting: _Setting) -> Box:
    above, below = _lay(node.parts[0], setting), _lay(node.parts[1], setting)
    if setting.stacked:
        lines, _ = stack([above, below], 0)
        return _fenced("(", Box(lines, above.baseline), ")")
    return Box((f"C({above.text}, {below.text})",), 0, "ordinary", "closing")


_ROOTS = {"": "√", "2": "√", "3": "∛", "4": "∜"}


def _lay_root(node: Node, setting: _Setting) -> Box:
    body = _lay(node.parts[0], setting)
    index = _lay(node.parts[1], replace(setting, stacked=False, tight=True)).text.strip()
    sign = _ROOTS.get(index) or (superscript(index) or f"({index})") + "√"
    if body.flat and body.level == 0 and body.left != "inner":
        return Box((sign + body.text,), open_script=True)
    inside = _fenced("(", body, ")")
    lines, baseline = beside([Box((sign,)), inside])
    return Box(lines, baseline, "ordinary", "closing")


def _lay_accent(node: Node, setting: _Setting) -> Box:
    name, body_node = node.text, node.parts[0]
    while body_node.kind == "row" and len(body_node.parts) == 1:
        body_node = body_node.parts[0]
    if body_node.kind == "scripts" and name not in ACCENTS_ON_EACH:  # the accent is meant for the base
        base, below, above = body_node.parts
        return _lay(Node("scripts", "", (Node("accent", name, (base,)), below, above)), setting)
    body = _lay(body_node, replace(setting, stacked=False))
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
    return Box((f"{ACCENT_NAMES.get(name, name)}({text})",), right="closing")


def _lay_arrow(node: Node, setting: _Setting) -> Box:
    above, below = (
        _lay(part, replace(setting, stacked=False, tight=True)).text.strip() for part in node.parts
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


def _lay_fence(node: Node, setting: _Setting) -> Box:
    left, _, right = node.text.partition("\0")
    return _fenced(left, _lay(node.parts[0], setting), right)


def _fenced(left: str, body: Box, right: str) -> Box:
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


_GRID_FENCES = {
    "pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "Bmatrix": ("{", "}"), "vmatrix": ("|", "|"),
    "Vmatrix": ("‖", "‖"), "cases": ("{", ""), "dcases": ("{", ""), "rcases": ("", "}"),
    "psmallmatrix": ("(", ")"),
    "bsmallmatrix": ("[", "]"),
}  # fmt: skip
_ALTERNATING = frozenset(("", "aligned", "align", "split", "alignat", "alignedat", "eqnarray", "flalign"))
_LEFT = frozenset(("cases", "dcases", "rcases", "array"))


def _rows_of(grid: Node) -> list[Sequence[Node]]:
    """The rows of a formula, looking through an environment that is all there is of it."""
    rows: list[Sequence[Node]] = [row.parts for row in grid.parts]
    if len(rows) == 1 and len(rows[0]) == 1:
        inner = rows[0][0]
        while inner.kind == "row" and len(inner.parts) == 1:
            inner = inner.parts[0]
        if inner.kind == "grid" and inner.text not in _GRID_FENCES and "matrix" not in inner.text:
            return [row.parts for row in inner.parts]
    return rows


def _lay_cells(cells: Sequence[Node], setting: _Setting) -> Box:
    """A row of cells on the line."""
    return _lay_items(_flatten(cells), setting) if len(cells) != 1 else _lay(cells[0], setting)


def _lay_grid(node: Node, setting: _Setting) -> Box:
    name = node.text
    left, right = _GRID_FENCES.get(name, ("", ""))
    if name == "" and len(node.parts) == 1 and len(node.parts[0].parts) == 1:
        return _lay(node.parts[0].parts[0], setting)
    if not setting.stacked:
        is_cases = name in _LEFT
        between = ", " if is_cases else " "
        flat = setting if name else replace(setting, tight=False)
        rows = [
            between.join(filter(None, (_lay(cell, flat).text.strip() for cell in row.parts)))
            for row in node.parts
        ]
        if name in _ALTERNATING:
            rows = [_lay_cells(row.parts, flat).text for row in node.parts]
        text = (", " if name == "substack" else "; ").join(filter(None, rows))
        if left or right:
            return _fenced(left + (" " if name == "cases" else ""), Box((text,), level=2), right)
        return Box((text,), level=2)
    return _fenced(left, _stacked_grid(node), right)


def _stacked_grid(node: Node) -> Box:
    name = node.text
    rows = [[_lay(cell, _DISPLAY) for cell in row.parts] for row in node.parts]
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
                padded.append(Box((_column_gap(name, index, box, row),)))
        padded.extend(Box((" " * width,)) for width in widths[len(row) :])
        row_lines, _ = beside(padded)
        lines.extend(row_lines)
    width = max(map(width_of, lines))
    filled = tuple(line + " " * (width - width_of(line)) for line in lines)
    level = 2 if name not in _GRID_FENCES else 0
    return Box(filled, (len(filled) - 1) // 2, level=level)


def _alignment(name: str, column: int, count: int) -> str:
    if name in _ALTERNATING:
        return ("left" if count == 1 else "right", "left")[column % 2]
    return "left" if name in _LEFT else "center"


def _column_gap(name: str, column: int, _box: Box, row: Sequence[Box]) -> str:
    if name in _ALTERNATING:
        following = row[column + 1].text if column + 1 < len(row) else ""
        # `a &= b`: the relation keeps its space though it begins a cell.
        return " " if column % 2 == 0 and following[:1] not in ("", " ") else "" if column % 2 == 0 else "   "
    return "  "


# Others


def _lay_class(node: Node, setting: _Setting) -> Box:
    box = _lay(node.parts[0], setting)
    return replace(box, left=node.text, right=node.text)


def _lay_phantom(node: Node, setting: _Setting) -> Box:
    return Box((" " * _lay(node.parts[0], replace(setting, stacked=False)).width,))


def _lay_space(node: Node, _setting: _Setting) -> Box:
    return Box((node.text,))


_LAYOUTS: dict[str, Callable[[Node, _Setting], Box]] = {
    **dict.fromkeys(CLASSES, _lay_symbol),
    "text": _lay_text,
    "words": _lay_words,
    "unknown": _lay_unknown,
    "alphabet": _lay_alphabet,
    "row": _lay_row,
    "scripts": _lay_scripts,
    "brace": _lay_brace,
    "over": _lay_over,
    "fraction": _lay_fraction,
    "binomial": _lay_binomial,
    "root": _lay_root,
    "accent": _lay_accent,
    "arrow": _lay_arrow,
    "fence": _lay_fence,
    "grid": _lay_grid,
    "class": _lay_class,
    "phantom": _lay_phantom,
    "space": _lay_space,
}
