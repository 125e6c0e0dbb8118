"""The lines of a copied page, without what programs put around and between them.

Mail programs quote lines, browsers print dates, addresses and page numbers, text browsers number links, and tables have
two cells a row. What is taken off here is no part of a title or a summary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from papernotes.notes.patterns import lazy_pattern

MINIMUM_QUOTED_SHARE = 0.8
"""A text is a quotation if so many of its lines begin with `>`."""
MINIMUM_PARTLY_QUOTED_SHARE = 0.1
"""Below that, a `>` before a number may be a sign at which a line was wrapped."""
MINIMUM_ROW_SHARE = 0.15
"""A text has a table if so many of its lines are rows of two cells."""
MINIMUM_REFERENCE_MARKS = 3
"""A text browser numbered the links of a page if it has so many marks such as `[12]`."""

_BLANKS = dict.fromkeys([0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
_QUOTE = lazy_pattern(r"[ \t]*(?:>|&gt;)[ ]?")
_QUOTE_OF_WORDS = lazy_pattern(r"[ \t]*(?:>|&gt;)(?![ ]?[\d=$.])[ ]?")
_REFERENCE_MARK = lazy_pattern(r"\[\d{1,4}\](?=[^\s(:\[])")
_REFERENCES = lazy_pattern(r"\s*(?:Visible links|Hidden links|References)\s*:?\s*")
_REFERENCE = lazy_pattern(r"\s*\d+\. \S+:/\S*\s*")
_DATE = (
    r"\d{1,4}[./年-] ?\d{1,2}[./月-] ?\d{1,4}[.日]?,? +(?:[AP]M|上午|下午|午前|午後|오전|오후)? ?\d{1,2}:\d\d(?::\d\d)?"
    r"(?: ?[AP]M)?"
)
_DAY = r"(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}"
_ADDRESS = r"[<(]?(?:https?|file)://[^\s<>|]+[>)]?"
_PAGE = (
    r"(?:[Pp]age )?\d{1,4} ?(?:/|of|／) ?\d{1,4}|[Pp]age \d{1,4}|第 ?\d{1,4} ?[页頁](?: ?共 ?\d{1,4} ?[页頁])?"
    r"|\d{1,4} ?(?:ページ|페이지|쪽)|[-–—] ?\d{1,4} ?[-–—]|\d{1,3}"
)
_PRINTED = lazy_pattern(
    rf" *+(?:{_DATE}(?: .*)?|{_ADDRESS}(?: +(?:{_PAGE}))?|(?:{_PAGE})(?: +{_DATE})?|{_DAY}|\S.{{0,99}} {{3,}}{_ADDRESS})"
)
"""A line of a printed page, or an address alone: browsers print when, what, from where, and the number of the page."""
_TABS = lazy_pattern(r"^[ \t]*\t")
_NUMBER_CELL = lazy_pattern(r"^( *)(\d{1,4})[.)]?\t\s*(?=\S)")
_ROW_OF_TEXT = lazy_pattern(r" *(?P<title>\S[^\t]{3,})\t+(?P<summary>[^\t]*)")
_ROW = lazy_pattern(r" *\|(?P<cells>.+)\| *")
_RULE_OF_TABLE = lazy_pattern(r" *\|(?: *:?-+:? *\|)+ *")
_CELL_WALL = lazy_pattern(r"(?<!\\)\|")
_NO_TEXT = lazy_pattern(r"[\W\d]*")


class PageLine(NamedTuple):
    """A line of the page, with its number from 1. `text` has its indentation, but no mark of a quotation.

    `quoted` says that it had one where not all lines have. `cells_taken` is the width of the marks that were taken off
    inside the line: it was wrapped with them.
    """

    number: int
    text: str
    quoted: bool = False
    cells_taken: int = 0


def lines_of(text: str) -> list[PageLine]:
    """The lines of a cleaned text. The two cells of a table's row become two lines, the first one bold."""
    written = text.translate(_BLANKS).split("\n")
    lines = _unquoted([PageLine(number, line.rstrip(" ")) for number, line in enumerate(written, start=1)])
    lines = [line._replace(text=_without_tabs_before(line.text)) for line in lines]
    lines = _without_references(lines)
    return [
        line._replace(text=line.text.expandtabs(4).rstrip())
        for line in _without_tables(lines)
        if not _PRINTED.fullmatch(line.text.rstrip())
    ]


