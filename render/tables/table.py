"""Lays out tables: columns are as wide as their content, or cells are wrapped if there is no room for that.

A table with many short columns is split into bands of columns, one below another. A table that would be illegible
becomes records, with a line `Header: value` for each cell.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from papernotes.render.styles import SEPARATOR, join
from papernotes.render.tables.widths import column_widths, share, short_widths
from papernotes.render.text.cells import width_of
from papernotes.render.text.flow import NO_LINK, Flow, FlowBuilder, LinePart
from papernotes.render.text.wrap import wrap

_CROSSING = "─┼─"
_MAXIMUM_BAND_COLUMN_CELLS = 20  # wider columns do not stand in bands
_MAXIMUM_BANDS = 4  # with more bands it is no longer a table


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of the head and of each row, and the alignment of each column: `left`, `center` or `right`."""

    head: Sequence[Flow]
    rows: Sequence[Sequence[Flow]]
    alignments: Sequence[str]

    @property
    def columns(self) -> int:
        """How many columns the widest row has."""
        return max(len(self.head), *(len(row) for row in self.rows), 0) if self.rows else len(self.head)

    def part(self, names: int, first: int, last: int) -> Table:
        """The first `names` columns, which say what a row is about, and the columns from `first` to before `last`.

        Only the part whose columns directly follow the names has their links and formulas; others just repeat the text.
        """

        def cells(row: Sequence[Flow]) -> list[Flow]:
            kept = list(row[:names])
            if first > names:
                kept = [replace(cell, links=[NO_LINK] * len(cell.links), formulas=[]) for cell in kept]
            return [*kept, *row[first:last]]

        alignments = [*self.alignments[:names], *self.alignments[first:last]]
        return Table(cells(self.head), [cells(row) for row in self.rows], alignments)


def arrange(table: Table, width: int, *, scroll: bool = False) -> list[tuple[Table, list[int]]]:
    """The table in one or several parts, each with the widths of its columns; none if records read better.

    `width` is in cells. With `scroll`, the table stays in one part, as wide as it is.
    """
    count = table.columns
    room = sys.maxsize if scroll else width - len(SEPARATOR) * (count - 1)
    widths = column_widths(table.head, table.rows, count, room)
    if widths is not None:
        return [(table, widths)]
    return _bands(table, width)


def _bands(table: Table, width: int) -> list[tuple[Table, list[int]]]:
    """The table in parts of about equally many columns, with no cell wrapped; none if that takes too many parts."""
    names = _names(table)
    least = short_widths(table.head, table.rows, table.columns)
    named, others = least[:names], least[names:]
    gap = len(SEPARATOR)
    room = width - sum(named) - gap * (names - 1)
    if (
        not names
        or room < width // 3
        or max(others, default=_MAXIMUM_BAND_COLUMN_CELLS + 1) > _MAXIMUM_BAND_COLUMN_CELLS
    ):
        return []
    for bands in range(2, _MAXIMUM_BANDS + 1):
        most = -(-len(others) // bands)
        starts = range(0, len(others), most)
        if all(sum(others[at : at + most]) + gap * len(others[at : at + most]) <= room for at in starts):
            return [_band(table.part(names, names + at, names + at + most), width) for at in starts]
    return []


def _band(table: Table, width: int) -> tuple[Table, list[int]]:
    """A part of a table that fits, with its head on as few lines as possible."""
    least = short_widths(table.head, table.rows, table.columns)
    natural = [max(few, width_of(cell.text)) for few, cell in zip(least, table.head, strict=False)]
    natural += least[len(natural) :]
    room = width - len(SEPARATOR) * (len(least) - 1)
    return table, natural if sum(natural) <= room else share(natural, least, room)


def _names(table: Table) -> int:
    """How many of the first columns say what a row is about; 0 if none clearly do."""
    named = list(_with_names(table))
    for names in (1, 2):
        rows = {tuple(cell.text for cell in row[:names]) for row in named}
        if len(rows) == len(named) > 0 and all(any(row) for row in rows):
            return names
    return 0


def _with_names(table: Table) -> Iterator[Sequence[Flow]]:
    """The rows. An empty first cell, which means the same as in the row above, is filled with that one."""
    name = Flow()
    for row in table.rows:
        if row and not row[0].text and name.text and any(cell.text for cell in row[1:]):
            yield [name, *row[1:]]
            continue
        yield row
        name = replace(row[0], links=[NO_LINK] * len(row[0].links), formulas=[]) if row else Flow()


def table_lines(table: Table, widths: Sequence[int]) -> Iterator[tuple[bool, list[LinePart]]]:
    """The lines of the head (False) and of each row (True), for the given widths of the columns.

    The head comes first; it is left out if it is empty.
    """
    rows = [_row_lines(row, widths, table.alignments) for row in table.rows]
    if any(cell.text for cell in table.head):
        border = LinePart()
        border.add(_CROSSING.join("─" * width for width in widths), "table.border")
        yield False, [*_row_lines(table.head, widths, table.alignments), border]
    airy = _needs_air(table, rows, widths)
    for index, lines in enumerate(rows):
        if airy and index:
            between = LinePart()
            between.add(_CROSSING.replace("─", "╌").join("╌" * width for width in widths), "table.border")
            lines = [between, *lines]
        yield True, lines


def _needs_air(table: Table, rows: Sequence[Sequence[LinePart]], widths: Sequence[int]) -> bool:
    """Whether rows need lines between them: many are wrapped, or it is unclear where a row begins."""
    wrapped = [number for number, lines in enumerate(rows) if len(lines) > 1]
    names = [table.rows[number][0] for number in wrapped if table.rows[number]]
    return len(wrapped) * 4 > len(rows) or any(
        not name.text or "\n" in name.text or width_of(name.text) > widths[0] for name in names
    )


def _row_lines(row: Sequence[Flow], widths: Sequence[int], alignments: Sequence[str]) -> list[LinePart]:
    cells = [_cell_lines(cell, width) for cell, width in zip(row, widths, strict=False)]
    height = max((len(lines) for lines in cells), default=1)
    result = []
    for number in range(height):
        line = LinePart()
        for index, width in enumerate(widths):
            if index:
                line.add(SEPARATOR, "table.border")
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
    """How much of the free space goes to the left of a cell's text."""
    return {"right": space, "center": space // 2}.get(alignment, 0) if space > 0 else 0


def records(table: Table) -> Iterator[list[Flow]]:
    """The table row by row, each cell after the head of its column. Empty cells are left out.

    Each record says what it is about, even if the table says so only once for several rows.
    """
    if not table.rows:
        yield [cell for cell in table.head if cell.text]
    for row in _with_names(table):
        yield [
            _labelled(table.head[index] if index < len(table.head) else Flow(), cell, is_name=index == 0)
            for index, cell in enumerate(row)
            if cell.text
        ]


def _labelled(head: Flow, cell: Flow, *, is_name: bool) -> Flow:
    """A cell after its column's head. The first cell of a row, which says what the row is about, is strong."""
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
            shown = join("strong", flow.styles[run]) if is_name else flow.styles[run]
            builder.add_verbatim(text, style or shown, flow.links[run])
    return builder.build()
