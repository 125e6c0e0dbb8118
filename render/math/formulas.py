"""LaTeX formulas → Unicode: in one line between words, and in several lines on display.

A formula is parsed into a tree (`commands.parse`), and the tree is typeset in boxes with TeX's spacing (The TeXbook,
chapter 18 and appendix G) as far as cells allow. No symbol is ever dropped, and unknown commands stay as written. The
ways to typeset each kind of node are in three modules; they are put together here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, overload

from papernotes.render.math import scripts, structures, typeset
from papernotes.render.math.commands import parse
from papernotes.render.math.line_breaks import broken, opened
from papernotes.render.math.nodes import Node
from papernotes.render.math.structures import ROWS
from papernotes.render.math.typeset import DISPLAY, LINE, flatten, typeset_cells
from papernotes.render.text.cells import NO_BREAK, clean

_MAXIMUM_CACHED_CHARACTERS = 200
_MAXIMUM_DISPLAY_CHARACTERS = 4000  # longer formulas are set in lines, not in boxes

typeset.register(structures.TYPESETTERS)
typeset.register(scripts.TYPESETTERS)


@overload
def render_math(latex: str, *, display: Literal[False] = False) -> str: ...
@overload
def render_math(latex: str, *, display: Literal[True]) -> list[str]: ...
def render_math(latex: str, *, display: bool = False) -> str | list[str]:
    """A formula, without its dollars, in Unicode: one line of text, or lines for display."""
    return render_display(latex) if display else render_inline(latex)


def render_inline(latex: str) -> str:
    """A formula on one line. If it has several rows, semicolons separate them."""
    return _cached_inline(latex) if len(latex) <= _MAXIMUM_CACHED_CHARACTERS else _rendered_inline(latex)


def _rendered_inline(latex: str) -> str:
    rows = [row for row in render_rows(latex) if row]
    return "; ".join(rows)


_cached_inline = lru_cache(maxsize=2048)(_rendered_inline)


def render_rows(latex: str) -> list[str]:
    """A formula with each of its rows on one line, for a page that is too narrow for its display."""
    grid = parse(latex)
    rows = _rows_of(grid)
    return [_finish(typeset_cells(row, LINE).text.strip()) for row in rows] or [""]


def render_display(latex: str) -> list[str]:
    """A formula on display: fractions and limits stacked, matrices and cases in rows, rows aligned."""
    return display_lines(latex)[0]


def display_lines(latex: str) -> tuple[list[str], int]:
    """The lines of a formula on display, and the number of its baseline among them, from 0."""
    if len(latex) > _MAXIMUM_DISPLAY_CHARACTERS:
        rows = render_rows(latex)
        return rows, len(rows) - 1
    box = typeset.typeset(parse(latex), DISPLAY)
    lines = [_finish(line) for line in box.lines]
    baseline = box.baseline
    while len(lines) > 1 and not lines[-1]:
        lines.pop()
    while len(lines) > 1 and not lines[0]:
        lines.pop(0)
        baseline -= 1
    return lines, min(max(baseline, 0), len(lines) - 1)


def broken_lines(latex: str, room: int) -> tuple[list[str], int] | None:
    """The lines of a formula on display, broken to fit in `room` cells, and the baseline of its last part.

    None if a part that cannot be broken is wider than that.
    """
    if len(latex) > _MAXIMUM_DISPLAY_CHARACTERS:
        return None
    lines: list[str] = []
    baseline = 0
    for row in _rows_of(parse(latex)):
        items, continues = flatten(row), bool(lines)
        boxes = broken(items, room, continues=continues) or broken(opened(items), room, continues=continues)
        if boxes is None:
            return None
        for box in boxes:
            baseline = len(lines) + box.baseline
            lines += [_finish(line) for line in box.lines]
    return lines, baseline


def hold_groups(line: str, limit: int) -> str:
    """The line with unbreakable blanks inside all brackets that are no longer than `limit` characters."""
    characters = list(line)
    opened: list[int] = []
    for index, character in enumerate(line):
        if character in "([{⟨":
            opened.append(index)
        elif character in ")]}⟩" and opened:
            start = opened.pop()
            if index - start < limit:
                characters[start:index] = line[start:index].replace(" ", NO_BREAK)
    return "".join(characters)


def _finish(line: str) -> str:
    line = clean(line.rstrip()).replace("\n", " ").replace("\t", " ")
    return line if line.isascii() else unicodedata.normalize("NFC", line)


def _rows_of(grid: Node) -> list[Sequence[Node]]:
    """The rows of a formula. If it is one environment of rows, these are its rows."""
    rows: list[Sequence[Node]] = [row.parts for row in grid.parts]
    if len(rows) == 1 and len(rows[0]) == 1:
        inner = rows[0][0]
        while inner.kind == "row" and len(inner.parts) == 1:
            inner = inner.parts[0]
        if inner.kind == "grid" and inner.text in ROWS:
            return [row.parts for row in inner.parts]
    return rows
