"""Finds how wide the columns of a table are, and whether it is legible as a table at all."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from papernotes.notes import lazy_pattern
from papernotes.render.text.cells import NO_BREAK, width_of
from papernotes.render.text.flow import Flow
from papernotes.render.text.wrap import wrap

_MINIMUM_BODY_CELLS = 8  # of a column whose cells must wrap
_MINIMUM_HEAD_CELLS = 6  # of a column whose head must wrap
_MAXIMUM_WHOLE_WORD_CELLS = 18  # narrower words are not broken to make a column narrower
# What stays together: lines break around Chinese characters, but not between a word and the punctuation beside it.
_UNBROKEN = lazy_pattern(r"[（［｛〈《「『【〔]*[^ \n\u2e80-\uffff]+[、。，．：；！？）］｝〉》」』】〕]*")
_JOINTS = lazy_pattern(r"(?<=[^\W_]{2}[-/])(?=[^\W_]{2})|(?<=_)|" + NO_BREAK)
_MAXIMUM_LINES_RATIO = 1.5  # a table with more lines than this times those of its records becomes records
_SAMPLED_TABLE_CELLS = 200  # the lines of a large table are estimated from this many of its cells


def column_widths(
    head: Sequence[Flow], rows: Sequence[Sequence[Flow]], count: int, room: int
) -> list[int] | None:
    """The width of each of the `count` columns, which have `room` cells in all; None if that is illegible.

    Columns are as wide as their content if there is room. Otherwise heads are wrapped first, then cells, in such a way
    that the table has few lines.
    """
    heads, cells = _sizes(head, count), [_sizes(row, count) for row in rows]
    bodies = [max((row[column] for row in cells), default=1) for column in range(count)]
    natural = list(map(max, heads, bodies))
    if sum(natural) <= room:
        return natural
    for parts_of in (_UNBROKEN.findall, _parts_of_words):
        words = [1] * count
        for row in (head, *rows):
            for column, cell in enumerate(row[:count]):
                words[column] = max(words[column], *map(_least, parts_of(cell.text)), 1)
        least = [
            max(word, min(body, _MINIMUM_BODY_CELLS), min(size, _MINIMUM_HEAD_CELLS))
            for word, body, size in zip(words, bodies, heads, strict=True)
        ]
        if sum(least) <= room:
            break
    else:
        return None
    whole = list(map(max, bodies, least))
    if sum(whole) <= room:
        return _fitted(head, whole, share(natural, whole, room), room)
    widths = _with_few_lines(share(natural, least, room), least, natural, cells, room)
    in_records = sum(
        -(-(heads[column] + size + 2) // room) for row in cells for column, size in enumerate(row)
    )
    if _lines(cells, widths) + len(cells) > _MAXIMUM_LINES_RATIO * (in_records + len(cells)):
        return None
    return widths


def short_widths(head: Sequence[Flow], rows: Sequence[Sequence[Flow]], count: int) -> list[int]:
    """The width that each column needs so that no cell is wrapped and no word of the head is broken."""
    widths = [1] * count
    for row in rows:
        widths = list(map(max, widths, _sizes(row, count)))
    for column, cell in enumerate(head[:count]):
        words = map(width_of, _UNBROKEN.findall(cell.text))
        widths[column] = max(widths[column], min(width_of(cell.text), _MINIMUM_HEAD_CELLS), *words, 1)
    return widths


def _fitted(head: Sequence[Flow], least: Sequence[int], widths: list[int], room: int) -> list[int]:
    """The widths without the room that a wrapped head leaves empty, unless that room makes the head a line shorter."""
    columns = range(min(len(head), len(widths)))
    heads = [_width_in_lines(head[column].text, widths[column]) for column in columns]
    fitted = [max(least[column], heads[column][0]) for column in columns] + widths[len(columns) :]
    height = max((lines for _, lines in heads), default=1)
    spare = room - sum(fitted)
    for column in columns:
        if heads[column][1] == height > 1:
            shorter, lines = _width_in_lines(head[column].text, fitted[column] + spare)
            if lines == height:
                return fitted
            spare -= shorter - fitted[column]
            widths[column] = shorter
        else:
            widths[column] = fitted[column]
    return widths


def _width_in_lines(text: str, room: int) -> tuple[int, int]:
    """How wide the text is once it is wrapped, and how many lines it takes."""
    lines = wrap(text, room)
    return max(width_of(text[start:end]) for start, end in lines), len(lines)


def share(natural: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Widths that fill the room, each between its least and its natural one. Narrow columns get all they need."""
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


def _sizes(row: Sequence[Flow], count: int) -> list[int]:
    """The width of each cell of a row, which is that of its widest line."""
    sizes = [max(map(width_of, cell.text.split("\n"))) for cell in row[:count]]
    return [max(1, size) for size in sizes] + [1] * (count - len(sizes))


@lru_cache(maxsize=1024)
def _least(word: str) -> int:
    """The width that a column needs for a word. A word that is too long is put on as few lines as possible."""
    width = width_of(word)
    if width <= _MAXIMUM_WHOLE_WORD_CELLS:
        return width
    fewest = -(-width // _MAXIMUM_WHOLE_WORD_CELLS)
    return next(
        (
            fewer
            for fewer in range(-(-width // fewest), _MAXIMUM_WHOLE_WORD_CELLS)
            if len(wrap(word, fewer)) == fewest
        ),
        _MAXIMUM_WHOLE_WORD_CELLS,
    )


def _parts_of_words(text: str) -> list[str]:
    return [part for word in _UNBROKEN.findall(text) for part in _JOINTS.split(word)]


def _lines(cells: Sequence[Sequence[int]], widths: Sequence[int]) -> int:
    """About how many lines the rows take."""
    return sum(max(-(-size // width) for size, width in zip(row, widths, strict=True)) for row in cells)


def _with_few_lines(
    widths: list[int],
    least: Sequence[int],
    natural: Sequence[int],
    cells: Sequence[Sequence[int]],
    room: int,
) -> list[int]:
    """The widths after moving cells from column to column for as long as that saves lines."""
    count = len(widths)
    # Lines are not filled to the last cell, so what wraps needs a little more than its size.
    sample = sorted(cells, key=sum, reverse=True)[: max(1, _SAMPLED_TABLE_CELLS // count)]
    sample = [
        [size if size <= least[i] else size + size // 12 for i, size in enumerate(row)] for row in sample
    ]
    fewest = _lines(sample, widths)
    step = max(1, room // 6)
    while step:
        saved = False
        for giver in range(count):
            for taker in range(count):
                if giver == taker or widths[giver] - step < least[giver] or widths[taker] >= natural[taker]:
                    continue
                widths[giver] -= step
                widths[taker] += step
                lines = _lines(sample, widths)
                if lines < fewest:
                    fewest, saved = lines, True
                else:
                    widths[giver] += step
                    widths[taker] -= step
        if not saved:
            step //= 2
    return widths
