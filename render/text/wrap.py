"""Breaks text into lines: between words in Latin script, at any character in Chinese and Japanese.

It follows the parts of the Unicode line breaking algorithm (UAX #14) that readers notice: no line begins with closing
punctuation or ends with opening punctuation, words and numbers stay whole, and the last line has more than one
character.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from papernotes.render.text.cells import NO_BREAK, WIDTHS, columns, width_of

_CLOSING = frozenset(
    "、。，．：；！？）］｝〉》」』】〕〗〙〛｠｣”’…‥％‰℃°・ー々〻ぁぃぅぇぉっゃゅょァィゥェォッャュョ～—"
)
_OPENING = frozenset("（［｛〈《「『【〔〖〘〚｟｢“‘￥＄")
_ASCII_CLOSING = frozenset(",.;:!?)]}%·")
_ASCII_OPENING = frozenset("([{")
_CJK = (
    (0x1100, 0x115F), (0x2E80, 0x303E), (0x3041, 0xA4CF), (0xA960, 0xA97F), (0xAC00, 0xD7FF),
    (0xF900, 0xFAFF), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF), (0x1F000, 0x1FAFF), (0x20000, 0x3FFFF),
)  # fmt: skip
_MAXIMUM_EMPTY_SHARE = 5  # a line that would stay empty by more than a fifth may end inside a compound word
_SOFT_BREAKS = "-/_.&=?#,;:)]}·"  # a word that is too long for a line is best broken after these
_OPERATORS = "/·,;"  # and after these also before a bracket


def is_cjk(character: str) -> bool:
    """Whether a line may break next to the character without a blank."""
    code = ord(character)
    return code >= 0x1100 and any(first <= code <= last for first, last in _CJK)


class _Classes(dict[int, str]):
    """Character code → its class for line breaking, one letter; made for `str.translate`.

    `b` is a blank, `n` a blank that does not break, `c` is CJK, `x` and `o` are closing and opening punctuation, `p` and
    `q` the same in Latin script, `z` has no width and belongs to the character before it, `a` is anything else.
    """

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character == " ":
            letter = "b"
        elif character == NO_BREAK:
            letter = "n"
        elif character in _CLOSING:
            letter = "x"
        elif character in _OPENING:
            letter = "o"
        elif character in _ASCII_CLOSING:
            letter = "p"
        elif character in _ASCII_OPENING:
            letter = "q"
        elif WIDTHS[character] == 0:
            letter = "z"
        else:
            letter = "c" if is_cjk(character) else "a"
        self[code] = letter
        return letter


_CLASSES = _Classes()
_BREAKS = frozenset(
    {left + "b" for left in "acxopqz"}
    | {"b" + right for right in "acxopqz"}
    | {"cc", "ca", "ac", "co", "cq", "ao", "xc", "xa", "xo", "xq", "pc", "po"}
)


def wrap(text: str, width: int, first_width: int | None = None) -> list[tuple[int, int]]:
    """The lines of a text as `(start, end)`, each at most `width` cells wide. Newlines always break.

    Blanks around a break belong to no line. The first line may have its own width. A word that is too long for a line is
    broken. There is at least one line, which may be empty.
    """
    if first_width is None:
        first_width = width
    lines: list[tuple[int, int]] = []
    start = 0
    for part in text.split("\n"):
        available = width if lines else first_width
        if width_of(part) <= available:
            lines.append((start, start + len(part.rstrip(" "))))
        else:
            lines.extend((start + first, start + last) for first, last in _fill(part, width, available))
        start += len(part) + 1
    return lines


def _fill(text: str, width: int, first_width: int) -> list[tuple[int, int]]:
    """The lines of a text without newlines, each filled as far as possible. The last is not one character alone."""
    column = columns(text)
    classes = _with_quotes(text, text.translate(_CLASSES))
    length = len(text.rstrip(" "))
    lines: list[tuple[int, int]] = []
    start, available = 0, first_width
    while start < length:
        # The last character that still fits, together with the characters without width after it.
        end = bisect_right(column, column[start] + available, start) - 1
        if end >= length:
            if lines and len(classes[start:length].rstrip("xpz")) <= 1:
                start = _join_lonely(classes, column, lines, start, length, available)
            lines.append((start, length))
            break
        best = _break_before(classes, start, end)
        if best <= start and available < width and start == 0:
            lines.append((start, start))  # a first word that is too long for a short first line goes below
            available = width
            continue
        if best <= start:
            best = _inside_word(text, classes, start, end)
        elif column[end] - column[best] > available // _MAXIMUM_EMPTY_SHARE:
            best = _after_joint(text, best, end)
        lines.append((start, _without_blanks(classes, start, best)))
        start = best
        while start < length and classes[start] == "b":
            start += 1
        available = width
    return lines


def _without_blanks(classes: str, start: int, end: int) -> int:
    """The end of a line, without the blanks before it."""
    while end > start and classes[end - 1] == "b":
        end -= 1
    return end


def _join_lonely(
    classes: str, column: list[int], lines: list[tuple[int, int]], start: int, length: int, available: int
) -> int:
    """Move the end of the last line to a character that would be alone on the next line.

    Returns where the next line begins.
    """
    first, last = lines[-1]
    position = _break_before(classes, first, last - 1)
    if position <= first or column[length] - column[position] > min(
        available, (column[length] - column[first]) // 2
    ):
        return start
    while classes[position] == "b":
        position += 1
    lines[-1] = (first, _without_blanks(classes, first, position))
    return position


def _after_joint(text: str, start: int, end: int) -> int:
    """The last position up to `end` after a hyphen or slash that joins two words; `start` if there is none."""
    for position in range(end, start + 2, -1):
        if (
            text[position - 1] in "-/"
            and text[position - 3 : position - 1].isalpha()
            and text[position : position + 2].isalpha()
        ):
            begin = text.rfind(" ", 0, position) + 1
            return start if "://" in text[begin:position] else position
    return start


def _with_quotes(text: str, classes: str) -> str:
    """The classes with straight quotes in pairs: the first of each pair opens, the second closes."""
    if text.isascii() or '"' not in text or text.count('"') % 2:
        return classes
    pieces: list[str] = []
    start = 0
    for number, found in enumerate(re.finditer('"', text)):
        pieces += [classes[start : found.start()], "p" if number % 2 else "q"]
        start = found.end()
    return "".join([*pieces, classes[start:]])


def _break_before(classes: str, start: int, end: int) -> int:
    """The last position after `start`, up to `end`, at which a line may end; `start` if there is none."""
    position = end
    while position > start:
        right = classes[position]
        if right == "b":
            return position
        if right != "z":
            left = position - 1
            while left > start and classes[left] == "z":
                left -= 1
            if classes[left] + right in _BREAKS:
                return position
        position -= 1
    return start


def _inside_word(text: str, classes: str, start: int, end: int) -> int:
    """Where to break a word that does not fit on a line.

    In this order: after a blank that should not break, after a slash in its second half, after other punctuation that is
    not near its beginning, or at the end.
    """
    end = max(end, start + 1)
    while end < len(text) and classes[end] == "z":
        end += 1
    blank = text.rfind(NO_BREAK, start + 1, end)
    if blank > start:
        return blank + 1
    slash = text.rfind("/", (start + end) // 2, end)
    if slash >= 0 and text[slash + 1 : slash + 2].isalnum():
        return slash + 1
    for position in range(end, start + (end - start) // 4, -1):
        after, mark = text[position : position + 1], text[position - 1]
        if (mark in _SOFT_BREAKS and after.isalnum()) or (mark in _OPERATORS and after in _ASCII_OPENING):
            return position
    for position in range(end, start + (end - start) // 2, -1):
        # No line should begin with what closes, or end with what opens.
        if classes[position : position + 1] not in ("x", "p", "z") and classes[position - 1] not in "oq":
            return position
    return end
