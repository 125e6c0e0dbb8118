"""What the terminal shows, cell by cell, so that only what differs is written to it.

Textual paints whole regions: a row of a list with all of its pane, a screen with every dialog. Over a slow line that
takes a noticeable time. Here its paints are kept as cells, and compared with the cells that the terminal shows already.
The comparison is made when nothing more waits to be written: on a line that is slower than the reader, paints that
nobody would see are left out.

Terminals disagree about the width of some letters: emojis, and letters of several code points. Blanks are written
before such a letter, in case it is narrower than was thought, and the cursor is moved behind it. The cells that it would
cover if it were wider are written again. So it never moves what stands behind it.

Sequences that change no cell are passed on. Anything else is passed on, too, and then the terminal may show anything:
what is painted next is written whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from rich.cells import cell_len, get_character_cell_size

FORGET = "\0"
"""Written to the screen when the terminal may show anything, as after a change of its size. It is not passed on."""
BEGIN_UPDATE, END_UPDATE = "\x1b[?2026h", "\x1b[?2026l"
"""Around a paint, for terminals that show it at once then."""
RESET = "\x1b[0m"
JOINER = "\u200d"
"""Joins the letter before it and the one behind it to one: 👩‍🔬."""
MAXIMUM_GAP_CELLS = 4
"""Up to this many cells that are right already are written again, since that is shorter than a move over them."""
_TOKENS = re.compile(
    r"(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
    r"|\x1b\[(?P<style>[\d;]*)m"
    r"|\x1b\[(?P<row>\d+);(?P<column>\d+)H"
    r"|(?P<line>\n)"
    r"|(?P<update>\x1b\[\?2026[hl])"
    # Modes (but for the other screen, which is empty), questions, the keyboard's protocol, commands of the operating
    # system (but for links, which belong to cells), and the bell.
    r"|(?P<mode>\x1b\[\?(?!1049[hl])[\d;]+(?:\$p|[hl])|\x1b\[[<>=?]\d*u|\x1b\](?!8;)[^\x07\x1b]*(?:\x07|\x1b\\)|\x07)"
    r"|(?P<other>.)",
    re.DOTALL,
)


class CellStyle(NamedTuple):
    """How a cell looks: the parameters of the sequence (SGR) that sets it. Empty stands for the terminal's default."""

    attributes: frozenset[str] = frozenset()
    foreground: str = ""
    background: str = ""


DEFAULT = CellStyle()
_ENDED_BY = {"1": "22", "2": "22", "3": "23", "4": "24", "21": "24", "5": "25", "6": "25", "7": "27", "8": "28",
             "9": "29", "53": "55"}  # fmt: skip
"""Attribute → the parameter that ends it."""
_SEEN_ON_BLANKS = frozenset(("4", "21", "5", "6", "7", "9", "53"))


@lru_cache(4096)
def styled(before: CellStyle, parameters: str) -> CellStyle:
    """The style after an SGR sequence with these parameters."""
    attributes, foreground, background = before
    rest = parameters.split(";")
    while rest:
        parameter = rest.pop(0).lstrip("0")
        if parameter in ("38", "48"):
            length = {"5": 2, "2": 4}.get(rest[0] if rest else "", 0)
            colour = ";".join((parameter, *rest[:length]))
            del rest[:length]
            foreground, background = (colour, background) if parameter == "38" else (foreground, colour)
        elif not parameter:
            attributes, foreground, background = DEFAULT
        elif parameter in _ENDED_BY:
            attributes |= {parameter}
        elif parameter in _ENDED_BY.values():
            attributes = frozenset(one for one in attributes if _ENDED_BY[one] != parameter)
        elif parameter[:-1] in ("3", "9"):
            foreground = "" if parameter == "39" else parameter
        elif parameter[:-1] in ("4", "10"):
            background = "" if parameter == "49" else parameter
    return CellStyle(attributes, foreground, background)


@lru_cache(4096)
def change_of_style(before: CellStyle, after: CellStyle) -> str:
    """The shorter of the sequences that lead from one style to another: what differs, or all of it anew."""
    if before == after:
        return ""
    gone = before.attributes - after.attributes
    ended = {_ENDED_BY[attribute] for attribute in gone}
    kept = {
        attribute for attribute in after.attributes & before.attributes if _ENDED_BY[attribute] not in ended
    }
    steps = [*sorted(ended), *sorted(after.attributes - kept)]
    if before.foreground != after.foreground:
        steps.append(after.foreground or "39")
    if before.background != after.background:
        steps.append(after.background or "49")
    anew = ["0", *sorted(after.attributes), *filter(None, after[1:])]
    return f"\x1b[{min(';'.join(steps), ';'.join(anew), key=len)}m"


