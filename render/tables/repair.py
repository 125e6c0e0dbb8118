"""Repairs tables in Markdown before they are parsed: bars in formulas and code, and rows longer than the head."""

from __future__ import annotations

import re

from papernotes.notes import lazy_pattern
from papernotes.render.tables.fences import fence_after

_MAY_HOLD_BARS = lazy_pattern(r"\$(?!\s)[^$\n]*(?<!\s)\$(?!\d)|`[^`\n]*`")
BARE_BAR = lazy_pattern(r"(?<!\\)\|")
MAXIMUM_COLUMNS = 60  # to which a head is widened
_UNDER_HEAD = lazy_pattern(r"[ >]*\|(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*")


def repair_tables(markdown: str) -> str:
    """The text with escaped bars in the formulas and code of tables, and with heads as wide as their longest row.

    The parser splits a row at its bars before it reads anything else, but notes are full of `$p(x|y)$`. And it would
    drop what stands in a row beyond the last column of the head.
    """
    if "|" not in markdown:
        return markdown
    lines = markdown.split("\n")
    below: list[int] = []  # the lines below heads
    fence = ""
    for number, line in enumerate(lines):
        before, fence = fence, fence_after(fence, line)
        if not (before or fence) and line.lstrip(" >")[:1] == "|":
            if "$" in line or "`" in line:
                lines[number] = _MAY_HOLD_BARS.sub(_escape_bars, line)
            elif number and "-" in line and _UNDER_HEAD.fullmatch(line):
                below.append(number)
    end = 0
    for number in below:
        if number > end:
            end = _widen(lines, number)
    return "\n".join(lines)


def _widen(lines: list[str], number: int) -> int:
    """Add empty cells to the head of the table whose rule is line `number`, as many as its longest row needs.

    Returns the line after the table; if there is no table, `number`.
    """
    columns = _cells(lines[number])
    if _cells(lines[number - 1]) != columns:
        return number
    longest, end = columns, number + 1
    while end < len(lines) and lines[end].lstrip(" >")[:1] == "|":
        longest = max(longest, _cells(lines[end]))
        end += 1
    missing = min(longest, MAXIMUM_COLUMNS) - columns
    if missing > 0:
        lines[number - 1] = lines[number - 1].rstrip().removesuffix("|") + "|" + " |" * missing
        lines[number] = lines[number].rstrip() + "---|" * missing
    return end


def _cells(line: str) -> int:
    """How many cells a row that begins with a bar has."""
    return len(BARE_BAR.findall(line.rstrip().removesuffix("|")))


def _escape_bars(found: re.Match[str]) -> str:
    text = found[0]
    # In a formula, `\|` is a norm, and one more backslash keeps it. In code, it is a bar that is escaped already.
    return text.replace("|", "\\|") if text[0] == "$" else BARE_BAR.sub(r"\\|", text)
