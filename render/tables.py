"""Tables: columns as wide as their content, cells wrapped where there is no room for that.

Below a legible width a table becomes records, one `Header: value` a line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from render.cells import width_of
from render.flow import Flow, FlowBuilder, LinePart
from render.wrap import wrap

_SEPARATOR = " │ "
_CROSSING = "─┼─"
_LEGIBLE = 8  # a column that must wrap gets at least so many cells
_WORD = 16  # words up to this width are not broken to make a column narrower


@dataclass(frozen=True, slots=True)
class Table:
    """Head and rows of cells, and per column how it is aligned: `left`, `center` or `right`."""

    head: Sequence[Flow]
    rows: Sequence[Sequence[Flow]]
    alignments: Sequence[str]

    @property
    def columns(self) -> int:
        return max(len(self.head), *(len(row) for row in self.rows), 0) if self.rows else len(self.head)


def column_widths(table: Table, width: int, *, scroll: bool = False) -> list[int] | None:
    """How many cells each column gets, None if the table is not legible as one at this width."""
    count = table.columns
    natural, least = [1] * count, [1] * count
    for row in (table.head, *table.rows):
        for index, cell in enumerate(row):
            lines = cell.text.split("\n")
            natural[index] = max(natural[index], *(width_of(line) for line in lines))
            words = cell.text.split()
            longest = max((width_of(word) for word in words), default=1) if cell.text.isascii() else 1
            least[index] = max(least[index], longest if longest <= _WORD else 1)
    room = width - len(_SEPARATOR) * (count - 1)
    if scroll or sum(natural) <= room:
        return natural
    least = [max(low, min(full, _LEGIBLE)) for low, full in zip(least, natural, strict=True)]
    if sum(least) > room:
        least = [min(full, _LEGIBLE) for full in natural]
        if sum(least) > room:
            return None
    return _share(natural, least, room)


def _share(natural: list[int], least: list[int], room: int) -> list[int]:
    """Widths between the least and the natural ones that fill the room: what is short gets all it needs."""
    low, high = 0, room
    while low < high:  # the largest common limit that fits
        limit = (low + high + 1) // 2
        if sum(max(few, min(full, limit)) for few, full in zip(least, natural, strict=True)) <= room:
            low = limit
        else:
            high = limit - 1
    widths = [max(few, min(full, low)) for few, full in zip(least, natural, strict=True)]
    spare = room - sum(widths)
    for index, full in enumerate(natural):
        if spare > 0 and widths[index] < full:
            widths[index] += 1
            spare -= 1
    return widths


def table_lines(table: Table, widths: Sequence[int]) -> Iterator[list[LinePart]]:
    """The table's lines for the given widths of its columns, row by row, the head first."""
    rows = [_row_lines(row, widths, table.alignments, row is table.head) for row in (table.head, *table.rows)]
    airy = any(len(lines) > 1 for lines in rows[1:])
    border = LinePart()
    border.add(_CROSSING.join("─" * width for width in widths), "table.border")
    yield [*rows[0], border]
    for index, lines in enumerate(rows[1:]):
        if airy and index:
            between = LinePart()
            between.add(_CROSSING.replace("─", "╌").join("╌" * width for width in widths), "table.border")
            lines = [between, *lines]
        yield lines


def _row_lines(
    row: Sequence[Flow], widths: Sequence[int], alignments: Sequence[str], is_head: bool
) -> list[LinePart]:
    cells = [_cell_lines(cell, width) for cell, width in zip(row, widths, strict=False)]
    height = max((len(lines) for lines in cells), default=1)
    result = []
    for number in range(height):
        line = LinePart()
        for index, width in enumerate(widths):
            if index:
                line.add(_SEPARATOR, "table.border")
            part = cells[index][number] if index < len(cells) and number < len(cells[index]) else LinePart()
            left = _left(width - part.width, alignments[index] if index < len(alignments) else "left")
            line.add(" " * left)
            line.extend(part)
            if index < len(widths) - 1:
                line.add(" " * (width - part.width - left))
        result.append(line)
    return result


def _cell_lines(cell: Flow, width: int) -> list[LinePart]:
    parts = []
    for start, end in wrap(cell.text, width):
        part = cell.part(start, end)
        part.formulas.extend(cell.formulas_between(start, end))
        parts.append(part)
    return parts


def _left(space: int, alignment: str) -> int:
    """How much of the free space stands left of a cell's text."""
    return {"right": space, "center": space // 2}.get(alignment, 0) if space > 0 else 0


def records(table: Table) -> Iterator[list[Flow]]:
    """The table row by row, each cell after the header of its column; empty cells are left out."""
    if not table.rows:
        yield [cell for cell in table.head if cell.text]
    for row in table.rows:
        yield [
            _labelled(table.head[index] if index < len(table.head) else Flow(), cell)
            for index, cell in enumerate(row)
            if cell.text
        ]


def _labelled(head: Flow, cell: Flow) -> Flow:
    builder = FlowBuilder()
    for flow, style in ((head, "label"), (cell, "")):
        if flow is cell and head.text:
            builder.add_verbatim(": ", "label")
        starts = [0, *flow.ends]
        formulas = iter([*flow.formulas, (len(flow.text) + 1, "")])
        where, source = next(formulas)
        for run, (start, end) in enumerate(pairwise(starts)):
            while where < end:
                builder.formula(source)
                where, source = next(formulas)
            text = flow.text[start:end].replace("\n", " ")
            builder.add_verbatim(text, style or flow.styles[run], flow.links[run])
    return builder.build()