@lru_cache(4096)
def look_alike(one: CellStyle, other: CellStyle) -> bool:
    """Whether blanks in these styles look alike."""
    seen = _SEEN_ON_BLANKS
    if one.attributes & seen or other.attributes & seen:
        return one == other
    return one.background == other.background


@lru_cache(256)  # of rows: with what they hold they take up to 10 KB each
def letters_of(text: str) -> tuple[str, tuple[str, ...]]:
    """The letters of a text, one for each cell: behind a letter of two cells comes an empty one.

    A code point without a width belongs to the letter before it. Those at the beginning, whose letter was written
    before, are returned first.
    """
    letters: list[str] = []
    widths: list[int] = []
    begun = ""
    for character in text:
        width = get_character_cell_size(character)
        if letters and (width == 0 or letters[-1].endswith(JOINER)):
            joined = letters[-1] + character
            if width == 0 or cell_len(joined) == widths[-1]:
                letters[-1], widths[-1] = joined, cell_len(joined)
                continue
        if width:
            letters.append(character)
            widths.append(width)
        else:
            begun += character
    cells = ((letter, *[""] * (width - 1)) for letter, width in zip(letters, widths, strict=True))
    return begun, tuple(part for cell in cells for part in cell)


@lru_cache(4096)
def is_doubtful(letter: str) -> bool:
    """Whether terminals disagree about the width of a letter."""
    if len(letter) != 1:
        return bool(letter)
    return unicodedata.category(letter) in ("Mn", "Mc", "Me", "Cf", "Cn", "Co") or (
        0x1F000 <= ord(letter) < 0x20000
    )


class _Row:
    """A row of the screen. A cell that nobody knows has None for its letter."""

    __slots__ = ("letters", "styles")

    def __init__(self) -> None:
        self.letters: list[str | None] = []
        self.styles: list[CellStyle] = []

    def reach(self, cells: int) -> None:
        """Have at least this many cells."""
        missing = cells - len(self.letters)
        if missing > 0:
            self.letters += [None] * missing
            self.styles += [DEFAULT] * missing

    def put(self, column: int, begun: str, letters: str | tuple[str, ...], style: CellStyle) -> None:
        """Put letters into the row, and what belongs to the letter before them. Half of a wide letter does not stay."""
        if begun:
            self._add_to_letter(column, begun)
        if not letters:
            return
        end = column + len(letters)
        self.reach(end)
        if self.letters[column] == "" and column:
            self.letters[column - 1] = " "
        if end < len(self.letters) and self.letters[end] == "":
            self.letters[end] = " "
        self.letters[column:end] = letters
        self.styles[column:end] = [style] * len(letters)

    def _add_to_letter(self, column: int, marks: str) -> None:
        """Add code points without a width to the letter that ends before a column, unless it has them already."""
        at = next(
            (at for at in range(min(column, len(self.letters)) - 1, -1, -1) if self.letters[at] != ""), -1
        )
        letter = self.letters[at] if at >= 0 else None
        if letter is not None and not letter.endswith(marks):
            self.letters[at] = letter + marks


def _spans(painted: _Row, shown: _Row, columns: int) -> list[tuple[int, int]]:
    """From which column to which (not included) a row is to be written. `shown` is as long as `painted` at least."""
    letters = painted.letters[:columns]
    if len(painted.letters) > columns > 0 and painted.letters[columns] == "":
        letters.pop()  # half of it would be outside
    cells = zip(letters, shown.letters, painted.styles, shown.styles, strict=False)
    differing = [
        column
        for column, (letter, was, style, had) in enumerate(cells)
        if letter is not None
        and (letter != was or (style != had and not (letter == " " and look_alike(style, had))))
    ]
    if not differing:
        return []
    spans: list[list[int]] = []
    for column in sorted({*differing, *_covered(letters, differing)}):
        if (
            spans
            and column - spans[-1][1] <= MAXIMUM_GAP_CELLS
            and None not in letters[spans[-1][1] : column]
        ):
            spans[-1][1] = column + 1
        else:
            spans.append([column, column + 1])
    for span in spans:
        while letters[span[0]] == "":
            span[0] -= 1
        while span[1] < len(letters) and letters[span[1]] == "":
            span[1] += 1
    return [(start, end) for start, end in spans]


def _covered(letters: list[str | None], written: list[int]) -> Iterator[int]:
    """The columns that the letters of doubtful width among those written may cover."""
    for column in written:
        letter = letters[column]
        if letter and is_doubtful(letter):
            for covered in range(column + 1, min(column + 2 * len(letter), len(letters))):
                if letters[covered] is None:
                    break
                yield covered


