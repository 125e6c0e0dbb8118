"""How wide the columns of a table are, and whether it is legible as a table at all."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from papernotes.notes import lazy_pattern
from papernotes.render.text.cells import NO_BREAK, width_of
from papernotes.render.text.flow import Flow
from papernotes.render.text.wrap import wrap

_LEGIBLE = 8  # a column whose cells must wrap gets at least so many cells
_HEAD = 6  # and one whose head must
_WORD = 18  # words up to this width are not broken to make a column narrower
# What holds together: lines break around Chinese characters, but not between words and the marks beside them.
_UNBROKEN = lazy_pattern(r"[（［｛〈《「『【〔]*[^ \n\u2e80-\uffff]+[、。，．：；！？）］｝〉》」』】〕]*")
_JOINTS = lazy_pattern(r"(?<=[^\W_]{2}[-/])(?=[^\W_]{2})|(?<=_)|" + NO_BREAK)
_TALLER = 1.5  # a table that takes so much more lines than its records is better read as these
_ENOUGH = 200  # cells by which the lines of a large table are estimated


def column_widths(
    head: Sequence[Flow], rows: Sequence[Sequence[Flow]], count: int, room: int
) -> list[int] | None:
    """How many cells each of the `count` columns gets, `room` in all; None if that is not legible.

    Columns are as wide as their content if there is room. Otherwise heads are wrapped before cells,
    and cells so that the table has few lines.
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
            max(word, min(body, _LEGIBLE), min(size, _HEAD))
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
    if _lines(cells, widths) + len(cells) > _TALLER * (in_records + len(cells)):
        return None
    return widths


def short_widths(head: Sequence[Flow], rows: Sequence[Sequence[Flow]], count: int) -> list[int]:
    """How many cells each column needs so that no cell is wrapped, and no word in the head is broken."""
    widths = [1] * count
    for row in rows:
        widths = list(map(max, widths, _sizes(row, count)))
    for column, cell in enumerate(head[:count]):
        words = map(width_of, _UNBROKEN.findall(cell.text))
        widths[column] = max(widths[column], min(width_of(cell.text), _HEAD), *words, 1)
    return widths


def _fitted(head: Sequence[Flow], least: Sequence[int], widths: list[int], room: int) -> list[int]:
    """The widths without what a wrapped head leaves empty, unless it makes the whole head a line shorter."""
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
    """How wide the text is when it is wrapped, and how many lines it takes."""
    lines = wrap(text, room)
    return max(width_of(text[start:end]) for start, end in lines), len(lines)


def share(natural: Sequence[int], least: Sequence[int], room: int) -> list[int]:
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


def _sizes(row: Sequence[Flow], count: int) -> list[int]:
    """The width of each cell of a row, that of its widest line."""
    sizes = [max(map(width_of, cell.text.split("\n"))) for cell in row[:count]]
    return [max(1, size) for size in sizes] + [1] * (count - len(sizes))


@lru_cache(maxsize=1024)
def _least(word: str) -> int:
    """The cells that a column needs for a word; one that is too long stands on as few lines as can be."""
    width = width_of(word)
    if width <= _WORD:
        return width
    fewest = -(-width // _WORD)
    return next(
        (fewer for fewer in range(-(-width // fewest), _WORD) if len(wrap(word, fewer)) == fewest), _WORD
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
    """The widths with cells moved from column to column as long as that saves lines."""
    count = len(widths)
    # Lines are not filled to the last cell, so that what wraps needs a little more than its size.
    sample = sorted(cells, key=sum, reverse=True)[: max(1, _ENOUGH // count)]
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