def _without_tabs_before(line: str) -> str:
    """A line with blanks for the tabs that it begins with, and for the one after its number."""
    return _NUMBER_CELL.sub(r"\1\2. ", _TABS.sub(lambda tabs: tabs[0].expandtabs(4), line))


def _unquoted(lines: list[PageLine]) -> list[PageLine]:
    """The lines without the marks of quotations: those of all lines, and then those of some."""
    share = _share(lines, [_QUOTE.match(line.text) is not None for line in lines])
    while share >= MINIMUM_QUOTED_SHARE:
        lines = [line._replace(text=_QUOTE.sub("", line.text, count=1)) for line in lines]
        share = _share(lines, [_QUOTE.match(line.text) is not None for line in lines])
    mark = _QUOTE if share >= MINIMUM_PARTLY_QUOTED_SHARE else _QUOTE_OF_WORDS
    return [_without_quote(line, mark) for line in lines]


def _without_quote(line: PageLine, mark: re.Pattern[str]) -> PageLine:
    text = line.text
    while mark.match(text):
        text = mark.sub("", text, count=1)
    return line if text == line.text else line._replace(text=text, quoted=True)


def _without_references(lines: list[PageLine]) -> list[PageLine]:
    """The lines without the numbers that a text browser gave to links, and without the list of their addresses."""
    end = next((at for at, line in enumerate(lines) if _begins_references(lines, at)), None)
    if end is None:
        return lines
    lines = lines[:end]
    if sum(len(_REFERENCE_MARK.findall(line.text)) for line in lines) < MINIMUM_REFERENCE_MARKS:
        return lines
    return [
        line._replace(text=bare, cells_taken=len(line.text) - len(bare))
        for line in lines
        for bare in [_REFERENCE_MARK.sub("", line.text)]
    ]


def _begins_references(lines: Sequence[PageLine], at: int) -> bool:
    if not _REFERENCES.fullmatch(lines[at].text):
        return False
    below = next((line.text for line in lines[at + 1 : at + 4] if line.text.strip()), "")
    return _REFERENCE.fullmatch(below) is not None


def _without_tables(lines: Sequence[PageLine]) -> Iterator[PageLine]:
    rows = [_cells(line.text) for line in lines]
    if _share(lines, [row is not None for row in rows]) < MINIMUM_ROW_SHARE:
        yield from lines
        return
    heads = _heads_of_tables(lines)
    for at, (line, row) in enumerate(zip(lines, rows, strict=True)):
        if row is None and not _RULE_OF_TABLE.fullmatch(line.text):
            yield line
        elif row is not None and at not in heads:
            yield line._replace(text=f"**{row[0]}**")
            yield line._replace(text=row[1])


def _heads_of_tables(lines: Sequence[PageLine]) -> set[int]:
    """The indexes of the lines with the names of columns: above a rule, perhaps with blank lines between."""
    heads = set[int]()
    above: int | None = None
    for at, line in enumerate(lines):
        if above is not None and _RULE_OF_TABLE.fullmatch(line.text):
            heads.add(above)
        if line.text.strip():
            above = at
    return heads


def _cells(line: str) -> tuple[str, str] | None:
    """The title and the summary in a row of a table; None for any other line. A cell with a number alone is left out."""
    if "|" in line and (found := _ROW.fullmatch(line)):
        cells = [cell.strip().replace("\\|", "|") for cell in _CELL_WALL.split(found["cells"])]
        cells = [cell for cell in cells if not cell or not _NO_TEXT.fullmatch(cell)]
        return (cells[0], cells[1]) if len(cells) == 2 and cells[0] else None
    if "\t" in line and (found := _ROW_OF_TEXT.fullmatch(line)):
        title = re.sub(r"^\d{1,4}[.)] ", "", found["title"]).strip()
        summary = found["summary"].strip()
        return None if summary and _NO_TEXT.fullmatch(summary) else (title, summary)
    return None


def _share(lines: Sequence[PageLine], has: Sequence[bool]) -> float:
    """The share of the lines with text that have something."""
    written = sum(bool(line.text.strip()) for line in lines)
    return sum(has) / written if written else 0.0