def _write_cells(row: _Row, start: int, end: int, before: CellStyle, parts: list[str]) -> CellStyle:
    """Add the text of cells, with the sequences that change the style. Returns the style after it."""
    for style, run in groupby(row.styles[start:end]):
        stop = start + sum(1 for _ in run)
        text = "".join(filter(None, row.letters[start:stop]))
        if not (text.isspace() and look_alike(style, before)):
            parts.append(change_of_style(before, style))
            before = style
        parts.append(text if text.isascii() else "".join(_placed(row, start, stop)))
        start = stop
    return before


def _placed(row: _Row, start: int, end: int) -> Iterator[str]:
    """The letters of cells, with the cursor moved behind those of doubtful width."""
    for column in range(start, end):
        letter = row.letters[column] or ""
        if is_doubtful(letter):
            after = next((at for at in range(column + 1, end) if row.letters[at] != ""), end)
            yield f"{' ' * (after - column)}\x1b[{column + 1}G{letter}\x1b[{after + 1}G"
        else:
            yield letter


class CellScreen:
    """The screen as it is painted, and as the terminal shows it. Rows and columns count from 0."""

    def __init__(self) -> None:
        self._forget()
        self._updating = self._synchronised = False

    def _forget(self) -> None:
        self._painted: dict[int, _Row] = {}
        self._shown: dict[int, _Row] = {}
        self._changed: set[int] = set()
        self._cursor: tuple[int, int] | None = None
        self._shown_cursor: tuple[int, int] | None = None

    def paint(self, text: str) -> str:
        """Take what Textual writes. Returns what is to be passed on at once."""
        if text == FORGET:
            self._forget()
            return ""
        passed_on: list[str] = []
        row, column = self._cursor or (0, 0)
        style = DEFAULT
        moved = False
        for token in _TOKENS.finditer(text):
            kind, found = token.lastgroup, token[0]
            if kind == "text":
                begun, letters = ("", found) if found.isascii() else letters_of(found)
                self._painted.setdefault(row, _Row()).put(column, begun, letters, style)
                self._changed.add(row)
                column += len(letters)
                moved = True
            elif kind == "style":
                style = styled(style, token["style"])
            elif kind == "column":
                row, column = int(token["row"]) - 1, int(token["column"]) - 1
                moved = True
            elif kind == "line":
                row, column = row + 1, 0
                moved = True
            elif kind == "update":
                self._updating = found == BEGIN_UPDATE
                self._synchronised = True
            elif kind == "mode":
                passed_on.append(found)
            else:
                passed_on.append(text[token.start() :])
                self._updating = False
                self._forget()
                return "".join(passed_on)
        if moved:
            self._cursor = (row, column)
        return "".join(passed_on)

    def changes(self, columns: int, rows: int) -> str:
        """What has a terminal of this size show all that was painted. Nothing while a paint is not complete.

        Nothing is written outside of the terminal, where the cursor would stop at its edge: what is painted just after
        a change of its size may still be made for the one before.
        """
        if self._updating:
            return ""
        parts: list[str] = []
        style = DEFAULT
        for row in sorted(row for row in self._changed if row < rows):
            style = self._write_row(row, columns, style, parts)
        self._changed.clear()
        if parts:
            if style != DEFAULT:
                parts.append(RESET)
            self._shown_cursor = None  # behind the last column it stays there
        if self._cursor is not None and self._cursor != self._shown_cursor:
            parts.append("\x1b[{};{}H".format(*(at + 1 for at in self._cursor)))
            self._shown_cursor = self._cursor
        if parts and self._synchronised:
            return "".join((BEGIN_UPDATE, *parts, END_UPDATE))
        return "".join(parts)

    def _write_row(self, row: int, columns: int, style: CellStyle, parts: list[str]) -> CellStyle:
        """Add what has the terminal show one row of this many columns. Takes the style that is set, and returns the one after it."""
        painted, shown = self._painted[row], self._shown.setdefault(row, _Row())
        if painted.letters == shown.letters and painted.styles == shown.styles:
            return style
        shown.reach(len(painted.letters))
        for start, end in _spans(painted, shown, columns):
            if self._shown_cursor and self._shown_cursor[0] == row and self._shown_cursor[1] < start:
                parts.append(f"\x1b[{start - self._shown_cursor[1]}C")
            elif self._shown_cursor != (row, start):
                parts.append(f"\x1b[{row + 1};{start + 1}H")
            style = _write_cells(painted, start, end, style, parts)
            self._shown_cursor = (row, end)
            shown.letters[start:end] = painted.letters[start:end]
            shown.styles[start:end] = painted.styles[start:end]
        return style
