"""Tables in HTML as tables in Markdown, so that they are laid out alike: notes that other programs write are full of them.

A table within a table, one that is not closed, and one in code stay as they are written.
"""

from __future__ import annotations

import re

from papernotes.notes import lazy_pattern
from papernotes.render.tables.fences import fence_after
from papernotes.render.tables.repair import BARE_BAR, MAXIMUM_COLUMNS

_OPENS = lazy_pattern(r"[ \t]*<table\b", re.IGNORECASE)
_TABLE = lazy_pattern(
    r"<table\b[^<>]*>((?:[^<]++|<(?!/?table\b))*+)</table\s*>[ \t]*(?=\n|\Z)", re.IGNORECASE
)
_ROW = lazy_pattern(r"<tr\b[^<>]*>((?:[^<]++|<(?!/?tr\b))*+)(?:</tr\s*>)?", re.IGNORECASE)
_CELL = lazy_pattern(r"<(t[hd])\b([^<>]*)>((?:[^<]++|<(?!/?t[hd]\b))*+)(?:</t[hd]\s*>)?", re.IGNORECASE)
_CAPTION = lazy_pattern(r"<caption\b[^<>]*>((?:[^<]++|<(?!/?caption\b))*+)</caption\s*>", re.IGNORECASE)
_COLUMNS = lazy_pattern(r"\bcolspan\s*=\s*[\"']?(\d{1,3})\b", re.IGNORECASE)


def markdown_tables(markdown: str) -> str:
    """The text with tables of Markdown in the place of its tables in HTML."""
    if "<table" not in markdown.lower():
        return markdown
    pieces: list[str] = []
    done = at = 0
    fence = ""
    while at < len(markdown):
        end = markdown.find("\n", at) + 1 or len(markdown)
        before, fence = fence, fence_after(fence, markdown, at)
        if not (before or fence) and (opens := _OPENS.match(markdown, at, end)):
            found = _TABLE.match(markdown, markdown.find("<", at, opens.end()))
            rows = _rows(found[1]) if found else []
            if found and rows:
                caption = _CAPTION.search(found[1])
                pieces += (
                    markdown[done:at],
                    f"\n{_one_line(caption[1])}\n" if caption else "",
                    "\n",
                    *rows,
                    "\n",
                )
                done = end = min(found.end() + 1, len(markdown))
        at = end
    return "".join([*pieces, markdown[done:]]) if pieces else markdown


def _rows(table: str) -> list[str]:
    """The lines of the table in Markdown. The first row is its head."""
    rows = [_cells(row) for row in _ROW.findall(table)]
    rows = [row for row in rows if row]
    columns = min(max(map(len, rows), default=0), MAXIMUM_COLUMNS)
    lines = [f"| {' | '.join(row + [''] * (columns - len(row)))} |\n" for row in rows]
    return [lines[0], f"|{'---|' * columns}\n", *lines[1:]] if columns else []


def _cells(row: str) -> list[str]:
    """The cells of a row; one that is as wide as several is followed by empty ones."""
    cells: list[str] = []
    for _, attributes, inside in _CELL.findall(row):
        wide = _COLUMNS.search(attributes)
        empty = min(int(wide[1]), MAXIMUM_COLUMNS) - 1 if wide else 0
        cells += [BARE_BAR.sub(r"\\|", _one_line(inside)), *[""] * empty]
    return cells


def _one_line(text: str) -> str:
    return " ".join(text.split())
